// How TimelineView paints what it has laid out.

#include "models/local_time.h"
#include "models/reservation_model.h"
#include "views/glyphs.h"
#include "views/text.h"
#include "views/timeline_view.h"

#include <QDateTime>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

namespace holdfast::views {

using models::Mark;
using models::TimelineLane;

namespace {

constexpr double spanHeight = 26;
constexpr double labelGap = 6;

QColor faded(QColor colour, double alpha)
{
    colour.setAlphaF(float(alpha));
    return colour;
}

double msOf(Timestamp at)
{
    return double(at.time_since_epoch().count()) / 1000;
}

} // namespace

void TimelineView::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    paintGrid(painter);
    if (!m_story)
        return;
    const auto area = plot();
    painter.save();
    painter.setClipRect(area.adjusted(-8, -24, 8, 0));
    paintSpans(painter);
    paintThreads(painter);
    paintItems(painter);
    paintCuts(painter);
    paintLabels(painter);
    paintFlags(painter);
    painter.restore();
    if (hasFocus()) {
        painter.setPen(QPen(m_theme.tokens().accent, 1));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4);
    }
}

void TimelineView::paintGrid(QPainter &painter) const
{
    const auto &tokens = m_theme.tokens();
    const auto area = plot();
    for (int lane = 0; lane < models::timelineLaneCount; ++lane) {
        const double y = laneY(TimelineLane(lane));
        painter.setPen(QPen(tokens.grid, 1));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(tokens.muted);
        painter.setFont(m_theme.textFont());
        painter.drawText(QRectF(14, y - 12, gutter - 18, 24), Qt::AlignLeft | Qt::AlignVCenter,
                         models::timelineLaneLabel(TimelineLane(lane)));
    }
    if (!m_story)
        return;
    double labelledTo = area.left() - 40;
    for (const auto &piece : m_scale.pieces())
        paintTicks(painter, piece, labelledTo);
}

void TimelineView::paintTicks(QPainter &painter, const TimelineScale::Piece &piece, double &labelledTo) const
{
    constexpr double closest = 104; // px
    constexpr int most = 200;
    const auto &tokens = m_theme.tokens();
    const auto area = plot();
    painter.setFont(m_theme.smallFont());
    const auto write = [&](double ms, const QString &text) {
        const double words = tabularWidth(painter.fontMetrics(), text);
        const double left = std::clamp(x(ms) - words / 2, area.left() - 30, area.right() - words);
        if (left < labelledTo + 10)
            return;
        painter.setPen(tokens.muted);
        drawTabular(painter, QRectF(left, area.bottom() + 8, words + 1, 18).toRect(), Qt::AlignLeft | Qt::AlignVCenter,
                    text);
        labelledTo = left + words;
    };
    if (piece.cut) {
        const double middle = (x(piece.fromMs) + x(piece.toMs)) / 2;
        if (middle > area.left() && middle < area.right())
            write((piece.fromMs + piece.toMs) / 2, models::formatAge(qint64((piece.toMs - piece.fromMs) / 1000)));
        return;
    }
    const double perMs = (x(piece.toMs) - x(piece.fromMs)) / (piece.toMs - piece.fromMs);
    const double step = roundStep(closest / perMs);
    const double first = std::max(piece.fromMs, m_scale.moment(m_offset / (1 - lastStateShare)));
    const double offset = QDateTime::fromMSecsSinceEpoch(qint64(first)).offsetFromUtc() * 1000.0;
    const auto format = step < 1'000 ? QStringLiteral("HH:mm:ss.zzz") : QStringLiteral("HH:mm:ss");
    int ticks = 0;
    for (double ms = std::ceil((first + offset) / step) * step - offset; ms <= piece.toMs && ticks < most; ms += step) {
        if (x(ms) > area.right())
            break;
        ++ticks;
        painter.setPen(QPen(tokens.grid, 1, Qt::DotLine));
        painter.drawLine(QPointF(x(ms), area.top()), QPointF(x(ms), area.bottom() + 4));
        write(ms, QDateTime::fromMSecsSinceEpoch(qint64(std::llround(ms))).toString(format));
    }
    // A piece too short for a round time still says when it was.
    if (ticks == 0 && x(piece.fromMs) >= area.left() - 1 && x(piece.fromMs) < area.right())
        write(piece.fromMs, QDateTime::fromMSecsSinceEpoch(qint64(piece.fromMs)).toString(format));
}

void TimelineView::paintSpans(QPainter &painter) const
{
    const auto &tokens = m_theme.tokens();
    const auto area = plot();
    const double y = laneY(TimelineLane::State) - spanHeight / 2;
    painter.setFont(m_theme.smallFont());
    for (const auto &span : m_spans) {
        const double left = x(span.from);
        const bool ends = span.open && !info(span.state).in_flight;
        const double right = std::max(left + 3, ends ? area.left() + (1 - m_offset) * m_zoom * area.width() : x(span.to));
        if (right < area.left() || left > area.right())
            continue;
        const auto colour = tokens.of(span.state);
        painter.setPen(Qt::NoPen);
        painter.setBrush(faded(colour, tokens.dark ? 0.30 : 0.22));
        painter.drawRoundedRect(QRectF(left, y, std::max(1.0, right - left - 2), spanHeight), 3, 3);
        painter.setBrush(colour);
        painter.drawRect(QRectF(left, y, 3, spanHeight));
        const auto [from, room] = roomIn(std::max(left, area.left()) + 9, std::min(right, area.right()) - 6);
        if (room < 24)
            continue;
        painter.setPen(tokens.text);
        painter.drawText(QRectF(from, y, room, spanHeight), Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(models::label(span.state), Qt::ElideRight, int(room)));
    }
}

/// The widest part between the two that no cut runs through: where it begins, and its width.
std::pair<double, double> TimelineView::roomIn(double left, double right) const
{
    constexpr double half = 9; // of a cut's strokes
    std::pair<double, double> widest{left, 0};
    double from = left;
    const auto take = [&](double to) {
        if (to - from > widest.second)
            widest = {from, to - from};
    };
    for (const auto &piece : m_scale.pieces()) {
        const double middle = (x(piece.fromMs) + x(piece.toMs)) / 2;
        if (!piece.cut || middle < left || middle > right)
            continue;
        take(middle - half);
        from = middle + half;
    }
    take(right);
    return widest;
}

/// What belongs to one piece of work hangs on one line: the gaps between its calls are what it waited.
void TimelineView::paintThreads(QPainter &painter) const
{
    const double y = laneY(TimelineLane::Payments);
    painter.setPen(QPen(faded(m_theme.tokens().muted, 0.7), 1.4, Qt::DashLine));
    for (const auto &thread : m_threads)
        painter.drawLine(QPointF(x(thread.from), y), QPointF(x(thread.to), y));
}

void TimelineView::paintItems(QPainter &painter) const
{
    const auto &tokens = m_theme.tokens();
    const auto area = plot();
    for (const auto &item : m_items) {
        if (item.box.right() < area.left() - 8 || item.box.left() > area.right() + 8)
            continue;
        const auto colour = colourOf(item);
        const bool current = item.key == m_current;
        if (current) {
            painter.setPen(QPen(tokens.accent, 1));
            painter.drawLine(QPointF(item.box.center().x(), area.top()), QPointF(item.box.center().x(), area.bottom()));
        }
        painter.setPen(current ? QPen(tokens.accent, 2) : QPen(tokens.surface, 1));
        if (item.call) {
            painter.setPen(Qt::NoPen);
            painter.setBrush(tokens.surface); // the line that it hangs on ends at it
            painter.drawRoundedRect(item.box, 5, 5);
            painter.setPen(current ? QPen(tokens.accent, 2) : QPen(colour, 1));
            painter.setBrush(faded(colour, tokens.dark ? 0.45 : 0.30));
            painter.drawRoundedRect(item.box, 5, 5);
        } else if (item.lane == TimelineLane::Payments) {
            painter.setBrush(tokens.surface);
            painter.setPen(QPen(current ? tokens.accent : colour, current ? 2 : 1.4));
            painter.drawEllipse(item.box.adjusted(1, 1, -1, -1));
        } else if (item.lane == TimelineLane::Events) {
            painter.setBrush(colour);
            painter.drawRect(item.box);
        } else {
            painter.setBrush(colour);
            painter.drawEllipse(item.box);
        }
    }
}

/// Beside its mark where there is room before the next; else a line lower, else not at all: the table has them all.
void TimelineView::paintLabels(QPainter &painter) const
{
    constexpr double lower = 15;
    const auto &tokens = m_theme.tokens();
    const auto area = plot();
    painter.setFont(m_theme.smallFont());
    const auto metrics = painter.fontMetrics();
    struct Line
    {
        double end = -1e9;
    };
    std::array<std::array<Line, 2>, models::timelineLaneCount> lines;
    for (std::size_t i = 0; i < std::size_t(m_items.size()); ++i) {
        const auto &item = m_items[qsizetype(i)];
        auto &middle = lines[std::size_t(item.lane)][0];
        auto &below = lines[std::size_t(item.lane)][1];
        const double left = item.box.right() + labelGap;
        if (item.label.isEmpty() || left < area.left() || left > area.right())
            continue;
        const bool marked = item.mark == Mark::Good || item.mark == Mark::Bad;
        const double glyph = marked && item.lane == TimelineLane::Payments ? 15 : 0;
        const auto text = metrics.elidedText(item.label, Qt::ElideRight, int(area.right() - left - glyph));
        const double wide = glyph + metrics.horizontalAdvance(text);
        const bool covered = std::any_of(m_items.begin(), m_items.end(), [&](const auto &other) {
            return other.lane == item.lane && other.box.left() > item.box.left() + 1 && other.box.left() < left + wide;
        });
        double y = laneY(item.lane);
        if (!covered && left > middle.end) {
            middle.end = left + wide + labelGap;
        } else if (laneHeight() >= 44 && left - 4 > below.end) {
            below.end = left + wide + labelGap;
            y += lower;
        } else {
            continue;
        }
        if (glyph > 0)
            drawGlyph(painter, QRectF(left, y - 5, 10, 10), item.mark == Mark::Good ? Glyph::Check : Glyph::Cross,
                      colourOf(item));
        painter.fillRect(QRectF(left + glyph - 2, y - 8, wide - glyph + 4, 16), tokens.surface);
        painter.setPen(item.key == m_current || item.lane == TimelineLane::Payments ? tokens.text : tokens.muted);
        painter.drawText(QRectF(left + glyph, y - 10, wide + 4, 20), Qt::AlignLeft | Qt::AlignVCenter, text);
    }
}

/// Two strokes across the state where time was cut out.
void TimelineView::paintCuts(QPainter &painter) const
{
    constexpr double half = 3.5;
    constexpr double slant = 3;
    const auto &tokens = m_theme.tokens();
    const auto area = plot();
    for (const auto &piece : m_scale.pieces()) {
        if (!piece.cut)
            continue;
        const double middle = (x(piece.fromMs) + x(piece.toMs)) / 2;
        for (int lane = 0; lane < models::timelineLaneCount; ++lane) {
            const double y = laneY(TimelineLane(lane));
            const double tall = lane == int(TimelineLane::State) ? spanHeight / 2 + 2 : 6;
            const QPolygonF gap({{middle - half - slant, y + tall}, {middle - half + slant, y - tall},
                                 {middle + half + slant, y - tall}, {middle + half - slant, y + tall}});
            painter.setPen(Qt::NoPen);
            painter.setBrush(tokens.surface);
            painter.drawPolygon(gap);
            if (lane != int(TimelineLane::State))
                continue; // once is enough: the other lanes are only broken off
            painter.setPen(QPen(tokens.muted, 1));
            painter.drawLine(gap[0], gap[1]);
            painter.drawLine(gap[2], gap[3]);
        }
        painter.setPen(QPen(faded(tokens.muted, 0.5), 1));
        painter.drawLine(QPointF(middle, area.bottom() - 3), QPointF(middle, area.bottom()));
    }
}

void TimelineView::paintFlags(QPainter &painter) const
{
    const auto &tokens = m_theme.tokens();
    if (!info(m_story->state).in_flight || !m_story->origin.isEmpty())
        return;
    // What is close together gives way: the deadline's words matter more.
    const bool apart = !m_story->deadline || std::abs(x(msOf(*m_story->deadline)) - x(msOf(m_story->now))) > 96;
    paintFlag(painter, msOf(m_story->now), apart ? tr("now") : QString(), tokens.muted);
    if (!m_story->deadline)
        return;
    const auto left = std::chrono::duration_cast<std::chrono::seconds>(*m_story->deadline - m_story->now).count();
    constexpr qint64 close = 60;
    constexpr qint64 near = 150;
    paintFlag(painter, msOf(*m_story->deadline),
              tr("deadline %1").arg(models::localTime(*m_story->deadline).toString(QStringLiteral("HH:mm:ss"))),
              left < close ? tokens.bad : left < near ? tokens.warn : tokens.muted);
}

void TimelineView::paintFlag(QPainter &painter, double ms, const QString &text, const QColor &colour) const
{
    const auto area = plot();
    const double at = x(ms);
    painter.setPen(QPen(colour, 1.2, Qt::DashLine));
    painter.drawLine(QPointF(at, area.top() - 4), QPointF(at, area.bottom()));
    painter.setFont(m_theme.smallFont());
    painter.setPen(colour);
    const double wide = painter.fontMetrics().horizontalAdvance(text) + 4;
    const double left = std::clamp(at - wide / 2, area.left(), std::max(area.left(), area.right() - wide));
    painter.drawText(QRectF(left, area.top() - 22, wide, 18), Qt::AlignCenter, text);
}

} // namespace holdfast::views
