#pragma once

#include <cstddef>
#include <string>

namespace holdfast::process {

/// `bytes` of the system's best randomness as URL-safe text: letters, digits, '-' and '_'. 32 bytes give 43 characters.
[[nodiscard]] std::string random_secret(std::size_t bytes = 32);

} // namespace holdfast::process
