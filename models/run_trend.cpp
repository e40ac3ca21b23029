#include "models/run_trend.h"

#include "models/cell.h"
#include "models/link.h"

#include <QLocale>

#include <algorithm>

namespace holdfast::models {

int RunTrend::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_runs.size());
}

int RunTrend::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

std::optional<double> RunTrend::valueAt(int row, Column column) const
{
    const auto &run = at(row);
    switch (column) {
    case Duration:
        return double(run.durationMs) / 1000;
    case PerSecond:
        return run.perSecond;
    case P95:
        return run.p95Ms;
    case P99:
        return run.p99Ms;
    default:
        return std::nullopt;
    }
}

bool RunTrend::has(Column column) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (valueAt(row, column))
            return true;
    }
    return false;
}

QVariant RunTrend::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &run = at(index.row());
    const auto column = Column(index.column());
    const auto value = valueAt(index.row(), column);
    switch (role) {
    case RowIdRole:
        return run.id;
    case LinkRole: {
        Link link;
        link.page = QStringLiteral("runs");
        link.item = run.id;
        return QVariant::fromValue(link);
    }
    case CellKindRole:
        return int(column == When         ? CellKind::Time
                   : column == Verdict    ? CellKind::Text
                   : column == Parameters ? CellKind::Muted
                                          : CellKind::Number);
    case MarkRole:
        if (column != Verdict)
            return int(Mark::None);
        return int(run.isGood()                                ? Mark::Good
                   : run.status == ScenarioStatus::Fail        ? Mark::Bad
                   : run.status == ScenarioStatus::Error       ? Mark::Warn
                                                               : Mark::Muted);
    case RawValueRole:
        if (column == When)
            return run.at;
        return value ? QVariant(*value) : data(index, Qt::DisplayRole);
    case Qt::ToolTipRole:
        if (column == When)
            return run.at.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss t"));
        [[fallthrough]];
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        break;
    default:
        return {};
    }
    switch (column) {
    case When:
        return momentText(run.at);
    case Verdict:
        return run.flaky ? tr("%1, flaky").arg(label(run.status)) : label(run.status);
    case Duration:
        return durationText(run.durationMs);
    case Parameters:
        return run.parameters;
    default:
        return value ? QLocale(QLocale::English, QLocale::UnitedStates).toString(*value, 'f', *value < 10 ? 1 : 0) : QString();
    }
}

QVariant RunTrend::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool number = section >= Duration && section <= P99;
    if (role == Qt::TextAlignmentRole)
        return int((number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case When:
        return tr("Ended");
    case Verdict:
        return tr("Verdict");
    case Duration:
        return tr("Duration");
    case PerSecond:
        return tr("Requests/s");
    case P95:
        return tr("p95, ms");
    case P99:
        return tr("p99, ms");
    default:
        return tr("Parameters");
    }
}

void RunTrend::setRuns(const QString &scenario, const std::vector<StoredRun> &runs)
{
    std::vector<StoredRun> chosen;
    for (const auto &run : runs) {
        const bool over = run.status == ScenarioStatus::Pass || run.status == ScenarioStatus::Fail
            || run.status == ScenarioStatus::Error;
        if (run.scenario == scenario && run.saboteur.isEmpty() && run.rerunOf.isEmpty() && run.at.isValid() && over)
            chosen.push_back(run);
    }
    std::stable_sort(chosen.begin(), chosen.end(), [](const StoredRun &a, const StoredRun &b) { return a.at < b.at; });
    if (chosen.size() > cap)
        chosen.erase(chosen.begin(), chosen.end() - std::ptrdiff_t(cap));
    if (chosen == m_runs)
        return;
    const bool grown = chosen.size() >= m_runs.size() && std::equal(m_runs.begin(), m_runs.end(), chosen.begin());
    if (grown) {
        beginInsertRows({}, rowCount(), int(chosen.size()) - 1);
        m_runs = std::move(chosen);
        endInsertRows();
        return;
    }
    beginResetModel(); // another scenario's
    m_runs = std::move(chosen);
    endResetModel();
}

} // namespace holdfast::models
