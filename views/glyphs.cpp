#include "views/glyphs.h"

#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace holdfast::views {
namespace {

/// A ring, filled clockwise from twelve o'clock by `quarters` of a turn.
void drawDisc(QPainter &painter, const QRectF &square, int quarters, const QColor &colour, double stroke)
{
    const double inset = stroke / 2;
    painter.setPen(QPen(colour, stroke));
    painter.setBrush(Qt::NoBrush);
    painter.drawEllipse(square.adjusted(inset, inset, -inset, -inset));
    if (quarters == 0)
        return;
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    const int sixteenths = 16;
    painter.drawPie(square.adjusted(inset, inset, -inset, -inset), 90 * sixteenths, -90 * quarters * sixteenths);
}

void drawLines(QPainter &painter, const QRectF &square, std::initializer_list<QPointF> points)
{
    QPainterPath path;
    bool first = true;
    for (const auto &point : points) {
        const QPointF at(square.left() + point.x() * square.width(), square.top() + point.y() * square.height());
        if (first)
            path.moveTo(at);
        else
            path.lineTo(at);
        first = false;
    }
    painter.drawPath(path);
}

} // namespace

Glyph glyphOf(State state)
{
    switch (state) {
    case State::Held:
        return Glyph::QuarterDisc;
    case State::VendorConfirmed:
        return Glyph::HalfDisc;
    case State::VendorAuthorized:
        return Glyph::ThreeQuarterDisc;
    case State::AuthorizedBoth:
        return Glyph::FullDisc;
    case State::Committing:
        return Glyph::RingedDisc;
    case State::Confirmed:
        return Glyph::Check;
    case State::Released:
        return Glyph::ReturnArrow;
    case State::Expired:
        return Glyph::Ring;
    case State::Cancelled:
        return Glyph::Bar;
    case State::FailedVendorAuth:
    case State::FailedRequesterAuth:
    case State::FailedAvailabilityChanged:
    case State::FailedCommit:
        return Glyph::Cross;
    }
    return Glyph::Ring;
}

void drawGlyph(QPainter &painter, const QRectF &box, Glyph glyph, const QColor &colour)
{
    const double side = std::min(box.width(), box.height());
    const QRectF square(box.center().x() - side / 2, box.center().y() - side / 2, side, side);
    const QRectF disc = square.adjusted(side / 12, side / 12, -side / 12, -side / 12);
    const double thin = side / 10;
    const double thick = side / 6;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(colour, thick, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    switch (glyph) {
    case Glyph::QuarterDisc:
        drawDisc(painter, disc, 1, colour, thin);
        break;
    case Glyph::HalfDisc:
        drawDisc(painter, disc, 2, colour, thin);
        break;
    case Glyph::ThreeQuarterDisc:
        drawDisc(painter, disc, 3, colour, thin);
        break;
    case Glyph::FullDisc:
        drawDisc(painter, disc, 4, colour, thin);
        break;
    case Glyph::RingedDisc: {
        drawDisc(painter, disc, 0, colour, thin);
        const double inner = side / 4;
        drawDisc(painter, square.adjusted(inner, inner, -inner, -inner), 4, colour, thin);
        break;
    }
    case Glyph::Ring:
        drawDisc(painter, disc, 0, colour, side / 7);
        break;
    case Glyph::Check:
        drawLines(painter, square, {{0.14, 0.54}, {0.40, 0.80}, {0.88, 0.22}});
        break;
    case Glyph::Cross:
        drawLines(painter, square, {{0.18, 0.18}, {0.82, 0.82}});
        drawLines(painter, square, {{0.82, 0.18}, {0.18, 0.82}});
        break;
    case Glyph::Bar:
        drawLines(painter, square, {{0.14, 0.5}, {0.86, 0.5}});
        break;
    case Glyph::ReturnArrow: {
        painter.setPen(QPen(colour, side / 8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        drawLines(painter, square, {{0.36, 0.12}, {0.10, 0.38}, {0.36, 0.64}});
        QPainterPath path(QPointF(square.left() + 0.12 * side, square.top() + 0.38 * side));
        path.lineTo(square.left() + 0.64 * side, square.top() + 0.38 * side);
        path.arcTo(QRectF(square.left() + 0.40 * side, square.top() + 0.38 * side, 0.5 * side, 0.5 * side), 90, -180);
        path.lineTo(square.left() + 0.44 * side, square.top() + 0.88 * side);
        painter.drawPath(path);
        break;
    }
    case Glyph::Warning:
        painter.setPen(QPen(colour, side / 8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
        drawLines(painter, square, {{0.5, 0.1}, {0.94, 0.88}, {0.06, 0.88}, {0.5, 0.1}});
        drawLines(painter, square, {{0.5, 0.40}, {0.5, 0.62}});
        drawLines(painter, square, {{0.5, 0.75}, {0.5, 0.76}});
        break;
    }
    painter.restore();
}

} // namespace holdfast::views
