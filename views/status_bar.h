#pragma once

#include "models/component_model.h"
#include "models/reservation_model.h"
#include "views/widgets.h"

#include <QFrame>
#include <QTimer>

namespace holdfast::views {

/// API, database, workers and invariants at the left, the clock at the right, before it the booking time where a sandbox
/// has moved it. 26 px.
class StatusBar final : public QFrame
{
    Q_OBJECT

public:
    StatusBar(const Theme &theme, models::ComponentModel &components, models::ReservationModel &reservations,
              QWidget *parent = nullptr);

    [[nodiscard]] QString bookingTime() const { return m_bookingTime->isHidden() ? QString() : m_bookingTime->text(); }

private:
    struct Entry
    {
        QWidget *box;
        GlyphLabel *glyph;
        QLabel *label;
    };
    Entry addEntry();
    void show(const Entry &entry, const models::ComponentModel::Item &item, bool showGood);
    void refresh();
    void tick();
    void showBookingTime();

    const Theme &m_theme;
    models::ComponentModel &m_components;
    Entry m_api;
    Entry m_database;
    Entry m_workers;
    Entry m_verify;
    models::ReservationModel &m_reservations;
    NumberLabel *m_bookingTime;
    QLabel *m_date;
    NumberLabel *m_clock;
    QTimer m_timer;
};

} // namespace holdfast::views
