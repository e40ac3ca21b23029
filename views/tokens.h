#pragma once

#include "backend/core/reservation_state.h"

#include <QColor>

namespace holdfast::views {

/// What a colour means. Views name the meaning; the theme knows the colour.
enum class Tone { Text, Muted, Accent, Good, Warn, Bad };

/// The lines of a chart, the weightiest first. A failure's is that of failed states; a reference stands behind them.
enum class Series { First, Second, Third, Failure, Reference };

/// Every colour of one theme. Nothing in views/ names a colour outside this table.
struct Tokens
{
    bool dark = false;
    QColor window;    ///< behind cards
    QColor surface;   ///< cards, rail, bars
    QColor border;    ///< around cards and controls
    QColor grid;      ///< between rows, behind charts, the track of a bar
    QColor hover;     ///< a control under the pointer
    QColor text;
    QColor muted;
    QColor accent;    ///< links, the primary button, focus
    QColor onAccent;  ///< text on the accent colour
    QColor selection; ///< the selected row
    QColor good;
    QColor warn;
    QColor bad;

    [[nodiscard]] QColor of(Tone tone) const;
    [[nodiscard]] QColor of(State state) const;
    [[nodiscard]] QColor of(Series series) const;
};

[[nodiscard]] const Tokens &lightTokens();
[[nodiscard]] const Tokens &darkTokens();

/// WCAG 2.2 contrast ratio of two opaque colours, 1 to 21.
[[nodiscard]] double contrastRatio(const QColor &a, const QColor &b);

} // namespace holdfast::views
