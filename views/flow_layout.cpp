#include "views/flow_layout.h"

#include <QWidget>

#include <algorithm>

namespace holdfast::views {

FlowLayout::FlowLayout(QWidget *parent, int horizontalSpacing, int verticalSpacing)
    : QLayout(parent), m_horizontal(horizontalSpacing), m_vertical(verticalSpacing)
{
    setContentsMargins(0, 0, 0, 0);
}

FlowLayout::~FlowLayout()
{
    qDeleteAll(m_items);
}

void FlowLayout::addItem(QLayoutItem *item)
{
    m_items.append(item);
    invalidate(); // what comes later, when the window is seen already, needs its place too
}

QLayoutItem *FlowLayout::takeAt(int index)
{
    return index >= 0 && index < m_items.size() ? m_items.takeAt(index) : nullptr;
}

int FlowLayout::heightForWidth(int width) const
{
    return arrange(QRect(0, 0, width, 0), false);
}

QSize FlowLayout::minimumSize() const
{
    QSize size;
    for (const auto *item : m_items) {
        if (!item->isEmpty())
            size = size.expandedTo(item->minimumSize());
    }
    return size;
}

void FlowLayout::setGeometry(const QRect &box)
{
    QLayout::setGeometry(box);
    arrange(box, true);
}

int FlowLayout::arrange(const QRect &box, bool move) const
{
    int x = box.left();
    int y = box.top();
    int lineHeight = 0;
    QList<QLayoutItem *> line;
    const auto finishLine = [&] {
        for (auto *item : line) {
            auto place = item->geometry();
            place.moveTop(y + (lineHeight - place.height()) / 2);
            item->setGeometry(place);
        }
        line.clear();
    };
    for (auto *item : m_items) {
        if (item->isEmpty())
            continue;
        const auto size = item->sizeHint();
        if (x > box.left() && x + size.width() > box.right() + 1) {
            finishLine();
            x = box.left();
            y += lineHeight + m_vertical;
            lineHeight = 0;
        }
        if (move) {
            item->setGeometry(QRect(QPoint(x, y), size));
            line.append(item);
        }
        x += size.width() + m_horizontal;
        lineHeight = std::max(lineHeight, size.height());
    }
    finishLine();
    return y + lineHeight - box.top();
}

} // namespace holdfast::views
