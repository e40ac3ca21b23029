#pragma once

#include "views/theme.h"

#include <QList>
#include <QPointF>
#include <QWidget>

namespace holdfast::views {

/// The only face of the chart library in views/: stacked areas over time. Qt Charts stands behind it today; whoever
/// replaces it rewrites area_chart.cpp and nothing else.
class AreaChart : public QWidget
{
    Q_OBJECT

public:
    struct Band
    {
        State state = State::Held;
        QList<QPointF> lower; ///< x in Unix milliseconds
        QList<QPointF> upper; ///< same x as lower
    };

    /// `states`: one band each, bottom up; bands are matched by position.
    [[nodiscard]] static AreaChart *create(const Theme &theme, const QList<State> &states, QWidget *parent);

    /// Replaces everything at once. Bands in the order given to create(); times from `fromMs` to `toMs` are in view.
    virtual void replace(const QList<Band> &bands, qint64 fromMs, qint64 toMs, double highest) = 0;
    /// The times in view where nothing could be read, as pairs of Unix milliseconds: shaded.
    virtual void setGaps(const QList<std::pair<qint64, qint64>> &gaps) = 0;

signals:
    /// The pointer is over this time; 0 when it left.
    void hovered(qint64 atMs, const QPoint &globalPosition);

protected:
    using QWidget::QWidget;
};

/// The least number with a round half of at least `value`, for the top of an axis; 4 at least.
[[nodiscard]] double niceCeiling(double value);

} // namespace holdfast::views
