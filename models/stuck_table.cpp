#include "models/stuck_table.h"

#include "backend/insight/stuck.h"
#include "models/link.h"
#include "models/local_time.h"
#include "models/reservation_model.h"
#include "models/scenario.h"

#include <QCoreApplication>

#include <algorithm>

namespace holdfast::models {

namespace {

constexpr std::chrono::milliseconds period{5'000}; // it looks at everything that is authorized

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Stuck)
};

struct Found
{
    std::vector<StuckRow> rows;
    QList<StuckReason> sums;
    qint64 matching = 0;
};

StuckRow toRow(const insight::StuckItem &item)
{
    StuckRow row;
    row.reason = QString::fromStdString(item.reason);
    row.subject = QString::fromStdString(item.subject);
    row.reservation = item.reservation_id;
    row.operation = item.operation_id;
    row.state = item.state;
    row.version = item.version;
    row.since = item.since;
    // What is shown in minutes changes each minute, not with each answer.
    row.ageSeconds = item.age.count() < 60 ? item.age.count() : item.age.count() / 60 * 60;
    row.deadline = item.deadline;
    row.atRisk = {item.at_risk_minor, item.currency};
    row.detail = QString::fromStdString(item.detail);
    if (item.fence)
        row.fence = *item.fence;
    row.claimedBy = QString::fromStdString(item.claimed_by);
    return row;
}

QList<StuckReason> toReasons(const std::vector<insight::StuckSum> &sums)
{
    QList<StuckReason> reasons;
    for (const auto name : insight::stuck_reasons) {
        StuckReason reason;
        reason.reason = QString::fromUtf8(name.data(), qsizetype(name.size()));
        for (const auto &sum : sums) {
            if (sum.reason != name)
                continue;
            reason.count += sum.count;
            reason.complete = reason.count < insight::most_stuck;
            if (!sum.currency.empty() && sum.at_risk_minor != 0)
                reason.atRisk.append({sum.at_risk_minor, sum.currency});
        }
        reasons.append(reason);
    }
    return reasons;
}

QString whatIsMeant(const StuckRow &row)
{
    return row.reservation ? QString::fromStdString(row.reservation->to_string()) : row.subject.section(u'/', 1);
}

} // namespace

QString stuckLabel(const QString &reason)
{
    if (reason == QLatin1String("AUTHORIZED_TOO_LONG"))
        return Words::tr("Authorized too long");
    if (reason == QLatin1String("NEVER_CAPTURED"))
        return Words::tr("Never captured");
    if (reason == QLatin1String("NOT_GIVEN_BACK"))
        return Words::tr("Not given back");
    if (reason == QLatin1String("PAST_DEADLINE"))
        return Words::tr("Past deadline");
    if (reason == QLatin1String("DEAD_LETTERED"))
        return Words::tr("Given-up operation");
    if (reason == QLatin1String("DEAD_WEBHOOK"))
        return Words::tr("Given-up webhook");
    if (reason == QLatin1String("NO_WORKER"))
        return Words::tr("No worker");
    return reason;
}

QString stuckMeaning(const QString &reason)
{
    if (reason == QLatin1String("AUTHORIZED_TOO_LONG"))
        return Words::tr("Cards are authorized, and the reservation is still not on its way to a booking.");
    if (reason == QLatin1String("NEVER_CAPTURED"))
        return Words::tr("An authorization that nobody captures: its reservation is committing, booked or over.");
    if (reason == QLatin1String("NOT_GIVEN_BACK"))
        return Words::tr("Money was captured without a booking, and does not come back.");
    if (reason == QLatin1String("PAST_DEADLINE"))
        return Words::tr("In flight although its deadline is over.");
    if (reason == QLatin1String("DEAD_LETTERED"))
        return Words::tr("An operation on money that was given up after its last attempt.");
    if (reason == QLatin1String("DEAD_WEBHOOK"))
        return Words::tr("What the gateway told could not be processed.");
    if (reason == QLatin1String("NO_WORKER"))
        return Words::tr("Operations on money are due, and no worker is there that takes them. Start one.");
    return {};
}

bool isGrave(const QString &reason)
{
    return reason == QLatin1String("NOT_GIVEN_BACK") || reason == QLatin1String("DEAD_LETTERED")
        || reason == QLatin1String("NO_WORKER");
}

QList<StuckReason> readStuck(storage::Connection &connection)
{
    return toReasons(insight::sum_stuck(connection, insight::stuck_after));
}

QString moneyWords(const QList<Money> &sums)
{
    QStringList words;
    for (const auto &sum : sums)
        words.append(formatMoney(sum));
    return words.join(QStringLiteral(", "));
}

QString StuckRow::webhook() const
{
    const auto prefix = QStringLiteral("webhook/");
    return subject.startsWith(prefix) ? subject.mid(prefix.size()) : QString();
}

StuckTable::StuckTable(Questions &questions, QObject *parent)
    : PolledTable(questions,
                  {{tr("Reason")},
                   {tr("Reservation"), CellKind::Id},
                   {tr("State"), CellKind::State},
                   {tr("Age"), CellKind::Number},
                   {tr("At risk"), CellKind::Number},
                   {tr("Claimed by")},
                   {tr("What happened"), CellKind::Muted}},
                  period, parent),
      m_sums(toReasons({}))
{
}

void StuckTable::setReasons(const QStringList &reasons)
{
    if (reasons == m_reasons)
        return;
    m_reasons = reasons;
    questionChanged();
}

qint64 StuckTable::total() const
{
    qint64 count = 0;
    for (const auto &reason : m_sums)
        count += reason.count;
    return count;
}

bool StuckTable::isComplete() const
{
    return std::all_of(m_sums.begin(), m_sums.end(), [](const StuckReason &reason) { return reason.complete; });
}

DatabaseQueue::Work StuckTable::question() const
{
    std::vector<std::string> reasons;
    for (const auto &reason : m_reasons)
        reasons.push_back(reason.toStdString());
    return [reasons](storage::Connection &connection) {
        Found found;
        const auto page = insight::list_stuck(connection, insight::stuck_after, mostRows, reasons);
        found.matching = page.matching;
        found.rows.reserve(page.items.size());
        for (const auto &item : page.items)
            found.rows.push_back(toRow(item));
        found.sums = readStuck(connection);
        return std::any(std::move(found));
    };
}

void StuckTable::apply(const std::any &answer)
{
    const auto &found = std::any_cast<const Found &>(answer);
    m_sums = found.sums;
    m_matching = found.matching;
    setRows(found.rows);
}

void StuckTable::forget()
{
    m_sums = toReasons({});
    m_matching = 0;
    PolledTable::forget();
}

QString StuckTable::toolTip(const StuckRow &row, Column column) const
{
    switch (column) {
    case Column::Reason:
        return stuckMeaning(row.reason);
    case Column::Subject:
        return row.reservation && !row.subject.startsWith(QLatin1String("reservation/"))
            ? tr("Reservation %1, %2").arg(whatIsMeant(row), row.subject)
            : row.subject;
    case Column::Age: {
        const auto since = tr("Since %1").arg(zonedText(row.since));
        return row.deadline ? tr("%1. Its deadline: %2").arg(since, zonedText(*row.deadline)) : since;
    }
    case Column::AtRisk:
        return tr("Authorized and not captured, or captured and not given back");
    case Column::ClaimedBy:
        return row.claimedBy.isEmpty() ? QString() : tr("%1 works on it").arg(row.claimedBy);
    case Column::State:
    case Column::Detail:
        break;
    }
    return {};
}

QVariant StuckTable::cell(const StuckRow &row, int column, int role) const
{
    const auto which = static_cast<Column>(column);
    if (role == RowIdRole)
        return whatIsMeant(row);
    if (role == LinkRole && row.reservation) {
        Link link;
        link.page = QStringLiteral("timeline");
        link.reservation = row.reservation;
        return QVariant::fromValue(link);
    }
    if (role == Qt::ToolTipRole) {
        const auto words = toolTip(row, which);
        return words.isEmpty() ? QVariant() : QVariant(words);
    }
    switch (which) {
    case Column::Reason:
        if (role == Qt::DisplayRole)
            return stuckLabel(row.reason);
        if (role == RawValueRole)
            return row.reason;
        if (role == MarkRole)
            return int(isGrave(row.reason) ? Mark::Bad : Mark::Warn);
        break;
    case Column::Subject:
        if (role == Qt::DisplayRole)
            return row.reservation ? shortenId(whatIsMeant(row)) : whatIsMeant(row);
        if (role == RawValueRole)
            return row.subject;
        break;
    case Column::State:
        if (role == Qt::DisplayRole)
            return row.state ? label(*row.state) : QString();
        if (role == StateRole && row.state)
            return int(*row.state);
        break;
    case Column::Age:
        if (role == Qt::DisplayRole)
            return formatAge(row.ageSeconds);
        if (role == RawValueRole)
            return row.ageSeconds;
        break;
    case Column::AtRisk:
        if (role == Qt::DisplayRole)
            return row.atRisk.amount_minor == 0 ? QString() : formatMoney(row.atRisk);
        if (role == RawValueRole)
            return row.atRisk.amount_minor == 0 ? QString() : QString::fromStdString(format(row.atRisk));
        break;
    case Column::ClaimedBy:
        if (role == Qt::DisplayRole)
            return row.claimedBy;
        break;
    case Column::Detail:
        if (role == Qt::DisplayRole)
            return !row.detail.isEmpty() || !row.deadline ? row.detail
                                                          : tr("deadline %1").arg(momentText(localTime(*row.deadline)));
        if (role == RawValueRole)
            return row.detail;
        break;
    }
    return {};
}

} // namespace holdfast::models
