#pragma once

#include "backend/api/api.h"
#include "backend/api/credentials.h"
#include "backend/booking/lanes.h"
#include "backend/net/http.h"
#include "tests/support/test_cluster.h"

#include <QJsonObject>

#include <memory>
#include <optional>
#include <string>

namespace holdfast::test {

/// An answer with its body read as JSON. Status 0: there was none, see `error`.
struct Answer
{
    int status = 0;
    net::Headers headers;
    std::string text;
    QJsonObject json;
    std::string error;
    std::chrono::milliseconds took{0};

    [[nodiscard]] std::string field(std::string_view name) const;
    [[nodiscard]] std::string code() const { return member("code"); }
    [[nodiscard]] std::string member(const char *name) const;
    [[nodiscard]] qint64 number(const char *name) const;
};

/// One node's API on a database of its own, marked as a sandbox unless said otherwise, with two partners, a viewer and an admin.
class ApiFixture final
{
public:
    explicit ApiFixture(const std::string &dsn, bool sandbox = true, api::ApiOptions options = {});

    /// As the partner with a JSON body where there is one, unless `headers` say otherwise.
    Answer ask(const std::string &method, const std::string &target, const std::string &body = {}, net::Headers headers = {});
    Answer post(const std::string &target, const std::string &body, net::Headers headers = {});
    Answer get(const std::string &target, net::Headers headers = {}) { return ask("GET", target, {}, std::move(headers)); }

    /// A slot of its own at a time of its own; its id.
    std::string make_slot(const std::string &kind, int capacity, const std::string &settlement = "free");
    /// What a partner asks of a reservation, under a key of its own.
    Answer change(const std::string &reservation, const std::string &act, const std::string &body = {});
    /// A hold of one place; its id.
    std::string make_hold(const std::string &slot_id);
    [[nodiscard]] std::string next_key();

    storage::Rows sql(std::string_view text, std::initializer_list<storage::Param> params = {})
    {
        return run_sql(dsn, text, params);
    }
    [[nodiscard]] std::uint16_t port() const;

    std::string dsn;
    std::string partner_key;
    std::string other_key; ///< of another partner
    std::string token; ///< of a viewer
    std::string admin_token;
    std::string vendor_id;
    std::optional<booking::Lanes> lanes;
    std::optional<api::Api> api;

private:
    std::optional<net::Client> client_;
    int counter_ = 0;
};

/// Headers that carry these credentials and no other.
[[nodiscard]] net::Headers as(const std::string &secret);

} // namespace holdfast::test
