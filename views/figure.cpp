#include "views/figure.h"

#include "views/glyphs.h"
#include "views/text.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

namespace holdfast::views {

namespace {

constexpr int bigPx = 24;
constexpr int bigHeight = 32;
constexpr int smallHeight = 22;
constexpr int rowHeight = 26;
constexpr int inset = 4;
constexpr int glyphSide = 12;
constexpr int gap = 6;

} // namespace

FigureLink::FigureLink(const Theme &theme, Size size, const QString &caption, QWidget *parent)
    : QAbstractButton(parent), m_theme(theme), m_size(size), m_caption(caption)
{
    setFocusPolicy(Qt::TabFocus);
    setCursor(Qt::PointingHandCursor);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    connect(this, &QAbstractButton::clicked, this, [this] { emit followed(m_link); });
    tell();
}

void FigureLink::setGlyph(Glyph glyph, Tone tone)
{
    m_glyph = glyph;
    m_glyphTone = tone;
    update();
}

void FigureLink::setState(State state)
{
    m_glyph = glyphOf(state);
    m_state = state;
    update();
}

void FigureLink::setFigure(const QString &figure, Tone tone, const QString &unit)
{
    if (figure == m_figure && tone == m_tone && unit == m_unit)
        return;
    m_figure = figure;
    m_tone = tone;
    m_unit = unit;
    tell();
    update();
}

void FigureLink::setCaption(const QString &caption)
{
    m_caption = caption;
    tell();
    update();
}

void FigureLink::setName(const QString &name)
{
    m_name = name;
    tell();
}

void FigureLink::setMore(const QString &more)
{
    m_more = more;
    tell();
}

void FigureLink::tell()
{
    const auto &name = m_caption.isEmpty() ? m_name : m_caption;
    auto words = m_figure.isEmpty() ? name : tr("%1: %2").arg(name, m_figure);
    if (!m_unit.isEmpty() && !m_figure.isEmpty())
        words += u' ' + m_unit;
    setAccessibleName(words);
    setToolTip(m_more.isEmpty() ? words : words + u'\n' + m_more);
}

QFont FigureLink::figureFont() const
{
    if (m_size != Size::Big)
        return m_theme.textFont();
    auto font = m_theme.strongFont();
    font.setPixelSize(bigPx);
    return font;
}

QSize FigureLink::sizeHint() const
{
    const QFontMetrics text(m_theme.textFont());
    int width = 2 * inset + tabularWidth(QFontMetrics(figureFont()), m_figure.isEmpty() ? QStringLiteral("000") : m_figure);
    if (m_glyph)
        width += glyphSide + gap;
    if (m_size != Size::Big)
        width += text.horizontalAdvance(m_caption) + gap;
    if (!m_unit.isEmpty())
        width += gap + text.horizontalAdvance(m_unit);
    return {width, m_size == Size::Big ? bigHeight : m_size == Size::Row ? rowHeight : smallHeight};
}

QSize FigureLink::minimumSizeHint() const
{
    return {40, sizeHint().height()}; // the caption gives way
}

void FigureLink::paintGlyph(QPainter &painter, QRect &box) const
{
    if (!m_glyph)
        return;
    const QRect place(box.left(), box.center().y() - glyphSide / 2 + 1, glyphSide, glyphSide);
    const auto &tokens = m_theme.tokens();
    drawGlyph(painter, place, *m_glyph, m_state ? tokens.of(*m_state) : tokens.of(m_glyphTone));
    box.setLeft(place.right() + 1 + gap);
}

void FigureLink::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto &tokens = m_theme.tokens();
    if (hasFocus()) {
        painter.setPen(QPen(tokens.accent, 2));
        painter.drawRoundedRect(QRectF(rect()).adjusted(1, 1, -1, -1), 4, 4);
    } else if (underMouse() && m_size == Size::Row) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.hover);
        painter.drawRoundedRect(rect(), 4, 4);
    }
    auto box = rect().adjusted(inset, 0, -inset, 0);
    paintGlyph(painter, box);
    const auto font = figureFont();
    auto figure = m_figure.isEmpty() ? QStringLiteral("–") : m_figure;
    if (m_size == Size::Row) { // a long figure leaves the caption its half
        const int rest = box.width() - QFontMetrics(font).horizontalAdvance(m_caption) - gap;
        figure = QFontMetrics(font).elidedText(figure, Qt::ElideRight, std::max(box.width() / 2, rest));
    } else if (m_size == Size::Small && m_caption.isEmpty()) {
        figure = QFontMetrics(font).elidedText(figure, Qt::ElideRight, box.width());
    }
    const int figureWidth = tabularWidth(QFontMetrics(font), figure);
    const bool shown = m_size != Size::Big && !m_caption.isEmpty();
    if (shown) {
        const QFontMetrics text(m_theme.textFont());
        const int room = std::max(0, box.width() - figureWidth - gap);
        const auto caption = text.elidedText(m_caption, Qt::ElideRight, room);
        painter.setFont(m_theme.textFont());
        painter.setPen(m_size == Size::Row ? tokens.text : tokens.muted);
        painter.drawText(box, Qt::AlignLeft | Qt::AlignVCenter, caption);
        box.setLeft(m_size == Size::Row ? box.right() + 1 - figureWidth : box.left() + text.horizontalAdvance(caption) + gap);
    }
    const auto tone = m_figure.isEmpty() || (m_size == Size::Row && m_tone == Tone::Text) ? Tone::Muted : m_tone;
    painter.setFont(font);
    painter.setPen(underMouse() && m_size != Size::Row ? tokens.accent : tokens.of(tone));
    drawTabular(painter, box, Qt::AlignLeft | Qt::AlignVCenter, figure);
    if (m_unit.isEmpty() || m_figure.isEmpty())
        return;
    // On the figure's base line.
    const int base = box.top() + (box.height() - QFontMetrics(font).height()) / 2 + QFontMetrics(font).ascent();
    painter.setFont(m_theme.textFont());
    painter.setPen(tokens.muted);
    const int left = box.left() + figureWidth + gap;
    painter.drawText(left, base, QFontMetrics(m_theme.textFont()).elidedText(m_unit, Qt::ElideRight, box.right() - left));
}

void FigureLink::enterEvent(QEnterEvent *event)
{
    QAbstractButton::enterEvent(event);
    update();
}

void FigureLink::leaveEvent(QEvent *event)
{
    QAbstractButton::leaveEvent(event);
    update();
}

void FigureLink::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        click();
    else
        QAbstractButton::keyPressEvent(event);
}

PartsBar::PartsBar(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setFixedHeight(6);
    setMinimumWidth(60);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void PartsBar::setParts(const QList<Part> &parts)
{
    m_parts = parts;
    update();
}

void PartsBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF track(rect());
    painter.setBrush(m_theme.tokens().grid);
    painter.drawRoundedRect(track, track.height() / 2, track.height() / 2);
    QPainterPath shape;
    shape.addRoundedRect(track, track.height() / 2, track.height() / 2);
    painter.setClipPath(shape);
    double left = 0;
    for (const auto &part : m_parts) {
        const double width = track.width() * std::clamp(part.share, 0.0, 1.0);
        if (width <= 0)
            continue;
        painter.fillRect(QRectF(left, 0, std::max(1.0, width - 1), track.height()), m_theme.tokens().of(part.state));
        left += width;
    }
}

} // namespace holdfast::views
