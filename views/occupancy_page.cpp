#include "views/occupancy_page.h"

#include "models/local_time.h"
#include "views/data_table.h"
#include "views/export_button.h"
#include "views/filter_words.h"
#include "views/occupancy_chart.h"
#include "views/occupancy_heat_map.h"

#include <QComboBox>
#include <QLocale>
#include <QPainter>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace holdfast::views {

using models::OccupancyModel;
using models::OccupancySpan;

namespace {

constexpr int narrow = 1100;

models::Link linkToSeats()
{
    models::Link link;
    link.page = QStringLiteral("in-flight");
    link.filter.emplace();
    link.filter->states = seatedStates();
    return link;
}

/// The seats of a slot as a stacked bar, with their number; everything else as in any table.
class SeatsDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        constexpr int numbers = 74;
        constexpr int tall = 10;
        painter->save();
        paintRow(*painter, option);
        const auto cell = cellOf(option);
        const auto seats = index.data(OccupancyModel::SeatsRole).value<QList<qint64>>();
        if (seats.size() == 4) {
            const QRectF bar(cell.left(), cell.center().y() - tall / 2.0 + 1, cell.width() - numbers - 8, tall);
            drawSeats(*painter, bar, {seats[0], seats[1], seats[2], seats[3]}, theme().tokens());
        }
        paintNumber(*painter, cell.adjusted(cell.width() - numbers, 0, 0, 0), index.data().toString(),
                    theme().tokens().text, Qt::AlignRight);
        painter->restore();
    }
};

/// From pale to deep, with the ends named.
class HeatLegend final : public QWidget
{
public:
    HeatLegend(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
    {
        setFixedSize(sizeHint());
        setAccessibleName(OccupancyPage::tr("Percent of the seats taken: none to all; more than there are is marked"));
        connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    }
    [[nodiscard]] QSize sizeHint() const override { return {250, 20}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        constexpr int boxes = 6;
        constexpr int box = 16;
        QPainter painter(this);
        painter.setFont(m_theme.smallFont());
        const auto &tokens = m_theme.tokens();
        int x = 0;
        const auto write = [&](const QString &text) {
            painter.setPen(tokens.muted);
            const int wide = painter.fontMetrics().horizontalAdvance(text) + 2;
            painter.drawText(QRect(x, 0, wide, height()), Qt::AlignLeft | Qt::AlignVCenter, text);
            x += wide + 6;
        };
        write(QStringLiteral("0\u00a0%"));
        for (int i = 0; i < boxes; ++i, x += box)
            painter.fillRect(QRect(x, 5, box - 1, 10), heatColour(tokens, double(i) / (boxes - 1)));
        x += 6;
        write(QStringLiteral("100\u00a0%"));
        x += 4;
        painter.fillRect(QRect(x, 5, box - 1, 10), heatColour(tokens, 2));
        x += box + 6;
        write(OccupancyPage::tr("beyond!"));
    }

private:
    const Theme &m_theme;
};

} // namespace

OccupancyPage::OccupancyPage(const Theme &theme, models::ConsoleModels &models, QWidget *parent)
    : Page(theme, models, {QStringLiteral("occupancy"), QStringLiteral("occupancy"), tr("Occupancy")}, Shows::Database,
           parent),
      m_model(models.questions()), m_table(m_model), m_span(new QComboBox(this)), m_earlier(new QToolButton(this)),
      m_later(new QToolButton(this)), m_now(makeButton(tr("Now"), "", this)), m_export(new ExportButton(this))
{
    makeTitle();
    auto *below = new QSplitter(Qt::Horizontal, this);
    below->setChildrenCollapsible(false);
    below->setHandleWidth(12);
    m_chartCard = makeChartCard();
    below->addWidget(m_chartCard);
    below->addWidget(makeFullestCard());
    below->setStretchFactor(0, 2);
    below->setStretchFactor(1, 3);
    auto *all = new QSplitter(Qt::Vertical, this);
    all->setChildrenCollapsible(false);
    all->setHandleWidth(12);
    all->addWidget(makeMapCard());
    all->addWidget(below);
    all->setStretchFactor(0, 3);
    all->setStretchFactor(1, 2);
    all->setSizes({420, 330});
    body()->addWidget(all, 1);
    m_export->addTable(QStringLiteral("fullest-slots"), [this] { return &m_model; });
    m_export->addTable(QStringLiteral("occupancy"), [this] { return &m_table; });
    m_export->addPicture(QStringLiteral("occupancy"), m_map->viewport());
    watch(m_model);
    connect(&m_model, &OccupancyModel::gridChanged, this, &OccupancyPage::showGrid);
    connect(&m_model, &models::PolledModel::readStateChanged, this, &OccupancyPage::showGrid);
    connect(&theme, &Theme::changed, this, &OccupancyPage::showIcons);
    showIcons();
    showGrid();
}

void OccupancyPage::makeTitle()
{
    m_span->addItem(tr("Next 24 hours"), int(OccupancySpan::Ahead));
    m_span->addItem(tr("Day"), int(OccupancySpan::Day));
    m_span->addItem(tr("Week"), int(OccupancySpan::Week));
    m_span->setAccessibleName(tr("Time shown"));
    m_earlier->setText(QStringLiteral("\u2039"));
    m_earlier->setToolTip(tr("Earlier (Alt+Left)"));
    m_earlier->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Left));
    m_later->setText(QStringLiteral("\u203a"));
    m_later->setToolTip(tr("Later (Alt+Right)"));
    m_later->setShortcut(QKeySequence(Qt::ALT | Qt::Key_Right));
    for (auto *button : {m_earlier, m_later}) {
        button->setFocusPolicy(Qt::TabFocus);
        button->setAccessibleName(button->toolTip());
    }
    connect(m_span, &QComboBox::currentIndexChanged, this, [this] {
        m_model.setSpan(static_cast<OccupancySpan>(m_span->currentData().toInt()), 0);
        brush(std::nullopt);
    });
    connect(m_earlier, &QToolButton::clicked, this, [this] { turn(m_model.turns() - 1); });
    connect(m_later, &QToolButton::clicked, this, [this] { turn(m_model.turns() + 1); });
    connect(m_now, &QPushButton::clicked, this, [this] { turn(0); });
    addToTitle(m_span);
    addToTitle(m_earlier);
    addToTitle(m_now);
    addToTitle(m_later);
    addToTitle(m_export);
}

QWidget *OccupancyPage::makeMapCard()
{
    auto *card = new Card(this);
    m_stack = new QStackedWidget(card);
    m_map = new OccupancyHeatMap(theme(), m_stack);
    m_twin = new DataTable(theme(), m_table, {170}, tr("Seats taken, by vendor and time"), m_stack);
    m_empty = new EmptyState(m_stack);
    m_stack->addWidget(m_map);
    m_stack->addWidget(m_twin);
    m_stack->addWidget(m_empty);
    m_asTable = new QToolButton(card);
    m_asTable->setCheckable(true);
    m_asTable->setToolTip(tr("As a table"));
    m_asTable->setAccessibleName(tr("Show the map as a table"));
    m_asTable->setFocusPolicy(Qt::TabFocus);
    m_brushed = new ElidedLabel(Qt::ElideRight, card);
    setTone(m_brushed, Tone::Muted);
    m_clear = makeButton(tr("Clear"), "", card);
    m_clear->setToolTip(tr("Show the whole time again (Esc)"));
    m_clear->hide();
    auto *head = new QHBoxLayout;
    head->setSpacing(12);
    head->addWidget(makeLabel(tr("Seats taken, by vendor and time"), "heading", Tone::Text, card));
    head->addWidget(m_brushed, 1);
    head->addWidget(m_clear);
    head->addWidget(new HeatLegend(theme(), card));
    head->addWidget(m_asTable);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(14, 10, 12, 10);
    column->setSpacing(6);
    column->addLayout(head);
    column->addWidget(m_stack, 1);
    connect(m_asTable, &QToolButton::toggled, this, &OccupancyPage::showGrid);
    connect(m_clear, &QPushButton::clicked, this, [this] { brush(std::nullopt); });
    connect(m_map, &OccupancyHeatMap::brushed, this, &OccupancyPage::brush);
    connect(m_map, &OccupancyHeatMap::activated, this, &OccupancyPage::openCell);
    connect(m_twin, &DataTable::activated, this,
            [this](int row) { openCell(row, m_twin->view()->currentIndex().column() - 1); });
    return card;
}

QWidget *OccupancyPage::makeChartCard()
{
    auto *card = new Card(this);
    m_chart = new OccupancyChart(theme(), card);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(14, 10, 12, 8);
    column->setSpacing(4);
    column->addWidget(makeLabel(tr("Taken over time"), "heading", Tone::Text, card));
    column->addWidget(m_chart, 1);
    return card;
}

QWidget *OccupancyPage::makeFullestCard()
{
    auto *side = new QWidget(this);
    auto *head = new QHBoxLayout;
    head->setContentsMargins(2, 0, 2, 0);
    head->addWidget(makeLabel(tr("Fullest slots"), "heading", Tone::Text, side));
    head->addStretch(1);
    head->addWidget(new SeatLegend(theme(), side));
    m_fullest = new DataTable(theme(), m_model, {144, 140, 176, 64, 54, 84, 74, 54, 80}, tr("Fullest slots"), side);
    m_fullest->view()->setItemDelegateForColumn(OccupancyModel::SeatsColumn, new SeatsDelegate(theme(), m_fullest->view()));
    m_fullest->emptyState()->set(tr("No slots start in this time."), {}, {});
    auto *column = new QVBoxLayout(side);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addLayout(head);
    column->addWidget(m_fullest, 1);
    connect(m_fullest, &DataTable::activated, this, &OccupancyPage::openSlot);
    return side;
}

QList<Command> OccupancyPage::commands()
{
    return {
        {tr("Occupancy: earlier"), QKeySequence(Qt::ALT | Qt::Key_Left), [this] { turn(m_model.turns() - 1); }, {}},
        {tr("Occupancy: later"), QKeySequence(Qt::ALT | Qt::Key_Right), [this] { turn(m_model.turns() + 1); }, {}},
        {tr("Occupancy: now"), {}, [this] { turn(0); }, {}},
        {tr("Occupancy: as a table"), {}, [this] { m_asTable->toggle(); }, {}},
    };
}

void OccupancyPage::restore(const QSettings &settings)
{
    m_span->setCurrentIndex(qBound(0, settings.value(QStringLiteral("occupancy/span"), 0).toInt(), m_span->count() - 1));
    m_asTable->setChecked(settings.value(QStringLiteral("occupancy/asTable"), false).toBool());
}

void OccupancyPage::save(QSettings &settings) const
{
    settings.setValue(QStringLiteral("occupancy/span"), m_span->currentIndex());
    settings.setValue(QStringLiteral("occupancy/asTable"), m_asTable->isChecked());
}

void OccupancyPage::turn(int to)
{
    constexpr int furthest = 400;
    m_model.setSpan(m_model.span(), qBound(-furthest, to, furthest));
    brush(std::nullopt);
}

void OccupancyPage::brush(const std::optional<models::OccupancyBrush> &brush)
{
    m_model.setBrush(brush);
    showGrid();
}

/// To what takes the seats of a cell, or of the brushed time it is in; with step -1, of all the time that is shown.
void OccupancyPage::openCell(int row, int step)
{
    const auto &grid = m_model.grid();
    const auto &brush = m_model.brush();
    if (step >= grid.steps())
        return;
    models::OccupancyBrush steps{std::max(step, 0), step < 0 ? grid.steps() - 1 : step};
    if (brush && (step < 0 || (step >= brush->first && step <= brush->last)))
        steps = {std::min(brush->first, grid.steps() - 1), std::min(brush->last, grid.steps() - 1)};
    auto link = linkToSeats();
    if (row > 0 && row <= grid.vendors.size()) {
        link.filter->vendor = grid.vendors[row - 1].name;
        link.filter->vendorId = grid.vendors[row - 1].id;
    }
    link.filter->slotFrom = models::timestampOf(grid.at(steps.first));
    link.filter->slotTo = models::timestampOf(grid.at(steps.last + 1));
    emit linkActivated(link);
}

void OccupancyPage::openSlot(int row)
{
    auto link = linkToSeats();
    link.filter->slot = m_model.at(row).id;
    emit linkActivated(link);
}

void OccupancyPage::showGrid()
{
    const auto &grid = m_model.grid();
    const auto &brush = m_model.brush();
    m_map->setGrid(grid);
    m_map->setBrush(brush);
    m_chart->show(grid, brush);
    const bool read = m_model.dataAsOf().isValid();
    if (grid.vendors.isEmpty()) {
        m_empty->set(read ? tr("No slots start in this time.")
                          : tr("How full the slots are appears here once a database is read."),
                     read ? tr("A week") : QString(), [this] { m_span->setCurrentIndex(2); });
        m_empty->button()->setVisible(read && m_model.span() != OccupancySpan::Week);
    }
    const bool turning = m_model.readState() == models::ReadState::Loading && m_stack->currentWidget() != m_empty;
    m_stack->setCurrentWidget(grid.vendors.isEmpty() && !turning ? static_cast<QWidget *>(m_empty)
                              : m_asTable->isChecked() ? static_cast<QWidget *>(m_twin)
                                                       : m_map);
    m_fullest->showEmpty(m_model.rowCount() == 0);
    m_clear->setVisible(brush.has_value());
    m_brushed->setFullText(brush && brush->last < grid.steps()
                               ? tr("%1 \u2013 %2 chosen").arg(models::stepText(grid, brush->first),
                                                               models::stepText(grid, brush->last + 1))
                               : QString());
    showSummary();
}

void OccupancyPage::showSummary()
{
    const auto &grid = m_model.grid();
    m_now->setEnabled(m_model.turns() != 0);
    m_now->setToolTip(m_model.turns() != 0 ? tr("Back to now") : tr("It shows now."));
    if (grid.vendors.isEmpty()) {
        setSummary({});
        return;
    }
    models::SeatCounts sum;
    for (const auto &cell : grid.all) {
        sum.capacity += cell.seats.capacity;
        sum.held += cell.seats.held;
        sum.confirmed += cell.seats.confirmed;
        sum.external += cell.seats.external;
    }
    const QLocale locale;
    auto text = tr("%1 of %2 seats taken, %3").arg(locale.toString(sum.taken()), locale.toString(sum.capacity),
                                                    models::utilisationText(sum));
    text += grid.vendorCount > grid.vendors.size()
        ? tr("; the busiest %1 of %2 vendors").arg(grid.vendors.size()).arg(grid.vendorCount)
        : grid.vendorCount == 1 ? tr("; 1 vendor") : tr("; %n vendors", nullptr, int(grid.vendorCount));
    if (grid.cut)
        text += tr("; too many slots, the end is missing");
    setSummary(text);
}

void OccupancyPage::showIcons()
{
    m_asTable->setIcon(theme().icon(QStringLiteral("table"), Tone::Muted));
}

void OccupancyPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    // In little room the map and the slots matter more.
    m_chartCard->setVisible(width() >= narrow);
    constexpr int counts = 1300;
    constexpr int kinds = 1600;
    for (const int column : {int(OccupancyModel::HeldColumn), int(OccupancyModel::ConfirmedColumn),
                             int(OccupancyModel::ExternalColumn)})
        m_fullest->view()->setColumnHidden(column, width() < counts);
    m_fullest->view()->setColumnHidden(OccupancyModel::KindColumn, width() < kinds);
}

} // namespace holdfast::views
