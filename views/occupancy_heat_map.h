#pragma once

#include "models/occupancy.h"
#include "views/theme.h"

#include <QAbstractScrollArea>

namespace holdfast::views {

/// Vendors by time, each cell as deep as its slots are taken, its percentage in it where there is room. Dragging, or
/// Shift and the arrows, brushes a time; Enter and a double click open what is behind a cell. The first row sums up all
/// vendors and stays in view with the times.
class OccupancyHeatMap final : public QAbstractScrollArea
{
    Q_OBJECT

public:
    OccupancyHeatMap(const Theme &theme, QWidget *parent);

    void setGrid(const models::OccupancyGrid &grid);
    void setBrush(const std::optional<models::OccupancyBrush> &brush);
    [[nodiscard]] const std::optional<models::OccupancyBrush> &brush() const { return m_brush; }

    struct Place
    {
        int row = 0; ///< 0: all vendors, then the vendors
        int step = 0;
        bool operator==(const Place &) const = default;
    };
    [[nodiscard]] const Place &current() const { return m_current; }
    [[nodiscard]] QRectF boxOf(const Place &place) const; ///< in the viewport
    [[nodiscard]] std::optional<Place> placeAt(const QPointF &point) const;
    [[nodiscard]] QString wordsOf(const Place &place) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void brushed(const std::optional<holdfast::models::OccupancyBrush> &brush);
    void activated(int row, int step);

protected:
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void mouseDoubleClickEvent(QMouseEvent *event) override;

private:
    [[nodiscard]] const models::OccupancyCell &cellAt(const Place &place) const;
    [[nodiscard]] double cellWidth() const;
    [[nodiscard]] double rowHeight() const;
    [[nodiscard]] bool isBrushed(int step) const;
    void place();
    void moveTo(Place place, bool brushing);
    void setBrushAndTell(const std::optional<models::OccupancyBrush> &brush);
    void paintTimes(QPainter &painter) const;
    void paintRow(QPainter &painter, int row) const;
    void paintCell(QPainter &painter, const Place &place, const QRectF &box) const;
    void paintFrame(QPainter &painter) const;

    const Theme &m_theme;
    models::OccupancyGrid m_grid;
    std::optional<models::OccupancyBrush> m_brush;
    Place m_current;
    std::optional<int> m_anchor; ///< the step where a brush began
    std::optional<int> m_pressed;
    bool m_dragged = false;
};

/// The depth of a cell: from hardly there, for none taken, to the accent, for full; beyond it, bad.
[[nodiscard]] QColor heatColour(const Tokens &tokens, double utilisation);

} // namespace holdfast::views
