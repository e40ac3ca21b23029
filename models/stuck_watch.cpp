#include "models/stuck_watch.h"

#include "backend/insight/alerts.h"

#include <limits>

namespace holdfast::models {

namespace {

constexpr std::size_t mostAtOnce = 1'000;

struct Seen
{
    QList<StuckReason> reasons;
    std::vector<insight::Alert> alerts; // the newest first
};

} // namespace

StuckWatch::StuckWatch(Questions &questions, std::chrono::milliseconds period, QObject *parent)
    : QObject(parent), m_questions(questions)
{
    m_period.setSingleShot(true);
    m_period.setInterval(period);
    connect(&m_period, &QTimer::timeout, this, &StuckWatch::ask);
    connect(&questions, &Questions::environmentSwitched, this, &StuckWatch::forget);
    connect(&questions, &Questions::environmentChanged, this, &StuckWatch::ask);
    ask();
}

void StuckWatch::forget()
{
    m_asking = false;
    m_primed = false;
    m_newest = 0;
    m_reasons.clear();
    if (std::exchange(m_count, 0) != 0)
        emit countChanged(0);
    emit forgotten();
}

void StuckWatch::ask()
{
    const auto &environment = m_questions.environment();
    if (m_asking || !environment.alive || environment.dsn.isEmpty())
        return; // asked when it comes up
    m_asking = true;
    m_questions.ask(
        this,
        [after = m_newest](storage::Connection &connection) {
            Seen seen;
            seen.reasons = readStuck(connection);
            seen.alerts = insight::list_alerts(connection, after, mostAtOnce);
            return std::any(std::move(seen));
        },
        [this](const Answer &answer) {
            m_asking = false;
            m_period.start();
            if (!answer.ok())
                return;
            const auto &seen = answer.as<Seen>();
            if (!seen.alerts.empty())
                m_newest = seen.alerts.front().id;
            QList<StuckAlert> fresh;
            for (const auto &alert : seen.alerts) {
                fresh.append({QString::fromStdString(alert.reason), QString::fromStdString(alert.subject),
                              alert.reservation_id, {alert.at_risk_minor, alert.currency}});
            }
            m_reasons = seen.reasons;
            qint64 all = 0;
            for (const auto &reason : m_reasons)
                all += reason.count;
            const auto count = int(std::min<qint64>(all, std::numeric_limits<int>::max()));
            if (std::exchange(m_count, count) != count)
                emit countChanged(count);
            if (std::exchange(m_primed, true) && !fresh.isEmpty())
                emit raised(fresh);
        });
}

} // namespace holdfast::models
