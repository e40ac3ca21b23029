#pragma once

#include "views/theme.h"

#include <QFrame>
#include <QList>

class QAbstractButton;
class QButtonGroup;
class QVBoxLayout;

namespace holdfast::views {

/// The column of pages at the left, 84 px wide: an icon and a word each, reached by Ctrl+1 to Ctrl+9 and Ctrl+0 too.
class NavigationRail final : public QFrame
{
    Q_OBJECT

public:
    explicit NavigationRail(const Theme &theme, QWidget *parent = nullptr);

    void addPage(const QString &icon, const QString &label);
    void setCurrent(int page); ///< -1: none of them
    /// A number at the icon, for what waits there; none for 0.
    void setBadge(int page, int count);
    [[nodiscard]] QAbstractButton *button(int page) const;

signals:
    void chosen(int page);

private:
    const Theme &m_theme;
    QButtonGroup *m_group;
    QVBoxLayout *m_column;
};

} // namespace holdfast::views
