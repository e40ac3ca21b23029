#include "backend/payments/gateway.h"

#include "backend/core/money.h"
#include "backend/payments/transport.h"
#include "backend/payments/wire.h"

#include <algorithm>

namespace holdfast::payments {

namespace {

constexpr std::size_t max_key = 255;
constexpr std::size_t max_id = 255;
constexpr std::size_t max_metadata_fields = 50, max_metadata_name = 40, max_metadata_value = 500;
constexpr int page_size = 100;
constexpr int max_pages = 1'000;                ///< of one walk; a longer one is not taken for complete
constexpr std::chrono::minutes clock_margin{5}; ///< between the gateway's clock and ours

constexpr std::string_view intents_path = "/v1/payment_intents";
constexpr std::string_view refunds_path = "/v1/refunds";
constexpr std::string_view charges_path = "/v1/charges";

bool is_id(std::string_view text)
{
    return !text.empty() && text.size() <= max_id && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    });
}

bool is_key(std::string_view text)
{
    return !text.empty() && text.size() <= max_key
           && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

/// What the gateway would refuse, or what must not leave this machine. The values are not repeated: one may be a card.
GatewayError refusal(std::string message)
{
    GatewayError error;
    error.kind = GatewayErrorKind::Rejected;
    error.type = "invalid_request_error";
    error.message = std::move(message);
    return error;
}

std::optional<std::string> flaw_of(const Metadata &metadata)
{
    if (metadata.size() > max_metadata_fields)
        return "too many metadata fields";
    for (const auto &[name, value] : metadata) {
        if (name.empty() || name.size() > max_metadata_name || name.find_first_of("[]") != std::string::npos
            || value.size() > max_metadata_value)
            return "a metadata field the gateway does not take";
    }
    return std::nullopt;
}

std::optional<std::string> flaw_of(const CreateIntent &intent)
{
    if (!intent.payment_method.starts_with("pm_") || !is_id(intent.payment_method))
        return "not a payment method's id: card data is never taken";
    if (intent.amount_minor <= 0 || !is_currency_code(intent.currency))
        return "not an amount the gateway takes";
    return flaw_of(intent.metadata);
}

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

void append(net::Form &form, const Metadata &metadata)
{
    for (const auto &[name, value] : metadata)
        form.emplace_back("metadata[" + name + "]", value);
}

std::string seconds(Timestamp time)
{
    return std::to_string(std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count());
}

net::Form list_fields(const ListFilter &filter, std::string_view cursor)
{
    net::Form form = {{"limit", std::to_string(page_size)}};
    if (filter.created_from)
        form.emplace_back("created[gte]", seconds(*filter.created_from));
    if (filter.created_to)
        form.emplace_back("created[lte]", seconds(*filter.created_to));
    if (!cursor.empty())
        form.emplace_back("starting_after", cursor);
    return form;
}

std::string path_of(std::string_view collection, std::string_view id, std::string_view act = {})
{
    std::string path(collection);
    path.append("/").append(id);
    if (!act.empty())
        path.append("/").append(act);
    return path;
}

} // namespace

struct Gateway::State
{
    explicit State(GatewaySettings of_gateway) : settings(std::move(of_gateway)), transport(settings) {}

    /// Asks, and reads the answer; one that cannot be read leaves open what happened.
    template <typename T>
    Result<T> ask(const ApiRequest &request, std::optional<T> (*read)(std::string_view), Errand &errand);
    Result<Intent> ask_intent(const ApiRequest &request, Errand &errand);
    Result<Page<Refund>> refunds_page(std::string_view intent_id, std::string_view cursor, Errand &errand);
    Result<std::vector<Refund>> refunds_of(std::string_view intent_id, Errand &errand);

    const GatewaySettings settings;
    Transport transport;
};

template <typename T>
Result<T> Gateway::State::ask(const ApiRequest &request, std::optional<T> (*read)(std::string_view), Errand &errand)
{
    if (request.method == "POST" && !is_key(request.idempotency_key))
        return refusal("an idempotency key has 1 to 255 visible characters");
    auto answer = transport.call(request, errand);
    if (!answer)
        return std::move(answer.error());
    if (auto value = read(*answer))
        return std::move(*value);
    GatewayError error;
    error.kind = request.method == "GET" ? GatewayErrorKind::Unavailable : GatewayErrorKind::Unknown;
    error.http_status = 200;
    error.message = "the gateway's answer could not be read";
    return error;
}

/// An intent, and until when it can be captured where the answer did not have its charge in it.
Result<Intent> Gateway::State::ask_intent(const ApiRequest &request, Errand &errand)
{
    auto intent = ask(request, read_intent, errand);
    if (!intent || intent->status != IntentStatus::RequiresCapture || intent->capture_before
        || !is_id(intent->latest_charge))
        return intent;
    const auto charge = transport.call({"GET", path_of(charges_path, intent->latest_charge), {}, {}}, errand);
    if (charge)
        intent->capture_before = read_capture_before(*charge); // without it the intent is still what it is
    return intent;
}

Result<Page<Refund>> Gateway::State::refunds_page(std::string_view intent_id, std::string_view cursor, Errand &errand)
{
    auto fields = list_fields({}, cursor);
    fields.emplace_back("payment_intent", intent_id);
    return ask(ApiRequest{"GET", std::string(refunds_path), std::move(fields), {}}, read_refunds, errand);
}

Result<std::vector<Refund>> Gateway::State::refunds_of(std::string_view intent_id, Errand &errand)
{
    std::vector<Refund> refunds;
    std::string cursor;
    for (int i = 0; i < max_pages; ++i) {
        auto page = refunds_page(intent_id, cursor, errand);
        if (!page)
            return std::move(page.error());
        std::move(page->items.begin(), page->items.end(), std::back_inserter(refunds));
        cursor = std::move(page->next);
        if (cursor.empty())
            return refunds;
    }
    return refusal("an intent has more refunds than can be listed");
}

Gateway::Gateway(GatewaySettings settings) : state_(std::make_unique<State>(std::move(settings))) {}
Gateway::~Gateway() = default;

Result<Intent> Gateway::create(const CreateIntent &intent, std::string_view key, Errand *errand)
{
    if (auto flaw = flaw_of(intent))
        return refusal(std::move(*flaw));
    Errand own;
    ApiRequest request{"POST", std::string(intents_path), {}, std::string(key)};
    request.fields = {{"amount", std::to_string(intent.amount_minor)},
                      {"currency", lower(intent.currency)},
                      {"payment_method", intent.payment_method},
                      {"payment_method_types[]", "card"},
                      {"capture_method", "manual"},
                      {"confirm", "true"},
                      {"expand[]", "latest_charge"}};
    append(request.fields, intent.metadata);
    return state_->ask_intent(request, errand ? *errand : own);
}

Result<Intent> Gateway::retrieve(std::string_view intent_id, Errand *errand)
{
    if (!is_id(intent_id))
        return refusal("not an intent's id");
    Errand own;
    auto &used = errand ? *errand : own;
    auto intent =
        state_->ask_intent({"GET", path_of(intents_path, intent_id), {{"expand[]", "latest_charge"}}, {}}, used);
    if (!intent || intent->received_minor == 0)
        return intent;
    auto refunds = state_->refunds_of(intent_id, used);
    if (!refunds)
        return std::move(refunds.error());
    intent->refund_count = refunds->size();
    for (const auto &refund : *refunds) {
        if (refund.status == RefundStatus::Succeeded)
            intent->refunded_minor += refund.amount_minor;
        else if (refund.status == RefundStatus::Pending || refund.status == RefundStatus::RequiresAction)
            intent->refund_pending_minor += refund.amount_minor;
    }
    return intent;
}

Result<Intent> Gateway::capture(std::string_view intent_id, std::optional<std::int64_t> amount_minor,
                                std::string_view key, Errand *errand)
{
    if (!is_id(intent_id) || (amount_minor && *amount_minor <= 0))
        return refusal("not an intent's id, or not an amount");
    Errand own;
    ApiRequest request{"POST", path_of(intents_path, intent_id, "capture"), {}, std::string(key)};
    if (amount_minor)
        request.fields.emplace_back("amount_to_capture", std::to_string(*amount_minor));
    return state_->ask(request, read_intent, errand ? *errand : own);
}

Result<Intent> Gateway::cancel(std::string_view intent_id, std::string_view reason, std::string_view key,
                               Errand *errand)
{
    if (!is_id(intent_id))
        return refusal("not an intent's id");
    Errand own;
    ApiRequest request{"POST", path_of(intents_path, intent_id, "cancel"), {}, std::string(key)};
    if (!reason.empty())
        request.fields.emplace_back("cancellation_reason", reason);
    return state_->ask(request, read_intent, errand ? *errand : own);
}

Result<Refund> Gateway::refund(const RefundRequest &refund, std::string_view key, Errand *errand)
{
    if (!is_id(refund.intent_id) || (refund.amount_minor && *refund.amount_minor <= 0))
        return refusal("not an intent's id, or not an amount");
    if (auto flaw = flaw_of(refund.metadata))
        return refusal(std::move(*flaw));
    Errand own;
    ApiRequest request{"POST", std::string(refunds_path), {{"payment_intent", refund.intent_id}}, std::string(key)};
    if (refund.amount_minor)
        request.fields.emplace_back("amount", std::to_string(*refund.amount_minor));
    append(request.fields, refund.metadata);
    return state_->ask(request, read_refund, errand ? *errand : own);
}

Result<Page<Intent>> Gateway::list_intents(const ListFilter &filter, std::string_view cursor, Errand *errand)
{
    Errand own;
    auto fields = list_fields(filter, cursor);
    fields.emplace_back("expand[]", "data.latest_charge");
    return state_->ask(ApiRequest{"GET", std::string(intents_path), std::move(fields), {}}, read_intents,
                       errand ? *errand : own);
}

Result<Page<Refund>> Gateway::list_refunds(const ListFilter &filter, std::string_view cursor, Errand *errand)
{
    Errand own;
    return state_->ask(ApiRequest{"GET", std::string(refunds_path), list_fields(filter, cursor), {}}, read_refunds,
                       errand ? *errand : own);
}

Result<std::vector<Refund>> Gateway::refunds_of(std::string_view intent_id, Errand *errand)
{
    if (!is_id(intent_id))
        return refusal("not an intent's id");
    Errand own;
    return state_->refunds_of(intent_id, errand ? *errand : own);
}

Result<std::vector<Intent>> Gateway::retrieve_by_operation(std::string_view operation_id, Timestamp created_since,
                                                           Errand *errand)
{
    if (operation_id.empty())
        return refusal("not an operation's id");
    std::vector<Intent> found;
    std::string cursor;
    for (int i = 0; i < max_pages; ++i) {
        auto page = list_intents({created_since - clock_margin, std::nullopt}, cursor, errand);
        if (!page)
            return std::move(page.error());
        for (auto &intent : page->items) {
            const auto field = intent.metadata.find(std::string(operation_field));
            if (field != intent.metadata.end() && field->second == operation_id)
                found.push_back(std::move(intent));
        }
        cursor = std::move(page->next);
        if (cursor.empty())
            return found;
    }
    GatewayError error;
    error.kind = GatewayErrorKind::Unavailable;
    error.message = "more intents than can be listed";
    return error;
}

void Gateway::stop()
{
    state_->transport.stop();
}

GatewayMetrics Gateway::metrics() const
{
    return state_->transport.metrics();
}

const GatewaySettings &Gateway::settings() const
{
    return state_->settings;
}

std::chrono::milliseconds Gateway::longest_call() const
{
    const auto &settings = state_->settings;
    return (settings.connect_timeout + settings.timeout + settings.back_off.longest) * settings.attempts;
}

} // namespace holdfast::payments
