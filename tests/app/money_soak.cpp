// Books paid reservations through the API, while one gateway call in ten goes wrong and a worker is killed every second,
// and looks whether everything ends, and every party is charged what it owes. `test_app_money_soak [BOOKINGS] [SEED]`, or
// HOLDFAST_SOAK_BOOKINGS; sixty bookings otherwise.

#include "backend/storage/connection.h"
#include "tests/app/money_processes.h"
#include "tests/support/eventually.h"
#include "tests/support/test_cluster.h"

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <map>
#include <mutex>
#include <random>
#include <thread>

using namespace holdfast;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using test::Json;

namespace {

constexpr int usual_bookings = 60;
constexpr int payment_workers = 4;
constexpr int customers = 24;
constexpr double fault_rate = 0.1;
constexpr std::chrono::milliseconds lease{3'000};
constexpr std::chrono::milliseconds timeout{1'500}; ///< of the gateway's answers
constexpr std::chrono::seconds until_all_ended{120};

void require(bool condition, const std::string &what)
{
    if (condition)
        return;
    std::fprintf(stderr, "FAILED: %s\n", what.c_str());
    std::exit(1); // NOLINT: children end with us, the next test clears the cluster away
}

/// What a step of a booking took, and how it was answered.
struct Tally
{
    std::mutex mutex;
    std::map<std::string, std::vector<double>> milliseconds; ///< by step
    std::map<std::string, int> ends;                         ///< as clients were told
    std::uint64_t repeats = 0;
};

/// The system under test: an API, workers on money, one for the rest, and the gateway.
class System final
{
public:
    System() : gateway_(cluster_.folder() / "gateway.log"), dsn_(cluster_.fresh_database()), stage_(dsn_),
               control_(gateway_.url(), test::processes_gateway_key),
               api_({"serve", "--dsn", dsn_}, gateway_.surroundings(log("api"), timeout)),
               others_({"worker", "--dsn", dsn_, "--roles", "expiry,repair,webhooks"}, gateway_.surroundings(log("others"), timeout))
    {
        const auto partner = test::run_ctl({"admin", "create-partner", "Soak", "--json", "--dsn", dsn_});
        api_key_ = Json::parse(partner.out).at("key");
        api_.start();
        control_.deliver_to(api_.url() + "/webhooks/stripe", test::processes_webhook_secret);
        others_.start();
        for (int i = 0; i < payment_workers; ++i) {
            workers_.emplace_back(std::vector<std::string>{"worker", "--dsn", dsn_, "--roles", "payments,commit", "--lease-ms",
                                                           std::to_string(lease.count())},
                                  gateway_.surroundings(log("worker" + std::to_string(i)), timeout));
            workers_.back().start();
        }
    }

    /// One call in ten; which ones, the seed decides.
    void order_faults(unsigned seed)
    {
        const std::vector<Json> kinds = {
            {{"kind", "drop_before"}}, {{"kind", "drop_after"}}, {{"kind", "error"}, {"status", 500}},
            {{"kind", "error"}, {"status", 503}, {"after", true}}, {{"kind", "rate_limit"}}, {{"kind", "delay"}, {"delay_ms", 300}},
            {{"kind", "hang"}, {"delay_ms", 2 * timeout.count()}}};
        for (auto order : kinds) {
            order.update({{"call", "any"}, {"rate", fault_rate / double(kinds.size())}, {"seed", ++seed}});
            control_.fault(order);
        }
    }

    void book(int number, Tally &tally)
    {
        test::Customer customer(api_key_);
        customer.use(api_.url());
        const auto key = "booking-" + std::to_string(number);
        std::string slot;
        {
            const std::lock_guard lock(mutex_);
            slot = stage_.add_slot(1, "two_party").to_string();
        }
        std::string state;
        for (const auto *verb : {"hold", "vendor-confirmation", "vendor-authorization", "requester-authorization", "confirm"}) {
            const auto begun = Clock::now();
            const bool pays = std::string_view(verb).ends_with("authorization");
            state = std::string_view(verb) == "hold"
                ? customer.hold(slot, key)
                : customer.step(customer.reservation(), verb, key + "-" + verb, pays ? "pm_card_visa" : "");
            const std::chrono::duration<double, std::milli> took = Clock::now() - begun;
            const std::lock_guard lock(tally.mutex);
            tally.milliseconds[verb].push_back(took.count());
            if (!customer.refusal().empty()) {
                const auto refusal = Json::parse(customer.refusal(), nullptr, false);
                state = refusal.is_object() ? refusal.value("code", "") + " " + refusal.value("state", "") : customer.refusal();
                break;
            }
        }
        const std::lock_guard lock(tally.mutex);
        ++tally.ends[state];
        tally.repeats += customer.repeats();
    }

    void kill_worker(std::size_t number)
    {
        auto &worker = workers_[number % workers_.size()];
        worker.kill();
        worker.start();
    }

    [[nodiscard]] std::int64_t in_flight()
    {
        const std::lock_guard lock(mutex_);
        return stage_.count("reservation where deadline is not null") + stage_.count("operation where status = 'PENDING'")
               + stage_.count("webhook_event where status = 'PENDING'");
    }

    void check_and_tell()
    {
        for (const auto *sql : {"select state, count(*) from holdfast.reservation group by 1 order by 1",
                                "select kind || ' ' || status || ', attempts ' || attempts, count(*) from holdfast.operation "
                                "group by kind, status, attempts order by kind, status, attempts"}) {
            const auto rows = stage_.database().query(sql);
            for (std::size_t row = 0; row < rows.size(); ++row)
                std::printf("  %6s  %s\n", rows.text(row, 1).c_str(), rows.text(row, 0).c_str());
        }
        std::uint64_t calls = 0, hit = 0;
        for (const auto &fault : control_.faults()) {
            calls = std::max(calls, fault.at("matched").get<std::uint64_t>());
            hit += fault.at("hit").get<std::uint64_t>();
        }
        std::printf("  %llu calls of the gateway, %llu of them went wrong\n", static_cast<unsigned long long>(calls),
                    static_cast<unsigned long long>(hit));
        const auto unsettled = stage_.find_unsettled(control_);
        require(unsettled.empty(), "the gateway's books and the database:\n" + test::lines(unsettled));
        const auto verified = test::run_ctl({"verify", "--dsn", dsn_});
        require(verified.status.success(), "verify:\n" + verified.out + verified.err);
        auto around = gateway_.surroundings(log("reconcile"), timeout);
        around.log.reset();
        control_.clear_faults();
        const auto reconciled = test::run_ctl({"reconcile", "--dsn", dsn_}, around);
        require(reconciled.status.success(), "reconcile:\n" + reconciled.out + reconciled.err);
        require(hit > 0, "nothing went wrong at the gateway");
        require(stage_.count("webhook_event") > 0, "the gateway told nothing of itself");
    }

    [[nodiscard]] bool stop()
    {
        bool well = api_.stop();
        well = others_.stop() && well;
        for (auto &worker : workers_)
            well = worker.stop() && well;
        return well;
    }

private:
    [[nodiscard]] std::filesystem::path log(const std::string &name) const { return cluster_.folder() / (name + ".log"); }

    test::TestCluster cluster_;
    test::GatewayProcess gateway_;
    std::string dsn_;
    std::mutex mutex_; ///< for stage_
    test::MoneyStage stage_;
    test::GatewayControl control_;
    test::ArmedCtl api_;
    test::ArmedCtl others_;
    std::deque<test::ArmedCtl> workers_;
    std::string api_key_;
};

int argument(int count, char **values, int index, const char *variable, int otherwise)
{
    const char *text = count > index ? values[index] : std::getenv(variable);
    return text ? std::atoi(text) : otherwise;
}

void tell(Tally &tally)
{
    for (auto &[step, took] : tally.milliseconds) {
        std::sort(took.begin(), took.end());
        std::printf("  %-24s %zu times, median %.0f ms, 95 %% in %.0f ms, slowest %.0f ms\n", step.c_str(), took.size(),
                    took[took.size() / 2], took[took.size() * 95 / 100], took.back());
    }
    for (const auto &[end, times] : tally.ends)
        std::printf("  %6d  told %s\n", times, end.c_str());
}

} // namespace

int main(int count, char **values)
{
    const int bookings = argument(count, values, 1, "HOLDFAST_SOAK_BOOKINGS", usual_bookings);
    const auto seed = static_cast<unsigned>(argument(count, values, 2, "HOLDFAST_SEED", int(std::random_device{}() >> 1)));
    std::printf("%d bookings, seed %u\n", bookings, seed);
    std::fflush(stdout);

    System system;
    system.order_faults(seed);
    Tally tally;
    std::atomic<int> next = 0, done = 0;
    const auto begun = Clock::now();
    std::vector<std::thread> threads;
    for (int i = 0; i < customers; ++i) {
        threads.emplace_back([&] {
            for (int number = next++; number < bookings; number = next++) {
                system.book(number, tally);
                ++done;
            }
        });
    }
    std::size_t kills = 0;
    const auto seconds = [&] { return std::chrono::duration<double>(Clock::now() - begun).count(); };
    const auto ended = [&] { return done == bookings && system.in_flight() == 0; };
    double booked_after = 0;
    while (!ended()) {
        require(seconds() < std::chrono::duration<double>(until_all_ended).count() + bookings, "it does not come to an end");
        if (booked_after == 0 && done == bookings)
            booked_after = seconds();
        const auto until = Clock::now() + 1s;
        if (test::eventually([&] { return Clock::now() >= until || ended(); }, 2s) && done < bookings)
            system.kill_worker(kills++);
    }
    const auto all_after = seconds();
    for (auto &thread : threads)
        thread.join();
    tell(tally);
    std::printf("  %llu repeats of commands, %zu workers killed; answered after %.1f s, at rest after %.1f s\n",
                static_cast<unsigned long long>(tally.repeats), kills, booked_after, all_after);
    system.check_and_tell();
    require(kills > 0, "no worker was killed");
    require(system.stop(), "the processes did not end well");
    std::printf("%d bookings, seed %u: all ended, the gateway's books and the database agree, verify clean\n", bookings, seed);
    return 0;
}
