#include "tests/api/api_fixture.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QTimeZone>

namespace holdfast::test {

std::string Answer::field(std::string_view name) const
{
    return std::string(net::header(headers, name).value_or(""));
}

std::string Answer::member(const char *name) const
{
    return json.value(QLatin1String(name)).toString().toStdString();
}

qint64 Answer::number(const char *name) const
{
    return json.value(QLatin1String(name)).toInteger(-1);
}

ApiFixture::ApiFixture(const std::string &dsn_in, bool sandbox, api::ApiOptions options) : dsn(dsn_in)
{
    storage::Connection connection(dsn);
    if (sandbox)
        connection.query("insert into holdfast.sandbox (name) values ('test')");
    partner_key = api::create_partner(connection, "Partner").key;
    other_key = api::create_partner(connection, "Other").key;
    token = api::create_token(connection, "Ann", "viewer");
    admin_token = api::create_token(connection, "Ada", "admin");
    vendor_id = api::create_vendor(connection, "Vendor").to_string();

    booking::LaneOptions lane_options;
    lane_options.dsn = dsn;
    lanes.emplace(lane_options);
    options.dsn = dsn;
    api.emplace(options, *lanes);
    net::ClientOptions client_options;
    client_options.port = port();
    client_.emplace(client_options);
}

std::uint16_t ApiFixture::port() const
{
    return net::parse_http_url(api->url())->second;
}

Answer ApiFixture::ask(const std::string &method, const std::string &target, const std::string &body, net::Headers headers)
{
    if (!net::header(headers, "Authorization") && !net::header(headers, "X-API-Key"))
        headers.emplace_back("Authorization", "Bearer " + partner_key);
    if (!body.empty() && !net::header(headers, "Content-Type"))
        headers.emplace_back("Content-Type", "application/json");
    auto exchange = client_->exchange({method, target, std::move(headers), body});
    Answer answer;
    answer.error = exchange.error;
    answer.took = std::chrono::duration_cast<std::chrono::milliseconds>(exchange.finished - exchange.started);
    if (exchange.response) {
        answer.status = exchange.response->status;
        answer.headers = std::move(exchange.response->headers);
        answer.text = std::move(exchange.response->body);
        answer.json = QJsonDocument::fromJson(QByteArray::fromStdString(answer.text)).object();
    }
    return answer;
}

Answer ApiFixture::post(const std::string &target, const std::string &body, net::Headers headers)
{
    return ask("POST", target, body, std::move(headers));
}

std::string ApiFixture::next_key()
{
    return "key-" + std::to_string(++counter_);
}

std::string ApiFixture::make_slot(const std::string &kind, int capacity, const std::string &settlement)
{
    const int day = ++counter_;
    const auto time = [day](const char *hour) {
        return QDateTime(QDate(2030, 1, 1).addDays(day), QTime::fromString(hour, "HH:mm"), QTimeZone::utc())
            .toString(Qt::ISODate).toStdString();
    };
    const auto answer = post("/v1/slots", R"({"vendor_id":")" + vendor_id + R"(","kind":")" + kind + R"(","capacity":)"
                                              + std::to_string(capacity) + R"(,"starts_at":")" + time("10:00")
                                              + R"(","ends_at":")" + time("11:00") + R"(","settlement":")" + settlement
                                              + R"(","currency":"EUR","requester_amount_minor":1500,"vendor_amount_minor":300})");
    if (answer.status != 201)
        qFatal("no slot: %d %s %s", answer.status, answer.text.c_str(), answer.error.c_str());
    return answer.member("slot_id");
}

Answer ApiFixture::change(const std::string &reservation, const std::string &act, const std::string &body)
{
    return post("/v1/reservations/" + reservation + "/" + act, body, {{"Idempotency-Key", next_key()}});
}

std::string ApiFixture::make_hold(const std::string &slot_id)
{
    const auto answer = post("/v1/reservations", R"({"slot_id":")" + slot_id + R"("})", {{"Idempotency-Key", next_key()}});
    if (answer.status != 201)
        qFatal("no hold: %d %s %s", answer.status, answer.text.c_str(), answer.error.c_str());
    return answer.member("reservation_id");
}

net::Headers as(const std::string &secret)
{
    return {{"Authorization", "Bearer " + secret}};
}

} // namespace holdfast::test
