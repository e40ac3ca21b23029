#pragma once

#include <QSplitter>

namespace holdfast::views {

/// A list at the left and what is chosen of it at the right; in a narrow window the list gives way.
class SideSplit final : public QSplitter
{
public:
    SideSplit(QWidget *list, QWidget *chosen, int listWidth, QWidget *parent);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    int m_listWidth;
    bool m_narrow = false;
};

} // namespace holdfast::views
