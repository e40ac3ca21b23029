#include <QTest> // first: moc 6.4 cannot read <concepts> of libstdc++ 12 before it

#include "backend/storage/connection.h"
#include "resources/resources.h"
#include "tests/clients/npm_package.h"
#include "tests/scenarios/ctl.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <csignal>
#include <memory>

using namespace holdfast;
using namespace std::chrono_literals;

/// The real newman, which shares no line with us, runs the Postman collection of scenarios 1.1 to 1.4 against a sandbox.
/// It knows what a partner knows: an address and a key.
class NewmanTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void the_collection_passes_data();
    void the_collection_passes();
    void of_several_clients_one_wins();
    void another_key_is_noticed();
    void a_system_that_forgets_keys_is_noticed();
    void a_system_that_forgets_its_capacity_is_noticed();
    void cleanupTestCase();

private:
    static constexpr int racers = 5;
    static constexpr int rounds = 10; ///< of a race, until requests truly met

    /// What came of a race.
    struct Race
    {
        int winners = 0;
        int refused = 0;
        bool met = false; ///< two requests were under way at one moment
        bool one_hold = false;
    };

    [[nodiscard]] process::SpawnOptions newman(const std::string &folder, std::vector<std::string> further = {}) const;
    [[nodiscard]] process::Completed play(const std::string &folder, std::vector<std::string> further = {}) const;
    /// What a run left in its environment.
    [[nodiscard]] static nlohmann::json variables(const std::filesystem::path &file);
    [[nodiscard]] Race race() const;
    void sabotage(const char *saboteur) const;

    test::Ctl ctl_;
    test::NpmPackage package_{NEWMAN_SOURCES, NEWMAN_FOLDER,
                              {"package.json", "package-lock.json", "holdfast.postman_collection.json"}};
    std::unique_ptr<process::Process> sandbox_;
    std::string api_url_;
    std::string key_;
    std::string dsn_;
};

void NewmanTest::initTestCase()
{
    const std::string complaint = package_.install();
    QVERIFY2(complaint.empty(), complaint.c_str());
    auto options = ctl_.command({"sandbox", "up", "--json"});
    options.capture_stdout = true;
    sandbox_ = std::make_unique<process::Process>(options);
    const auto line = sandbox_->read_line(90s);
    QVERIFY2(line, "the sandbox did not come up");
    const auto ready = nlohmann::json::parse(*line);
    api_url_ = ready.at("api_url");
    key_ = ready.at("partner_key");
    dsn_ = ready.at("dsn");
}

process::SpawnOptions NewmanTest::newman(const std::string &folder, std::vector<std::string> further) const
{
    std::vector<std::string> arguments = {"node", "node_modules/newman/bin/newman.js", "run",
                                          "holdfast.postman_collection.json", "--folder", folder, "--color", "off",
                                          "--disable-unicode", "--timeout-request", "30000",
                                          "--env-var", "BASE_URL=" + api_url_, "--env-var", "PARTNER_API_KEY=" + key_};
    arguments.insert(arguments.end(), further.begin(), further.end());
    return package_.command(std::move(arguments));
}

process::Completed NewmanTest::play(const std::string &folder, std::vector<std::string> further) const
{
    return process::run(newman(folder, std::move(further)), 120s);
}

nlohmann::json NewmanTest::variables(const std::filesystem::path &file)
{
    const auto left = nlohmann::json::parse(process::read_file(file).value());
    nlohmann::json found;
    for (const auto &variable : left.at("values"))
        found[variable.at("key").get<std::string>()] = variable.at("value");
    return found;
}

void NewmanTest::the_collection_passes_data()
{
    QTest::addColumn<QString>("folder");
    QTest::addColumn<int>("assertions"); // at least: a script that is not run asserts nothing
    QTest::newRow("1.1") << "1.1 Concurrent attempts on one slot" << 21;
    QTest::newRow("1.2") << "1.2 Idempotency replay" << 10;
    QTest::newRow("1.3") << "1.3 Retry after transient errors" << 45;
    QTest::newRow("1.4") << "1.4 Authorization idempotency" << 30;
}

void NewmanTest::the_collection_passes()
{
    QFETCH(QString, folder);
    QFETCH(int, assertions);
    const auto report = ctl_.data_dir() / "newman.json";
    const auto played = play(folder.toStdString(), {"--reporters", "cli,json", "--reporter-json-export", report});
    QVERIFY2(played.status.success(), (played.out + played.err).c_str());
    const auto stats = nlohmann::json::parse(process::read_file(report).value()).at("run").at("stats");
    QCOMPARE(stats.at("assertions").at("failed").get<int>(), 0);
    QVERIFY2(stats.at("assertions").at("total").get<int>() >= assertions, stats.dump().c_str());
}

/// Each client is a process that asks again and again whether the gate is held, and then wants the slot at once.
NewmanTest::Race NewmanTest::race() const
{
    const auto prepared = ctl_.data_dir() / "race.json";
    if (!play("Prepare the race", {"--export-environment", prepared}).status.success())
        throw std::runtime_error("the slots could not be made");
    const std::string gate = "RACE_GATE=" + variables(prepared).at("RACE_GATE").get<std::string>();
    const std::string slot = "RACE_SLOT=" + variables(prepared).at("RACE_SLOT").get<std::string>();
    const auto left_by = [this](int racer) { return ctl_.data_dir() / ("racer-" + std::to_string(racer) + ".json"); };

    std::vector<process::Process> clients;
    for (int racer = 0; racer < racers; ++racer) {
        auto options = newman("Race", {"--env-var", gate, "--env-var", slot, "--export-environment", left_by(racer),
                                       "--delay-request", "10", "--reporter-cli-no-success-assertions"});
        options.capture_stdout = true;
        clients.emplace_back(options);
    }
    for (auto &client : clients) {
        auto line = client.read_line(60s);
        while (line && line->find("at the gate") == std::string::npos)
            line = client.read_line(60s);
        if (!line)
            throw std::runtime_error("a client did not get to the gate");
    }
    if (!play("Open the gate", {"--env-var", gate}).status.success())
        throw std::runtime_error("the gate did not open");

    Race race;
    std::vector<std::pair<std::int64_t, std::int64_t>> under_way;
    for (int racer = 0; racer < racers; ++racer) {
        while (clients[racer].read_line(60s))
            ;
        const auto status = clients[racer].wait(60s);
        if (!status || !status->success())
            throw std::runtime_error("a client was not content with its answer");
        const nlohmann::json seen = variables(left_by(racer));
        race.winners += seen.at("raced_status") == 201;
        race.refused += seen.at("raced_status") == 409;
        under_way.emplace_back(seen.at("raced_from"), seen.at("raced_to"));
    }
    std::ranges::sort(under_way);
    for (std::size_t i = 1; i < under_way.size(); ++i)
        race.met = race.met || under_way[i].first < under_way[i - 1].second;
    race.one_hold = play("Look at the race", {"--env-var", slot}).status.success();
    return race;
}

void NewmanTest::of_several_clients_one_wins()
{
    bool met = false;
    for (int round = 0; round < rounds && !met; ++round) {
        const Race ran = race();
        QCOMPARE(ran.winners, 1);
        QCOMPARE(ran.refused, racers - 1);
        QVERIFY(ran.one_hold);
        met = ran.met;
    }
    QVERIFY2(met, "no two clients were ever under way at once");
}

void NewmanTest::another_key_is_noticed()
{
    const auto played = play("1.2 Idempotency replay", {"--env-var", "PARTNER_API_KEY=hfk_of_nobody"});
    QCOMPARE(played.status.code, 1);
    QVERIFY2(played.out.find("401 Unauthorized") != std::string::npos, played.out.c_str());
}

void NewmanTest::sabotage(const char *saboteur) const
{
    storage::Connection database(dsn_);
    database.run_script(resources::text("sql/scenarios/sabotage.sql"));
    database.run_script(resources::text("sql/saboteurs/" + std::string(saboteur) + ".sql"));
}

void NewmanTest::a_system_that_forgets_keys_is_noticed()
{
    sabotage("idempotency_ignored");
    const auto played = play("1.2 Idempotency replay");
    QCOMPARE(played.status.code, 1);
    for (const char *noticed : {"the same reservation again", "marked as a replay", "held 1"})
        QVERIFY2(played.out.find(noticed) != std::string::npos, played.out.c_str());
}

void NewmanTest::a_system_that_forgets_its_capacity_is_noticed()
{
    sabotage("capacity_unchecked");
    const Race ran = race();
    QCOMPARE(ran.winners, racers);
    QVERIFY(!ran.one_hold);
    QCOMPARE(play("1.1 Concurrent attempts on one slot").status.code, 1);
}

void NewmanTest::cleanupTestCase()
{
    if (sandbox_)
        QVERIFY(sandbox_->stop(10s, SIGINT).success());
    QCOMPARE(ctl_.leftovers(), QString());
}

QTEST_GUILESS_MAIN(NewmanTest)
#include "newman_test.moc"
