// Kills the API and PostgreSQL in turn, without warning and under load, and looks whether anything a client was told is
// missing. `test_app_kill_soak [ROUNDS] [SEED]`, or HOLDFAST_SOAK_ROUNDS; six rounds otherwise.

#include "backend/storage/connection.h"
#include "tests/app/ctl.h"
#include "tests/app/soak_load.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <nlohmann/json.hpp>

#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <thread>

using namespace holdfast;
using Clock = std::chrono::steady_clock;
using storage::Connection;
using storage::Param;

namespace {

constexpr int usual_rounds = 6;
constexpr std::size_t successes_before_a_kill = 60;
constexpr std::size_t successes_after_a_kill = 10;
constexpr int places = 24;

constexpr const char *missing_sql = R"(
    select a.id, a.version, a.state, a.key
    from unnest($1::uuid[], $2::integer[], $3::text[], $4::text[]) as a (id, version, state, key)
    where not exists (
        select from holdfast.reservation_event e
        where e.reservation_id = a.id and e.version = a.version and e.to_state = a.state)
    or not exists (
        select from holdfast.reservation r where r.id = a.id and r.version >= a.version)
    or not exists (
        select from holdfast.reservation r
        left join holdfast.command_key k on k.partner_id = r.partner_id and k.key = a.key
        where r.id = a.id
          and case when a.version = 1 then r.creation_key = a.key
              else k.reservation_id = a.id and k.version = a.version end)
)";

/// The system under test, as a service manager would keep it: what dies is started again.
class System final
{
public:
    System() : dsn_(cluster_.fresh_database())
    {
        Connection database(dsn_);
        const auto vendor = test::plant_vendor(database, "Vendor");
        for (int number = 0; number < places; ++number)
            places_.push_back(test::plant_slot(
                database, {.vendor = vendor, .capacity = number % 4 == 0 ? 10 : 1'000'000, .hour = number}));
        const auto partner = test::run_ctl({"admin", "create-partner", "Soak", "--json", "--dsn", dsn_});
        api_key_ = nlohmann::json::parse(partner.out).at("key");
        // Holds expire while the soak runs, so that the worker has work too.
        require(test::run_ctl({"admin", "set-deadline", "HELD", "5", "--dsn", dsn_}).status.success(), "set-deadline");
        start_api();
        worker_.emplace(std::vector<std::string>{"worker", "--dsn", dsn_});
        require(!worker_->wait_ready().empty(), "the worker did not start");
    }

    [[nodiscard]] test::LoadPlan plan(unsigned seed) const
    {
        return {.url = url_, .api_key = api_key_, .places = places_, .seed = seed};
    }

    void kill_api()
    {
        api_->process().signal(SIGKILL);
        api_->process().wait(std::chrono::seconds(10));
        start_api();
    }

    void kill_postgres()
    {
        const auto postmaster = cluster_.postmaster_pid();
        ::kill(postmaster, SIGKILL);
        while (::kill(postmaster, 0) == 0)
            std::this_thread::yield();
        cluster_.ensure_running();
    }

    /// Rows of what was acknowledged and cannot be found.
    [[nodiscard]] storage::Rows missing(const std::vector<test::Acknowledged> &acknowledged) const
    {
        std::vector<Param> ids, versions, states, keys;
        for (const auto &success : acknowledged) {
            ids.emplace_back(success.reservation_id);
            versions.emplace_back(std::to_string(success.version));
            states.emplace_back(success.state);
            keys.emplace_back(success.key);
        }
        return Connection(dsn_).query(missing_sql, {storage::array_literal(ids), storage::array_literal(versions),
                                                    storage::array_literal(states), storage::array_literal(keys)});
    }

    [[nodiscard]] process::Completed verify() const { return test::run_ctl({"verify", "--dsn", dsn_}); }

    [[nodiscard]] bool stop()
    {
        const bool api = api_->process().stop(std::chrono::seconds(11)).success();
        return worker_->process().stop(std::chrono::seconds(11)).success() && api;
    }

    static void require(bool condition, const std::string &what)
    {
        if (condition)
            return;
        std::fprintf(stderr, "FAILED: %s\n", what.c_str());
        std::exit(1); // NOLINT: children end with us, the next test clears the cluster away
    }

private:
    void start_api()
    {
        // The port stays: clients come back to where they were.
        const auto listen = url_.empty() ? "127.0.0.1:0" : url_.substr(std::string("http://").size());
        api_.reset();
        api_.emplace(std::vector<std::string>{"serve", "--dsn", dsn_, "--listen", listen});
        require(!api_->wait_ready().empty(), "the API did not start");
        url_ = api_->url();
    }

    test::TestCluster cluster_;
    std::string dsn_;
    std::vector<Uuid> places_;
    std::string api_key_;
    std::string url_;
    std::optional<test::RunningCtl> api_;
    std::optional<test::RunningCtl> worker_;
};

void check(const System &system, const std::vector<test::Acknowledged> &acknowledged)
{
    const auto missing = system.missing(acknowledged);
    for (std::size_t row = 0; row < missing.size() && row < 10; ++row) {
        std::fprintf(stderr, "missing: reservation %s version %s, %s, key %s\n", missing.text(row, 0).c_str(),
                     missing.text(row, 1).c_str(), missing.text(row, 2).c_str(), missing.text(row, 3).c_str());
    }
    System::require(missing.empty(), std::to_string(missing.size()) + " acknowledged successes are missing");
    const auto verified = system.verify();
    System::require(verified.status.success(), "verify:\n" + verified.out + verified.err);
}

int argument(int count, char **values, int index, const char *variable, int otherwise)
{
    const char *text = count > index ? values[index] : std::getenv(variable);
    return text ? std::atoi(text) : otherwise;
}

} // namespace

int main(int count, char **values)
{
    const int rounds = argument(count, values, 1, "HOLDFAST_SOAK_ROUNDS", usual_rounds);
    const auto seed = static_cast<unsigned>(argument(count, values, 2, "HOLDFAST_SEED", int(std::random_device{}())));
    std::printf("%d rounds, seed %u\n", rounds, seed);
    std::fflush(stdout);

    System system;
    test::SoakLoad load(system.plan(seed));
    std::vector<test::Acknowledged> all;
    std::chrono::milliseconds slowest{0};
    for (int round = 1; round <= rounds; ++round) {
        System::require(load.wait_acknowledged(successes_before_a_kill), "there is no load to kill under");
        const bool api = round % 2 == 1;
        const auto killed = Clock::now();
        api ? system.kill_api() : system.kill_postgres();
        System::require(load.wait_acknowledged(successes_after_a_kill), "the service did not come back");
        const auto back = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - killed);
        slowest = std::max(slowest, back);

        const auto fresh = load.take_acknowledged();
        all.insert(all.end(), fresh.begin(), fresh.end());
        const auto checking = Clock::now();
        check(system, fresh);
        System::require(!load.contradiction(), load.contradiction().value_or(""));
        const auto checked = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - checking);
        std::printf("round %d: killed %s, back after %lld ms; %zu acknowledged, none missing; verify clean after %lld ms\n",
                    round, api ? "the API" : "PostgreSQL", static_cast<long long>(back.count()), all.size(),
                    static_cast<long long>(checked.count()));
        std::fflush(stdout);
    }
    load.stop();
    const auto last = load.take_acknowledged();
    all.insert(all.end(), last.begin(), last.end());
    check(system, all);
    System::require(system.stop(), "API and worker did not end cleanly");
    std::printf("%d rounds, seed %u: %zu successes acknowledged, %llu refusals, %llu repeats; none missing, verify clean; "
                "slowest recovery %lld ms\n",
                rounds, seed, all.size(), static_cast<unsigned long long>(load.refused()),
                static_cast<unsigned long long>(load.repeated()), static_cast<long long>(slowest.count()));
    return 0;
}
