#pragma once

#include "views/theme.h"

#include <QList>
#include <QPointF>
#include <QWidget>

#include <functional>

class QPainter;

namespace holdfast::views {

/// A small line without axes under a figure: how it went lately. Hovering tells a point's value; the figures are in the
/// page's table as well.
class Sparkline final : public QWidget
{
    Q_OBJECT

public:
    struct Line
    {
        Series series = Series::First;
        QList<QPointF> points; ///< x in Unix milliseconds, rising
    };
    /// What a tool tip says of the time under the pointer.
    using Tell = std::function<QString(qint64 atMs)>;

    explicit Sparkline(const Theme &theme, QWidget *parent = nullptr);

    /// From `from` to `to` is in view; a line breaks where nothing is known for longer than `gapMs`.
    void replace(const QList<Line> &lines, qint64 from, qint64 to, qint64 gapMs);
    void setTell(Tell tell) { m_tell = std::move(tell); }
    [[nodiscard]] const QList<Line> &lines() const { return m_lines; }

    [[nodiscard]] QSize sizeHint() const override { return {120, 40}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {40, 24}; }

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    [[nodiscard]] QRectF plot() const;

    const Theme &m_theme;
    Tell m_tell;
    QList<Line> m_lines;
    qint64 m_from = 0, m_to = 1, m_gapMs = 0;
};

/// The same without time, for a table's cell: the values evenly from left to right, the latest at the right edge of a line
/// that holds `room` of them.
void paintTrend(QPainter &painter, const QRectF &box, const QList<double> &values, qsizetype room, const QColor &colour);

} // namespace holdfast::views
