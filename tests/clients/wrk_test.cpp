#include <QTest> // first: moc 6.4 cannot read <concepts> of libstdc++ 12 before it

#include "backend/net/http.h"
#include "backend/process/process.h"
#include "backend/storage/connection.h"

#include <nlohmann/json.hpp>

#include <map>
#include <sstream>

using namespace holdfast;

/// An outsider's load generator against a sandbox: the same contract holds for a client that shares no line with us.
class WrkTest final : public QObject
{
    Q_OBJECT

    static constexpr int requests = 5'000;

    static process::SpawnOptions command(std::vector<std::string> arguments)
    {
        process::SpawnOptions options;
        options.arguments = std::move(arguments);
        return options;
    }

    /// "status 409: 4990" lines of the script.
    static std::map<int, int> statuses_in(const std::string &output)
    {
        std::map<int, int> counts;
        std::istringstream lines(output);
        for (std::string line; std::getline(lines, line);) {
            int status = 0, count = 0;
            if (std::sscanf(line.c_str(), "status %d: %d", &status, &count) == 2)
                counts[status] = count;
        }
        return counts;
    }

private slots:
    void fiveThousandRequestsForTenSeatsLeaveTenHolds()
    {
        auto options = command({HOLDFASTCTL, "sandbox", "up", "--json"});
        options.capture_stdout = true;
        process::Process sandbox(options);
        const auto line = sandbox.read_line(std::chrono::seconds(30));
        QVERIFY2(line, "the sandbox did not come up");
        const auto ready = nlohmann::json::parse(*line);
        const std::string url = ready["api_url"];
        const std::string key = ready["partner_key"];
        const std::string dsn = ready["dsn"];

        const auto address = net::parse_http_url(url);
        QVERIFY(address);
        net::ClientOptions client_options;
        client_options.host = address->first;
        client_options.port = address->second;
        net::Client client(client_options);
        const auto exchange = client.exchange(
            {"POST", "/v1/slots", {{"Authorization", "Bearer " + key}, {"Content-Type", "application/json"}},
             R"({"vendor_id":"01930000-0000-7000-8000-000000000001","kind":"event","starts_at":"2031-05-01T18:00:00Z",)"
             R"("ends_at":"2031-05-01T20:00:00Z","capacity":10,"settlement":"free"})"});
        QVERIFY2(exchange.response, exchange.error.c_str());
        QCOMPARE(exchange.response->status, 201);
        const std::string slot = nlohmann::json::parse(exchange.response->body)["slot_id"];

        auto load = command({"wrk", "-t2", "-c200", "-d10s", "--timeout", "10s", "-s", ONE_SLOT_LUA, url});
        load.environment = {{"SLOT_ID", slot}, {"PARTNER_KEY", key}, {"REQUESTS", std::to_string(requests)}, {"THREADS", "2"}};
        const auto run = process::run(load, std::chrono::seconds(40));
        qInfo("%s", run.out.c_str());
        QVERIFY2(run.status.success(), run.err.c_str());
        auto statuses = statuses_in(run.out);
        QCOMPARE(statuses[201], 10);
        QVERIFY(statuses[409] >= requests - 10);
        QCOMPARE(statuses.size(), std::size_t{2});
        QVERIFY(run.out.find("socket errors: 0") != std::string::npos);

        storage::Connection database(dsn);
        QCOMPARE(database.query("select held from holdfast.slot where id = $1", {slot}).integer(0, 0), std::int64_t{10});
        QCOMPARE(database.query("select count(*) from holdfast.reservation where slot_id = $1", {slot}).integer(0, 0),
                 std::int64_t{10});
        const auto verify = process::run(command({HOLDFASTCTL, "verify", "--dsn", dsn}), std::chrono::seconds(30));
        QVERIFY2(verify.status.success(), (verify.out + verify.err).c_str());
        QVERIFY(sandbox.stop(std::chrono::seconds(15)).success());
    }
};

QTEST_APPLESS_MAIN(WrkTest)
#include "wrk_test.moc"
