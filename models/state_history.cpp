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

std::span<const StateHistory::Sample> StateHistory::samples() const
{
    return m_frozen ? m_shown : m_samples;
}

QList<StateHistory::Band> StateHistory::stacked(int maxPoints) const
{
    QList<Band> bands;
    for (const State state : inFlightStates)
        bands.append({state, {}, {}});
    const auto shown = samples();
    if (shown.empty() || maxPoints < 1)
        return bands;

    // Of each bucket the sample with the highest total speaks for it: a peak is never smoothed away, and the bands of
    // one x come from one moment.
    const auto size = shown.size();
    const auto bucket = (size + std::size_t(maxPoints) - 1) / std::size_t(maxPoints);
    for (std::size_t from = 0; from < size; from += bucket) {
        const auto begin = shown.begin() + std::ptrdiff_t(from);
        const auto end = shown.begin() + std::ptrdiff_t(std::min(from + bucket, size));
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
    const auto shown = samples();
    for (std::size_t i = 1; i < shown.size(); ++i) {
        if (shown[i].atMs - shown[i - 1].atMs > gapMs)
            found.append({shown[i - 1].atMs, shown[i].atMs});
    }
    return found;
}

StateCounts StateHistory::latest() const
{
    return samples().empty() ? StateCounts{} : samples().back().counts;
}

qint64 StateHistory::highestTotal() const
{
    qint64 highest = 0;
    for (const auto &sample : samples())
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
    auto kept = m_samples.begin();
    while (m_samples.end() - kept > capacity || kept->atMs < oldest)
        ++kept;
    m_samples.erase(m_samples.begin(), kept);
    if (!m_frozen)
        emit changed();
}

void StateHistory::setFrozen(bool frozen)
{
    if (m_frozen == frozen)
        return;
    m_shown = frozen ? m_samples : std::vector<Sample>{};
    m_frozen = frozen;
    if (!frozen)
        emit changed();
}

void StateHistory::clear()
{
    m_samples.clear();
    m_shown.clear();
    emit changed();
}

} // namespace holdfast::models
