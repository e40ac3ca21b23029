#include "backend/faultpoints/fault_points.h"

#include <nlohmann/json.hpp>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <charconv>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <system_error>
#include <thread>

namespace holdfast::faultpoints {

namespace {

using json = nlohmann::json;

constexpr std::array<std::string_view, 23> points = {
    "booking.before_call",  // a batch is built, the database has not seen it
    "booking.after_call",   // the batch is committed, nobody has been answered
    "expiry.after_lease",   // the rows are leased, nothing has expired
    "expiry.before_record", // the rows are expired, the sweep is not recorded
    "payment.after_lease",  // an authorization or an unwind is leased, nothing was sent
    "payment.before_call",  // an authorization is about to be sent
    "payment.after_call",   // the gateway has answered, nothing is recorded
    "payment.after_record", // the authorization is recorded
    "unwind.before_call",
    "unwind.after_call",   // the gateway is at rest, nothing is recorded
    "unwind.after_record",
    "commit.after_lease",
    "commit.before_call",          // a capture is about to be sent
    "commit.after_capture",        // the first is captured at the gateway, nothing is recorded
    "commit.between_captures",     // the first is recorded
    "commit.after_second_capture", // the second is captured at the gateway, not recorded
    "commit.after_captures",       // all are recorded, the booking is not
    "commit.after_record",
    "webhook.after_lease",
    "webhook.before_record", // the hint is followed, nobody knows
    "sabotage.first_page_only",   // of the gateway's list of intents no more than a page is read
    "sabotage.fresh_gateway_key", // an authorization's attempts share no idempotency key: one intent each
    "sabotage.state_not_listed",  // the list of what is in flight leaves a state out
};

constexpr const char *variable = "HOLDFAST_FAULT_FD";
constexpr std::size_t longest_order = 4096;
constexpr std::int64_t longest_stall_ms = 600'000;

/// A point that has been armed at least once.
struct Point
{
    bool armed = false;
    Act act = Act::Crash;
    std::uint64_t nth = 1;
    std::uint64_t count = 1;
    std::chrono::milliseconds duration{0};
    std::uint64_t arming = 0; ///< counts armings, so that a stalled thread knows its own was replaced
    std::uint64_t seen = 0;   ///< hits since this arming
    std::uint64_t fired = 0;  ///< in all
};

/// One end of a socket pair: a connected Unix stream without a name on either side.
bool is_socket_pair(int fd)
{
    sockaddr_un name{};
    socklen_t length = sizeof name;
    if (getsockname(fd, reinterpret_cast<sockaddr *>(&name), &length) != 0 || name.sun_family != AF_UNIX
        || length > sizeof(sa_family_t))
        return false;
    length = sizeof name;
    return getpeername(fd, reinterpret_cast<sockaddr *>(&name), &length) == 0 && length <= sizeof(sa_family_t);
}

std::optional<int> descriptor_from_environment()
{
    const char *text = std::getenv(variable);
    if (!text)
        return std::nullopt;
    int fd = -1;
    const char *end = text + std::strlen(text);
    const auto parsed = std::from_chars(text, end, fd);
    const bool usable = parsed.ec == std::errc{} && parsed.ptr == end && fd > STDERR_FILENO && is_socket_pair(fd);
    unsetenv(variable);
    return usable ? std::optional(fd) : std::nullopt;
}

std::int64_t bounded(const json &order, const char *member, std::int64_t fallback, std::int64_t low, std::int64_t high)
{
    const auto found = order.find(member);
    if (found == order.end())
        return fallback;
    if (!found->is_number_integer() || *found < low || *found > high)
        throw std::invalid_argument(std::string(member) + " must be a whole number from " + std::to_string(low) + " to "
                                    + std::to_string(high));
    return found->get<std::int64_t>();
}

Act parse_act(const json &order)
{
    const auto text = order.value("act", std::string());
    if (text == "crash")
        return Act::Crash;
    if (text == "stall")
        return Act::Stall;
    if (text == "fail")
        return Act::Fail;
    throw std::invalid_argument("act must be crash, stall or fail");
}

std::string known_point(const json &name)
{
    if (!name.is_string() || std::ranges::find(points, name.get<std::string>()) == points.end())
        throw std::invalid_argument("no fault point named " + name.dump());
    return name.get<std::string>();
}

[[noreturn]] void die_now()
{
    kill(getpid(), SIGKILL);
    for (;;)
        pause();
}

} // namespace

std::span<const std::string_view> known_points()
{
    return points;
}

/// The table of points, and the thread that takes orders.
struct FaultPoints::State
{
    explicit State(int orders_fd)
        : socket(orders_fd), wake(eventfd(0, EFD_CLOEXEC))
    {
        if (wake < 0)
            throw std::system_error(errno, std::generic_category(), "eventfd");
        fcntl(socket, F_SETFD, FD_CLOEXEC); // our own children are none of the sandbox's business
        thread = std::thread([this] { take_orders(); });
    }

    ~State()
    {
        const std::uint64_t one = 1;
        [[maybe_unused]] const auto written = write(wake, &one, sizeof one);
        thread.join();
        close(socket);
        close(wake);
    }

    bool hit(std::string_view name);
    void take_orders();
    std::string follow(const std::string &line);
    void arm(const json &order);
    void disarm(const std::string &name);
    void disarm_all();
    json report();

    const int socket;
    const int wake;
    std::atomic<int> armed{0}; ///< how many points are armed; what hit() looks at first
    std::mutex mutex;
    std::condition_variable changed;
    std::map<std::string, Point, std::less<>> table;
    std::map<std::string, std::uint64_t, std::less<>> hits;
    std::thread thread;
};

bool FaultPoints::State::hit(std::string_view name)
{
    std::unique_lock lock(mutex);
    const auto counted = hits.find(name);
    if (counted != hits.end())
        ++counted->second;
    else
        hits.emplace(name, 1);

    const auto found = table.find(name);
    if (found == table.end() || !found->second.armed)
        return false;
    Point &point = found->second;
    ++point.seen;
    if (point.seen < point.nth || point.seen >= point.nth + point.count)
        return false;
    ++point.fired;
    switch (point.act) {
    case Act::Crash:
        die_now();
    case Act::Stall:
        changed.wait_for(lock, point.duration,
                         [&point, arming = point.arming] { return !point.armed || point.arming != arming; });
        return false;
    case Act::Fail:
        return true;
    }
    return false;
}

void FaultPoints::State::arm(const json &order)
{
    const std::string name = known_point(order.at("arm"));
    Point wanted;
    wanted.armed = true;
    wanted.act = parse_act(order);
    wanted.nth = static_cast<std::uint64_t>(bounded(order, "nth", 1, 1, 1'000'000'000));
    wanted.count = static_cast<std::uint64_t>(bounded(order, "count", 1, 1, 1'000'000'000));
    wanted.duration = std::chrono::milliseconds(bounded(order, "duration_ms", 500, 1, longest_stall_ms));

    const std::lock_guard lock(mutex);
    Point &point = table[name];
    wanted.arming = point.arming + 1;
    wanted.fired = point.fired;
    if (!point.armed)
        armed.fetch_add(1, std::memory_order_relaxed);
    point = wanted;
    changed.notify_all();
}

void FaultPoints::State::disarm(const std::string &name)
{
    const std::lock_guard lock(mutex);
    const auto found = table.find(name);
    if (found == table.end() || !found->second.armed)
        return;
    found->second.armed = false;
    armed.fetch_sub(1, std::memory_order_relaxed);
    changed.notify_all();
}

void FaultPoints::State::disarm_all()
{
    const std::lock_guard lock(mutex);
    for (auto &[name, point] : table)
        point.armed = false;
    armed.store(0, std::memory_order_relaxed);
    changed.notify_all();
}

json FaultPoints::State::report()
{
    const std::lock_guard lock(mutex);
    json counted = json::object();
    for (const auto &[name, count] : hits)
        counted[name] = count;
    json fired = json::object();
    for (const auto &[name, point] : table)
        fired[name] = point.fired;
    return {{"ok", true}, {"hits", std::move(counted)}, {"fired", std::move(fired)}};
}

std::string FaultPoints::State::follow(const std::string &line)
{
    try {
        const json order = json::parse(line);
        if (!order.is_object())
            throw std::invalid_argument("an order is an object");
        if (order.contains("arm"))
            arm(order);
        else if (order.contains("disarm"))
            disarm(known_point(order.at("disarm")));
        else if (order.contains("report"))
            return report().dump();
        else
            throw std::invalid_argument("an order is arm, disarm or report");
        return json{{"ok", true}}.dump();
    } catch (const std::exception &error) {
        return json{{"ok", false}, {"error", error.what()}}.dump(-1, ' ', false, json::error_handler_t::replace);
    }
}

void FaultPoints::State::take_orders()
{
    std::string pending;
    std::array<char, 1024> chunk{};
    for (;;) {
        std::array<pollfd, 2> waiting{{{socket, POLLIN, 0}, {wake, POLLIN, 0}}};
        if (poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR)
            break;
        if (waiting[1].revents)
            break;
        if (!waiting[0].revents)
            continue;
        const ssize_t count = recv(socket, chunk.data(), chunk.size(), 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            break;
        pending.append(chunk.data(), static_cast<std::size_t>(count));
        for (auto end = pending.find('\n'); end != std::string::npos; end = pending.find('\n')) {
            const std::string answer = follow(pending.substr(0, end)) + '\n';
            pending.erase(0, end + 1);
            if (send(socket, answer.data(), answer.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(answer.size()))
                pending.assign(longest_order + 1, ' '); // nobody is listening any more
        }
        if (pending.size() > longest_order)
            break;
    }
    disarm_all(); // without the sandbox nobody could undo it
}

FaultPoints::FaultPoints() = default;
FaultPoints::~FaultPoints() = default;

std::unique_ptr<FaultPoints> FaultPoints::from_environment()
{
    auto fault_points = std::make_unique<FaultPoints>();
    if (const auto fd = descriptor_from_environment())
        fault_points->state_ = std::make_unique<State>(*fd);
    return fault_points;
}

bool FaultPoints::hit(std::string_view point)
{
    if (!state_ || state_->armed.load(std::memory_order_relaxed) == 0)
        return false;
    return state_->hit(point);
}

} // namespace holdfast::faultpoints
