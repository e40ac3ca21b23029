#pragma once

#include <QMetaType>
#include <QVariant>

/// What every table model tells about a cell beside its text, so that one delegate paints all tables and one writer
/// exports them.
namespace holdfast::models {

enum CellRole {
    RawValueRole = Qt::UserRole + 1, ///< unformatted: number, QDateTime, text; for export and order. As in ReservationModel
    RowIdRole,                       ///< QString: the whole id of what the row is about
    StateRole,                       ///< int of holdfast::State, where the row has one. As in ReservationModel
    CellKindRole = Qt::UserRole + 100, ///< int of CellKind
    MarkRole,                          ///< int of Mark: painted as a glyph before the text, and as its colour where it warns
    LinkRole,                          ///< models::Link: where activating the cell leads
};

enum class CellKind {
    Text,   ///< elided at the end
    Id,     ///< monospaced, elided in the middle
    Mono,   ///< monospaced, elided at the end
    Number, ///< right-aligned, tabular figures; money, durations and counts too
    Time,   ///< tabular figures, left-aligned
    State,  ///< glyph and label of StateRole
    Muted,  ///< text of less weight
};

enum class Mark { None, Good, Warn, Bad, Muted };

} // namespace holdfast::models
