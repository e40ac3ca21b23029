#include "views/timeline_scale.h"

#include <algorithm>
#include <array>
#include <numeric>

namespace holdfast::views {

namespace {

/// Which of the gaps are cut: the longest, from the first on that is five times all the shorter ones together.
QList<bool> cutsOf(const QList<double> &gaps)
{
    constexpr double dominance = 5;
    QList<qsizetype> order(gaps.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](auto left, auto right) { return gaps[left] < gaps[right]; });
    QList<bool> cuts(gaps.size(), false);
    double shorter = 0;
    bool cutting = false;
    for (qsizetype i = 0; i < order.size(); ++i) {
        const double gap = gaps[order[i]];
        cutting = cutting || (shorter > 0 && gap >= TimelineScale::leastCutMs && gap > dominance * shorter);
        // Of more than there is room for, the longest.
        cuts[order[i]] = cutting && order.size() - i <= TimelineScale::mostCuts;
        shorter += gap;
    }
    return cuts;
}

} // namespace

TimelineScale::TimelineScale(QList<double> moments)
{
    constexpr double aSecond = 1'000;
    std::sort(moments.begin(), moments.end());
    moments.erase(std::unique(moments.begin(), moments.end()), moments.end());
    if (moments.isEmpty())
        moments.append(0);
    if (moments.size() == 1)
        moments.append(moments.first() + aSecond);
    QList<double> gaps;
    for (qsizetype i = 1; i < moments.size(); ++i)
        gaps.append(moments[i] - moments[i - 1]);
    const auto cuts = cutsOf(gaps);
    double uncut = 0;
    for (qsizetype i = 0; i < gaps.size(); ++i)
        uncut += cuts[i] ? 0 : gaps[i];
    const auto cutCount = double(std::count(cuts.begin(), cuts.end(), true));
    const double cutTo = std::min(cutWidth, cutShare / std::max(1.0, cutCount));
    const double room = 1 - cutTo * cutCount;
    double at = 0;
    for (qsizetype i = 0; i < gaps.size(); ++i) {
        const double width = cuts[i] ? cutTo : room * gaps[i] / uncut;
        if (!cuts[i] && !m_pieces.isEmpty() && !m_pieces.last().cut) {
            m_pieces.last().toMs = moments[i + 1];
            m_pieces.last().to = at + width;
        } else {
            m_pieces.append({moments[i], moments[i + 1], at, at + width, cuts[i]});
        }
        at += width;
    }
    m_pieces.last().to = 1;
}

double TimelineScale::place(double ms) const
{
    for (const auto &piece : m_pieces) {
        if (ms <= piece.toMs)
            return piece.from + std::max(0.0, ms - piece.fromMs) / (piece.toMs - piece.fromMs) * (piece.to - piece.from);
    }
    return 1;
}

double TimelineScale::moment(double place) const
{
    for (const auto &piece : m_pieces) {
        if (place <= piece.to)
            return piece.fromMs
                + std::max(0.0, place - piece.from) / (piece.to - piece.from) * (piece.toMs - piece.fromMs);
    }
    return m_pieces.last().toMs;
}

double roundStep(double ms)
{
    constexpr double s = 1'000;
    constexpr double min = 60 * s;
    constexpr double h = 60 * min;
    constexpr double day = 24 * h;
    constexpr std::array steps = {1.0,     2.0,     5.0,      10.0,     20.0,     50.0,   100.0,  200.0,  500.0,
                                  s,       2 * s,   5 * s,    10 * s,   15 * s,   30 * s, min,    2 * min, 5 * min,
                                  10 * min, 15 * min, 30 * min, h,       2 * h,    3 * h,  6 * h,  12 * h, day};
    for (const double step : steps) {
        if (step >= ms)
            return step;
    }
    return day * std::max(1.0, double(qint64(ms / day) + 1));
}

} // namespace holdfast::views
