#include "views/run_compare_view.h"

#include "views/chart.h"
#include "views/export_button.h"
#include "views/legend.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QTableView>
#include <QThread>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>

namespace holdfast::views {

using Kind = models::CheckComparison::Kind;

namespace {

constexpr int afterFirst = 2; ///< of the values of a moment

QString factsOf(const models::RunRecord &record)
{
    QStringList facts{record.started().scenario + u' ' + record.started().title, models::momentText(record.startedAt())};
    if (const auto &result = record.result())
        facts.append(models::label(result->status));
    facts.append(RunCompareView::tr("seed %1").arg(record.started().seed));
    if (!record.started().saboteur.isEmpty())
        facts.append(RunCompareView::tr("saboteur “%1”").arg(record.started().saboteur));
    if (const auto &result = record.result()) {
        for (auto it = result->parameters.begin(); it != result->parameters.end(); ++it)
            facts.append(it.key() + u'=' + it.value());
    }
    return facts.join(QStringLiteral(" · "));
}

QString millis(double ms)
{
    return QString::number(ms, 'f', ms < 10 ? 1 : 0);
}

} // namespace

RunCompareView::RunCompareView(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_read(QStringLiteral("run-comparison")), m_glyph(new GlyphLabel(theme, 16, this)),
      m_headline(new ElidedLabel(Qt::ElideRight, this)), m_before(new ElidedLabel(Qt::ElideRight, this)),
      m_after(new ElidedLabel(Qt::ElideRight, this)), m_export(new ExportButton(this)),
      m_checkTable(new DataTable(theme, m_checks, {130, 300, 240, 0}, tr("Checks of both runs"), this)),
      m_metricTable(new DataTable(theme, m_metrics, {200, 90, 90, 90, 80, 0}, tr("Metrics of both runs"), this))
{
    setKind(m_headline, "verdict");
    m_export->addTable(QStringLiteral("compared-checks"), [this] { return &m_checks; });
    m_export->addTable(QStringLiteral("compared-metrics"), [this] { return &m_metrics; });
    // Names and values give way; what is short keeps its width.
    const auto stretch = [](DataTable *table, const QList<int> &columns) {
        auto *header = table->view()->horizontalHeader();
        header->setStretchLastSection(false);
        for (const int column : columns)
            header->setSectionResizeMode(column, QHeaderView::Stretch);
    };
    stretch(m_checkTable, {models::CheckComparison::Check, models::CheckComparison::Before, models::CheckComparison::After});
    stretch(m_metricTable, {models::MetricComparison::Metric});
    m_metricTable->view()->horizontalHeader()->resizeSection(models::MetricComparison::Direction, 100);
    m_checkTable->emptyState()->set(tr("Neither run has judged a check."), QString(), {});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(makeHead());
    column->addWidget(m_checkTable, 5);
    column->addWidget(m_metricTable, 4);
    column->addWidget(makeChart(theme), 4);
}

QWidget *RunCompareView::makeHead()
{
    auto *card = new Card(this);
    auto *top = new QHBoxLayout;
    top->setSpacing(8);
    top->addWidget(m_glyph);
    top->addWidget(m_headline, 1);
    top->addWidget(m_export);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(2);
    grid->setColumnStretch(1, 1);
    grid->addWidget(makeLabel(tr("Before"), "", Tone::Muted, card), 0, 0);
    grid->addWidget(m_before, 0, 1);
    grid->addWidget(makeLabel(tr("After"), "", Tone::Muted, card), 1, 0);
    grid->addWidget(m_after, 1, 1);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(16, 10, 12, 10);
    column->setSpacing(6);
    column->addLayout(top);
    column->addLayout(grid);
    return card;
}

QWidget *RunCompareView::makeChart(const Theme &theme)
{
    auto *both = new QWidget(this);
    auto *card = new Card(both);
    m_legend = new Legend(theme, card);
    m_chart = LineChart::create(theme, {Series::Reference, Series::Third, Series::First, Series::Second}, card);
    m_chart->setAccessibleName(tr("Chart of the latency of both runs; the table beside it has the numbers"));
    connect(m_chart, &Chart::hovered, this, [this](double x, const QPoint &position) {
        const auto &moments = m_latency.moments();
        const auto at = std::find_if(moments.begin(), moments.end(), [x](const auto &one) { return double(one.second) >= x; });
        if (at == moments.end())
            return;
        QStringList lines{tr("%1 s").arg(at->second)};
        const QStringList words{tr("p95 before %1 ms"), tr("p99 before %1 ms"), tr("p95 after %1 ms"),
                                tr("p99 after %1 ms")};
        for (qsizetype i = 0; i < words.size(); ++i) {
            if (at->values[i])
                lines.append(words.at(i).arg(millis(*at->values[i])));
        }
        QToolTip::showText(position, lines.join(u'\n'), m_chart);
    });
    connect(m_chart, &Chart::left, this, &QToolTip::hideText);
    auto *top = new QHBoxLayout;
    top->setSpacing(12);
    top->addWidget(makeLabel(tr("Latency, ms"), "heading", Tone::Text, card));
    top->addWidget(m_legend, 1);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(16, 8, 8, 6);
    column->setSpacing(2);
    column->addLayout(top);
    column->addWidget(m_chart, 1);
    m_latencyTable = new DataTable(theme, m_latency, {60, 96, 96, 90, 0}, tr("Latency of both runs, as numbers"), both);
    auto *row = new QHBoxLayout(both);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(card, 3);
    row->addWidget(m_latencyTable, 2);
    m_chartCard = both;
    return both;
}

void RunCompareView::compare(const QString &one, const QString &other)
{
    const auto read = [one, other, home = thread()] {
        Pair records{models::readRun(one), models::readRun(other)};
        for (const auto &record : {records.first, records.second})
            record->moveToThread(home);
        return records;
    };
    m_read.start(read, [this](const Pair &records) {
        show(records);
        emit loadingChanged();
    });
    emit loadingChanged();
}

void RunCompareView::show(const Pair &records)
{
    auto [before, after] = records;
    if (before->startedAt() > after->startedAt())
        std::swap(before, after);
    m_before->setFullText(factsOf(*before));
    m_after->setFullText(factsOf(*after));
    m_checks.compare(*before->checks(), *after->checks());
    m_metrics.compare(before->result().value_or(models::ScenarioResult()),
                      after->result().value_or(models::ScenarioResult()));
    m_latency.compare(*before->load(), *after->load());
    m_checkTable->showEmpty(m_checks.rowCount() == 0);
    const int worse = m_checks.count(Kind::NowFails);
    const int better = m_checks.count(Kind::NowHolds);
    QStringList words;
    if (before->started().scenario != after->started().scenario)
        words.append(tr("Different scenarios"));
    if (worse > 0)
        words.append(worse == 1 ? tr("1 check now fails") : tr("%1 checks now fail").arg(worse));
    if (better > 0)
        words.append(better == 1 ? tr("1 check now holds") : tr("%1 checks now hold").arg(better));
    if (worse + better == 0)
        words.append(m_checks.count(Kind::OtherValue) > 0 ? tr("The same checks hold, some with other values")
                                                          : tr("The checks came out the same"));
    m_headline->setFullText(words.join(QStringLiteral(" · ")));
    m_glyph->set(worse > 0 ? Glyph::Cross : better > 0 ? Glyph::Check : Glyph::Ring,
                 worse > 0 ? Tone::Bad : better > 0 ? Tone::Good : Tone::Muted);
    draw();
}

void RunCompareView::draw()
{
    const auto &moments = m_latency.moments();
    m_chartCard->setVisible(!moments.empty());
    QList<LineChart::Line> lines;
    double highest = 0;
    double to = 1;
    const Series series[] = {Series::Reference, Series::Third, Series::First, Series::Second};
    const QString words[] = {tr("p95 before"), tr("p99 before"), tr("p95 after"), tr("p99 after")};
    QList<Legend::Entry> legend;
    for (int which = 0; which < 2 * afterFirst; ++which) {
        QList<QPointF> line;
        double most = 0;
        for (const auto &moment : moments) {
            to = std::max(to, double(moment.second));
            if (!moment.values[which])
                continue;
            line.append({double(moment.second), *moment.values[which]});
            most = std::max(most, *moment.values[which]);
        }
        highest = std::max(highest, most);
        if (!line.isEmpty())
            legend.append({series[which], words[which]});
        lines.append(line.isEmpty() ? LineChart::Line() : LineChart::Line{line});
    }
    m_legend->set(legend);
    m_chart->replace(lines, 0, to, highest);
}

} // namespace holdfast::views
