#include "views/log_view.h"

#include "views/run_delegates.h"
#include "views/widgets.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QScrollBar>

#include <algorithm>

namespace holdfast::views {

LogView::LogView(const Theme &theme, QWidget *parent) : QListView(parent)
{
    setItemDelegate(new LogDelegate(theme, this));
    setUniformItemSizes(true); // thousands of lines: one size is asked for
    setSelectionMode(QAbstractItemView::ExtendedSelection);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setAccessibleName(tr("Log of the run"));
    auto *copyAction = new QAction(tr("Copy"), this);
    copyAction->setShortcut(QKeySequence::Copy);
    copyAction->setShortcutContext(Qt::WidgetShortcut);
    connect(copyAction, &QAction::triggered, this, &LogView::copy);
    addAction(copyAction);
    setContextMenuPolicy(Qt::ActionsContextMenu);

    auto *bar = verticalScrollBar();
    // A person moves the bar by actions (wheel, keys, dragging); a growing range moves nothing by itself.
    connect(bar, &QScrollBar::valueChanged, this, [this, bar](int value) {
        constexpr int nearEnd = LogDelegate::lineHeight / 2;
        setFollowing(value >= bar->maximum() - nearEnd);
    });
    connect(bar, &QScrollBar::rangeChanged, this, [this, bar](int, int maximum) {
        if (m_following)
            bar->setValue(maximum);
    });
}

void LogView::setLog(models::RunLogModel *log)
{
    if (m_log)
        m_log->disconnect(this);
    m_log = log;
    changeModel(this, log);
    connect(log, &QAbstractItemModel::modelReset, this, &LogView::follow);
    follow();
}

void LogView::follow()
{
    setFollowing(true);
    scrollToBottom();
}

void LogView::setFollowing(bool following)
{
    if (m_following == following)
        return;
    m_following = following;
    emit followingChanged(following);
}

void LogView::copy()
{
    auto rows = selectionModel()->selectedRows();
    if (rows.isEmpty()) {
        QGuiApplication::clipboard()->setText(m_log->toText());
        return;
    }
    std::sort(rows.begin(), rows.end());
    QStringList lines;
    for (const auto &row : rows)
        lines.append(row.data(Qt::DisplayRole).toString());
    QGuiApplication::clipboard()->setText(lines.join(u'\n'));
}

} // namespace holdfast::views
