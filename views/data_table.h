#pragma once

#include "views/delegates.h"
#include "views/widgets.h"

#include <QList>

class QStackedWidget;
class QTableView;

namespace holdfast::views {

/// Paints any model that speaks models::CellRole: text, ids, numbers, states and marks as the look says.
class CellDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

/// A card with a table on it, and the sentence that stands there while the table is empty. The last column takes what
/// is left. Rows are selected as a whole; double click and Enter activate, Ctrl+C copies the row's id.
class DataTable final : public Card
{
    Q_OBJECT

public:
    /// `widths`: px by column; the last is ignored. `model` outlives the card.
    DataTable(const Theme &theme, QAbstractItemModel &model, const QList<int> &widths, const QString &name,
              QWidget *parent);

    [[nodiscard]] QTableView *view() const { return m_view; }
    [[nodiscard]] EmptyState *emptyState() const { return m_empty; }
    /// Whether the sentence stands where the table would.
    void showEmpty(bool empty);
    /// The chosen row; -1 when none is.
    [[nodiscard]] int currentRow() const;
    [[nodiscard]] QList<int> selectedRows() const;

signals:
    void activated(int row);
    void selectionMoved();

private:
    QStackedWidget *m_stack;
    QTableView *m_view;
    EmptyState *m_empty;
};

} // namespace holdfast::views
