#include "backend/scenarios/town.h"

#include "backend/scenarios/answer.h"
#include "backend/scenarios/crowd.h"
#include "backend/scenarios/requests.h"
#include "backend/scenarios/sandbox.h"
#include "resources/resources.h"

#include <algorithm>
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
constexpr std::size_t connections = 12;
constexpr std::size_t most_slots = 400;      ///< people choose from; the ones sold out first are forgotten
constexpr std::uint64_t most_under_way = 64; ///< beyond it a request of live traffic is left out
constexpr std::size_t usual_in_flight = 250;

// The quarter of an hour before anybody looks: what is older than ten minutes of it has expired.
constexpr auto hold_lasts = 10min;
constexpr int past_steps = 30;
constexpr auto past_step = 30s;
constexpr int holds_per_step = 18;

struct Vendor
{
    Uuid id;
    std::string kind;
    std::chrono::minutes length{};
    int capacity = 1;
    std::int64_t price_minor = 0;
    std::vector<int> hours;
    int days = 0;      ///< it opens with
    int open_days = 0; ///< so far
};

struct Place
{
    Uuid slot;
    std::size_t vendor = 0;
    int free = 0; ///< as far as the town knows
};

struct Booking
{
    Uuid id;
    std::size_t partner = 0;
    Uuid slot;
    int quantity = 1;
    std::chrono::milliseconds since{}; ///< booking time since the town was founded
};

enum class Deed { Hold, Confirm, Release, Retry, Conflict };

/// One request on its way, and what it was about.
struct Errand
{
    Deed deed = Deed::Hold;
    std::size_t partner = 0;
    net::Request request;
    Booking booking; ///< the one changed, or the one wanted, still without an id
};

} // namespace

struct Town::State
{
    State(Sandbox &of_town, const TownOptions &options)
        : sandbox(of_town), random(options.seed), aborted(options.aborted), crowd(of_town.info().api_url, 1, options.aborted)
    {
    }

    void settle_vendors();
    void settle_partners();
    void open_days(const std::vector<std::size_t> &whose);
    void live_the_past();
    void await_expiry();

    [[nodiscard]] std::optional<Errand> think_of(Deed deed);
    [[nodiscard]] std::optional<Errand> hold_somewhere(bool where_it_is_full);
    [[nodiscard]] std::optional<Errand> change_something(Deed deed);
    [[nodiscard]] Deed next_deed();
    void learn(const Errand &errand, const Answer &answer);
    void run_all(std::vector<Errand> errands);
    void post(Errand errand);
    void widen();
    void forget_expired();
    [[nodiscard]] std::chrono::milliseconds age() const;

    std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random); }
    std::string reference(std::size_t partner);

    Sandbox &sandbox;
    std::mt19937_64 random;
    std::chrono::milliseconds past{0}; ///< by which booking time was moved
    std::chrono::steady_clock::time_point founded = std::chrono::steady_clock::now();
    std::function<bool()> aborted;
    std::vector<Vendor> vendors;
    std::vector<Requests> requests; ///< by partner
    std::vector<std::string> prefixes;
    int references = 40'000;

    mutable std::mutex mutex; ///< over what answers change, which arrive on the crowd's thread
    std::vector<Place> places;
    std::vector<Booking> held;
    std::optional<Errand> last_hold;
    TownTraffic traffic;

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
        vendor.price_minor = rows.integer(row, 4);
        std::istringstream hours(rows.text(row, 5));
        for (std::string hour; std::getline(hours, hour, ',');)
            vendor.hours.push_back(std::stoi(hour));
        vendor.days = static_cast<int>(rows.integer(row, 6));
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

/// Every vendor named opens its next day.
void Town::State::open_days(const std::vector<std::size_t> &whose)
{
    const auto today = std::chrono::floor<std::chrono::days>(wall_clock_now());
    std::vector<net::Request> wanted;
    std::vector<std::size_t> owners;
    for (const std::size_t index : whose) {
        Vendor &vendor = vendors.at(index);
        ++vendor.open_days;
        for (const int hour : vendor.hours) {
            SlotRequest slot;
            slot.vendor_id = vendor.id;
            slot.kind = vendor.kind;
            slot.starts_at = today + std::chrono::days(vendor.open_days) + std::chrono::hours(hour);
            slot.length = vendor.length;
            slot.capacity = vendor.capacity;
            slot.currency = "EUR";
            slot.requester_amount_minor = vendor.price_minor;
            wanted.push_back(requests.front().create_slot(slot));
            owners.push_back(index);
        }
    }
    auto exchanges = crowd.send_over(connections, wanted);
    const std::lock_guard lock(mutex);
    for (std::size_t i = 0; i < exchanges.size(); ++i) {
        const Answer made = read_answer(std::move(exchanges[i]));
        if (!made.slot_id)
            throw std::runtime_error("the town's slots could not be made: " + made.summary());
        places.push_back({*made.slot_id, owners[i], vendors[owners[i]].capacity});
    }
}

std::string Town::State::reference(std::size_t partner)
{
    references += 1 + static_cast<int>(below(40));
    return prefixes.at(partner) + "-" + std::to_string(references);
}

std::optional<Errand> Town::State::hold_somewhere(bool where_it_is_full)
{
    const std::lock_guard lock(mutex);
    std::vector<const Place *> choice;
    for (const Place &place : places)
        if ((place.free <= 0) == where_it_is_full)
            choice.push_back(&place);
    if (choice.empty())
        return std::nullopt;
    const Place &place = *choice[below(choice.size())];
    const std::string &kind = vendors[place.vendor].kind;
    const int most = kind == "event" ? 4 : kind == "class" ? 2 : 1;
    Errand errand;
    errand.deed = where_it_is_full ? Deed::Conflict : Deed::Hold;
    errand.partner = below(partners);
    errand.booking.partner = errand.partner;
    errand.booking.slot = place.slot;
    errand.booking.quantity = where_it_is_full ? 1 : 1 + static_cast<int>(below(static_cast<std::size_t>(most)));
    errand.booking.quantity = std::min(errand.booking.quantity, std::max(place.free, 1));
    const std::string booking = reference(errand.partner);
    errand.request = requests[errand.partner].hold(
        {place.slot, errand.booking.quantity, booking, "guest-" + std::to_string(1000 + below(9000)), booking});
    return errand;
}

std::optional<Errand> Town::State::change_something(Deed deed)
{
    const std::lock_guard lock(mutex);
    if (held.empty())
        return std::nullopt;
    const std::size_t index = below(held.size());
    Errand errand;
    errand.deed = deed;
    errand.booking = held[index];
    errand.partner = errand.booking.partner;
    held.erase(held.begin() + static_cast<std::ptrdiff_t>(index)); // nobody else thinks of it meanwhile
    const Requests &partner = requests[errand.partner];
    const std::string key = errand.booking.id.to_string() + (deed == Deed::Confirm ? "-confirm" : "-release");
    errand.request = deed == Deed::Confirm ? partner.confirm(errand.booking.id, key)
                                           : partner.release(errand.booking.id, key);
    return errand;
}

std::optional<Errand> Town::State::think_of(Deed deed)
{
    switch (deed) {
    case Deed::Hold:
        return hold_somewhere(false);
    case Deed::Conflict:
        return hold_somewhere(true);
    case Deed::Confirm:
    case Deed::Release:
        return change_something(deed);
    case Deed::Retry: {
        const std::lock_guard lock(mutex);
        auto again = last_hold;
        if (again)
            again->deed = Deed::Retry;
        return again;
    }
    }
    return std::nullopt;
}

/// More people come when there is room, more decide when many are waiting.
Deed Town::State::next_deed()
{
    std::size_t waiting = 0;
    {
        const std::lock_guard lock(mutex);
        waiting = held.size();
    }
    const std::size_t holds = waiting < usual_in_flight ? 56 : 30;
    const std::size_t dice = below(100);
    if (dice < holds)
        return Deed::Hold;
    if (dice < 78)
        return Deed::Confirm;
    if (dice < 88)
        return Deed::Release;
    return dice < 94 ? Deed::Retry : Deed::Conflict;
}

void Town::State::learn(const Errand &errand, const Answer &answer)
{
    const std::lock_guard lock(mutex);
    ++traffic.answered;
    if (answer.outcome() == Outcome::Unknown)
        ++traffic.failed;
    const auto place = std::ranges::find(places, errand.booking.slot, &Place::slot);
    if (place == places.end())
        return;
    switch (errand.deed) {
    case Deed::Hold:
    case Deed::Conflict:
        if (answer.status == 201 && answer.reservation_id) {
            place->free -= errand.booking.quantity;
            held.push_back(errand.booking);
            held.back().id = *answer.reservation_id;
            held.back().since = age();
            last_hold = errand;
        } else if (answer.status == 409) {
            place->free = 0; // what it had it gives out again only when somebody releases
        }
        break;
    case Deed::Release:
        if (answer.status == 200 || answer.status == 404) // released, or expired meanwhile
            place->free += errand.booking.quantity;
        break;
    case Deed::Confirm:
        if (answer.status == 404)
            place->free += errand.booking.quantity;
        break;
    case Deed::Retry:
        break;
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
void Town::State::live_the_past()
{
    for (int step = 0; step < past_steps; ++step) {
        std::vector<Errand> errands;
        for (int i = 0; i < holds_per_step; ++i)
            if (auto errand = think_of(i % 9 == 8 ? Deed::Conflict : Deed::Hold))
                errands.push_back(std::move(*errand));
        for (int i = 0; i < holds_per_step / 3; ++i)
            if (auto errand = think_of(i % 3 == 2 ? Deed::Release : Deed::Confirm))
                errands.push_back(std::move(*errand));
        if (auto errand = think_of(Deed::Retry))
            errands.push_back(std::move(*errand));
        run_all(std::move(errands));
        if (step + 1 == past_steps)
            break;
        sandbox.advance_clock(past_step);
        past += past_step;
        forget_expired();
    }
    await_expiry();
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

std::chrono::milliseconds Town::State::age() const
{
    return past + std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - founded);
}

/// What was held for too long is to be had again.
void Town::State::forget_expired()
{
    const std::lock_guard lock(mutex);
    const auto expired = std::ranges::partition(held, [this](const Booking &booking) {
        return booking.since + hold_lasts > age();
    });
    for (const Booking &booking : expired)
        if (const auto place = std::ranges::find(places, booking.slot, &Place::slot); place != places.end())
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
    state_->live_the_past();
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
