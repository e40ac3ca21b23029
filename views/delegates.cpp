#include "views/delegates.h"

#include "models/reservation_model.h"
#include "models/run_models.h"
#include "models/scenario_catalogue.h"
#include "views/glyphs.h"
#include "views/status_words.h"
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
    if (tabularWidth(painter.fontMetrics(), text) > box.width()) {
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
        paintText(*painter, cell, text(), theme().monoFont(), tokens.text, Qt::ElideMiddle);
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
        paintText(*painter, cell, text(), theme().textFont(), tokens.text);
        break;
    }
    painter->restore();
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
    const int used = tabularWidth(metrics, when);
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
    const int textWidth = tabularWidth(QFontMetrics(theme().textFont()), text);
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

void CheckDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    using Model = models::RunCheckModel;
    painter->save();
    paintRow(*painter, option);
    const auto cell = cellOf(option);
    const auto &tokens = theme().tokens();
    const bool ok = index.data(Model::OkRole).toBool();
    const auto text = index.data(Qt::DisplayRole).toString();
    if (index.column() == Model::Ok) {
        constexpr int side = 12;
        drawGlyph(*painter, QRect(cell.left(), cell.top() + (cell.height() - side) / 2, side, side),
                  ok ? Glyph::Check : Glyph::Cross, ok ? tokens.good : tokens.bad);
    } else if (index.column() == Model::Observed) {
        paintText(*painter, cell, text, theme().textFont(), ok ? tokens.text : tokens.bad);
    } else if (index.column() == Model::Severity) {
        paintText(*painter, cell, text, theme().textFont(), tokens.muted);
    } else {
        paintText(*painter, cell, text, theme().textFont(), tokens.text);
    }
    painter->restore();
}

void StepDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    using Model = models::RunStepModel;
    painter->save();
    const auto &tokens = theme().tokens();
    const auto status = static_cast<Model::Status>(index.data(Model::StatusRole).toInt());
    constexpr int side = 12;
    const auto cell = option.rect.adjusted(16, 0, -16, 0);
    const QRect glyph(cell.left(), cell.top() + (cell.height() - side) / 2, side, side);
    switch (status) {
    case Model::Status::Waiting:
        drawGlyph(*painter, glyph, Glyph::Ring, tokens.muted);
        break;
    case Model::Status::Running:
        drawGlyph(*painter, glyph, Glyph::RingedDisc, tokens.accent);
        break;
    case Model::Status::Done:
        drawGlyph(*painter, glyph, Glyph::Check, tokens.good);
        break;
    case Model::Status::Failed:
        drawGlyph(*painter, glyph, Glyph::Cross, tokens.bad);
        break;
    }
    const auto *steps = qobject_cast<const Model *>(index.model());
    const bool over = status == Model::Status::Done || status == Model::Status::Failed;
    const auto words = steps && !over ? steps->at(index.row()).name : index.data(Qt::DisplayRole).toString();
    paintText(*painter, cell.adjusted(side + 8, 0, 0, 0), words, theme().textFont(),
              status == Model::Status::Waiting ? tokens.muted : tokens.text);
    painter->restore();
}

void LogDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    using Model = models::RunLogModel;
    painter->save();
    const auto &tokens = theme().tokens();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, tokens.selection);
    const auto font = theme().monoFont();
    const int cell = QFontMetrics(font).horizontalAdvance(u'0');
    auto box = option.rect.adjusted(16, 0, -8, 0);
    const auto level = static_cast<Model::Level>(index.data(Model::LevelRole).toInt());
    const auto time = index.data(Model::TimeRole).toDateTime();
    if (level == Model::Level::Dropped || level == Model::Level::Raw) {
        box.setLeft(box.left() + cell * 22);
        paintText(*painter, box, index.data(Model::TextRole).toString(), font, tokens.muted);
        painter->restore();
        return;
    }
    paintText(*painter, box, time.toString(QStringLiteral("HH:mm:ss.zzz")), font, tokens.muted);
    box.setLeft(box.left() + cell * 14);
    paintText(*painter, box, models::label(level), font, tokens.of(toneOf(level)));
    box.setLeft(box.left() + cell * 8);
    const auto source = index.data(Model::SourceRole).toString();
    const auto text = index.data(Model::TextRole).toString();
    paintText(*painter, box, source.isEmpty() ? text : source + QStringLiteral(": ") + text, font, tokens.text);
    painter->restore();
}

QSize LogDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, lineHeight};
}

void ScenarioDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    using Model = models::ScenarioCatalogue;
    painter->save();
    paintRow(*painter, option);
    const auto &tokens = theme().tokens();
    const auto cell = option.rect.adjusted(12, 8, -12, -9);
    const int half = cell.height() / 2;
    constexpr int idWidth = 44;
    const QRect top(cell.left(), cell.top(), cell.width(), half);
    const QRect bottom(cell.left() + idWidth, cell.top() + half, cell.width() - idWidth, half);
    paintText(*painter, QRect(top.left(), top.top(), idWidth, half), index.data(Model::ScenarioIdRole).toString(),
              theme().monoFont(), tokens.muted);
    const auto title = index.siblingAtColumn(Model::Title).data(Qt::DisplayRole).toString();
    paintText(*painter, top.adjusted(idWidth, 0, 0, 0), title, theme().strongFont(), tokens.text);
    const auto look = lookOf(static_cast<models::ScenarioStatus>(index.data(Model::StatusRole).toInt()));
    constexpr int side = 11;
    drawGlyph(*painter, QRect(bottom.left(), bottom.top() + (half - side) / 2, side, side), look.glyph,
              tokens.of(look.tone));
    const auto when = index.siblingAtColumn(Model::LastRun).data(Qt::DisplayRole).toString();
    const auto took = index.siblingAtColumn(Model::Duration).data(Qt::DisplayRole).toString();
    QStringList words{look.word};
    const bool running = index.data(Model::StatusRole).toInt() == int(models::ScenarioStatus::Running);
    for (const auto &part : {took, when}) {
        if (!part.isEmpty() && !running)
            words.append(part);
    }
    if (index.data(Model::FlakyRole).toBool())
        words.append(models::ScenarioCatalogue::tr("flaky"));
    paintText(*painter, bottom.adjusted(side + 6, 0, 0, 0), words.join(QStringLiteral(" · ")), theme().textFont(),
              tokens.muted);
    painter->restore();
}

QSize ScenarioDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, 60};
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
