#pragma once

#include "models/reservation.h"
#include "views/theme.h"

#include <QFrame>
#include <QList>
#include <QTimer>

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace holdfast::views {

/// Everything the In flight page can be filtered by. Choices act at once, typing after a rest of 250 ms.
class FilterPopup final : public QFrame
{
    Q_OBJECT

public:
    static constexpr int debounceMs = 250;

    explicit FilterPopup(const Theme &theme, QWidget *parent = nullptr);

    void setFilter(const models::ReservationFilterSpec &filter);
    void openBelow(const QWidget *anchor);
    /// Whose claims "claimed by me" means; empty: it is not offered.
    void setPerson(const QString &name);

    [[nodiscard]] QLineEdit *textField() const { return m_text; }
    [[nodiscard]] QLineEdit *vendorField() const { return m_vendor; }
    [[nodiscard]] QLineEdit *partnerField() const { return m_partner; }
    [[nodiscard]] QCheckBox *stateBox(State state) const;
    [[nodiscard]] QCheckBox *claimedBox() const { return m_claimed; }
    [[nodiscard]] QComboBox *deadlineChoice() const { return m_deadline; }
    [[nodiscard]] QComboBox *ageChoice() const { return m_age; }

signals:
    void filterChosen(const holdfast::models::ReservationFilterSpec &filter);

protected:
    void hideEvent(QHideEvent *event) override;

private:
    void emitFilter();
    [[nodiscard]] QWidget *makeStates(const Theme &theme);
    [[nodiscard]] QComboBox *makeDurations(const QList<int> &minutes);

    models::ReservationFilterSpec m_filter;
    QLineEdit *m_text;
    QLineEdit *m_vendor;
    QLineEdit *m_partner;
    QComboBox *m_deadline;
    QComboBox *m_age;
    QCheckBox *m_claimed;
    QString m_person;
    QList<std::pair<State, QCheckBox *>> m_states;
    QTimer m_debounce;
    bool m_filling = false;
};

} // namespace holdfast::views
