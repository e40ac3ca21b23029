#include "backend/payments/transport.h"

#include "backend/net/http.h"
#include "backend/payments/wire.h"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <mutex>
#include <random>
#include <stdexcept>

namespace holdfast::payments {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

constexpr std::size_t max_idle = 16;
constexpr std::chrono::seconds max_idle_time{20}; ///< shorter than servers keep a connection
constexpr milliseconds slack{500};                ///< beyond the client's own time-outs, which a resolver does not know
constexpr std::size_t max_request_id = 100;
constexpr std::string_view api_version = "2024-06-20";

/// What one attempt came to.
struct Attempt
{
    std::optional<net::Response> response;
    std::string error;       ///< without a response
    bool maybe_done = false; ///< without a response: the request may have reached the gateway
    bool stopped = false;    ///< we gave up, not the gateway
    bool stale = false;      ///< a kept connection turned out to be closed
    milliseconds duration{0};
};

/// Where the network's thread leaves answers. Outlives the transport, so that one that comes too late finds it.
struct Board
{
    std::mutex mutex;
    std::condition_variable changed; // an answer is there, or stop
    bool stopped = false;
};

/// One answer, under the board's mutex. Outlives a caller that gave up.
using Slot = std::optional<net::Exchange>;

AnswerMarks marks_of(const net::Headers &headers)
{
    const auto is = [&](std::string_view name, std::string_view value) { return net::header(headers, name) == value; };
    AnswerMarks marks;
    marks.replayed = is("Idempotent-Replayed", "true");
    if (is("Stripe-Should-Retry", "true"))
        marks.should_retry = true;
    else if (is("Stripe-Should-Retry", "false"))
        marks.should_retry = false;
    if (const auto text = net::header(headers, "Retry-After")) {
        unsigned seconds = 0;
        const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), seconds);
        if (error == std::errc{} && end == text->data() + text->size())
            marks.retry_after = std::chrono::seconds(seconds);
    }
    return marks;
}

net::Request http_request(const ApiRequest &asked, const Secret &key)
{
    net::Request request{asked.method, asked.path, {}, {}};
    request.headers = {{"Authorization", "Bearer " + key.reveal()},
                       {"Stripe-Version", std::string(api_version)},
                       {"User-Agent", "Holdfast"}};
    const auto form = net::encode_form(asked.fields);
    if (asked.method == "POST") {
        request.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        request.body = form;
    } else if (!form.empty()) {
        request.target += "?" + form;
    }
    if (!asked.idempotency_key.empty())
        request.headers.emplace_back("Idempotency-Key", asked.idempotency_key);
    return request;
}

net::ClientOptions client_options(const GatewaySettings &settings)
{
    if (const auto flaw = flaw_of(settings))
        throw std::invalid_argument(*flaw);
    const auto origin = net::parse_origin(settings.base_url);
    net::ClientOptions options;
    options.host = origin->host;
    options.port = origin->port;
    if (origin->tls)
        options.tls = net::TlsOptions{settings.ca_file};
    options.connect_timeout = settings.connect_timeout;
    options.request_timeout = settings.timeout;
    return options;
}

} // namespace

std::optional<std::string> flaw_of(const GatewaySettings &settings)
{
    const auto origin = net::parse_origin(settings.base_url);
    const auto &key = settings.secret_key.reveal();
    if (!origin)
        return "the gateway's base URL is not https://HOST[:PORT]";
    if (!origin->tls && !net::is_loopback(origin->host))
        return "a gateway on another machine is reached over https only";
    if (key.empty())
        return "the gateway's secret key is missing";
    if (std::any_of(key.begin(), key.end(), [](char c) { return c <= ' ' || c > '~'; }))
        return "the gateway's secret key has characters that no key has";
    if (settings.attempts < 1 || settings.timeout <= milliseconds(0) || settings.connect_timeout <= milliseconds(0)
        || settings.breaker_failures < 1 || settings.back_off.shortest < milliseconds(0)
        || settings.back_off.longest < settings.back_off.shortest)
        return "the gateway's attempts and times must be positive";
    return std::nullopt;
}

struct Transport::State
{
    explicit State(const GatewaySettings &of_gateway)
        : settings(of_gateway),
          breaker(settings.breaker_failures, settings.breaker_pause),
          random(settings.seed != 0 ? settings.seed : std::random_device{}()),
          client(client_options(settings))
    {}

    Result<std::string> call(const ApiRequest &request, Errand &errand);
    std::optional<std::string> hindrance(const Errand &errand);
    Judgement judge_attempt(Attempt &tried, const AnswerMarks &marks, GatewayError &error) const;
    void note(Errand &errand, const ApiRequest &request, const Attempt &tried, int number, bool replayed);
    Attempt attempt(const ApiRequest &request, Clock::time_point until);
    void report(const Attempt &tried, bool replayed);
    bool pause(milliseconds time, Clock::time_point until);
    std::shared_ptr<net::Client::Connection> take_connection(bool &reused);
    void keep(std::shared_ptr<net::Client::Connection> connection);
    void forget_connections();
    void count(const Result<std::string> &result);
    milliseconds delay(int retry, const AnswerMarks &marks);

    const GatewaySettings settings;
    CircuitBreaker breaker;
    const std::shared_ptr<Board> board = std::make_shared<Board>();
    mutable std::mutex mutex;
    std::mt19937_64 random;
    GatewayMetrics counted;
    struct Idle
    {
        std::shared_ptr<net::Client::Connection> connection;
        Clock::time_point since;
    };
    std::vector<Idle> idle;
    net::Client client;
};

std::shared_ptr<net::Client::Connection> Transport::State::take_connection(bool &reused)
{
    const std::lock_guard lock(mutex);
    const auto oldest = Clock::now() - max_idle_time;
    std::erase_if(idle, [&](const Idle &one) { return one.since < oldest; });
    reused = !idle.empty();
    if (!reused)
        return client.open_connection();
    auto connection = std::move(idle.back().connection);
    idle.pop_back();
    return connection;
}

void Transport::State::keep(std::shared_ptr<net::Client::Connection> connection)
{
    const std::lock_guard lock(mutex);
    if (idle.size() < max_idle)
        idle.push_back({std::move(connection), Clock::now()});
}

void Transport::State::forget_connections()
{
    const std::lock_guard lock(mutex);
    idle.clear();
}

Attempt Transport::State::attempt(const ApiRequest &request, Clock::time_point until)
{
    Attempt tried;
    bool reused = false;
    auto connection = take_connection(reused);
    const auto begun = Clock::now();
    const auto slot = std::make_shared<Slot>();
    connection->send(http_request(request, settings.secret_key), [slot, board = board](net::Exchange exchange) {
        const std::lock_guard lock(board->mutex);
        *slot = std::move(exchange);
        board->changed.notify_all();
    });
    {
        std::unique_lock lock(board->mutex);
        const auto last = std::min(until, begun + settings.connect_timeout + settings.timeout + slack);
        board->changed.wait_until(lock, last, [&] { return slot->has_value() || board->stopped; });
        tried.duration = std::chrono::duration_cast<milliseconds>(Clock::now() - begun);
        if (!slot->has_value()) {
            tried.stopped = board->stopped || last == until;
            tried.maybe_done = true;
            tried.error = board->stopped ? "stopped while waiting" : "no answer in time";
            return tried;
        }
    }
    auto &exchange = **slot;
    if (exchange.response) {
        tried.response = std::move(exchange.response);
        keep(std::move(connection));
        return tried;
    }
    tried.error = std::move(exchange.error);
    tried.maybe_done = exchange.sent;
    tried.stale = reused && tried.duration < settings.timeout;
    return tried;
}

void Transport::State::report(const Attempt &tried, bool replayed)
{
    if (tried.stopped || tried.stale)
        breaker.abandoned();
    else if (tried.response && (tried.response->status < 500 || replayed))
        breaker.succeeded();
    else
        breaker.failed(Clock::now());
}

bool Transport::State::pause(milliseconds time, Clock::time_point until)
{
    const auto end = Clock::now() + time;
    if (end >= until)
        return false;
    std::unique_lock lock(board->mutex);
    return !board->changed.wait_until(lock, end, [this] { return board->stopped; });
}

milliseconds Transport::State::delay(int retry, const AnswerMarks &marks)
{
    const std::lock_guard lock(mutex);
    const double share = std::uniform_real_distribution<double>(0, 1)(random);
    const auto usual = delay_before(retry, share, settings.back_off);
    const auto wanted = std::chrono::duration_cast<milliseconds>(marks.retry_after.value_or(std::chrono::seconds(0)));
    return std::max(usual, std::min(wanted, settings.back_off.longest));
}

void Transport::State::count(const Result<std::string> &result)
{
    const std::lock_guard lock(mutex);
    --counted.in_flight;
    if (result.ok()) {
        ++counted.succeeded;
        return;
    }
    const auto &error = result.error();
    switch (error.kind) {
    case GatewayErrorKind::Declined:
        ++counted.declined;
        return;
    case GatewayErrorKind::Rejected:
        ++counted.rejected;
        return;
    case GatewayErrorKind::KeyReused:
        ++counted.key_reused;
        return;
    case GatewayErrorKind::Unavailable:
        ++counted.unavailable;
        break;
    case GatewayErrorKind::Unknown:
        ++counted.unknown;
        break;
    }
    counted.last_error = error.message;
}

/// Why no attempt may begin.
std::optional<std::string> Transport::State::hindrance(const Errand &errand)
{
    {
        const std::lock_guard lock(board->mutex);
        if (board->stopped)
            return "stopped";
    }
    const auto now = Clock::now();
    if (now >= errand.until)
        return "no time was left";
    if (!breaker.admit(now))
        return "the gateway has been failing: not tried for a while";
    return std::nullopt;
}

Judgement Transport::State::judge_attempt(Attempt &tried, const AnswerMarks &marks, GatewayError &error) const
{
    if (!tried.response) {
        error = {};
        error.kind = tried.maybe_done ? GatewayErrorKind::Unknown : GatewayErrorKind::Unavailable;
        error.message = tried.error;
        return {error.kind, !tried.stopped};
    }
    error = read_error(tried.response->body);
    error.message = settings.secret_key.redact(std::move(error.message));
    error.http_status = tried.response->status;
    error.replayed = marks.replayed || (error.http_status >= 500 && marks.should_retry == false);
    const auto judgement = judge(error, marks);
    error.kind = judgement.kind;
    return judgement;
}

void Transport::State::note(Errand &errand, const ApiRequest &request, const Attempt &tried, int number, bool replayed)
{
    GatewayCall call{request.method, request.path, number, 0, tried.error, {}, tried.duration, replayed};
    if (tried.response) {
        call.http_status = tried.response->status;
        call.request_id = net::header(tried.response->headers, "Request-Id").value_or("").substr(0, max_request_id);
    }
    errand.note(std::move(call));
    const std::lock_guard lock(mutex);
    ++counted.attempts;
    counted.retries += number > 1 ? 1 : 0;
    counted.replayed += replayed ? 1 : 0;
    if (tried.response)
        counted.last_answer_at = wall_clock_now();
}

Result<std::string> Transport::State::call(const ApiRequest &request, Errand &errand)
{
    bool maybe_done = false;
    bool stale_before = false;
    GatewayError error;
    for (int number = 1;;) {
        if (auto why = hindrance(errand)) {
            if (number == 1) {
                error.kind = GatewayErrorKind::Unavailable;
                error.message = std::move(*why);
            }
            break;
        }
        auto tried = attempt(request, errand.until);
        const auto marks = tried.response ? marks_of(tried.response->headers) : AnswerMarks{};
        report(tried, marks.replayed);
        note(errand, request, tried, number, marks.replayed);
        if (tried.response && tried.response->status / 100 == 2)
            return std::move(tried.response->body);

        const auto judgement = judge_attempt(tried, marks, error);
        maybe_done = maybe_done || error.kind == GatewayErrorKind::Unknown;
        if (tried.stale && !stale_before) {
            stale_before = true; // no trouble of the gateway's: at once, on a connection of its own
            forget_connections();
            continue;
        }
        if (!judgement.repeat || number >= settings.attempts || !pause(delay(number, marks), errand.until))
            break;
        ++number;
    }
    const bool barred = error.http_status == 401 || error.http_status == 403; // says nothing of an earlier attempt
    if (maybe_done && (error.kind == GatewayErrorKind::Unavailable || barred))
        error.kind = GatewayErrorKind::Unknown;
    if (request.method == "GET" && error.kind == GatewayErrorKind::Unknown)
        error.kind = GatewayErrorKind::Unavailable; // reading changes nothing
    return error;
}

Transport::Transport(const GatewaySettings &settings) : state_(std::make_unique<State>(settings)) {}

Transport::~Transport()
{
    stop();
}

Result<std::string> Transport::call(const ApiRequest &request, Errand &errand)
{
    {
        const std::lock_guard lock(state_->mutex);
        ++state_->counted.calls;
        ++state_->counted.in_flight;
    }
    auto result = state_->call(request, errand);
    state_->count(result);
    return result;
}

void Transport::stop()
{
    const std::lock_guard lock(state_->board->mutex);
    state_->board->stopped = true;
    state_->board->changed.notify_all();
}

GatewayMetrics Transport::metrics() const
{
    const std::lock_guard lock(state_->mutex);
    auto metrics = state_->counted;
    metrics.breaker = state_->breaker.state();
    metrics.breaker_opened = state_->breaker.times_opened();
    return metrics;
}

} // namespace holdfast::payments
