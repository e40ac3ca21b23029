#include "backend/simulators/idempotency.h"

#include <algorithm>

namespace holdfast::simulators {

void IdempotencyKeys::drop_old(std::int64_t now)
{
    while (!by_age_.empty() && by_age_.front().first + kept_for <= now) {
        const auto &[begun, key] = by_age_.front();
        const auto at = entries_.find(key);
        // A key that was forgotten and used again has a younger entry; one in flight stays.
        if (at != entries_.end() && at->second.begun == begun && at->second.answer)
            entries_.erase(at);
        by_age_.pop_front();
    }
}

IdempotencyKeys::Found IdempotencyKeys::look(const std::string &key, const std::string &endpoint,
                                             const std::string &parameters, std::int64_t now)
{
    drop_old(now);
    const auto at = entries_.find(key);
    if (at == entries_.end())
        return {std::max(entries_.size(), by_age_.size() / 2) >= max_keys ? Standing::Full : Standing::Fresh};
    const auto &entry = at->second;
    if (entry.endpoint != endpoint)
        return {Standing::OtherEndpoint, nullptr, entry.endpoint};
    if (entry.parameters != parameters)
        return {Standing::OtherParameters, nullptr, entry.endpoint};
    if (!entry.answer)
        return {Standing::InFlight, nullptr, entry.endpoint};
    return {Standing::Replay, &*entry.answer, entry.endpoint};
}

void IdempotencyKeys::begin(const std::string &key, const std::string &endpoint, const std::string &parameters,
                            std::int64_t now)
{
    entries_.insert_or_assign(key, Entry{endpoint, parameters, now, std::nullopt});
    by_age_.emplace_back(now, key);
}

void IdempotencyKeys::keep(const std::string &key, StoredAnswer answer)
{
    if (const auto at = entries_.find(key); at != entries_.end())
        at->second.answer = std::move(answer);
}

void IdempotencyKeys::forget(const std::string &key)
{
    entries_.erase(key);
}

} // namespace holdfast::simulators
