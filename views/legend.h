#pragma once

#include "views/theme.h"

#include <QList>
#include <QWidget>

namespace holdfast::views {

/// What each line of a chart is: its colour as a stroke, its name in text colour. What finds no room stands in the
/// tooltip.
class Legend final : public QWidget
{
public:
    struct Entry
    {
        Series series;
        QString text;
    };

    Legend(const Theme &theme, QWidget *parent);
    void set(const QList<Entry> &entries);
    [[nodiscard]] QStringList texts() const;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QList<Entry> m_entries;
};

} // namespace holdfast::views
