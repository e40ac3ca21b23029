#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

/// Words and numbers as the reports print them. Whatever comes in may hold anything: it was seen on a wire.
namespace holdfast::scenarios::text {

/// Well-formed UTF-8 without control characters: bad bytes, and characters that turn the direction of writing around
/// or that no XML may hold, become U+FFFD; other control characters become a space. Line feeds and tabs stay.
[[nodiscard]] std::string clean(std::string_view text);

/// For HTML and XML, in text and in attributes between either kind of quotes. Cleaned.
[[nodiscard]] std::string escaped(std::string_view text);
/// One cell of a Markdown table, or one line of its running text: nothing in it is taken for markup. Cleaned.
[[nodiscard]] std::string markdown(std::string_view text);
/// As code in Markdown outside tables, also when it holds backquotes. One line, and cleaned.
[[nodiscard]] std::string markdown_code(std::string_view text);
/// A relative address of a file, from its path.
[[nodiscard]] std::string address(std::string_view path);

[[nodiscard]] std::string duration(std::chrono::milliseconds time); ///< "1.84 s", "2 min 03 s"
[[nodiscard]] std::string count(std::int64_t number);               ///< "12,345"
[[nodiscard]] std::string number(double value);  ///< at most three digits behind the point, of small ones
[[nodiscard]] std::string percent(double share); ///< of 1, with two significant digits: "7.2 %"
/// "1 check", "2 checks"
[[nodiscard]] std::string plural(std::int64_t number, std::string_view one, std::string_view many = {});
/// "2026-11-21 14:07:32 UTC" of an RFC 3339 time; anything else as it is.
[[nodiscard]] std::string moment(std::string_view rfc3339);

} // namespace holdfast::scenarios::text
