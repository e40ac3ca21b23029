#include "views/timeline_view.h"

#include "models/local_time.h"
#include "models/reservation_model.h"
#include "views/glyphs.h"

#include <QHash>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QToolTip>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace holdfast::views {

using models::Mark;
using models::TimelineEntry;
using models::TimelineLane;

namespace {

constexpr double rightMargin = 14;
constexpr double axisHeight = 30;
constexpr double furthestZoom = 100'000;
constexpr double zoomStep = 1.5;

double msOf(Timestamp at)
{
    return double(at.time_since_epoch().count()) / 1000;
}

bool isCall(const TimelineEntry &entry)
{
    return entry.kind == QLatin1String("gateway_call");
}

QString clock(double ms)
{
    return QDateTime::fromMSecsSinceEpoch(qint64(ms)).toString(QStringLiteral("HH:mm:ss.zzz"));
}

} // namespace

TimelineView::TimelineView(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Expanding);
    setAccessibleName(tr("Time axis of the reservation"));
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

QSize TimelineView::sizeHint() const
{
    return {900, 320};
}

QSize TimelineView::minimumSizeHint() const
{
    return {420, 210};
}

void TimelineView::setStory(const std::optional<models::TimelineStory> &story)
{
    if (story && m_story && *story == *m_story)
        return;
    const bool same = story && m_story && story->id == m_story->id;
    m_story = story;
    if (!same) {
        m_zoom = 1;
        m_offset = 0;
        m_current.clear();
    }
    gather();
    layOut();
    update();
    if (!same)
        emit zoomChanged();
}

void TimelineView::gather()
{
    m_spans.clear();
    m_threads.clear();
    m_items.clear();
    if (!m_story) {
        m_scale = TimelineScale();
        return;
    }
    for (const auto &entry : m_story->entries) {
        const double at = msOf(entry.at);
        if (entry.kind == QLatin1String("transition") && entry.to
            && (m_spans.isEmpty() || m_spans.last().state != *entry.to)) {
            if (!m_spans.isEmpty())
                m_spans.last().to = at;
            m_spans.append({*entry.to, at, at, false});
        }
        if (entry.lane != TimelineLane::Payments)
            m_items.append({entry.key, entry.lane, at, at, entry.mark, entry.title, entry.words, false, {}});
    }
    gatherPayments();
    gatherScale();
}

/// A call is logged when it is over, those of one attempt together: each ends where the next began.
void TimelineView::gatherPayments()
{
    constexpr double together = 50; // ms
    QHash<QString, double> nextBegan;
    QHash<QString, Thread> threads;
    const auto &entries = m_story->entries;
    for (auto entry = entries.crbegin(); entry != entries.crend(); ++entry) {
        if (entry->lane != TimelineLane::Payments)
            continue;
        Item item{entry->key, entry->lane, 0, msOf(entry->at), entry->mark, {}, entry->words, isCall(*entry), {}};
        if (item.call) {
            const auto next = nextBegan.constFind(entry->operation);
            if (next != nextBegan.constEnd() && *next < item.to && item.to - *next < together + double(entry->tookMs.value_or(0)))
                item.to = *next;
        }
        item.from = item.to - (item.call ? double(entry->tookMs.value_or(0)) : 0);
        if (item.call)
            nextBegan[entry->operation] = item.from;
        // What was asked for is written once, where it ended; or where it was planned, when it has not.
        const bool ended = entry->kind == QLatin1String("operation_ended");
        const bool known = threads.contains(entry->operation);
        if (ended || (entry->kind == QLatin1String("operation_planned") && !known))
            item.label = entry->title;
        auto &thread = known ? threads[entry->operation] : *threads.insert(entry->operation, {item.from, item.to});
        thread.from = std::min(thread.from, item.from);
        thread.to = std::max(thread.to, item.to);
        m_items.append(item);
    }
    m_threads = threads.values();
    std::stable_sort(m_items.begin(), m_items.end(),
                     [](const auto &left, const auto &right) { return left.from < right.from; });
}

void TimelineView::gatherScale()
{
    QList<double> moments;
    for (const auto &item : std::as_const(m_items))
        moments << item.from << item.to;
    const bool inFlight = info(m_story->state).in_flight && m_story->origin.isEmpty();
    if (inFlight)
        moments << msOf(m_story->now);
    if (inFlight && m_story->deadline)
        moments << msOf(*m_story->deadline);
    m_scale = TimelineScale(moments);
    // Room for the state that it has come to.
    const double end = m_scale.pieces().last().toMs;
    if (!m_spans.isEmpty()) {
        m_spans.last().to = inFlight ? msOf(m_story->now) : end;
        m_spans.last().open = true;
    }
}

QRectF TimelineView::plot() const
{
    constexpr double top = 24;
    return {gutter, top, std::max(50.0, width() - gutter - rightMargin), std::max(50.0, height() - top - axisHeight)};
}

double TimelineView::laneHeight() const
{
    return plot().height() / models::timelineLaneCount;
}

double TimelineView::laneY(TimelineLane lane) const
{
    return plot().top() + (int(lane) + 0.5) * laneHeight();
}

double TimelineView::x(double ms) const
{
    const auto area = plot();
    return area.left() + (m_scale.place(ms) * (1 - lastStateShare) - m_offset) * m_zoom * area.width();
}

void TimelineView::layOut()
{
    constexpr double dot = 9;
    constexpr double leastCall = 9;
    constexpr double callHeight = 16;
    for (auto &item : m_items) {
        const double left = x(item.from);
        const double y = laneY(item.lane);
        if (item.call) {
            const double wide = std::max(leastCall, x(item.to) - left);
            item.box = QRectF(std::min(left, x(item.to) - wide / 2), y - callHeight / 2, wide, callHeight);
        } else {
            item.box = QRectF(left - dot / 2, y - dot / 2, dot, dot);
        }
    }
}

void TimelineView::setCurrent(const QString &key)
{
    if (key == m_current)
        return;
    m_current = key;
    for (const auto &item : std::as_const(m_items)) {
        if (item.key != key)
            continue;
        setAccessibleDescription(item.words);
        const auto area = plot();
        if (item.box.center().x() < area.left() || item.box.center().x() > area.right())
            panBy(area.center().x() - item.box.center().x());
    }
    update();
}

QRectF TimelineView::placeOf(const QString &key) const
{
    for (const auto &item : m_items) {
        if (item.key == key && plot().adjusted(-8, 0, 8, 0).intersects(item.box))
            return item.box;
    }
    return {};
}

const TimelineView::Item *TimelineView::itemAt(const QPointF &point) const
{
    constexpr double near = 5;
    const Item *nearest = nullptr;
    double distance = near;
    for (const auto &item : m_items) {
        if (!item.box.adjusted(-near, -near, near, near).contains(point))
            continue;
        const double away = std::max({0.0, item.box.left() - point.x(), point.x() - item.box.right()});
        if (away < distance || !nearest) {
            nearest = &item;
            distance = away;
        }
    }
    return nearest;
}

QString TimelineView::wordsAt(const QPointF &point) const
{
    if (const auto *item = itemAt(point)) {
        const auto at = item->call && item->to > item->from
            ? QStringLiteral("%1 \u2013 %2").arg(clock(item->from), clock(item->to))
            : clock(item->to);
        return at + QLatin1Char('\n') + item->words;
    }
    if (std::abs(point.y() - laneY(TimelineLane::State)) > laneHeight() / 2)
        return {};
    for (const auto &span : m_spans) {
        if (point.x() >= x(span.from) && point.x() < (span.open ? plot().right() : x(span.to)))
            return tr("%1 since %2, %3").arg(models::label(span.state), clock(span.from),
                                              models::formatAge(qint64((span.to - span.from) / 1000)));
    }
    return {};
}

QColor TimelineView::colourOf(const Item &item) const
{
    const auto &tokens = m_theme.tokens();
    switch (item.mark) {
    case Mark::Good:
        return tokens.good;
    case Mark::Warn:
        return tokens.warn;
    case Mark::Bad:
        return tokens.bad;
    case Mark::None:
    case Mark::Muted:
        break;
    }
    return item.lane == TimelineLane::Webhooks ? tokens.accent
        : item.lane == TimelineLane::People    ? tokens.warn
                                               : tokens.muted;
}

void TimelineView::zoomAbout(double at, double factor)
{
    const auto area = plot();
    const double share = std::clamp((at - area.left()) / area.width(), 0.0, 1.0);
    const double place = m_offset + share / m_zoom;
    m_zoom = std::clamp(m_zoom * factor, 1.0, furthestZoom);
    m_offset = std::clamp(place - share / m_zoom, 0.0, 1 - 1 / m_zoom);
    layOut();
    update();
    emit zoomChanged();
}

void TimelineView::panBy(double pixels)
{
    m_offset = std::clamp(m_offset - pixels / (m_zoom * plot().width()), 0.0, 1 - 1 / m_zoom);
    layOut();
    update();
}

void TimelineView::zoomIn()
{
    const auto at = placeOf(m_current);
    zoomAbout(at.isNull() ? plot().center().x() : at.center().x(), zoomStep);
}

void TimelineView::zoomOut()
{
    const auto at = placeOf(m_current);
    zoomAbout(at.isNull() ? plot().center().x() : at.center().x(), 1 / zoomStep);
}

void TimelineView::fit()
{
    zoomAbout(plot().center().x(), 1 / furthestZoom);
}

bool TimelineView::event(QEvent *event)
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

void TimelineView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    layOut();
}

void TimelineView::keyPressEvent(QKeyEvent *event)
{
    switch (event->key()) {
    case Qt::Key_Left:
        emit stepped(-1);
        return;
    case Qt::Key_Right:
        emit stepped(1);
        return;
    case Qt::Key_Home:
        emit stepped(-2);
        return;
    case Qt::Key_End:
        emit stepped(2);
        return;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoomIn();
        return;
    case Qt::Key_Minus:
        zoomOut();
        return;
    case Qt::Key_0:
        fit();
        return;
    default:
        QWidget::keyPressEvent(event);
    }
}

void TimelineView::wheelEvent(QWheelEvent *event)
{
    const auto turned = event->angleDelta();
    if (event->modifiers().testFlag(Qt::ControlModifier)) {
        zoomAbout(event->position().x(), std::pow(zoomStep, turned.y() / 120.0));
    } else if (m_zoom > 1 && (turned.x() != 0 || event->modifiers().testFlag(Qt::ShiftModifier))) {
        panBy(turned.x() != 0 ? turned.x() : turned.y());
    } else {
        event->ignore();
        return;
    }
    event->accept();
}

void TimelineView::mousePressEvent(QMouseEvent *event)
{
    if (event->button() != Qt::LeftButton)
        return;
    m_dragX = event->position().x();
    m_dragged = false;
}

void TimelineView::mouseMoveEvent(QMouseEvent *event)
{
    constexpr double enough = 4;
    if (!m_dragX) {
        setCursor(itemAt(event->position()) ? Qt::PointingHandCursor : Qt::ArrowCursor);
        return;
    }
    const double by = event->position().x() - *m_dragX;
    if (!m_dragged && std::abs(by) < enough)
        return;
    m_dragged = true;
    panBy(by);
    m_dragX = event->position().x();
}

void TimelineView::mouseReleaseEvent(QMouseEvent *event)
{
    if (!m_dragged && m_dragX) {
        if (const auto *item = itemAt(event->position()))
            emit chosen(item->key);
    }
    m_dragX.reset();
    m_dragged = false;
}

} // namespace holdfast::views
