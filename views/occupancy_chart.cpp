#include "views/occupancy_chart.h"

#include "models/occupancy_model.h"
#include "views/text.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QToolTip>

#include <algorithm>
#include <array>
#include <cmath>

namespace holdfast::views {

using models::SeatCounts;

namespace {

constexpr std::array parts = {SeatPart::Confirmed, SeatPart::Held, SeatPart::External, SeatPart::Free};
constexpr double axisWidth = 44;
constexpr double axisHeight = 22;

QString labelOf(SeatPart part)
{
    switch (part) {
    case SeatPart::Confirmed:
        return OccupancyChart::tr("Confirmed");
    case SeatPart::Held:
        return OccupancyChart::tr("Held");
    case SeatPart::External:
        return OccupancyChart::tr("External");
    case SeatPart::Free:
        return OccupancyChart::tr("Free");
    }
    return {};
}

} // namespace

QColor colourOf(const Tokens &tokens, SeatPart part)
{
    switch (part) {
    case SeatPart::Confirmed:
        return tokens.of(State::Confirmed);
    case SeatPart::Held:
        return tokens.of(State::Held);
    case SeatPart::External:
        return tokens.of(State::Released);
    case SeatPart::Free:
        return tokens.grid;
    }
    return tokens.grid;
}

qint64 countOf(const SeatCounts &seats, SeatPart part)
{
    switch (part) {
    case SeatPart::Confirmed:
        return seats.confirmed;
    case SeatPart::Held:
        return seats.held;
    case SeatPart::External:
        return seats.external;
    case SeatPart::Free:
        return seats.free();
    }
    return 0;
}

void drawSeats(QPainter &painter, const QRectF &box, const SeatCounts &seats, const Tokens &tokens)
{
    painter.setPen(Qt::NoPen);
    double left = box.left();
    const double whole = double(std::max<qint64>(seats.capacity, 1));
    for (const auto part : parts) {
        const double wide = std::min(box.width() * double(countOf(seats, part)) / whole, box.right() - left);
        if (wide <= 0)
            continue;
        painter.fillRect(QRectF(left, box.top(), wide, box.height()), colourOf(tokens, part));
        left += wide;
    }
}

OccupancyChart::OccupancyChart(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Seats taken over time, in percent of what is offered"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void OccupancyChart::show(const models::OccupancyGrid &grid, const std::optional<models::OccupancyBrush> &brush)
{
    m_grid = grid;
    m_brush = brush;
    if (m_brush && m_brush->last >= grid.steps())
        m_brush.reset();
    update();
}

QRectF OccupancyChart::plot() const
{
    return {4, 8, std::max(40.0, width() - axisWidth - 4), std::max(30.0, height() - axisHeight - 8)};
}

double OccupancyChart::highest() const
{
    double most = 1;
    for (int step = first(); step <= last(); ++step)
        most = std::max(most, m_grid.all[step].seats.utilisation());
    return most;
}

QString OccupancyChart::wordsAt(const QPointF &point) const
{
    const auto area = plot();
    if (m_grid.all.isEmpty() || !area.contains(point))
        return {};
    const int step = first() + int((point.x() - area.left()) / area.width() * (last() - first() + 1));
    const auto &cell = m_grid.all[std::clamp(step, first(), last())];
    const auto head = models::stepText(m_grid, step) + QLatin1Char('\n');
    if (cell.slotCount == 0)
        return head + tr("no slots");
    return head
        + tr("%1 taken: %2 confirmed, %3 held, %4 external of %5 seats")
              .arg(models::utilisationText(cell.seats)).arg(cell.seats.confirmed).arg(cell.seats.held)
              .arg(cell.seats.external).arg(cell.seats.capacity);
}

bool OccupancyChart::event(QEvent *event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto *help = static_cast<QHelpEvent *>(event);
        const auto words = wordsAt(help->pos());
        if (words.isEmpty())
            QToolTip::hideText();
        else
            QToolTip::showText(help->globalPos(), words, this);
        return true;
    }
    return QWidget::event(event);
}

void OccupancyChart::paintEvent(QPaintEvent *)
{
    constexpr double roomy = 10;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    if (m_grid.all.isEmpty())
        return;
    const auto &tokens = m_theme.tokens();
    const auto area = plot();
    const double top = highest();
    painter.setFont(m_theme.smallFont());
    for (const double share : {0.0, 0.5, 1.0}) {
        const double y = area.bottom() - share / top * area.height();
        painter.setPen(QPen(tokens.grid, 1));
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(tokens.muted);
        drawTabular(painter, QRectF(area.right() + 6, y - 9, axisWidth - 6, 18).toRect(), Qt::AlignLeft | Qt::AlignVCenter,
                    QStringLiteral("%1\u00a0%").arg(int(share * 100)));
    }
    const double wide = area.width() / (last() - first() + 1);
    double labelledTo = -roomy;
    for (int step = first(); step <= last(); ++step) {
        const double left = area.left() + (step - first()) * wide;
        double bottom = area.bottom();
        const auto &seats = m_grid.all[step].seats;
        for (const auto part : {SeatPart::Confirmed, SeatPart::Held, SeatPart::External}) {
            if (seats.capacity == 0)
                continue;
            const double tall = double(countOf(seats, part)) / double(seats.capacity) / top * area.height();
            painter.fillRect(QRectF(left + wide * 0.12, bottom - tall, wide * 0.76, tall), colourOf(tokens, part));
            bottom -= tall;
        }
        const auto text = QLocale().toString(m_grid.at(step), m_grid.stepSeconds > 3600 ? QStringLiteral("ddd HH:mm")
                                                                                        : QStringLiteral("HH:mm"));
        const double words = tabularWidth(painter.fontMetrics(), text);
        if (left < labelledTo + roomy || left + words > width())
            continue;
        painter.setPen(tokens.muted);
        drawTabular(painter, QRectF(left, area.bottom() + 4, words + 1, 18).toRect(), Qt::AlignLeft | Qt::AlignVCenter, text);
        labelledTo = left + words;
    }
}

SeatLegend::SeatLegend(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    setFixedHeight(20);
    setAccessibleName(OccupancyChart::tr("Parts of the seats: confirmed, held, external, free"));
    QObject::connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize SeatLegend::sizeHint() const
{
    const QFontMetrics metrics(m_theme.smallFont());
    int wide = 0;
    for (const auto part : parts)
        wide += 10 + 6 + metrics.horizontalAdvance(labelOf(part)) + 14;
    return {wide, 20};
}

void SeatLegend::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setFont(m_theme.smallFont());
    int x = 0;
    for (const auto part : parts) {
        const auto text = labelOf(part);
        painter.fillRect(QRect(x, height() / 2 - 5, 10, 10), colourOf(m_theme.tokens(), part));
        if (part == SeatPart::Free) {
            painter.setPen(m_theme.tokens().border);
            painter.drawRect(QRect(x, height() / 2 - 5, 9, 9));
        }
        painter.setPen(m_theme.tokens().muted);
        const int wide = painter.fontMetrics().horizontalAdvance(text);
        painter.drawText(QRect(x + 16, 0, wide + 2, height()), Qt::AlignLeft | Qt::AlignVCenter, text);
        x += 16 + wide + 14;
    }
}

} // namespace holdfast::views
