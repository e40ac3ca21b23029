#pragma once

#include "models/polled_model.h"
#include "models/reservation.h"

#include <deque>
#include <memory>
#include <optional>

namespace holdfast::models {

class StateHistory;
class StuckWatch;

/// Amounts by currency; at least that much when not complete.
struct MoneyFigure
{
    QList<Money> sums;
    bool complete = true;

    bool operator==(const MoneyFigure &) const = default;
};

/// How full the coming slots are.
struct SeatsFigure
{
    qint64 slotCount = 0, fullSlots = 0, capacity = 0, held = 0, confirmed = 0, external = 0;
    bool complete = true;

    [[nodiscard]] double taken() const
    {
        return capacity > 0 ? std::min(1.0, double(held + confirmed + external) / double(capacity)) : 0;
    }
    bool operator==(const SeatsFigure &) const = default;
};

/// What the API answered in the last minute, over all its nodes.
struct LatencyFigure
{
    qint64 requests = 0;
    qint64 serverErrors = 0;
    qint64 overMs = 0;
    double p50Ms = 0, p95Ms = 0, p99Ms = 0, longestMs = 0; ///< of no meaning without requests

    [[nodiscard]] double perSecond() const { return overMs > 0 ? double(requests) * 1000 / double(overMs) : 0; }
    bool operator==(const LatencyFigure &) const = default;
};

struct OverviewReading
{
    qint64 atMs = 0; ///< Unix time
    double held = 0, confirmed = 0, failed = 0, expired = 0; ///< per minute
    qint64 ratesOverMs = 0;               ///< what they were counted over: a minute, or less in a rush
    std::optional<LatencyFigure> latency; ///< nothing before the second reading
    qint64 inFlight = 0;
    qint64 expiringSoon = 0, overdue = 0;
    bool expiringComplete = true;
    bool stuckKnown = false, stuckComplete = true;
    qint64 stuck = 0;
    QList<std::pair<QString, qint64>> stuckReasons; ///< as the database names them
    MoneyFigure atRisk, worth, authorized;
    SeatsFigure seats;

    bool operator==(const OverviewReading &) const = default;
};

/// The figures that are looked at first, read every two seconds; as a table the readings of the last quarter of an hour,
/// newest first. GUI thread.
class Overview final : public PolledModel
{
    Q_OBJECT

public:
    static constexpr std::size_t capacity = 450;
    static constexpr std::chrono::milliseconds period{2'000};

    enum Column {
        Time, InFlight, Held, Confirmed, Failed, Expired, Requests, P50, P95, P99, ExpiringSoon, Stuck, Seats, ColumnCount
    };

    /// `history` tells how many are in flight, `watch` what is stuck; both outlive the model.
    Overview(Questions &questions, const StateHistory &history, const StuckWatch &watch, QObject *parent = nullptr);
    ~Overview() override;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    /// Newest first.
    [[nodiscard]] const std::deque<OverviewReading> &readings() const { return m_readings; }
    /// Null before the first one.
    [[nodiscard]] const OverviewReading *latest() const { return m_readings.empty() ? nullptr : &m_readings.front(); }

protected:
    [[nodiscard]] DatabaseQueue::Work question() const override;
    void apply(const std::any &answer) override;
    void forget() override;

private:
    struct Meter;

    const StateHistory &m_history;
    const StuckWatch &m_watch;
    std::unique_ptr<Meter> m_meter;
    std::deque<OverviewReading> m_readings;
};

} // namespace holdfast::models
