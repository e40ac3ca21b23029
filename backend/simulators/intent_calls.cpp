#include "backend/core/money.h"
#include "backend/simulators/call.h"
#include "backend/simulators/object_json.h"

#include <algorithm>
#include <cctype>

namespace holdfast::simulators {

namespace {

Reply shown(const Desk &desk, const Result<const Intent *> &result, std::vector<std::string> expand)
{
    if (const auto *refusal = std::get_if<Refusal>(&result))
        return refuse(desk, *refusal);
    return {200, text_of(intent_json(desk.books, *std::get<const Intent *>(result), Expansion(std::move(expand))))};
}

std::vector<std::string> read_expand(Parameters &parameters)
{
    auto paths = parameters.list("expand");
    if (auto refusal = check_expansion("payment_intent", false, paths))
        parameters.refuse(std::move(*refusal));
    return paths;
}

std::int64_t read_amount(Parameters &parameters, const std::string &currency)
{
    const auto amount = parameters.integer("amount", 1);
    const auto smallest = currency == "gbp" ? Books::smallest_in_pence : Books::smallest_amount;
    const auto largest = currency == "idr" ? Books::largest_in_rupiahs : Books::largest_amount;
    if (!amount)
        parameters.refuse(invalid("parameter_missing", "Missing required param: amount.", "amount"));
    else if (*amount < smallest)
        parameters.refuse(invalid("amount_too_small",
                                  "Amount must be at least " + std::to_string(smallest)
                                      + " in the smallest unit of " + currency + ".",
                                  "amount"));
    else if (*amount > largest)
        parameters.refuse(
            invalid("amount_too_large", "Amount must be no more than " + std::to_string(largest) + ".", "amount"));
    return amount.value_or(0);
}

std::string read_currency(Parameters &parameters)
{
    auto currency = parameters.required_text("currency");
    auto upper = currency;
    std::transform(upper.begin(), upper.end(), upper.begin(), [](unsigned char c) { return std::toupper(c); });
    std::transform(currency.begin(), currency.end(), currency.begin(), [](unsigned char c) { return std::tolower(c); });
    if (!is_currency_code(upper))
        parameters.refuse(invalid("", "Invalid currency: " + currency + ".", "currency"));
    return currency;
}

/// Which kinds of payment are welcome. Without a list of types, or a promise of no redirects, a confirmation could send
/// the payer elsewhere, and Stripe wants to know where they come back to.
void read_method_types(Parameters &parameters, NewIntent &wanted, bool confirm)
{
    const auto types = parameters.list("payment_method_types");
    for (const auto &type : types) {
        if (type != "card")
            parameters.refuse(invalid("",
                                      "The payment method type \"" + type + "\" is invalid: the simulator knows cards.",
                                      "payment_method_types"));
    }
    const bool enabled = parameters.boolean("automatic_payment_methods[enabled]", types.empty());
    const bool redirects =
        parameters.word("automatic_payment_methods[allow_redirects]", {"always", "never"}) == "always";
    const bool has_return_url = parameters.text("return_url").has_value();
    wanted.any_method = types.empty() && enabled;
    if (confirm && wanted.any_method && redirects && !has_return_url)
        parameters.refuse(
            invalid("",
                    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. "
                    "Because some of these payment methods might redirect your customer off of your page, you "
                    "must provide a `return_url`. If you don't want to accept redirect-based payment methods, "
                    "set `automatic_payment_methods[enabled]` to `true` and "
                    "`automatic_payment_methods[allow_redirects]` to `never`, or name payment_method_types.",
                    "return_url"));
}

void tolerate_what_changes_nothing(Parameters &parameters)
{
    for (const auto *name : {"off_session", "payment_method_options", "statement_descriptor", "use_stripe_sdk"})
        parameters.tolerate(name);
}

} // namespace

Reply create_intent(Desk &desk, Call &call)
{
    Parameters parameters(call.form);
    NewIntent wanted;
    wanted.currency = read_currency(parameters);
    wanted.amount = read_amount(parameters, wanted.currency);
    wanted.capture_method = parameters.word("capture_method", {"automatic", "automatic_async", "manual"});
    wanted.confirmation_method = parameters.word("confirmation_method", {"automatic", "manual"});
    wanted.payment_method = parameters.text("payment_method").value_or("");
    wanted.description = parameters.text("description").value_or("");
    wanted.receipt_email = parameters.text("receipt_email").value_or("");
    wanted.statement_descriptor_suffix = parameters.text("statement_descriptor_suffix").value_or("");
    wanted.metadata = parameters.metadata();
    const bool confirm = parameters.boolean("confirm", false);
    const bool no_action = parameters.boolean("error_on_requires_action", false);
    read_method_types(parameters, wanted, confirm);
    tolerate_what_changes_nothing(parameters);
    auto expand = read_expand(parameters);
    if (confirm && wanted.payment_method.empty())
        parameters.refuse(invalid("parameter_missing",
                                  "You cannot confirm this PaymentIntent because it's missing a payment method.",
                                  "payment_method"));
    if (const auto refusal = parameters.finish())
        return refuse(desk, *refusal);

    auto created = desk.books.create(wanted);
    if (!confirm || std::holds_alternative<Refusal>(created)) {
        call.forced_decline.reset();
        return shown(desk, created, std::move(expand));
    }
    const auto id = std::get<const Intent *>(created)->id;
    auto confirmed = desk.books.confirm(id, {}, call.forced_decline);
    const auto *intent = desk.books.intents().find(id);
    if (no_action && intent->status == IntentStatus::RequiresAction)
        confirmed = desk.books.refuse_action(id);
    return shown(desk, confirmed, std::move(expand));
}

Reply update_intent(Desk &desk, Call &call)
{
    Parameters parameters(call.form);
    const auto amount = parameters.integer("amount", Books::smallest_amount);
    const auto description = parameters.text("description").value_or("");
    const auto metadata = parameters.metadata();
    auto expand = read_expand(parameters);
    if (const auto refusal = parameters.finish())
        return refuse(desk, *refusal);
    return shown(desk, desk.books.update(call.id, amount, description, metadata), std::move(expand));
}

Reply retrieve_intent(Desk &desk, Call &call)
{
    Parameters parameters(call.form);
    parameters.tolerate("client_secret");
    auto expand = read_expand(parameters);
    if (const auto refusal = parameters.finish())
        return refuse(desk, *refusal);
    const Intent *intent = desk.books.intents().find(call.id);
    if (!intent)
        return refuse(desk, missing(404, "payment_intent", call.id, "intent"));
    return shown(desk, intent, std::move(expand));
}

Reply confirm_intent(Desk &desk, Call &call)
{
    Parameters parameters(call.form);
    const auto method = parameters.text("payment_method").value_or("");
    const bool no_action = parameters.boolean("error_on_requires_action", false);
    parameters.tolerate("return_url");
    tolerate_what_changes_nothing(parameters);
    auto expand = read_expand(parameters);
    if (const auto refusal = parameters.finish()) {
        call.forced_decline.reset();
        return refuse(desk, *refusal);
    }
    auto confirmed = desk.books.confirm(call.id, method, call.forced_decline);
    const auto *intent = std::get_if<const Intent *>(&confirmed);
    if (no_action && intent && (*intent)->status == IntentStatus::RequiresAction)
        confirmed = desk.books.refuse_action(call.id);
    return shown(desk, confirmed, std::move(expand));
}

Reply capture_intent(Desk &desk, Call &call)
{
    Parameters parameters(call.form);
    const auto amount = parameters.integer("amount_to_capture", 1);
    const auto metadata = parameters.metadata();
    if (!parameters.boolean("final_capture", true))
        parameters.refuse(invalid("", "Multicapture is not available for this PaymentIntent.", "final_capture"));
    parameters.tolerate("statement_descriptor");
    parameters.tolerate("statement_descriptor_suffix");
    auto expand = read_expand(parameters);
    if (const auto refusal = parameters.finish()) {
        call.forced_decline.reset();
        return refuse(desk, *refusal);
    }
    return shown(desk, desk.books.capture(call.id, amount, metadata, call.forced_decline), std::move(expand));
}

Reply cancel_intent(Desk &desk, Call &call)
{
    Parameters parameters(call.form);
    const auto reason =
        parameters.word("cancellation_reason", {"", "duplicate", "fraudulent", "requested_by_customer", "abandoned"});
    auto expand = read_expand(parameters);
    if (auto refusal = parameters.finish())
        return refuse(desk, *refusal);
    return shown(desk, desk.books.cancel(call.id, reason), std::move(expand));
}

} // namespace holdfast::simulators
