#pragma once

#include <QString>

namespace holdfast::storage {
class DatabaseError;
}

namespace holdfast::models {

/// A failure of the database in plain words, without addresses and advice for administrators. `hung`: the connection
/// was cut because nothing came.
[[nodiscard]] QString plainWords(const storage::DatabaseError &error, bool hung);

/// What libpq or the server says first, for what has no words of its own.
[[nodiscard]] QString firstLine(const char *message);

} // namespace holdfast::models
