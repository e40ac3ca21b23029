#pragma once

#include "models/acts.h"
#include "models/stuck_table.h"
#include "views/act_dialog.h"

#include <QList>

namespace holdfast::views {

/// What can be done about stuck things, in the order of the buttons.
enum class StuckAct { Timeline, Claim, Retry, Repair, Void, ForceRelease };

/// Why it cannot be done to these rows by this login; empty: it can. Without rows it says what to select.
[[nodiscard]] QString whyNot(StuckAct act, const QList<models::StuckRow> &rows, const models::Acts &acts);

/// What a person is asked first. Only for an act and rows that whyNot() has nothing against, and not for Timeline.
[[nodiscard]] ActQuestion questionOf(StuckAct act, const QList<models::StuckRow> &rows, const models::Acts &acts);

/// The money of these rows, each reservation's and operation's once.
[[nodiscard]] QList<Money> moneyOf(const QList<models::StuckRow> &rows);

} // namespace holdfast::views
