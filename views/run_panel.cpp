#include "views/run_panel.h"

#include "views/export_button.h"
#include "views/run_files_view.h"
#include "views/run_report.h"
#include "views/run_reservations_view.h"
#include "views/run_sandbox_view.h"
#include "views/run_trend_view.h"
#include "views/run_view.h"

#include <QClipboard>
#include <QDesktopServices>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QStackedWidget>
#include <QTabBar>
#include <QUrl>
#include <QVBoxLayout>

namespace holdfast::views {

using models::RunRecord;
using models::ScenarioRun;

RunPanel::RunPanel(const Theme &theme, models::ConsoleModels &models, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_models(models), m_title(new ElidedLabel(Qt::ElideRight, this)),
      m_facts(new ElidedLabel(Qt::ElideRight, this)), m_stop(makeButton(tr("Stop"), "danger", this)),
      m_command(makeButton({}, "", this)), m_again(makeButton(tr("Run again"), "", this)),
      m_export(new ExportButton(this)), m_report(makeButton(tr("Open report"), "", this)),
      m_notice(new Notice(theme, this)), m_tabs(new QTabBar(this)), m_parts(new QStackedWidget(this)),
      m_runView(new RunView(theme, RunView::Extent::Full, this)),
      m_reservations(new RunReservationsView(theme, m_runView->reservations(), this)),
      m_files(new RunFilesView(theme, this)), m_sandbox(new RunSandboxView(theme, models, this)),
      m_trend(new RunTrendView(theme, this))
{
    makeParts();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addLayout(makeHeader());
    column->addWidget(m_notice);
    column->addWidget(m_tabs);
    column->addWidget(m_parts, 1);
    connectModels();
    dress();
    showHeader();
}

RunPanel::~RunPanel() = default;

QLayout *RunPanel::makeHeader()
{
    setKind(m_title, "verdict");
    setTone(m_facts, Tone::Muted);
    m_stop->setToolTip(tr("End all runs of this session; sandboxes are taken down and faults are undone"));
    m_command->setAccessibleName(tr("Copy the command"));
    m_command->setToolTip(tr("Copy the command that does this run again from a shell"));
    m_report->setToolTip(tr("Open the report of this run or, without one, the folder with its evidence"));
    const auto add = [this](const QString &text, const QString &end) {
        m_export->addSlow(text, QStringLiteral("report"), end, [this, end] {
            return [ctl = m_models.options().ctl, folder = invocationFolderOf(m_runView->record()->folder()), end](
                       const QString &file) { return exportReport(ctl, folder, end, file); };
        });
    };
    add(tr("Report, PDF…"), QStringLiteral("pdf"));
    add(tr("Report, HTML…"), QStringLiteral("html"));
    add(tr("Report, Markdown…"), QStringLiteral("md"));
    add(tr("Report, JSON…"), QStringLiteral("json"));
    add(tr("Report, JUnit XML…"), QStringLiteral("xml"));
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
    row->addWidget(m_export);
    row->addWidget(m_again);
    return row;
}

void RunPanel::makeParts()
{
    m_tabs->setAccessibleName(tr("Parts of the run"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setUsesScrollButtons(false);
    const std::pair<QString, QWidget *> parts[] = {{tr("Run"), m_runView},
                                                   {tr("Reservations"), m_reservations},
                                                   {tr("Files"), m_files},
                                                   {tr("Sandbox"), m_sandbox},
                                                   {tr("Trend"), m_trend}};
    for (const auto &[name, widget] : parts) {
        m_tabs->addTab(name);
        m_parts->addWidget(widget);
    }
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        m_parts->setCurrentIndex(index);
        showFiles();
        showTrend();
    });
}

void RunPanel::connectModels()
{
    auto &run = m_models.run();
    auto &runs = m_models.runs();
    connect(&run, &ScenarioRun::stateChanged, this, &RunPanel::showHeader);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(&runs, signal, this, &RunPanel::showTrend);
    connect(&runs, &QAbstractItemModel::dataChanged, this, &RunPanel::showTrend);
    connect(m_stop, &QPushButton::clicked, &run, &ScenarioRun::cancel);
    connect(m_command, &QPushButton::clicked, this,
            [this] { QGuiApplication::clipboard()->setText(m_runView->record()->command()); });
    connect(m_report, &QPushButton::clicked, this, [this] {
        QDesktopServices::openUrl(QUrl::fromLocalFile(models::reportOf(m_runView->record()->folder())));
    });
    connect(m_again, &QPushButton::clicked, this, &RunPanel::runAgain);
    connect(m_runView, &RunView::linkActivated, this, &RunPanel::linkActivated);
    connect(m_runView, &RunView::reservationsRequested, this, [this] { showPart(Part::Reservations); });
    connect(m_reservations, &RunReservationsView::linkActivated, this, &RunPanel::linkActivated);
    connect(m_trend, &RunTrendView::linkActivated, this, &RunPanel::linkActivated);
    connect(m_sandbox, &RunSandboxView::watchRequested, this, [this] {
        models::Link link;
        link.page = QStringLiteral("in-flight");
        emit linkActivated(link);
    });
    connect(&m_theme, &Theme::changed, this, &RunPanel::dress);
}

void RunPanel::dress()
{
    m_stop->setIcon(m_theme.icon(QStringLiteral("stop"), Tone::Bad));
    m_command->setIcon(m_theme.icon(QStringLiteral("copy"), Tone::Text));
    m_report->setIcon(m_theme.icon(QStringLiteral("folder"), Tone::Text));
    m_again->setIcon(m_theme.icon(QStringLiteral("run"), Tone::Text));
}

void RunPanel::showPart(Part part)
{
    m_tabs->setCurrentIndex(int(part));
}

RunPanel::Part RunPanel::part() const
{
    return Part(m_tabs->currentIndex());
}

void RunPanel::setRecord(const std::shared_ptr<RunRecord> &record)
{
    m_watch = std::make_unique<QObject>();
    connect(record.get(), &RunRecord::changed, m_watch.get(), [this] {
        showHeader();
        if (m_runView->record()->isOver())
            showFiles();
    });
    m_runView->setRecord(record);
    m_sandbox->setRecord(record);
    showHeader();
    showFiles();
    showTrend();
}

/// The same scenario with the same parameters, seed and saboteur.
void RunPanel::runAgain()
{
    const auto &record = *m_runView->record();
    const auto &started = record.started();
    models::ScenarioRequest request;
    request.ids = {started.scenario};
    request.seed = started.seed;
    request.saboteur = started.saboteur;
    request.saboteurs = !started.saboteur.isEmpty();
    if (const auto &result = record.result())
        request.parameters = result->parameters;
    m_models.run().start(request);
}

QString RunPanel::factsOf(const RunRecord &record) const
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

void RunPanel::showHeader()
{
    const auto &record = *m_runView->record();
    const auto &started = record.started();
    m_title->setFullText(started.scenario.isEmpty() ? tr("Run") : started.scenario + u' ' + started.title);
    m_facts->setFullText(factsOf(record));
    const auto &run = m_models.run();
    const bool left = record.isOver() && !record.folder().isEmpty();
    m_stop->setVisible(run.isActive());
    m_stop->setEnabled(run.state() != ScenarioRun::State::Stopping);
    m_command->setVisible(!record.command().isEmpty());
    m_report->setVisible(left);
    m_report->setAccessibleDescription(record.folder());
    m_export->setVisible(left);
    showAgain();
    if (record.problem().isEmpty() || !record.isOver())
        m_notice->hide();
    else
        m_notice->show(Tone::Warn, tr("Not all of this run can be shown."), record.problem(), QString(), {});
}

void RunPanel::showAgain()
{
    const auto &record = *m_runView->record();
    const auto &scenario = record.started().scenario;
    const bool active = m_models.run().isActive();
    const bool known = m_models.catalogue().rowOf(scenario) >= 0;
    m_again->setVisible(record.isOver() && !scenario.isEmpty());
    m_again->setEnabled(!active && known);
    m_again->setToolTip(active   ? tr("One run at a time: one is on")
                        : !known ? tr("Scenario %1 is not in the catalogue").arg(scenario)
                                 : tr("The same scenario with the same parameters, seed and saboteur"));
    m_again->setStatusTip(m_again->toolTip());
}

void RunPanel::showTrend()
{
    if (part() == Part::Trend)
        m_trend->setRuns(m_runView->record()->started().scenario, m_models.runs().allRuns());
}

/// What a run that goes has written so far can be read, too.
void RunPanel::showFiles()
{
    if (part() == Part::Files)
        m_files->setFolder(m_runView->record()->folder());
}

} // namespace holdfast::views
