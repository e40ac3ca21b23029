#pragma once

#include "models/questions.h"

#include <QDateTime>

namespace holdfast::models {

/// What a walk along the audit's chain came to.
struct AuditReport
{
    enum class Anchor {
        None,    ///< no file is known for this environment
        Missing, ///< there is none yet
        Kept,    ///< the chain goes through it
        Broken,  ///< the chain does not go through it: it was replaced
        Damaged, ///< the file says nothing: neither can we
    };
    qint64 count = 0;
    QString hash; ///< of the last entry
    QStringList problems; ///< at most 100, each one line
    QDateTime at; ///< when it was looked at, local time
    qint64 tookMs = 0;
    Anchor anchor = Anchor::None;

    [[nodiscard]] bool holds() const { return problems.isEmpty() && anchor != Anchor::Broken && anchor != Anchor::Damaged; }
};

/// Walks the chain of the chosen environment's audit, on a connection of its own so that a long one keeps nobody waiting,
/// and compares it with the anchor that the embedded backend keeps beside its cluster. GUI thread.
class AuditCheck final : public QObject
{
    Q_OBJECT

public:
    enum class State { None, Checking, Done, Failed };

    /// `anchorFile`: of the embedded environment.
    AuditCheck(Questions &questions, const QString &anchorFile, QObject *parent = nullptr);

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const AuditReport &report() const { return m_report; } ///< the last one of this environment
    [[nodiscard]] const QString &error() const { return m_error; }       ///< when Failed

    void check();

    /// Chains up to this long are looked at without being asked for.
    static constexpr qint64 shortChain = 5'000;

signals:
    void changed();

private:
    void set(State state);

    Questions &m_questions;
    QString m_anchorFile;
    State m_state = State::None;
    AuditReport m_report;
    QString m_error;
    quint64 m_choice = 0; ///< counts environments and checks: the last one's answer counts
    DatabaseQueue m_queue{DatabaseQueue::Access::Read};
};

} // namespace holdfast::models
