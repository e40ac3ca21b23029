#include "views/delegates.h"

#include "models/reservation_model.h"
#include "views/glyphs.h"
#include "views/text.h"

#include <QAbstractItemView>
#include <QHelpEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>

namespace holdfast::views {

using models::ReservationColumn;
using models::ReservationModel;

Tone toneOfTimeLeft(qint64 seconds)
{
    constexpr qint64 warnBelow = 150;
    constexpr qint64 badBelow = 60;
    if (seconds < badBelow)
        return Tone::Bad;
    return seconds < warnBelow ? Tone::Warn : Tone::Text;
}

RowDelegate::RowDelegate(const Theme &theme, QObject *parent) : QStyledItemDelegate(parent), m_theme(theme) {}

QSize RowDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    return {QStyledItemDelegate::sizeHint(option, index).width(), rowHeight};
}

bool RowDelegate::helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                            const QModelIndex &index)
{
    if (event->type() == QEvent::ToolTip && index.isValid() && !index.data(Qt::ToolTipRole).isValid()) {
        QToolTip::showText(event->globalPos(), index.data(Qt::DisplayRole).toString(), view);
        return true;
    }
    return QStyledItemDelegate::helpEvent(event, view, option, index);
}

QRect RowDelegate::cellOf(const QStyleOptionViewItem &option)
{
    return option.rect.adjusted(padding, 0, -padding, -1);
}

void RowDelegate::paintRow(QPainter &painter, const QStyleOptionViewItem &option) const
{
    const auto &tokens = m_theme.tokens();
    if (option.state & QStyle::State_Selected)
        painter.fillRect(option.rect, tokens.selection);
    else if (option.state & QStyle::State_MouseOver)
        painter.fillRect(option.rect, tokens.hover);
    painter.fillRect(option.rect.left(), option.rect.bottom(), option.rect.width(), 1, tokens.grid);
}

void RowDelegate::paintText(QPainter &painter, const QRect &box, const QString &text, const QFont &font,
                            const QColor &colour, Qt::TextElideMode elide) const
{
    painter.setFont(font);
    painter.setPen(colour);
    const auto shown = painter.fontMetrics().elidedText(text, elide, box.width());
    painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shown);
}

void RowDelegate::paintNumber(QPainter &painter, const QRect &box, const QString &text, const QColor &colour,
                              Qt::Alignment alignment) const
{
    painter.setFont(m_theme.textFont());
    painter.setPen(colour);
    if (tabularWidth(painter.font(), text) > box.width()) {
        const auto shown = painter.fontMetrics().elidedText(text, Qt::ElideRight, box.width());
        painter.drawText(box, int(alignment | Qt::AlignVCenter), shown);
        return;
    }
    drawTabular(painter, box, alignment, text);
}

void ReservationDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    paintRow(*painter, option);
    const auto cell = cellOf(option);
    const auto &tokens = theme().tokens();
    const auto text = [&index] { return index.data(Qt::DisplayRole).toString(); };
    switch (static_cast<ReservationColumn>(index.column())) {
    case ReservationColumn::Id:
        paintId(*painter, cell, index);
        break;
    case ReservationColumn::State:
        paintState(*painter, cell, index);
        break;
    case ReservationColumn::Deadline:
        paintDeadline(*painter, cell, index);
        break;
    case ReservationColumn::Quantity:
    case ReservationColumn::Amount:
    case ReservationColumn::Age:
        paintNumber(*painter, cell, text(), tokens.text, Qt::AlignRight);
        break;
    case ReservationColumn::Slot:
        paintSlot(*painter, cell, text());
        break;
    case ReservationColumn::PartnerRef:
        paintText(*painter, cell, text(), theme().monoFont(), tokens.text, Qt::ElideMiddle);
        break;
    case ReservationColumn::Vendor:
    case ReservationColumn::Partner:
    case ReservationColumn::Claim:
        paintText(*painter, cell, text(), theme().textFont(), tokens.text);
        break;
    }
    painter->restore();
}

void ReservationDelegate::paintId(QPainter &painter, const QRect &cell, const QModelIndex &index) const
{
    paintText(painter, cell, index.data(Qt::DisplayRole).toString(), theme().monoFont(), theme().tokens().text,
              Qt::ElideMiddle);
    if (index.data(ReservationModel::ClaimRole).toString().isEmpty())
        return;
    // Somebody works on it; who, say the tooltip, the column and the details.
    const auto tone = index.data(ReservationModel::OwnClaimRole).toBool() ? Tone::Accent : Tone::Warn;
    constexpr int side = 14;
    const auto pixmap = theme().pixmap(QStringLiteral("person"), theme().tokens().of(tone), side,
                                       painter.device()->devicePixelRatioF());
    painter.drawPixmap(cell.right() + padding - side, cell.top() + (cell.height() - side) / 2, pixmap);
}

void ReservationDelegate::paintState(QPainter &painter, const QRect &cell, const QModelIndex &index) const
{
    const auto state = static_cast<State>(index.data(ReservationModel::StateRole).toInt());
    constexpr int side = 12;
    const QRect glyph(cell.left(), cell.top() + (cell.height() - side) / 2, side, side);
    drawGlyph(painter, glyph, glyphOf(state), theme().tokens().of(state));
    paintText(painter, cell.adjusted(side + 6, 0, 0, 0), index.data(Qt::DisplayRole).toString(), theme().textFont(),
              theme().tokens().text);
}

void ReservationDelegate::paintSlot(QPainter &painter, const QRect &cell, const QString &text) const
{
    // "Sat 21 Nov, 17:30 · class": the kind is said where there is room, and in the tooltip anyway.
    const auto dot = text.indexOf(QStringLiteral(" · "));
    const auto when = dot < 0 ? text : text.left(dot);
    paintNumber(painter, cell, when, theme().tokens().text, Qt::AlignLeft);
    if (dot < 0)
        return;
    const auto kind = text.mid(dot);
    const auto metrics = QFontMetrics(theme().textFont());
    const int used = tabularWidth(theme().textFont(), when);
    if (used + metrics.horizontalAdvance(kind) <= cell.width())
        paintText(painter, cell.adjusted(used, 0, 0, 0), kind, theme().textFont(), theme().tokens().muted);
}

void ReservationDelegate::paintDeadline(QPainter &painter, const QRect &cell, const QModelIndex &index) const
{
    const auto left = index.data(ReservationModel::SecondsLeftRole);
    if (!left.isValid())
        return;
    const auto tone = toneOfTimeLeft(left.toLongLong());
    const auto &tokens = theme().tokens();
    constexpr int barWidth = 86;
    constexpr int barHeight = 6;
    const auto text = index.data(Qt::DisplayRole).toString();
    const int textWidth = tabularWidth(theme().textFont(), text);
    QRect words = cell;
    if (cell.width() >= barWidth / 2 + 8 + textWidth) { // no room: the figures matter more than the bar
        const QRectF track(cell.left(), cell.center().y() - barHeight / 2 + 1,
                           std::min(barWidth, cell.width() - 8 - textWidth), barHeight);
        QPainterPath outline;
        outline.addRoundedRect(track, barHeight / 2.0, barHeight / 2.0);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.fillPath(outline, tokens.grid);
        const double fraction = index.data(ReservationModel::DeadlineFractionRole).toDouble();
        painter.setClipPath(outline, Qt::IntersectClip);
        painter.fillRect(QRectF(track.left(), track.top(), track.width() * std::clamp(fraction, 0.0, 1.0), barHeight),
                         tokens.of(tone == Tone::Text ? Tone::Accent : tone));
        painter.setClipping(false);
        words.setLeft(cell.left() + int(track.width()) + 8);
    }
    paintNumber(painter, words, text, tokens.of(tone), Qt::AlignLeft);
}

Header::Header(const Theme &theme, QWidget *parent) : QHeaderView(Qt::Horizontal, parent), m_theme(theme)
{
    setHighlightSections(false);
    setMinimumSectionSize(40);
    setFixedHeight(height);
    connect(&theme, &Theme::changed, this, [this] { viewport()->update(); });
}

QSize Header::sizeHint() const
{
    return {QHeaderView::sizeHint().width(), height};
}

void Header::paintSection(QPainter *painter, const QRect &rect, int section) const
{
    const auto &tokens = m_theme.tokens();
    painter->save();
    painter->fillRect(rect.left(), rect.bottom(), rect.width(), 1, tokens.border);
    auto font = m_theme.textFont();
    font.setPixelSize(12);
    font.setWeight(QFont::Medium);
    painter->setFont(font);
    const bool sorted = isSortIndicatorShown() && sortIndicatorSection() == section;
    painter->setPen(sorted ? tokens.text : tokens.muted);
    const auto alignment = Qt::Alignment(model()->headerData(section, orientation(), Qt::TextAlignmentRole).toInt());
    const auto text = model()->headerData(section, orientation(), Qt::DisplayRole).toString();
    constexpr int mark = 8;
    auto box = rect.adjusted(RowDelegate::padding, 0, -RowDelegate::padding, -1);
    const int room = box.width() - (sorted ? mark + 4 : 0);
    const auto shown = painter->fontMetrics().elidedText(text, Qt::ElideRight, room);
    const int width = painter->fontMetrics().horizontalAdvance(shown);
    const bool right = alignment & Qt::AlignRight;
    const int textLeft = right ? box.right() + 1 - width - (sorted ? mark + 4 : 0) : box.left();
    painter->drawText(QRect(textLeft, box.top(), width + 2, box.height()), Qt::AlignVCenter | Qt::TextSingleLine, shown);
    if (sorted) {
        const double left = textLeft + width + 4;
        const double middle = box.center().y() + 0.5;
        const double up = sortIndicatorOrder() == Qt::AscendingOrder ? -1 : 1;
        painter->setRenderHint(QPainter::Antialiasing);
        QPainterPath triangle(QPointF(left, middle - 3 * up));
        triangle.lineTo(left + mark, middle - 3 * up);
        triangle.lineTo(left + mark / 2.0, middle + 3.5 * up);
        triangle.closeSubpath();
        painter->fillPath(triangle, tokens.text);
    }
    painter->restore();
}

} // namespace holdfast::views
