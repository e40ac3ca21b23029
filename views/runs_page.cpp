#include "views/runs_page.h"

#include "views/run_delegates.h"
#include "views/run_view.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QTreeView>
#include <QUrl>
#include <QVBoxLayout>

namespace holdfast::views {

using models::RunHistory;
using models::RunRecord;
using models::ScenarioRun;

RunsPage::RunsPage(const Theme &theme, models::ConsoleModels &models, QWidget *parent)
    : Page(theme, models, {QStringLiteral("runs"), QStringLiteral("runs"), tr("Runs")}, Shows::Files, parent),
      m_splitter(new QSplitter(Qt::Horizontal, this))
{
    m_splitter->addWidget(makeHistory());
    m_splitter->addWidget(makeRun());
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setHandleWidth(12);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({290, 1010});
    body()->addWidget(m_splitter, 1);
    connectModels();
    dress();
    showCount();
    showChosen();
}

RunsPage::~RunsPage() = default;

QWidget *RunsPage::makeHistory()
{
    auto *card = new Card(this);
    card->setMinimumWidth(220);
    m_history = new QTreeView(card);
    m_history->setModel(&models().runs());
    m_history->setItemDelegate(new HistoryDelegate(theme(), m_history));
    m_history->setHeaderHidden(true);
    m_history->setUniformRowHeights(true);
    m_history->setIndentation(18);
    m_history->setMouseTracking(true);
    m_history->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_history->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_history->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_history->setTabKeyNavigation(false);
    m_history->setAccessibleName(tr("History of runs"));
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(0, 4, 0, 4);
    column->addWidget(m_history);
    return card;
}

QLayout *RunsPage::makeHeader(QWidget *parent)
{
    m_title = new ElidedLabel(Qt::ElideRight, parent);
    setKind(m_title, "verdict");
    m_facts = new ElidedLabel(Qt::ElideRight, parent);
    setTone(m_facts, Tone::Muted);
    m_stop = makeButton(tr("Stop"), "danger", parent);
    m_stop->setToolTip(tr("End all runs of this session; sandboxes are taken down and faults are undone"));
    m_command = makeButton(tr("Copy command"), "", parent);
    m_command->setToolTip(tr("Copy the command that does this run again from a shell"));
    m_report = makeButton(tr("Open report"), "", parent);
    m_report->setToolTip(tr("Open the report of this run or, without one, the folder with its evidence"));
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_facts);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addLayout(words, 1);
    row->addSpacing(4);
    row->addWidget(m_stop);
    row->addSpacing(8);
    row->addWidget(m_command);
    row->addWidget(m_report);
    return row;
}

QWidget *RunsPage::makeRun()
{
    auto *panel = new QWidget(this);
    panel->setMinimumWidth(480);
    m_stack = new QStackedWidget(panel);
    auto *emptyCard = new Card(m_stack);
    m_empty = new EmptyState(emptyCard);
    auto *inside = new QVBoxLayout(emptyCard);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(m_empty);
    auto *run = new QWidget(m_stack);
    m_runNotice = new Notice(theme(), run);
    m_runView = new RunView(theme(), RunView::Extent::Full, run);
    auto *column = new QVBoxLayout(run);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addLayout(makeHeader(run));
    column->addWidget(m_runNotice);
    column->addWidget(m_runView, 1);
    m_stack->addWidget(emptyCard);
    m_stack->addWidget(run);
    auto *outer = new QVBoxLayout(panel);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->addWidget(m_stack);
    return panel;
}

void RunsPage::connectModels()
{
    auto &runs = models().runs();
    auto &run = models().run();
    const auto chosen = [this](const QModelIndex &current) {
        // Somebody who looks at another run stays there; back at the session's, it is followed again.
        m_following = current.isValid() && !current.parent().isValid() && current.data(RunHistory::LiveRole).toBool();
        showChosen();
    };
    connect(m_history->selectionModel(), &QItemSelectionModel::currentChanged, this, chosen);
    const auto grown = [this] {
        showCount();
        chooseFirst();
    };
    connect(&runs, &QAbstractItemModel::rowsInserted, this, grown);
    connect(&runs, &QAbstractItemModel::rowsRemoved, this, grown);
    connect(&runs, &QAbstractItemModel::dataChanged, this, [this](const QModelIndex &from, const QModelIndex &to) {
        const auto current = m_history->currentIndex();
        if (current.parent() == from.parent() && current.row() >= from.row() && current.row() <= to.row())
            showChosen();
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
        showHeader();
    });
    connect(&run, &ScenarioRun::followedChanged, this, &RunsPage::followLive);
    connect(&run, &ScenarioRun::scenarioStarted, this, &RunsPage::followLive);
    connect(&models().runReader(), &models::RunReader::done, this,
            [this](const QString &folder, const std::shared_ptr<RunRecord> &record) {
                setLoading(false);
                if (folder == m_shown)
                    showRecord(record);
            });
    connect(m_stop, &QPushButton::clicked, &run, &ScenarioRun::cancel);
    connect(m_command, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_runView->record()->command()); });
    connect(m_report, &QPushButton::clicked, this, [this] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(models::reportOf(m_runView->record()->folder())));
    });
    connect(&theme(), &Theme::changed, this, &RunsPage::dress);
}

void RunsPage::dress()
{
    m_stop->setIcon(theme().icon(QStringLiteral("stop"), Tone::Bad));
    m_command->setIcon(theme().icon(QStringLiteral("copy"), Tone::Text));
    m_report->setIcon(theme().icon(QStringLiteral("folder"), Tone::Text));
}

void RunsPage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    models().runs().reload();
}

void RunsPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    constexpr int narrow = 1100;
    const bool isNarrow = width() < narrow;
    if (isNarrow == m_narrow)
        return;
    m_narrow = isNarrow;
    const int list = isNarrow ? 220 : 290;
    m_splitter->setSizes({list, width() - list});
}

void RunsPage::open(const models::Link &link)
{
    if (!link.item.isEmpty())
        select(link.item);
}

bool RunsPage::select(const QString &runId)
{
    const auto index = models().runs().indexOfRun(runId);
    if (!index.isValid())
        return false;
    m_history->setCurrentIndex(index);
    m_history->scrollTo(index);
    return true;
}

void RunsPage::chooseFirst()
{
    if (m_following && models().run().isActive())
        followLive();
    else if (!m_history->currentIndex().isValid() && models().runs().rowCount() > 0)
        m_history->setCurrentIndex(models().runs().index(0, 0));
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
        m_history->setCurrentIndex(first);
    else
        showChosen();
}

void RunsPage::showChosen()
{
    const auto &runs = models().runs();
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
            if (m_shown == run->folder && m_stack->currentIndex() == 1)
                return;
            m_shown = run->folder;
            setLoading(true);
            models().runReader().read(run->folder);
            return;
        }
    }
    m_shown.clear();
    m_stack->setCurrentIndex(0);
    if (invocation)
        m_empty->set(invocation->problem.isEmpty()
                         ? tr("This run never began, so there is nothing to show of it.")
                         : tr("Nothing of this invocation can be shown. %1").arg(invocation->problem),
                     QString(), {});
    else if (runs.isLoading() && !runs.hasLoaded())
        m_empty->set(tr("The history appears here in a moment."), QString(), {});
    else
        m_empty->set(tr("Runs of scenarios appear here, while they go and after."), tr("Choose a scenario"),
                     [this] { emit linkActivated({.page = QStringLiteral("scenarios"), .filter = {}, .reservation = {}, .item = {}}); });
}

void RunsPage::showRecord(const std::shared_ptr<RunRecord> &record)
{
    m_stack->setCurrentIndex(1);
    m_watch = std::make_unique<QObject>();
    connect(record.get(), &RunRecord::changed, m_watch.get(), [this] { showHeader(); });
    m_runView->setRecord(record);
    showHeader();
}

QString RunsPage::factsOf(const RunRecord &record) const
{
    const auto &started = record.started();
    QStringList facts;
    if (record.startedAt().isValid())
        facts.append(models::momentText(record.startedAt()));
    if (!started.seed.isEmpty())
        facts.append(tr("seed %1").arg(started.seed));
    if (!started.saboteur.isEmpty())
        facts.append(tr("saboteur “%1”").arg(started.saboteur));
    if (started.of > 1)
        facts.append(tr("run %1 of %2").arg(started.repeat).arg(started.of));
    if (const auto &result = record.result()) {
        for (auto it = result->parameters.begin(); it != result->parameters.end(); ++it)
            facts.append(it.key() + u'=' + it.value());
        if (!result->keptSandbox.isEmpty())
            facts.append(tr("sandbox kept in %1").arg(result->keptSandbox));
    }
    if (!record.sandboxName().isEmpty())
        facts.append(record.sandboxName());
    return facts.join(QStringLiteral(" · "));
}

void RunsPage::showHeader()
{
    const auto &record = *m_runView->record();
    const auto &started = record.started();
    m_title->setFullText(started.scenario.isEmpty() ? tr("Run") : started.scenario + u' ' + started.title);
    m_facts->setFullText(factsOf(record));
    const auto &run = models().run();
    m_stop->setVisible(run.isActive());
    m_stop->setEnabled(run.state() != ScenarioRun::State::Stopping);
    m_command->setVisible(!record.command().isEmpty());
    m_report->setVisible(record.isOver() && !record.folder().isEmpty());
    m_report->setAccessibleDescription(record.folder());
    if (record.problem().isEmpty() || !record.isOver())
        m_runNotice->hide();
    else
        m_runNotice->show(Tone::Warn, tr("Not all of this run can be shown."), record.problem(), QString(), {});
}

void RunsPage::showCount()
{
    const int count = models().runs().rowCount();
    setSummary(count == 0 ? QString()
                         : count == 1
                             ? tr("1 call of the runner")
                         : count >= models::invocationCap
                             ? tr("the last %1 calls of the runner").arg(count)
                             : tr("%1 calls of the runner, the newest first").arg(count));
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
