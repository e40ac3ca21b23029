#pragma once

#include <QList>

namespace holdfast::views {

/// Places moments on an axis from 0 to 1, in proportion to time, but for idle gaps beside which everything else would be
/// a dot: those are cut to the same short width each.
class TimelineScale final
{
public:
    struct Piece
    {
        double fromMs = 0, toMs = 0;
        double from = 0, to = 0;
        bool cut = false;
    };

    static constexpr double cutWidth = 0.07; ///< or less, when there are many
    static constexpr double cutShare = 0.45; ///< of all of them together
    static constexpr int mostCuts = 8;
    static constexpr double leastCutMs = 2'000;

    /// Unix milliseconds in any order. Without any, or with one, the axis is a second long.
    explicit TimelineScale(QList<double> moments = {});

    [[nodiscard]] double place(double ms) const; ///< beyond the ends, 0 or 1
    [[nodiscard]] double moment(double place) const;
    [[nodiscard]] const QList<Piece> &pieces() const { return m_pieces; }

private:
    QList<Piece> m_pieces; ///< by time, without a gap
};

/// The least round step, in milliseconds, of at least `ms`: 1, 2, 5 ... s, min, h, days.
[[nodiscard]] double roundStep(double ms);

} // namespace holdfast::views
