#pragma once

#include "models/occupancy_model.h"
#include "views/page.h"

class QComboBox;
class QStackedWidget;
class QToolButton;

namespace holdfast::views {

class DataTable;
class ExportButton;
class OccupancyChart;
class OccupancyHeatMap;

/// How full the slots are: vendors by time as a heat map, over time, and the fullest slots. A brushed time narrows
/// everything below the map.
class OccupancyPage final : public Page
{
    Q_OBJECT

public:
    OccupancyPage(const Theme &theme, models::ConsoleModels &models, QWidget *parent);

    [[nodiscard]] QList<Command> commands() override;
    void restore(const QSettings &settings) override;
    void save(QSettings &settings) const override;

    [[nodiscard]] models::OccupancyModel &model() { return m_model; }
    [[nodiscard]] OccupancyHeatMap *heatMap() const { return m_map; }
    [[nodiscard]] DataTable *twin() const { return m_twin; }
    [[nodiscard]] DataTable *fullest() const { return m_fullest; }
    [[nodiscard]] OccupancyChart *chart() const { return m_chart; }
    [[nodiscard]] QComboBox *spanChoice() const { return m_span; }
    [[nodiscard]] QToolButton *twinButton() const { return m_asTable; }
    [[nodiscard]] QPushButton *clearButton() const { return m_clear; }
    [[nodiscard]] EmptyState *emptyState() const { return m_empty; }
    [[nodiscard]] ExportButton *exportButton() const { return m_export; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeTitle();
    [[nodiscard]] QWidget *makeMapCard();
    [[nodiscard]] QWidget *makeChartCard();
    [[nodiscard]] QWidget *makeFullestCard();
    void turn(int by);
    void brush(const std::optional<models::OccupancyBrush> &brush);
    void openCell(int row, int step);
    void openSlot(int row);
    void showGrid();
    void showSummary();
    void showIcons();

    models::OccupancyModel m_model;
    models::OccupancyTable m_table;
    QComboBox *m_span;
    QToolButton *m_earlier;
    QToolButton *m_later;
    QPushButton *m_now;
    ExportButton *m_export;
    QStackedWidget *m_stack = nullptr;
    EmptyState *m_empty = nullptr;
    OccupancyHeatMap *m_map = nullptr;
    DataTable *m_twin = nullptr;
    QToolButton *m_asTable = nullptr;
    ElidedLabel *m_brushed = nullptr;
    QPushButton *m_clear = nullptr;
    QWidget *m_chartCard = nullptr;
    OccupancyChart *m_chart = nullptr;
    DataTable *m_fullest = nullptr;
};

} // namespace holdfast::views
