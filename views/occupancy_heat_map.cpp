#include "views/occupancy_heat_map.h"

#include "models/occupancy_model.h"
#include "views/text.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>
#include <cmath>

namespace holdfast::views {

using models::OccupancyBrush;
using models::OccupancyCell;

namespace {

constexpr double namesWidth = 168;
constexpr double timesHeight = 24;
constexpr double leastRow = 24;
constexpr double tallestRow = 34;
constexpr double firstGap = 6; ///< below the row of all vendors
constexpr double rightMargin = 4;

QColor mixed(const QColor &from, const QColor &to, double share)
{
    const auto part = [share](float a, float b) { return float(a + (b - a) * share); };
    return QColor::fromRgbF(part(from.redF(), to.redF()), part(from.greenF(), to.greenF()),
                            part(from.blueF(), to.blueF()));
}

} // namespace

QColor heatColour(const Tokens &tokens, double utilisation)
{
    constexpr double palest = 0.06;
    constexpr double deepest = 0.86;
    if (utilisation > 1)
        return tokens.bad;
    return mixed(tokens.surface, tokens.accent, palest + (deepest - palest) * std::clamp(utilisation, 0.0, 1.0));
}

OccupancyHeatMap::OccupancyHeatMap(const Theme &theme, QWidget *parent) : QAbstractScrollArea(parent), m_theme(theme)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setMouseTracking(true);
    viewport()->setAutoFillBackground(false);
    setStyleSheet(QStringLiteral("background: transparent; border: none"));
    setAccessibleName(tr("Seats taken, by vendor and time"));
    connect(&theme, &Theme::changed, viewport(), qOverload<>(&QWidget::update));
}

QSize OccupancyHeatMap::sizeHint() const
{
    constexpr int rowsShown = 11;
    return {900, int(timesHeight + firstGap + leastRow * rowsShown)};
}

QSize OccupancyHeatMap::minimumSizeHint() const
{
    constexpr int rowsShown = 4;
    return {480, int(timesHeight + firstGap + leastRow * rowsShown)};
}

void OccupancyHeatMap::setGrid(const models::OccupancyGrid &grid)
{
    m_grid = grid;
    m_current.row = std::clamp(m_current.row, 0, int(grid.vendors.size()));
    m_current.step = std::clamp(m_current.step, 0, std::max(0, grid.steps() - 1));
    place();
    viewport()->update();
}

void OccupancyHeatMap::setBrush(const std::optional<OccupancyBrush> &brush)
{
    m_brush = brush;
    viewport()->update();
}

void OccupancyHeatMap::setBrushAndTell(const std::optional<OccupancyBrush> &brush)
{
    if (brush == m_brush)
        return;
    setBrush(brush);
    emit brushed(brush);
}

void OccupancyHeatMap::place()
{
    const auto all = int(rowHeight()) * int(m_grid.vendors.size());
    const auto shown = int(viewport()->height() - timesHeight - rowHeight() - firstGap);
    verticalScrollBar()->setRange(0, std::max(0, all - shown));
    verticalScrollBar()->setPageStep(std::max(1, shown));
    verticalScrollBar()->setSingleStep(int(rowHeight()));
}

const OccupancyCell &OccupancyHeatMap::cellAt(const Place &place) const
{
    return place.row == 0 ? m_grid.all[place.step] : m_grid.vendors[place.row - 1].cells[place.step];
}

/// Few vendors share the room, many are scrolled.
double OccupancyHeatMap::rowHeight() const
{
    const double share = (viewport()->height() - timesHeight - firstGap) / (double(m_grid.vendors.size()) + 1);
    return std::clamp(std::floor(share), leastRow, tallestRow);
}

double OccupancyHeatMap::cellWidth() const
{
    return (viewport()->width() - namesWidth - rightMargin) / std::max(1, m_grid.steps());
}

QRectF OccupancyHeatMap::boxOf(const Place &place) const
{
    const double top = place.row == 0 ? timesHeight
                                      : timesHeight + firstGap + place.row * rowHeight() - verticalScrollBar()->value();
    return {namesWidth + place.step * cellWidth(), top, cellWidth(), rowHeight()};
}

std::optional<OccupancyHeatMap::Place> OccupancyHeatMap::placeAt(const QPointF &point) const
{
    const int step = int(std::floor((point.x() - namesWidth) / cellWidth()));
    if (m_grid.vendors.isEmpty() || step < 0 || step >= m_grid.steps() || point.y() < timesHeight)
        return std::nullopt;
    if (point.y() < timesHeight + rowHeight())
        return Place{0, step};
    const double below = point.y() - timesHeight - rowHeight() - firstGap + verticalScrollBar()->value();
    const int row = int(std::floor(below / rowHeight())) + 1;
    if (row < 1 || row > m_grid.vendors.size())
        return std::nullopt;
    return Place{row, step};
}

QString OccupancyHeatMap::wordsOf(const Place &place) const
{
    const auto &cell = cellAt(place);
    const auto from = m_grid.at(place.step);
    const auto to = m_grid.at(place.step + 1);
    const auto head = QStringLiteral("%1\n%2 \u2013 %3 %4")
                          .arg(place.row == 0 ? tr("All vendors") : m_grid.vendors[place.row - 1].name,
                               QLocale().toString(from, QStringLiteral("ddd d MMM HH:mm")),
                               QLocale().toString(to, QStringLiteral("HH:mm")), from.timeZoneAbbreviation());
    if (cell.slotCount == 0)
        return head + QLatin1Char('\n') + tr("no slots");
    const auto &seats = cell.seats;
    return head + QLatin1Char('\n')
        + (cell.slotCount == 1 ? tr("%1 taken: %2 of %3 seats in 1 slot")
                               : tr("%1 taken: %2 of %3 seats in %n slots", nullptr, int(cell.slotCount)))
              .arg(models::utilisationText(seats)).arg(seats.taken()).arg(seats.capacity)
        + QLatin1Char('\n')
        + tr("%1 held, %2 confirmed, %3 external, %4 free")
              .arg(seats.held).arg(seats.confirmed).arg(seats.external).arg(seats.free());
}

bool OccupancyHeatMap::isBrushed(int step) const
{
    return !m_brush || (step >= m_brush->first && step <= m_brush->last);
}

void OccupancyHeatMap::moveTo(Place place, bool brushing)
{
    if (m_grid.vendors.isEmpty())
        return;
    const int before = m_current.step;
    place.row = std::clamp(place.row, 0, int(m_grid.vendors.size()));
    place.step = std::clamp(place.step, 0, m_grid.steps() - 1);
    m_current = place;
    if (brushing) {
        if (!m_anchor)
            m_anchor = before;
        setBrushAndTell(OccupancyBrush{std::min(*m_anchor, place.step), std::max(*m_anchor, place.step)});
    } else {
        m_anchor.reset();
    }
    if (place.row > 0) {
        const auto box = boxOf(place);
        const double top = timesHeight + rowHeight() + firstGap;
        auto *bar = verticalScrollBar();
        if (box.top() < top)
            bar->setValue(int(bar->value() - (top - box.top())));
        else if (box.bottom() > viewport()->height())
            bar->setValue(int(std::ceil(bar->value() + box.bottom() - viewport()->height())));
    }
    setAccessibleDescription(wordsOf(m_current));
    viewport()->update();
}

bool OccupancyHeatMap::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const auto at = placeAt(help->pos());
        if (at)
            QToolTip::showText(help->globalPos(), wordsOf(*at), viewport());
        else
            QToolTip::hideText();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void OccupancyHeatMap::resizeEvent(QResizeEvent *event)
{
    QAbstractScrollArea::resizeEvent(event);
    place();
}

void OccupancyHeatMap::keyPressEvent(QKeyEvent *event)
{
    const bool brushing = event->modifiers().testFlag(Qt::ShiftModifier);
    auto to = m_current;
    switch (event->key()) {
    case Qt::Key_Left:
        --to.step;
        break;
    case Qt::Key_Right:
        ++to.step;
        break;
    case Qt::Key_Up:
        --to.row;
        break;
    case Qt::Key_Down:
        ++to.row;
        break;
    case Qt::Key_Home:
        to.step = 0;
        break;
    case Qt::Key_End:
        to.step = m_grid.steps() - 1;
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_grid.vendors.isEmpty())
            emit activated(m_current.row, m_current.step);
        return;
    case Qt::Key_Escape:
        m_anchor.reset();
        setBrushAndTell(std::nullopt);
        return;
    default:
        QAbstractScrollArea::keyPressEvent(event);
        return;
    }
    moveTo(to, brushing);
}

void OccupancyHeatMap::mousePressEvent(QMouseEvent *event)
{
    const auto at = placeAt(event->position());
    if (event->button() != Qt::LeftButton || !at)
        return;
    m_dragged = false;
    m_pressed = at->step;
    moveTo(*at, false);
}

void OccupancyHeatMap::mouseMoveEvent(QMouseEvent *event)
{
    if (!m_pressed)
        return;
    const double inside = std::clamp(event->position().x(), namesWidth + 1, double(viewport()->width()) - rightMargin - 1);
    const int step = std::clamp(int((inside - namesWidth) / cellWidth()), 0, m_grid.steps() - 1);
    if (!m_dragged && step == *m_pressed)
        return;
    m_dragged = true;
    setBrush(OccupancyBrush{std::min(*m_pressed, step), std::max(*m_pressed, step)});
}

void OccupancyHeatMap::mouseReleaseEvent(QMouseEvent *)
{
    // What is brushed is asked for once, at the end.
    if (m_pressed && m_dragged)
        emit brushed(m_brush);
    m_pressed.reset();
    m_dragged = false;
}

void OccupancyHeatMap::mouseDoubleClickEvent(QMouseEvent *event)
{
    if (const auto at = placeAt(event->position()))
        emit activated(at->row, at->step);
}

void OccupancyHeatMap::paintEvent(QPaintEvent *)
{
    QPainter painter(viewport());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillRect(viewport()->rect(), m_theme.tokens().surface);
    if (m_grid.vendors.isEmpty())
        return;
    painter.save();
    const double top = timesHeight + rowHeight() + firstGap;
    painter.setClipRect(QRectF(0, top, viewport()->width(), viewport()->height() - top));
    for (int row = 1; row <= m_grid.vendors.size(); ++row)
        paintRow(painter, row);
    painter.restore();
    paintTimes(painter);
    paintRow(painter, 0);
    paintFrame(painter);
}

void OccupancyHeatMap::paintTimes(QPainter &painter) const
{
    constexpr double roomy = 8;
    painter.setFont(m_theme.smallFont());
    const auto &tokens = m_theme.tokens();
    double labelledTo = 0;
    for (int step = 0; step < m_grid.steps(); ++step) {
        const auto at = m_grid.at(step);
        const bool day = step == 0 || at.date() != m_grid.at(step - 1).date();
        const auto text = QLocale().toString(at, day ? QStringLiteral("ddd d MMM") : QStringLiteral("HH:mm"));
        const double left = namesWidth + step * cellWidth() + 2;
        const double wide = tabularWidth(painter.fontMetrics(), text);
        // A day's name needs room that the hours before it must leave.
        if (left < labelledTo + roomy || left + wide > viewport()->width())
            continue;
        painter.setPen(day ? tokens.text : tokens.muted);
        drawTabular(painter, QRectF(left, 0, wide + 2, timesHeight).toRect(), Qt::AlignLeft | Qt::AlignVCenter, text);
        labelledTo = left + wide;
    }
}

void OccupancyHeatMap::paintRow(QPainter &painter, int row) const
{
    const auto first = boxOf({row, 0});
    if (first.bottom() < timesHeight || first.top() > viewport()->height())
        return;
    painter.setFont(row == 0 ? m_theme.strongFont() : m_theme.textFont());
    painter.setPen(m_theme.tokens().text);
    const auto name = row == 0 ? tr("All vendors") : m_grid.vendors[row - 1].name;
    painter.drawText(QRectF(0, first.top(), namesWidth - 12, rowHeight()), Qt::AlignLeft | Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(name, Qt::ElideRight, int(namesWidth) - 12));
    painter.setFont(m_theme.smallFont());
    for (int step = 0; step < m_grid.steps(); ++step)
        paintCell(painter, {row, step}, boxOf({row, step}).adjusted(1, 1, -1, -1));
}

void OccupancyHeatMap::paintCell(QPainter &painter, const Place &place, const QRectF &box) const
{
    constexpr double faded = 0.28;
    const auto &tokens = m_theme.tokens();
    const auto &cell = cellAt(place);
    painter.setOpacity(isBrushed(place.step) ? 1 : faded);
    if (cell.slotCount == 0) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.window);
        painter.drawRoundedRect(box, 2, 2);
    } else {
        const auto colour = heatColour(tokens, cell.seats.utilisation());
        painter.setPen(Qt::NoPen);
        painter.setBrush(colour);
        painter.drawRoundedRect(box, 2, 2);
        auto text = models::utilisationText(cell.seats);
        text.chop(2); // the sign stands in the legend
        if (cell.seats.utilisation() > 1)
            text += QLatin1Char('!');
        if (cell.seats.utilisation() > 1 && tabularWidth(painter.fontMetrics(), text) > box.width() - 2)
            text = QStringLiteral("!");
        if (tabularWidth(painter.fontMetrics(), text) <= box.width() - 2) {
            painter.setPen(contrastRatio(tokens.text, colour) >= contrastRatio(tokens.surface, colour) ? tokens.text
                                                                                                       : tokens.surface);
            drawTabular(painter, box.toRect(), Qt::AlignCenter, text);
        }
    }
    painter.setOpacity(1);
}

void OccupancyHeatMap::paintFrame(QPainter &painter) const
{
    const auto &tokens = m_theme.tokens();
    painter.setBrush(Qt::NoBrush);
    const double bottom = std::min(double(viewport()->height()), boxOf({int(m_grid.vendors.size()), 0}).bottom() + 2);
    if (m_brush) {
        const auto from = boxOf({0, std::min(m_brush->first, m_grid.steps() - 1)});
        const auto to = boxOf({0, std::min(m_brush->last, m_grid.steps() - 1)});
        painter.setPen(QPen(tokens.accent, 1.2));
        painter.drawRect(QRectF(from.left(), timesHeight - 2, to.right() - from.left(), bottom - timesHeight + 1));
    }
    const auto now = double(m_grid.from.secsTo(m_grid.now)) / double(m_grid.stepSeconds);
    if (now >= 0 && now < m_grid.steps()) {
        const double x = namesWidth + now * cellWidth();
        painter.setPen(QPen(tokens.text, 1, Qt::DashLine));
        painter.drawLine(QPointF(x, timesHeight - 4), QPointF(x, bottom));
    }
    if (hasFocus()) {
        painter.setPen(QPen(tokens.accent, 2));
        painter.drawRoundedRect(boxOf(m_current), 3, 3);
    }
}

} // namespace holdfast::views
