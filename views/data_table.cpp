#include "views/data_table.h"

#include "models/cell.h"
#include "views/glyphs.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QItemSelectionModel>
#include <QPainter>
#include <QStackedWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace holdfast::views {

using models::CellKind;
using models::Mark;

namespace {

constexpr int glyphSide = 12;

struct MarkLook
{
    Glyph glyph;
    Tone tone;
};

MarkLook lookOf(Mark mark)
{
    switch (mark) {
    case Mark::Good:
        return {Glyph::Check, Tone::Good};
    case Mark::Warn:
        return {Glyph::Warning, Tone::Warn};
    case Mark::Bad:
        return {Glyph::Cross, Tone::Bad};
    case Mark::None:
    case Mark::Muted:
        break;
    }
    return {Glyph::Ring, Tone::Muted};
}

} // namespace

void CellDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    painter->save();
    paintRow(*painter, option);
    auto cell = cellOf(option);
    const auto &tokens = theme().tokens();
    const auto text = index.data(Qt::DisplayRole).toString();
    const auto kind = static_cast<CellKind>(index.data(models::CellKindRole).toInt());
    const auto mark = static_cast<Mark>(index.data(models::MarkRole).toInt());
    auto colour = kind == CellKind::Muted ? tokens.muted : tokens.text;
    const QRect glyph(cell.left(), cell.top() + (cell.height() - glyphSide) / 2, glyphSide, glyphSide);
    if (const auto state = index.data(models::StateRole); kind == CellKind::State && state.isValid()) {
        drawGlyph(*painter, glyph, glyphOf(static_cast<State>(state.toInt())),
                  tokens.of(static_cast<State>(state.toInt())));
        cell.adjust(glyphSide + 6, 0, 0, 0);
    } else if (mark != Mark::None && kind != CellKind::Number) {
        const auto look = lookOf(mark);
        drawGlyph(*painter, glyph, look.glyph, tokens.of(look.tone));
        cell.adjust(glyphSide + 6, 0, 0, 0);
        if (mark == Mark::Muted)
            colour = tokens.muted;
    } else if (mark != Mark::None) {
        colour = tokens.of(lookOf(mark).tone);
    }
    switch (kind) {
    case CellKind::Id:
        paintText(*painter, cell, text, theme().monoFont(), colour, Qt::ElideMiddle);
        break;
    case CellKind::Mono:
        paintText(*painter, cell, text, theme().monoFont(), colour);
        break;
    case CellKind::Number:
        paintNumber(*painter, cell, text, colour, Qt::AlignRight);
        break;
    case CellKind::Time:
        paintNumber(*painter, cell, text, colour, Qt::AlignLeft);
        break;
    case CellKind::Text:
    case CellKind::State:
    case CellKind::Muted:
        paintText(*painter, cell, text, theme().textFont(), colour);
        break;
    }
    painter->restore();
}

DataTable::DataTable(const Theme &theme, QAbstractItemModel &model, const QList<int> &widths, const QString &name,
                     QWidget *parent)
    : Card(parent), m_stack(new QStackedWidget(this)), m_view(new QTableView(this)), m_empty(new EmptyState(this))
{
    auto *header = new Header(theme, m_view);
    m_view->setHorizontalHeader(header);
    m_view->setModel(&model);
    m_view->setItemDelegate(new CellDelegate(theme, m_view));
    m_view->verticalHeader()->hide();
    m_view->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_view->verticalHeader()->setDefaultSectionSize(RowDelegate::rowHeight);
    m_view->setShowGrid(false);
    m_view->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_view->setSelectionMode(QAbstractItemView::SingleSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setTabKeyNavigation(false);
    m_view->setWordWrap(false);
    m_view->setMouseTracking(true);
    m_view->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_view->setAccessibleName(name);
    header->setStretchLastSection(true);
    for (int column = 0; column + 1 < widths.size(); ++column)
        header->resizeSection(column, widths.at(column));
    m_stack->addWidget(m_view);
    m_stack->addWidget(m_empty);
    setMinimumHeight(120);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0); // the table's focus frame lies on the card's border
    column->addWidget(m_stack);

    auto *copy = new QAction(tr("Copy the id"), m_view);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, [this] {
        const auto id = m_view->currentIndex().data(models::RowIdRole).toString();
        if (!id.isEmpty())
            QGuiApplication::clipboard()->setText(id);
    });
    m_view->addAction(copy);
    m_view->setContextMenuPolicy(Qt::ActionsContextMenu);
    connect(m_view, &QAbstractItemView::activated, this, [this](const QModelIndex &index) {
        if (index.isValid())
            emit activated(index.row());
    });
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &DataTable::selectionMoved);
}

void DataTable::showEmpty(bool empty)
{
    m_stack->setCurrentIndex(empty ? 1 : 0);
}

int DataTable::currentRow() const
{
    const auto rows = selectedRows();
    return rows.isEmpty() ? -1 : rows.first();
}

QList<int> DataTable::selectedRows() const
{
    QList<int> rows;
    for (const auto &index : m_view->selectionModel()->selectedRows())
        rows.append(index.row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

} // namespace holdfast::views
