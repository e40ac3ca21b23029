#pragma once

#include "views/page.h"
#include "views/run_panel.h"

#include <memory>

class QStackedWidget;
class QTreeView;

namespace holdfast::views {

class RunCompareView;
class SideSplit;

/// The runs there were and the ones under way: history at the left, the chosen run at the right, or of two that are
/// chosen what differs. A run of this session is shown as it goes, any other from its files.
class RunsPage final : public Page
{
    Q_OBJECT

public:
    RunsPage(const Theme &theme, models::ConsoleModels &models, QWidget *parent = nullptr);
    ~RunsPage() override;

    void restore(const QSettings &settings) override;
    void save(QSettings &settings) const override;
    /// Shows the run that the link's item names; after a # the part of it: "reservations", "files", "sandbox", "trend".
    void open(const models::Link &link) override;
    [[nodiscard]] QList<Command> commands() override;
    /// False when it is not in the history.
    bool select(const QString &runId);
    /// Two runs of the history side by side.
    void compare(const QModelIndex &one, const QModelIndex &other);

    [[nodiscard]] QTreeView *history() const { return m_history; }
    [[nodiscard]] RunPanel *panel() const { return m_panel; }
    [[nodiscard]] RunCompareView *comparison() const { return m_comparison; }
    [[nodiscard]] QPushButton *compareButton() const { return m_compare; }
    [[nodiscard]] RunView *runView() const { return m_panel->runView(); }
    [[nodiscard]] EmptyState *emptyState() const { return m_empty; }
    [[nodiscard]] Notice *runNotice() const { return m_panel->notice(); }
    [[nodiscard]] QPushButton *stopButton() const { return m_panel->stopButton(); }
    [[nodiscard]] QPushButton *commandButton() const { return m_panel->commandButton(); }
    [[nodiscard]] QPushButton *reportButton() const { return m_panel->reportButton(); }
    [[nodiscard]] QString title() const { return m_panel->title(); }
    [[nodiscard]] QString facts() const { return m_panel->facts(); }

protected:
    void showEvent(QShowEvent *event) override;

private:
    [[nodiscard]] QWidget *makeHistory();
    [[nodiscard]] QWidget *makeChosen();
    void connectModels();
    void choose(const QModelIndex &index);
    void chooseFirst();
    void followLive();
    void showChosen();
    void showEmpty(const models::StoredInvocation *invocation);
    void showRecord(const std::shared_ptr<models::RunRecord> &record);
    void showCount();
    void showCompare();
    /// The runs that are chosen and can be compared: they have files.
    [[nodiscard]] QList<QModelIndex> comparable() const;
    /// The one before the current one of the same scenario, to compare with; invalid without.
    [[nodiscard]] QModelIndex earlier() const;

    QString m_shown;         ///< the run's id, or its folder
    QString m_wanted;        ///< a run to show as soon as it is in the history, as a link's item
    bool m_following = true; ///< the session's run stays in the foreground
    SideSplit *m_splitter;
    QTreeView *m_history;
    QPushButton *m_compare;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    RunPanel *m_panel;
    RunCompareView *m_comparison;
};

} // namespace holdfast::views
