#include <QTest> // first: moc 6.4 cannot read <concepts> of libstdc++ 12 before it

#include "backend/process/process.h"
#include "tests/clients/npm_package.h"

#include <nlohmann/json.hpp>

#include <csignal>
#include <memory>
#include <string>
#include <vector>

using namespace holdfast;
using namespace std::chrono_literals;

/// Stripe's own library judges the gateway simulator: it runs the real `holdfastctl stripe-sim`, and shares no line with
/// it. The library comes from npm, as package-lock.json has it.
class StripeTest final : public QObject
{
    Q_OBJECT

    const test::NpmPackage package_{JUDGE_SOURCES, JUDGE_FOLDER, {"package.json", "package-lock.json", "judge.mjs"}};
    std::unique_ptr<process::Process> simulator_;
    std::string url_;

    process::Completed run(std::vector<std::string> arguments, std::chrono::seconds patience) const
    {
        process::SpawnOptions options = package_.command(std::move(arguments));
        options.environment = {{"GATEWAY_URL", url_}, {"GATEWAY_KEY", "sk_test_judge"}};
        return process::run(options, patience);
    }

private slots:
    void initTestCase()
    {
        const std::string complaint = package_.install();
        QVERIFY2(complaint.empty(), complaint.c_str());
        process::SpawnOptions options;
        options.arguments = {HOLDFASTCTL, "stripe-sim", "--json"};
        options.environment = {{"HOLDFAST_GATEWAY_KEY", "sk_test_judge"}};
        options.capture_stdout = true;
        options.death_signal = SIGKILL;
        simulator_ = std::make_unique<process::Process>(options);
        const auto line = simulator_->read_line(20s);
        QVERIFY2(line, "the simulator did not come up");
        const auto ready = nlohmann::json::parse(*line);
        QCOMPARE(ready.at("event").get<std::string>(), std::string("ready"));
        url_ = ready.at("url");
    }

    void theLibraryIsContent_data()
    {
        QTest::addColumn<QString>("name");
        const auto list = run({"node", "judge.mjs", "--list"}, 20s);
        QVERIFY2(list.status.success(), list.err.c_str());
        const auto names = QString::fromStdString(list.out).split('\n', Qt::SkipEmptyParts);
        QVERIFY(names.size() >= 18);
        for (const auto &name : names)
            QTest::newRow(qPrintable(name)) << name;
    }
    void theLibraryIsContent()
    {
        QFETCH(QString, name);
        const auto judged = run({"node", "judge.mjs", name.toStdString()}, 60s);
        QVERIFY2(judged.status.success(), (judged.out + judged.err).c_str());
    }

    void cleanupTestCase()
    {
        if (simulator_)
            QVERIFY(simulator_->stop(5s).success());
    }
};

QTEST_APPLESS_MAIN(StripeTest)
#include "stripe_test.moc"
