#include "backend/simulators/object_json.h"

#include <algorithm>

namespace holdfast::simulators {

namespace {

Json text_or_null(const std::string &text)
{
    return text.empty() ? Json() : Json(text);
}

Json metadata_json(const Metadata &metadata)
{
    auto json = Json::object();
    for (const auto &[key, value] : metadata)
        json[key] = value;
    return json;
}

std::string documentation_of(std::string code)
{
    std::replace(code.begin(), code.end(), '_', '-');
    return "https://stripe.com/docs/error-codes/" + code;
}

/// What can be expanded in an object of a kind, and the kind that it then is; empty where nothing is below.
struct Expandable
{
    std::string_view kind;
    std::string_view property;
    std::string_view target;
};

constexpr std::array expandables = {
    Expandable{"payment_intent", "latest_charge", "charge"},
    Expandable{"payment_intent", "payment_method", ""},
    Expandable{"payment_intent", "customer", ""},
    Expandable{"payment_intent", "last_payment_error.payment_method", ""},
    Expandable{"charge", "payment_intent", "payment_intent"},
    Expandable{"charge", "refunds", ""},
    Expandable{"charge", "balance_transaction", ""},
    Expandable{"charge", "customer", ""},
    Expandable{"refund", "charge", "charge"},
    Expandable{"refund", "payment_intent", "payment_intent"},
    Expandable{"refund", "balance_transaction", ""},
};

bool leads_somewhere(std::string_view kind, std::string_view path)
{
    for (const auto &row : expandables) {
        if (row.kind != kind || !path.starts_with(row.property))
            continue;
        const auto rest = path.substr(row.property.size());
        if (rest.empty())
            return true;
        if (rest.front() == '.' && !row.target.empty())
            return leads_somewhere(row.target, rest.substr(1));
    }
    return false;
}

Json card_json(const TestMethod &card)
{
    return {
        {"brand", card.brand},
        {"checks", {{"address_line1_check", nullptr}, {"address_postal_code_check", nullptr}, {"cvc_check", "pass"}}},
        {"country", "US"},
        {"exp_month", 12},
        {"exp_year", 2034},
        {"fingerprint", "Sim" + card.brand + card.last4},
        {"funding", "credit"},
        {"last4", card.last4}};
}

Json method_or_null(const Books &books, const std::string &id)
{
    const auto *method = books.methods().find(id);
    return method ? method_json(*method) : Json();
}

Json error_json(const CardError &error)
{
    Json json = {{"code", error.code}};
    if (!error.decline_code.empty())
        json["decline_code"] = error.decline_code;
    json["doc_url"] = documentation_of(error.code);
    json["message"] = error.message;
    return json;
}

Json last_error_json(const Books &books, const LastPaymentError &last)
{
    auto json = error_json(last.error);
    json["charge"] = last.charge;
    json["payment_method"] = method_or_null(books, last.payment_method);
    json["type"] = "card_error";
    return json;
}

Json next_action_json(const Intent &intent)
{
    if (intent.status != IntentStatus::RequiresAction)
        return nullptr;
    if (intent.return_url.empty())
        return {{"type", "use_stripe_sdk"}, {"use_stripe_sdk", {{"type", "three_d_secure_redirect"}}}};
    return {{"type", "redirect_to_url"},
            {"redirect_to_url", {{"return_url", intent.return_url}, {"url", intent.return_url}}}};
}

Json outcome_json(const Charge &charge)
{
    const bool declined = charge.failure.has_value();
    return {{"network_status", declined ? "declined_by_network" : "approved_by_network"},
            {"reason", declined ? Json(charge.failure->decline_code) : Json()},
            {"risk_level", "normal"},
            {"seller_message",
             declined ? "The bank did not return any further details with this decline." : "Payment complete."},
            {"type", declined ? "issuer_declined" : "authorized"}};
}

Json charged_card_json(const Books &books, const Charge &charge)
{
    const auto *method = books.methods().find(charge.payment_method);
    auto card = method ? card_json(method->card) : Json::object();
    card["amount_authorized"] = charge.failure ? Json() : Json(charge.amount);
    if (charge.capture_before != 0)
        card["capture_before"] = charge.capture_before;
    card["extended_authorization"] = {{"status", "disabled"}};
    card["incremental_authorization"] = {{"status", "unavailable"}};
    card["multicapture"] = {{"status", "unavailable"}};
    card["overcapture"] = {{"maximum_amount_capturable", charge.amount}, {"status", "unavailable"}};
    card["network"] = method ? Json(method->card.brand) : Json();
    return {{"card", std::move(card)}, {"type", "card"}};
}

Json refunds_of(const Books &books, const Charge &charge)
{
    auto data = Json::array();
    if (const auto *intent = books.intents().find(charge.intent)) {
        for (auto id = intent->refunds.rbegin(); id != intent->refunds.rend(); ++id) {
            const auto *refund = books.refunds().find(*id);
            if (refund->charge == charge.id)
                data.push_back(refund_json(books, *refund));
        }
    }
    return {{"object", "list"},
            {"data", std::move(data)},
            {"has_more", false},
            {"url", "/v1/charges/" + charge.id + "/refunds"}};
}

} // namespace

bool Expansion::wants(std::string_view property) const
{
    return std::any_of(paths_.begin(), paths_.end(), [&](const std::string &path) {
        return path.starts_with(property) && (path.size() == property.size() || path[property.size()] == '.');
    });
}

Expansion Expansion::below(std::string_view property) const
{
    std::vector<std::string> rest;
    for (const auto &path : paths_) {
        if (path.starts_with(property) && path.size() > property.size() && path[property.size()] == '.')
            rest.push_back(path.substr(property.size() + 1));
    }
    return Expansion(std::move(rest));
}

std::optional<Refusal> check_expansion(std::string_view kind, bool of_list, std::vector<std::string> &paths)
{
    constexpr std::string_view data = "data.";
    for (auto &path : paths) {
        const auto whole = path;
        const bool has_data = path.starts_with(data);
        if (of_list && has_data)
            path.erase(0, data.size());
        const auto depth = static_cast<std::size_t>(std::count(whole.begin(), whole.end(), '.')) + 1;
        if (depth > Expansion::deepest)
            return invalid("", "You cannot expand more than 4 levels of a property. Property: " + whole, "expand");
        if (of_list != has_data || !leads_somewhere(kind, path))
            return invalid("", "This property cannot be expanded (" + whole + ").", "expand");
    }
    return std::nullopt;
}

Json intent_json(const Books &books, const Intent &intent, const Expansion &expansion)
{
    const auto *charge = books.charges().find(intent.latest_charge);
    const auto automatic = intent.any_method ? Json{{"allow_redirects", "never"}, {"enabled", true}} : Json();
    Json json = {{"id", intent.id}, {"object", "payment_intent"}};
    json["amount"] = intent.amount;
    json["amount_capturable"] = intent.amount_capturable;
    json["amount_details"] = {{"tip", Json::object()}};
    json["amount_received"] = intent.amount_received;
    json["application"] = nullptr;
    json["application_fee_amount"] = nullptr;
    json["automatic_payment_methods"] = automatic;
    json["canceled_at"] = intent.canceled_at ? Json(*intent.canceled_at) : Json();
    json["cancellation_reason"] = text_or_null(intent.cancellation_reason);
    json["capture_method"] = intent.capture_method;
    json["client_secret"] = intent.client_secret;
    json["confirmation_method"] = intent.confirmation_method;
    json["created"] = intent.place.first;
    json["currency"] = intent.currency;
    json["customer"] = nullptr;
    json["description"] = text_or_null(intent.description);
    json["last_payment_error"] =
        intent.last_payment_error ? last_error_json(books, *intent.last_payment_error) : Json();
    json["latest_charge"] = charge && expansion.wants("latest_charge")
                                ? charge_json(books, *charge, expansion.below("latest_charge"))
                                : text_or_null(intent.latest_charge);
    json["livemode"] = false;
    json["metadata"] = metadata_json(intent.metadata);
    json["next_action"] = next_action_json(intent);
    json["on_behalf_of"] = nullptr;
    json["payment_method"] = expansion.wants("payment_method") ? method_or_null(books, intent.payment_method)
                                                               : text_or_null(intent.payment_method);
    json["payment_method_options"] = {{"card", {{"installments", nullptr}, {"request_three_d_secure", "automatic"}}}};
    json["payment_method_types"] = {"card"};
    json["processing"] = nullptr;
    json["receipt_email"] = text_or_null(intent.receipt_email);
    json["review"] = nullptr;
    json["setup_future_usage"] = nullptr;
    json["shipping"] = nullptr;
    json["source"] = nullptr;
    json["statement_descriptor"] = nullptr;
    json["statement_descriptor_suffix"] = text_or_null(intent.statement_descriptor_suffix);
    json["status"] = name(intent.status);
    json["transfer_data"] = nullptr;
    json["transfer_group"] = nullptr;
    return json;
}

Json charge_json(const Books &books, const Charge &charge, const Expansion &expansion)
{
    const auto *intent = books.intents().find(charge.intent);
    const auto returned = charge.amount_released + charge.amount_refunded;
    Json json = {{"id", charge.id}, {"object", "charge"}};
    json["amount"] = charge.amount;
    json["amount_captured"] = charge.amount_captured;
    json["amount_refunded"] = returned; // Stripe counts what was only authorized and let go, too
    json["application"] = nullptr;
    json["balance_transaction"] = nullptr;
    json["calculated_statement_descriptor"] = "HOLDFAST";
    json["captured"] = charge.captured;
    json["created"] = charge.place.first;
    json["currency"] = charge.currency;
    json["customer"] = nullptr;
    json["description"] = text_or_null(intent ? intent->description : std::string());
    json["disputed"] = false;
    json["failure_balance_transaction"] = nullptr;
    json["failure_code"] = charge.failure ? Json(charge.failure->code) : Json();
    json["failure_message"] = charge.failure ? Json(charge.failure->message) : Json();
    json["livemode"] = false;
    json["metadata"] = metadata_json(charge.metadata);
    json["outcome"] = outcome_json(charge);
    json["paid"] = !charge.failure;
    json["payment_intent"] = intent && expansion.wants("payment_intent")
                                 ? intent_json(books, *intent, expansion.below("payment_intent"))
                                 : Json(charge.intent);
    json["payment_method"] = charge.payment_method;
    json["payment_method_details"] = charged_card_json(books, charge);
    json["receipt_email"] = nullptr;
    json["refunded"] = !charge.failure && returned == charge.amount;
    if (expansion.wants("refunds"))
        json["refunds"] = refunds_of(books, charge);
    json["status"] = charge.failure ? "failed" : "succeeded";
    return json;
}

Json refund_json(const Books &books, const Refund &refund, const Expansion &expansion)
{
    const auto *intent = books.intents().find(refund.intent);
    const auto *charge = books.charges().find(refund.charge);
    Json json = {{"id", refund.id}, {"object", "refund"}};
    json["amount"] = refund.amount;
    json["balance_transaction"] = nullptr;
    json["charge"] = charge && expansion.wants("charge") ? charge_json(books, *charge, expansion.below("charge"))
                                                         : Json(refund.charge);
    json["created"] = refund.place.first;
    json["currency"] = refund.currency;
    json["destination_details"] = {{"card", {{"reference_status", "pending"}, {"type", "refund"}}}, {"type", "card"}};
    if (!refund.failure_reason.empty())
        json["failure_reason"] = refund.failure_reason;
    json["metadata"] = metadata_json(refund.metadata);
    json["payment_intent"] = intent && expansion.wants("payment_intent")
                                 ? intent_json(books, *intent, expansion.below("payment_intent"))
                                 : Json(refund.intent);
    json["reason"] = text_or_null(refund.reason);
    json["receipt_number"] = nullptr;
    json["source_transfer_reversal"] = nullptr;
    json["status"] = refund.status;
    json["transfer_reversal"] = nullptr;
    return json;
}

Json method_json(const PaymentMethod &method)
{
    return {{"id", method.id},
            {"object", "payment_method"},
            {"allow_redisplay", "unspecified"},
            {"billing_details", {{"address", nullptr}, {"email", nullptr}, {"name", nullptr}, {"phone", nullptr}}},
            {"card", card_json(method.card)},
            {"created", method.place.first},
            {"customer", nullptr},
            {"livemode", false},
            {"metadata", metadata_json(method.metadata)},
            {"type", "card"}};
}

Json endpoint_json(const WebhookEndpoint &endpoint, bool with_secret)
{
    Json json = {{"id", endpoint.id}, {"object", "webhook_endpoint"}};
    json["api_version"] = nullptr;
    json["application"] = nullptr;
    json["created"] = endpoint.place.first;
    json["description"] = nullptr;
    json["enabled_events"] = endpoint.events;
    json["livemode"] = false;
    json["metadata"] = Json::object();
    if (with_secret)
        json["secret"] = endpoint.secret.reveal();
    json["status"] = "enabled";
    json["url"] = endpoint.url;
    return json;
}

Json refusal_json(const Books &books, const Refusal &refusal)
{
    auto error = Json::object();
    if (!refusal.charge.empty())
        error["charge"] = refusal.charge;
    if (!refusal.code.empty())
        error["code"] = refusal.code;
    if (!refusal.decline_code.empty())
        error["decline_code"] = refusal.decline_code;
    if (!refusal.code.empty())
        error["doc_url"] = documentation_of(refusal.code);
    error["message"] = refusal.message;
    if (!refusal.param.empty())
        error["param"] = refusal.param;
    // What names no intent may be told of without the mutex.
    if (const auto *intent = refusal.intent.empty() ? nullptr : books.intents().find(refusal.intent)) {
        error["payment_intent"] = intent_json(books, *intent);
        if (refusal.type == "card_error" && intent->last_payment_error)
            error["payment_method"] = method_or_null(books, intent->last_payment_error->payment_method);
    }
    error["type"] = refusal.type;
    return {{"error", std::move(error)}};
}

std::string text_of(const Json &json)
{
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

} // namespace holdfast::simulators
