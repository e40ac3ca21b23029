#include "backend/simulators/front.h"

#include "backend/core/fnv1a.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace holdfast::simulators {

using namespace std::chrono_literals;

/// One request on its way to its answer.
struct Front::Visit
{
    Call call;
    net::Responder respond;
    std::string parameters = {}; ///< what the key is held against
    Keeping keeping = Keeping::Fresh;
    std::string intent = {};   ///< that it is about
    bool begun = false;        ///< its key is in flight
    bool holds_intent = false; ///< it is in the way of others that change the intent
    std::string fault = {};
};

namespace {

Refusal unauthorized(std::string message)
{
    Refusal refusal;
    refusal.http_status = 401;
    refusal.message = std::move(message);
    refusal.executed = false;
    return refusal;
}

/// As Stripe shows a key that it does not take: enough to tell which, too little to use it.
std::string masked(std::string_view key)
{
    constexpr std::size_t shown = 4;
    if (key.size() <= 3 * shown)
        return std::string(key.size(), '*');
    return std::string(key.substr(0, shown)) + std::string(key.size() - 2 * shown, '*')
           + std::string(key.substr(key.size() - shown));
}

/// What HTTP's Basic scheme carries before the colon: the key, as `curl -u KEY:` sends it.
std::string basic_user(std::string_view encoded)
{
    std::string decoded(encoded.size(), '\0');
    const auto size =
        EVP_DecodeBlock(reinterpret_cast<unsigned char *>(decoded.data()),
                        reinterpret_cast<const unsigned char *>(encoded.data()), static_cast<int>(encoded.size()));
    decoded.resize(static_cast<std::size_t>(std::max(size, 0)));
    return decoded.substr(0, decoded.find_first_of(std::string_view(":\0", 2))); // zeros stand for the padding
}

std::optional<Refusal> check_key(const std::string &secret_key, const net::Request &request)
{
    constexpr std::string_view bearer = "Bearer ", basic = "Basic ";
    const auto field = net::header(request.headers, "Authorization").value_or("");
    std::string shown;
    if (field.starts_with(bearer))
        shown = field.substr(bearer.size());
    else if (field.starts_with(basic))
        shown = basic_user(field.substr(basic.size()));
    if (shown.empty())
        return unauthorized(
            "You did not provide an API key. You need to provide your API key in the Authorization header, "
            "using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').");
    const bool right = secret_key.empty() ? shown.starts_with("sk_test_")
                                          : shown.size() == secret_key.size()
                                                && CRYPTO_memcmp(shown.data(), secret_key.data(), shown.size()) == 0;
    if (!right)
        return unauthorized("Invalid API Key provided: " + masked(shown));
    return std::nullopt;
}

/// Cards are named by tokens of test mode. A number is refused before it is compared, stored or shown to anybody.
bool has_card_data(const Form &form)
{
    return std::any_of(form.entries().begin(), form.entries().end(), [](const auto &entry) {
        const auto &name = entry.first;
        return name.ends_with("[number]") || name.ends_with("[cvc]") || name == "number" || name == "cvc"
               || name == "card_number";
    });
}

/// What the idempotency layer says of a key in use.
Refusal key_refusal(IdempotencyKeys::Standing standing, const std::string &key, const std::string &first_endpoint,
                    const std::string &endpoint)
{
    using Standing = IdempotencyKeys::Standing;
    Refusal refusal;
    refusal.executed = false;
    switch (standing) {
    case Standing::InFlight:
        refusal.http_status = 409;
        refusal.code = "idempotency_key_in_use";
        refusal.message =
            "There is currently another in-progress request using this Idempotent Key (that probably means you "
            "submitted twice, and the other request is still going through): "
            + key + ". Please try again later.";
        return refusal;
    case Standing::OtherEndpoint:
        refusal.type = "idempotency_error";
        refusal.message =
            "Keys for idempotent requests can only be used for the same endpoint they were first used for ('"
            + first_endpoint + "' vs '" + endpoint + "'). Try using a key other than '" + key
            + "' if you meant to execute a different request.";
        return refusal;
    case Standing::Full:
        return too_much("rate_limit", "The simulator holds as many idempotency keys as it may.");
    default:
        refusal.type = "idempotency_error";
        refusal.message =
            "Keys for idempotent requests can only be used with the same parameters they were first used with. "
            "Try using a key other than '"
            + key + "' if you meant to execute a different request.";
        return refusal;
    }
}

/// The intent a call is about: by its path, or by its parameters.
std::string intent_of(const Desk &desk, const Call &call)
{
    const auto of_charge = [&](const std::string &id) {
        const auto *charge = desk.books.charges().find(id);
        return charge ? charge->intent : std::string();
    };
    const auto pattern = call.route->pattern;
    if (pattern.starts_with("/v1/payment_intents/"))
        return call.id;
    if (pattern.starts_with("/v1/charges/"))
        return of_charge(call.id);
    if (pattern.starts_with("/v1/refunds/")) {
        const auto *refund = desk.books.refunds().find(call.id);
        return refund ? refund->intent : std::string();
    }
    if (const auto charge = call.form.find("charge"))
        return of_charge(std::string(*charge));
    return std::string(call.form.find("payment_intent").value_or(""));
}

/// What faults are matched against: the intent's metadata, and what the call brings.
Metadata subject_of(const Desk &desk, const std::string &intent_id, const Call &call)
{
    auto subject = call.form.map("metadata");
    if (const auto *intent = desk.books.intents().find(intent_id))
        subject.insert(intent->metadata.begin(), intent->metadata.end());
    return subject;
}

Reply fault_reply(const Desk &desk, const Fault &fault)
{
    Refusal refusal;
    refusal.http_status = fault.status;
    refusal.type = !fault.type.empty() ? fault.type : fault.status >= 500 ? "api_error" : "invalid_request_error";
    refusal.code = fault.code;
    refusal.message =
        !fault.message.empty() ? fault.message : "An unknown error occurred (a fault of the simulator's).";
    refusal.executed = fault.stored || fault.after;
    auto reply = refuse(desk, refusal);
    if (fault.should_retry)
        reply.should_retry = fault.should_retry;
    else if (reply.executed && reply.status >= 500)
        reply.should_retry = false; // it is kept: asked again, it would be told again
    return reply;
}

std::string hash_of(const std::string &key)
{
    if (key.empty())
        return {};
    Fnv1a hash;
    hash.add(key);
    std::array<char, 16> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), hash.value(), 16).ptr;
    return {digits.data(), end};
}

} // namespace

/// Who it is and what they want; a refusal when that is wrong.
std::optional<Refusal> Front::admit(Visit &visit, const net::Request &request) const
{
    auto &call = visit.call;
    if (auto refusal = check_key(desk_.secret_key.reveal(), request))
        return refusal;
    call.route = find_route(call.method, call.path, call.id);
    if (!call.route) {
        auto refusal = missing(404, "", "", "");
        refusal.code.clear();
        refusal.message = "Unrecognized request URL (" + call.method + ": " + call.path + ").";
        return refusal;
    }
    const bool posts = call.method == "POST";
    if (posts && net::header(request.headers, "Content-Type").value_or("").starts_with("application/json"))
        return invalid("", "Invalid request (check that your POST content type is application/x-www-form-urlencoded).",
                       "");
    const auto question = std::min(request.target.find('?'), request.target.size());
    auto form =
        Form::parse(posts ? std::string_view(request.body)
                          : std::string_view(request.target).substr(std::min(question + 1, request.target.size())));
    if (!form)
        return invalid("", "Invalid request: a percent escape is malformed.", "");
    if (has_card_data(*form))
        return invalid("",
                       "Sending credit card numbers directly to the Stripe API is generally unsafe. Use the payment "
                       "methods and tokens of test mode instead.",
                       "");
    call.form = std::move(*form);
    if (call.key.size() > IdempotencyKeys::max_key_length)
        return invalid("", "Idempotency keys can have at most 255 characters.", "");
    if (posts && !call.key.empty())
        visit.parameters = call.form.canonical();
    return std::nullopt;
}

/// Under the mutex: how the call stands with its key. What it is settled with, if it is.
Reply Front::look_up_key(Visit &visit)
{
    using Standing = IdempotencyKeys::Standing;
    const auto &call = visit.call;
    const auto found = desk_.keys.look(call.key, call.path, visit.parameters, desk_.clock.now_seconds());
    if (found.standing == Standing::Fresh)
        return {};
    if (found.standing != Standing::Replay) {
        visit.keeping = Keeping::Refused;
        return refuse(desk_, key_refusal(found.standing, call.key, found.endpoint, call.path));
    }
    visit.keeping = Keeping::Replayed;
    Reply reply{found.answer->status, found.answer->body};
    reply.original_request = found.answer->request_id;
    if (reply.status >= 500)
        reply.should_retry = false; // and would again
    return reply;
}

/// Another call works on the intent.
Reply Front::give_way(const Visit &visit)
{
    if (visit.begun)
        desk_.keys.forget(visit.call.key);
    return refuse(desk_,
                  too_much("lock_timeout", "This object cannot be accessed right now because another API request or "
                                           "Stripe process is currently accessing it."));
}

Reply Front::perform(Visit &visit, const std::optional<Reply> &instead, bool act)
{
    const std::lock_guard lock(desk_.mutex);
    auto &call = visit.call;
    desk_.books.pass_time();
    const bool keyed = call.method == "POST" && !call.key.empty();
    if (keyed && !visit.begun) {
        auto settled = look_up_key(visit);
        if (visit.keeping != Keeping::Fresh)
            return settled;
    }
    const bool changes = call.method == "POST" && !visit.intent.empty();
    if (changes && !visit.holds_intent && desk_.busy.contains(visit.intent))
        return give_way(visit);
    if (keyed && !visit.begun)
        desk_.keys.begin(call.key, call.path, visit.parameters, desk_.clock.now_seconds());
    desk_.request_id = call.request_id;
    desk_.request_key = call.key;
    auto reply = act ? call.route->act(desk_, call) : Reply();
    desk_.request_id.clear();
    desk_.request_key.clear();
    if (instead && reply.executed)
        reply = *instead;
    if (visit.holds_intent)
        desk_.busy.erase(visit.intent);
    if (keyed && reply.executed)
        desk_.keys.keep(call.key, {reply.status, reply.body, call.request_id});
    else if (keyed)
        desk_.keys.forget(call.key);
    return reply;
}

void Front::handle(net::Request request, net::Responder respond)
{
    const auto visit = std::make_shared<Visit>();
    visit->respond = std::move(respond);
    auto &call = visit->call;
    call.method = request.method;
    call.path = request.target.substr(0, request.target.find('?'));
    call.key = net::header(request.headers, "Idempotency-Key").value_or("");
    call.version = net::header(request.headers, "Stripe-Version").value_or("");

    std::optional<Fault> fault;
    std::optional<Reply> refused;
    {
        const std::lock_guard lock(desk_.mutex);
        call.request_id = desk_.books.make_id("req_");
        if (const auto refusal = admit(*visit, request)) {
            refused = refuse(desk_, *refusal);
        } else {
            desk_.books.pass_time();
            visit->intent = intent_of(desk_, call);
            if (call.method == "POST" && !call.key.empty())
                (void)look_up_key(*visit);
            const bool acts = visit->keeping == Keeping::Fresh;
            visit->keeping = Keeping::Fresh; // perform() looks again
            fault = desk_.faults.choose(call.route->kind, subject_of(desk_, visit->intent, call), acts);
        }
    }
    if (refused)
        return answer(*visit, *refused);
    if (!fault)
        return answer(*visit, perform(*visit));
    befall(visit, *fault);
}

void Front::befall(const VisitPtr &visit, const Fault &fault)
{
    auto &call = visit->call;
    visit->fault = fault.id;
    switch (fault.kind) {
    case FaultKind::DropBefore:
        desk_.faults.settle(fault.id, true);
        return hang_up(*visit);
    case FaultKind::DropAfter:
        (void)perform(*visit);
        desk_.faults.settle(fault.id, true);
        return hang_up(*visit);
    case FaultKind::RateLimit: {
        auto reply = refuse(desk_, too_much("rate_limit", "Request rate limit exceeded (a fault of the simulator's)."));
        desk_.faults.settle(fault.id, true);
        return answer(*visit, reply);
    }
    case FaultKind::Error: {
        const auto error = fault_reply(desk_, fault);
        if (!fault.after && !fault.stored) {
            desk_.faults.settle(fault.id, true);
            return answer(*visit, error);
        }
        const auto reply = perform(*visit, error, fault.after);
        const bool applied = reply.body == error.body;
        desk_.faults.settle(fault.id, applied);
        return answer(*visit, reply);
    }
    case FaultKind::Decline: {
        call.forced_decline = fault.decline_code;
        const auto reply = perform(*visit);
        desk_.faults.settle(fault.id, reply.status == 402 && call.forced_decline.has_value());
        return answer(*visit, reply);
    }
    default:
        return befall_late(visit, fault);
    }
}

void Front::befall_late(const VisitPtr &visit, const Fault &fault)
{
    const bool hangs = fault.kind == FaultKind::Hang;
    std::optional<Reply> reply;
    if (hangs) {
        reply = fault.after ? perform(*visit) : fault_reply(desk_, fault);
    } else if (visit->call.method == "POST") { // in flight until it acts, and in the way of others
        const std::lock_guard lock(desk_.mutex);
        if (!visit->call.key.empty()) {
            (void)look_up_key(*visit);
            visit->begun = visit->keeping == Keeping::Fresh;
            visit->keeping = Keeping::Fresh;
            if (visit->begun)
                desk_.keys.begin(visit->call.key, visit->call.path, visit->parameters, desk_.clock.now_seconds());
        }
        if ((visit->begun || visit->call.key.empty()) && !visit->intent.empty())
            visit->holds_intent = desk_.busy.insert(visit->intent).second;
    }
    const bool waits = later_.after(fault.delay, [this, visit, reply, id = fault.id] {
        const auto late = reply ? *reply : perform(*visit);
        desk_.faults.settle(id, true);
        answer(*visit, late);
    });
    if (!waits) { // as if there had been no fault
        desk_.faults.settle(fault.id, false);
        visit->fault.clear();
        answer(*visit, reply ? *reply : perform(*visit));
    }
}

void Front::log(const Visit &visit, int status, bool replayed)
{
    const auto &call = visit.call;
    CallRecord record;
    record.at_ms = desk_.clock.now().count();
    record.method = call.method;
    record.path = call.path;
    record.call = call.route ? name(call.route->kind) : name(CallKind::Other);
    record.key_hash = hash_of(call.key);
    record.status = status;
    record.replayed = replayed;
    record.fault = visit.fault;
    record.request_id = call.request_id;
    desk_.calls.add(std::move(record));
}

void Front::hang_up(Visit &visit)
{
    log(visit, net::Response::no_answer, false);
    visit.respond({net::Response::no_answer, {}, {}});
}

void Front::answer(Visit &visit, const Reply &reply)
{
    const auto &call = visit.call;
    const bool replayed = visit.keeping == Keeping::Replayed;
    log(visit, reply.status, replayed);
    net::Response response;
    response.status = reply.status;
    response.headers = {{"Content-Type", "application/json"}, {"Request-Id", call.request_id}};
    if (!call.version.empty())
        response.headers.emplace_back("Stripe-Version", call.version);
    if (call.method == "POST" && !call.key.empty() && call.key.size() <= IdempotencyKeys::max_key_length)
        response.headers.emplace_back("Idempotency-Key", call.key);
    if (replayed) {
        response.headers.emplace_back("Idempotent-Replayed", "true");
        response.headers.emplace_back("Original-Request", reply.original_request);
    }
    if (reply.should_retry)
        response.headers.emplace_back("Stripe-Should-Retry", *reply.should_retry ? "true" : "false");
    response.body = reply.body;
    visit.respond(std::move(response));
}

} // namespace holdfast::simulators
