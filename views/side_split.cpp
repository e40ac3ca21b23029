#include "views/side_split.h"

namespace holdfast::views {

namespace {

constexpr int narrow = 1068;
constexpr int narrowList = 220;

} // namespace

SideSplit::SideSplit(QWidget *list, QWidget *chosen, int listWidth, QWidget *parent)
    : QSplitter(Qt::Horizontal, parent), m_listWidth(listWidth)
{
    addWidget(list);
    addWidget(chosen);
    list->setMinimumWidth(narrowList);
    setStretchFactor(0, 0);
    setStretchFactor(1, 1);
    setHandleWidth(12);
    setChildrenCollapsible(false);
    setSizes({listWidth, narrow});
}

void SideSplit::resizeEvent(QResizeEvent *event)
{
    QSplitter::resizeEvent(event);
    const bool isNarrow = width() < narrow;
    if (isNarrow == m_narrow)
        return;
    m_narrow = isNarrow;
    const int list = isNarrow ? narrowList : m_listWidth;
    setSizes({list, width() - list});
}

} // namespace holdfast::views
