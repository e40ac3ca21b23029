#include "views/history_card.h"

#include "views/chart.h"
#include "views/delegates.h"
#include "views/filter_words.h"
#include "views/text.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QPainter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <numeric>

namespace holdfast::views {
namespace {

constexpr qint64 windowMs = 15 * 60 * 1000;
constexpr qint64 leastMs = 30 * 1000; ///< less would make much of little

qint64 totalOf(const models::StateCounts &counts)
{
    return std::accumulate(counts.begin(), counts.end(), qint64(0));
}

class CountDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        paintRow(*painter, option);
        paintNumber(*painter, cellOf(option), index.data().toString(), theme().tokens().text,
                    index.column() == 0 ? Qt::AlignLeft : Qt::AlignRight);
        painter->restore();
    }
};

} // namespace

/// The chart's twin: a row for every ten seconds, newest first.
class HistoryTable final : public QAbstractTableModel
{
public:
    explicit HistoryTable(const models::StateHistory &history, QObject *parent)
        : QAbstractTableModel(parent), m_history(history)
    {
    }

    [[nodiscard]] int rowCount(const QModelIndex &parent) const override
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }
    [[nodiscard]] int columnCount(const QModelIndex &parent) const override
    {
        return parent.isValid() ? 0 : int(models::inFlightStates.size()) + 2;
    }
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override
    {
        if (role != Qt::DisplayRole)
            return {};
        const auto &sample = m_rows[std::size_t(index.row())];
        if (index.column() == 0)
            return QDateTime::fromMSecsSinceEpoch(sample.atMs).toString(QStringLiteral("HH:mm:ss"));
        const auto band = std::size_t(index.column() - 1);
        return band < sample.counts.size() ? sample.counts[band] : totalOf(sample.counts);
    }
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override
    {
        if (orientation != Qt::Horizontal)
            return {};
        if (role == Qt::TextAlignmentRole)
            return section == 0 ? int(Qt::AlignLeft) : int(Qt::AlignRight);
        if (role != Qt::DisplayRole)
            return {};
        if (section == 0)
            return HistoryCard::tr("Time");
        const auto band = std::size_t(section - 1);
        return band < models::inFlightStates.size() ? labelOf(models::inFlightStates[band]) : HistoryCard::tr("Total");
    }

    void refresh()
    {
        constexpr qint64 every = 10'000;
        std::vector<models::StateHistory::Sample> rows;
        qint64 slot = -1;
        const auto samples = m_history.samples();
        for (auto sample = samples.rbegin(); sample != samples.rend(); ++sample) {
            if (sample->atMs / every == slot)
                continue;
            slot = sample->atMs / every;
            rows.push_back(*sample);
        }
        if (rows.size() == m_rows.size()) {
            m_rows = std::move(rows);
            emit dataChanged(index(0, 0), index(int(m_rows.size()) - 1, columnCount({}) - 1), {Qt::DisplayRole});
            return;
        }
        beginResetModel(); // nothing in it can be selected
        m_rows = std::move(rows);
        endResetModel();
    }

private:
    const models::StateHistory &m_history;
    std::vector<models::StateHistory::Sample> m_rows;
};

HistoryCard::HistoryCard(const Theme &theme, models::StateHistory &history, QWidget *parent)
    : Card(parent), m_theme(theme), m_history(history), m_stack(new QStackedWidget(this)),
      m_waiting(makeLabel(tr("The first samples appear here once an environment is connected."), "", Tone::Muted,
                          this)),
      m_chart(AreaChart::create(theme, QList<State>(models::inFlightStates.begin(), models::inFlightStates.end()),
                                this)),
      m_table(new HistoryTable(history, this)), m_tableView(new QTableView(this)), m_switch(new QToolButton(this))
{
    setFixedHeight(132);
    setAccessibleName(tr("In flight by state"));
    m_waiting->setAlignment(Qt::AlignCenter);
    m_waiting->setWordWrap(true);
    m_chart->setAccessibleName(tr("Chart of reservations in flight by state; the table beside it has the numbers"));
    m_tableView->setModel(m_table);
    m_tableView->setItemDelegate(new CountDelegate(theme, m_tableView));
    m_tableView->setHorizontalHeader(new Header(theme, m_tableView));
    m_tableView->horizontalHeader()->setSectionResizeMode(QHeaderView::Stretch);
    m_tableView->verticalHeader()->hide();
    m_tableView->verticalHeader()->setDefaultSectionSize(RowDelegate::rowHeight);
    m_tableView->setShowGrid(false);
    m_tableView->setSelectionMode(QAbstractItemView::NoSelection);
    m_tableView->setTabKeyNavigation(false);
    m_tableView->setAccessibleName(tr("In flight by state, as numbers"));
    m_stack->addWidget(m_waiting);
    m_stack->addWidget(m_chart);
    m_stack->addWidget(m_tableView);

    m_switch->setCheckable(true);
    m_switch->setFocusPolicy(Qt::TabFocus);
    m_switch->setIconSize({16, 16});
    m_switch->setAccessibleName(tr("Show as numbers"));
    m_switch->setToolTip(tr("Show as numbers"));
    connect(m_switch, &QToolButton::toggled, this, &HistoryCard::setShowsTable);

    auto *side = new QVBoxLayout;
    side->setContentsMargins(0, 0, 0, 0);
    side->addWidget(m_switch);
    side->addStretch(1);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(14, 8, 8, 8);
    row->setSpacing(16);
    row->addWidget(makeLegend(theme));
    row->addWidget(m_stack, 1);
    row->addLayout(side);
    connect(&history, &models::StateHistory::changed, this, &HistoryCard::refresh);
    connect(m_chart, &Chart::hovered, this, &HistoryCard::showHover);
    connect(m_chart, &Chart::left, this, &QToolTip::hideText);
    connect(&theme, &Theme::changed, this, &HistoryCard::dress);
    dress();
    refresh();
}

QWidget *HistoryCard::makeLegend(const Theme &theme)
{
    auto *legend = new QWidget(this);
    auto *grid = new QGridLayout(legend);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(0);
    m_span = makeLabel({}, "status", Tone::Muted, legend);
    grid->addWidget(m_span, 0, 0, 1, 3);
    int row = 1;
    for (auto state = models::inFlightStates.begin(); state != models::inFlightStates.end(); ++state, ++row) {
        auto *glyph = new GlyphLabel(theme, 11, legend);
        glyph->set(*state);
        auto *label = makeLabel(labelOf(*state), "status", Tone::Text, legend);
        auto *count = new NumberLabel(legend);
        setKind(count, "status");
        setTone(count, Tone::Muted);
        count->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
        count->setAccessibleDescription(labelOf(*state));
        grid->addWidget(glyph, row, 0);
        grid->addWidget(label, row, 1);
        grid->addWidget(count, row, 2);
        m_counts.append(count);
    }
    grid->setColumnMinimumWidth(2, 40);
    for (int line = 0; line < row; ++line)
        grid->setRowMinimumHeight(line, 19);
    legend->setMinimumWidth(176); // German is longer
    legend->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
    return legend;
}

bool HistoryCard::showsTable() const
{
    return m_wantsTable;
}

void HistoryCard::setShowsTable(bool on)
{
    m_wantsTable = on;
    m_switch->setChecked(on);
    dress();
    refresh();
}

void HistoryCard::dress()
{
    m_switch->setIcon(m_theme.icon(m_wantsTable ? QStringLiteral("chart") : QStringLiteral("table"), Tone::Muted));
    const auto name = m_wantsTable ? tr("Show as chart") : tr("Show as numbers");
    m_switch->setAccessibleName(name);
    m_switch->setToolTip(name);
}

void HistoryCard::resizeEvent(QResizeEvent *event)
{
    Card::resizeEvent(event);
    refresh(); // as many points as there are pixels
}

void HistoryCard::refresh()
{
    const auto latest = m_history.latest();
    for (std::size_t i = 0; i < latest.size(); ++i)
        m_counts[qsizetype(i)]->setText(m_history.samples().empty() ? QString() : QString::number(latest[i]));
    const auto shown = m_history.samples();
    const bool full = shown.empty() || shown.back().atMs - shown.front().atMs >= windowMs - 60 * 1000;
    m_span->setText(full ? tr("In flight by state, 15 min")
                         : tr("In flight by state since %1")
                               .arg(QDateTime::fromMSecsSinceEpoch(shown.front().atMs).toString(QStringLiteral("HH:mm"))));
    constexpr std::size_t enough = 2; // an area needs two points
    const bool ready = shown.size() >= enough;
    m_switch->setEnabled(ready);
    if (!ready) {
        m_stack->setCurrentWidget(m_waiting);
        return;
    }
    m_stack->setCurrentWidget(m_wantsTable ? static_cast<QWidget *>(m_tableView) : m_chart);
    if (m_wantsTable) {
        m_table->refresh();
        return;
    }
    QList<AreaChart::Band> bands;
    for (auto &band : m_history.stacked(std::max(60, m_chart->width())))
        bands.append({band.state, std::move(band.lower), std::move(band.upper)});
    // As long as is known, so that a young history is no sliver.
    const qint64 to = shown.back().atMs;
    const qint64 from = std::max(to - windowMs, std::min(shown.front().atMs, to - leastMs));
    m_chart->replace(bands, double(from), double(to), double(m_history.highestTotal()));
    QList<Shade> gaps;
    for (const auto &gap : m_history.gaps())
        gaps.append({double(gap.fromMs), double(gap.toMs), {}});
    m_chart->setShades(gaps);
}

void HistoryCard::showHover(double x, const QPoint &position)
{
    const auto atMs = qint64(x);
    const auto samples = m_history.samples();
    if (samples.empty() || atMs < samples.front().atMs) {
        QToolTip::hideText();
        return;
    }
    const auto after = std::lower_bound(samples.begin(), samples.end(), atMs,
                                        [](const auto &sample, qint64 at) { return sample.atMs < at; });
    const auto &sample = after == samples.end() ? samples.back() : *after;
    QStringList lines{QDateTime::fromMSecsSinceEpoch(sample.atMs).toString(QStringLiteral("HH:mm:ss"))};
    for (std::size_t i = 0; i < sample.counts.size(); ++i)
        lines.append(tr("%1: %2").arg(labelOf(models::inFlightStates[i])).arg(sample.counts[i]));
    lines.append(tr("Total: %1").arg(totalOf(sample.counts)));
    QToolTip::showText(position, lines.join(u'\n'), m_chart);
}

} // namespace holdfast::views
