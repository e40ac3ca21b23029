#pragma once

#include "models/link.h"
#include "models/run_trend.h"
#include "views/data_table.h"

class QComboBox;

namespace holdfast::views {

class ExportButton;
class Legend;
class LineChart;

/// How the runs of one scenario went, from one to the next: a chart with failed runs shaded, and its numbers below.
class RunTrendView final : public QWidget
{
    Q_OBJECT

public:
    explicit RunTrendView(const Theme &theme, QWidget *parent = nullptr);

    void setRuns(const QString &scenario, const std::vector<models::StoredRun> &runs);

    [[nodiscard]] QComboBox *measure() const { return m_measure; }
    [[nodiscard]] DataTable *table() const { return m_table; }
    [[nodiscard]] QString headline() const { return m_headline->fullText(); }
    /// What the pointer is told over the run of this number, the oldest being 1.
    [[nodiscard]] QString hoverText(int number) const;

signals:
    void linkActivated(const holdfast::models::Link &link);

private:
    struct Measure
    {
        QString name;
        QList<models::RunTrend::Column> columns;
    };
    void offer();
    void draw();

    const Theme &m_theme;
    models::RunTrend m_model;
    QList<Measure> m_measures;
    ElidedLabel *m_headline;
    QComboBox *m_measure;
    ExportButton *m_export;
    Legend *m_legend;
    LineChart *m_chart;
    DataTable *m_table;
};

} // namespace holdfast::views
