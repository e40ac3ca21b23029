#pragma once

#include "views/theme.h"

#include <QList>
#include <QPointF>
#include <QWidget>

/// The only face of the chart library in views/. Qt Charts stands behind it today; whoever replaces it rewrites
/// chart.cpp and nothing else. Everything is replaced at once, nothing is animated.
namespace holdfast::views {

/// What a chart shades over its whole height: a gap in what is known, a fault.
struct Shade
{
    double from = 0;
    double to = 0;
    QString label; ///< written at its top where it fits
};

class Chart : public QWidget
{
    Q_OBJECT

public:
    virtual void setShades(const QList<Shade> &shades) = 0;

signals:
    /// The pointer is over this x.
    void hovered(double x, const QPoint &globalPosition);
    void left();

protected:
    using QWidget::QWidget;
};

/// Stacked areas; x in Unix milliseconds.
class AreaChart : public Chart
{
    Q_OBJECT

public:
    struct Band
    {
        State state = State::Held;
        QList<QPointF> lower;
        QList<QPointF> upper; ///< same x as lower
    };

    /// `states`: one band each, bottom up; bands are matched by position.
    [[nodiscard]] static AreaChart *create(const Theme &theme, const QList<State> &states, QWidget *parent);

    /// Bands in the order given to create(); from `from` to `to` is in view.
    virtual void replace(const QList<Band> &bands, double from, double to, double highest) = 0;

protected:
    using Chart::Chart;
};

/// At most five lines over seconds.
class LineChart : public Chart
{
    Q_OBJECT

public:
    static constexpr qsizetype lineCap = 5;

    /// A line in parts: between them nothing is known, and nothing is drawn.
    using Line = QList<QList<QPointF>>;

    [[nodiscard]] static LineChart *create(const Theme &theme, const QList<Series> &series, QWidget *parent);

    /// Lines in the order given to create(), empty ones are not drawn.
    virtual void replace(const QList<Line> &lines, double from, double to, double highest) = 0;
    /// Of what stands below the axis, as for printf: "%.0f" for what is no time.
    virtual void setAxisFormat(const QString &format, int ticks = 5) = 0;

protected:
    using Chart::Chart;
};

/// The least number with a round half of at least `value`, for the top of an axis; 4 at least.
[[nodiscard]] double niceCeiling(double value);

} // namespace holdfast::views
