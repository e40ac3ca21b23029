#pragma once

#include <string_view>

namespace holdfast {

/// Whether somebody wrote the number of a card into a text: 13 to 19 digits as ISO/IEC 7812 has them, in one piece or
/// in the groups printed on cards, with the first digits of card networks and a right check digit. What only looks
/// alike, as one in ten long numbers may, is taken for one as well.
[[nodiscard]] bool holds_card_number(std::string_view text);

/// The same of a text that names something, where long numbers are common: only the lengths and first digits of the large
/// networks, and no telephone number.
[[nodiscard]] bool refers_to_card_number(std::string_view text);

} // namespace holdfast
