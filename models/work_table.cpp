#include "models/performance.h"

#include "models/figure_text.h"

#include "backend/insight/latency.h"

#include <map>

namespace holdfast::models {

namespace {

using Metrics = std::map<std::string, double>;

constexpr std::chrono::milliseconds workPeriod{2'000};

/// What a component of that kind is there for, as it counts it.
const char *workOf(const std::string &kind)
{
    return kind == "api" ? "requests" : kind == "expiry" ? "expired" : kind == "webhooks" ? "followed"
        : kind == "repair" ? "repaired"                                                   : "performed";
}

double valueOf(const Metrics &metrics, const char *name)
{
    const auto found = metrics.find(name);
    return found == metrics.end() ? 0 : found->second;
}

double failuresOf(const Metrics &metrics)
{
    return valueOf(metrics, "server_errors") + valueOf(metrics, "unknown_outcomes") + valueOf(metrics, "failures")
        + valueOf(metrics, "dead");
}

QString listOf(const Metrics &metrics)
{
    QStringList lines;
    for (const auto &[name, value] : metrics)
        lines.append(QStringLiteral("%1: %2").arg(QString::fromStdString(name), QString::number(value, 'g', 12)));
    return lines.join(u'\n');
}

Mark markOf(const insight::Component &component)
{
    if (!component.alive)
        return Mark::Bad;
    if (component.starting)
        return Mark::Muted;
    return component.vitals.healthy ? Mark::Good : Mark::Warn;
}

/// What one component said before.
struct Known
{
    Metrics metrics;
    insight::LatencyMeter latency;
    std::optional<double> batch;
    bool seen = false;

    /// `row` of this reading; what was said goes into the memory.
    void advance(WorkRow &row, const insight::Component &component, insight::LatencyMeter::Clock::time_point now,
                 double seconds)
    {
        const auto &said = component.vitals.metrics;
        if (seen) {
            const auto more = [&](const char *name) { return std::max(0.0, valueOf(said, name) - valueOf(metrics, name)); };
            row.perSecond = more(workOf(component.kind)) / seconds;
            row.failuresPerMinute = std::max(0.0, failuresOf(said) - failuresOf(metrics)) * 60 / seconds;
            if (more("batches") > 0)
                batch = more("commands") / more("batches");
        }
        latency.add(now, {component});
        if (const auto latest = latency.latest(); latest && latest->requests > 0)
            row.p99Ms = double(latest->p99.count()) / 1000;
        row.batch = batch;
        metrics = said;
        seen = true;
    }
};

} // namespace

struct WorkTable::Memory
{
    std::map<Uuid, Known> components;
    insight::LatencyMeter::Clock::time_point at;
};

WorkTable::WorkTable(Questions &questions, QObject *parent)
    : PolledTable(questions,
                  {{tr("Component"), CellKind::Text},
                   {tr("Where"), CellKind::Muted},
                   {tr("Work per s"), CellKind::Number},
                   {tr("p99"), CellKind::Number},
                   {tr("Batch"), CellKind::Number},
                   {tr("Queue"), CellKind::Number},
                   {tr("Failures per min"), CellKind::Number},
                   {tr("Trend"), CellKind::Muted}},
                  workPeriod, parent),
      m_memory(std::make_unique<Memory>())
{
}

WorkTable::~WorkTable() = default;

DatabaseQueue::Work WorkTable::question() const
{
    return [](storage::Connection &connection) -> std::any { return insight::list_components(connection); };
}

void WorkTable::apply(const std::any &answer)
{
    const auto now = insight::LatencyMeter::Clock::now();
    const double seconds = std::max(0.001, std::chrono::duration<double>(now - m_memory->at).count());
    std::map<Uuid, Known> components;
    std::vector<WorkRow> rows;
    for (const auto &component : std::any_cast<const std::vector<insight::Component> &>(answer)) {
        const auto &metrics = component.vitals.metrics;
        WorkRow row;
        row.id = QString::fromStdString(component.id.to_string());
        row.kind = QString::fromStdString(component.kind);
        row.where = tr("%1, process %2").arg(QString::fromStdString(component.host)).arg(component.pid);
        row.detail = QString::fromStdString(component.vitals.detail);
        row.mark = markOf(component);
        row.metrics = listOf(metrics);
        row.largestBatch = qint64(valueOf(metrics, "largest_batch"));
        if (metrics.contains("queue_depth"))
            row.queued = qint64(valueOf(metrics, "queue_depth"));
        auto &known = components[component.id];
        if (const auto before = m_memory->components.find(component.id); before != m_memory->components.end())
            known = std::move(before->second);
        known.advance(row, component, now, seconds);
        if (row.perSecond)
            m_trends.add(row.id, *row.perSecond);
        row.trend = m_trends.of(row.id);
        rows.push_back(std::move(row));
    }
    m_trends.forgetOthers();
    *m_memory = {std::move(components), now};
    setRows(std::move(rows));
}

void WorkTable::forget()
{
    *m_memory = {};
    m_trends.clear();
    PolledTable::forget();
}

QVariant WorkTable::cell(const WorkRow &row, int column, int role) const
{
    if (role == MarkRole && column == Name)
        return int(row.mark);
    if (role == MarkRole && column == Failures)
        return int(row.failuresPerMinute.value_or(0) > 0 ? Mark::Bad : Mark::None);
    if (role == Qt::ToolTipRole && column == Batch && row.batch)
        return tr("Commands in one call to the database; the largest had %1").arg(formatCount(row.largestBatch));
    if (role == Qt::ToolTipRole)
        return row.detail.isEmpty() ? row.metrics : row.detail + QStringLiteral("\n\n") + row.metrics;
    if (role == RowIdRole)
        return row.id;
    if (role == TrendRole && column == Trend)
        return QVariant::fromValue(row.trend);
    if (role != Qt::DisplayRole && role != RawValueRole)
        return {};
    const bool raw = role == RawValueRole;
    switch (column) {
    case Name:
        return row.kind == QLatin1String("api") ? tr("API")
                                                : tr("%1 worker").arg(row.kind.left(1).toUpper() + row.kind.mid(1));
    case Where:
        return row.where;
    case Work:
        return optionalCell(row.perSecond, raw, formatRate);
    case P99:
        return optionalCell(row.p99Ms, raw, formatMs);
    case Batch:
        return optionalCell(row.batch, raw, formatRate);
    case Queue:
        return optionalCell(row.queued, raw, formatCount);
    case Failures:
        return optionalCell(row.failuresPerMinute, raw, formatRate);
    default:
        return {};
    }
}

} // namespace holdfast::models
