#pragma once

#include "backend/api/call.h"
#include "backend/api/credentials.h"
#include "backend/api/readers.h"

#include <cstring>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace holdfast::api {

/// Finds out who is calling. What the database said of a secret holds for five seconds (one when it knows none), so a
/// revoked key is dead after that; between, no request costs a query. Requests with one unknown secret share its
/// look-up.
class Authenticator final
{
public:
    static constexpr auto known_for = std::chrono::seconds(5);
    static constexpr auto refreshed_after = std::chrono::seconds(3); ///< in the background, while the old answer holds
    static constexpr auto unknown_for = std::chrono::seconds(1);
    static constexpr std::size_t capacity = 10'000;

    enum class Verdict { Known, Unknown, Unavailable };
    using Reply = std::function<void(Verdict, std::shared_ptr<const Principal>)>;

    Authenticator(Readers &readers, Metrics &metrics) : readers_(readers), metrics_(metrics) {}

    /// Calls `reply` at once when the answer is known, else from a reader's thread. `until`: when nobody waits any
    /// more.
    void identify(const std::string &secret, Clock::time_point until, Reply reply);

    /// The secret in `Authorization: Bearer` or `X-API-Key`.
    [[nodiscard]] static std::optional<std::string> secret_of(const net::Headers &headers);

private:
    struct HashOfHash
    {
        std::size_t operator()(const SecretHash &hash) const noexcept
        {
            std::size_t value = 0;
            std::memcpy(&value, hash.data(), sizeof value);
            return value;
        }
    };
    struct Entry
    {
        std::shared_ptr<const Principal> principal; // null: the database knows no such secret
        Clock::time_point refresh_at;
        Clock::time_point forget_at;
    };

    void look_up(const SecretHash &hash, Clock::time_point until);
    void settle(const SecretHash &hash, Verdict verdict, std::shared_ptr<const Principal> principal);
    void make_room();

    Readers &readers_;
    Metrics &metrics_;
    std::mutex mutex_;
    std::unordered_map<SecretHash, Entry, HashOfHash> entries_;
    std::unordered_map<SecretHash, std::vector<Reply>, HashOfHash> waiting_; // a look-up is under way for each
};

} // namespace holdfast::api
