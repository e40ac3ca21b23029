#include "views/load_card.h"

#include "models/language.h"
#include "views/chart.h"
#include "views/delegates.h"
#include "views/legend.h"
#include "views/text.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>

namespace holdfast::views {

using models::LoadSample;
using models::LoadSeries;

namespace {

constexpr int refreshMs = 250;

/// Numbers of the chart's twin: as the model aligns them.
class NumberDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        paintRow(*painter, option);
        const auto alignment = Qt::Alignment(index.data(Qt::TextAlignmentRole).toInt());
        paintNumber(*painter, cellOf(option), index.data().toString(), theme().tokens().text,
                    alignment & Qt::AlignHorizontal_Mask);
        painter->restore();
    }
};

/// One moment of all loads: rates add up, of percentiles the worst stands.
struct Moment
{
    double from = 0; ///< seconds
    double to = 0;
    std::array<std::optional<double>, LineChart::lineCap> values;
};

using Kind = LoadCard::Kind;

QList<Series> seriesOf(Kind kind)
{
    if (kind == Kind::Throughput)
        return {Series::Reference, Series::First, Series::Second, Series::Failure, Series::Third};
    return {Series::First, Series::Second, Series::Third, Series::Reference};
}

std::array<std::optional<double>, LineChart::lineCap> valuesOf(const LoadSample &sample, Kind kind)
{
    if (kind == Kind::Latency)
        return {sample.p50Ms, sample.p95Ms, sample.p99Ms, sample.serviceP99Ms, std::nullopt};
    return {sample.perSecond(sample.offered), sample.perSecond(sample.ok), sample.perSecond(sample.refused),
            sample.perSecond(sample.failed + sample.unknown), sample.perSecond(sample.dropped)};
}

void unite(Moment &moment, const Moment &other, Kind kind)
{
    for (std::size_t i = 0; i < moment.values.size(); ++i) {
        auto &value = moment.values[i];
        const auto &more = other.values[i];
        if (!more)
            continue;
        value = !value ? *more : kind == Kind::Throughput ? *value + *more : std::max(*value, *more);
    }
    moment.from = std::min(moment.from, other.from);
    moment.to = std::max(moment.to, other.to);
}

std::vector<Moment> momentsOf(const LoadSeries &load, Kind kind)
{
    std::vector<Moment> moments;
    for (const auto &sample : load.samples()) {
        const Moment moment{double(sample.atMs - sample.intervalMs) / 1000, double(sample.atMs) / 1000,
                            valuesOf(sample, kind)};
        // Loads that go on beside each other report at about the same time.
        const bool beside = !moments.empty() && moment.from < moments.back().to - (moment.to - moment.from) / 2;
        if (beside)
            unite(moments.back(), moment, kind);
        else
            moments.push_back(moment);
    }
    return moments;
}

/// As many as there are pixels: of several the highest stands, so that no spike is lost.
std::vector<Moment> thinned(std::vector<Moment> moments, int most)
{
    const auto each = (moments.size() + std::size_t(most) - 1) / std::size_t(std::max(1, most));
    if (each <= 1)
        return moments;
    std::vector<Moment> fewer;
    for (std::size_t i = 0; i < moments.size(); ++i) {
        if (i % each == 0)
            fewer.push_back(moments[i]);
        else
            unite(fewer.back(), moments[i], Kind::Latency);
    }
    return fewer;
}

LineChart::Line lineOf(const std::vector<Moment> &moments, std::size_t which)
{
    LineChart::Line line;
    double known = -1; // up to where
    for (const auto &moment : moments) {
        const auto &value = moment.values[which];
        if (!value)
            continue;
        if (line.isEmpty() || moment.from > known + (moment.to - moment.from) / 2) {
            line.append(QList<QPointF>());
            line.last().append({moment.from, *value});
        }
        line.last().append({moment.to, *value});
        known = moment.to;
    }
    return line;
}

QString grouped(qint64 count)
{
    return models::screenLocale().toString(count);
}

QString millis(double ms)
{
    return models::screenLocale().toString(ms, 'f', ms < 10 ? 1 : 0);
}

} // namespace

LoadCard::LoadCard(const Theme &theme, Kind kind, QWidget *parent)
    : Card(parent), m_theme(theme), m_kind(kind), m_legend(new Legend(theme, this)), m_switch(new QToolButton(this)),
      m_stack(new QStackedWidget(this)), m_chart(LineChart::create(theme, seriesOf(kind), this)),
      m_table(new QTableView(this))
{
    const bool throughput = kind == Kind::Throughput;
    const auto title = throughput ? tr("Requests/s") : tr("Latency, ms");
    setAccessibleName(title);
    auto *heading = makeLabel(title, "heading", Tone::Text, this);
    m_legend->setToolTip(throughput ? tr("Counts over the whole run") : tr("The highest of any interval"));
    m_chart->setAccessibleName(throughput ? tr("Chart of requests per second; the table beside it has the numbers")
                                          : tr("Chart of latency; the table beside it has the numbers"));
    m_table->setItemDelegate(new NumberDelegate(theme, m_table));
    m_table->setHorizontalHeader(new Header(theme, m_table));
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_table->horizontalHeader()->setMinimumSectionSize(throughput ? 76 : 94); // its words; narrower it scrolls
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(RowDelegate::rowHeight);
    m_table->setShowGrid(false);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setAccessibleName(throughput ? tr("Requests, as numbers") : tr("Latency, as numbers"));
    m_stack->addWidget(m_chart);
    m_stack->addWidget(m_table);
    m_switch->setCheckable(true);
    m_switch->setFocusPolicy(Qt::TabFocus);
    m_switch->setIconSize({16, 16});
    connect(m_switch, &QToolButton::toggled, this, &LoadCard::setShowsTable);

    auto *top = new QHBoxLayout;
    top->setSpacing(12);
    top->addWidget(heading);
    top->addWidget(m_legend, 1);
    top->addWidget(m_switch);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 6, 8, 6);
    column->setSpacing(2);
    column->addLayout(top);
    column->addWidget(m_stack, 1);
    setMinimumHeight(118);

    m_soon.setSingleShot(true);
    m_soon.setInterval(refreshMs);
    connect(&m_soon, &QTimer::timeout, this, &LoadCard::refresh);
    connect(m_chart, &Chart::hovered, this, [this](double x, const QPoint &position) {
        QToolTip::showText(position, hoverText(x), m_chart);
    });
    connect(m_chart, &Chart::left, this, &QToolTip::hideText);
    connect(&theme, &Theme::changed, this, &LoadCard::dress);
    dress();
}

void LoadCard::setLoad(LoadSeries *load)
{
    if (m_load)
        m_load->disconnect(this);
    m_load = load;
    changeModel(m_table, load);
    if (load) {
        const auto soon = [this] {
            if (!m_soon.isActive())
                m_soon.start();
        };
        connect(load, &QAbstractItemModel::rowsInserted, this, soon);
        connect(load, &LoadSeries::faultsChanged, this, soon);
        for (int column = 0; column < LoadSeries::ColumnCount; ++column) {
            const bool latency = column >= LoadSeries::P50;
            const bool both = column == LoadSeries::Time;
            const bool unused = column == LoadSeries::Phase || column == LoadSeries::ServiceP50
                || column == LoadSeries::ServiceP95;
            m_table->setColumnHidden(column, unused || (!both && latency != (m_kind == Kind::Latency)));
        }
    }
    refresh();
}

bool LoadCard::showsTable() const
{
    return m_stack->currentWidget() == m_table;
}

void LoadCard::setShowsTable(bool on)
{
    m_switch->setChecked(on);
    m_stack->setCurrentWidget(on ? static_cast<QWidget *>(m_table) : m_chart);
    dress();
    refresh();
}

QStringList LoadCard::legend() const
{
    return m_legend->texts();
}

void LoadCard::dress()
{
    m_switch->setIcon(m_theme.icon(showsTable() ? QStringLiteral("chart") : QStringLiteral("table"), Tone::Muted));
    const auto name = showsTable() ? tr("Show as chart") : tr("Show as numbers");
    m_switch->setAccessibleName(name);
    m_switch->setToolTip(name);
}

void LoadCard::resizeEvent(QResizeEvent *event)
{
    Card::resizeEvent(event);
    refresh(); // as many points as there are pixels
}

void LoadCard::refreshLegend()
{
    QList<Legend::Entry> entries;
    const auto &samples = m_load->samples();
    if (m_kind == Kind::Throughput) {
        const auto sum = [&samples](qint64 LoadSample::*count) {
            qint64 all = 0;
            for (const auto &sample : samples)
                all += sample.*count;
            return all;
        };
        entries = {{Series::Reference, tr("%1 offered").arg(grouped(sum(&LoadSample::offered)))},
                   {Series::First, tr("%1 OK").arg(grouped(sum(&LoadSample::ok)))},
                   {Series::Second, tr("%1 refused").arg(grouped(sum(&LoadSample::refused)))},
                   {Series::Failure,
                    tr("%1 failed").arg(grouped(sum(&LoadSample::failed) + sum(&LoadSample::unknown)))},
                   {Series::Third, tr("%1 dropped").arg(grouped(sum(&LoadSample::dropped)))}};
    } else {
        const auto most = [&samples](std::optional<double> LoadSample::*percentile) {
            std::optional<double> highest;
            for (const auto &sample : samples)
                highest = std::max(highest, sample.*percentile);
            return highest;
        };
        const auto add = [&entries](Series series, const QString &words, const std::optional<double> &value) {
            if (value)
                entries.append({series, words.arg(millis(*value))});
        };
        add(Series::First, tr("p50 ≤ %1"), most(&LoadSample::p50Ms));
        add(Series::Second, tr("p95 ≤ %1"), most(&LoadSample::p95Ms));
        add(Series::Third, tr("p99 ≤ %1"), most(&LoadSample::p99Ms));
        add(Series::Reference, tr("service p99 ≤ %1"), most(&LoadSample::serviceP99Ms));
    }
    m_legend->set(entries);
}

void LoadCard::refresh()
{
    if (!m_load || m_load->samples().empty()) {
        m_legend->set({});
        m_chart->replace({}, 0, 1, 0);
        m_chart->setShades({});
        return;
    }
    refreshLegend();
    if (showsTable())
        return;
    const auto moments = thinned(momentsOf(*m_load, m_kind), std::max(60, m_chart->width()));
    QList<LineChart::Line> lines;
    double highest = 0;
    double to = 1;
    for (std::size_t i = 0; i < std::size_t(seriesOf(m_kind).size()); ++i) {
        auto line = lineOf(moments, i);
        double top = 0;
        for (const auto &part : line) {
            for (const auto &point : part)
                top = std::max(top, point.y());
        }
        // A line at nought along the whole axis says what the heading says already.
        if (top == 0)
            line.clear();
        highest = std::max(highest, top);
        lines.append(line);
    }
    for (const auto &moment : moments)
        to = std::max(to, moment.to);
    QList<Shade> shades;
    for (const auto &fault : m_load->faults())
        to = std::max(to, double(std::max(fault.fromMs, fault.toMs)) / 1000);
    for (const auto &fault : m_load->faults())
        shades.append({double(fault.fromMs) / 1000, fault.toMs < 0 ? to : double(fault.toMs) / 1000, fault.name});
    constexpr double headroom = 1.2; // for the names of faults
    m_chart->replace(lines, 0, to, shades.isEmpty() ? highest : highest * headroom);
    m_chart->setShades(shades);
}

QString LoadCard::hoverText(double seconds) const
{
    if (!m_load || m_load->samples().empty())
        return {};
    const auto moments = momentsOf(*m_load, m_kind);
    const auto at = std::find_if(moments.begin(), moments.end(),
                                 [seconds](const Moment &moment) { return seconds <= moment.to; });
    const auto &moment = at == moments.end() ? moments.back() : *at;
    QStringList lines{tr("%1 s").arg(models::screenLocale().toString(moment.to, 'f', 1))};
    const auto words = m_kind == Kind::Throughput
        ? QStringList{tr("offered %1/s"), tr("OK %1/s"), tr("refused %1/s"), tr("failed or unknown %1/s"),
                      tr("dropped %1/s")}
        : QStringList{tr("p50 %1 ms"), tr("p95 %1 ms"), tr("p99 %1 ms"), tr("service p99 %1 ms")};
    for (qsizetype i = 0; i < words.size(); ++i) {
        if (const auto &value = moment.values[std::size_t(i)])
            lines.append(words.at(i).arg(millis(*value)));
    }
    for (const auto &fault : m_load->faults()) {
        const bool on = double(fault.fromMs) / 1000 <= seconds
            && (fault.toMs < 0 || seconds <= double(fault.toMs) / 1000);
        if (on)
            lines.append(fault.detail.isEmpty() ? tr("fault: %1").arg(fault.name)
                                                : tr("fault: %1, %2").arg(fault.name, fault.detail));
    }
    return lines.join(u'\n');
}

} // namespace holdfast::views
