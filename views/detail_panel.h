#pragma once

#include "models/reservation_detail.h"
#include "views/widgets.h"

#include <QTimer>

class QGridLayout;
class QLayout;
class QStackedWidget;
class QVBoxLayout;

namespace holdfast::views {

/// One reservation and its last events, at the right of the table. It follows the id, not the row: it stays when the
/// row leaves the page.
class DetailPanel final : public Card
{
    Q_OBJECT

public:
    static constexpr int eventsShown = 12;

    DetailPanel(const Theme &theme, models::ReservationDetail &detail, QWidget *parent = nullptr);

    [[nodiscard]] QString shownId() const { return m_id->fullText(); }
    [[nodiscard]] QString shownState() const { return m_state->text(); }

signals:
    void closeRequested();

private:
    struct EventLine
    {
        QWidget *box;
        NumberLabel *time;
        GlyphLabel *glyph;
        ElidedLabel *words;
    };
    ElidedLabel *addField(QGridLayout *grid, const QString &name, const char *kind);
    [[nodiscard]] QWidget *makeStory(const Theme &theme);
    [[nodiscard]] QLayout *makeHead(const Theme &theme, QWidget *parent);
    [[nodiscard]] QLayout *makeFields(QWidget *parent);
    [[nodiscard]] EventLine makeEventLine(const Theme &theme, QWidget *parent);
    void refresh();
    void showReservation(const models::Reservation &reservation);
    void showEvents();
    void showDeadline();

    models::ReservationDetail &m_detail;
    QStackedWidget *m_stack;
    QLabel *m_nothing;
    ElidedLabel *m_id;
    GlyphLabel *m_stateGlyph;
    QLabel *m_state;
    ElidedLabel *m_vendor;
    ElidedLabel *m_slot;
    ElidedLabel *m_quantity;
    ElidedLabel *m_partner;
    ElidedLabel *m_partnerRef;
    ElidedLabel *m_requester;
    ElidedLabel *m_amount;
    NumberLabel *m_deadline;
    ElidedLabel *m_trace;
    QLabel *m_earlier;
    QList<EventLine> m_lines;
    QTimer m_tick;
};

} // namespace holdfast::views
