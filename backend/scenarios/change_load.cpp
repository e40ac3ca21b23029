#include "backend/scenarios/change_load.h"

#include "backend/scenarios/sandbox.h"
#include "resources/resources.h"

#include <algorithm>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace holdfast::scenarios {

using namespace std::chrono_literals;

namespace {

using Clock = std::chrono::steady_clock;
using storage::Param;

constexpr std::size_t rows_per_slot = 100;
constexpr std::size_t batch = 1'000; ///< while loading
constexpr auto beat = 50ms;          ///< between two sets of changes
constexpr auto most_behind = 500ms;  ///< of what could not be kept up with the rest is left out
constexpr auto notify_period = 50ms; ///< as a node does
constexpr const char *probe_extension = "10 microseconds"; ///< it stays at the head of the list
constexpr const char *partner_name = "Partner of many";

struct Row
{
    Uuid id;
    bool confirmed = false; ///< by its vendor
};

} // namespace

struct ChangeLoad::State
{
    State(Sandbox &of_load, ChangeLoadOptions wanted)
        : sandbox(of_load), options(std::move(wanted)), random(options.seed), database(sandbox.connect())
    {
    }

    std::size_t hold(std::size_t count, std::vector<Row> &into);
    void extend_probe(const std::function<void(const ProbeChange &)> &probed);
    std::size_t change_set(std::size_t count);
    void notify();
    std::size_t below(std::size_t bound) { return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random); }

    Sandbox &sandbox;
    ChangeLoadOptions options;
    std::mt19937_64 random;
    storage::Connection database;
    std::string partner;
    std::vector<Uuid> slots;
    std::vector<Row> rows;
    std::vector<Row> probes;
    std::size_t next_probe = 0;
    std::size_t sets = 0;
    Clock::time_point due{};       ///< the next set
    Clock::time_point probe_due{};
    Clock::time_point notified{};
};

std::size_t ChangeLoad::State::hold(std::size_t count, std::vector<Row> &into)
{
    std::vector<Param> places;
    for (std::size_t i = 0; i < count; ++i)
        places.emplace_back(slots[below(slots.size())].to_string());
    const auto held = database.query(resources::text("sql/scenarios/hold_many.sql"),
                                     {partner, storage::array_literal(places), "many-" + std::to_string(++sets)});
    std::size_t made = 0;
    for (std::size_t row = 0; row < held.size(); ++row) {
        if (held.text(row, 1) != "DONE")
            continue; // this slot happens to be full
        into.push_back({held.uuid(row, 0)});
        ++made;
    }
    return made;
}

void ChangeLoad::State::notify()
{
    if (Clock::now() - notified < notify_period)
        return;
    (void)database.query(resources::text("sql/scenarios/notify_changed.sql"));
    notified = Clock::now();
}

void ChangeLoad::State::extend_probe(const std::function<void(const ProbeChange &)> &probed)
{
    const Uuid id = probes[next_probe++ % probes.size()].id;
    ProbeChange change{id, 0, {}};
    {
        storage::Transaction transaction(database);
        const auto done = database.query(resources::text("sql/scenarios/change_many.sql"),
                                         {storage::array_literal(std::vector<Param>{id.to_string()}), "{extend}",
                                          storage::array_literal(std::vector<Param>{probe_extension}), "1"});
        if (done.text(0, 1) != "DONE")
            throw std::runtime_error("a probe could not be extended: " + done.text(0, 1));
        change.version = static_cast<std::int32_t>(done.integer(0, 2));
        change.committed = Clock::now();
        transaction.commit();
    }
    notified = {}; // a node tells at once of what comes alone
    notify();
    probed(change);
}

/// Two of five are holds, two releases, one a confirmation by the vendor, as long as there are enough to confirm.
std::size_t ChangeLoad::State::change_set(std::size_t count)
{
    std::vector<Param> ids, verbs, arguments;
    std::vector<Row> leaving;
    const std::size_t releases = count * 2 / 5;
    for (std::size_t i = 0; i < releases && !rows.empty(); ++i) {
        std::swap(rows[below(rows.size())], rows.back());
        leaving.push_back(rows.back());
        rows.pop_back();
        ids.emplace_back(leaving.back().id.to_string());
        verbs.emplace_back("release");
    }
    // Confirmed ones go to the back of the line: a row is picked once in this set.
    const std::size_t confirmations = std::min(count / 5, rows.size());
    for (std::size_t i = 0; i < confirmations; ++i) {
        Row &row = rows[i + below(rows.size() - i)];
        std::swap(row, rows[i]);
        if (std::exchange(rows[i].confirmed, true))
            continue;
        ids.emplace_back(rows[i].id.to_string());
        verbs.emplace_back("vendor_confirm");
    }
    arguments.assign(ids.size(), std::nullopt);
    std::size_t made = 0;
    const auto done =
        database.query(resources::text("sql/scenarios/change_many.sql"),
                       {storage::array_literal(ids), storage::array_literal(verbs), storage::array_literal(arguments),
                        std::to_string(ids.size())});
    for (std::size_t row = 0; row < done.size(); ++row)
        made += done.text(row, 1) == "DONE";
    return made + hold(std::max<std::size_t>(leaving.size(), 1), rows);
}

ChangeLoad::ChangeLoad(Sandbox &sandbox, ChangeLoadOptions options)
    : state_(std::make_unique<State>(sandbox, std::move(options)))
{
}

ChangeLoad::~ChangeLoad() = default;

void ChangeLoad::load()
{
    State &state = *state_;
    (void)state.sandbox.create_partner(partner_name);
    state.partner =
        state.database.query(resources::text("sql/scenarios/find_partner.sql"), {partner_name}).text(0, 0);
    const std::size_t slots = std::max<std::size_t>(state.options.rows / rows_per_slot, 1);
    const auto made = state.database.query(resources::text("sql/scenarios/make_many_slots.sql"),
                                           {std::to_string(slots), std::to_string(rows_per_slot * 4)});
    for (std::size_t row = 0; row < made.size(); ++row)
        state.slots.push_back(made.uuid(row, 0));
    while (state.probes.size() < state.options.probes)
        state.hold(state.options.probes - state.probes.size(), state.probes);
    while (state.rows.size() + state.probes.size() < state.options.rows) {
        if (state.options.aborted && state.options.aborted())
            throw Aborted();
        state.hold(std::min(batch, state.options.rows - state.rows.size() - state.probes.size()), state.rows);
    }
    state.database.run_script(resources::text("sql/scenarios/analyze_reservations.sql"));
    state.due = state.probe_due = Clock::now();
}

std::size_t ChangeLoad::change(const std::function<void(const ProbeChange &)> &probed)
{
    State &state = *state_;
    std::size_t made = 0;
    if (Clock::now() >= state.probe_due) {
        state.extend_probe(probed);
        ++made;
        state.probe_due = std::max(state.probe_due + state.options.probe_period, Clock::now());
    }
    if (Clock::now() < state.due)
        return made;
    const auto count = static_cast<std::size_t>(state.options.rate * std::chrono::duration<double>(beat).count());
    made += state.change_set(std::max<std::size_t>(count, 5));
    state.notify();
    state.due = std::max(state.due + beat, Clock::now() - most_behind);
    return made;
}

Clock::time_point ChangeLoad::next() const
{
    return std::min(state_->due, state_->probe_due);
}

std::size_t ChangeLoad::in_flight() const
{
    return state_->rows.size() + state_->probes.size();
}

} // namespace holdfast::scenarios
