#include "views/text.h"

#include <QFont>
#include <QHash>
#include <QPainter>

#include <algorithm>
#include <array>

namespace holdfast::views {
namespace {

constexpr std::size_t digitCount = 10;

/// How wide a font's digits are; measuring one takes as long as painting it.
struct Digits
{
    std::array<int, digitCount> widths{};
    int cell = 0; ///< the widest
};

Digits measure(const QFontMetrics &metrics)
{
    Digits digits;
    for (std::size_t digit = 0; digit < digitCount; ++digit) {
        digits.widths[digit] = metrics.horizontalAdvance(QChar(u'0' + char16_t(digit)));
        digits.cell = std::max(digits.cell, digits.widths[digit]);
    }
    return digits;
}

Digits digitsOf(const QFont &font)
{
    constexpr qsizetype enough = 64; // fonts of a screen
    static thread_local QHash<QFont, Digits> known;
    if (const auto found = known.constFind(font); found != known.constEnd())
        return *found;
    if (known.size() >= enough)
        known.clear();
    return *known.insert(font, measure(QFontMetrics(font)));
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

/// Calls `each(piece, width, isDigit)` for single digits and for the runs of other characters between them.
template <typename Each>
void forPieces(const QFontMetrics &metrics, const Digits &digits, const QString &text, Each each)
{
    qsizetype start = 0;
    while (start < text.size()) {
        if (isDigit(text[start])) {
            each(text.mid(start, 1), digits.cell, true);
            ++start;
            continue;
        }
        auto end = start;
        while (end < text.size() && !isDigit(text[end]))
            ++end;
        const auto run = text.mid(start, end - start);
        each(run, metrics.horizontalAdvance(run), false);
        start = end;
    }
}

} // namespace

int tabularWidth(const QFontMetrics &metrics, const QString &text)
{
    int total = 0;
    forPieces(metrics, measure(metrics), text, [&](const QString &, int width, bool) { total += width; });
    return total;
}

int tabularWidth(const QFont &font, const QString &text)
{
    int total = 0;
    forPieces(QFontMetrics(font), digitsOf(font), text, [&](const QString &, int width, bool) { total += width; });
    return total;
}

void drawTabular(QPainter &painter, const QRect &box, Qt::Alignment alignment, const QString &text)
{
    const auto metrics = painter.fontMetrics();
    const auto digits = digitsOf(painter.font());
    int width = 0;
    forPieces(metrics, digits, text, [&](const QString &, int piece, bool) { width += piece; });
    int x = box.left();
    if (alignment & Qt::AlignRight)
        x = box.right() + 1 - width;
    else if (alignment & Qt::AlignHCenter)
        x = box.left() + (box.width() - width) / 2;
    const int baseline = box.top() + (box.height() - metrics.height()) / 2 + metrics.ascent();
    forPieces(metrics, digits, text, [&](const QString &piece, int pieceWidth, bool digit) {
        const int indent = digit ? (pieceWidth - digits.widths[std::size_t(piece.front().unicode() - u'0')]) / 2 : 0;
        painter.drawText(x + indent, baseline, piece);
        x += pieceWidth;
    });
}

} // namespace holdfast::views
