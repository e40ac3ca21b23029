#pragma once

#include "backend/payments/errand.h"
#include "backend/payments/gateway_error.h"
#include "backend/payments/settings.h"
#include "backend/payments/values.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::payments {

/// The gateway's client: Stripe's interface, or the simulator's. Calls block; many threads may make them at once. What
/// is not certain is an error of kind Unknown, never a guess. Reads that fail are Unavailable: they change nothing.
///
/// A POST wants an idempotency key (1 to 255 characters) and is repeated under it. The errand, which may be null,
/// bounds the call in time and gets a record of each attempt.
class Gateway final
{
public:
    /// Throws std::invalid_argument when settings have a flaw (see flaw_of), std::runtime_error when certificate
    /// authorities cannot be read.
    explicit Gateway(GatewaySettings settings);
    ~Gateway(); ///< no call may be under way: stop() first

    /// Confirmed at once, captured later: the card is authorized when it is `requires_capture`.
    Result<Intent> create(const CreateIntent &intent, std::string_view key, Errand *errand = nullptr);
    /// As it is now, refunds included.
    Result<Intent> retrieve(std::string_view intent_id, Errand *errand = nullptr);
    /// Everything capturable, or less: the rest is released then.
    Result<Intent> capture(std::string_view intent_id, std::optional<std::int64_t> amount_minor, std::string_view key,
                           Errand *errand = nullptr);
    /// `reason`: one of the gateway's (requested_by_customer, abandoned, duplicate, fraudulent), or empty.
    Result<Intent> cancel(std::string_view intent_id, std::string_view reason, std::string_view key,
                          Errand *errand = nullptr);
    Result<Refund> refund(const RefundRequest &refund, std::string_view key, Errand *errand = nullptr);

    /// One page, newest first; `cursor` is the page before's `next`.
    Result<Page<Intent>> list_intents(const ListFilter &filter, std::string_view cursor = {}, Errand *errand = nullptr);
    Result<Page<Refund>> list_refunds(const ListFilter &filter, std::string_view cursor = {}, Errand *errand = nullptr);
    /// Of one intent, all of them.
    Result<std::vector<Refund>> refunds_of(std::string_view intent_id, Errand *errand = nullptr);
    /// All intents that carry this operation in their metadata: one as a rule, none when its create had no effect.
    /// Walks the list, which is consistent where the gateway's search is not, from `created_since`, by the gateway's
    /// clock.
    Result<std::vector<Intent>> retrieve_by_operation(std::string_view operation_id, Timestamp created_since,
                                                      Errand *errand = nullptr);

    /// For good: calls that wait, for an answer or to try again, end at once with what is certain of them.
    void stop();
    [[nodiscard]] GatewayMetrics metrics() const;
    [[nodiscard]] const GatewaySettings &settings() const;
    /// The longest one call may take, its repetitions included.
    [[nodiscard]] std::chrono::milliseconds longest_call() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::payments
