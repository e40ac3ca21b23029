#include "views/scenarios_page.h"

#include "views/parameter_form.h"
#include "views/run_delegates.h"
#include "views/run_view.h"
#include "views/side_split.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QListView>
#include <QSettings>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

#include <algorithm>

namespace holdfast::views {

using models::ScenarioCatalogue;
using models::ScenarioRun;

namespace {

constexpr int watchedPaceMs = 700; ///< between steps: what a person can follow on page In flight

} // namespace

ScenariosPage::ScenariosPage(const Theme &theme, models::ConsoleModels &models, QSettings &settings,
                             QWidget *parent)
    : Page(theme, models, {QStringLiteral("scenarios"), QStringLiteral("run"), tr("Scenarios")}, Shows::Files, parent),
      m_presets(settings), m_watch(new QCheckBox(tr("Watch runs in In flight"), this))
{
    m_watch->setAccessibleName(m_watch->text());
    m_watch->setToolTip(tr("While a scenario runs, page In flight shows its sandbox, and what it showed before once you "
                           "have left the page"));
    m_watch->setChecked(models.followsRuns());
    addToTitle(m_watch);

    m_splitter = new SideSplit(makeList(), makeScenario(), 300, this);
    body()->addWidget(m_splitter, 1);
    connectModels();
    dress();
    showCatalogue();
}

QWidget *ScenariosPage::makeList()
{
    auto *card = new Card(this);
    m_list = new QListView(card);
    m_list->setModel(&models().catalogue());
    m_list->setModelColumn(ScenarioCatalogue::Title);
    m_list->setItemDelegate(new ScenarioDelegate(theme(), m_list));
    m_list->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Scenarios"));
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_list, 1);
    m_runAll = makeButton(tr("Run all"), "", card);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(12, 8, 12, 10);
    foot->addWidget(m_runAll, 1);
    column->addWidget(makeRule(Qt::Horizontal, card));
    column->addLayout(foot);
    return card;
}

QLayout *ScenariosPage::makeHeader(QWidget *parent)
{
    m_title = new ElidedLabel(Qt::ElideRight, parent);
    setKind(m_title, "verdict");
    m_facts = new ElidedLabel(Qt::ElideRight, parent);
    setTone(m_facts, Tone::Muted);
    m_report = makeButton(tr("Open report"), "", parent);
    m_report->setToolTip(tr("Open the folder with the evidence of this run"));
    m_command = makeButton({}, "", parent);
    m_command->setAccessibleName(tr("Copy the command"));
    m_command->setToolTip(tr("Copy the command that does this run again from a shell"));
    m_inRuns = makeButton({}, "", parent);
    m_inRuns->setAccessibleName(tr("Show in Runs"));
    m_inRuns->setToolTip(tr("Show this run with its load over time on page Runs"));
    m_stop = makeButton(tr("Stop"), "danger", parent);
    m_saboteurs = makeButton(tr("Run with saboteurs"), "", parent);
    m_run = makeButton(tr("Run"), "primary", parent);
    m_stop->setToolTip(tr("End the run; its sandbox is taken down and faults are undone"));
    auto *words = new QVBoxLayout;
    words->setSpacing(2);
    words->addWidget(m_title);
    words->addWidget(m_facts);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addLayout(words, 1);
    row->addSpacing(4);
    // Stop comes and goes at the far side, with a gap: what is pressed often keeps its place.
    row->addWidget(m_stop);
    row->addSpacing(8);
    row->addWidget(m_inRuns);
    row->addWidget(m_command);
    row->addWidget(m_report);
    row->addWidget(m_saboteurs);
    row->addWidget(m_run);
    return row;
}

QWidget *ScenariosPage::makeScenario()
{
    auto *panel = new QWidget(this);
    panel->setMinimumWidth(480);
    m_expectation = makeLabel({}, "", Tone::Muted, panel);
    m_expectation->setWordWrap(true);
    m_parameters = new ParameterForm(theme(), m_presets, panel);
    m_stack = new QStackedWidget(panel);
    m_empty = new EmptyState(panel);
    m_runView = new RunView(theme(), RunView::Extent::Short, panel);
    auto *emptyCard = new Card(panel);
    auto *inside = new QVBoxLayout(emptyCard);
    inside->setContentsMargins(1, 1, 1, 1);
    inside->addWidget(m_empty);
    m_stack->addWidget(emptyCard);
    m_stack->addWidget(m_runView);
    auto *column = new QVBoxLayout(panel);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(makeHeader(panel));
    column->addWidget(m_expectation);
    column->addWidget(m_parameters);
    column->addSpacing(4);
    column->addWidget(m_stack, 1);
    return panel;
}

void ScenariosPage::connectModels()
{
    auto &catalogue = models().catalogue();
    auto &run = models().run();
    connect(&catalogue, &ScenarioCatalogue::stateChanged, this, &ScenariosPage::showCatalogue);
    connect(&catalogue, &QAbstractItemModel::dataChanged, this, &ScenariosPage::showScenario);
    connect(&run, &ScenarioRun::stateChanged, this, [this] {
        showScenario();
        showCatalogue();
    });
    connect(&run, &ScenarioRun::scenarioStarted, this, &ScenariosPage::showScenario);
    connect(&run, &ScenarioRun::followedChanged, this, &ScenariosPage::showScenario);
    connect(&run, &ScenarioRun::sandboxUp, this, &ScenariosPage::showRun);
    connect(m_list->selectionModel(), &QItemSelectionModel::selectionChanged, this, &ScenariosPage::showScenario);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &current) {
        if (!current.isValid())
            return;
        m_selected = current.data(ScenarioCatalogue::ScenarioIdRole).toString();
        showScenario();
    });
    connect(m_watch, &QCheckBox::toggled, &models(), &models::ConsoleModels::setFollowsRuns);
    connect(&models(), &models::ConsoleModels::followsRunsChanged, m_watch, &QCheckBox::setChecked);
    connect(m_run, &QPushButton::clicked, this, [this] { start(false); });
    connect(m_saboteurs, &QPushButton::clicked, this, [this] { start(true); });
    connect(m_stop, &QPushButton::clicked, &run, &ScenarioRun::cancel);
    connect(m_runAll, &QPushButton::clicked, this, &ScenariosPage::startAll);
    connect(m_inRuns, &QPushButton::clicked, this, [this] {
        if (const auto record = shownRecord())
            emit linkActivated({.page = QStringLiteral("runs"), .filter = {}, .reservation = {}, .item = record->id()});
    });
    connect(m_command, &QPushButton::clicked, this, [this] {
        const auto record = shownRecord();
        const bool whole = selectedIds().size() > 1 || models().run().request().ids.size() == 1 || !record;
        QGuiApplication::clipboard()->setText(whole ? models().run().command() : record->command());
    });
    connect(m_report, &QPushButton::clicked, this, &ScenariosPage::openReport);
    connect(m_runView, &RunView::linkActivated, this, &Page::linkActivated);
    connect(m_runView, &RunView::reservationsRequested, this, [this] {
        models::Link link;
        link.page = QStringLiteral("runs");
        link.item = m_runView->record()->id() + QStringLiteral("#reservations");
        emit linkActivated(link);
    });
    connect(&theme(), &Theme::changed, this, &ScenariosPage::dress);
}

void ScenariosPage::dress()
{
    m_stop->setIcon(theme().icon(QStringLiteral("stop"), Tone::Bad));
    m_saboteurs->setIcon(theme().icon(QStringLiteral("saboteur"), Tone::Text));
    m_command->setIcon(theme().icon(QStringLiteral("copy"), Tone::Text));
    m_report->setIcon(theme().icon(QStringLiteral("folder"), Tone::Text));
    m_inRuns->setIcon(theme().icon(QStringLiteral("runs"), Tone::Text));
}

void ScenariosPage::open(const models::Link &link)
{
    if (!link.item.isEmpty())
        select(link.item);
}

void ScenariosPage::select(const QString &id)
{
    const int row = models().catalogue().rowOf(id);
    if (row < 0)
        return;
    m_selected = id;
    m_list->selectionModel()->setCurrentIndex(models().catalogue().index(row, ScenarioCatalogue::Title),
                                              QItemSelectionModel::ClearAndSelect);
    showScenario();
}

QStringList ScenariosPage::selectedIds() const
{
    auto chosen = m_list->selectionModel()->selectedIndexes();
    std::sort(chosen.begin(), chosen.end());
    QStringList ids;
    for (const auto &index : chosen) {
        if (index.column() == m_list->modelColumn()) // "all" are all columns
            ids.append(index.data(ScenarioCatalogue::ScenarioIdRole).toString());
    }
    if (ids.isEmpty() && !m_selected.isEmpty())
        ids.append(m_selected);
    return ids;
}

void ScenariosPage::start(bool saboteurs)
{
    auto request = m_parameters->request();
    request.saboteurs = saboteurs;
    if (saboteurs)
        request.repeat = 1;
    request.paceMs = models().followsRuns() ? watchedPaceMs : 0;
    models().run().start(request);
}

void ScenariosPage::startAll()
{
    m_list->setFocus();
    m_list->selectAll();
    auto request = m_parameters->request();
    request.all = true;
    models().run().start(request);
}

void ScenariosPage::openReport()
{
    if (const auto record = shownRecord())
        QDesktopServices::openUrl(QUrl::fromLocalFile(models::reportOf(record->folder())));
}

QString ScenariosPage::runningWords() const
{
    const auto &run = models().run();
    const auto ids = run.runningIds().isEmpty() ? run.request().ids : run.runningIds();
    constexpr qsizetype spelledOut = 3;
    return ids.size() > spelledOut ? tr("%1 scenarios").arg(ids.size()) : ids.join(QStringLiteral(", "));
}

ScenarioRun::Record ScenariosPage::shownRecord() const
{
    const auto &run = models().run();
    if (run.state() == ScenarioRun::State::Idle)
        return {};
    const auto chosen = selectedIds();
    const auto &asked = run.request().ids;
    if (chosen.size() > 1)
        return asked.size() > 1 ? run.followed() : ScenarioRun::Record();
    // What has not begun has a record only when nothing else was asked for.
    if (const auto record = run.recordOf(m_selected))
        return record;
    return asked == QStringList{m_selected} ? run.followed() : ScenarioRun::Record();
}

void ScenariosPage::showCatalogue()
{
    auto &catalogue = models().catalogue();
    const auto state = catalogue.state();
    setLoading(state == ScenarioCatalogue::State::Loading);
    const int count = catalogue.rowCount();
    setSummary(state == ScenarioCatalogue::State::Loading && count == 0 ? tr("reading the catalogue…")
                         : count == 1
                             ? tr("1 scenario, run against a fresh sandbox of real processes")
                             : tr("%1 scenarios, each run against a fresh sandbox of real processes").arg(count));
    const auto &run = models().run();
    if (state == ScenarioCatalogue::State::Failed) {
        notice()->show(Tone::Bad, tr("The scenarios could not be listed. %1").arg(catalogue.error()),
                       tr("Page In flight works without them."), tr("Try again"), [&catalogue] { catalogue.reload(); });
    } else if (run.state() == ScenarioRun::State::Failed) {
        notice()->show(Tone::Bad, tr("The scenario could not be run. %1").arg(run.error()),
                       tr("No environment was touched; a scenario only ever uses its own sandbox."), tr("Run again"),
                       [this] { models().run().start(models().run().request()); });
    } else {
        notice()->hide();
    }
    if (models().catalogue().rowOf(m_selected) < 0)
        m_selected.clear();
    if (count > 0 && !m_list->currentIndex().isValid()) // also after a reload
        select(m_selected.isEmpty() ? catalogue.at(0).id : m_selected);
    showScenario();
}

void ScenariosPage::showScenario()
{
    const auto &catalogue = models().catalogue();
    const int row = catalogue.rowOf(m_selected);
    const auto chosen = selectedIds();
    const bool several = chosen.size() > 1;
    for (auto *widget : std::initializer_list<QWidget *>{m_title, m_facts, m_expectation, m_parameters})
        widget->setVisible(row >= 0);
    if (several) {
        m_title->setFullText(tr("%1 scenarios").arg(chosen.size()));
        m_expectation->setText(chosen.join(QStringLiteral(", ")));
        m_parameters->setSeveral(chosen);
    } else if (row >= 0) {
        const auto &scenario = catalogue.at(row);
        m_title->setFullText(scenario.id + u' ' + scenario.title);
        m_expectation->setText(scenario.expectation.isEmpty() ? QString()
                                                              : tr("Expected: %1").arg(scenario.expectation));
        m_parameters->setScenario(scenario);
    }
    showButtons();
    showRun();
}

void ScenariosPage::showButtons()
{
    const auto &run = models().run();
    const auto &catalogue = models().catalogue();
    const auto chosen = selectedIds();
    const bool any = !chosen.isEmpty();
    const bool several = chosen.size() > 1;
    const bool active = run.isActive();
    QStringList bugs;
    bool all = any; // each of the chosen has one
    for (const auto &id : chosen) {
        const auto &saboteurs = catalogue.at(catalogue.rowOf(id)).saboteurs;
        all = all && !saboteurs.isEmpty();
        for (const auto &saboteur : saboteurs)
            bugs.append(QStringLiteral("%1: %2").arg(saboteur.name, saboteur.text));
    }
    m_run->setText(several ? tr("Run %1 scenarios").arg(chosen.size()) : tr("Run"));
    m_run->setAccessibleName(m_run->text());
    m_run->setVisible(any);
    m_run->setEnabled(!active);
    m_runAll->setText(tr("Run all %1").arg(catalogue.rowCount()));
    m_runAll->setAccessibleName(m_runAll->text());
    m_runAll->setVisible(catalogue.rowCount() > 1);
    m_runAll->setEnabled(!active);
    m_saboteurs->setVisible(all);
    m_saboteurs->setEnabled(!active);
    const auto why = active ? tr("One run at a time: %1 is on").arg(runningWords()) : QString();
    m_run->setToolTip(active ? why : several ? tr("Run these scenarios (Ctrl+R)") : tr("Run this scenario (Ctrl+R)"));
    m_run->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_R)); // new words take it away
    m_runAll->setToolTip(active ? why : tr("Run every scenario; together they make a verdict"));
    m_saboteurs->setToolTip(active ? why
                                   : tr("Run once per deliberate bug; each must be caught:\n%1").arg(bugs.join(u'\n')));
    m_stop->setVisible(active);
    m_stop->setEnabled(run.state() != ScenarioRun::State::Stopping);
    const auto record = shownRecord();
    const bool over = record && record->isOver();
    m_command->setVisible(over);
    m_inRuns->setVisible(record && record->hasBegun());
    m_report->setVisible(over && !record->folder().isEmpty());
    m_report->setAccessibleDescription(over ? record->folder() : QString());
}

QString ScenariosPage::factsOf(const models::RunRecord &record) const
{
    const auto &run = models().run();
    const auto &started = record.started();
    QStringList facts;
    if (selectedIds().size() > 1 && !started.scenario.isEmpty())
        facts.append(started.scenario + u' ' + started.title);
    if (!started.seed.isEmpty())
        facts.append(tr("seed %1").arg(started.seed));
    if (started.of > 1)
        facts.append(tr("run %1 of %2").arg(started.repeat).arg(started.of));
    if (!started.saboteur.isEmpty())
        facts.append(tr("saboteur “%1”").arg(started.saboteur));
    if (run.request().paceMs > 0)
        facts.append(tr("paced"));
    if (!record.isOver() && !record.sandboxName().isEmpty())
        facts.append(tr("sandbox %1").arg(record.sandboxName()));
    return facts.join(QStringLiteral(" · "));
}

void ScenariosPage::showRun()
{
    const auto &run = models().run();
    const auto record = shownRecord();
    const auto facts = record ? factsOf(*record) : QString();
    m_facts->setFullText(!facts.isEmpty() ? facts : record ? tr("starting") : tr("not run in this session"));
    m_stack->setCurrentIndex(record ? 1 : 0);
    if (record) {
        const bool whole = run.request().ids.size() == 1 || selectedIds().size() > 1;
        m_runView->setInvocation(whole ? &run : nullptr);
        m_runView->setRecord(record);
    } else {
        showEmpty();
    }
}

void ScenariosPage::showEmpty()
{
    const auto &run = models().run();
    const auto chosen = selectedIds();
    const bool loading = models().catalogue().state() == ScenarioCatalogue::State::Loading;
    if (chosen.isEmpty()) {
        m_empty->set(loading ? tr("The scenarios appear here in a moment.") : tr("There is no scenario to run."),
                     loading ? QString() : tr("Look again"), [this] { models().catalogue().reload(); });
    } else if (run.isActive()) {
        const auto id = run.runningIds().value(0, run.request().ids.constFirst());
        const bool waits = run.request().ids.contains(m_selected) && chosen.size() == 1;
        m_empty->set(waits ? tr("%1 is waiting for its turn. Under way: %2.").arg(m_selected, runningWords())
                     : chosen.size() > 1
                         ? tr("Under way: %1. These can run when that is done.").arg(runningWords())
                         : tr("Under way: %1. %2 can run when that is done.").arg(runningWords(), m_selected),
                     tr("Show %1").arg(id), [this, id] { select(id); });
    } else if (chosen.size() > 1) {
        m_empty->set(tr("They run in sandboxes of their own, several at once where they do not measure time."),
                     tr("Run %1 scenarios").arg(chosen.size()), [this] { start(false); });
    } else {
        m_empty->set(tr("Steps, checks and the log of a run appear here while it goes."),
                     tr("Run %1").arg(m_selected), [this] { start(false); });
    }
}

void ScenariosPage::restore(const QSettings &settings)
{
    m_splitter->restoreState(settings.value(QStringLiteral("scenarios/splitter")).toByteArray());
    models().setFollowsRuns(settings.value(QStringLiteral("scenarios/watch"), true).toBool());
}

void ScenariosPage::save(QSettings &settings) const
{
    settings.setValue(QStringLiteral("scenarios/splitter"), m_splitter->saveState());
    settings.setValue(QStringLiteral("scenarios/watch"), m_watch->isChecked());
}

} // namespace holdfast::views
