#include "views/runs_page.h"

#include "views/run_compare_view.h"
#include "views/run_delegates.h"
#include "views/run_view.h"
#include "views/side_split.h"

#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QMetaEnum>
#include <QSettings>
#include <QStackedWidget>
#include <QTreeView>
#include <QVBoxLayout>

namespace holdfast::views {

using models::RunHistory;
using models::RunRecord;
using models::ScenarioRun;

namespace {

/// What stands at the right.
enum Shown { Empty, Run, Comparison };

models::Link linkTo(const QString &page)
{
    models::Link link;
    link.page = page;
    return link;
}

} // namespace

RunsPage::RunsPage(const Theme &theme, models::ConsoleModels &models, QWidget *parent)
    : Page(theme, models, {QStringLiteral("runs"), QStringLiteral("runs"), tr("Runs")}, Shows::Files, parent)
{
    m_compare = makeButton(tr("Compare"), "", this);
    addToTitle(m_compare);
    auto *history = makeHistory();
    m_splitter = new SideSplit(history, makeChosen(), 290, this);
    body()->addWidget(m_splitter, 1);
    connectModels();
    showCount();
    showChosen();
    showCompare();
}

RunsPage::~RunsPage() = default;

QWidget *RunsPage::makeHistory()
{
    auto *card = new Card(this);
    m_history = new QTreeView(card);
    m_history->setModel(&models().runs());
    m_history->setItemDelegate(new HistoryDelegate(theme(), m_history));
    m_history->setHeaderHidden(true);
    m_history->setUniformRowHeights(true);
    m_history->setIndentation(18);
    m_history->setMouseTracking(true);
    m_history->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_history->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_history->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_history->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_history->setTabKeyNavigation(false);
    m_history->setAccessibleName(tr("History of runs"));
    m_history->setAccessibleDescription(tr("Choose two runs to compare them"));
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(0, 4, 0, 4);
    column->addWidget(m_history);
    return card;
}

QWidget *RunsPage::makeChosen()
{
    m_stack = new QStackedWidget(this);
    m_stack->setMinimumWidth(480);
    auto *emptyCard = new Card(m_stack);
    m_empty = new EmptyState(emptyCard);
    auto *inside = new QVBoxLayout(emptyCard);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(m_empty);
    m_panel = new RunPanel(theme(), models(), m_stack);
    m_comparison = new RunCompareView(theme(), m_stack);
    m_stack->addWidget(emptyCard);
    m_stack->addWidget(m_panel);
    m_stack->addWidget(m_comparison);
    return m_stack;
}

void RunsPage::connectModels()
{
    auto &runs = models().runs();
    auto &run = models().run();
    connect(m_history->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &current) {
        // Somebody who looks at another run stays there; back at the session's, it is followed again.
        m_following = current.isValid() && !current.parent().isValid() && current.data(RunHistory::LiveRole).toBool();
        showChosen();
        showCompare();
    });
    connect(m_history->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this] {
        showChosen();
        showCompare();
    });
    const auto grown = [this] {
        showCount();
        chooseFirst();
        showCompare();
    };
    connect(&runs, &QAbstractItemModel::rowsInserted, this, grown);
    connect(&runs, &QAbstractItemModel::rowsRemoved, this, grown);
    connect(&runs, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &from, const QModelIndex &to) {
        const auto current = m_history->currentIndex();
        if (current.parent() == from.parent() && current.row() >= from.row() && current.row() <= to.row())
            showChosen();
        showCompare();
    });
    connect(&runs, &RunHistory::loadingChanged, this, [this] {
        setLoading(models().runs().isLoading() && !models().runs().hasLoaded());
        showCount();
        showChosen();
    });
    connect(&run, &ScenarioRun::stateChanged, this, [this] {
        if (models().run().state() == ScenarioRun::State::Starting)
            m_following = true;
        followLive();
    });
    connect(&run, &ScenarioRun::followedChanged, this, &RunsPage::followLive);
    connect(&run, &ScenarioRun::scenarioStarted, this, &RunsPage::followLive);
    connect(&models().runReader(), &models::RunReader::done, this,
            [this](const QString &folder, const std::shared_ptr<RunRecord> &record) {
                setLoading(false);
                if (folder == m_shown)
                    showRecord(record);
            });
    connect(m_comparison, &RunCompareView::loadingChanged, this, [this] { setLoading(m_comparison->isLoading()); });
    connect(m_compare, &QPushButton::clicked, this, [this] {
        const auto chosen = comparable();
        if (chosen.size() == 2)
            compare(chosen.first(), chosen.last());
        else if (earlier().isValid())
            compare(earlier(), m_history->currentIndex());
    });
    connect(m_panel, &RunPanel::linkActivated, this, [this](const models::Link &link) {
        if (link.page == pageInfo().name)
            open(link);
        else
            emit linkActivated(link);
    });
}

void RunsPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    models().runs().reload();
}

void RunsPage::open(const models::Link &link)
{
    if (link.item.isEmpty())
        return;
    if (!select(link.item.section(u'#', 0, 0))) {
        m_wanted = link.item; // its files may not have been read yet
        return;
    }
    m_wanted.clear();
    const auto part = link.item.section(u'#', 1);
    const auto parts = QMetaEnum::fromType<RunPanel::Part>();
    for (int i = 0; !part.isEmpty() && i < parts.keyCount(); ++i) {
        if (part.compare(QLatin1String(parts.key(i)), Qt::CaseInsensitive) == 0)
            m_panel->showPart(RunPanel::Part(parts.value(i)));
    }
}

QList<Command> RunsPage::commands()
{
    const auto command = [](QPushButton *button, const QString &text) {
        return Command{text, {}, [button] { button->click(); }, button->isEnabled() ? QString() : button->toolTip()};
    };
    QList<Command> commands{command(m_compare, tr("Compare two runs"))};
    if (m_stack->currentIndex() != Run)
        return commands;
    if (!m_panel->againButton()->isHidden())
        commands.append(command(m_panel->againButton(), tr("Run again")));
    for (const auto &[part, text] :
         {std::pair(RunPanel::Part::Reservations, tr("Reservations of the run")),
          std::pair(RunPanel::Part::Files, tr("Files of the run")), std::pair(RunPanel::Part::Sandbox, tr("Sandbox of the run")),
          std::pair(RunPanel::Part::Trend, tr("Trend of the scenario"))})
        commands.append({text, {}, [this, part = part] { m_panel->showPart(part); }, {}});
    return commands;
}

/// The view itself would look at the keys that are held: those of a shortcut, perhaps.
void RunsPage::choose(const QModelIndex &index)
{
    m_history->selectionModel()->setCurrentIndex(index, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
}

bool RunsPage::select(const QString &runId)
{
    const auto index = models().runs().indexOfRun(runId);
    if (!index.isValid())
        return false;
    choose(index);
    m_history->scrollTo(index);
    return true;
}

void RunsPage::chooseFirst()
{
    if (!m_wanted.isEmpty() && models().runs().indexOfRun(m_wanted.section(u'#', 0, 0)).isValid())
        open({.page = {}, .filter = {}, .reservation = {}, .item = QString(m_wanted)});
    else if (m_following && models().run().isActive())
        followLive();
    else if (!m_history->currentIndex().isValid() && models().runs().rowCount() > 0)
        choose(models().runs().index(0, 0));
    else
        showChosen();
}

/// The session's invocation stands first while it goes.
void RunsPage::followLive()
{
    const auto first = models().runs().index(0, 0);
    if (!m_following || !first.isValid() || !first.data(RunHistory::LiveRole).toBool())
        return;
    if (m_history->currentIndex() != first)
        choose(first);
    else
        showChosen();
}

QList<QModelIndex> RunsPage::comparable() const
{
    QList<QModelIndex> chosen;
    const auto rows = m_history->selectionModel()->selectedRows();
    for (const auto &row : rows) {
        const auto *run = models().runs().runAt(row);
        if (run && !run->folder.isEmpty() && run->status != models::ScenarioStatus::Running)
            chosen.append(row);
    }
    return chosen;
}

QModelIndex RunsPage::earlier() const
{
    const auto &runs = models().runs();
    const auto current = m_history->currentIndex();
    const auto *run = runs.runAt(current);
    const bool one = m_history->selectionModel()->selectedRows().size() == 1;
    if (!run || !one || run->folder.isEmpty() || run->status == models::ScenarioStatus::Running)
        return {};
    const int row = current.parent().isValid() ? current.parent().row() : current.row();
    for (int older = row + 1; older < runs.rowCount(); ++older) {
        const auto top = runs.index(older, 0);
        for (int child = -1; child < runs.rowCount(top); ++child) {
            const auto index = child < 0 ? top : runs.index(child, 0, top);
            const auto *other = runs.runAt(index);
            if (other && !other->folder.isEmpty() && other->scenario == run->scenario && other->saboteur == run->saboteur)
                return index;
        }
    }
    return {};
}

void RunsPage::showCompare()
{
    const auto chosen = comparable();
    const bool two = chosen.size() == 2;
    const bool past = !two && earlier().isValid();
    m_compare->setVisible(models().runs().rowCount() > 1);
    m_compare->setText(past ? tr("Compare with the one before") : tr("Compare"));
    m_compare->setAccessibleName(m_compare->text());
    m_compare->setEnabled(past || (two && m_stack->currentIndex() != Comparison));
    m_compare->setToolTip(two    ? tr("Show what differs between the two chosen runs")
                          : past ? tr("Show what differs from the run of this scenario before this one")
                                 : tr("Choose two runs of the history (Ctrl and click, or Shift and arrow)"));
    m_compare->setStatusTip(m_compare->toolTip());
}

void RunsPage::compare(const QModelIndex &one, const QModelIndex &other)
{
    const auto *first = models().runs().runAt(one);
    const auto *second = models().runs().runAt(other);
    if (!first || !second || first->folder.isEmpty() || second->folder.isEmpty())
        return;
    const auto both = std::pair(QPersistentModelIndex(one), QPersistentModelIndex(other));
    models().runReader().forget();
    m_shown.clear(); // whatever is chosen next is read
    m_comparison->compare(first->folder, second->folder);
    {
        // Chosen both, so that what is compared is seen in the history.
        const QSignalBlocker quiet(m_history->selectionModel());
        m_history->selectionModel()->select(both.first, QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        m_history->selectionModel()->select(both.second, QItemSelectionModel::Select | QItemSelectionModel::Rows);
    }
    m_history->viewport()->update();
    m_stack->setCurrentIndex(Comparison);
    showCompare();
}

void RunsPage::showChosen()
{
    const auto &runs = models().runs();
    if (const auto chosen = comparable(); chosen.size() == 2) {
        if (m_stack->currentIndex() != Comparison)
            compare(chosen.first(), chosen.last());
        return;
    }
    const auto current = m_history->currentIndex();
    const auto *run = runs.runAt(current);
    const auto *invocation = runs.invocationAt(current);
    const bool live = invocation && invocation->live && !current.parent().isValid();
    if (live || run) {
        const auto held = live ? models().run().followed() : models().run().recordWithId(run->id);
        if (held) {
            models().runReader().forget();
            setLoading(false);
            m_shown = held->id();
            showRecord(held);
            return;
        }
        if (!run->folder.isEmpty()) {
            if (m_shown == run->folder && m_stack->currentIndex() == Run)
                return;
            m_shown = run->folder;
            setLoading(true);
            models().runReader().read(run->folder);
            return;
        }
    }
    m_shown.clear();
    showEmpty(invocation);
}

void RunsPage::showEmpty(const models::StoredInvocation *invocation)
{
    const auto &runs = models().runs();
    m_stack->setCurrentIndex(Empty);
    if (invocation)
        m_empty->set(invocation->problem.isEmpty()
                         ? tr("This run never began, so there is nothing to show of it.")
                         : tr("Nothing of this invocation can be shown. %1").arg(invocation->problem),
                     QString(), {});
    else if (runs.isLoading() && !runs.hasLoaded())
        m_empty->set(tr("The history appears here in a moment."), QString(), {});
    else
        m_empty->set(tr("Runs of scenarios appear here, while they go and after."), tr("Choose a scenario"),
                     [this] { emit linkActivated(linkTo(QStringLiteral("scenarios"))); });
}

void RunsPage::showRecord(const std::shared_ptr<RunRecord> &record)
{
    m_stack->setCurrentIndex(Run);
    m_panel->setRecord(record);
}

void RunsPage::showCount()
{
    const auto &history = models().runs();
    const auto runs = history.allRuns().size();
    setSummary(runs == 0                                    ? QString()
               : runs == 1                                  ? tr("1 run")
               : history.rowCount() >= models::invocationCap ? tr("the last %1 runs, the newest first").arg(runs)
                                                             : tr("%1 runs, the newest first").arg(runs));
}

void RunsPage::restore(const QSettings &settings)
{
    m_splitter->restoreState(settings.value(QStringLiteral("runs/splitter")).toByteArray());
}

void RunsPage::save(QSettings &settings) const
{
    settings.setValue(QStringLiteral("runs/splitter"), m_splitter->saveState());
}

} // namespace holdfast::views
