#pragma once

#include "models/load_series.h"
#include "views/tokens.h"
#include "views/widgets.h"

#include <QPointer>
#include <QTimer>

class QStackedWidget;
class QTableView;
class QToolButton;

namespace holdfast::views {

class LineChart;
class Legend;

/// A run's throughput or latency over time with its faults shaded: what the lines are and came to in the heading,
/// values under the pointer, and the same numbers as a table. Follows a live series at a few pictures a second.
class LoadCard final : public Card
{
    Q_OBJECT

public:
    enum class Kind { Throughput, Latency };

    LoadCard(const Theme &theme, Kind kind, QWidget *parent = nullptr);

    /// Null: nothing to show. The series may go before the card does.
    void setLoad(models::LoadSeries *load);
    [[nodiscard]] QToolButton *tableSwitch() const { return m_switch; }
    [[nodiscard]] bool showsTable() const;
    [[nodiscard]] QStringList legend() const;
    /// What the pointer is told over this second.
    [[nodiscard]] QString hoverText(double seconds) const;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void refresh();
    void refreshLegend();
    void setShowsTable(bool on);
    void dress();

    const Theme &m_theme;
    Kind m_kind;
    QPointer<models::LoadSeries> m_load;
    Legend *m_legend;
    QToolButton *m_switch;
    QStackedWidget *m_stack;
    LineChart *m_chart;
    QTableView *m_table;
    QTimer m_soon;
};

} // namespace holdfast::views
