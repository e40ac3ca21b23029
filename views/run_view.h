#pragma once

#include "models/link.h"
#include "models/run_record.h"
#include "models/run_reservations.h"
#include "models/scenario_run.h"
#include "views/verdict_card.h"

#include <QTimer>
#include <QWidget>

#include <memory>

class QListView;
class QTableView;

namespace holdfast::views {

class LoadCard;
class LogView;

/// A run while it goes and after, whether it is this session's or a stored one: verdict and progress, steps, checks
/// (a very long one that is chosen in full below them), its load over time, log.
class RunView final : public QWidget
{
    Q_OBJECT

public:
    enum class Extent {
        Short, ///< without the load
        Full,
    };

    RunView(const Theme &theme, Extent extent, QWidget *parent = nullptr);
    ~RunView() override;

    /// Keeps it as long as it is on show.
    void setRecord(const std::shared_ptr<models::RunRecord> &record);
    [[nodiscard]] const std::shared_ptr<models::RunRecord> &record() const { return m_record; }
    /// Whose verdict stands above; null: the record's own. It outlives the view.
    void setInvocation(const models::ScenarioRun *invocation);

    /// Of the record on show, once it is over.
    [[nodiscard]] models::RunReservations &reservations() { return m_reservations; }
    [[nodiscard]] QPushButton *timelineButton() const { return m_verdict->offer(); }
    [[nodiscard]] QString verdict() const { return m_verdict->word(); }
    [[nodiscard]] QString headlineText() const { return m_verdict->headline(); }
    [[nodiscard]] QString summary() const { return m_verdict->summary(); }
    [[nodiscard]] QString resultsText() const { return m_verdict->lines(); }
    [[nodiscard]] LogView *log() const { return m_log; }
    [[nodiscard]] QTableView *checks() const { return m_checks; }
    [[nodiscard]] QListView *steps() const { return m_steps; }
    [[nodiscard]] QLabel *checkText() const { return m_checkText; }
    [[nodiscard]] LoadCard *throughput() const { return m_throughput; }
    [[nodiscard]] LoadCard *latency() const { return m_latency; }

signals:
    /// To the timeline of a reservation.
    void linkActivated(const holdfast::models::Link &link);
    /// The scenario has several reservations: to choose one.
    void reservationsRequested();

private:
    void makeLinks();
    void showOffer();
    /// To the timeline of the first reservation that the text names.
    void follow(const QString &text);
    [[nodiscard]] QWidget *makeStepsCard(const Theme &theme);
    [[nodiscard]] QWidget *makeChecksCard(const Theme &theme);
    [[nodiscard]] QWidget *makeLogCard(const Theme &theme);
    [[nodiscard]] QWidget *makeCharts(const Theme &theme);
    void watchChecks();
    void copyCheck();
    void showCheck();
    void chooseFailedCheck();
    void showVerdict();
    void showLoad();

    const Theme &m_theme;
    std::shared_ptr<models::RunRecord> m_record;
    models::RunReservations m_reservations;
    std::unique_ptr<QObject> m_watch; ///< context of what is connected to the record
    const models::ScenarioRun *m_invocation = nullptr;
    VerdictCard *m_verdict;
    QListView *m_steps;
    QTableView *m_checks;
    QLabel *m_noChecks;
    QFrame *m_checkRule;
    QLabel *m_checkText;
    QWidget *m_charts = nullptr;
    LoadCard *m_throughput = nullptr;
    LoadCard *m_latency = nullptr;
    LogView *m_log;
    QPushButton *m_toEnd;
    QTimer m_tick;
};

} // namespace holdfast::views
