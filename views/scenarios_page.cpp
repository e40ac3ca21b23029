#include "views/scenarios_page.h"

#include "views/delegates.h"
#include "views/parameter_form.h"
#include "views/run_view.h"

#include <QCheckBox>
#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QListView>
#include <QSettings>
#include <QSplitter>
#include <QStackedWidget>
#include <QUrl>
#include <QVBoxLayout>

namespace holdfast::views {

using models::ScenarioCatalogue;
using models::ScenarioRun;

namespace {

constexpr int watchedPaceMs = 700; ///< between steps: what a person can follow on page In flight

} // namespace

ScenariosPage::ScenariosPage(const Theme &theme, models::ConsoleModels &models, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_models(models), m_loading(new LoadingBar(theme, this)),
      m_count(new ElidedLabel(Qt::ElideRight, this)), m_watch(new QCheckBox(tr("Watch runs in In flight"), this)),
      m_notice(new Notice(theme, this)), m_splitter(new QSplitter(Qt::Horizontal, this))
{
    auto *title = makeLabel(tr("Scenarios"), "title", Tone::Text, this);
    setTone(m_count, Tone::Muted);
    m_watch->setAccessibleName(m_watch->text());
    m_watch->setToolTip(tr("While a scenario runs, page In flight shows its sandbox, and what it showed before once you "
                           "have left the page"));
    m_watch->setChecked(models.followsRuns());
    auto *top = new QHBoxLayout;
    top->setSpacing(12);
    title->setFixedHeight(30);
    top->addWidget(title);
    top->addWidget(m_count, 1);
    top->addWidget(m_watch);

    m_splitter->addWidget(makeList());
    m_splitter->addWidget(makeScenario());
    m_splitter->setStretchFactor(0, 0);
    m_splitter->setStretchFactor(1, 1);
    m_splitter->setHandleWidth(12);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setSizes({300, 1000});

    auto *column = new QVBoxLayout;
    column->setContentsMargins(16, 14, 16, 16);
    column->setSpacing(12);
    column->addLayout(top);
    column->addWidget(m_notice);
    column->addWidget(m_splitter, 1);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(m_loading);
    outer->addLayout(column);
    connectModels();
    dress();
    showCatalogue();
}

QWidget *ScenariosPage::makeList()
{
    auto *card = new Card(this);
    card->setMinimumWidth(220);
    m_list = new QListView(card);
    m_list->setModel(&m_models.catalogue());
    m_list->setModelColumn(ScenarioCatalogue::Title);
    m_list->setItemDelegate(new ScenarioDelegate(m_theme, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setAccessibleName(tr("Scenarios"));
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_list);
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
    m_parameters = new ParameterForm(m_theme, panel);
    m_stack = new QStackedWidget(panel);
    m_empty = new EmptyState(panel);
    m_runView = new RunView(m_theme, m_models.run(), panel);
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
    auto &catalogue = m_models.catalogue();
    auto &run = m_models.run();
    connect(&catalogue, &ScenarioCatalogue::stateChanged, this, &ScenariosPage::showCatalogue);
    connect(&catalogue, &QAbstractItemModel::dataChanged, this, &ScenariosPage::showScenario);
    connect(&run, &ScenarioRun::stateChanged, this, [this] {
        showScenario();
        showCatalogue();
    });
    connect(&run, &ScenarioRun::scenarioStarted, this, &ScenariosPage::showScenario);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &current) {
        if (current.isValid())
            select(current.data(ScenarioCatalogue::ScenarioIdRole).toString());
    });
    connect(m_watch, &QCheckBox::toggled, &m_models, &models::ConsoleModels::setFollowsRuns);
    connect(&m_models, &models::ConsoleModels::followsRunsChanged, m_watch, &QCheckBox::setChecked);
    connect(m_run, &QPushButton::clicked, this, [this] { start(false); });
    connect(m_saboteurs, &QPushButton::clicked, this, [this] { start(true); });
    connect(m_stop, &QPushButton::clicked, &run, &ScenarioRun::cancel);
    connect(m_command, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_models.run().command()); });
    connect(m_report, &QPushButton::clicked, this, &ScenariosPage::openReport);
    connect(&m_theme, &Theme::changed, this, &ScenariosPage::dress);
}

void ScenariosPage::dress()
{
    m_stop->setIcon(m_theme.icon(QStringLiteral("stop"), Tone::Bad));
    m_saboteurs->setIcon(m_theme.icon(QStringLiteral("saboteur"), Tone::Text));
    m_command->setIcon(m_theme.icon(QStringLiteral("copy"), Tone::Text));
    m_report->setIcon(m_theme.icon(QStringLiteral("folder"), Tone::Text));
}

void ScenariosPage::select(const QString &id)
{
    const int row = m_models.catalogue().rowOf(id);
    if (row < 0)
        return;
    const bool same = m_selected == id;
    m_selected = id;
    const auto index = m_models.catalogue().index(row, ScenarioCatalogue::Title);
    if (m_list->currentIndex().row() != row)
        m_list->setCurrentIndex(index);
    if (!same)
        showScenario();
}

void ScenariosPage::start(bool saboteurs)
{
    auto request = m_parameters->request();
    request.saboteurs = saboteurs;
    if (saboteurs)
        request.repeat = 1;
    request.paceMs = m_models.followsRuns() ? watchedPaceMs : 0;
    m_models.run().start(request);
}

void ScenariosPage::openReport()
{
    QDesktopServices::openUrl(QUrl::fromLocalFile(m_models.run().reportFolder()));
}

QString ScenariosPage::runningId() const
{
    const auto &run = m_models.run();
    if (!run.current().scenario.isEmpty())
        return run.current().scenario;
    return run.request().ids.isEmpty() ? QString() : run.request().ids.first();
}

void ScenariosPage::showCatalogue()
{
    auto &catalogue = m_models.catalogue();
    const auto state = catalogue.state();
    m_loading->setActive(state == ScenarioCatalogue::State::Loading);
    const int count = catalogue.rowCount();
    m_count->setFullText(state == ScenarioCatalogue::State::Loading && count == 0 ? tr("reading the catalogue…")
                         : count == 1
                             ? tr("1 scenario, run against a fresh sandbox of real processes")
                             : tr("%1 scenarios, each run against a fresh sandbox of real processes").arg(count));
    const auto &run = m_models.run();
    if (state == ScenarioCatalogue::State::Failed) {
        m_notice->show(Tone::Bad, tr("The scenarios could not be listed. %1").arg(catalogue.error()),
                       tr("Page In flight works without them."), tr("Try again"), [&catalogue] { catalogue.reload(); });
    } else if (run.state() == ScenarioRun::State::Failed) {
        m_notice->show(Tone::Bad, tr("The scenario could not be run. %1").arg(run.error()),
                       tr("No environment was touched; a scenario only ever uses its own sandbox."), tr("Run again"),
                       [this] { m_models.run().start(m_models.run().request()); });
    } else {
        m_notice->hide();
    }
    if (m_models.catalogue().rowOf(m_selected) < 0)
        m_selected.clear();
    if (m_selected.isEmpty() && count > 0)
        select(catalogue.at(0).id);
    showScenario();
}

void ScenariosPage::showScenario()
{
    const auto &catalogue = m_models.catalogue();
    const int row = catalogue.rowOf(m_selected);
    for (auto *widget : std::initializer_list<QWidget *>{m_title, m_facts, m_expectation, m_parameters})
        widget->setVisible(row >= 0);
    if (row >= 0) {
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
    const auto &run = m_models.run();
    const auto &catalogue = m_models.catalogue();
    const int row = catalogue.rowOf(m_selected);
    const bool active = run.isActive();
    m_run->setVisible(row >= 0);
    m_run->setEnabled(!active);
    m_saboteurs->setVisible(row >= 0 && !catalogue.at(row).saboteurs.isEmpty());
    m_saboteurs->setEnabled(!active);
    const auto why = active ? tr("One run at a time: %1 is on").arg(runningId()) : QString();
    m_run->setToolTip(active ? why : tr("Run this scenario (Ctrl+R)"));
    m_run->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_R));
    if (row >= 0) {
        QStringList bugs;
        for (const auto &saboteur : catalogue.at(row).saboteurs)
            bugs.append(QStringLiteral("%1: %2").arg(saboteur.name, saboteur.text));
        m_saboteurs->setToolTip(active ? why
                                       : tr("Run once per deliberate bug; each must be caught:\n%1")
                                             .arg(bugs.join(u'\n')));
    }
    m_stop->setVisible(active);
    m_stop->setEnabled(run.state() != ScenarioRun::State::Stopping);
    const bool mine = runningId() == m_selected;
    const bool over = mine && run.state() == ScenarioRun::State::Finished;
    m_command->setVisible(over);
    m_report->setVisible(over && !run.reportFolder().isEmpty());
    m_report->setAccessibleDescription(run.reportFolder());
}

void ScenariosPage::showRun()
{
    const auto &run = m_models.run();
    const bool any = run.state() != ScenarioRun::State::Idle;
    const bool mine = any && runningId() == m_selected;
    QStringList facts;
    if (mine) {
        const auto &current = run.current();
        if (!current.seed.isEmpty())
            facts.append(tr("seed %1").arg(current.seed));
        if (current.of > 1)
            facts.append(tr("run %1 of %2").arg(current.repeat).arg(current.of));
        if (!current.saboteur.isEmpty())
            facts.append(tr("saboteur “%1”").arg(current.saboteur));
        if (run.request().paceMs > 0)
            facts.append(tr("paced"));
        if (!run.sandboxName().isEmpty())
            facts.append(tr("sandbox %1").arg(run.sandboxName()));
    }
    m_facts->setFullText(facts.isEmpty() ? tr("not run in this session") : facts.join(QStringLiteral(" · ")));
    m_stack->setCurrentIndex(mine ? 1 : 0);
    if (mine)
        return;
    if (m_selected.isEmpty()) {
        m_empty->set(m_models.catalogue().state() == ScenarioCatalogue::State::Loading
                         ? tr("The scenarios appear here in a moment.")
                         : tr("There is no scenario to run."),
                     m_models.catalogue().state() == ScenarioCatalogue::State::Loading ? QString() : tr("Look again"),
                     [this] { m_models.catalogue().reload(); });
    } else if (run.isActive()) {
        const auto id = runningId();
        m_empty->set(tr("Scenario %1 is running. %2 can run when it is done.").arg(id, m_selected),
                     tr("Show %1").arg(id), [this, id] { select(id); });
    } else {
        m_empty->set(tr("Steps, checks and the log of a run appear here while it goes."),
                     tr("Run %1").arg(m_selected), [this] { start(false); });
    }
}

void ScenariosPage::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    constexpr int narrow = 1100;
    const bool isNarrow = width() < narrow;
    if (isNarrow == m_narrow)
        return;
    m_narrow = isNarrow;
    const int list = isNarrow ? 220 : 300;
    m_splitter->setSizes({list, width() - list});
}

void ScenariosPage::restore(const QSettings &settings)
{
    m_splitter->restoreState(settings.value(QStringLiteral("scenarios/splitter")).toByteArray());
    m_models.setFollowsRuns(settings.value(QStringLiteral("scenarios/watch"), true).toBool());
}

void ScenariosPage::save(QSettings &settings) const
{
    settings.setValue(QStringLiteral("scenarios/splitter"), m_splitter->saveState());
    settings.setValue(QStringLiteral("scenarios/watch"), m_watch->isChecked());
}

} // namespace holdfast::views
