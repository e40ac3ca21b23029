#pragma once

#include "models/latest_read.h"
#include "models/run_comparison.h"
#include "models/stored_runs.h"
#include "views/data_table.h"

namespace holdfast::views {

class ExportButton;
class Legend;
class LineChart;

/// Two runs side by side, the older one first: what of their checks and metrics differs, and their latency over time.
class RunCompareView final : public QWidget
{
    Q_OBJECT

public:
    explicit RunCompareView(const Theme &theme, QWidget *parent = nullptr);

    /// Folders of stored runs, in any order. They are read on a thread.
    void compare(const QString &one, const QString &other);
    [[nodiscard]] bool isLoading() const { return m_read.isReading(); }

    [[nodiscard]] DataTable *checks() const { return m_checkTable; }
    [[nodiscard]] DataTable *metrics() const { return m_metricTable; }
    [[nodiscard]] QString headline() const { return m_headline->fullText(); }
    [[nodiscard]] QWidget *chartCard() const { return m_chartCard; }

signals:
    void loadingChanged();

private:
    using Record = std::shared_ptr<models::RunRecord>;
    using Pair = std::pair<Record, Record>;

    [[nodiscard]] QWidget *makeHead();
    [[nodiscard]] QWidget *makeChart(const Theme &theme);
    void show(const Pair &records);
    void draw();

    const Theme &m_theme;
    models::CheckComparison m_checks;
    models::MetricComparison m_metrics;
    models::LatencyComparison m_latency;
    models::LatestRead<Pair> m_read;
    GlyphLabel *m_glyph;
    ElidedLabel *m_headline;
    ElidedLabel *m_before;
    ElidedLabel *m_after;
    ExportButton *m_export;
    DataTable *m_checkTable;
    DataTable *m_metricTable;
    DataTable *m_latencyTable = nullptr;
    QWidget *m_chartCard = nullptr;
    Legend *m_legend = nullptr;
    LineChart *m_chart = nullptr;
};

} // namespace holdfast::views
