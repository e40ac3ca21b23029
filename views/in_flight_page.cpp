#include "views/in_flight_page.h"

#include "models/language.h"
#include "models/reservation_matching.h"
#include "views/delegates.h"
#include "views/detail_panel.h"
#include "views/filter_bar.h"
#include "views/filter_export.h"
#include "views/filter_popup.h"
#include "views/filter_words.h"
#include "views/history_card.h"
#include "views/pager.h"
#include "views/reservation_actions.h"

#include <QAction>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QMenu>
#include <QMessageBox>
#include <QScrollBar>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

namespace holdfast::views {

using models::ReservationColumn;
using models::ReservationModel;

namespace {

constexpr int mostAtOnce = 1'000; ///< that are ended together
constexpr int narrow = 1180; ///< below this the details take their place only while something is selected

struct ColumnLook
{
    ReservationColumn column;
    int width;
    bool shown;
};

// The deadline takes what is left.
constexpr std::array columnLooks = {
    ColumnLook{ReservationColumn::Id, 116, true},          ColumnLook{ReservationColumn::State, 146, true},
    ColumnLook{ReservationColumn::Vendor, 152, true},      ColumnLook{ReservationColumn::Slot, 140, true},
    ColumnLook{ReservationColumn::Quantity, 44, true},     ColumnLook{ReservationColumn::Partner, 150, true},
    ColumnLook{ReservationColumn::PartnerRef, 120, false}, ColumnLook{ReservationColumn::Amount, 90, true},
    ColumnLook{ReservationColumn::Claim, 120, false},      ColumnLook{ReservationColumn::Age, 90, false},
    ColumnLook{ReservationColumn::Deadline, 90, true},
};

} // namespace

InFlightPage::InFlightPage(const Theme &theme, models::ConsoleModels &models, QWidget *parent)
    : Page(theme, models, {QStringLiteral("in-flight"), QStringLiteral("in-flight"), tr("In flight")},
           Shows::Database, parent),
      m_actions(new ReservationActions(theme, models, this)), m_columns(makeButton(tr("Columns"), "", this)),
      m_all(makeButton(tr("Force-release all…"), "danger", this)),
      m_export(new FilterExport(models.questions(), [&models] { return models.reservations().filter(); }, this)),
      m_columnsMenu(new QMenu(this)), m_rowMenu(new QMenu(this)),
      m_filters(new FilterBar(theme, this)), m_history(new HistoryCard(theme, models.history(), this)),
      m_splitter(new QSplitter(Qt::Horizontal, this)), m_stack(new QStackedWidget(this)), m_table(new QTableView(this)),
      m_empty(new EmptyState(this)), m_pager(new Pager(theme, models.reservations(), this)),
      m_detail(new DetailPanel(theme, models, *m_actions, this))
{
    m_splitter->addWidget(makeTableCard());
    m_splitter->addWidget(m_detail);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setStretchFactor(1, 0);
    m_splitter->setHandleWidth(12);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({962, 350});

    makeTitleRow();
    body()->addWidget(m_filters);
    body()->addWidget(m_history);
    body()->addWidget(m_splitter, 1);
    addActions();
    connectModels();
    m_filters->setFilter(models.reservations().filter());
    m_filters->setPerson(models.acts().person());
    showSummary();
    setTabOrder(m_columns, m_filters->presets().first());
}

void InFlightPage::makeTitleRow()
{
    makeColumnsMenu();
    m_columns->setMenu(m_columnsMenu);
    m_columns->setToolTip(tr("Choose the columns of the table"));
    addToTitle(m_columns);
    addToTitle(m_export);
    auto *gap = new QWidget(this); // what ends something stands apart
    gap->setFixedWidth(12);
    addToTitle(gap);
    addToTitle(m_all);
    connect(m_all, &QPushButton::clicked, this, &InFlightPage::forceReleaseAll);
}

QWidget *InFlightPage::makeTableCard()
{
    auto *header = new Header(theme(), m_table);
    m_table->setHorizontalHeader(header);
    // Before the view hears of it: when a row leaves, the view moves the selection to its neighbour, and the details
    // must not follow.
    auto &reservations = models().reservations();
    connect(&reservations, &QAbstractItemModel::rowsAboutToBeRemoved, this, [this] { m_updating = true; });
    connect(&reservations, &QAbstractItemModel::modelAboutToBeReset, this, [this] { m_updating = true; });
    m_table->setModel(&reservations);
    m_table->setItemDelegate(new ReservationDelegate(theme(), m_table));
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(RowDelegate::rowHeight);
    m_table->setShowGrid(false);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setMouseTracking(true);
    m_table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setAccessibleName(tr("Reservations"));
    header->setSectionsMovable(true);
    header->setSectionsClickable(true);
    header->setStretchLastSection(true);
    header->setSortIndicatorShown(true);
    const auto &filter = models().reservations().filter();
    header->setSortIndicator(int(filter.order), filter.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    for (const auto &look : columnLooks) {
        header->resizeSection(int(look.column), look.width);
        header->setSectionHidden(int(look.column), !look.shown);
    }
    connect(header, &QHeaderView::sectionClicked, this, [this](int section) {
        const auto column = static_cast<ReservationColumn>(section);
        const auto &now = models().reservations().filter();
        if (!models::isSortable(column)) { // the header has moved its mark already
            m_table->horizontalHeader()->setSortIndicator(
                int(now.order), now.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
            return;
        }
        models().reservations().setOrder(column, now.order == column && !now.descending);
    });

    auto *card = new Card(this);
    card->setMinimumWidth(320);
    card->setMinimumHeight(160);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(0, 0, 0, 0); // the table's focus frame lies on the card's border
    column->setSpacing(0);
    column->addWidget(m_stack, 1);
    column->addWidget(makeRule(Qt::Horizontal, card));
    column->addWidget(m_pager);
    return card;
}

void InFlightPage::makeColumnsMenu()
{
    for (const auto &look : columnLooks) {
        const int section = int(look.column);
        auto *action = m_columnsMenu->addAction(
            models().reservations().headerData(section, Qt::Horizontal, Qt::DisplayRole).toString());
        action->setCheckable(true);
        action->setData(section);
        // The id is what everything else is about: it stays.
        action->setEnabled(look.column != ReservationColumn::Id);
        connect(action, &QAction::triggered, this, [this, section](bool on) {
            m_tucked.removeAll(section);
            m_table->horizontalHeader()->setSectionHidden(section, !on);
        });
    }
    m_columnsMenu->addSeparator();
    connect(m_columnsMenu->addAction(tr("Back to the usual columns")), &QAction::triggered, this, [this] {
        auto *header = m_table->horizontalHeader();
        for (const auto &look : columnLooks) {
            const int section = int(look.column);
            header->moveSection(header->visualIndex(section), section);
            header->setSectionHidden(section, !look.shown);
            header->resizeSection(section, look.width);
        }
        m_tucked.clear();
        m_room = Room::Wide;
        tuckColumns();
    });
    connect(m_columnsMenu, &QMenu::aboutToShow, this, [this] {
        for (auto *action : m_columnsMenu->actions()) {
            if (action->isCheckable())
                action->setChecked(!m_table->isColumnHidden(action->data().toInt()));
        }
    });
}

void InFlightPage::addActions()
{
    m_actions->addTo(m_rowMenu);
    m_actions->addTo(m_table);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this,
            [this](const QPoint &at) { m_rowMenu->popup(m_table->viewport()->mapToGlobal(at)); });
    connect(m_actions, &ReservationActions::linkActivated, this, &InFlightPage::linkActivated);
    connect(m_table, &QTableView::doubleClicked, m_actions->action(ReservationActions::Kind::Timeline), &QAction::trigger);
    auto *clear = new QAction(tr("Clear the selection"), this);
    clear->setShortcut(Qt::Key_Escape);
    clear->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(clear, &QAction::triggered, this, [this] {
        // Qt looks for shortcuts through a popup too: there Esc closes it.
        if (m_filters->popup()->isVisible())
            m_filters->popup()->close();
        else
            clearSelection();
    });
    addAction(clear);
    auto *filter = new QAction(tr("Filter"), this);
    filter->setShortcut(QKeySequence::Find);
    filter->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(filter, &QAction::triggered, m_filters, &FilterBar::openPopup);
    addAction(filter);
}

void InFlightPage::connectModels()
{
    auto &reservations = models().reservations();
    connect(m_filters, &FilterBar::filterChosen, &reservations, &ReservationModel::setFilter);
    connect(&reservations, &ReservationModel::filterRequested, m_filters, &FilterBar::setFilter);
    connect(&reservations, &ReservationModel::summaryChanged, this, &InFlightPage::showSummary);
    connect(&reservations, &ReservationModel::orderChanged, this, [this](ReservationColumn column, bool descending) {
        m_table->horizontalHeader()->setSortIndicator(int(column),
                                                      descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    });
    connect(&reservations, &ReservationModel::filterRequested, this,
            [this](const models::ReservationFilterSpec &filter) {
                m_table->horizontalHeader()->setSortIndicator(
                    int(filter.order), filter.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
            });
    connect(&models().acts(), &models::Acts::roleChanged, this, [this] {
        m_filters->setPerson(models().acts().person());
        showAll();
    });
    connect(m_filters, &FilterBar::viewsChanged, this, &InFlightPage::viewsChanged);
    connect(m_filters, &FilterBar::columnsWanted, this,
            [this] { m_filters->takeColumns(m_table->horizontalHeader()->saveState()); });
    connect(m_filters, &FilterBar::columnsChosen, this, [this](const QByteArray &columns) {
        m_table->horizontalHeader()->restoreState(columns);
        forgetTucked();
    });
    connect(&reservations, &QAbstractItemModel::modelReset, this, &InFlightPage::reselect);
    connect(&reservations, &QAbstractItemModel::rowsInserted, this, &InFlightPage::reselect);
    connect(&reservations, &QAbstractItemModel::rowsRemoved, this, [this] {
        m_updating = false;
        reselect();
        showContent();
    });
    connect(&models().live(), &models::LiveSource::statusChanged, this, &InFlightPage::showSummary);
    connect(&models().live(), &models::LiveSource::environmentSwitched, this, &InFlightPage::clearSelection);
    connect(m_detail, &DetailPanel::closeRequested, this, &InFlightPage::clearSelection);
    connect(&models().detail(), &models::ReservationDetail::changed, this, [this] {
        chooseShown();
        placeDetail();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &InFlightPage::followSelection);
}

void InFlightPage::open(const models::Link &link)
{
    if (link.filter)
        models().reservations().setFilter(*link.filter);
    if (link.reservation) {
        m_selected = {*link.reservation};
        models().detail().setId(link.reservation);
        reselect();
    }
}

QList<Command> InFlightPage::commands()
{
    auto commands = m_actions->commands();
    commands.append({tr("Filter reservations"), QKeySequence(QKeySequence::Find), [this] { m_filters->openPopup(); }, {}});
    for (const auto turn : {models::PageTurn::First, models::PageTurn::Previous, models::PageTurn::Next,
                            models::PageTurn::Last}) {
        auto *button = m_pager->button(turn);
        commands.append({button->accessibleName(), button->shortcut(), [button] { button->click(); },
                         button->isEnabled() ? QString() : tr("There is no such page.")});
    }
    commands.append({m_all->text(), {}, [this] { forceReleaseAll(); }, m_all->statusTip()});
    return commands;
}

void InFlightPage::clearSelection()
{
    m_selected.clear();
    models().detail().setId(std::nullopt);
    m_table->clearSelection();
    m_table->setCurrentIndex({});
    chooseShown();
    placeDetail();
}

void InFlightPage::followSelection()
{
    if (m_updating) // rows come and go by themselves; only a person moves the selection
        return;
    m_selected.clear();
    for (const auto &index : m_table->selectionModel()->selectedRows())
        m_selected.append(models().reservations().at(index.row()).id);
    if (m_selected.size() == 1)
        models().detail().setId(m_selected.first());
    else if (m_selected.isEmpty())
        models().detail().setId(std::nullopt);
    chooseShown();
    placeDetail();
}

/// What the actions are about: the chosen rows as they are shown, or the one in the details that is not among them.
void InFlightPage::chooseShown()
{
    const auto &reservations = models().reservations();
    const auto &inDetail = models().detail().reservation();
    QList<models::Reservation> chosen;
    for (const auto &id : m_selected) {
        if (const int row = reservations.rowOf(id); row >= 0)
            chosen.append(reservations.at(row));
        else if (inDetail && inDetail->id == id)
            chosen.append(*inDetail);
    }
    m_actions->setChosen(chosen);
    m_detail->setChosen(chosen);
}

void InFlightPage::reselect()
{
    m_updating = true;
    const auto &reservations = models().reservations();
    // Of several, those that left are not chosen any more; a single one stays in the details.
    if (m_selected.size() > 1) {
        m_selected.removeIf([&](const Uuid &id) { return reservations.rowOf(id) < 0; });
        if (m_selected.size() == 1)
            models().detail().setId(m_selected.first());
    }
    QItemSelection wanted;
    for (const auto &id : m_selected) {
        if (const int row = reservations.rowOf(id); row >= 0)
            wanted.select(reservations.index(row, 0), reservations.index(row, 0));
    }
    auto *selection = m_table->selectionModel();
    if (wanted.isEmpty()) {
        // The row under the one that left would be selected by itself, and its neighbour's details with it.
        selection->clear();
    } else {
        const auto rows = selection->selectedRows();
        const bool same = rows.size() == wanted.indexes().size()
            && std::all_of(rows.begin(), rows.end(), [&](const QModelIndex &row) { return wanted.contains(row); });
        if (!same) {
            if (wanted.indexes().size() == 1)
                selection->setCurrentIndex(wanted.indexes().first(), QItemSelectionModel::NoUpdate);
            selection->select(wanted, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        }
    }
    m_updating = false;
    chooseShown();
    showContent();
}

void InFlightPage::showAll()
{
    const auto matching = models().reservations().matching();
    QString reason = models().acts().whyNot(models::Act::ForceRelease);
    if (reason.isEmpty() && matching == 0)
        reason = tr("Nothing matches.");
    else if (reason.isEmpty() && matching > mostAtOnce)
        reason = tr("At most %1 at once: narrow the filter.").arg(models::screenLocale().toString(mostAtOnce));
    m_all->setEnabled(reason.isEmpty());
    m_all->setToolTip(reason.isEmpty() ? tr("Ends every reservation that matches the filter, after asking") : reason);
    m_all->setStatusTip(reason);
}

/// Asks for what matches now, at the versions it is at: that is what the dialog is about, and nothing that comes later.
void InFlightPage::forceReleaseAll()
{
    const auto tell = [this](const QString &words) {
        auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Not done"), words, QMessageBox::Close, window());
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->open();
    };
    const auto &filter = models().reservations().filter();
    models::askMatching(models().questions(), this, filter, mostAtOnce, [this, tell](const models::Matching &matching) {
        if (!matching.error.isEmpty())
            return tell(matching.error);
        if (matching.more)
            return tell(tr("More match by now than can be ended at once: narrow the filter."));
        const bool any = std::any_of(matching.rows.begin(), matching.rows.end(), [](const auto &one) {
            return info(one.state).in_flight && !one.releaseRequested;
        });
        if (!any)
            return tell(tr("Nothing that matches is in flight any more."));
        m_actions->forceRelease(matching.rows);
    });
}

void InFlightPage::showSummary()
{
    setSummary(models().reservations().summary());
    using models::LiveState;
    const auto state = liveStatus().state;
    const bool mayCome = state == LiveState::Live || state == LiveState::Paused;
    setLoading(mayCome && models().reservations().isLoading());
    showAll();
    chooseShown(); // at the versions that are shown now
    showContent();
}

void InFlightPage::showContent()
{
    const auto &reservations = models().reservations();
    const bool empty = reservations.rowCount() == 0 && reservations.isLoaded();
    m_stack->setCurrentWidget(empty ? static_cast<QWidget *>(m_empty) : m_table);
    if (!empty)
        return;
    const auto &filter = reservations.filter();
    if (filter.isNarrowed()) {
        m_empty->set(tr("No reservation matches these filters."), tr("Show all in flight"), [this] {
            models::ReservationFilterSpec all;
            all.limit = models().reservations().filter().limit;
            models().reservations().setFilter(all);
        });
        return;
    }
    m_empty->set(tr("Reservations appear here while they are held. Nothing is in flight in this environment."),
                 tr("Run a scenario to see some"), [this] { emit linkActivated({.page = QStringLiteral("scenarios"), .filter = {}, .reservation = {}, .item = {}}); });
}

void InFlightPage::placeDetail()
{
    m_detail->setVisible(width() >= narrow || showsDetail());
    tuckColumns();
}

bool InFlightPage::showsDetail() const
{
    return models().detail().id().has_value() || m_selected.size() > 1;
}

void InFlightPage::forgetTucked()
{
    const auto &filter = models().reservations().filter();
    auto *header = m_table->horizontalHeader();
    // What was stored is the look of the columns, not what is asked for now.
    header->setSortIndicator(int(filter.order), filter.descending ? Qt::DescendingOrder : Qt::AscendingOrder);
    header->setSectionHidden(int(ReservationColumn::Id), false);
    m_tucked.clear();
    m_room = Room::Wide;
    tuckColumns();
}

void InFlightPage::tuckColumns()
{
    // Beside the details there is room for what tells rows apart, up to the deadline; the rest is in the details.
    static constexpr std::array besideDetail = {ReservationColumn::Vendor, ReservationColumn::Quantity,
                                                ReservationColumn::Partner, ReservationColumn::Amount};
    static constexpr std::array whenNarrow = {ReservationColumn::Quantity, ReservationColumn::Amount};
    const auto room = width() >= narrow       ? Room::Wide
        : showsDetail()                      ? Room::NarrowBesideDetail
                                             : Room::Narrow;
    if (room == m_room)
        return;
    m_room = room;
    auto *header = m_table->horizontalHeader();
    for (const int section : std::exchange(m_tucked, {}))
        header->showSection(section);
    const auto tuck = [this, header](ReservationColumn column) {
        if (header->isSectionHidden(int(column)))
            return;
        header->hideSection(int(column));
        m_tucked.append(int(column));
    };
    if (room == Room::Narrow)
        std::for_each(whenNarrow.begin(), whenNarrow.end(), tuck);
    else if (room == Room::NarrowBesideDetail)
        std::for_each(besideDetail.begin(), besideDetail.end(), tuck);
}

void InFlightPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    placeDetail();
    const bool isNarrow = width() < narrow;
    if (isNarrow == m_narrow)
        return;
    m_narrow = isNarrow;
    constexpr int slim = 284;
    if (isNarrow) {
        m_wideSizes = m_splitter->sizes();
        m_splitter->setSizes({width() - slim, slim});
    } else if (!m_wideSizes.isEmpty()) {
        m_splitter->setSizes(m_wideSizes);
    }
}

void InFlightPage::restore(const QSettings &settings)
{
    m_splitter->restoreState(settings.value(QStringLiteral("inFlight/splitter")).toByteArray());
    m_table->horizontalHeader()->restoreState(settings.value(QStringLiteral("inFlight/columns")).toByteArray());
    forgetTucked();
    m_filters->setViews(filterViewsFrom(settings.value(QStringLiteral("inFlight/views")).toByteArray()));
    m_history->setShowsTable(settings.value(QStringLiteral("inFlight/numbers"), false).toBool());
}

void InFlightPage::save(QSettings &settings) const
{
    settings.setValue(QStringLiteral("inFlight/splitter"), m_splitter->saveState());
    // What was chosen, not what there is room for now.
    auto *header = m_table->horizontalHeader();
    for (const int section : m_tucked)
        header->showSection(section);
    settings.setValue(QStringLiteral("inFlight/columns"), header->saveState());
    settings.setValue(QStringLiteral("inFlight/views"), toJson(m_filters->views()));
    for (const int section : m_tucked)
        header->hideSection(section);
    settings.setValue(QStringLiteral("inFlight/numbers"), m_history->showsTable());
}

} // namespace holdfast::views
