#include "backend/storage/connection.h"

#include "backend/process/descriptor.h"
#include "backend/storage/conninfo.h"

#include <pqxx/pqxx>
#include <spdlog/spdlog.h>

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <functional>
#include <system_error>

// libpqxx 6 (Debian 12) and 7 (Debian 13) differ in how parameters, notices and notifications are passed.
namespace holdfast::storage {

namespace {

#if PQXX_VERSION_MAJOR >= 7

pqxx::result execute(pqxx::nontransaction &work, std::string_view sql, std::span<const Param> params)
{
    if (params.empty())
        return work.exec(sql);
    pqxx::params values;
    values.reserve(params.size());
    for (const Param &param : params) {
        if (param)
            values.append(*param);
        else
            values.append();
    }
    return work.exec(sql, values);
}

class Listener final
{
public:
    Listener(pqxx::connection &link, const std::string &channel, std::function<void()> heard)
    {
        link.listen(channel, [heard = std::move(heard)](const pqxx::notification &) { heard(); });
    }
};

class Notices final
{
public:
    explicit Notices(pqxx::connection &link)
    {
        link.set_notice_handler([](pqxx::zview text) { spdlog::debug("PostgreSQL: {}", std::string_view(text)); });
    }
};

void never_reconnect(pqxx::connection &) {}

#else

pqxx::result execute(pqxx::nontransaction &work, std::string_view sql, std::span<const Param> params)
{
    if (params.empty())
        return work.exec(std::string(sql));
    std::vector<const char *> values;
    values.reserve(params.size());
    for (const Param &param : params)
        values.push_back(param ? param->c_str() : nullptr);
    return work.exec_params(std::string(sql), pqxx::prepare::make_dynamic_params(values.begin(), values.end()));
}

class Listener final : private pqxx::notification_receiver
{
public:
    Listener(pqxx::connection &link, const std::string &channel, std::function<void()> heard)
        : notification_receiver(link, channel), heard_(std::move(heard)) {}

private:
    void operator()(const std::string &, int) override { heard_(); }
    std::function<void()> heard_;
};

class Notices final : private pqxx::errorhandler
{
public:
    explicit Notices(pqxx::connection &link) : errorhandler(link) {}

private:
    bool operator()(const char text[]) noexcept override
    {
        spdlog::debug("PostgreSQL: {}", text);
        return false; // older handlers would print it
    }
};

/// A session that came back by itself would have lost its transaction, its channels and its socket.
void never_reconnect(pqxx::connection &link)
{
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
    link.inhibit_reactivation(true);
#pragma GCC diagnostic pop
}

#endif

Rows to_rows(const pqxx::result &result)
{
    std::vector<std::string> columns;
    for (pqxx::row::size_type column = 0; column < result.columns(); ++column)
        columns.emplace_back(result.column_name(column));
    std::vector<Rows::Cell> cells;
    cells.reserve(static_cast<std::size_t>(result.size()) * columns.size());
    for (const auto &row : result) {
        for (const auto &field : row) {
            if (field.is_null())
                cells.push_back({{}, true});
            else
                cells.push_back({std::string(field.c_str(), field.size()), false});
        }
    }
    return {std::move(columns), std::move(cells), static_cast<std::size_t>(result.affected_rows())};
}

/// libpqxx keeps only the message, whose first line names the constraint: ... violates check constraint "name".
std::string constraint_named_in(std::string_view message)
{
    message = message.substr(0, message.find('\n'));
    static constexpr std::string_view before = "constraint \"";
    const auto at = message.find(before);
    if (at == std::string_view::npos)
        return {};
    message.remove_prefix(at + before.size());
    return std::string(message.substr(0, message.find('"')));
}

/// "ERROR:  text\nCONTEXT: ...\n" without the trailing newlines.
std::string trimmed(std::string_view message)
{
    while (!message.empty() && message.back() == '\n')
        message.remove_suffix(1);
    return std::string(message);
}

/// libpqxx throws these few without the state they are named for.
std::string sqlstate_of(const std::exception &error)
{
    if (dynamic_cast<const pqxx::deadlock_detected *>(&error) != nullptr)
        return "40P01";
    if (dynamic_cast<const pqxx::serialization_failure *>(&error) != nullptr)
        return "40001";
    if (dynamic_cast<const pqxx::statement_completion_unknown *>(&error) != nullptr)
        return "40003";
    if (dynamic_cast<const pqxx::transaction_rollback *>(&error) != nullptr)
        return "40000";
    if (dynamic_cast<const pqxx::insufficient_privilege *>(&error) != nullptr)
        return "42501";
    const auto *refusal = dynamic_cast<const pqxx::sql_error *>(&error);
    return refusal != nullptr ? refusal->sqlstate() : "";
}

/// The server said it, but it ended the session (shut down by an administrator, crashed, or not yet up), or it cannot say
/// itself whether the statement took effect.
bool ends_session(std::string_view sqlstate)
{
    return sqlstate == "40003" || sqlstate.substr(0, 2) == "08" || sqlstate.substr(0, 4) == "57P0";
}

} // namespace

struct Connection::Session
{
    std::unique_ptr<pqxx::connection> link;
    std::unique_ptr<Notices> notices;
    std::vector<std::unique_ptr<Listener>> listeners;
    /// A duplicate: libpq closes its own number when the connection breaks, and it may then be another file's.
    process::Descriptor socket;
    std::atomic<bool> lost{false};
    bool notified = false;
    bool in_transaction = false;
    bool transaction_failed = false;

    ~Session()
    {
        // libpq says goodbye to the server, and would wait for room to say it; a listener would even wait for an answer.
        pollfd writable{socket.get(), POLLOUT, 0};
        if (socket && (!listeners.empty() || ::poll(&writable, 1, 0) != 1))
            ::shutdown(socket.get(), SHUT_RDWR);
        listeners.clear();
        notices.reset();
    }

    [[noreturn]] void lose(const std::string &why)
    {
        lost = true;
        throw ConnectionLost("the database connection is lost: " + trimmed(why));
    }

    /// Runs `work` on the link and gives its failures their types.
    template <typename Work>
    auto guarded(Work &&work)
    {
        if (lost)
            lose("it was closed before");
        try {
            return work();
        } catch (const pqxx::broken_connection &error) {
            lose(error.what());
        } catch (const DatabaseError &) {
            throw;
        } catch (const std::exception &error) { // libpqxx 6 and 7 share no closer base
            const std::string message = error.what();
            const std::string sqlstate = sqlstate_of(error);
            if (!link->is_open() || ends_session(sqlstate))
                lose(message);
            transaction_failed = in_transaction;
            if (sqlstate.empty())
                throw DatabaseError(trimmed(message));
            throw StatementFailed(sqlstate, trimmed(message), constraint_named_in(message));
        }
    }
};

Connection::Connection(const std::string &dsn, const ConnectionOptions &options) : session_(std::make_unique<Session>())
{
    const std::string settings = with_session_settings(dsn, options);
    try {
        session_->link = std::make_unique<pqxx::connection>(settings);
    } catch (const std::exception &error) {
        throw ConnectionLost("cannot connect to the database: " + trimmed(error.what()));
    }
    never_reconnect(*session_->link);
    session_->socket = process::Descriptor(::fcntl(session_->link->sock(), F_DUPFD_CLOEXEC, 3));
    if (!session_->socket) // without it nobody could end a call that hangs
        throw ConnectionLost("cannot connect to the database: " + std::generic_category().message(errno));
    session_->notices = std::make_unique<Notices>(*session_->link);
}

Connection::~Connection() = default;
Connection::Connection(Connection &&) noexcept = default;
Connection &Connection::operator=(Connection &&) noexcept = default;

Rows Connection::query(std::string_view sql, std::span<const Param> params)
{
    for (const Param &param : params) {
        if (param && param->find('\0') != std::string::npos)
            throw StatementFailed("22021", "a text parameter contains a zero byte");
    }
    return session_->guarded([&] {
        pqxx::nontransaction work(*session_->link);
        return to_rows(execute(work, sql, params));
    });
}

Rows Connection::query(std::string_view sql, std::initializer_list<Param> params)
{
    return query(sql, std::span<const Param>(params.begin(), params.size()));
}

void Connection::run_script(std::string_view sql)
{
    query(sql);
}

void Connection::listen(const std::string &channel)
{
    session_->guarded([&] {
        session_->listeners.push_back(std::make_unique<Listener>(
            *session_->link, channel, [session = session_.get()] { session->notified = true; }));
    });
}

bool Connection::wait_notification(std::chrono::milliseconds timeout)
{
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    return session_->guarded([&] {
        while (true) {
            // Also counts those of channels LISTENed to in plain SQL, which have no listener of ours.
            if (session_->link->get_notifs() > 0 || session_->notified)
                break;
            const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
            pollfd readable{session_->socket.get(), POLLIN, 0};
            if (left.count() <= 0 || ::poll(&readable, 1, static_cast<int>(left.count())) == 0)
                return false;
        }
        session_->notified = false;
        return true;
    });
}

void Connection::shut_down() noexcept
{
    session_->lost = true;
    ::shutdown(session_->socket.get(), SHUT_RDWR);
}

bool Connection::is_open() const noexcept
{
    if (session_->lost || !session_->link->is_open())
        return false;
    // A server that ended the session while nobody asked anything has hung up by now.
    pollfd hung_up{session_->socket.get(), POLLRDHUP, 0};
    return ::poll(&hung_up, 1, 0) == 0;
}

int Connection::server_version() const
{
    return session_->link->server_version();
}

Transaction::Transaction(Connection &connection, std::string_view begin) : connection_(connection)
{
    connection_.query(begin);
    connection_.session_->in_transaction = true;
    connection_.session_->transaction_failed = false;
}

Transaction::~Transaction()
{
    if (!open_)
        return;
    connection_.session_->in_transaction = false;
    try {
        if (connection_.is_open())
            connection_.query("rollback");
    } catch (const DatabaseError &) {
        // The server rolls back what a lost session leaves open.
    }
}

void Transaction::commit()
{
    // The server would answer COMMIT with a silent ROLLBACK.
    if (connection_.session_->transaction_failed)
        throw StatementFailed("25P02", "the transaction cannot be committed: a statement in it failed");
    open_ = false;
    connection_.session_->in_transaction = false;
    connection_.query("commit");
}

} // namespace holdfast::storage
