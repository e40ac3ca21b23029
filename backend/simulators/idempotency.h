#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace holdfast::simulators {

/// An answer as it is kept and given again.
struct StoredAnswer
{
    int status = 0;
    std::string body;
    std::string request_id; ///< of the call it was first given to
};

/// The answers kept under idempotency keys, for 24 hours of the gateway's clock. Used by one thread at a time.
class IdempotencyKeys final
{
public:
    static constexpr std::size_t max_keys = 200'000;
    static constexpr std::size_t max_key_length = 255;
    static constexpr std::int64_t kept_for = 24 * 3600; ///< seconds

    enum class Standing {
        Fresh,
        Replay,
        OtherParameters,
        OtherEndpoint,
        InFlight,
        Full, ///< no room, and none of the keys is old enough to be forgotten
    };
    struct Found
    {
        Standing standing = Standing::Fresh;
        const StoredAnswer *answer = nullptr; ///< of a replay; good until the next change
        std::string endpoint = {};            ///< that the key was first used for
    };

    /// How a call with this key stands. Nothing is kept yet.
    [[nodiscard]] Found look(const std::string &key, const std::string &endpoint, const std::string &parameters,
                             std::int64_t now);
    /// A fresh one begins: until it is settled, others are in its way.
    void begin(const std::string &key, const std::string &endpoint, const std::string &parameters, std::int64_t now);
    void keep(const std::string &key, StoredAnswer answer);
    /// As if it had never been used.
    void forget(const std::string &key);

private:
    struct Entry
    {
        std::string endpoint;
        std::string parameters;
        std::int64_t begun = 0;
        std::optional<StoredAnswer> answer;
    };
    void drop_old(std::int64_t now);

    std::unordered_map<std::string, Entry> entries_;
    std::deque<std::pair<std::int64_t, std::string>> by_age_;
};

} // namespace holdfast::simulators
