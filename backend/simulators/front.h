#pragma once

#include "backend/net/http.h"
#include "backend/simulators/call.h"
#include "backend/simulators/later.h"

#include <memory>

namespace holdfast::simulators {

/// Takes requests to the gateway's API from the door to the answer: who calls, what, under which key, what befalls it,
/// and what is done. Called on I/O threads; never blocks beyond the desk's mutex.
class Front final
{
public:
    Front(Desk &desk, Later &later) : desk_(desk), later_(later) {}

    void handle(net::Request request, net::Responder respond);

private:
    struct Visit;
    using VisitPtr = std::shared_ptr<Visit>;
    enum class Keeping { Fresh, Replayed, Refused };

    [[nodiscard]] std::optional<Refusal> admit(Visit &visit, const net::Request &request) const;
    void befall(const VisitPtr &visit, const Fault &fault);
    void befall_late(const VisitPtr &visit, const Fault &fault);
    /// Carries the call out (unless told not to), or finds that it was before. `instead` is answered, and kept, in place
    /// of what came of it.
    Reply perform(Visit &visit, const std::optional<Reply> &instead = {}, bool act = true);
    Reply look_up_key(Visit &visit);
    [[nodiscard]] Reply give_way(const Visit &visit);
    void answer(Visit &visit, const Reply &reply);
    void hang_up(Visit &visit);
    void log(const Visit &visit, int status, bool replayed);

    Desk &desk_;
    Later &later_;
};

} // namespace holdfast::simulators
