#include "models/from_insight.h"

#include "backend/insight/health.h"
#include "backend/insight/invariants.h"
#include "backend/insight/reservations.h"

#include <QCoreApplication>

#include <algorithm>

namespace holdfast::models {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ReservationEvent)
};

constexpr std::int64_t countedRows = 2'000'000;

QString text(const std::string &utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

insight::ReservationOrder toOrder(ReservationColumn column)
{
    switch (column) {
    case ReservationColumn::State:
        return insight::ReservationOrder::State;
    case ReservationColumn::Vendor:
        return insight::ReservationOrder::Vendor;
    case ReservationColumn::Slot:
        return insight::ReservationOrder::Slot;
    case ReservationColumn::Quantity:
        return insight::ReservationOrder::Quantity;
    case ReservationColumn::Partner:
        return insight::ReservationOrder::Partner;
    case ReservationColumn::Amount:
        return insight::ReservationOrder::Amount;
    case ReservationColumn::Id: // made in the order of time, and the key
        return insight::ReservationOrder::Id;
    case ReservationColumn::Age:
        return insight::ReservationOrder::Created;
    case ReservationColumn::PartnerRef:
    case ReservationColumn::Claim:
    case ReservationColumn::Deadline:
        break;
    }
    return insight::ReservationOrder::Deadline;
}

} // namespace

QString eventLabel(const std::string &event, const QString &partner)
{
    if (event == "hold")
        return partner.isEmpty() ? Words::tr("Held") : Words::tr("Held by %1").arg(partner);
    const auto known = parse_event(event);
    if (!known)
        return text(event);
    switch (*known) {
    case Event::Confirm:
    case Event::Committed:
        return Words::tr("Confirmed");
    case Event::VendorConfirm:
        return Words::tr("Vendor confirmed");
    case Event::VendorAuthorized:
        return Words::tr("Vendor authorized");
    case Event::VendorAuthFailed:
        return Words::tr("Vendor authorization failed");
    case Event::RequesterAuthorized:
        return Words::tr("Requester authorized");
    case Event::RequesterAuthFailed:
        return Words::tr("Requester authorization failed");
    case Event::Commit:
        return Words::tr("Commit began");
    case Event::CommitFailed:
        return Words::tr("Commit failed");
    case Event::AvailabilityChanged:
        return Words::tr("Availability changed");
    case Event::Release:
        return Words::tr("Released");
    case Event::Expire:
        return Words::tr("Expired");
    case Event::Cancel:
        return Words::tr("Cancelled");
    case Event::Extend:
        return Words::tr("Extended");
    case Event::ForceRelease:
        return Words::tr("Released by force");
    }
    return text(event);
}

Reservation toReservation(const insight::ReservationRow &row)
{
    Reservation value;
    value.id = row.id;
    value.state = row.state;
    value.version = row.version;
    value.slotId = row.slot_id;
    value.slotKind = text(row.slot_kind);
    value.slotStartsAt = row.slot_starts_at;
    value.slotEndsAt = row.slot_ends_at;
    value.vendor = text(row.vendor);
    value.partner = text(row.partner);
    value.partnerBookingRef = text(row.partner_booking_ref);
    value.requesterId = text(row.requester_id);
    value.quantity = row.quantity;
    value.amount = {row.amount_minor, row.currency};
    value.createdAt = row.created_at;
    value.changedAt = row.changed_at;
    value.deadline = row.deadline;
    if (row.claim)
        value.claim = Claim{text(row.claim->actor), row.claim->until};
    value.releaseRequested = row.release_requested;
    return value;
}

ReservationPage toPage(const insight::ReservationPage &page, quint64 request)
{
    ReservationPage result;
    result.request = request;
    result.rows.reserve(qsizetype(page.rows.size()));
    for (const auto &row : page.rows)
        result.rows.append(toReservation(row));
    result.matching = page.matching;
    result.counted = page.matching < countedRows;
    result.preceding = page.preceding;
    result.nextCursor = text(page.next_cursor);
    result.previousCursor = text(page.previous_cursor);
    result.held = {page.held_minor, page.held_currency};
    result.now = page.now;
    return result;
}

insight::ReservationFilter toFilter(const ReservationFilterSpec &spec)
{
    insight::ReservationFilter filter;
    filter.states.assign(spec.states.begin(), spec.states.end());
    if (spec.vendorId)
        filter.vendor_id = spec.vendorId;
    else
        filter.vendor = spec.vendor.toStdString();
    filter.partner = spec.partner.toStdString();
    filter.text = spec.text.toStdString();
    filter.deadline_within = spec.deadlineWithin;
    filter.older_than = spec.olderThan;
    filter.claimed_by = spec.claimedBy.toStdString();
    filter.slot_id = spec.slot;
    filter.slot_from = spec.slotFrom;
    filter.slot_until = spec.slotTo;
    filter.count_up_to = countedRows;
    filter.order = toOrder(spec.order);
    // The oldest was made first.
    filter.descending = spec.order == ReservationColumn::Age ? !spec.descending : spec.descending;
    filter.limit = std::size_t(std::clamp(spec.limit, 1, 5000));
    return filter;
}

QList<ReservationEvent> toEvents(const std::vector<insight::EventRow> &rows, const QString &partner)
{
    QList<ReservationEvent> events;
    events.reserve(qsizetype(rows.size()));
    for (const auto &row : rows) {
        events.append({row.version, text(row.event), eventLabel(row.event, partner), row.to, row.deadline, row.at,
                       text(row.actor), text(row.trace_id), text(row.reason)});
    }
    return events;
}

StateCounts toCounts(const std::map<State, std::int64_t> &counts)
{
    StateCounts result{};
    for (std::size_t i = 0; i < inFlightStates.size(); ++i) {
        if (const auto found = counts.find(inFlightStates[i]); found != counts.end())
            result[i] = found->second;
    }
    return result;
}

QList<Component> toComponents(const std::vector<insight::Component> &components)
{
    QList<Component> result;
    for (const auto &component : components) {
        Component value;
        value.id = component.id;
        value.kind = text(component.kind);
        value.host = text(component.host);
        value.pid = component.pid;
        value.startedAt = component.started_at;
        value.silentForMs = component.silent_for.count();
        value.alive = component.alive;
        value.healthy = component.vitals.healthy;
        value.starting = component.starting;
        value.detail = text(component.vitals.detail);
        for (const auto &[name, metric] : component.vitals.metrics)
            value.metrics.insert(text(name), metric);
        result.append(value);
    }
    return result;
}

VerifyReport toVerifyReport(const std::vector<insight::InvariantResult> &results)
{
    VerifyReport report;
    report.checked = int(results.size());
    for (const auto &result : results) {
        InvariantLight light{text(result.id), text(result.title), text(result.severity), result.holds, result.violations, {},
                             result.milliseconds};
        for (const auto &example : result.examples)
            light.examples.append(text(example));
        report.lights.append(light);
        if (result.holds)
            continue;
        ++report.violated;
        if (report.firstViolation.isEmpty()) {
            report.firstViolation = QStringLiteral("%1: %2").arg(text(result.id), text(result.title));
            if (!result.examples.empty())
                report.firstViolation += u'\n' + text(result.examples.front());
        }
    }
    report.at = QDateTime::currentDateTimeUtc(); // local time would be asked of tzset, on a reader's thread
    return report;
}

} // namespace holdfast::models
