#pragma once

#include "models/occupancy.h"
#include "views/theme.h"

#include <QWidget>

namespace holdfast::views {

/// One part of the seats and its colour, the same in chart, table and legend.
enum class SeatPart { Confirmed, Held, External, Free };
[[nodiscard]] QColor colourOf(const Tokens &tokens, SeatPart part);
[[nodiscard]] qint64 countOf(const models::SeatCounts &seats, SeatPart part);
/// Fills the box from the left, part by part; what is beyond the capacity is left out.
void drawSeats(QPainter &painter, const QRectF &box, const models::SeatCounts &seats, const Tokens &tokens);

/// How much of what is offered is taken over time, by what has taken it. The heat map's first row is its table.
class OccupancyChart final : public QWidget
{
    Q_OBJECT

public:
    OccupancyChart(const Theme &theme, QWidget *parent);

    void show(const models::OccupancyGrid &grid, const std::optional<models::OccupancyBrush> &brush);
    /// What stands at this place, in words; empty: nothing.
    [[nodiscard]] QString wordsAt(const QPointF &point) const;
    [[nodiscard]] QSize sizeHint() const override { return {360, 220}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {220, 110}; }

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] int first() const { return m_brush ? m_brush->first : 0; }
    [[nodiscard]] int last() const { return m_brush ? m_brush->last : m_grid.steps() - 1; }
    [[nodiscard]] double highest() const; ///< share of the capacity at the top

    const Theme &m_theme;
    models::OccupancyGrid m_grid;
    std::optional<models::OccupancyBrush> m_brush;
};

/// Which colour is which part.
class SeatLegend final : public QWidget
{
public:
    SeatLegend(const Theme &theme, QWidget *parent);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
};

} // namespace holdfast::views
