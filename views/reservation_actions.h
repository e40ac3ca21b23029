#pragma once

#include "models/console_models.h"
#include "models/link.h"
#include "views/theme.h"

#include <QAction>
#include <QPointer>

class QMenu;
class QPushButton;

namespace holdfast::views {

class ActDialog;
struct ActQuestion;
struct Command;

/// What people do with the reservations a page shows as chosen, as actions for its menus, buttons and keys. Each says why
/// it cannot be done now: the role it takes, or the state. What is acted on is what was chosen, at the version shown, when
/// the action was triggered. GUI thread.
class ReservationActions final : public QObject
{
    Q_OBJECT

public:
    enum class Kind { Timeline, Extend, Release, ForceRelease, Note, Claim, Unclaim, CopyId };
    static constexpr std::size_t kinds = 8;

    /// `page` is whose dialogs these are; it owns the actions.
    ReservationActions(const Theme &theme, models::ConsoleModels &models, QWidget *page);

    /// As they are shown now. Call it whenever they change.
    void setChosen(const QList<models::Reservation> &chosen);
    [[nodiscard]] const QList<models::Reservation> &chosen() const { return m_chosen; }

    [[nodiscard]] QAction *action(Kind kind) const { return m_actions.at(std::size_t(kind)); }
    /// In the order of a menu, with separators before what ends something.
    void addTo(QMenu *menu) const;
    /// Keys work while `view` has the focus.
    void addTo(QWidget *view) const;
    /// Text, reason why not and what a click does follow the action.
    static void bind(QPushButton *button, QAction *action);
    /// The question that is open; for what stands before it.
    [[nodiscard]] ActDialog *dialog() const;

    /// Asks about ending these, however they were found: what cannot be ended is left out, and told.
    void forceRelease(const QList<models::Reservation> &found);
    /// By name, for palette and shortcuts.
    [[nodiscard]] QList<Command> commands() const;

signals:
    void linkActivated(const holdfast::models::Link &link);

private:
    [[nodiscard]] QList<models::Reservation> eligible(Kind kind, const QList<models::Reservation> &of) const;
    [[nodiscard]] QList<models::Reservation> eligible(Kind kind) const { return eligible(kind, m_chosen); }
    [[nodiscard]] bool isPending(const models::Reservation &reservation) const;
    [[nodiscard]] QString leftOut(Kind kind, const QList<models::Reservation> &of) const;
    [[nodiscard]] QString whyNot(Kind kind) const;
    void refresh();
    void showTimeline();
    void forceReleaseChosen();
    void extend();
    void release();
    void note();
    void claim();
    void unclaim();
    void copyIds();
    void ask(const ActQuestion &question);
    void performAtOnce(models::Act act, const QList<models::Reservation> &reservations);
    void tellOfTrouble(quint64 number, const QList<models::ActResult> &results);
    [[nodiscard]] bool isClaimed(const models::Reservation &reservation) const;
    [[nodiscard]] bool isOwn(const models::Reservation &reservation) const;
    [[nodiscard]] QString describe(const QList<models::Reservation> &reservations) const;

    const Theme &m_theme;
    models::ConsoleModels &m_models;
    QWidget *m_page;
    std::array<QAction *, kinds> m_actions{};
    QList<models::Reservation> m_chosen;
    QPointer<ActDialog> m_dialog;
    QList<quint64> m_sent; ///< without a dialog
};

/// "61,930.50 €", or each currency by itself: "45.00 € and 12.00 USD". Empty when nothing is owed.
[[nodiscard]] QString sumOf(const QList<models::Reservation> &reservations);
[[nodiscard]] bool allInFlight(const QList<models::Reservation> &reservations);

} // namespace holdfast::views
