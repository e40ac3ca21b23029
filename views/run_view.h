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

/// A run while it goes and after: verdict and progress, what each saboteur or failed repeat came to, steps, checks (the
/// chosen one in full below them), log.
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
    [[nodiscard]] QLabel *checkText() const { return m_checkText; }
    [[nodiscard]] QString resultsText() const { return m_resultsLabel->isHidden() ? QString() : m_resultsLabel->text(); }

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
    [[nodiscard]] QStringList saboteurLines() const;
    [[nodiscard]] QStringList failedRepeatLines() const;
    void copyCheck();
    void showCheck();
    void chooseFailedCheck();
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
    QFrame *m_checkRule;
    QLabel *m_checkText;
    LogView *m_log;
    QPushButton *m_toEnd;
    QTimer m_tick;
};

} // namespace holdfast::views
