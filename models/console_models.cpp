#include "models/console_models.h"

#include <utility>

#include "models/keyring.h"

namespace holdfast::models {

ConsoleModels::ConsoleModels(const ConsoleOptions &options, QObject *parent)
    : QObject(parent), m_options(options), m_environments(options.runtimeDir), m_acts(m_questions, options.person),
      m_stuckWatch(m_questions), m_auditAnchor(options.dataDir + QStringLiteral("/audit-anchor")),
      m_connections(std::make_unique<Keyring>()), m_demo(options.ctl, options.dataDir),
      m_catalogue(options.ctl, options.dataDir), m_run(options.ctl, options.dataDir), m_runs(options.dataDir + QStringLiteral("/runs"))
{
    wireLive();
    wireRuns();
    wireEnvironments();
    m_live.setEnvironment(m_environments.current());
    m_questions.setEnvironment(m_environments.current());
}

ConsoleModels::~ConsoleModels() = default;

void ConsoleModels::setFollowsRuns(bool on)
{
    if (m_followsRuns == on)
        return;
    m_followsRuns = on;
    emit followsRunsChanged(on);
}

void ConsoleModels::wireLive()
{
    connect(&m_environments, &EnvironmentList::currentChanged, &m_live, &LiveSource::setEnvironment);
    connect(&m_environments, &EnvironmentList::currentChanged, &m_components, &ComponentModel::setEnvironment);
    connect(&m_live, &LiveSource::environmentSwitched, this, [this] {
        m_detail.setId(std::nullopt);
        m_reservations.clear();
        m_history.clear();
        m_components.clear();
    });

    connect(&m_reservations, &ReservationModel::filterRequested, &m_live, &LiveSource::setFilter);
    connect(&m_reservations, &ReservationModel::placeRequested, &m_live, &LiveSource::setPlace);
    connect(&m_live, &LiveSource::pageRead, &m_reservations, &ReservationModel::applyPage);
    connect(&m_detail, &ReservationDetail::idRequested, &m_live, &LiveSource::setReservation);
    connect(&m_live, &LiveSource::storyRead, &m_detail, &ReservationDetail::applyStory);
    connect(&m_live, &LiveSource::countsRead, &m_history, &StateHistory::add);
    connect(&m_live, &LiveSource::componentsRead, &m_components, &ComponentModel::applyComponents);
    connect(&m_live, &LiveSource::verified, &m_components, &ComponentModel::applyVerify);
    connect(&m_live, &LiveSource::statusChanged, &m_components, &ComponentModel::setStatus);

    connect(&m_environments, &EnvironmentList::currentChanged, &m_questions, &Questions::setEnvironment);
    connect(&m_live, &LiveSource::pausedChanged, &m_questions, &Questions::setPaused);
    connect(&m_acts, &Acts::roleChanged, &m_reservations, [this] { m_reservations.setPerson(m_acts.person()); });
    connect(&m_acts, &Acts::pendingChanged, &m_reservations,
            [this](const Uuid &id) { m_reservations.setPending(id, m_acts.pendingWords(id)); });
    connect(&m_acts, &Acts::finished, &m_live, [this] {
        if (!m_live.isPaused()) // no event tells of a claim or a request
            m_live.readAgain();
    });
    connect(&m_live, &LiveSource::pausedChanged, this, [this](bool paused) {
        m_history.setFrozen(paused);
    });
    connect(&m_live, &LiveSource::statusChanged, this, [this](const LiveStatus &status) {
        // What is not read any more does not age either: its numbers belong to the moment in the pill.
        const bool live = status.state == LiveState::Live;
        if (live && !std::exchange(m_wasLive, true))
            m_acts.readRole(); // it may have been another's before the connection broke
        m_wasLive = live;
        m_reservations.setTicking(live);
        m_detail.setFrozen(!live);
    });
}

void ConsoleModels::wireRuns()
{
    const auto showRunning = [this] { m_catalogue.setRunning(m_run.runningIds()); };
    connect(&m_run, &ScenarioRun::scenarioStarted, &m_catalogue, showRunning);
    connect(&m_run, &ScenarioRun::stateChanged, &m_catalogue, showRunning);
    connect(&m_run, &ScenarioRun::resultReady, &m_catalogue, [this, showRunning](const ScenarioResult &result) {
        m_catalogue.setResult(result);
        showRunning();
    });
    m_runs.follow(m_run);
    connect(&m_catalogue, &QAbstractItemModel::modelReset, &m_runs, [this] {
        for (int row = 0; row < m_catalogue.rowCount(); ++row)
            m_runs.setTitle(m_catalogue.at(row).id, m_catalogue.at(row).title);
    });
    connect(&m_run, &ScenarioRun::sandboxUp, this, [this](const QString &name) {
        if (!m_followsRuns)
            return;
        m_environments.rescan();
        if (const auto sandbox = m_environments.sandboxNamed(name))
            m_environments.setCurrent(sandbox->key);
    });
}

void ConsoleModels::wireEnvironments()
{
    connect(&m_connections, &Connections::changed, this, [this] {
        QList<Environment> saved;
        for (const auto &connection : m_connections.all()) {
            Environment environment;
            environment.key = Connections::environmentKey(connection);
            environment.name = connection.name;
            environment.kind = Environment::Kind::Saved;
            environment.dsn = connectionString(connection.parameters, m_connections.passwordOf(connection.id));
            environment.alive = true;
            saved.append(environment);
        }
        m_environments.setSaved(saved);
    });
    connect(&m_demo, &Demo::up, this, [this](const QString &name) {
        m_environments.rescan();
        if (const auto sandbox = m_environments.sandboxNamed(name))
            m_environments.setCurrent(sandbox->key);
    });
}

} // namespace holdfast::models
