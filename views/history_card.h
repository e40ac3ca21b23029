#pragma once

#include "models/state_history.h"
#include "views/widgets.h"

class QStackedWidget;
class QTableView;
class QToolButton;

namespace holdfast::views {

class AreaChart;
class HistoryTable;

/// How many reservations were in each in-flight state over the last quarter of an hour, or since it is known: legend
/// with the counts of now, stacked areas, and the same numbers as a table for those who cannot see areas.
class HistoryCard final : public Card
{
    Q_OBJECT

public:
    HistoryCard(const Theme &theme, models::StateHistory &history, QWidget *parent = nullptr);

    [[nodiscard]] QToolButton *tableSwitch() const { return m_switch; }
    [[nodiscard]] QString span() const { return m_span->text(); }
    [[nodiscard]] bool showsTable() const;
    void setShowsTable(bool on);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] QWidget *makeLegend(const Theme &theme);
    void refresh();
    void dress();
    void showHover(double x, const QPoint &position);

    const Theme &m_theme;
    models::StateHistory &m_history;
    QLabel *m_span;
    QList<NumberLabel *> m_counts;
    QStackedWidget *m_stack;
    QLabel *m_waiting;
    AreaChart *m_chart;
    HistoryTable *m_table;
    QTableView *m_tableView;
    QToolButton *m_switch;
    bool m_wantsTable = false;
};

} // namespace holdfast::views
