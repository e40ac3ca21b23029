#include "views/run_view.h"

#include "views/load_card.h"
#include "views/log_view.h"
#include "views/run_delegates.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QListView>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace holdfast::views {

using models::ScenarioRun;

namespace {

/// A name, what was expected, what was observed. Rows are as high as their words need.
class CheckTable final : public QTableView
{
public:
    using QTableView::QTableView;

    void fit(int first, int last)
    {
        constexpr int most = 300; // beyond them a line each, and the whole on selection
        for (int row = first; row <= std::min(last, most); ++row)
            resizeRowToContents(row);
    }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        using Model = models::RunCheckModel;
        QTableView::resizeEvent(event);
        auto *header = horizontalHeader();
        constexpr int glyph = 32;
        constexpr int severity = 80;
        const int room = std::max(0, viewport()->width() - glyph - severity);
        const int name = room * 30 / 100;
        const int expected = room * 35 / 100;
        header->resizeSection(Model::Ok, glyph);
        header->resizeSection(Model::Name, name);
        header->resizeSection(Model::Expected, expected);
        header->resizeSection(Model::Observed, room - name - expected);
        header->resizeSection(Model::Severity, severity);
        if (model() && event->oldSize().width() != event->size().width())
            fit(0, model()->rowCount() - 1);
        if (selectionModel() && selectionModel()->hasSelection())
            scrollTo(currentIndex()); // what is told in full below stays in sight
    }
};

} // namespace

RunView::RunView(const Theme &theme, Extent extent, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_verdict(new VerdictCard(theme, this))
{
    auto *middle = new QHBoxLayout;
    middle->setSpacing(12);
    middle->addWidget(makeStepsCard(theme), 2);
    middle->addWidget(makeChecksCard(theme), 5);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(m_verdict);
    column->addLayout(middle, 6);
    if (extent == Extent::Full)
        column->addWidget(makeCharts(theme), 4);
    column->addWidget(makeLogCard(theme), 4);

    m_tick.setInterval(100);
    connect(&m_tick, &QTimer::timeout, this, &RunView::showVerdict);
    connect(&theme, &Theme::changed, this, &RunView::showVerdict); // its colours are in the text
    makeLinks();
    setRecord(std::make_shared<models::RunRecord>());
}

RunView::~RunView() = default;

/// Words that name a reservation lead to its timeline: by double click, by Enter, by the menu.
void RunView::makeLinks()
{
    for (auto *view : std::initializer_list<QAbstractItemView *>{m_checks, m_log, m_steps}) {
        const auto textOf = [this, view](const QModelIndex &index) {
            return view == m_checks ? m_record->checks()->toText(index.row()) : index.data().toString();
        };
        connect(view, &QAbstractItemView::activated, this,
                [this, textOf](const QModelIndex &index) { follow(textOf(index)); });
        auto *go = new QAction(tr("Timeline of the reservation it names"), view);
        connect(go, &QAction::triggered, this, [this, view, textOf] {
            if (view->currentIndex().isValid())
                follow(textOf(view->currentIndex()));
        });
        view->addAction(go);
        view->setContextMenuPolicy(Qt::ActionsContextMenu);
    }
    connect(m_verdict->offer(), &QPushButton::clicked, this, [this] {
        if (m_reservations.own() == 1)
            emit linkActivated(m_reservations.linkOf(0));
        else
            emit reservationsRequested();
    });
    connect(&m_reservations, &models::RunReservations::loaded, this, &RunView::showOffer);
}

void RunView::follow(const QString &text)
{
    const auto named = models::uuidsIn(text);
    for (const auto &id : named) {
        if (const auto link = m_reservations.linkTo(id)) {
            emit linkActivated(*link);
            return;
        }
    }
    if (named.isEmpty() || m_record->isOver()) // what was not written down went with the sandbox
        return;
    models::Link link;
    link.page = QStringLiteral("timeline");
    link.reservation = named.first();
    emit linkActivated(link);
}

void RunView::showOffer()
{
    const int own = m_reservations.own();
    m_verdict->setOffer(!m_record->isOver() || own == 0 ? QString()
                        : own == 1                      ? tr("Timeline of its reservation")
                                                        : tr("Timelines of its %1 reservations").arg(own));
    m_verdict->offer()->setToolTip(tr("What happened to it, as the run wrote it down before its sandbox went"));
}

QWidget *RunView::makeStepsCard(const Theme &theme)
{
    auto *card = new Card(this);
    card->setMinimumWidth(200);
    card->setMaximumWidth(320);
    auto *title = makeLabel(tr("Steps"), "", Tone::Muted, card);
    title->setContentsMargins(15, 0, 15, 0);
    title->setFixedHeight(Header::height + 2);
    m_steps = new QListView(card);
    m_steps->setItemDelegate(new StepDelegate(theme, m_steps));
    m_steps->setSelectionMode(QAbstractItemView::NoSelection);
    m_steps->setFocusPolicy(Qt::TabFocus);
    m_steps->setResizeMode(QListView::Adjust); // words wrap again in another width
    m_steps->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_steps->setAccessibleName(tr("Steps of the run"));
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(1, 1, 1, 4);
    column->setSpacing(0);
    column->addWidget(title);
    column->addWidget(m_steps, 1);
    return card;
}

QWidget *RunView::makeChecksCard(const Theme &theme)
{
    auto *card = new Card(this);
    card->setMinimumHeight(120);
    m_checks = new CheckTable(card);
    auto *header = new Header(theme, m_checks);
    m_checks->setHorizontalHeader(header);
    m_checks->setItemDelegate(new CheckDelegate(theme, m_checks));
    m_checks->verticalHeader()->hide();
    m_checks->verticalHeader()->setDefaultSectionSize(RowDelegate::rowHeight);
    m_checks->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_checks->setShowGrid(false);
    m_checks->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_checks->setSelectionMode(QAbstractItemView::SingleSelection);
    m_checks->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_checks->setTabKeyNavigation(false);
    m_checks->setWordWrap(true);
    m_checks->setAccessibleName(tr("Checks of the run"));
    header->setMinimumSectionSize(32);
    header->setSectionResizeMode(QHeaderView::Fixed);
    m_checks->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *copy = new QAction(tr("Copy"), m_checks);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, &RunView::copyCheck);
    m_checks->addAction(copy);
    m_checks->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_noChecks = makeLabel(tr("Checks appear here as they are judged."), "", Tone::Muted, m_checks);
    m_noChecks->setAlignment(Qt::AlignCenter);
    m_noChecks->setWordWrap(true);
    auto *inside = new QVBoxLayout(m_checks);
    inside->setContentsMargins(16, Header::height, 16, 16);
    inside->addWidget(m_noChecks);
    m_checkRule = makeRule(Qt::Horizontal, card);
    m_checkText = makeLabel({}, "", Tone::Text, card);
    m_checkText->setWordWrap(true);
    m_checkText->setTextFormat(Qt::PlainText);
    m_checkText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_checkText->setContentsMargins(16, 8, 16, 8);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_checks, 1);
    column->addWidget(m_checkRule);
    column->addWidget(m_checkText);
    return card;
}

QWidget *RunView::makeCharts(const Theme &theme)
{
    m_charts = new QWidget(this);
    m_throughput = new LoadCard(theme, LoadCard::Kind::Throughput, m_charts);
    m_latency = new LoadCard(theme, LoadCard::Kind::Latency, m_charts);
    auto *row = new QHBoxLayout(m_charts);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    row->addWidget(m_throughput, 1);
    row->addWidget(m_latency, 1);
    return m_charts;
}

QWidget *RunView::makeLogCard(const Theme &theme)
{
    auto *card = new Card(this);
    card->setMinimumHeight(84);
    m_log = new LogView(theme, card);
    m_toEnd = makeButton(tr("Follow the log"), "", card);
    m_toEnd->setToolTip(tr("Go to the last line and stay there"));
    m_toEnd->hide();
    connect(m_toEnd, &QPushButton::clicked, m_log, &LogView::follow);
    connect(m_log, &LogView::followingChanged, this, [this](bool following) { m_toEnd->setVisible(!following); });
    auto *over = new QHBoxLayout(m_log);
    over->setContentsMargins(0, 0, 16, 8);
    over->addStretch(1);
    over->addWidget(m_toEnd, 0, Qt::AlignBottom);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(1, 8, 1, 8);
    column->addWidget(m_log);
    return card;
}

void RunView::setRecord(const std::shared_ptr<models::RunRecord> &record)
{
    if (!record || record == m_record)
        return;
    const auto before = std::exchange(m_record, record); // its models are still in the views
    m_reservations.load(record->isOver() ? record->folder() : QString());
    showOffer();
    m_watch = std::make_unique<QObject>();
    changeModel(m_steps, record->steps());
    changeModel(m_checks, record->checks());
    m_log->setLog(record->log());
    if (m_charts) {
        m_throughput->setLoad(record->load());
        m_latency->setLoad(record->load());
        connect(record->load(), &QAbstractItemModel::rowsInserted, m_watch.get(), [this] { showLoad(); });
        showLoad();
    }
    watchChecks();
    connect(record.get(), &models::RunRecord::changed, m_watch.get(), [this] {
        showVerdict();
        if (!m_record->isOver())
            return;
        m_reservations.load(m_record->folder());
        chooseFailedCheck();
    });
    showVerdict();
    if (record->isOver())
        chooseFailedCheck();
}

void RunView::watchChecks()
{
    auto *checks = m_record->checks();
    auto *table = static_cast<CheckTable *>(m_checks);
    const auto showHint = [this] {
        m_noChecks->setVisible(m_record->checks()->rowCount() == 0);
        m_noChecks->setText(m_record->isOver() ? tr("No check was judged.")
                                               : tr("Checks appear here as they are judged."));
    };
    connect(m_record.get(), &models::RunRecord::changed, m_watch.get(), showHint);
    connect(checks, &QAbstractItemModel::rowsInserted, m_watch.get(),
            [table, showHint](const QModelIndex &, int first, int last) {
                showHint();
                table->fit(first, last);
            });
    connect(checks, &QAbstractItemModel::dataChanged, m_watch.get(),
            [this, table](const QModelIndex &from, const QModelIndex &to) {
                table->fit(from.row(), to.row());
                showCheck();
            });
    connect(checks, &QAbstractItemModel::modelReset, m_watch.get(), [this, showHint] {
        showHint();
        showCheck();
    });
    connect(m_checks->selectionModel(), &QItemSelectionModel::selectionChanged, m_watch.get(),
            [this] { showCheck(); });
    table->fit(0, checks->rowCount() - 1);
    showHint();
    showCheck();
}

void RunView::setInvocation(const ScenarioRun *invocation)
{
    if (m_invocation == invocation)
        return;
    if (m_invocation)
        m_invocation->disconnect(this);
    m_invocation = invocation;
    if (invocation) {
        connect(invocation, &ScenarioRun::stateChanged, this, &RunView::showVerdict);
        connect(invocation, &ScenarioRun::progressChanged, this, &RunView::showVerdict);
        connect(invocation, &ScenarioRun::resultReady, this, &RunView::showVerdict);
    }
    showVerdict();
}

void RunView::showVerdict()
{
    const auto verdict = m_invocation ? verdictOf(*m_invocation, m_theme.tokens()) : verdictOf(*m_record);
    m_verdict->set(verdict);
    if (verdict.active && !m_tick.isActive())
        m_tick.start();
    else if (!verdict.active)
        m_tick.stop();
}

void RunView::showLoad()
{
    // A scenario without a load leaves the room to its log.
    m_charts->setVisible(m_record->load()->rowCount() > 0);
}

void RunView::copyCheck()
{
    if (const auto rows = m_checks->selectionModel()->selectedRows(); !rows.isEmpty())
        QGuiApplication::clipboard()->setText(m_record->checks()->toText(rows.first().row()));
}

void RunView::showCheck()
{
    const auto rows = m_checks->selectionModel()->selectedRows();
    m_checkText->setText(rows.isEmpty() ? QString() : m_record->checks()->toText(rows.first().row()));
    // A row that is whole needs no telling again.
    bool cut = false;
    if (!rows.isEmpty()) {
        const auto &check = m_record->checks()->at(rows.first().row());
        for (const auto &text : {check.name, check.expected, check.observed})
            cut = cut || text.size() > CheckDelegate::cellCap;
    }
    m_checkRule->setVisible(cut);
    m_checkText->setVisible(cut);
}

void RunView::chooseFailedCheck()
{
    if (m_checks->selectionModel()->hasSelection())
        return;
    for (int row = 0; row < m_record->checks()->rowCount(); ++row) {
        if (!m_record->checks()->at(row).ok) {
            m_checks->selectRow(row);
            return;
        }
    }
}

} // namespace holdfast::views
