#pragma once

#include "models/questions.h"
#include "models/reservation.h"

#include <QHash>
#include <QMap>
#include <QTimer>

namespace holdfast::models {

/// What people do. The database decides; see backend/acts.
enum class Act {
    Extend,
    Release,
    ForceRelease,
    Void,
    Note,
    Claim,
    Unclaim,
    RetryOperation,
    RetryWebhook,
    Reconcile,
    RepairDiscrepancies, ///< what a comparison found; a worker looks at each anew
    RepairReservations,  ///< whatever the gateway keeps of them
};

/// Roles by what they may, the least first.
enum class Role { None, Viewer, Tester, Operator, Admin };

/// "admin"; as the database names it.
[[nodiscard]] QString nameOf(Role role);
/// The least role that may.
[[nodiscard]] Role roleFor(Act act);

/// What an act is about, as the person saw it.
struct ActTarget
{
    Uuid id;                        ///< of the reservation, operation or discrepancy
    QString webhook;                ///< RetryWebhook: the event's id
    std::optional<qint64> version; ///< as shown: the server refuses when it is another by now

    bool operator==(const ActTarget &) const = default;
};

struct ActRequest
{
    Act act = Act::Note;
    QList<ActTarget> targets;    ///< none for Reconcile; at most 1,000
    QString reason;              ///< or the text of a note
    std::chrono::seconds by{0}; ///< Extend
    bool repair = false;         ///< Reconcile: with repair of what was found
    QString environment;         ///< the key of the one it is about: refused at another. Empty: whichever is chosen
};

/// What became of one target.
struct ActResult
{
    enum class Status {
        Done,
        Requested, ///< accepted; done when its operation has ended
        Refused,   ///< nothing was changed
        Unknown,   ///< the connection broke on the way: look before doing it again
        NotSent,   ///< there was no connection: nothing was changed
    };
    ActTarget target;
    Status status = Status::NotSent;
    QString words; ///< for people: what it is now, or why not
    std::optional<State> state;
    std::optional<qint64> version;
};

/// Sends acts under the environment's database role, off the GUI thread, and follows those that take their time. A
/// request is sent once: one whose outcome is unknown is told as such and never repeated. GUI thread.
class Acts final : public QObject
{
    Q_OBJECT

public:
    /// `person`: who acts, for the audit, where the login may act for others.
    Acts(Questions &questions, const QString &person, QObject *parent = nullptr);

    /// None: not known, or nothing.
    [[nodiscard]] Role role() const { return m_role; }
    /// As whom this login acts, as claims and the audit name it; empty until it is known.
    [[nodiscard]] const QString &person() const { return m_actor; }
    /// Empty when the role may; otherwise a sentence that says which role it takes.
    [[nodiscard]] QString whyNot(Act act) const;

    /// The chosen environment's.
    [[nodiscard]] QString environmentKey() const;
    /// Returns the request's number; finished() carries it.
    quint64 perform(const ActRequest &request);
    [[nodiscard]] bool isBusy(quint64 number) const { return m_sending.contains(number); }
    /// "release requested", "releasing"; empty when nothing is under way for this reservation.
    [[nodiscard]] QString pendingWords(const Uuid &reservation) const;

public slots:
    void readRole();

signals:
    void roleChanged();
    void finished(quint64 number, const holdfast::models::ActRequest &request,
                  const QList<holdfast::models::ActResult> &results);
    /// Something is under way, or is not any more.
    void pendingChanged(const holdfast::Uuid &reservation);

private:
    void setPending(const Uuid &reservation, const QString &words);
    void follow();
    void conclude(quint64 number, const ActRequest &request, const QList<ActResult> &results);

    Questions &m_questions;
    QString m_person;
    Role m_role = Role::None;
    bool m_roleKnown = false;
    QString m_actor;
    quint64 m_number = 0;
    QMap<quint64, ActRequest> m_sending;
    QMap<QString, QString> m_pending;         ///< by reservation: words
    QMap<QString, QDateTime> m_requestedSince; ///< by reservation: those to be followed
    QTimer m_follow;
    bool m_following = false; ///< asked, not answered
    QString m_followedLast;
    QString m_dsn;
    DatabaseQueue m_queue{DatabaseQueue::Access::Write};
};

} // namespace holdfast::models

Q_DECLARE_METATYPE(holdfast::models::ActRequest)
