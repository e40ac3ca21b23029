#include "backend/scenarios/load.h"

#include "backend/scenarios/sandbox.h"

#include <ctime>

#include <algorithm>
#include <cmath>
#include <optional>
#include <queue>
#include <random>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace holdfast::scenarios {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using std::chrono::microseconds;

namespace {

constexpr auto sample_period = 1s;
constexpr auto look_period = 50ms;      ///< between looks whether it is time to end
constexpr auto reconnect_pause = 10ms;  ///< of a user whom the server does not answer
constexpr double most_lag_ms = 10;      ///< at the 99th percentile; beyond it the generator was late, unless
constexpr double most_lag_share = 0.2;  ///< ... it was little of the latency measured
constexpr double most_busy = 0.9;       ///< beyond it, it was out of breath
constexpr double most_dropped = 0.01;   ///< of what was offered: beyond it, the rate was not kept
constexpr std::size_t most_connections = 10'000;

microseconds between(Clock::time_point from, Clock::time_point to)
{
    return std::chrono::duration_cast<microseconds>(to - from);
}

/// Of the calling thread.
std::chrono::nanoseconds computing_time()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

/// The port of a plan that makes sense.
std::uint16_t checked_port(const LoadPlan &plan)
{
    const auto address = net::parse_http_url(plan.url);
    if (!address || address->first != "127.0.0.1")
        throw std::invalid_argument("a load goes to 127.0.0.1 only, not to " + plan.url);
    if (plan.connections == 0 || plan.connections > most_connections)
        throw std::invalid_argument("a load has 1 to " + std::to_string(most_connections) + " connections");
    if (plan.arrivals != Arrivals::Closed && !(plan.rate > 0 && std::isfinite(plan.rate)))
        throw std::invalid_argument("arrivals need a rate");
    return address->second;
}

/// What is counted over an interval.
struct Tally
{
    std::uint64_t offered = 0, started = 0, dropped = 0, ok = 0, refused = 0, failed = 0, unknown = 0;
    Histogram latency, service, lag;

    void add_to(LoadReport &report) const
    {
        report.offered += offered;
        report.started += started;
        report.dropped += dropped;
        report.ok += ok;
        report.refused += refused;
        report.failed += failed;
        report.unknown += unknown;
        report.latency.merge(latency);
        report.service.merge(service);
        report.lag.merge(lag);
    }
    void clear()
    {
        offered = started = dropped = ok = refused = failed = unknown = 0;
        latency.clear();
        service.clear();
        lag.clear();
    }
};

class Generator final
{
public:
    Generator(const LoadPlan &plan, const LoadWork &work, const std::function<void(const LoadSample &)> &told,
              const std::function<bool()> &aborted)
        : plan_(plan), work_(work), told_(told), aborted_(aborted),
          connections_(checked_port(plan), plan.connections, plan.timeout), flights_(plan.connections),
          random_(plan.seed)
    {
    }

    LoadReport run();

private:
    /// A request on its way.
    struct Flight
    {
        std::uint64_t number = 0;
        Clock::time_point intended;
    };
    /// A user who wants to ask at a time.
    struct Wish
    {
        Clock::time_point at;
        std::size_t connection = 0;
        bool operator>(const Wish &other) const { return at > other.at; }
    };

    [[nodiscard]] bool is_open() const { return plan_.arrivals != Arrivals::Closed; }
    [[nodiscard]] bool is_over(Clock::time_point intended) const;
    [[nodiscard]] Clock::duration next_distance();
    [[nodiscard]] std::optional<Clock::time_point> next_start() const;
    void start_due(Clock::time_point now);
    void offer_open(Clock::time_point intended);
    void start(std::size_t connection, Clock::time_point intended);
    void land(const net::LoadAnswer &answer);
    void go_on(const net::LoadAnswer &answer);
    void look_around(Clock::time_point now);
    void tell_sample(Clock::time_point now);

    const LoadPlan &plan_;
    const LoadWork &work_;
    const std::function<void(const LoadSample &)> &told_;
    const std::function<bool()> &aborted_;
    net::LoadConnections connections_;
    std::vector<Flight> flights_; ///< by connection
    std::mt19937_64 random_;
    Clock::time_point began_;
    std::uint64_t offered_ = 0;
    bool exhausted_ = false; ///< there is nothing more to send
    Clock::time_point next_arrival_;                                       ///< open
    std::vector<std::size_t> idle_;                                        ///< open
    std::priority_queue<Wish, std::vector<Wish>, std::greater<>> wishes_; ///< closed
    Tally tally_;                                                          ///< since the last sample
    Clock::time_point sampled_;
    Clock::time_point look_at_;
    LoadReport report_;
};

bool Generator::is_over(Clock::time_point intended) const
{
    return exhausted_ || offered_ >= plan_.count || intended - began_ >= plan_.duration;
}

Clock::duration Generator::next_distance()
{
    const double seconds = plan_.arrivals == Arrivals::Poisson ? std::exponential_distribution<>(plan_.rate)(random_)
                                                               : 1.0 / plan_.rate;
    return std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
}

std::optional<Clock::time_point> Generator::next_start() const
{
    if (!is_open() && wishes_.empty())
        return std::nullopt;
    const Clock::time_point next = is_open() ? next_arrival_ : wishes_.top().at;
    return is_over(next) ? std::nullopt : std::optional(next);
}

void Generator::start_due(Clock::time_point now)
{
    for (auto next = next_start(); next && *next <= now; next = next_start()) {
        if (is_open()) {
            offer_open(*next);
            next_arrival_ += next_distance();
        } else {
            const std::size_t user = wishes_.top().connection;
            wishes_.pop();
            start(user, *next);
        }
    }
}

void Generator::offer_open(Clock::time_point intended)
{
    if (idle_.empty()) {
        ++offered_;
        ++tally_.offered;
        ++tally_.dropped;
        return;
    }
    const std::size_t connection = idle_.back();
    idle_.pop_back();
    start(connection, intended);
}

void Generator::start(std::size_t connection, Clock::time_point intended)
{
    const std::string_view bytes = work_.request(offered_);
    exhausted_ = bytes.empty();
    if (exhausted_)
        return;
    flights_[connection] = {offered_++, intended};
    ++tally_.offered;
    ++tally_.started;
    connections_.send(connection, bytes);
}

void Generator::land(const net::LoadAnswer &answer)
{
    const Flight &flight = flights_[answer.connection];
    tally_.lag.record(between(flight.intended, answer.started));
    ++(answer.status == 0     ? tally_.unknown
       : answer.status >= 500 ? tally_.failed
       : answer.status >= 400 ? tally_.refused
                              : tally_.ok);
    if (answer.status > 0) {
        tally_.latency.record(between(flight.intended, answer.finished));
        tally_.service.record(between(answer.started, answer.finished));
    }
    if (work_.answered)
        work_.answered(flight.number, answer);
    go_on(answer);
}

void Generator::go_on(const net::LoadAnswer &answer)
{
    if (is_open()) {
        idle_.push_back(answer.connection);
        return;
    }
    const Clock::duration rest = std::max<Clock::duration>(plan_.think, answer.status == 0 ? reconnect_pause : 0ms);
    const Clock::time_point next = answer.finished + rest;
    if (rest > 0ns)
        wishes_.push({next, answer.connection});
    else if (!is_over(next))
        start(answer.connection, next);
}

void Generator::look_around(Clock::time_point now)
{
    if (now >= look_at_) {
        look_at_ = now + look_period;
        if (aborted_ && aborted_())
            throw Aborted();
    }
    if (now - sampled_ >= sample_period)
        tell_sample(now);
}

void Generator::tell_sample(Clock::time_point now)
{
    using std::chrono::milliseconds;
    const auto whole_ms = [](Clock::duration time) { return std::chrono::duration_cast<milliseconds>(time); };
    const auto number = [](std::uint64_t count) { return static_cast<std::int64_t>(count); };
    LoadSample sample;
    sample.phase = plan_.phase;
    sample.at = whole_ms(now - began_);
    sample.interval = whole_ms(now - sampled_);
    sample.offered = number(tally_.offered);
    sample.started = number(tally_.started);
    sample.dropped = number(tally_.dropped);
    sample.ok = number(tally_.ok);
    sample.refused = number(tally_.refused);
    sample.failed = number(tally_.failed);
    sample.unknown = number(tally_.unknown);
    sample.p50_ms = tally_.latency.percentile_ms(50);
    sample.p95_ms = tally_.latency.percentile_ms(95);
    sample.p99_ms = tally_.latency.percentile_ms(99);
    sample.service_p50_ms = tally_.service.percentile_ms(50);
    sample.service_p95_ms = tally_.service.percentile_ms(95);
    sample.service_p99_ms = tally_.service.percentile_ms(99);
    sample.lag_ms = static_cast<double>(tally_.lag.max().count()) / 1000.0;
    tally_.add_to(report_);
    tally_.clear();
    sampled_ = now;
    if (told_)
        told_(sample);
}

LoadReport Generator::run()
{
    const auto computed_before = computing_time();
    began_ = sampled_ = look_at_ = next_arrival_ = Clock::now();
    for (std::size_t i = 0; i < plan_.connections; ++i) {
        if (is_open())
            idle_.push_back(plan_.connections - 1 - i);
        else
            wishes_.push({began_, i});
    }
    const auto landed = [this](const net::LoadAnswer &answer) { land(answer); };
    for (;;) {
        const Clock::time_point now = Clock::now();
        look_around(now);
        start_due(now);
        const auto next = next_start();
        if (!next && connections_.under_way() == 0)
            break;
        const Clock::time_point look = std::min(look_at_, sampled_ + sample_period);
        connections_.wait_until(std::min(look, next.value_or(look)), landed);
    }
    const Clock::time_point ended = Clock::now();
    tell_sample(ended);
    report_.phase = plan_.phase;
    report_.open = is_open();
    report_.took = between(began_, ended);
    report_.busy = std::chrono::duration<double>(computing_time() - computed_before)
                   / std::chrono::duration<double>(std::max(report_.took, 1us));
    return std::move(report_);
}

} // namespace

double LoadReport::per_second() const
{
    const double seconds = std::chrono::duration<double>(took).count();
    return seconds > 0 ? static_cast<double>(ok + refused + failed) / seconds : 0;
}

std::vector<Condition> LoadReport::conditions() const
{
    std::ostringstream text;
    const auto p99 = [](const Histogram &histogram) {
        return histogram.percentile_ms(99).value_or(static_cast<double>(histogram.max().count()) / 1000.0);
    };
    text << "it was at most " << p99(lag) << " ms late, and busy " << std::lround(busy * 100) << " % of the time";
    const bool in_time = p99(lag) <= std::max(most_lag_ms, most_lag_share * p99(latency)) && busy <= most_busy;
    std::vector<Condition> all = {{phase + ": requests were sent", started > 0, std::to_string(started) + " sent"},
                                  {phase + ": the generator was not the bottleneck", in_time, text.str()}};
    if (open)
        all.push_back({phase + ": the rate was kept",
                       static_cast<double>(dropped) <= most_dropped * static_cast<double>(offered),
                       std::to_string(dropped) + " of " + std::to_string(offered) + " dropped"});
    return all;
}

std::string LoadReport::summary() const
{
    std::ostringstream text;
    text << started << " of " << offered << " sent, " << dropped << " dropped; " << ok << " ok, " << refused << " refused, "
         << failed << " failed, " << unknown << " unknown; " << std::lround(per_second()) << " answers/s; latency "
         << describe(latency) << "; service " << describe(service) << "; lag max "
         << static_cast<double>(lag.max().count()) / 1000.0 << " ms, generator busy " << std::lround(busy * 100) << " %";
    return text.str();
}

LoadReport run_load(const LoadPlan &plan, const LoadWork &work, const std::function<void(const LoadSample &)> &told,
                    const std::function<bool()> &aborted)
{
    return Generator(plan, work, told, aborted).run();
}

} // namespace holdfast::scenarios
