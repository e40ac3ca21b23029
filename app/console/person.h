#pragma once

#include <QString>

namespace holdfast::console {

/// Who sits at the console, as the audit names them: "console/ann".
[[nodiscard]] QString personAtTheDesk();

} // namespace holdfast::console
