#pragma once

#include "views/delegates.h"

namespace holdfast::views {

/// The checks of a run: glyph, name, expected, observed (in bad when it failed), severity. Words wrap; a row is as
/// high as its longest cell, up to a bound that the whole text has a tooltip for.
class CheckDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;
    static constexpr qsizetype cellCap = 400; ///< characters of a cell
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// The steps of a run: glyph and words, which wrap: a step's name is never cut.
class StepDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// A line of the log: time, level, text.
class LogDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;
    static constexpr int lineHeight = 20;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// A scenario in the list: id and title, below them its last status; above the first of an area, the area.
class ScenarioDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;
    static constexpr int groupHeight = 30;
    static constexpr int height = 56;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// A row of the history: status, what ran, below it when and how long.
class HistoryDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;
    static constexpr int height = 48;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

} // namespace holdfast::views
