#include "views/run_trend_view.h"

#include "models/cell.h"
#include "views/chart.h"
#include "views/export_button.h"
#include "views/legend.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QTableView>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

namespace holdfast::views {

using models::RunTrend;

namespace {

/// As many as stand at whole numbers.
int ticksFor(int count)
{
    constexpr int most = 8;
    int ticks = std::min(most, count);
    while (ticks > 2 && (count - 1) % (ticks - 1) != 0)
        --ticks;
    return ticks;
}

} // namespace

RunTrendView::RunTrendView(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme),
      m_measures{{tr("Duration, s"), {RunTrend::Duration}},
                 {tr("Requests/s"), {RunTrend::PerSecond}},
                 {tr("Latency, ms"), {RunTrend::P95, RunTrend::P99}}},
      m_headline(new ElidedLabel(Qt::ElideRight, this)), m_measure(new QComboBox(this)), m_export(new ExportButton(this)),
      m_legend(new Legend(theme, this)), m_chart(LineChart::create(theme, {Series::First, Series::Second}, this)),
      m_table(new DataTable(theme, m_model, {120, 130, 90, 100, 80, 80, 0}, tr("Runs of the scenario"), this))
{
    setTone(m_headline, Tone::Muted);
    m_measure->setAccessibleName(tr("What the chart shows"));
    m_chart->setAccessibleName(tr("Chart of the runs of the scenario; the table below it has the numbers"));
    m_export->addTable(QStringLiteral("trend"), [this] { return &m_model; });
    m_export->addPicture(QStringLiteral("trend"), m_chart);
    m_table->emptyState()->set(tr("The runs of this scenario appear here, one below the other, once there are some."),
                               QString(), {});
    auto *card = new Card(this);
    auto *top = new QHBoxLayout;
    top->setSpacing(12);
    top->addWidget(m_measure);
    top->addWidget(m_legend, 2);
    top->addWidget(m_headline, 3);
    top->addWidget(m_export);
    auto *inside = new QVBoxLayout(card);
    inside->setContentsMargins(12, 8, 12, 6);
    inside->setSpacing(6);
    inside->addLayout(top);
    inside->addWidget(m_chart, 1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(card, 4);
    column->addWidget(m_table, 5);
    connect(m_measure, &QComboBox::currentIndexChanged, this, &RunTrendView::draw);
    connect(m_chart, &Chart::hovered, this, [this](double x, const QPoint &position) {
        QToolTip::showText(position, hoverText(int(std::lround(x))), m_chart);
    });
    connect(m_chart, &Chart::left, this, &QToolTip::hideText);
    connect(m_table, &DataTable::activated, this, [this](int row) {
        emit linkActivated(m_model.index(row, 0).data(models::LinkRole).value<models::Link>());
    });
    offer();
}

void RunTrendView::setRuns(const QString &scenario, const std::vector<models::StoredRun> &runs)
{
    m_model.setRuns(scenario, runs);
    const int count = m_model.rowCount();
    m_table->showEmpty(count == 0);
    int good = 0;
    for (int row = 0; row < count; ++row)
        good += m_model.at(row).isGood() ? 1 : 0;
    m_headline->setFullText(count == 0   ? QString()
                            : count == 1 ? tr("1 run of %1; a trend needs two").arg(scenario)
                                         : tr("%1 runs of %2, %3 passed").arg(count).arg(scenario).arg(good));
    offer();
    m_table->view()->scrollToBottom();
}

/// Only what there is something of to be seen.
void RunTrendView::offer()
{
    const auto before = m_measure->currentText();
    QStringList names;
    for (const auto &measure : m_measures) {
        const bool any = std::any_of(measure.columns.begin(), measure.columns.end(),
                                     [this](RunTrend::Column column) { return m_model.has(column); });
        if (any || names.isEmpty())
            names.append(measure.name);
    }
    {
        const QSignalBlocker quiet(m_measure);
        m_measure->clear();
        m_measure->addItems(names);
        m_measure->setCurrentIndex(std::max<int>(0, int(names.indexOf(before))));
    }
    draw();
}

void RunTrendView::draw()
{
    const auto measure = std::find_if(m_measures.begin(), m_measures.end(),
                                      [this](const Measure &one) { return one.name == m_measure->currentText(); });
    if (measure == m_measures.end())
        return;
    const int count = m_model.rowCount();
    QList<LineChart::Line> lines;
    QList<Legend::Entry> legend;
    double highest = 0;
    for (const auto column : measure->columns) {
        LineChart::Line line;
        bool known = false;
        for (int row = 0; row < count; ++row) {
            const auto value = m_model.valueAt(row, column);
            if (value && !known)
                line.append(QList<QPointF>());
            if (value)
                line.last().append({double(row + 1), *value});
            known = value.has_value();
            highest = std::max(highest, value.value_or(0));
        }
        lines.append(line);
        if (measure->columns.size() > 1)
            legend.append({column == RunTrend::P95 ? Series::First : Series::Second,
                           column == RunTrend::P95 ? tr("p95") : tr("p99")});
    }
    m_legend->setVisible(!legend.isEmpty());
    m_legend->set(legend);
    constexpr double headroom = 1.2; // for the words at the top of shades
    m_chart->setAxisFormat(tr("run %.0f"), ticksFor(std::max(2, count)));
    m_chart->replace(lines, 1, std::max(2, count), highest * headroom);
    QList<Shade> shades;
    constexpr double half = 0.4;
    for (int row = 0; row < count; ++row) {
        if (!m_model.at(row).isGood())
            shades.append({std::max(1.0, row + 1 - half), std::min(double(std::max(2, count)), row + 1 + half),
                           models::label(m_model.at(row).status)});
    }
    m_chart->setShades(shades);
}

QString RunTrendView::hoverText(int number) const
{
    const int row = number - 1;
    if (row < 0 || row >= m_model.rowCount())
        return {};
    QStringList lines;
    for (int column = 0; column < RunTrend::ColumnCount; ++column) {
        const auto text = m_model.index(row, column).data().toString();
        if (!text.isEmpty())
            lines.append(column <= RunTrend::Verdict ? text
                                                     : m_model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString()
                                 + QStringLiteral(": ") + text);
    }
    return lines.join(u'\n');
}

} // namespace holdfast::views
