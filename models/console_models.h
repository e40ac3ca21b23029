#pragma once

#include "models/acts.h"
#include "models/backend_status.h"
#include "models/component_model.h"
#include "models/connection_probe.h"
#include "models/connections.h"
#include "models/demo.h"
#include "models/environment_list.h"
#include "models/live_source.h"
#include "models/questions.h"
#include "models/reservation_detail.h"
#include "models/reservation_model.h"
#include "models/run_history.h"
#include "models/scenario_catalogue.h"
#include "models/scenario_run.h"
#include "models/state_history.h"
#include "models/stuck_watch.h"

#include <QObject>

namespace holdfast::models {

struct ConsoleOptions
{
    QString runtimeDir; ///< holds sandboxes/
    QString dataDir;    ///< holds runs/
    QString ctl;        ///< path of holdfastctl
    QString person;     ///< who sits here, for the audit
};

/// Everything a window shows, wired together: the chosen environment feeds the live source, the live source the
/// models, and a run that brings a sandbox up chooses it. Outlives the window. GUI thread.
class ConsoleModels final : public QObject
{
    Q_OBJECT

public:
    explicit ConsoleModels(const ConsoleOptions &options, QObject *parent = nullptr);
    ~ConsoleModels() override;

    [[nodiscard]] const ConsoleOptions &options() const { return m_options; }
    [[nodiscard]] BackendStatus &backend() { return m_backend; }
    [[nodiscard]] EnvironmentList &environments() { return m_environments; }
    [[nodiscard]] Questions &questions() { return m_questions; }
    [[nodiscard]] Acts &acts() { return m_acts; }
    [[nodiscard]] StuckWatch &stuckWatch() { return m_stuckWatch; }
    /// Where the embedded backend keeps the head of its audit.
    [[nodiscard]] const QString &auditAnchor() const { return m_auditAnchor; }
    /// The databases that people have added; each is an environment.
    [[nodiscard]] Connections &connections() { return m_connections; }
    [[nodiscard]] ConnectionProbe &connectionProbe() { return m_probe; }
    /// When it is up it becomes the chosen environment.
    [[nodiscard]] Demo &demo() { return m_demo; }
    [[nodiscard]] LiveSource &live() { return m_live; }
    [[nodiscard]] ReservationModel &reservations() { return m_reservations; }
    [[nodiscard]] ReservationDetail &detail() { return m_detail; }
    [[nodiscard]] StateHistory &history() { return m_history; }
    [[nodiscard]] ComponentModel &components() { return m_components; }
    [[nodiscard]] ScenarioCatalogue &catalogue() { return m_catalogue; }
    [[nodiscard]] ScenarioRun &run() { return m_run; }
    [[nodiscard]] RunHistory &runs() { return m_runs; }
    [[nodiscard]] RunReader &runReader() { return m_runReader; }

    /// Whether a run's sandbox becomes the chosen environment when it comes up. On by default.
    [[nodiscard]] bool followsRuns() const { return m_followsRuns; }
    void setFollowsRuns(bool on);

signals:
    void followsRunsChanged(bool on);

private:
    void wireLive();
    void wireRuns();
    void wireEnvironments();

    ConsoleOptions m_options;
    BackendStatus m_backend;
    EnvironmentList m_environments;
    Questions m_questions;
    Acts m_acts;
    StuckWatch m_stuckWatch;
    QString m_auditAnchor;
    Connections m_connections;
    ConnectionProbe m_probe;
    Demo m_demo;
    ReservationModel m_reservations;
    ReservationDetail m_detail;
    StateHistory m_history;
    ComponentModel m_components;
    ScenarioCatalogue m_catalogue;
    ScenarioRun m_run;
    RunHistory m_runs;
    RunReader m_runReader;
    LiveSource m_live;
    bool m_followsRuns = true;
    bool m_wasLive = false;
};

} // namespace holdfast::models
