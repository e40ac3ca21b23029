#include <QTest> // first: moc 6.4 cannot read <concepts> of libstdc++ 12 before it

#include "backend/process/files.h"
#include "backend/process/process.h"

#include <nlohmann/json.hpp>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace holdfast;
using namespace std::chrono_literals;

/// Stripe's own library judges the gateway simulator: it runs the real `holdfastctl stripe-sim`, and shares no line with
/// it. The library comes from npm, as package-lock.json has it.
class StripeTest final : public QObject
{
    Q_OBJECT

    const std::filesystem::path folder_ = JUDGE_FOLDER; ///< where it is installed and run
    std::unique_ptr<process::Process> simulator_;
    std::string url_;

    static std::string text_of(const std::filesystem::path &path)
    {
        std::ifstream file(path);
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }

    process::Completed run(std::vector<std::string> arguments, std::chrono::seconds patience) const
    {
        process::SpawnOptions options;
        options.arguments = std::move(arguments);
        options.environment = {{"GATEWAY_URL", url_}, {"GATEWAY_KEY", "sk_test_judge"}};
        options.working_directory = folder_;
        options.death_signal = SIGKILL;
        return process::run(options, patience);
    }

    /// Only when it is not there: the tests may be run again without a registry.
    void install()
    {
        namespace fs = std::filesystem;
        fs::create_directories(folder_);
        for (const auto *name : {"package.json", "package-lock.json", "judge.mjs"})
            fs::copy_file(fs::path(JUDGE_SOURCES) / name, folder_ / name, fs::copy_options::overwrite_existing);
        const auto mark = folder_ / "node_modules" / "installed-lock.json";
        const auto lock = text_of(folder_ / "package-lock.json");
        QVERIFY(!lock.empty());
        if (text_of(mark) == lock)
            return;
        const auto installed = run({"npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"}, 120s);
        QVERIFY2(installed.status.success(), (installed.out + installed.err).c_str());
        std::ofstream(mark) << lock;
    }

private slots:
    void initTestCase()
    {
        install();
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
