#pragma once

#include "models/reservation.h"

#include <QList>
#include <QObject>
#include <QPointF>

#include <span>
#include <vector>

namespace holdfast::models {

/// How many reservations were in each in-flight state, one sample a second for the last fifteen minutes: a ring buffer
/// that begins when the environment is chosen. GUI thread.
class StateHistory final : public QObject
{
    Q_OBJECT

public:
    static constexpr int capacity = 15 * 60;

    struct Sample
    {
        qint64 atMs = 0; ///< Unix time
        StateCounts counts{};
    };
    /// One band of a stacked chart; x is Unix milliseconds, y a count. Lower and upper have the same x.
    struct Band
    {
        State state = State::Held;
        QList<QPointF> lower;
        QList<QPointF> upper;
    };
    struct Gap
    {
        qint64 fromMs = 0;
        qint64 toMs = 0;
    };

    explicit StateHistory(QObject *parent = nullptr);

    /// What is to be shown: while frozen, what there was then.
    [[nodiscard]] std::span<const Sample> samples() const;
    /// The bands bottom up in the order of inFlightStates, decimated to at most `maxPoints` a line: the peak of a
    /// bucket is kept.
    [[nodiscard]] QList<Band> stacked(int maxPoints) const;
    /// Where nothing was read for more than three seconds.
    [[nodiscard]] QList<Gap> gaps() const;
    [[nodiscard]] StateCounts latest() const; ///< zeros before the first sample
    [[nodiscard]] qint64 highestTotal() const;
    [[nodiscard]] bool isFrozen() const { return m_frozen; }

public slots:
    void add(const holdfast::models::StateCounts &counts);
    void addAt(qint64 atMs, const holdfast::models::StateCounts &counts);
    /// Keeps on sampling, and neither shows nor says so: the chart stands still.
    void setFrozen(bool frozen);
    void clear();

signals:
    void changed();

private:
    std::vector<Sample> m_samples;
    std::vector<Sample> m_shown; // while frozen
    bool m_frozen = false;
};

} // namespace holdfast::models
