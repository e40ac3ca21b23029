#pragma once

#include "backend/core/uuid.h"
#include "backend/scenarios/crowd.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::scenarios {

/// What goes wrong at the gateway: for so many of the calls that match, from the nth on.
struct GatewayFault
{
    std::string call; ///< "create", "confirm", "retrieve", "capture", "cancel", "refund", "list", "any" or "webhook"
    std::string kind; ///< "drop_before", "drop_after", "delay", "error", "decline", "rate_limit", "hang", ...
    std::string party = {};               ///< "vendor" or "requester"; empty: either
    std::optional<Uuid> reservation = {}; ///< of this one only
    std::uint64_t nth = 1;
    std::uint64_t times = 1;
    std::chrono::milliseconds delay{0};
    int status = 500;   ///< of an error
    bool after = false; ///< of an error or a hang: it acted first
};

[[nodiscard]] std::string describe(const GatewayFault &fault); ///< "decline of capture, vendor"

/// How far a fault came.
struct GatewayFaultUse
{
    std::uint64_t matched = 0; ///< calls it looked at
    std::uint64_t hit = 0;     ///< calls it was really applied to
};

/// An intent as the gateway's own books have it.
struct GatewayIntent
{
    std::string id;
    std::string status; ///< "requires_capture"
    std::int64_t amount_minor = 0;
    std::int64_t captured_minor = 0;
    std::int64_t refunded_minor = 0;
    std::string party;       ///< of its metadata, as are the next; empty where it has none
    std::string reservation;
    std::string environment = {}; ///< of the installation that made it

    bool operator==(const GatewayIntent &) const = default;
};

/// An intent that the gateway is to have without anybody having asked for it; nobody is told.
struct PlantedIntent
{
    std::int64_t amount_minor = 0;
    std::string status; ///< "requires_capture"
    std::string environment;
    std::string reservation;
    std::string party;
};

/// A call as the gateway remembers it.
struct GatewayCall
{
    std::string method;
    std::string path;
    int status = 0; ///< 0: no answer was given
};

/// What the sandbox's gateway offers beside the contract it stands in for: faults, a look into its books, its clock.
/// The system under test knows nothing of it. Used by one thread. Everything throws std::runtime_error when the gateway
/// does not do as it is told.
class GatewayControl final
{
public:
    GatewayControl(const std::string &url, std::function<bool()> aborted);

    /// Its id.
    [[nodiscard]] std::string add(const GatewayFault &fault);
    [[nodiscard]] GatewayFaultUse use_of(const std::string &fault_id);
    void remove(const std::string &fault_id);

    std::string plant(const PlantedIntent &intent); ///< its id
    [[nodiscard]] std::vector<GatewayIntent> intents();
    [[nodiscard]] std::vector<GatewayCall> calls(); ///< the last of them
    [[nodiscard]] std::string books_text();         ///< as the gateway tells them, for the evidence
    [[nodiscard]] std::string calls_text();

    /// The gateway's clock ahead of the wall clock; it never goes back.
    void set_clock(std::chrono::milliseconds offset);
    [[nodiscard]] std::chrono::milliseconds clock();
    void set_webhook(const std::string &url, const std::string &secret);

private:
    std::string ask(const char *method, const std::string &target, const std::string &body, int expected_status);

    Crowd crowd_;
};

} // namespace holdfast::scenarios
