#include "models/reconcile_tables.h"

#include "backend/insight/reconciliation.h"
#include "models/link.h"
#include "models/local_time.h"
#include "models/reservation_model.h"
#include "models/scenario.h"

#include <QCoreApplication>
#include <QRegularExpression>

#include <algorithm>

namespace holdfast::models {

namespace {

constexpr std::chrono::milliseconds period{5'000};
constexpr std::chrono::milliseconds quickPeriod{1'000}; // while a run is open
constexpr std::size_t mostRuns = 100;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Reconcile)
};

struct History
{
    std::vector<ReconcileRun> runs;
    bool hasWorker = false;
};

struct Found
{
    std::vector<DiscrepancyRow> rows;
    std::vector<insight::DiscrepancySum> sums;
};

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

ReconcileRun toRun(const insight::Reconciliation &run)
{
    ReconcileRun value;
    value.id = run.id;
    value.requestedBy = text(run.requested_by);
    value.requestedAt = run.requested_at;
    value.repair = run.repair;
    if (run.selected)
        value.selected = *run.selected;
    value.status = text(run.status);
    value.progress = text(run.progress);
    value.startedAt = run.started_at;
    value.finishedAt = run.finished_at;
    value.error = text(run.error);
    value.found = run.found;
    value.unrepaired = run.unrepaired;
    value.workedOn = run.worked_on;
    return value;
}

DiscrepancyRow toRow(const insight::Discrepancy &found)
{
    DiscrepancyRow row;
    row.id = found.id;
    row.kind = text(found.kind);
    row.severity = text(found.severity);
    row.intent = text(found.intent_id);
    row.reservation = found.reservation_id;
    row.party = text(found.party);
    row.expected = text(found.expected);
    row.observed = text(found.observed);
    if (found.amount_minor)
        row.amount = Money{*found.amount_minor, found.currency};
    row.repairable = found.repairable;
    row.repairedAt = found.repaired_at;
    row.repairOutcome = text(found.repair_outcome);
    return row;
}

/// As the schema has them.
QList<DiscrepancyClass> everyClass()
{
    const auto critical = QStringLiteral("CRITICAL");
    return {{QStringLiteral("CAPTURED_NOT_CONFIRMED"), critical, 0, {}, 0, {}},
            {QStringLiteral("CONFIRMED_NOT_CAPTURED"), critical, 0, {}, 0, {}},
            {QStringLiteral("RESERVATION_WITHOUT_INTENT"), critical, 0, {}, 0, {}},
            {QStringLiteral("AMOUNT_MISMATCH"), critical, 0, {}, 0, {}},
            {QStringLiteral("CURRENCY_MISMATCH"), critical, 0, {}, 0, {}},
            {QStringLiteral("INTENT_WITHOUT_RESERVATION"), QStringLiteral("HIGH"), 0, {}, 0, {}},
            {QStringLiteral("AUTHORIZATION_EXPIRING"), QStringLiteral("MEDIUM"), 0, {}, 0, {}}};
}

QList<DiscrepancyClass> toClasses(const std::vector<insight::DiscrepancySum> &sums)
{
    auto classes = everyClass();
    for (const auto &sum : sums) {
        const auto kind = text(sum.kind);
        auto one = std::find_if(classes.begin(), classes.end(), [&](const auto &known) { return known.kind == kind; });
        if (one == classes.end())
            one = classes.insert(classes.end(), {kind, text(sum.severity), 0, {}, 0, {}});
        one->count += sum.count;
        one->repairable += sum.repairable;
        if (!sum.currency.empty() && sum.amount_minor != 0)
            one->amount.append({sum.amount_minor, sum.currency});
        if (!sum.currency.empty() && sum.repairable_minor != 0)
            one->repairableAmount.append({sum.repairable_minor, sum.currency});
    }
    return classes;
}

QString statusWords(const ReconcileRun &run)
{
    if (run.status == QLatin1String("REQUESTED"))
        return Words::tr("Requested");
    if (run.status == QLatin1String("RUNNING"))
        return Words::tr("Running");
    if (run.status == QLatin1String("FAILED"))
        return Words::tr("Failed");
    return run.unrepaired > 0 ? Words::tr("Differs") : Words::tr("Agrees");
}

Mark markOf(const ReconcileRun &run)
{
    if (run.isOpen())
        return Mark::Muted;
    if (run.status == QLatin1String("FAILED"))
        return Mark::Bad;
    return run.unrepaired > 0 ? Mark::Warn : Mark::Good;
}

/// "succeeded, 6000 kept": what the database writes in minor units, in money.
QString inMoney(const QString &words, const DiscrepancyRow &row)
{
    if (!row.amount || row.amount->currency.empty() || row.kind == QLatin1String("AUTHORIZATION_EXPIRING"))
        return words;
    static const QRegularExpression number(QStringLiteral("\\b[0-9]{1,15}\\b"));
    QString told;
    qsizetype end = 0;
    for (auto match = number.globalMatch(words); match.hasNext();) {
        const auto found = match.next();
        told += words.mid(end, found.capturedStart() - end);
        told += formatMoney({found.captured().toLongLong(), row.amount->currency});
        end = found.capturedEnd();
    }
    return told + words.mid(end);
}

QVariant idCell(const QString &id, int role)
{
    if (role == Qt::DisplayRole)
        return shortenId(id);
    if (role == RawValueRole)
        return id;
    if (role == Qt::ToolTipRole && !id.isEmpty())
        return id;
    return {};
}

} // namespace

QString kindOf(const ReconcileRun &run)
{
    if (run.selected)
        return *run.selected == 1 ? Words::tr("Repair of one payment")
                                  : Words::tr("Repair of %n payments", nullptr, int(*run.selected));
    return run.repair ? Words::tr("Comparison with repair") : Words::tr("Comparison");
}

QString discrepancyLabel(const QString &kind)
{
    if (kind == QLatin1String("INTENT_WITHOUT_RESERVATION"))
        return Words::tr("Payment not needed");
    if (kind == QLatin1String("RESERVATION_WITHOUT_INTENT"))
        return Words::tr("Payment missing");
    if (kind == QLatin1String("CAPTURED_NOT_CONFIRMED"))
        return Words::tr("Captured, not confirmed");
    if (kind == QLatin1String("CONFIRMED_NOT_CAPTURED"))
        return Words::tr("Confirmed, not captured");
    if (kind == QLatin1String("AMOUNT_MISMATCH"))
        return Words::tr("Another amount");
    if (kind == QLatin1String("CURRENCY_MISMATCH"))
        return Words::tr("Another currency");
    if (kind == QLatin1String("AUTHORIZATION_EXPIRING"))
        return Words::tr("Authorization expiring");
    return kind;
}

QString discrepancyMeaning(const QString &kind)
{
    if (kind == QLatin1String("INTENT_WITHOUT_RESERVATION"))
        return Words::tr("The gateway holds an authorization that no reservation needs.");
    if (kind == QLatin1String("RESERVATION_WITHOUT_INTENT"))
        return Words::tr("A reservation counts on a payment that the gateway does not have.");
    if (kind == QLatin1String("CAPTURED_NOT_CONFIRMED"))
        return Words::tr("Money was taken, and there is no booking for it.");
    if (kind == QLatin1String("CONFIRMED_NOT_CAPTURED"))
        return Words::tr("A booking stands whose money was not taken.");
    if (kind == QLatin1String("AMOUNT_MISMATCH"))
        return Words::tr("The gateway has another amount than the reservation.");
    if (kind == QLatin1String("CURRENCY_MISMATCH"))
        return Words::tr("The gateway has another currency than the reservation.");
    if (kind == QLatin1String("AUTHORIZATION_EXPIRING"))
        return Words::tr("An authorization lapses soon, and its reservation still needs it.");
    return {};
}

ReconcileRuns::ReconcileRuns(Questions &questions, QObject *parent)
    : PolledTable(questions,
                  {{tr("When"), CellKind::Time},
                   {tr("Result")},
                   {tr("Left"), CellKind::Number},
                   {tr("Found"), CellKind::Number},
                   {tr("By"), CellKind::Muted},
                   {tr("What")}},
                  period, parent)
{
}

const ReconcileRun *ReconcileRuns::open() const
{
    for (int row = rowCount() - 1; row >= 0; --row) {
        if (at(row).isOpen())
            return &at(row);
    }
    return nullptr;
}

const ReconcileRun *ReconcileRuns::newest() const
{
    const ReconcileRun *repair = nullptr;
    for (int row = 0; row < rowCount(); ++row) {
        if (at(row).isOpen())
            continue;
        if (!at(row).selected)
            return &at(row);
        if (!repair)
            repair = &at(row);
    }
    return repair;
}

DatabaseQueue::Work ReconcileRuns::question() const
{
    return [](storage::Connection &connection) {
        History history;
        for (const auto &run : insight::list_reconciliations(connection, mostRuns))
            history.runs.push_back(toRun(run));
        history.hasWorker = insight::has_reconciling_worker(connection);
        return std::any(std::move(history));
    };
}

void ReconcileRuns::apply(const std::any &answer)
{
    const auto &history = std::any_cast<const History &>(answer);
    m_hasWorker = history.hasWorker;
    setRows(history.runs);
    setPeriod(open() ? quickPeriod : period);
}

QString ReconcileRuns::key(const ReconcileRun &run) const
{
    return text(run.id.to_string());
}

QVariant ReconcileRuns::cell(const ReconcileRun &run, int column, int role) const
{
    if (role == RowIdRole)
        return key(run);
    switch (static_cast<Column>(column)) {
    case Column::Requested:
        if (role == Qt::DisplayRole)
            return momentText(localTime(run.requestedAt));
        if (role == RawValueRole)
            return localTime(run.requestedAt);
        if (role == Qt::ToolTipRole)
            return tr("%1, by %2").arg(zonedText(run.requestedAt), run.requestedBy);
        break;
    case Column::Status:
        if (role == Qt::DisplayRole)
            return statusWords(run);
        if (role == RawValueRole)
            return run.status;
        if (role == MarkRole)
            return int(markOf(run));
        if (role == Qt::ToolTipRole)
            return run.error.isEmpty() ? run.progress : run.error;
        break;
    case Column::Kind:
        if (role == Qt::DisplayRole)
            return kindOf(run);
        break;
    case Column::Found:
        if (role == Qt::DisplayRole)
            return screenLocale().toString(run.found);
        if (role == RawValueRole)
            return run.found;
        break;
    case Column::Left:
        if (role == Qt::DisplayRole)
            return screenLocale().toString(run.unrepaired);
        if (role == RawValueRole)
            return run.unrepaired;
        if (role == Qt::ToolTipRole)
            return tr("Found and not repaired");
        break;
    case Column::By:
        if (role == Qt::DisplayRole)
            return run.requestedBy.section(u':', 1);
        if (role == RawValueRole || role == Qt::ToolTipRole)
            return run.requestedBy;
        break;
    }
    return {};
}

DiscrepancyTable::DiscrepancyTable(Questions &questions, QObject *parent)
    : PolledTable(questions,
                  {{tr("Class")},
                   {tr("Amount"), CellKind::Number},
                   {tr("Repair")},
                   {tr("Reservation"), CellKind::Id},
                   {tr("Payment"), CellKind::Id},
                   {tr("Party")},
                   {tr("Expected"), CellKind::Muted},
                   {tr("Observed"), CellKind::Muted}},
                  period, parent),
      m_classes(everyClass())
{
}

void DiscrepancyTable::setKinds(const QStringList &kinds)
{
    if (kinds == m_kinds)
        return;
    m_kinds = kinds;
    std::vector<DiscrepancyRow> rows; // what is known of them already
    for (int row = 0; row < rowCount(); ++row) {
        if (kinds.isEmpty() || kinds.contains(at(row).kind))
            rows.push_back(at(row));
    }
    setRows(std::move(rows));
    questionChanged();
    emit applied();
}

qint64 DiscrepancyTable::matching() const
{
    qint64 count = 0;
    for (const auto &one : m_classes)
        count += m_kinds.isEmpty() || m_kinds.contains(one.kind) ? one.count : 0;
    return count;
}

void DiscrepancyTable::setQuick(bool quick)
{
    if (quick == m_quick)
        return;
    m_quick = quick;
    setPeriod(quick ? quickPeriod : period);
    questionChanged(); // what the end of a run has changed
}

void DiscrepancyTable::setRun(const std::optional<Uuid> &run)
{
    if (run == m_run)
        return;
    m_run = run;
    subjectChanged();
}

DatabaseQueue::Work DiscrepancyTable::question() const
{
    std::vector<std::string> classes;
    for (const auto &kind : m_kinds)
        classes.push_back(kind.toStdString());
    return [run = m_run, classes](storage::Connection &connection) {
        Found found;
        if (!run)
            return std::any(std::move(found));
        if (const auto stored = insight::find_reconciliation(connection, run, classes)) {
            found.rows.reserve(stored->discrepancies.size());
            for (const auto &one : stored->discrepancies)
                found.rows.push_back(toRow(one));
        }
        found.sums = insight::sum_discrepancies(connection, *run);
        return std::any(std::move(found));
    };
}

void DiscrepancyTable::apply(const std::any &answer)
{
    const auto &found = std::any_cast<const Found &>(answer);
    m_classes = toClasses(found.sums);
    setRows(found.rows);
}

void DiscrepancyTable::clear()
{
    m_classes = everyClass();
    PolledTable::clear();
}

void DiscrepancyTable::forget()
{
    m_run.reset();
    m_kinds.clear();
    clear();
}

QString DiscrepancyTable::key(const DiscrepancyRow &row) const
{
    return text(row.id.to_string());
}

QVariant DiscrepancyTable::repairCell(const DiscrepancyRow &row, int role) const
{
    const bool isDone = row.repairedAt.has_value();
    if (role == Qt::DisplayRole)
        return isDone ? tr("Repaired") : row.repairable ? tr("Can be repaired") : tr("Needs a person");
    if (role == RawValueRole)
        return isDone ? row.repairOutcome : row.repairable ? QStringLiteral("SAFE") : QStringLiteral("PERSON");
    if (role == MarkRole)
        return int(isDone ? Mark::Good : row.repairable ? Mark::Muted : Mark::Warn);
    if (role == Qt::ToolTipRole && isDone)
        return tr("%1, %2").arg(row.repairOutcome, zonedText(*row.repairedAt));
    if (role == Qt::ToolTipRole)
        return row.repairable ? tr("A worker can give the money back.")
                              : tr("Nobody can say what is right but a person: look at both sides.");
    return {};
}

QVariant DiscrepancyTable::cell(const DiscrepancyRow &row, int column, int role) const
{
    const auto reservation = row.reservation ? text(row.reservation->to_string()) : QString();
    if (role == RowIdRole)
        return reservation.isEmpty() ? row.intent : reservation;
    if (role == LinkRole && row.reservation) {
        Link link;
        link.page = QStringLiteral("timeline");
        link.reservation = row.reservation;
        return QVariant::fromValue(link);
    }
    switch (static_cast<Column>(column)) {
    case Column::Class:
        if (role == Qt::DisplayRole)
            return discrepancyLabel(row.kind);
        if (role == RawValueRole)
            return row.kind;
        if (role == MarkRole)
            return int(row.severity == QLatin1String("CRITICAL") ? Mark::Bad : Mark::Warn);
        if (role == Qt::ToolTipRole)
            return tr("%1 Severity: %2.").arg(discrepancyMeaning(row.kind), row.severity.toLower());
        break;
    case Column::Intent:
        return idCell(row.intent, role);
    case Column::Reservation:
        return idCell(reservation, role);
    case Column::Party:
        if (role == Qt::DisplayRole)
            return row.party;
        break;
    case Column::Expected:
        return role == Qt::DisplayRole ? inMoney(row.expected, row) : role == RawValueRole ? QVariant(row.expected) : QVariant();
    case Column::Observed:
        return role == Qt::DisplayRole ? inMoney(row.observed, row) : role == RawValueRole ? QVariant(row.observed) : QVariant();
    case Column::Amount:
        if (role == Qt::DisplayRole)
            return row.amount ? formatMoney(*row.amount) : QString();
        if (role == RawValueRole)
            return row.amount ? text(format(*row.amount)) : QString();
        break;
    case Column::Repair:
        return repairCell(row, role);
    }
    return {};
}

} // namespace holdfast::models
