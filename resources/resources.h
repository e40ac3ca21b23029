#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Texts compiled into the program: SQL, the OpenAPI document. Names are paths below `resources/`.
namespace holdfast::resources {

[[nodiscard]] std::optional<std::string_view> find(std::string_view path);

/// The paths that begin with `prefix`, in the order of resources/CMakeLists.txt.
[[nodiscard]] std::vector<std::string_view> list(std::string_view prefix);

/// As find(), for a text that must be there: its absence is a programming error.
[[nodiscard]] inline std::string_view text(std::string_view path)
{
    if (const auto found = find(path))
        return *found;
    throw std::logic_error("no embedded text named " + std::string(path));
}

} // namespace holdfast::resources
