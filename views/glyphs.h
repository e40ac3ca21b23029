#pragma once

#include "backend/core/reservation_state.h"

#include <QColor>
#include <QRectF>

class QPainter;

namespace holdfast::views {

/// The shapes that tell states apart without colour.
enum class Glyph {
    QuarterDisc,
    HalfDisc,
    ThreeQuarterDisc,
    FullDisc,
    RingedDisc,
    Check,
    Cross,
    Ring,
    ReturnArrow,
    Bar,
    Warning,
};

[[nodiscard]] Glyph glyphOf(State state);

/// Draws the glyph in the largest centred square of `box`; 12 px is the size in tables.
void drawGlyph(QPainter &painter, const QRectF &box, Glyph glyph, const QColor &colour);

} // namespace holdfast::views
