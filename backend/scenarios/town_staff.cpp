#include "backend/scenarios/town_staff.h"

#include "backend/scenarios/sandbox.h"
#include "resources/resources.h"

#include <array>
#include <utility>

namespace holdfast::scenarios {

namespace {

constexpr std::array<std::pair<const char *, const char *>, 3> staff = {
    {{"Ines Marchetti", "operator"}, {"Oskar Lund", "operator"}, {"Priya Nair", "admin"}}};

constexpr std::array notes = {
    "Guest asked for a ground-floor room; desk informed",
    "Partner confirmed by phone, reference checked",
    "Card was replaced, second try expected today",
    "Called the vendor, waiting for a reply",
    "Guest asks not to be called before noon",
};
constexpr std::array extensions = {
    "Partner's payment page was down",
    "Vendor is checking the calendar",
    "Guest is on the phone with the bank",
};
constexpr std::array endings = {
    "Duplicate of another booking",
    "Guest no longer comes",
    "Booked by mistake, partner asked us",
};

} // namespace

TownStaff::TownStaff(Sandbox &sandbox, std::mt19937_64 &random) : random_(random)
{
    storage::Connection database = sandbox.connect();
    for (const auto &[name, role] : staff) {
        const std::string token = make_credential("hft_");
        (void)database.query(resources::text("sql/scenarios/create_token.sql"), {token, name, role});
        people_.emplace_back(token);
    }
}

net::Request TownStaff::act(const std::string &verb, const Uuid &reservation)
{
    ActRequest act;
    act.reservation_id = reservation;
    act.verb = verb;
    act.key = reservation.to_string() + "-act-" + std::to_string(++acts_);
    const std::size_t person = verb == "force-release" ? people_.size() - 1 : static_cast<std::size_t>(acts_) % people_.size();
    if (verb == "notes") {
        act.text = notes[below(notes.size())];
    } else if (verb == "extend") {
        act.reason = extensions[below(extensions.size())];
        act.extend_by = std::chrono::minutes(5 + 5 * below(3));
    } else {
        act.reason = endings[below(endings.size())];
    }
    return people_[person].act(act);
}

} // namespace holdfast::scenarios
