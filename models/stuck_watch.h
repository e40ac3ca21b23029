#pragma once

#include "models/questions.h"
#include "models/reservation.h"
#include "models/stuck_table.h"

#include <QSet>
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

/// Looks at the alerts of the chosen environment every few seconds, whichever page is shown and also while the display is
/// paused. What stands already when an environment is chosen is counted and not told; a thing is told once. GUI thread.
class StuckWatch final : public QObject
{
    Q_OBJECT

public:
    static constexpr std::chrono::milliseconds usualPeriod{5'000};

    explicit StuckWatch(Questions &questions, std::chrono::milliseconds period = usualPeriod,
                        QObject *parent = nullptr);

    /// Alerts that stand, of the last answer.
    [[nodiscard]] int count() const { return m_count; }

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
    QSet<QString> m_told;
};

} // namespace holdfast::models

Q_DECLARE_METATYPE(holdfast::models::StuckAlert)
