#pragma once

#include "models/reconcile_tables.h"
#include "views/page.h"

#include <QTimer>

namespace holdfast::views {

class DataTable;
class ExportButton;
class SumCards;
struct ActQuestion;

/// The gateway's books against ours: what the newest run found, by class and one by one; earlier runs; how far the one
/// under way is; and what may be repaired. Runs are requests that a worker performs.
class ReconcilePage final : public Page
{
    Q_OBJECT

public:
    ReconcilePage(const Theme &theme, models::ConsoleModels &models, QWidget *parent);

    void open(const models::Link &link) override; ///< `item`: the id of a run
    [[nodiscard]] QList<Command> commands() override;

    [[nodiscard]] models::ReconcileRuns &runs() { return m_runs; }
    [[nodiscard]] models::DiscrepancyTable &found() { return m_found; }
    [[nodiscard]] SumCards *cards() const { return m_cards; }
    [[nodiscard]] DataTable *list() const { return m_list; }
    [[nodiscard]] DataTable *history() const { return m_history; }
    [[nodiscard]] QPushButton *compareButton() const { return m_compare; }
    [[nodiscard]] QPushButton *repairAllButton() const { return m_repairAll; }
    [[nodiscard]] QPushButton *repairSelectedButton() const { return m_repairSelected; }
    [[nodiscard]] QString progress() const { return m_progress->fullText(); }
    void compare();
    void repairAll();
    void repairSelected();

private:
    void makeTitle();
    QWidget *makeProgress();
    void makeTables();
    void ask(ActQuestion question);
    void chooseRun();
    void showRun();
    void showProgress();
    void showFound();
    void showActs();
    [[nodiscard]] const models::ReconcileRun *shownRun() const;
    [[nodiscard]] QList<models::DiscrepancyRow> selected() const;
    void takeResult(const models::ActRequest &request, const models::ActResult &result);
    [[nodiscard]] QString newestKey() const;
    [[nodiscard]] QString whyNotRepairAll() const;
    [[nodiscard]] QString whyNotRepairSelected() const;

    models::ReconcileRuns m_runs;
    models::DiscrepancyTable m_found;
    QPushButton *m_compare;
    QPushButton *m_repairAll;
    QPushButton *m_repairSelected;
    ExportButton *m_export;
    Card *m_progressCard;
    GlyphLabel *m_progressGlyph;
    ElidedLabel *m_progress;
    NumberLabel *m_elapsed;
    SumCards *m_cards;
    DataTable *m_list;
    DataTable *m_history;
    QTimer m_tick;
    bool m_choosing = false; ///< the history's selection follows, nobody moved it
    bool m_followsNewest = true;
    QString m_trouble;     ///< what is wrong with the last request; until another one is known of
    QString m_troubleSince; ///< the newest run then
};

} // namespace holdfast::views
