#include "views/text.h"

#include <QPainter>

#include <algorithm>

namespace holdfast::views {
namespace {

int digitCell(const QFontMetrics &metrics)
{
    int widest = 0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    return widest;
}

bool isDigit(QChar c)
{
    return c >= u'0' && c <= u'9';
}

/// Calls `each(piece, width, isDigit)` for single digits and for the runs of other characters between them.
template <typename Each>
void forPieces(const QFontMetrics &metrics, const QString &text, Each each)
{
    const int cell = digitCell(metrics);
    qsizetype start = 0;
    while (start < text.size()) {
        if (isDigit(text[start])) {
            each(text.mid(start, 1), cell, true);
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
    forPieces(metrics, text, [&](const QString &, int width, bool) { total += width; });
    return total;
}

void drawTabular(QPainter &painter, const QRect &box, Qt::Alignment alignment, const QString &text)
{
    const auto metrics = painter.fontMetrics();
    const int width = tabularWidth(metrics, text);
    int x = box.left();
    if (alignment & Qt::AlignRight)
        x = box.right() + 1 - width;
    else if (alignment & Qt::AlignHCenter)
        x = box.left() + (box.width() - width) / 2;
    const int baseline = box.top() + (box.height() - metrics.height()) / 2 + metrics.ascent();
    forPieces(metrics, text, [&](const QString &piece, int pieceWidth, bool digit) {
        const int indent = digit ? (pieceWidth - metrics.horizontalAdvance(piece)) / 2 : 0;
        painter.drawText(x + indent, baseline, piece);
        x += pieceWidth;
    });
}

} // namespace holdfast::views
