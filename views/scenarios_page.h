#pragma once

#include "models/scenario_presets.h"
#include "views/page.h"

class QCheckBox;
class QListView;
class QStackedWidget;

namespace holdfast::views {

class ParameterForm;
class RunView;
class SideSplit;

/// The scenarios there are, by area; parameters, a button to run the chosen ones, and the run as it goes.
class ScenariosPage final : public Page
{
    Q_OBJECT

public:
    /// `settings` keep presets, and outlive it.
    ScenariosPage(const Theme &theme, models::ConsoleModels &models, QSettings &settings, QWidget *parent = nullptr);

    void restore(const QSettings &settings) override;
    void save(QSettings &settings) const override;
    /// Chooses the scenario that the link's item names.
    void open(const models::Link &link) override;
    void select(const QString &id);

    [[nodiscard]] QString selected() const { return m_selected; } ///< the current one
    [[nodiscard]] QStringList selectedIds() const;                ///< all that are chosen, as listed
    [[nodiscard]] QListView *list() const { return m_list; }
    [[nodiscard]] QPushButton *runButton() const { return m_run; }
    [[nodiscard]] QPushButton *runAllButton() const { return m_runAll; }
    [[nodiscard]] QPushButton *runsButton() const { return m_inRuns; }
    [[nodiscard]] QPushButton *saboteursButton() const { return m_saboteurs; }
    [[nodiscard]] QPushButton *stopButton() const { return m_stop; }
    [[nodiscard]] QPushButton *reportButton() const { return m_report; }
    [[nodiscard]] QPushButton *commandButton() const { return m_command; }
    [[nodiscard]] QCheckBox *watchSwitch() const { return m_watch; }
    [[nodiscard]] ParameterForm *parameters() const { return m_parameters; }
    [[nodiscard]] EmptyState *emptyState() const { return m_empty; }
    [[nodiscard]] RunView *runView() const { return m_runView; }

private:
    [[nodiscard]] QWidget *makeList();
    [[nodiscard]] QWidget *makeScenario();
    [[nodiscard]] QLayout *makeHeader(QWidget *parent);
    void connectModels();
    void start(bool saboteurs);
    void startAll();
    void openReport();
    [[nodiscard]] QString runningWords() const;
    /// Of what is chosen: the one to show; null when it has none in this session.
    [[nodiscard]] models::ScenarioRun::Record shownRecord() const;
    void showCatalogue();
    void showScenario();
    void showButtons();
    void showRun();
    void showEmpty();
    [[nodiscard]] QString factsOf(const models::RunRecord &record) const;
    void dress();

    models::ScenarioPresets m_presets;
    QString m_selected;
    QCheckBox *m_watch;
    SideSplit *m_splitter;
    QListView *m_list;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    RunView *m_runView;
    ElidedLabel *m_title;
    ElidedLabel *m_facts;
    QLabel *m_expectation;
    ParameterForm *m_parameters;
    QPushButton *m_run;
    QPushButton *m_saboteurs;
    QPushButton *m_stop;
    QPushButton *m_report;
    QPushButton *m_command;
    QPushButton *m_inRuns;
    QPushButton *m_runAll;
};

} // namespace holdfast::views
