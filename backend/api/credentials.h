#pragma once

#include "backend/core/uuid.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace holdfast::storage {
class Connection;
}

/// Who may call the API. A secret is 256 random bits and is shown once; the database keeps its SHA-256 only, which
/// needs no salt and no slowness because there is nothing to guess.
namespace holdfast::api {

using SecretHash = std::array<std::uint8_t, 32>;

[[nodiscard]] SecretHash hash_secret(std::string_view secret);

/// "hfk_" and 64 hexadecimal digits for a partner's key, "hft_" for a person's token.
[[nodiscard]] std::string make_secret(std::string_view prefix);

struct NewPartner
{
    Uuid id;
    std::string key;
};

/// A partner with its first API key. Throws storage::StatementFailed, 23505 when the name is taken, 23514 when it is
/// empty or longer than 200 characters.
[[nodiscard]] NewPartner create_partner(storage::Connection &connection, const std::string &name);

/// An access token for a person. `role`: viewer, tester, operator, admin; anything else is 23514.
[[nodiscard]] std::string create_token(storage::Connection &connection, const std::string &name,
                                       const std::string &role);

[[nodiscard]] Uuid create_vendor(storage::Connection &connection, const std::string &name);

} // namespace holdfast::api
