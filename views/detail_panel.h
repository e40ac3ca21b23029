#pragma once

#include "models/console_models.h"
#include "views/widgets.h"

#include <QTimer>

class QGridLayout;
class QLayout;
class QStackedWidget;
class QToolButton;
class QVBoxLayout;

namespace holdfast::views {

class ReservationActions;

/// One reservation, its last events and what can be done with it, at the right of the table. It follows the id, not the
/// row: it stays when the row leaves the page. Of several it tells how many they are and what they are worth.
class DetailPanel final : public Card
{
    Q_OBJECT

public:
    static constexpr int eventsShown = 12;

    DetailPanel(const Theme &theme, models::ConsoleModels &models, ReservationActions &actions,
                QWidget *parent = nullptr);

    /// What the actions are about.
    void setChosen(const QList<models::Reservation> &chosen);

    [[nodiscard]] QString shownId() const { return m_id->fullText(); }
    [[nodiscard]] QString shownState() const { return m_state->text(); }
    [[nodiscard]] QString shownClaim() const { return m_claim->fullText(); }
    [[nodiscard]] QString shownSeveral() const { return m_several->text(); }
    [[nodiscard]] const QList<QPushButton *> &buttons() const { return m_buttons; }

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
    [[nodiscard]] QWidget *makeButtons(ReservationActions &actions);
    [[nodiscard]] QToolButton *makeMore(const Theme &theme, QWidget *parent);
    void refresh();
    void showSeveral(const QList<models::Reservation> &chosen);
    void showClaim();
    void showReservation(const models::Reservation &reservation);
    void showEvents();
    void showDeadline();

    models::ConsoleModels &m_models;
    ReservationActions &m_actions;
    models::ReservationDetail &m_detail;
    QStackedWidget *m_stack;
    QLabel *m_nothing;
    QLabel *m_several;
    QList<QPushButton *> m_buttons;
    QWidget *m_footer;
    bool m_showsSeveral = false;
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
    ElidedLabel *m_claim;
    NumberLabel *m_deadline;
    ElidedLabel *m_trace;
    QLabel *m_earlier;
    QList<EventLine> m_lines;
    QTimer m_tick;
};

} // namespace holdfast::views
