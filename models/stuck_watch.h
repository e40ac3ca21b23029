#pragma once

#include "models/questions.h"
#include "models/reservation.h"
#include "models/stuck_table.h"

#include <QTimer>

namespace holdfast::models {

/// Something became stuck while this console was watching.
struct StuckAlert
{
    QString reason;
    QString subject;
    std::optional<Uuid> reservation;
    Money atRisk;
};

/// Looks at what is stuck in the chosen environment and at its alerts every few seconds, whichever page is shown and also
/// while the display is paused. What stands already when an environment is chosen is counted and not told; what becomes
/// stuck is told once for each time that it does. GUI thread.
class StuckWatch final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds usualPeriod{5'000};

    explicit StuckWatch(Questions &questions, std::chrono::milliseconds period = usualPeriod,
                        QObject *parent = nullptr);

    /// What is stuck, of the last answer; alerts or none, whatever threshold a node raises them by.
    [[nodiscard]] int count() const { return m_count; }
    /// How many there are now for each reason, as page Stuck counts them; empty before the first answer.
    [[nodiscard]] const QList<StuckReason> &reasons() const { return m_reasons; }

signals:
    void countChanged(int count);
    void raised(const QList<holdfast::models::StuckAlert> &alerts);
    /// Those told of belong to another environment.
    void forgotten();

private:
    void ask();
    void forget();

    Questions &m_questions;
    QTimer m_period;
    bool m_asking = false;
    bool m_primed = false; ///< what stood already is known
    qint64 m_newest = 0;
    int m_count = 0;
    QList<StuckReason> m_reasons;
};

} // namespace holdfast::models

Q_DECLARE_METATYPE(holdfast::models::StuckAlert)
