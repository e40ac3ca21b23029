#pragma once

#include "models/run_reservations.h"
#include "views/data_table.h"

namespace holdfast::views {

/// The reservations of a run that has ended, each a way to its timeline.
class RunReservationsView final : public QWidget
{
    Q_OBJECT

public:
    /// The model outlives it.
    RunReservationsView(const Theme &theme, models::RunReservations &model, QWidget *parent = nullptr);

    [[nodiscard]] DataTable *table() const { return m_table; }
    [[nodiscard]] QPushButton *openButton() const { return m_open; }

signals:
    void linkActivated(const holdfast::models::Link &link);

private:
    void refresh();
    void open(int row);

    models::RunReservations &m_model;
    DataTable *m_table;
    ElidedLabel *m_note;
    QPushButton *m_open;
};

} // namespace holdfast::views
