#pragma once

#include <QString>

namespace holdfast::models {

/// "force_release" for people: "Force-release".
[[nodiscard]] QString actLabel(const QString &act);

/// The status of an operation or a webhook for people: "DEAD" is "given up".
[[nodiscard]] QString workLabel(const QString &status);

/// What the database's functions say when they refuse an act, in the language of the screen. What is not known stays
/// as they said it.
[[nodiscard]] QString refusalWords(const QString &said);

} // namespace holdfast::models
