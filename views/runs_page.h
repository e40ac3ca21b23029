#pragma once

#include "views/page.h"

#include <memory>

class QSplitter;
class QStackedWidget;
class QTreeView;

namespace holdfast::views {

class RunView;

/// The runs there were and the ones under way: history at the left, the chosen run at the right. A run of this session
/// is shown as it goes, any other from its files.
class RunsPage final : public Page
{
    Q_OBJECT

public:
    RunsPage(const Theme &theme, models::ConsoleModels &models, QWidget *parent = nullptr);
    ~RunsPage() override;

    void restore(const QSettings &settings) override;
    void save(QSettings &settings) const override;
    /// Shows the run that the link's item names.
    void open(const models::Link &link) override;
    /// False when it is not in the history.
    bool select(const QString &runId);

    [[nodiscard]] QTreeView *history() const { return m_history; }
    [[nodiscard]] RunView *runView() const { return m_runView; }
    [[nodiscard]] EmptyState *emptyState() const { return m_empty; }
    [[nodiscard]] Notice *runNotice() const { return m_runNotice; }
    [[nodiscard]] QPushButton *stopButton() const { return m_stop; }
    [[nodiscard]] QPushButton *commandButton() const { return m_command; }
    [[nodiscard]] QPushButton *reportButton() const { return m_report; }
    [[nodiscard]] QString title() const { return m_title->fullText(); }
    [[nodiscard]] QString facts() const { return m_facts->fullText(); }

protected:
    void showEvent(QShowEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] QWidget *makeHistory();
    [[nodiscard]] QWidget *makeRun();
    [[nodiscard]] QLayout *makeHeader(QWidget *parent);
    void connectModels();
    void chooseFirst();
    void followLive();
    void showChosen();
    void showRecord(const std::shared_ptr<models::RunRecord> &record);
    void showHeader();
    void showCount();
    [[nodiscard]] QString factsOf(const models::RunRecord &record) const;
    void dress();

    std::unique_ptr<QObject> m_watch; ///< context of what is connected to the shown record
    QString m_shown;                  ///< the run's id, or its folder
    bool m_following = true;          ///< the session's run stays in the foreground
    bool m_narrow = false;
    QSplitter *m_splitter;
    QTreeView *m_history;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    Notice *m_runNotice;
    RunView *m_runView;
    ElidedLabel *m_title;
    ElidedLabel *m_facts;
    QPushButton *m_stop;
    QPushButton *m_command;
    QPushButton *m_report;
};

} // namespace holdfast::views
