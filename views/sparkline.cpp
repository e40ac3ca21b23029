#include "views/sparkline.h"

#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

#include <algorithm>

namespace holdfast::views {

namespace {

constexpr qreal lineWidth = 1.5;

void stroke(QPainter &painter, const QPainterPath &path, const QColor &colour)
{
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, lineWidth, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.drawPath(path);
}

} // namespace

Sparkline::Sparkline(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Sparkline::replace(const QList<Line> &lines, qint64 from, qint64 to, qint64 gapMs)
{
    m_lines = lines;
    m_from = from;
    m_to = std::max(to, from + 1);
    m_gapMs = gapMs;
    update();
}

QRectF Sparkline::plot() const
{
    return QRectF(rect()).adjusted(1, 2, -4, -2); // room for the last point's dot
}

void Sparkline::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const auto &tokens = m_theme.tokens();
    const auto box = plot();
    painter.fillRect(QRectF(rect().left(), rect().bottom(), rect().width(), 1), tokens.grid);
    double highest = 0;
    for (const auto &line : m_lines) {
        for (const auto &point : line.points)
            highest = std::max(highest, point.y());
    }
    const auto place = [&](const QPointF &point) {
        const double x = (point.x() - double(m_from)) / double(m_to - m_from);
        return QPointF(box.left() + x * box.width(), box.bottom() - (highest > 0 ? point.y() / highest : 0) * box.height());
    };
    for (const auto &line : m_lines) {
        QPainterPath path;
        const QPointF *before = nullptr;
        for (const auto &point : line.points) {
            if (point.x() < double(m_from))
                continue;
            if (!before || point.x() - before->x() > double(m_gapMs))
                path.moveTo(place(point));
            else
                path.lineTo(place(point));
            before = &point;
        }
        const auto colour = tokens.of(line.series);
        stroke(painter, path, colour);
        if (!before)
            continue;
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawEllipse(place(*before), 2, 2);
    }
}

bool Sparkline::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip || !m_tell)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const auto box = plot();
    const double part = std::clamp((help->pos().x() - box.left()) / std::max(1.0, box.width()), 0.0, 1.0);
    const auto words = m_tell(m_from + qint64(part * double(m_to - m_from)));
    if (words.isEmpty())
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(), words, this);
    return true;
}

void paintTrend(QPainter &painter, const QRectF &box, const QList<double> &values, qsizetype room, const QColor &colour)
{
    if (values.size() < 2)
        return;
    const double highest = *std::max_element(values.begin(), values.end());
    const double step = box.width() / double(std::max<qsizetype>(room - 1, 1));
    QPainterPath path;
    for (qsizetype i = 0; i < values.size(); ++i) {
        const QPointF at(box.right() - double(values.size() - 1 - i) * step,
                         box.bottom() - (highest > 0 ? values.at(i) / highest : 0) * box.height());
        if (i == 0)
            path.moveTo(at);
        else
            path.lineTo(at);
    }
    stroke(painter, path, colour);
}

} // namespace holdfast::views
