#include "models/run_comparison.h"

#include "models/cell.h"

#include <QLocale>

#include <algorithm>
#include <cmath>
#include <map>

namespace holdfast::models {

namespace {

using Kind = CheckComparison::Kind;

constexpr double nextToNothing = 0.02; ///< of the value before: two runs are never quite the same
const auto durationMetric = QStringLiteral("duration_ms");

QString numberText(double value)
{
    const QLocale locale(QLocale::English, QLocale::UnitedStates);
    const bool whole = std::abs(value - std::round(value)) < 1e-9;
    return locale.toString(value, 'f', whole ? 0 : std::abs(value) < 10 ? 2 : 1);
}

QString signedText(double value)
{
    return (value > 0 ? QStringLiteral("+") : value < 0 ? QStringLiteral("−") : QString()) + numberText(std::abs(value));
}

Kind kindOf(const std::optional<CheckResult> &before, const std::optional<CheckResult> &after)
{
    if (!before)
        return Kind::OnlyAfter;
    if (!after)
        return Kind::OnlyBefore;
    if (before->ok != after->ok)
        return after->ok ? Kind::NowHolds : Kind::NowFails;
    return before->observed == after->observed && before->expected == after->expected ? Kind::Same : Kind::OtherValue;
}

QString observed(const std::optional<CheckResult> &check)
{
    return check ? check->observed : QString();
}

} // namespace

// Checks ----------------------------------------------------------------------------------------------------

int CheckComparison::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int CheckComparison::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant CheckComparison::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &row = m_rows[std::size_t(index.row())];
    if (role == CellKindRole)
        return int(row.kind == Kind::Same ? CellKind::Muted : CellKind::Text);
    if (role == MarkRole) {
        const auto markOf = [](const std::optional<CheckResult> &check) {
            return int(!check ? Mark::None : check->ok ? Mark::Good : Mark::Bad);
        };
        switch (index.column()) {
        case Difference:
            return int(row.kind == Kind::NowFails ? Mark::Bad : row.kind == Kind::NowHolds ? Mark::Good : Mark::None);
        case Before:
            return markOf(row.before);
        case After:
            return markOf(row.after);
        default:
            return int(Mark::None);
        }
    }
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole && role != RawValueRole)
        return {};
    switch (index.column()) {
    case Check:
        return row.name;
    case Before:
        return observed(row.before);
    case After:
        return observed(row.after);
    default:
        break;
    }
    switch (row.kind) {
    case Kind::NowFails:
        return tr("now fails");
    case Kind::NowHolds:
        return tr("now holds");
    case Kind::OnlyAfter:
        return tr("only after");
    case Kind::OnlyBefore:
        return tr("only before");
    case Kind::OtherValue:
        return tr("other value");
    case Kind::Same:
        return tr("same");
    }
    return {};
}

QVariant CheckComparison::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Difference:
        return tr("Difference");
    case Check:
        return tr("Check");
    case Before:
        return tr("Observed before");
    default:
        return tr("Observed after");
    }
}

void CheckComparison::compare(const RunCheckModel &before, const RunCheckModel &after)
{
    beginResetModel();
    m_rows.clear();
    for (int i = 0; i < before.rowCount(); ++i)
        m_rows.push_back({Kind::Same, before.at(i).name, before.at(i), std::nullopt});
    for (int i = 0; i < after.rowCount(); ++i) {
        const auto &check = after.at(i);
        const auto known = std::find_if(m_rows.begin(), m_rows.end(), [&](const Row &row) { return row.name == check.name; });
        if (known == m_rows.end())
            m_rows.push_back({Kind::Same, check.name, std::nullopt, check});
        else
            known->after = check;
    }
    for (auto &row : m_rows)
        row.kind = models::kindOf(row.before, row.after);
    std::stable_sort(m_rows.begin(), m_rows.end(), [](const Row &a, const Row &b) { return a.kind < b.kind; });
    endResetModel();
}

int CheckComparison::count(Kind kind) const
{
    return int(std::count_if(m_rows.begin(), m_rows.end(), [kind](const Row &row) { return row.kind == kind; }));
}

// Metrics ---------------------------------------------------------------------------------------------------

int MetricComparison::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

int MetricComparison::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

int MetricComparison::lessIsBetter(const QString &metric)
{
    const auto ends = [&metric](const char *end) { return metric.endsWith(QLatin1String(end)); };
    if (ends("_ms") || ends("_dropped") || ends("_memory_mb") || ends("_unknown"))
        return 1;
    return ends("_per_second") ? -1 : 0;
}

std::optional<double> MetricComparison::changeOf(const Row &row)
{
    if (!row.before || !row.after || *row.before == 0)
        return std::nullopt;
    return (*row.after - *row.before) / std::abs(*row.before);
}

int MetricComparison::verdictOf(const Row &row)
{
    const int less = lessIsBetter(row.name);
    if (less == 0 || !row.before || !row.after || *row.before == *row.after)
        return 0;
    if (const auto change = changeOf(row); change && std::abs(*change) < nextToNothing)
        return 0;
    return (*row.after < *row.before) == (less > 0) ? 1 : -1;
}

QVariant MetricComparison::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &row = m_rows[std::size_t(index.row())];
    const bool words = index.column() == Metric || index.column() == Direction;
    if (role == CellKindRole)
        return int(words ? CellKind::Text : CellKind::Number);
    if (role == MarkRole) {
        const int verdict = index.column() == Direction ? verdictOf(row) : 0;
        return int(verdict > 0 ? Mark::Good : verdict < 0 ? Mark::Bad : Mark::None);
    }
    const bool raw = role == RawValueRole;
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole && !raw)
        return {};
    const auto shown = [raw](const std::optional<double> &value, QString (*text)(double)) -> QVariant {
        return !value ? QVariant() : raw ? QVariant(*value) : QVariant(text(*value));
    };
    switch (index.column()) {
    case Metric:
        return row.name;
    case Before:
        return shown(row.before, numberText);
    case After:
        return shown(row.after, numberText);
    case Difference:
        return shown(row.before && row.after ? std::optional(*row.after - *row.before) : std::nullopt, signedText);
    case Change: {
        const auto change = changeOf(row);
        return !change ? QVariant() : raw ? QVariant(*change) : QVariant(tr("%1 %").arg(signedText(std::round(*change * 1000) / 10)));
    }
    default: {
        const int verdict = verdictOf(row);
        return verdict > 0 ? tr("better") : verdict < 0 ? tr("worse") : QString();
    }
    }
}

QVariant MetricComparison::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Metric || section == Direction ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Metric:
        return tr("Metric");
    case Before:
        return tr("Before");
    case After:
        return tr("After");
    case Difference:
        return tr("Difference");
    case Change:
        return tr("Change");
    default:
        return tr("Direction");
    }
}

void MetricComparison::compare(const ScenarioResult &before, const ScenarioResult &after)
{
    std::map<QString, Row> rows;
    for (auto it = before.metrics.begin(); it != before.metrics.end(); ++it)
        rows[it.key()].before = *it;
    for (auto it = after.metrics.begin(); it != after.metrics.end(); ++it)
        rows[it.key()].after = *it;
    beginResetModel();
    m_rows = {{durationMetric, double(before.durationMs), double(after.durationMs)}};
    for (auto &[name, row] : rows) {
        row.name = name;
        m_rows.push_back(row);
    }
    endResetModel();
}

// Latency ---------------------------------------------------------------------------------------------------

int LatencyComparison::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_moments.size());
}

int LatencyComparison::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant LatencyComparison::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == CellKindRole)
        return int(CellKind::Number);
    const bool raw = role == RawValueRole;
    if (role != Qt::DisplayRole && role != Qt::AccessibleTextRole && !raw)
        return {};
    const auto &moment = m_moments[std::size_t(index.row())];
    if (index.column() == Second)
        return raw ? QVariant(moment.second) : QVariant(tr("%1 s").arg(moment.second));
    const auto &value = moment.values[index.column() - 1];
    return !value ? QVariant() : raw ? QVariant(*value) : QVariant(numberText(*value));
}

QVariant LatencyComparison::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Second:
        return tr("Time");
    case BeforeP95:
        return tr("p95 before");
    case BeforeP99:
        return tr("p99 before");
    case AfterP95:
        return tr("p95 after");
    default:
        return tr("p99 after");
    }
}

void LatencyComparison::compare(const LoadSeries &before, const LoadSeries &after)
{
    std::map<qint64, Moment> moments;
    // Loads beside each other report at about the same time: of percentiles the worst stands.
    const auto add = [&moments](const LoadSeries &load, int first) {
        for (const auto &sample : load.samples()) {
            auto &moment = moments[(sample.atMs + 500) / 1000];
            const std::optional<double> values[] = {sample.p95Ms, sample.p99Ms};
            for (int i = 0; i < 2; ++i) {
                if (values[i])
                    moment.values[first + i] = std::max(moment.values[first + i].value_or(*values[i]), *values[i]);
            }
        }
    };
    add(before, 0);
    add(after, 2);
    beginResetModel();
    m_moments.clear();
    for (auto &[second, moment] : moments) {
        moment.second = second;
        m_moments.push_back(moment);
    }
    endResetModel();
}

} // namespace holdfast::models
