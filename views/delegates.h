#pragma once

#include "views/theme.h"

#include <QHeaderView>
#include <QStyledItemDelegate>

namespace holdfast::views {

/// What every table of the console shares: rows of 28 px, a hairline below each, selection and hover as tokens say.
class RowDelegate : public QStyledItemDelegate
{
public:
    static constexpr int rowHeight = 28;
    static constexpr int padding = 10;

    explicit RowDelegate(const Theme &theme, QObject *parent = nullptr);
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    /// A cell without a tooltip of its own offers its whole text when it may be elided.
    bool helpEvent(QHelpEvent *event, QAbstractItemView *view, const QStyleOptionViewItem &option,
                   const QModelIndex &index) override;

protected:
    [[nodiscard]] const Theme &theme() const { return m_theme; }
    void paintRow(QPainter &painter, const QStyleOptionViewItem &option) const;
    void paintText(QPainter &painter, const QRect &box, const QString &text, const QFont &font, const QColor &colour,
                   Qt::TextElideMode elide = Qt::ElideRight) const;
    void paintNumber(QPainter &painter, const QRect &box, const QString &text, const QColor &colour,
                     Qt::Alignment alignment) const;
    [[nodiscard]] static QRect cellOf(const QStyleOptionViewItem &option);

private:
    const Theme &m_theme;
};

/// The In flight table, column by column.
class ReservationDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

private:
    void paintId(QPainter &painter, const QRect &cell, const QModelIndex &index) const;
    void paintState(QPainter &painter, const QRect &cell, const QModelIndex &index) const;
    void paintSlot(QPainter &painter, const QRect &cell, const QString &text) const;
    void paintDeadline(QPainter &painter, const QRect &cell, const QModelIndex &index) const;
};

/// A header of 30 px whose sort mark stands beside the word, as wide columns leave it far away otherwise.
class Header final : public QHeaderView
{
public:
    static constexpr int height = 30;
    explicit Header(const Theme &theme, QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;

private:
    const Theme &m_theme;
};

/// How close a deadline is, as a colour: under 2:30 warn, under 1:00 bad.
[[nodiscard]] Tone toneOfTimeLeft(qint64 seconds);

} // namespace holdfast::views
