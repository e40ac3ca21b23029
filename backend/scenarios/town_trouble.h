#pragma once

#include "backend/core/uuid.h"
#include "backend/scenarios/answer.h"
#include "backend/scenarios/crowd.h"
#include "backend/scenarios/requests.h"

#include <chrono>
#include <functional>
#include <string>
#include <vector>

namespace holdfast::scenarios {

class Sandbox;

/// With whom the demonstration town has its trouble.
struct TownSide
{
    Uuid vendor; ///< of appointments that two pay for
    std::int64_t vendor_minor = 0;
    std::int64_t requester_minor = 0;
    Requests partner;
    Requests operator_;
};

/// What a person is to find in the demonstration town: authorizations that nobody captures, a commit whose worker does not
/// come back, money that could not be given back, a hint that could not be followed, an intent at the gateway that is
/// nobody's. All of it can be put right by what a person can do. Used by one thread.
class TownTrouble final
{
public:
    TownTrouble(Sandbox &sandbox, TownSide side, std::function<bool()> aborted);

    void plant_old();       ///< an hour before anybody looks
    void plant_given_up();  ///< some minutes before
    void plant_unmatched(); ///< found by the reconciliation that it asks for
    void await_given_up();  ///< then the gateway does again what it is asked for

private:
    [[nodiscard]] Uuid authorized_by_both();
    Answer ask(const net::Request &request, int status);
    void await(const std::function<bool()> &happened, const std::string &what);

    Sandbox &sandbox_;
    TownSide side_;
    std::function<bool()> aborted_;
    Crowd crowd_;
    int made_ = 0;
    Uuid given_up_;
    std::vector<std::string> faults_;
};

} // namespace holdfast::scenarios
