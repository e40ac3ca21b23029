#pragma once

#include "backend/simulators/form.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::simulators {

enum class CallKind { Create, Confirm, Retrieve, Capture, Cancel, Refund, List, Other, Webhook };

inline constexpr std::array<std::string_view, 9> call_kind_names = {
    "create", "confirm", "retrieve", "capture", "cancel", "refund", "list", "other", "webhook",
};

enum class FaultKind {
    DropBefore, ///< closed without an answer, nothing done
    DropAfter,  ///< acted, then closed without an answer
    Delay,      ///< acts after a while, and answers then; in flight meanwhile
    Error,      ///< an error of the gateway's, before or after acting
    Decline,    ///< the bank says no
    RateLimit,  ///< 429, nothing done
    Hang,       ///< the answer comes only after a while; acted at once, or not at all
    Duplicate,  ///< of a webhook: delivered twice
    Lose,       ///< never delivered
    Disorder,   ///< delivered after a later one
    Forge,      ///< before it, a made-up one with a wrong signature
    Stale,      ///< after it, once more with an old signature
};

inline constexpr std::array<std::string_view, 12> fault_kind_names = {
    "drop_before", "drop_after", "delay", "error",    "decline", "rate_limit",
    "hang",        "duplicate",  "lose",  "disorder", "forge",   "stale",
};

[[nodiscard]] constexpr std::string_view name(CallKind kind)
{
    return call_kind_names[static_cast<std::size_t>(kind)];
}
[[nodiscard]] constexpr std::string_view name(FaultKind kind)
{
    return fault_kind_names[static_cast<std::size_t>(kind)];
}
/// Whether `kind` can befall webhooks, or calls.
[[nodiscard]] bool befalls_webhooks(FaultKind kind);
[[nodiscard]] bool befalls_calls(FaultKind kind);

struct Fault
{
    std::string id = {};
    std::optional<CallKind> call = {}; ///< nullopt: any call, webhooks excepted
    FaultKind kind = FaultKind::DropBefore;
    std::chrono::milliseconds delay{0};
    int status = 500;
    std::string type = {}, code = {}, message = {}, decline_code = "generic_decline";
    bool after = false;                    ///< of an error or a hang: acted first
    bool stored = false;                   ///< of an error: kept under the idempotency key
    std::optional<bool> should_retry = {}; ///< of an error: what Stripe-Should-Retry says
    std::optional<double> rate = {};       ///< of the matching calls; which ones, the seed decides
    std::uint64_t seed = 0;
    std::uint64_t nth = 0;       ///< from the nth matching call on, counted from 1
    std::uint64_t times = 0;     ///< at most so often; 0: without end
    Metadata match = {};         ///< metadata of the intent that must be there
    std::string event_type = {}; ///< of webhooks
    std::uint64_t matched = 0, hit = 0, taken = 0;
};

/// The faults that were ordered, and how often each was really applied. Thread-safe.
///
/// A call is looked at by the faults in the order they were added, until one takes it. Which of its matching calls a
/// fault takes follows from its nth, times, rate and seed alone.
class Faults final
{
public:
    static constexpr std::size_t max_faults = 1'000;

    /// Its id; nullopt when there are too many.
    [[nodiscard]] std::optional<std::string> add(Fault fault);
    [[nodiscard]] std::vector<Fault> list() const;
    void clear();
    [[nodiscard]] bool remove(const std::string &id);

    /// The fault that befalls this call. `acts`: it would be carried out rather than replayed or refused; faults that
    /// change what is done do not look at others.
    [[nodiscard]] std::optional<Fault> choose(CallKind call, const Metadata &subject, bool acts,
                                              std::string_view event_type = {});
    /// What came of a chosen fault: it was applied, or could not be, and is free again.
    void settle(const std::string &id, bool applied);

private:
    mutable std::mutex mutex_;
    std::vector<Fault> faults_;
    std::uint64_t made_ = 0;
};

} // namespace holdfast::simulators
