#pragma once

#include "models/reservation_model.h"
#include "views/widgets.h"

class QComboBox;
class QToolButton;

namespace holdfast::views {

/// Below the table: which rows of how many these are, how many fit on a page, and the ways to the other pages.
class Pager final : public QWidget
{
    Q_OBJECT

public:
    Pager(const Theme &theme, models::ReservationModel &rows, QWidget *parent = nullptr);

    [[nodiscard]] QString range() const { return m_range->fullText(); }
    [[nodiscard]] QToolButton *button(models::PageTurn turn) const { return m_buttons.at(std::size_t(turn)); }
    [[nodiscard]] QComboBox *sizeChoice() const { return m_size; }

private:
    void refresh();
    void dress();

    const Theme &m_theme;
    models::ReservationModel &m_rows;
    ElidedLabel *m_range;
    QComboBox *m_size;
    std::array<QToolButton *, 4> m_buttons{};
};

} // namespace holdfast::views
