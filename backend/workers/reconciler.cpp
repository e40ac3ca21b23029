#include "backend/workers/reconciler.h"

#include "backend/booking/operations.h"
#include "backend/core/trace.h"
#include "backend/faultpoints/fault_points.h"
#include "backend/payments/gateway.h"
#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <algorithm>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace holdfast::workers {

namespace {

using payments::Intent;
using storage::Param;

constexpr std::chrono::milliseconds lease{60'000}; ///< extended with every page
constexpr std::int64_t most_discrepancies = 10'000; ///< looked at again in one run

// Of one question to a gateway that is away for a moment, or fails every other time: together longer than the client's
// breaker pauses.
constexpr int most_tries = 10;
constexpr std::chrono::milliseconds first_wait{100};
constexpr std::chrono::milliseconds longest_wait{2'000};
constexpr std::chrono::milliseconds stop_look_period{50};

std::string_view query(std::string_view file)
{
    return resources::text("sql/workers/queries/" + std::string(file) + ".sql");
}

std::string lease_text()
{
    return std::to_string(lease.count()) + " milliseconds";
}

Param field(const Intent &intent, std::string_view name)
{
    const auto at = intent.metadata.find(std::string(name));
    return at == intent.metadata.end() ? Param() : Param(at->second);
}

Param reservation_of(const Intent &intent)
{
    const auto text = field(intent, payments::reservation_field);
    const auto id = text ? Uuid::parse(*text) : std::nullopt;
    return id ? Param(id->to_string()) : Param();
}

Param party_of(const Intent &intent)
{
    const auto party = field(intent, payments::party_field);
    return party == "vendor" || party == "requester" ? party : Param();
}

template <typename Field>
std::string column(const std::vector<Intent> &intents, Field field)
{
    std::vector<Param> cells;
    cells.reserve(intents.size());
    for (const auto &intent : intents)
        cells.push_back(field(intent));
    return storage::array_literal(cells);
}

/// One run, from its lease to its end.
class Reconciliation final
{
public:
    Reconciliation(storage::Connection &connection, payments::Gateway &gateway, const std::function<bool()> &stopping,
                   faultpoints::FaultPoints *fault_points)
        : connection_(connection), gateway_(gateway), stopping_(stopping), fault_points_(fault_points),
          environment_(booking::money_policy(connection).environment)
    {
    }

    std::optional<ReconcileReport> perform(const std::optional<Uuid> &run)
    {
        const auto leased = connection_.query(
            query("lease_reconciliation"),
            {owner_.to_string(), run ? Param(run->to_string()) : Param(), lease_text()});
        if (leased.empty())
            return std::nullopt;
        report_.run = leased.uuid(0, 0);
        repair_ = leased.boolean(0, 1);
        const bool compared = leased.is_null(0, 2) ? read_refunds() && read_intents() && look_again()
                                                   : look_at_selected(leased);
        if (compared)
            end({});
        else if (stopping_ && stopping_())
            end("interrupted");
        return report_;
    }

private:
    /// Asks again when no answer came: reading changes nothing, and a whole run is not given up for one page.
    template <typename Question>
    auto ask(Question question) -> decltype(question())
    {
        auto answer = question();
        auto wait = first_wait;
        for (int tries = 1; tries < most_tries && !answer && is_away(answer.error()); ++tries) {
            if (!rest(wait) || !note({}))
                break;
            wait = std::min(wait * 2, longest_wait);
            answer = question();
        }
        return answer;
    }

    static bool is_away(const payments::GatewayError &error)
    {
        return error.kind == payments::GatewayErrorKind::Unavailable;
    }

    /// False: asked to stop.
    bool rest(std::chrono::milliseconds time) const
    {
        const auto until = std::chrono::steady_clock::now() + time;
        while (std::chrono::steady_clock::now() < until) {
            if (stopping_ && stopping_())
                return false;
            std::this_thread::sleep_for(stop_look_period);
        }
        return true;
    }

    /// Sums by intent first: an intent's own entry in the list does not tell of its refunds.
    bool read_refunds()
    {
        std::string cursor;
        do {
            const auto page = ask([&] { return gateway_.list_refunds({}, cursor); });
            if (!page)
                return fail(page.error());
            for (const auto &refund : page->items) {
                if (refund.status == payments::RefundStatus::Succeeded)
                    refunded_[refund.intent_id] += refund.amount_minor;
            }
            cursor = page->next;
            if (!note({}))
                return false;
        } while (!cursor.empty());
        return true;
    }

    bool read_intents()
    {
        std::string cursor;
        do {
            auto page = ask([&] { return gateway_.list_intents({}, cursor); });
            if (!page)
                return fail(page.error());
            std::vector<Intent> ours;
            for (auto &intent : page->items) {
                if (field(intent, payments::environment_field) != environment_)
                    continue;
                const auto refunded = refunded_.find(intent.id);
                intent.refunded_minor = refunded == refunded_.end() ? 0 : refunded->second;
                ours.push_back(std::move(intent));
            }
            report_.intents += static_cast<std::int64_t>(ours.size());
            if (!note(ours))
                return false;
            cursor = page->next;
            if (fault_points_ && fault_points_->hit("sabotage.first_page_only"))
                cursor.clear();
        } while (!cursor.empty());
        return true;
    }

    bool look_again()
    {
        const auto rows = connection_.query(query("find_discrepancies"), {std::to_string(most_discrepancies)});
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const auto intent_id = rows.optional_text(row, 0);
            if (intent_id && !look_again_at(*intent_id))
                return false;
            const auto recorded = connection_.query(
                query("record_discrepancies"),
                {report_.run.to_string(), intent_id, rows.optional_text(row, 1), repair_ ? "true" : "false",
                 make_trace_id()});
            report_.found += recorded.integer(0, 0);
        }
        return true;
    }

    /// One intent a row; nothing else is judged.
    bool look_at_selected(const storage::Rows &selected)
    {
        for (std::size_t row = 0; row < selected.size(); ++row) {
            const auto &intent_id = selected.text(row, 2);
            if (!look_again_at(intent_id))
                return false;
            ++report_.intents;
            const auto recorded = connection_.query(query("record_selected"),
                                                    {report_.run.to_string(), intent_id, make_trace_id()});
            report_.found += recorded.integer(0, 0);
        }
        return true;
    }

    bool look_again_at(const std::string &intent_id)
    {
        const auto intent = ask([&] { return gateway_.retrieve(intent_id); });
        if (intent)
            return note({*intent});
        if (intent.error().kind != payments::GatewayErrorKind::Rejected || intent.error().http_status != 404)
            return fail(intent.error());
        connection_.query(query("forget_reconciled"), {intent_id});
        return note({});
    }

    /// Keeps what was read, and the lease. False: asked to stop, or the run is another's by now.
    bool note(const std::vector<Intent> &intents)
    {
        if (stopping_ && stopping_())
            return false;
        const auto number = [](std::int64_t value) { return Param(std::to_string(value)); };
        return connection_
            .query(query("note_reconciled"),
                   {owner_.to_string(), report_.run.to_string(), lease_text(),
                    std::to_string(report_.intents) + " intents read, " + std::to_string(report_.found) + " discrepancies",
                    column(intents, [](const Intent &intent) { return intent.id; }),
                    column(intents, [](const Intent &intent) { return std::string(name(intent.status)); }),
                    column(intents, [&](const Intent &intent) { return number(intent.amount_minor); }),
                    column(intents, [](const Intent &intent) { return intent.currency; }),
                    column(intents, [&](const Intent &intent) { return number(intent.received_minor); }),
                    column(intents, [&](const Intent &intent) { return number(intent.refunded_minor); }),
                    column(intents,
                           [](const Intent &intent) {
                               return intent.capture_before ? Param(to_rfc3339(*intent.capture_before)) : Param();
                           }),
                    column(intents, reservation_of), column(intents, party_of),
                    column(intents, [](const Intent &intent) { return to_rfc3339(intent.created); })})
            .boolean(0, 0);
    }

    bool fail(const payments::GatewayError &error)
    {
        if (stopping_ && stopping_())
            return false; // it would have been asked again
        end(std::string(name(error.kind)) + ": " + (error.message.empty() ? error.code : error.message));
        return false;
    }

    void end(const Param &error)
    {
        report_.finished = !error;
        connection_.query(query("end_reconciliation"),
                          {owner_.to_string(), report_.run.to_string(),
                           std::to_string(report_.intents) + " intents, " + std::to_string(report_.found) + " discrepancies",
                           error});
    }

    storage::Connection &connection_;
    payments::Gateway &gateway_;
    const std::function<bool()> &stopping_;
    faultpoints::FaultPoints *const fault_points_;
    const std::string environment_;
    const Uuid owner_ = Uuid::make_v7();
    bool repair_ = false;
    std::map<std::string, std::int64_t> refunded_;
    ReconcileReport report_;
};

} // namespace

std::optional<ReconcileReport> reconcile(storage::Connection &connection, payments::Gateway &gateway,
                                         const std::optional<Uuid> &run, const std::function<bool()> &stopping,
                                         faultpoints::FaultPoints *fault_points)
{
    return Reconciliation(connection, gateway, stopping, fault_points).perform(run);
}

} // namespace holdfast::workers
