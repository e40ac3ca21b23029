#include "backend/scenarios/town_trouble.h"

#include "backend/scenarios/sandbox.h"
#include "resources/resources.h"

#include <stdexcept>
#include <thread>

namespace holdfast::scenarios {

using namespace std::chrono_literals;

namespace {

constexpr auto first_day = std::chrono::days(21); ///< of its appointments: beyond those that others want
constexpr auto more_time = 3h;
constexpr auto patience = 8s;
constexpr auto look_period = 20ms;
constexpr int attempts_before_last = 19; ///< of an unwind
constexpr std::uint64_t always = 1'000;
constexpr std::int64_t nobodys_amount = 4'200;

} // namespace

TownTrouble::TownTrouble(Sandbox &sandbox, TownSide side, std::function<bool()> aborted)
    : sandbox_(sandbox), side_(std::move(side)), aborted_(std::move(aborted)), crowd_(sandbox.info().api_url, 1, aborted_)
{
}

Answer TownTrouble::ask(const net::Request &request, int status)
{
    Answer answer = read_answer(crowd_.send(request));
    if (answer.status != status)
        throw std::runtime_error("the town's trouble could not be made: " + request.target + ": " + answer.standing());
    return answer;
}

void TownTrouble::await(const std::function<bool()> &happened, const std::string &what)
{
    const auto deadline = std::chrono::steady_clock::now() + patience;
    while (!happened()) {
        if (aborted_ && aborted_())
            throw Aborted();
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("the town's trouble could not be made: " + what);
        std::this_thread::sleep_for(look_period);
    }
}

Uuid TownTrouble::authorized_by_both()
{
    SlotRequest slot;
    slot.vendor_id = side_.vendor;
    slot.kind = "appointment";
    slot.starts_at = std::chrono::floor<std::chrono::days>(wall_clock_now()) + first_day + std::chrono::hours(made_);
    slot.length = 45min;
    slot.settlement = "two_party";
    slot.currency = "EUR";
    slot.requester_amount_minor = side_.requester_minor;
    slot.vendor_amount_minor = side_.vendor_minor;
    const auto made = ask(side_.partner.create_slot(slot), 201);
    const std::string name = "HC-" + std::to_string(38'114 + 7 * made_++);
    const auto held = ask(side_.partner.hold({made.slot_id.value(), 1, name, "guest-" + name, name}), 201);
    const Uuid id = held.reservation_id.value();
    ask(side_.partner.ask({id, "vendor-confirmation", name + "-vendor"}), 200);
    for (const char *party : {"vendor", "requester"})
        ask(side_.partner.ask({id, std::string(party) + "-authorization", name + "-" + party + "-card", "pm_card_visa"}), 200);
    return id;
}

void TownTrouble::plant_old()
{
    for (const char *reason : {"The guest is on a flight and confirms after landing", "The desk asked us to wait for a call"}) {
        const Uuid waiting = authorized_by_both();
        ask(side_.operator_.act({waiting, "extend", waiting.to_string() + "-extend", reason, {}, std::chrono::seconds(more_time)}),
            200);
    }
    const Uuid committing = authorized_by_both();
    sandbox_.pause(Part::Worker);
    // Its client is told after some seconds that it is accepted; nobody waits for that.
    crowd_.post(1, side_.partner.confirm(committing, committing.to_string() + "-confirm"), [](net::Exchange) {});
    storage::Connection database = sandbox_.connect();
    await([&] {
        return database.query(resources::text("sql/scenarios/standing_of_reservation.sql"), {committing.to_string()}).text(0, 0)
               == "COMMITTING";
    }, "a reservation does not get to its commit");
    (void)database.query(resources::text("sql/scenarios/plant_leases.sql"), {committing.to_string()});
    sandbox_.resume(Part::Worker);
}

void TownTrouble::plant_given_up()
{
    given_up_ = authorized_by_both();
    GatewayFault lost{"webhook", "lose"}; // each hint would have it tried again
    GatewayFault refused{"cancel", "error", "vendor"};
    for (GatewayFault *fault : {&lost, &refused}) {
        fault->reservation = given_up_;
        fault->times = always;
        faults_.push_back(sandbox_.gateway().add(*fault));
    }
    sandbox_.pause(Part::Worker);
    ask(side_.operator_.act({given_up_, "release", given_up_.to_string() + "-release", "The guest called it off by phone"}), 200);
    (void)sandbox_.connect().query(resources::text("sql/scenarios/exhaust_unwinds.sql"),
                                   {given_up_.to_string(), std::to_string(attempts_before_last)});
    sandbox_.resume(Part::Worker);
}

void TownTrouble::await_given_up()
{
    storage::Connection database = sandbox_.connect();
    await([&] {
        return database.query(resources::text("sql/scenarios/count_given_up.sql"), {given_up_.to_string()}).integer(0, 0) > 0;
    }, "the worker does not give up what the gateway refuses");
    for (const std::string &fault : faults_)
        sandbox_.gateway().remove(fault);
}

void TownTrouble::plant_unmatched()
{
    storage::Connection database = sandbox_.connect();
    const std::string environment = database.query(resources::text("sql/scenarios/gateway_environment.sql")).text(0, 0);
    const std::string intent =
        sandbox_.gateway().plant({nobodys_amount, "requires_capture", environment, Uuid::make_v7().to_string(), "vendor"});
    (void)database.query(resources::text("sql/scenarios/plant_dead_hint.sql"),
                         {"evt_3" + intent.substr(3), "charge.captured", intent, "HTTP 503: the gateway could not be asked"});
    ask(side_.operator_.reconcile(false, "morning-round"), 202);
}

} // namespace holdfast::scenarios
