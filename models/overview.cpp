#include "models/overview.h"

#include "models/figure_text.h"
#include "models/language.h"
#include "models/state_history.h"
#include "models/stuck_watch.h"

#include "backend/insight/latency.h"
#include "backend/insight/overview.h"

#include <algorithm>
#include <numeric>

namespace holdfast::models {

namespace {

struct Figures
{
    insight::Overview overview;
    std::vector<insight::Component> components;
};

MoneyFigure toMoney(const insight::MoneySums &money)
{
    MoneyFigure figure;
    figure.complete = money.complete;
    for (const auto &sum : money.sums)
        figure.sums.append({sum.minor, sum.currency});
    return figure;
}

void addStuck(OverviewReading &reading, const QList<StuckReason> &reasons)
{
    reading.stuckKnown = !reasons.isEmpty();
    for (const auto &reason : reasons) {
        if (reason.count == 0)
            continue;
        reading.stuck += reason.count;
        reading.stuckComplete = reading.stuckComplete && reason.complete;
        reading.stuckReasons.append({reason.reason, reason.count});
        auto &sums = reading.atRisk.sums;
        for (const auto &money : reason.atRisk) {
            const auto known =
                std::find_if(sums.begin(), sums.end(), [&](const Money &sum) { return sum.currency == money.currency; });
            if (known == sums.end())
                sums.append(money);
            else
                known->amount_minor += money.amount_minor;
        }
    }
    reading.atRisk.complete = reading.stuckComplete;
}

LatencyFigure toLatency(const insight::Latency &latency)
{
    const auto ms = [](std::chrono::microseconds time) { return double(time.count()) / 1000; };
    return {latency.requests,    latency.server_errors, latency.over.count(),   ms(latency.p50),
            ms(latency.p95), ms(latency.p99),       ms(latency.longest)};
}

OverviewReading toReading(const Figures &figures)
{
    const auto &overview = figures.overview;
    const auto &events = overview.events;
    const auto &use = overview.utilisation;
    OverviewReading reading;
    reading.atMs = QDateTime::currentMSecsSinceEpoch();
    reading.held = events.per_minute(events.held);
    reading.confirmed = events.per_minute(events.confirmed);
    reading.failed = events.per_minute(events.failed);
    reading.expired = events.per_minute(events.expired);
    reading.ratesOverMs = events.over.count();
    reading.expiringSoon = overview.expiring_soon;
    reading.expiringComplete = overview.expiring_soon < insight::most_expiring;
    reading.overdue = overview.overdue;
    reading.worth = toMoney(overview.in_flight);
    reading.authorized = toMoney(overview.authorized);
    reading.seats = {use.slot_count, use.full_slots, use.capacity, use.held, use.confirmed, use.external, use.complete};
    return reading;
}

/// What a cell holds, unformatted; invalid where nothing is known.
QVariant valueOf(const OverviewReading &reading, int column)
{
    const bool answered = reading.latency && reading.latency->requests > 0;
    switch (column) {
    case Overview::Time:
        return QDateTime::fromMSecsSinceEpoch(reading.atMs);
    case Overview::InFlight:
        return reading.inFlight;
    case Overview::Held:
        return reading.held;
    case Overview::Confirmed:
        return reading.confirmed;
    case Overview::Failed:
        return reading.failed;
    case Overview::Expired:
        return reading.expired;
    case Overview::Requests:
        return reading.latency ? QVariant(reading.latency->perSecond()) : QVariant();
    case Overview::P50:
        return answered ? QVariant(reading.latency->p50Ms) : QVariant();
    case Overview::P95:
        return answered ? QVariant(reading.latency->p95Ms) : QVariant();
    case Overview::P99:
        return answered ? QVariant(reading.latency->p99Ms) : QVariant();
    case Overview::ExpiringSoon:
        return reading.expiringSoon;
    case Overview::Stuck:
        return reading.stuckKnown ? QVariant(reading.stuck) : QVariant();
    case Overview::Seats:
        return reading.seats.capacity > 0 ? QVariant(reading.seats.taken()) : QVariant();
    default:
        return {};
    }
}

QString textOf(const QVariant &value, int column)
{
    if (!value.isValid())
        return QStringLiteral("–");
    switch (column) {
    case Overview::Time:
        return value.toDateTime().toString(QStringLiteral("HH:mm:ss"));
    case Overview::InFlight:
    case Overview::ExpiringSoon:
    case Overview::Stuck:
        return formatCount(value.toLongLong());
    case Overview::P50:
    case Overview::P95:
    case Overview::P99:
        return formatMs(value.toDouble());
    case Overview::Seats:
        return formatShare(value.toDouble());
    default:
        return formatRate(value.toDouble());
    }
}

} // namespace

struct Overview::Meter
{
    insight::LatencyMeter meter;
};

Overview::Overview(Questions &questions, const StateHistory &history, const StuckWatch &watch, QObject *parent)
    : PolledModel(questions,
                  {{tr("Time"), CellKind::Time},
                   {tr("In flight"), CellKind::Number},
                   {tr("Held per min"), CellKind::Number},
                   {tr("Booked per min"), CellKind::Number},
                   {tr("Failed per min"), CellKind::Number},
                   {tr("Expired per min"), CellKind::Number},
                   {tr("Requests per s"), CellKind::Number},
                   {tr("p50"), CellKind::Number},
                   {tr("p95"), CellKind::Number},
                   {tr("p99"), CellKind::Number},
                   {tr("Expiring soon"), CellKind::Number},
                   {tr("Stuck"), CellKind::Number},
                   {tr("Seats taken"), CellKind::Number}},
                  period, parent),
      m_history(history), m_watch(watch), m_meter(std::make_unique<Meter>())
{
}

Overview::~Overview() = default;

int Overview::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_readings.size());
}

QVariant Overview::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const auto &reading = m_readings.at(std::size_t(index.row()));
    const auto value = valueOf(reading, index.column());
    switch (role) {
    case Qt::DisplayRole:
        return textOf(value, index.column());
    case RawValueRole:
        return value;
    case Qt::ToolTipRole:
        return writtenTime(QDateTime::fromMSecsSinceEpoch(reading.atMs), QStringLiteral("d MMM yyyy, HH:mm:ss t"));
    case MarkRole:
        return int(index.column() == Failed && reading.failed > 0 ? Mark::Bad : Mark::None);
    default:
        return columnData(index.column(), role);
    }
}

DatabaseQueue::Work Overview::question() const
{
    return [](storage::Connection &connection) -> std::any {
        return Figures{insight::read_overview(connection), insight::list_components(connection)};
    };
}

void Overview::apply(const std::any &answer)
{
    const auto &figures = std::any_cast<const Figures &>(answer);
    auto reading = toReading(figures);
    addStuck(reading, m_watch.reasons());
    m_meter->meter.add(insight::LatencyMeter::Clock::now(), figures.components);
    if (const auto latency = m_meter->meter.latest())
        reading.latency = toLatency(*latency);
    const auto counts = m_history.latest();
    reading.inFlight = std::accumulate(counts.begin(), counts.end(), qint64(0));
    if (m_readings.size() == capacity) {
        const int last = int(capacity) - 1;
        beginRemoveRows({}, last, last);
        m_readings.pop_back();
        endRemoveRows();
    }
    beginInsertRows({}, 0, 0);
    m_readings.push_front(std::move(reading));
    endInsertRows();
}

void Overview::forget()
{
    beginResetModel();
    m_readings.clear();
    m_meter = std::make_unique<Meter>();
    endResetModel();
}

} // namespace holdfast::models
