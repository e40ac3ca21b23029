#include "backend/acts/keys.h"

#include "resources/resources.h"

namespace holdfast::acts {

Claim claim_key(storage::Connection &connection, const Key &key)
{
    const auto owner = key.owner_id.to_string();
    const auto fingerprint = storage::bytea_literal(key.fingerprint);
    if (!connection.query(resources::text("sql/acts/queries/claim_key.sql"), {owner, key.text, fingerprint}).empty())
        return {};
    const auto rows =
        connection.query(resources::text("sql/acts/queries/find_key.sql"), {owner, key.text, fingerprint});
    if (rows.empty()) // forgotten between the two
        throw storage::StatementFailed("40001", "a key was bound and unbound again meanwhile");
    Claim claim;
    claim.reused = !rows.boolean(0, 0);
    if (!claim.reused)
        claim.answer = Answer{static_cast<int>(rows.integer(0, 1)), rows.text(0, 2)};
    return claim;
}

void bind_key(storage::Connection &connection, const Key &key, const Answer &answer)
{
    connection.query(resources::text("sql/acts/queries/bind_key.sql"),
                     {key.owner_id.to_string(), key.text, std::to_string(answer.status), answer.body});
}

std::size_t forget_keys(storage::Connection &connection, std::chrono::hours older_than, std::size_t most)
{
    return connection
        .query(resources::text("sql/acts/queries/forget_keys.sql"),
               {std::to_string(older_than.count()) + " hours", std::to_string(most)})
        .affected();
}

} // namespace holdfast::acts
