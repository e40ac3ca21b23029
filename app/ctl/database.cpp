#include "app/ctl/database.h"

#include "app/backend/audit_anchor.h"
#include "app/backend/private_database.h"
#include "app/ctl/context.h"
#include "backend/storage/conninfo.h"
#include "backend/storage/migrations.h"

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>

#include <chrono>

namespace holdfast::ctl {

namespace {

constexpr std::chrono::milliseconds look_after_period{250};
/// A person can wait for a server that is busy recovering; what serves clients cannot.
constexpr std::chrono::milliseconds connect_patience{10'000};

storage::ConnectionOptions patient(storage::ConnectionOptions options)
{
    options.connect_timeout = connect_patience;
    return options;
}

} // namespace

void add_dsn_option(CLI::App &command, std::string &dsn)
{
    command.add_option("--dsn", dsn, "libpq connection string or URI; without it the private cluster")
        ->check([](const std::string &text) -> std::string {
            if (text.empty())
                return "must not be empty";
            try {
                [[maybe_unused]] const auto parts = storage::parse_conninfo(text);
                return {};
            } catch (const storage::DatabaseError &error) {
                return error.what();
            }
        });
}

void add_anchor_option(CLI::App &command, std::filesystem::path &file)
{
    command
        .add_option("--audit-anchor", file,
                    "The file that keeps the audit's head; by default beside the private cluster")
        ->check([](const std::string &text) { return std::string(text.empty() ? "must not be empty" : ""); });
}

Session::Session(Context &context, const std::string &dsn, const storage::ConnectionOptions &options)
    : context_(context), connection_(dsn, patient(options))
{
    context_.interrupt.on_request([this] { connection_.shut_down(); });
}

Session::~Session()
{
    context_.interrupt.on_request({});
}

Database::Database(Context &context, const std::string &dsn) : context_(context), dsn_(dsn)
{
    if (dsn_.empty()) {
        auto options = app::private_cluster_options(context.data_dir);
        data_dir_ = options.data_dir;
        cluster_.emplace(std::move(options));
        dsn_ = cluster_->dsn();
    }
}

std::filesystem::path Database::audit_anchor() const
{
    return cluster_ ? app::audit_anchor_file(data_dir_) : std::filesystem::path();
}

void Database::migrate()
{
    Session session(context_, dsn_);
    storage::migrate(session.connection());
}

void Database::require_schema()
{
    Session session(context_, dsn_);
    if (!session.connection().query("select to_regclass('holdfast.reservation') is not null").boolean(0, 0))
        throw Failure("this database has no Holdfast schema; `holdfastctl serve` makes one");
}

void Database::attend()
{
    if (!cluster_)
        return context_.interrupt.wait();
    bool failing = false;
    while (!context_.interrupt.wait_for(look_after_period)) {
        try {
            cluster_->ensure_running();
            failing = false;
        } catch (const storage::ClusterError &error) {
            if (!failing)
                spdlog::error("the private cluster cannot be started again: {}; trying on", error.what());
            failing = true;
        }
    }
}

int run_until_asked(Context &context, const std::function<void()> &work)
{
    try {
        work();
    } catch (const std::exception &) {
        if (!context.interrupt.requested())
            throw;
    }
    return exit_success;
}

} // namespace holdfast::ctl
