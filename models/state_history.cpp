#include "models/state_history.h"

#include <QDateTime>

#include <algorithm>
#include <numeric>

namespace holdfast::models {

namespace {

constexpr qint64 gapMs = 3000;

qint64 total(const StateCounts &counts)
{
    return std::accumulate(counts.begin(), counts.end(), qint64(0));
}

} // namespace

StateHistory::StateHistory(QObject *parent) : QObject(parent) {}

QList<StateHistory::Band> StateHistory::stacked(int maxPoints) const
{
    QList<Band> bands;
    for (const State state : inFlightStates)
        bands.append({state, {}, {}});
    if (m_samples.empty() || maxPoints < 1)
        return bands;

    // Of each bucket the sample with the highest total speaks for it: a peak is never smoothed away, and the bands of
    // one x come from one moment.
    const auto size = m_samples.size();
    const auto bucket = (size + std::size_t(maxPoints) - 1) / std::size_t(maxPoints);
    for (std::size_t from = 0; from < size; from += bucket) {
        const auto begin = m_samples.begin() + std::ptrdiff_t(from);
        const auto end = m_samples.begin() + std::ptrdiff_t(std::min(from + bucket, size));
        const auto &peak = *std::max_element(
            begin, end, [](const Sample &a, const Sample &b) { return total(a.counts) < total(b.counts); });
        qreal base = 0;
        for (std::size_t i = 0; i < inFlightStates.size(); ++i) {
            const qreal top = base + qreal(peak.counts[i]);
            bands[qsizetype(i)].lower.append({qreal(peak.atMs), base});
            bands[qsizetype(i)].upper.append({qreal(peak.atMs), top});
            base = top;
        }
    }
    return bands;
}

QList<StateHistory::Gap> StateHistory::gaps() const
{
    QList<Gap> found;
    for (std::size_t i = 1; i < m_samples.size(); ++i) {
        if (m_samples[i].atMs - m_samples[i - 1].atMs > gapMs)
            found.append({m_samples[i - 1].atMs, m_samples[i].atMs});
    }
    return found;
}

StateCounts StateHistory::latest() const
{
    return m_samples.empty() ? StateCounts{} : m_samples.back().counts;
}

qint64 StateHistory::highestTotal() const
{
    qint64 highest = 0;
    for (const auto &sample : m_samples)
        highest = std::max(highest, total(sample.counts));
    return highest;
}

void StateHistory::add(const StateCounts &counts)
{
    addAt(QDateTime::currentMSecsSinceEpoch(), counts);
}

void StateHistory::addAt(qint64 atMs, const StateCounts &counts)
{
    // The wall clock may be set back: time on the axis never runs backwards.
    if (!m_samples.empty() && atMs <= m_samples.back().atMs)
        atMs = m_samples.back().atMs + 1;
    m_samples.push_back({atMs, counts});
    const qint64 oldest = atMs - qint64(capacity) * 1000;
    while (m_samples.size() > std::size_t(capacity) || m_samples.front().atMs < oldest)
        m_samples.pop_front();
    if (!m_frozen)
        emit changed();
}

void StateHistory::setFrozen(bool frozen)
{
    if (m_frozen == frozen)
        return;
    m_frozen = frozen;
    if (!frozen)
        emit changed();
}

void StateHistory::clear()
{
    m_samples.clear();
    emit changed();
}

} // namespace holdfast::models
