#pragma once

#include "models/timeline.h"
#include "views/theme.h"
#include "views/timeline_scale.h"

#include <QWidget>

namespace holdfast::views {

/// The life of one reservation on a time axis: a lane each for its state, what was asked of the gateway, webhooks, events
/// and people. Ctrl and the wheel zoom, dragging pans; arrows step from entry to entry. Its twin is the table of entries.
class TimelineView final : public QWidget
{
    Q_OBJECT

public:
    TimelineView(const Theme &theme, QWidget *parent);

    /// nullopt: nothing. Zoom and place stay for the same reservation.
    void setStory(const std::optional<models::TimelineStory> &story);
    /// An entry's key; empty: none.
    void setCurrent(const QString &key);
    [[nodiscard]] const QString &current() const { return m_current; }
    [[nodiscard]] double zoom() const { return m_zoom; }
    [[nodiscard]] const TimelineScale &scale() const { return m_scale; }
    /// Where the entry is painted; empty when it is out of view.
    [[nodiscard]] QRectF placeOf(const QString &key) const;
    /// What is painted at the point, in words; empty: nothing.
    [[nodiscard]] QString wordsAt(const QPointF &point) const;

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

public slots:
    void zoomIn();
    void zoomOut();
    void fit();

signals:
    void chosen(const QString &key);
    /// To the entry before (-1) or after (1); to the first (-2) or the last (2).
    void stepped(int by);
    void zoomChanged();

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void wheelEvent(QWheelEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    static constexpr double gutter = 116;         ///< for the lanes' names
    static constexpr double lastStateShare = 0.1; ///< of the axis, for where the story has come to

    struct Span
    {
        State state = State::Held;
        double from = 0, to = 0; ///< ms
        bool open = false;       ///< it goes on
    };
    /// Something to be seen, and chosen when it is an entry.
    struct Item
    {
        QString key;
        models::TimelineLane lane = models::TimelineLane::Events;
        double from = 0, to = 0; ///< ms
        models::Mark mark = models::Mark::None;
        QString label;           ///< written beside it where it fits
        QString words;
        bool call = false;       ///< with a duration
        QRectF box;              ///< as last laid out
    };
    /// The calls of one operation belong together.
    struct Thread
    {
        double from = 0, to = 0;
    };

    void gather();
    void gatherPayments();
    void gatherScale();
    void layOut();
    void zoomAbout(double x, double factor);
    void panBy(double pixels);
    [[nodiscard]] QRectF plot() const;
    [[nodiscard]] double laneHeight() const;
    [[nodiscard]] double laneY(models::TimelineLane lane) const; ///< its middle
    [[nodiscard]] double x(double ms) const;
    [[nodiscard]] const Item *itemAt(const QPointF &point) const;
    [[nodiscard]] QColor colourOf(const Item &item) const;

    void paintGrid(QPainter &painter) const;
    void paintTicks(QPainter &painter, const TimelineScale::Piece &piece, double &labelledTo) const;
    void paintSpans(QPainter &painter) const;
    [[nodiscard]] std::pair<double, double> roomIn(double left, double right) const;
    void paintThreads(QPainter &painter) const;
    void paintItems(QPainter &painter) const;
    void paintLabels(QPainter &painter) const;
    void paintCuts(QPainter &painter) const;
    void paintFlags(QPainter &painter) const;
    void paintFlag(QPainter &painter, double ms, const QString &text, const QColor &colour) const;

    const Theme &m_theme;
    std::optional<models::TimelineStory> m_story;
    QString m_current;
    TimelineScale m_scale;
    QList<Span> m_spans;
    QList<Thread> m_threads;
    QList<Item> m_items;
    double m_zoom = 1;
    double m_offset = 0; ///< of the axis, at the left end
    std::optional<double> m_dragX;
    bool m_dragged = false;
};

} // namespace holdfast::views
