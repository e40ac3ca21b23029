#pragma once

#include "backend/core/time.h"
#include "backend/core/uuid.h"

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::storage {

/// A parameter in PostgreSQL's text format; nullopt is NULL.
using Param = std::optional<std::string>;

/// Anything the database or the way to it said no to.
class DatabaseError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
    /// For a log: the server's complaint without the statement and context that may follow it.
    [[nodiscard]] std::string_view first_line() const
    {
        const std::string_view text = what();
        return text.substr(0, text.find('\n'));
    }
};

/// The connection could not be made, or broke. When it broke during a statement that writes, the outcome is unknown.
class ConnectionLost final : public DatabaseError
{
public:
    using DatabaseError::DatabaseError;
};

/// The server refused a statement; its transaction is rolled back.
class StatementFailed final : public DatabaseError
{
public:
    StatementFailed(std::string sqlstate, const std::string &message, std::string constraint = {})
        : DatabaseError(message), sqlstate_(std::move(sqlstate)), constraint_(std::move(constraint)) {}
    [[nodiscard]] const std::string &sqlstate() const { return sqlstate_; }
    [[nodiscard]] const std::string &constraint() const { return constraint_; }
    /// Deadlock, serialization failure or lock time-out: running the transaction again may succeed.
    [[nodiscard]] bool transient() const
    {
        return sqlstate_ == "40P01" || sqlstate_ == "40001" || sqlstate_ == "55P03";
    }
    /// The server cannot write, whatever it is asked: no space, no memory, a disk that fails, a database that is read-only.
    [[nodiscard]] bool cannot_write() const
    {
        return sqlstate_.starts_with("53") || sqlstate_.starts_with("58") || sqlstate_ == "25006";
    }

private:
    std::string sqlstate_;
    std::string constraint_;
};

/// A result: text cells by row and column, owned. `text` on NULL throws std::logic_error; `optional_text` does not.
class Rows final
{
public:
    struct Cell { std::string text; bool null = false; };

    Rows() = default;
    Rows(std::vector<std::string> columns, std::vector<Cell> cells, std::size_t affected);

    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] bool empty() const { return size() == 0; }
    [[nodiscard]] std::size_t columns() const { return columns_.size(); }
    [[nodiscard]] std::size_t affected() const { return affected_; } ///< rows changed, as the server counts them
    [[nodiscard]] const std::string &column_name(std::size_t column) const { return columns_.at(column); }

    [[nodiscard]] bool is_null(std::size_t row, std::size_t column) const;
    [[nodiscard]] const std::string &text(std::size_t row, std::size_t column) const;
    [[nodiscard]] std::optional<std::string> optional_text(std::size_t row, std::size_t column) const;
    [[nodiscard]] std::int64_t integer(std::size_t row, std::size_t column) const;
    [[nodiscard]] double number(std::size_t row, std::size_t column) const;
    [[nodiscard]] bool boolean(std::size_t row, std::size_t column) const;
    [[nodiscard]] Uuid uuid(std::size_t row, std::size_t column) const;
    /// Needs the session's time zone UTC and ISO dates, which Connection sets.
    [[nodiscard]] Timestamp time(std::size_t row, std::size_t column) const;
    [[nodiscard]] std::optional<Timestamp> optional_time(std::size_t row, std::size_t column) const;

private:
    [[nodiscard]] const Cell &cell(std::size_t row, std::size_t column) const;

    std::vector<std::string> columns_;
    std::vector<Cell> cells_;
    std::size_t affected_ = 0;
};

struct ConnectionOptions
{
    std::string application_name = "holdfast";
    std::chrono::milliseconds connect_timeout{2000};
    std::optional<std::chrono::milliseconds> statement_timeout = std::nullopt; ///< the server's own; none by default
    std::optional<std::chrono::milliseconds> lock_timeout = std::nullopt;
    bool read_only = false; ///< default_transaction_read_only
};

/// One PostgreSQL session. Used by one thread at a time; shut_down() alone may come from another.
/// The session runs in UTC with ISO dates, READ COMMITTED, search_path pg_catalog, public (names are qualified).
class Connection final
{
public:
    /// `dsn`: a libpq connection string or URI. Throws ConnectionLost.
    explicit Connection(const std::string &dsn, const ConnectionOptions &options = {});
    ~Connection();
    Connection(Connection &&) noexcept;
    Connection &operator=(Connection &&) noexcept;

    /// One statement in a transaction of its own (or in the open Transaction): its answer means it is committed.
    /// Throws StatementFailed or ConnectionLost.
    Rows query(std::string_view sql, std::span<const Param> params = {});
    Rows query(std::string_view sql, std::initializer_list<Param> params);
    /// Several statements, without parameters.
    void run_script(std::string_view sql);

    /// Listens to a channel's notifications from now on. Not within a transaction.
    void listen(const std::string &channel);
    /// Waits for a notification; false after `timeout`. One that came since the last call, also during a query, ends the
    /// wait at once. Throws ConnectionLost.
    bool wait_notification(std::chrono::milliseconds timeout);

    /// Thread-safe: ends whatever waits on this connection with ConnectionLost, also when the server hangs.
    void shut_down() noexcept;
    /// False also when the server has ended the session meanwhile. Costs one poll(2).
    [[nodiscard]] bool is_open() const noexcept;
    [[nodiscard]] int server_version() const; ///< 150018 for 15.18

private:
    friend class Transaction;
    struct Session;
    std::unique_ptr<Session> session_;
};

/// BEGIN now; COMMIT on commit(), else ROLLBACK at the end of the scope. A failed statement dooms it: commit() then throws.
class Transaction final
{
public:
    explicit Transaction(Connection &connection, std::string_view begin = "begin");
    ~Transaction();
    Transaction(const Transaction &) = delete;
    Transaction &operator=(const Transaction &) = delete;
    /// Throws ConnectionLost when the outcome is unknown.
    void commit();

private:
    Connection &connection_;
    bool open_ = true;
};

/// '{"a","b",NULL}': a text-format array literal with every element quoted as needed.
[[nodiscard]] std::string array_literal(std::span<const Param> elements);
[[nodiscard]] std::string bytea_literal(std::span<const std::uint8_t> bytes); ///< "\\x00ff"

} // namespace holdfast::storage
