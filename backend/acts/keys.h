#pragma once

#include "backend/core/uuid.h"
#include "backend/storage/connection.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace holdfast::acts {

/// A person's idempotency key and what it is for.
struct Key
{
    Uuid owner_id;
    std::string text;
    std::array<std::uint8_t, 32> fingerprint{};
};

struct Answer
{
    int status = 0;
    std::string body;
};

struct Claim
{
    bool reused = false;          ///< it is bound to another request
    std::optional<Answer> answer; ///< it is bound to this request, which was given this answer
};

/// First in the transaction that performs a request, so that a refusal, which rolls back, binds nothing. Waits for
/// another transaction that has just claimed the same key. Neither member set: go on, then bind_key().
[[nodiscard]] Claim claim_key(storage::Connection &connection, const Key &key);
void bind_key(storage::Connection &connection, const Key &key, const Answer &answer);

/// Forgets some of the keys that are older than this; how many.
std::size_t forget_keys(storage::Connection &connection, std::chrono::hours older_than, std::size_t most);

} // namespace holdfast::acts
