#pragma once

#include "models/scenario_run.h"
#include "views/widgets.h"

#include <QTimer>
#include <QWidget>

class QListView;
class QTableView;
class QVBoxLayout;

namespace holdfast::views {

class LogView;

/// A run while it goes and after: verdict and progress, results of the single runs when there are several, steps,
/// checks, log.
class RunView final : public QWidget
{
    Q_OBJECT

public:
    RunView(const Theme &theme, models::ScenarioRun &run, QWidget *parent = nullptr);

    [[nodiscard]] QString verdict() const { return m_verdict->text(); }
    [[nodiscard]] QString headlineText() const { return m_headline->fullText(); }
    [[nodiscard]] QString summary() const { return m_summary->fullText(); }
    [[nodiscard]] LogView *log() const { return m_log; }
    [[nodiscard]] QTableView *checks() const { return m_checks; }
    [[nodiscard]] QListView *steps() const { return m_steps; }

private:
    struct Verdict
    {
        Glyph glyph;
        Tone tone;
        QString word;
    };
    [[nodiscard]] Verdict judge() const;
    [[nodiscard]] QWidget *makeVerdictCard(const Theme &theme);
    [[nodiscard]] QWidget *makeStepsCard(const Theme &theme);
    [[nodiscard]] QWidget *makeChecksCard(const Theme &theme);
    [[nodiscard]] QWidget *makeLogCard(const Theme &theme);
    [[nodiscard]] QString headline() const;
    [[nodiscard]] QString counts() const;
    void showVerdict();
    void showProgress();
    void showResults();

    const Theme &m_theme;
    models::ScenarioRun &m_run;
    GlyphLabel *m_glyph;
    QLabel *m_verdict;
    ElidedLabel *m_headline;
    ElidedLabel *m_summary;
    ProgressBar *m_progress;
    NumberLabel *m_percent;
    QLabel *m_resultsLabel;
    QListView *m_steps;
    QTableView *m_checks;
    QLabel *m_noChecks;
    LogView *m_log;
    QPushButton *m_toEnd;
    QTimer m_tick;
};

} // namespace holdfast::views
