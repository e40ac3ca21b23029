#include "backend/api/authenticator.h"

#include "backend/net/http_text.h"
#include "resources/resources.h"

#include <algorithm>

namespace holdfast::api {

std::optional<std::string> Authenticator::secret_of(const net::Headers &headers)
{
    constexpr std::string_view scheme = "bearer";
    if (const auto value = net::header(headers, "Authorization")) {
        auto rest = *value;
        if (rest.size() <= scheme.size() || !net::equal_without_case(rest.substr(0, scheme.size()), scheme)
            || rest[scheme.size()] != ' ')
            return std::nullopt;
        rest.remove_prefix(scheme.size());
        rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
        return std::string(rest);
    }
    if (const auto value = net::header(headers, "X-API-Key"))
        return std::string(*value);
    return std::nullopt;
}

void Authenticator::identify(const std::string &secret, Clock::time_point until, Reply reply)
{
    const SecretHash hash = hash_secret(secret);
    const auto now = Clock::now();
    std::shared_ptr<const Principal> principal;
    bool known = false;
    bool ask = false;
    {
        const std::lock_guard lock(mutex_);
        const auto entry = entries_.find(hash);
        if (entry != entries_.end() && entry->second.forget_at > now) {
            known = true;
            principal = entry->second.principal;
            ask = entry->second.refresh_at <= now && !waiting_.contains(hash);
            if (ask)
                waiting_.try_emplace(hash);
        } else {
            const auto [place, first] = waiting_.try_emplace(hash);
            place->second.push_back(std::move(reply));
            ask = first;
        }
    }
    auto &counter = known ? metrics_.authentication_hits : metrics_.authentication_misses;
    counter.fetch_add(1, std::memory_order_relaxed);
    if (ask)
        look_up(hash, until);
    if (!known)
        return;
    const auto verdict = principal ? Verdict::Known : Verdict::Unknown;
    reply(verdict, std::move(principal));
}

void Authenticator::look_up(const SecretHash &hash, Clock::time_point until)
{
    ReaderJob job;
    job.until = until;
    job.work = [this, hash](storage::Connection &connection) {
        const auto rows = connection.query(resources::text("sql/api/queries/authenticate.sql"), {storage::bytea_literal(hash)});
        if (rows.empty())
            return settle(hash, Verdict::Unknown, nullptr);
        Principal principal;
        principal.partner = rows.text(0, 0) == "partner";
        if (principal.partner)
            principal.partner_id = rows.uuid(0, 1);
        // A token has no id of its own; what it is known by will do.
        Uuid::Bytes of_token{};
        std::copy_n(hash.begin(), of_token.size(), of_token.begin());
        principal.owner_id = principal.partner ? principal.partner_id : Uuid(of_token);
        principal.name = rows.text(0, 2);
        principal.role = rows.text(0, 3);
        settle(hash, Verdict::Known, std::make_shared<const Principal>(std::move(principal)));
    };
    job.failed = [this, hash] { settle(hash, Verdict::Unavailable, nullptr); };
    if (!readers_.submit(std::move(job))) {
        metrics_.readers_full.fetch_add(1, std::memory_order_relaxed);
        settle(hash, Verdict::Unavailable, nullptr);
    }
}

void Authenticator::settle(const SecretHash &hash, Verdict verdict, std::shared_ptr<const Principal> principal)
{
    std::vector<Reply> replies;
    {
        const std::lock_guard lock(mutex_);
        if (const auto waiting = waiting_.extract(hash); !waiting.empty())
            replies = std::move(waiting.mapped());
        const auto now = Clock::now();
        if (verdict == Verdict::Unavailable) {
            // The old answer holds to its end; another try a little later.
            if (const auto entry = entries_.find(hash); entry != entries_.end())
                entry->second.refresh_at = now + std::chrono::milliseconds(500);
        } else {
            if (!entries_.contains(hash))
                make_room();
            const auto life = principal ? std::chrono::milliseconds(known_for) : std::chrono::milliseconds(unknown_for);
            const auto refresh = principal ? now + refreshed_after : now + life;
            entries_[hash] = {principal, refresh, now + life};
        }
    }
    for (const auto &reply : replies)
        reply(verdict, principal);
}

void Authenticator::make_room()
{
    if (entries_.size() < capacity)
        return;
    const auto now = Clock::now();
    std::erase_if(entries_, [now](const auto &entry) { return entry.second.forget_at <= now; });
    if (entries_.size() >= capacity)
        entries_.clear(); // a flood of made-up secrets: the honest ones are looked up once more
}

} // namespace holdfast::api
