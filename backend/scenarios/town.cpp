#include "backend/scenarios/town.h"

#include "backend/scenarios/answer.h"
#include "backend/scenarios/crowd.h"
#include "backend/scenarios/requests.h"
#include "backend/scenarios/sandbox.h"
#include "backend/scenarios/town_staff.h"
#include "backend/scenarios/town_steps.h"
#include "backend/scenarios/town_trouble.h"
#include "resources/resources.h"

#include <algorithm>
#include <array>
#include <deque>
#include <mutex>
#include <optional>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace holdfast::scenarios {

using namespace std::chrono_literals;

namespace {

constexpr std::size_t partners = 6;
constexpr std::size_t connections = 16;
constexpr std::size_t most_slots = 400;      ///< people choose from; the ones sold out first are forgotten
constexpr std::uint64_t most_under_way = 64; ///< beyond it a request of live traffic is left out
constexpr std::size_t usual_in_flight = 250;
constexpr auto hold_lasts = 10min;

constexpr std::size_t most_booked = 200;     ///< whom people think of when they cancel

// The quarter of an hour before anybody looks, at the end of an hour in which nobody saw to what is stuck.
constexpr auto quiet_time = 48min;
constexpr int past_steps = 30;
constexpr auto past_step = 30s;
constexpr auto whole_past = quiet_time + past_steps * past_step;
constexpr int holds_per_step = 15;
constexpr int advances_per_step = 14;

struct Vendor
{
    Uuid id;
    std::string kind;
    std::chrono::minutes length{};
    int capacity = 1;
    std::string settlement;
    std::int64_t requester_minor = 0;
    std::int64_t vendor_minor = 0;
    std::vector<int> hours;
    int days = 0;      ///< it opens with
    int open_days = 0; ///< so far, today the first
};

struct Place
{
    Uuid slot;
    std::size_t vendor = 0;
    int free = 0; ///< as far as the town knows
};

/// What somebody does. Advance: the next step on the way to a booking. From Note on it is a person of the operating side.
enum class Deed { Hold, Advance, Release, Cancel, SellElsewhere, Retry, Conflict, Note, Extend, End, Force };

/// One request on its way, and what it was about.
struct Errand
{
    Deed deed = Deed::Hold;
    std::size_t partner = 0;
    net::Request request;
    TownBooking booking; ///< the one changed, or the one wanted, still without an id
};

} // namespace

struct Town::State
{
    State(Sandbox &of_town, const TownOptions &options)
        : sandbox(of_town), random(options.seed), aborted(options.aborted), steps(of_town), staff(of_town, random),
          crowd(of_town.info().api_url, 1, options.aborted)
    {
    }

    void settle_vendors();
    void settle_partners();
    void open_days(const std::vector<std::size_t> &whose);
    void live_the_past(TownTrouble &trouble);
    void pass(std::chrono::milliseconds time);
    void await_expiry();

    [[nodiscard]] std::optional<Errand> think_of(Deed deed);
    [[nodiscard]] std::optional<Errand> hold_somewhere(bool where_it_is_full);
    [[nodiscard]] std::optional<Errand> change_something(Deed deed);
    [[nodiscard]] std::optional<Errand> cancel_something();
    [[nodiscard]] Deed next_deed();
    void learn(const Errand &errand, const Answer &answer);
    void learn_of_change(const Errand &errand, const Answer &answer, Place *place);
    void run_all(std::vector<Errand> errands);
    void post(Errand errand);
    void widen();
    void forget_expired();
    [[nodiscard]] Timestamp now() const { return wall_clock_now() + past; } ///< booking time

    std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random); }
    std::string reference(std::size_t partner);

    Sandbox &sandbox;
    std::mt19937_64 random;
    std::chrono::milliseconds past{0}; ///< by which booking time was moved
    bool is_past = true;               ///< it is built
    std::optional<std::chrono::sys_days> first_day;
    std::function<bool()> aborted;
    std::vector<Vendor> vendors;
    std::vector<Requests> requests; ///< by partner
    std::vector<std::string> prefixes;
    int references = 40'000;

    mutable std::mutex mutex; ///< over what answers change, which arrive on the crowd's thread
    std::vector<Place> places;
    std::vector<TownBooking> held;   ///< in flight
    std::deque<TownBooking> booked; ///< the last of them
    std::optional<Errand> last_hold;
    TownTraffic traffic;

    TownSteps steps;
    TownStaff staff;
    Crowd crowd; ///< last: its thread uses the others
};

/// What the database knows of vendors, as its data file says.
void Town::State::settle_vendors()
{
    const auto rows = sandbox.connect().query(resources::text("sql/scenarios/town_vendors.sql"));
    for (std::size_t row = 0; row < rows.size(); ++row) {
        Vendor vendor;
        vendor.id = rows.uuid(row, 0);
        vendor.kind = rows.text(row, 1);
        vendor.length = std::chrono::minutes(rows.integer(row, 2));
        vendor.capacity = static_cast<int>(rows.integer(row, 3));
        vendor.settlement = rows.text(row, 4);
        vendor.requester_minor = rows.integer(row, 5);
        vendor.vendor_minor = rows.integer(row, 6);
        std::istringstream hours(rows.text(row, 7));
        for (std::string hour; std::getline(hours, hour, ',');)
            vendor.hours.push_back(std::stoi(hour));
        vendor.days = static_cast<int>(rows.integer(row, 8));
        vendors.push_back(std::move(vendor));
    }
}

void Town::State::settle_partners()
{
    std::vector<std::string> keys;
    std::vector<storage::Param> params;
    for (std::size_t i = 0; i < partners; ++i) {
        keys.push_back(make_credential("hfk_"));
        params.emplace_back(keys.back());
        requests.emplace_back(keys.back());
    }
    const auto rows =
        sandbox.connect().query(resources::text("sql/scenarios/town_partners.sql"), {storage::array_literal(params)});
    for (std::size_t row = 0; row < rows.size(); ++row)
        prefixes.push_back(rows.text(row, 0));
}

/// Every vendor named opens its next day. Some places of the bigger ones are sold at their own desk.
void Town::State::open_days(const std::vector<std::size_t> &whose)
{
    const auto soonest = now() + (is_past ? whole_past : 0min) + 15min;
    // Counted from one day for good: the date may turn between two calls, and no day is opened twice.
    if (!first_day)
        first_day = std::chrono::floor<std::chrono::days>(soonest);
    std::vector<net::Request> wanted;
    std::vector<std::size_t> owners;
    for (const std::size_t index : whose) {
        Vendor &vendor = vendors.at(index);
        const auto day = *first_day + std::chrono::days(vendor.open_days++);
        for (const int hour : vendor.hours) {
            if (day + std::chrono::hours(hour) < soonest)
                continue;
            SlotRequest slot;
            slot.vendor_id = vendor.id;
            slot.kind = vendor.kind;
            slot.starts_at = day + std::chrono::hours(hour);
            slot.length = vendor.length;
            slot.capacity = vendor.capacity;
            slot.currency = "EUR";
            slot.settlement = vendor.settlement;
            slot.requester_amount_minor = vendor.requester_minor;
            slot.vendor_amount_minor = vendor.vendor_minor;
            wanted.push_back(requests.front().create_slot(slot));
            owners.push_back(index);
        }
    }
    auto exchanges = crowd.send_over(connections, wanted);
    std::vector<net::Request> at_the_desk;
    {
        const std::lock_guard lock(mutex);
        for (std::size_t i = 0; i < exchanges.size(); ++i) {
            const Answer made = read_answer(std::move(exchanges[i]));
            if (!made.slot_id)
                throw std::runtime_error("the town's slots could not be made: " + made.summary());
            const Vendor &vendor = vendors[owners[i]];
            const int sold = vendor.capacity > 1 ? static_cast<int>(below(static_cast<std::size_t>(vendor.capacity) / 3)) : 0;
            places.push_back({*made.slot_id, owners[i], vendor.capacity - sold});
            if (sold > 0)
                at_the_desk.push_back(
                    requests.front().book_externally({*made.slot_id, sold, "desk-" + made.slot_id->to_string()}));
        }
    }
    for (net::Exchange &exchange : crowd.send_over(connections, at_the_desk))
        if (const Answer sold = read_answer(std::move(exchange)); sold.status >= 300)
            throw std::runtime_error("places could not be sold at the desk: " + sold.summary());
}

std::string Town::State::reference(std::size_t partner)
{
    references += 1 + static_cast<int>(below(40));
    return prefixes.at(partner) + "-" + std::to_string(references);
}

std::optional<Errand> Town::State::hold_somewhere(bool where_it_is_full)
{
    const std::lock_guard lock(mutex);
    // First with whom, so that those with few big slots are as busy as those with many small ones.
    std::vector<std::vector<const Place *>> choice(vendors.size());
    for (const Place &place : places)
        if ((place.free <= 0) == where_it_is_full)
            choice[place.vendor].push_back(&place);
    std::erase_if(choice, [](const auto &of_vendor) { return of_vendor.empty(); });
    if (choice.empty())
        return std::nullopt;
    const auto &of_vendor = choice[below(choice.size())];
    const Place &place = *of_vendor[below(of_vendor.size())];
    const std::string &kind = vendors[place.vendor].kind;
    const int most = kind == "event" ? 4 : kind == "class" ? 2 : 1;
    Errand errand;
    errand.deed = where_it_is_full ? Deed::Conflict : Deed::Hold;
    errand.partner = below(partners);
    errand.booking.partner = errand.partner;
    errand.booking.slot = place.slot;
    errand.booking.settlement = vendors[place.vendor].settlement;
    errand.booking.quantity = where_it_is_full ? 1 : 1 + static_cast<int>(below(static_cast<std::size_t>(most)));
    errand.booking.quantity = std::min(errand.booking.quantity, std::max(place.free, 1));
    const std::string booking = reference(errand.partner);
    errand.request = requests[errand.partner].hold(
        {place.slot, errand.booking.quantity, booking, "guest-" + std::to_string(1000 + below(9000)), booking});
    return errand;
}

std::optional<Errand> Town::State::change_something(Deed deed)
{
    Errand errand;
    errand.deed = deed;
    {
        const std::lock_guard lock(mutex);
        const bool any_sold = std::ranges::any_of(held, &TownBooking::sold_elsewhere);
        const auto is_apt = [&](const TownBooking &booking) {
            if (deed == Deed::SellElsewhere)
                return booking.state == holdfast::State::AuthorizedBoth && booking.settlement == "two_party"
                       && !booking.sold_elsewhere;
            return deed != Deed::Advance || booking.sold_elsewhere == any_sold; // those see soon that they come too late
        };
        const auto end = std::ranges::partition(held, [&](const TownBooking &booking) { return !is_apt(booking); });
        if (end.empty())
            return std::nullopt;
        const auto chosen = end.begin() + static_cast<std::ptrdiff_t>(below(end.size()));
        errand.booking = *chosen;
        held.erase(chosen); // nobody else thinks of it meanwhile
    }
    const TownBooking &booking = errand.booking;
    errand.partner = booking.partner;
    if (deed == Deed::Advance)
        errand.request = steps.next(booking, requests[booking.partner]);
    else if (deed == Deed::Release)
        errand.request = requests[errand.partner].release(booking.id, booking.id.to_string() + "-release");
    else if (deed == Deed::SellElsewhere)
        errand.request = requests[errand.partner].book_externally({booking.slot, 1, "desk-" + booking.id.to_string()});
    else
        errand.request = staff.act(deed == Deed::Note     ? "notes"
                                   : deed == Deed::Extend ? "extend"
                                   : deed == Deed::End    ? "release"
                                                          : "force-release",
                                   booking.id);
    return errand;
}

std::optional<Errand> Town::State::cancel_something()
{
    const std::lock_guard lock(mutex);
    if (booked.empty())
        return std::nullopt;
    Errand errand;
    errand.deed = Deed::Cancel;
    errand.booking = booked.front();
    booked.pop_front();
    errand.partner = errand.booking.partner;
    errand.request =
        requests[errand.partner].ask({errand.booking.id, "cancel", errand.booking.id.to_string() + "-cancel"});
    return errand;
}

std::optional<Errand> Town::State::think_of(Deed deed)
{
    switch (deed) {
    case Deed::Hold:
        return hold_somewhere(false);
    case Deed::Conflict:
        return hold_somewhere(true);
    case Deed::Cancel:
        return cancel_something();
    case Deed::Retry: {
        const std::lock_guard lock(mutex);
        auto again = last_hold;
        if (again)
            again->deed = Deed::Retry;
        return again;
    }
    default:
        return change_something(deed);
    }
}

/// More people come when there is room, more decide when many are waiting.
Deed Town::State::next_deed()
{
    std::size_t waiting = 0;
    {
        const std::lock_guard lock(mutex);
        waiting = held.size();
    }
    const std::size_t holds = waiting < usual_in_flight ? 430 : 240;
    const std::size_t dice = below(1000);
    const std::array<std::pair<std::size_t, Deed>, 10> deeds = {{{holds, Deed::Hold},
                                                                {860, Deed::Advance},
                                                                {895, Deed::Release},
                                                                {915, Deed::Cancel},
                                                                {921, Deed::SellElsewhere},
                                                                {950, Deed::Retry},
                                                                {980, Deed::Conflict},
                                                                {988, Deed::Note},
                                                                {995, Deed::Extend},
                                                                {999, Deed::End}}};
    for (const auto &[up_to, deed] : deeds)
        if (dice < up_to)
            return deed;
    return Deed::Force;
}

void Town::State::learn(const Errand &errand, const Answer &answer)
{
    const std::lock_guard lock(mutex);
    ++traffic.answered;
    if (answer.status != 202 && answer.outcome() == Outcome::Unknown)
        ++traffic.failed;
    const auto found = std::ranges::find(places, errand.booking.slot, &Place::slot);
    Place *const place = found == places.end() ? nullptr : &*found;
    switch (errand.deed) {
    case Deed::Hold:
    case Deed::Conflict:
        if (answer.status == 201 && answer.reservation_id) {
            if (place)
                place->free -= errand.booking.quantity;
            TownBooking &made = held.emplace_back(errand.booking);
            made.id = *answer.reservation_id;
            made.deadline = answer.deadline.value_or(now() + hold_lasts);
            last_hold = errand;
        } else if (answer.status == 409 && place) {
            place->free = 0; // what it had it gives out again only when somebody releases
        }
        break;
    case Deed::Retry:
        break;
    case Deed::Note:
        held.push_back(errand.booking);
        break;
    case Deed::SellElsewhere:
        held.push_back(errand.booking);
        held.back().sold_elsewhere = answer.status < 300;
        break;
    default:
        learn_of_change(errand, answer, place);
        break;
    }
}

/// What is still on its way after the API's patience is not thought of again: it comes to its end by itself.
void Town::State::learn_of_change(const Errand &errand, const Answer &answer, Place *place)
{
    if (answer.outcome() == Outcome::Unknown)
        return;
    const auto state = parse_state(answer.state);
    if (state && info(*state).in_flight) {
        TownBooking &kept = held.emplace_back(errand.booking);
        kept.state = *state;
        kept.deadline = answer.deadline.value_or(kept.deadline);
    } else if (state == holdfast::State::Confirmed) {
        booked.push_back(errand.booking);
        if (booked.size() > most_booked)
            booked.pop_front();
    } else if (place && !errand.booking.sold_elsewhere) {
        place->free = std::max(place->free, 0) + errand.booking.quantity; // it has ended, whichever way
    }
}

void Town::State::run_all(std::vector<Errand> errands)
{
    if (errands.empty())
        return;
    std::vector<net::Request> wanted;
    for (const Errand &errand : errands)
        wanted.push_back(errand.request);
    auto exchanges = crowd.send_over(connections, wanted);
    for (std::size_t i = 0; i < exchanges.size(); ++i)
        learn(errands[i], read_answer(std::move(exchanges[i])));
    const std::lock_guard lock(mutex);
    traffic.sent += errands.size();
}

/// Step by step: people come and decide, then half a minute of booking time passes.
void Town::State::live_the_past(TownTrouble &trouble)
{
    constexpr std::array rare = {Deed::SellElsewhere, Deed::Note, Deed::Extend, Deed::Cancel, Deed::End,
                                 Deed::Note,          Deed::Cancel, Deed::Force, Deed::SellElsewhere, Deed::Extend};
    for (int step = 0; step < past_steps; ++step) {
        std::vector<Errand> errands;
        const auto add = [&](Deed deed) {
            if (auto errand = think_of(deed))
                errands.push_back(std::move(*errand));
        };
        for (int i = 0; i < holds_per_step; ++i)
            add(i % 9 == 8 ? Deed::Conflict : Deed::Hold);
        for (int i = 0; i < advances_per_step; ++i)
            add(Deed::Advance);
        add(Deed::Release);
        add(Deed::Retry);
        if (step >= past_steps / 3)
            add(rare[static_cast<std::size_t>(step) % rare.size()]);
        run_all(std::move(errands));
        if (step == past_steps / 2)
            trouble.plant_given_up();
        if (step + 1 == past_steps)
            break;
        pass(past_step);
        forget_expired();
        widen();
    }
    trouble.plant_unmatched();
    await_expiry();
    trouble.await_given_up();
    is_past = false;
    steps.slow_captures();
}

void Town::State::pass(std::chrono::milliseconds time)
{
    sandbox.advance_clock(time);
    past += time;
}

/// Those whose ten minutes passed in the past are ended by the worker in its own time.
void Town::State::await_expiry()
{
    const auto deadline = std::chrono::steady_clock::now() + 3s;
    storage::Connection connection = sandbox.connect();
    while (connection.query(resources::text("sql/scenarios/count_overdue.sql")).integer(0, 0) > 0) {
        if (aborted && aborted())
            throw Aborted();
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("the sandbox's worker does not end what has expired");
        std::this_thread::sleep_for(20ms);
    }
}

void Town::State::post(Errand errand)
{
    {
        const std::lock_guard lock(mutex);
        if (traffic.sent - traffic.answered >= most_under_way)
            return;
        ++traffic.sent;
    }
    net::Request request = errand.request;
    crowd.post(connections, std::move(request), [this, errand = std::move(errand)](net::Exchange exchange) {
        learn(errand, read_answer(std::move(exchange)));
    });
}

/// What was held for too long is to be had again.
void Town::State::forget_expired()
{
    const std::lock_guard lock(mutex);
    const auto expired =
        std::ranges::partition(held, [now = now()](const TownBooking &booking) { return booking.deadline > now; });
    for (const TownBooking &booking : expired)
        if (const auto place = std::ranges::find(places, booking.slot, &Place::slot);
            place != places.end() && !booking.sold_elsewhere)
            place->free = std::max(place->free, 0) + booking.quantity;
    held.erase(expired.begin(), expired.end());
}

/// A vendor with nothing left opens another day, and the oldest days are forgotten.
void Town::State::widen()
{
    std::vector<std::size_t> sold_out;
    {
        const std::lock_guard lock(mutex);
        for (std::size_t vendor = 0; vendor < vendors.size(); ++vendor) {
            const bool something_left = std::ranges::any_of(
                places, [&](const Place &place) { return place.vendor == vendor && place.free > 0; });
            if (!something_left)
                sold_out.push_back(vendor);
        }
        if (places.size() > most_slots)
            places.erase(places.begin(), places.end() - static_cast<std::ptrdiff_t>(most_slots / 2));
    }
    if (!sold_out.empty())
        open_days(sold_out);
}

Town::Town(Sandbox &sandbox, const TownOptions &options) : state_(std::make_unique<State>(sandbox, options))
{
    state_->settle_vendors();
    state_->settle_partners();
    std::vector<std::size_t> opening;
    for (std::size_t vendor = 0; vendor < state_->vendors.size(); ++vendor)
        opening.insert(opening.end(), static_cast<std::size_t>(state_->vendors[vendor].days), vendor);
    state_->open_days(opening);
    const Vendor &first = state_->vendors.front();
    TownTrouble trouble(sandbox,
                        {first.id, first.vendor_minor, first.requester_minor, state_->requests.back(),
                         state_->staff.operator_()},
                        options.aborted);
    trouble.plant_old();
    state_->pass(quiet_time);
    state_->live_the_past(trouble);
}

Town::~Town() = default;

void Town::live(double rate, const std::function<bool(std::chrono::milliseconds)> &pause)
{
    std::exponential_distribution<double> gap(rate);
    auto next = std::chrono::steady_clock::now();
    auto look_around = next;
    for (;;) {
        next += std::chrono::duration_cast<std::chrono::steady_clock::duration>(
            std::chrono::duration<double>(gap(state_->random)));
        const auto wait = std::chrono::ceil<std::chrono::milliseconds>(next - std::chrono::steady_clock::now());
        if (!pause(std::max(wait, 0ms)))
            return;
        if (std::chrono::steady_clock::now() >= look_around) {
            state_->forget_expired();
            state_->widen();
            look_around = std::chrono::steady_clock::now() + 2s;
        }
        if (auto errand = state_->think_of(state_->next_deed()))
            state_->post(std::move(*errand));
    }
}

TownTraffic Town::traffic() const
{
    const std::lock_guard lock(state_->mutex);
    return state_->traffic;
}

} // namespace holdfast::scenarios
