#pragma once

#include <QFontMetrics>
#include <QRect>
#include <QString>

class QPainter;

namespace holdfast::views {

/// Tabular figures: Inter's own digits differ in width and Qt offers its fixed-width ones only from 6.7, so every digit
/// is set in a cell as wide as the widest. Numbers below each other line up, and a ticking one does not tremble.
[[nodiscard]] int tabularWidth(const QFontMetrics &metrics, const QString &text);
/// The same, with the widths of the font's digits measured once: for what is painted all the time. GUI thread.
[[nodiscard]] int tabularWidth(const QFont &font, const QString &text);
void drawTabular(QPainter &painter, const QRect &box, Qt::Alignment alignment, const QString &text);

} // namespace holdfast::views
