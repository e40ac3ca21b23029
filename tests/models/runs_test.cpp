#include "models/run_event.h"
#include "models/scenario_catalogue.h"
#include "models/scenario_run.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace holdfast::models;

namespace {

using Fatal = QAbstractItemModelTester;
constexpr auto fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

const QByteArray at = R"("at":"2026-11-21T14:07:30.118Z","run":"r-218")";

QByteArray eventLine(const QByteArray &members)
{
    return "{" + at + "," + members + "}";
}

/// Stands in for holdfastctl: a shell script that says what a test wants to hear.
class Runner final
{
public:
    explicit Runner(const QByteArray &script)
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("#!/bin/bash\n" + script);
        file.close();
        QVERIFY(file.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }
    [[nodiscard]] QString path() const { return m_folder.filePath(QStringLiteral("ctl")); }
    [[nodiscard]] QString folder() const { return m_folder.path(); }
    [[nodiscard]] bool wrote(const QString &name) const { return QFile::exists(m_folder.filePath(name)); }

private:
    QTemporaryDir m_folder;
};

ScenarioRequest request(const QStringList &ids = {QStringLiteral("1.1")})
{
    ScenarioRequest request;
    request.ids = ids;
    return request;
}

QString logText(ScenarioRun &run)
{
    return run.log()->toText();
}

/// A shell word that prints a line.
QByteArray say(const QByteArray &line)
{
    return "printf '%s\\n' '" + line + "'\n";
}

const QByteArray passing = say(eventLine(R"("event":"run_started","scenario":"1.1","title":"One slot","seed":7,"saboteur":null,)"
                                     R"("repeat":1,"of":1,"steps":["Sandbox up","Fire","Verify"],"rerun_of":null,"invocation":"i","report":"/tmp/r")"))
    + say(eventLine(R"("event":"sandbox","name":"otter","dsn":"host=/x","api_url":"http://127.0.0.1:1")"))
    + say(eventLine(R"("event":"step","step":"Sandbox up","status":"done","detail":"5 processes","ms":912)"))
    + say(eventLine(R"("event":"step","step":"Fire","status":"running","detail":"","ms":0)"))
    + say(eventLine(R"("event":"progress","done":10,"total":20)"))
    + say(eventLine(R"("event":"metric","name":"winners","value":1)"))
    + say(eventLine(R"("event":"fault","name":"database","on":true,"detail":"unreachable")"))
    + say(eventLine(R"("event":"log","level":"WARN","source":"gateway","text":"slow")"))
    + say(eventLine(R"("event":"check","name":"one winner","expected":"1","observed":"1","ok":true,"severity":"CRITICAL")"))
    + say(eventLine(R"("event":"result","id":"1.1","title":"One slot","status":"PASS","flaky":false,"duration_ms":2100,)"
                R"("checks":[{"name":"one winner","expected":"1","observed":"1","ok":true,"severity":"CRITICAL"}],)"
                R"("conditions":[{"name":"requests overlapped","happened":true,"detail":"19"}],)"
                R"("metrics":{"winners":1},"seed":7,"report":"/tmp/r","reproduce":"holdfastctl scenario run 1.1 --seed 7")"))
    + say(eventLine(R"("event":"finished","exit":0)"));

} // namespace

class RunsTest final : public QObject
{
    Q_OBJECT

private slots:
    // Lines ----------------------------------------------------------------------------------------------------------

    void lines_data()
    {
        QTest::addColumn<QByteArrayList>("pieces");
        QTest::addColumn<QByteArrayList>("lines");
        QTest::addColumn<QByteArray>("rest");
        const QByteArray huge(LineSplitter::lineCap + 5, 'x');
        QTest::newRow("one") << QByteArrayList{"a\n"} << QByteArrayList{"a"} << QByteArray();
        QTest::newRow("several") << QByteArrayList{"a\nb\n\nc"} << QByteArrayList{"a", "b", ""} << QByteArray("c");
        QTest::newRow("in pieces") << QByteArrayList{"a", "b", "c\nd", "e\n"} << QByteArrayList{"abc", "de"}
                                   << QByteArray();
        QTest::newRow("newline alone") << QByteArrayList{"ab", "\n"} << QByteArrayList{"ab"} << QByteArray();
        QTest::newRow("nothing") << QByteArrayList{"", ""} << QByteArrayList() << QByteArray();
        QTest::newRow("huge, then more") << QByteArrayList{huge, "yyy\nz\n"}
                                         << QByteArrayList{huge.left(LineSplitter::lineCap), "z"} << QByteArray();
        QTest::newRow("exactly the bound") << QByteArrayList{huge.left(LineSplitter::lineCap) + "\nz\n"}
                                           << QByteArrayList{huge.left(LineSplitter::lineCap), "z"} << QByteArray();
    }
    void lines()
    {
        QFETCH(QByteArrayList, pieces);
        QFETCH(QByteArrayList, lines);
        LineSplitter splitter;
        QByteArrayList found;
        for (const auto &piece : pieces)
            found += splitter.feed(piece);
        QVERIFY(found == lines);
        QTEST(splitter.finish(), "rest");
        QCOMPARE(splitter.finish(), QByteArray());
    }

    void whatIsNoEventIsShownAsItIs_data()
    {
        QTest::addColumn<QByteArray>("line");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("words") << QByteArray("terminate called after throwing");
        QTest::newRow("half an event") << eventLine(R"("event":"check","name":"x")").chopped(1);
        QTest::newRow("array") << QByteArray("[1]");
        QTest::newRow("number") << QByteArray("12");
        QTest::newRow("unknown event") << eventLine(R"("event":"weather","name":"x")");
        QTest::newRow("no event") << eventLine(R"("name":"x")");
        QTest::newRow("event of a wrong type") << eventLine(R"("event":{"a":1})");
        QTest::newRow("not UTF-8") << QByteArray("\xff\xfe\x80");
        QTest::newRow("nested beyond reason") << QByteArray(3000, '[');
        QTest::newRow("zero bytes") << QByteArray("a\0b", 3);
    }
    void whatIsNoEventIsShownAsItIs()
    {
        QFETCH(QByteArray, line);
        const auto event = parseRunEvent(line);
        const auto *garbage = std::get_if<RunGarbage>(&event.body);
        QVERIFY(garbage);
        QCOMPARE(garbage->text, QString::fromUtf8(line));
    }

    void anEventWithWrongMembersIsStillOne()
    {
        const auto check = parseRunEvent(eventLine(R"("event":"check","name":5,"expected":3,"observed":true,"ok":"yes")"));
        const auto *result = std::get_if<CheckResult>(&check.body);
        QVERIFY(result);
        QVERIFY(!result->ok); // never passed by mistake
        QCOMPARE(result->expected, QStringLiteral("3"));
        QCOMPARE(result->observed, QStringLiteral("true"));
        const auto verdict = parseRunEvent(eventLine(R"("event":"result","id":"1.1","status":"SPLENDID")"));
        QVERIFY(std::get<ScenarioResult>(verdict.body).status == ScenarioStatus::Error);
        const auto bare = parseRunEvent(R"({"event":"finished"})");
        QVERIFY(!bare.at.isValid());
        QCOMPARE(std::get<RunFinished>(bare.body).exit, -1);
    }

    void aLoadWithTooFewSamplesHasNoPercentile()
    {
        const auto event = parseRunEvent(eventLine(
            R"("event":"load","phase":"ramp","at_ms":4000,"interval_ms":1000,"offered":9,"started":8,"dropped":1,"ok":5,)"
            R"("refused":2,"failed":1,"unknown":3,"p50_ms":1.5,"p95_ms":null,"service_p95_ms":"x","lag_ms":0.25)"));
        const auto *load = std::get_if<LoadSample>(&event.body);
        QVERIFY(load);
        QCOMPARE(load->phase, QStringLiteral("ramp"));
        QCOMPARE(load->atMs, qint64(4000));
        QCOMPARE(load->intervalMs, qint64(1000));
        const QList<qint64> counts{load->offered, load->started, load->dropped, load->ok,
                                   load->refused, load->failed,  load->unknown};
        QCOMPARE(counts, (QList<qint64>{9, 8, 1, 5, 2, 1, 3}));
        QCOMPARE(load->p50Ms.value(), 1.5);
        QVERIFY(!load->p95Ms && !load->p99Ms && !load->serviceP95Ms);
        QCOMPARE(load->lagMs, 0.25);
    }

    // Models ---------------------------------------------------------------------------------------------------------

    void theLogDropsTheOldestAndSaysSo()
    {
        RunLogModel log;
        const Fatal tester(&log, fatal);
        const auto line = [](int number) {
            return RunLogModel::Line{{}, RunLogModel::Level::Raw, {}, QString::number(number)};
        };
        QList<RunLogModel::Line> lines;
        for (int i = 0; i < RunLogModel::cap; ++i)
            lines.append(line(i));
        log.append(lines);
        QCOMPARE(log.rowCount(), RunLogModel::cap);
        QCOMPARE(log.dropped(), 0);
        log.append({line(-1)});
        QCOMPARE(log.rowCount(), RunLogModel::cap + 1);
        QCOMPARE(log.index(0).data().toString(), QStringLiteral("1 earlier line dropped"));
        QCOMPARE(log.index(1).data().toString(), QStringLiteral("1"));
        log.append(lines + lines + QList{line(7)});
        QCOMPARE(log.rowCount(), RunLogModel::cap + 1);
        QCOMPARE(log.dropped(), RunLogModel::cap * 2 + 2);
        QCOMPARE(log.index(log.rowCount() - 1).data().toString(), QStringLiteral("7"));
        log.append({{{}, RunLogModel::Level::Info, {}, QString(RunLogModel::lineCap + 10, u'x')}});
        QCOMPARE(log.index(log.rowCount() - 1).data(RunLogModel::TextRole).toString().size(),
                 RunLogModel::lineCap + 1);
        log.clear();
        QCOMPARE(log.rowCount(), 0);
    }

    void stepsAndChecksAreUpdatedInPlace()
    {
        RunStepModel steps;
        RunCheckModel checks;
        const Fatal stepsTester(&steps, fatal);
        const Fatal checksTester(&checks, fatal);
        steps.reset({QStringLiteral("Sandbox up"), QStringLiteral("Fire")});
        steps.update({QStringLiteral("Sandbox up"), RunStepModel::Status::Done, QStringLiteral("5 processes"), 912});
        steps.update({QStringLiteral("Fire"), RunStepModel::Status::Running, {}, -1});
        steps.update({QStringLiteral("Surprise"), RunStepModel::Status::Done, {}, -1});
        QCOMPARE(steps.rowCount(), 3);
        QCOMPARE(steps.index(0).data().toString(), QStringLiteral("Sandbox up, 5 processes, 912 ms"));
        steps.endRunning();
        QVERIFY(steps.at(1).status == RunStepModel::Status::Failed);

        checks.set({QStringLiteral("a"), QStringLiteral("1"), QStringLiteral("2"), QStringLiteral("HIGH"), false});
        checks.set({QStringLiteral("b"), QStringLiteral("1"), QStringLiteral("1"), QStringLiteral("HIGH"), true});
        QCOMPARE(checks.failed(), 1);
        checks.set({QStringLiteral("a"), QStringLiteral("1"), QStringLiteral("1"), QStringLiteral("HIGH"), true});
        QCOMPARE(checks.rowCount(), 2);
        QCOMPARE(checks.failed(), 0);
    }

    // Catalogue ------------------------------------------------------------------------------------------------------

    void theCatalogueIsReadLineByLine()
    {
        int skipped = 0;
        const auto scenarios = ScenarioCatalogue::parse(
            R"({"id":"1.1","title":"One slot","expectation":"one wins","area":"Idempotency","exclusive":false,)"
            R"("parameters":[{"name":"clients","default":20,"text":"at once"}],)"
            R"("saboteurs":[{"name":"capacity","text":"unchecked","caught_by":"one winner"}]})"
            "\nnot json\n{\"id\":\"\"}\n{\"id\":\"1.1\",\"title\":\"again\"}\n\n[]\n",
            &skipped);
        QCOMPARE(int(scenarios.size()), 1);
        QCOMPARE(skipped, 4);
        QCOMPARE(scenarios[0].parameters.constFirst().defaultValue, QStringLiteral("20"));
        QCOMPARE(scenarios[0].saboteurs.constFirst().caughtBy, QStringLiteral("one winner"));
    }

    void theCatalogueRemembersResults()
    {
        const Runner runner(say(R"({"id":"1.1","title":"One slot"})") + say(R"({"id":"1.2","title":"Replay"})"));
        const auto store = [&](const QString &folder, const QByteArray &text) {
            QDir().mkpath(runner.folder() + QStringLiteral("/runs/") + folder);
            QFile file(runner.folder() + QStringLiteral("/runs/") + folder + QStringLiteral("/result.json"));
            QVERIFY(file.open(QIODevice::WriteOnly));
            file.write(text);
        };
        store(QStringLiteral("a/1.2"), R"({"id":"1.2","status":"FAIL","duration_ms":1500,"checks":[]})");
        store(QStringLiteral("b"), R"({"id":"1.1","status":"PASS","saboteur":"capacity","caught_by":"x"})");
        store(QStringLiteral("c"), "garbage");

        ScenarioCatalogue catalogue(runner.path(), runner.folder());
        const Fatal tester(&catalogue, fatal);
        catalogue.reload();
        QVERIFY(catalogue.state() == ScenarioCatalogue::State::Loading);
        QTRY_VERIFY(catalogue.state() == ScenarioCatalogue::State::Ready);
        QCOMPARE(catalogue.rowCount(), 2);
        QTRY_VERIFY(catalogue.lastResult(QStringLiteral("1.2")).status == ScenarioStatus::Fail);
        QVERIFY(catalogue.lastResult(QStringLiteral("1.1")).status == ScenarioStatus::NotRun);

        ScenarioResult result;
        result.id = QStringLiteral("1.1");
        result.status = ScenarioStatus::Pass;
        catalogue.setRunning({result.id});
        QCOMPARE(catalogue.index(0, ScenarioCatalogue::LastStatus).data().toString(), QStringLiteral("Running"));
        catalogue.setResult(result);
        catalogue.setRunning({});
        QCOMPARE(catalogue.index(0, ScenarioCatalogue::LastStatus).data().toString(), QStringLiteral("Passed"));
        auto again = result;
        again.rerunOf = QStringLiteral("r-1");
        again.status = ScenarioStatus::Fail;
        catalogue.setResult(again);
        QCOMPARE(catalogue.index(0, ScenarioCatalogue::LastStatus).data().toString(), QStringLiteral("Passed"));
        result.saboteur = QStringLiteral("capacity");
        result.status = ScenarioStatus::Fail;
        catalogue.setResult(result);
        QVERIFY(catalogue.lastResult(result.id).status == ScenarioStatus::Pass);
    }

    void aCatalogueThatCannotBeReadSaysWhy_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QString>("error");
        QTest::newRow("fails") << QByteArray("echo 'holdfastctl: no catalogue' >&2; exit 3\n")
                               << "holdfastctl: no catalogue";
        QTest::newRow("crashes") << QByteArray("kill -9 $$\n") << "The scenario runner ended";
        QTest::newRow("empty") << QByteArray("exit 0\n") << "The scenario runner lists no scenarios.";
        QTest::newRow("missing") << QByteArray() << "could not be started";
    }
    void aCatalogueThatCannotBeReadSaysWhy()
    {
        QFETCH(QByteArray, script);
        QFETCH(QString, error);
        const Runner runner(script);
        ScenarioCatalogue catalogue(script.isEmpty() ? runner.path() + QStringLiteral("-none") : runner.path(),
                                    runner.folder());
        catalogue.reload();
        QTRY_VERIFY(catalogue.state() == ScenarioCatalogue::State::Failed);
        QVERIFY2(catalogue.error().contains(error), qPrintable(catalogue.error()));
    }

    // Runs -----------------------------------------------------------------------------------------------------------

    void aRunIsFollowedToItsResult()
    {
        const Runner runner(passing);
        ScenarioRun run(runner.path(), runner.folder());
        std::vector<std::unique_ptr<Fatal>> testers;
        connect(&run, &ScenarioRun::followedChanged, &run, [&] {
            for (auto *model : std::initializer_list<QAbstractItemModel *>{run.steps(), run.checks(), run.log()})
                testers.push_back(std::make_unique<Fatal>(model, fatal));
        });
        QSignalSpy sandbox(&run, &ScenarioRun::sandboxUp);
        for (int again = 0; again < 2; ++again) { // one after another
            run.start(request());
            QVERIFY(run.isActive());
            QTRY_VERIFY(run.state() == ScenarioRun::State::Finished);
            QCOMPARE(int(run.results().size()), 1);
            QVERIFY(run.results().front().status == ScenarioStatus::Pass);
            QCOMPARE(run.steps()->rowCount(), 3);
            QVERIFY(run.steps()->at(0).status == RunStepModel::Status::Done);
            QVERIFY(run.steps()->at(1).status == RunStepModel::Status::Failed); // never said to be done
            QCOMPARE(run.checks()->rowCount(), 2);
            QCOMPARE(run.checks()->at(1).severity, QStringLiteral("VALIDITY"));
            QCOMPARE(run.current().seed, QStringLiteral("7"));
            QCOMPARE(run.sandboxName(), QString());
            QCOMPARE(run.progress(), 1.0);
            QVERIFY((run.counts() == ScenarioRun::Counts{2, 2, 1, 1}));
            QCOMPARE(run.command(), QStringLiteral("holdfastctl scenario run 1.1 --seed 7"));
            QVERIFY(logText(run).contains(QStringLiteral("WARN   gateway: slow")));
            QVERIFY(logText(run).contains(QStringLiteral("fault: on: database, unreachable")));
        }
        QCOMPARE(sandbox.size(), 2);
    }

    void garbageAndPiecesDoNotDisturbIt()
    {
        // The kernel may join or split what is written: the splitter's own table covers each case for certain.
        const Runner runner("printf 'half'\nprintf ' a line\\n{\"event\":\\n'\nhead -c 3000000 /dev/zero | tr '\\0' x\necho\n"
                            "printf '\\xff\\xfe\\n'\necho complaint >&2\n"
                            + passing + "printf 'no newline at the end'\n");
        ScenarioRun run(runner.path(), runner.folder());
        run.start(request());
        QTRY_VERIFY(run.state() == ScenarioRun::State::Finished);
        QVERIFY(run.results().front().status == ScenarioStatus::Pass);
        const auto log = logText(run);
        for (const auto &text : {"half a line", "{\"event\":", "complaint", "no newline at the end"})
            QVERIFY2(log.contains(QLatin1String(text)), text);
        QVERIFY(log.size() < 3 * RunLogModel::lineCap);
    }

    void saboteursThatAreCaughtAreGood()
    {
        const auto result = [](const QByteArray &saboteur, const QByteArray &caughtBy) {
            return say(eventLine(R"("event":"run_started","scenario":"1.1","saboteur":")" + saboteur
                             + R"(","repeat":1,"of":2,"steps":[])"))
                + say(eventLine(R"("event":"result","id":"1.1","status":"FAIL","saboteur":")" + saboteur
                            + R"(","caught_by":)" + caughtBy));
        };
        const Runner runner(result("a", R"("one winner")") + result("b", "null"));
        ScenarioRun run(runner.path(), runner.folder());
        auto wanted = request();
        wanted.saboteurs = true;
        run.start(wanted);
        QTRY_VERIFY(run.state() == ScenarioRun::State::Finished);
        QVERIFY(run.results()[0].isGood());
        QVERIFY(!run.results()[1].isGood());
        QCOMPARE(run.counts().results, 2);
        QCOMPARE(run.counts().good, 1);
        QVERIFY(run.command().contains(QStringLiteral("--saboteurs")));
    }

    void everythingAskedForIsPassedOn()
    {
        const Runner runner("printf '%s\\n' \"$@\" > \"$(dirname \"$0\")/arguments\"\n" + passing);
        ScenarioRun run(runner.path(), runner.folder());
        auto wanted = request({QStringLiteral("1.1"), QStringLiteral("1.2")});
        wanted.parameters = {{QStringLiteral("clients"), QStringLiteral("30")}};
        wanted.repeat = 3;
        wanted.jobs = 2;
        wanted.seed = QStringLiteral("9");
        wanted.paceMs = 700;
        run.start(wanted);
        QTRY_VERIFY(run.state() == ScenarioRun::State::Finished);
        QFile file(runner.folder() + QStringLiteral("/arguments"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        const auto words = file.readAll();
        QVERIFY2(words.startsWith("scenario\nrun\n1.1\n1.2\n--jobs\n2\n--repeat\n3\n--seed\n9\n--param\nclients=30\n--pace\n700\n"
                                  "--events\n--data-dir\n"), words.constData());
        QVERIFY(words.contains("--lifeline\n"));
    }

    void cancellingIsSigintAndAStoppedRunIsNotAFailure()
    {
        // As the real one ends: a result for what was cut, one for each repeat that never began.
        const QByteArray cut = say(eventLine(R"("event":"result","id":"1.1","status":"ERROR","aborted":true,)"
                                             R"("error":"aborted")"))
            + say(eventLine(R"("event":"result","id":"1.1","status":"NOT_RUN","aborted":true)"))
            + say(eventLine(R"("event":"finished","exit":4)"));
        const Runner runner("if [ \"$2\" = list ]; then\n" + say(R"({"id":"1.1","title":"One slot"})") + "exit 0\nfi\n"
                            + "stop() {\n" + cut + "exit 4\n}\ntrap stop INT\n"
                            + say(eventLine(R"("event":"run_started","scenario":"1.1","repeat":1,"of":2,"steps":["Fire"])"))
                            + "while :; do read -t 0.05 <> <(:) ; done\n");
        ScenarioCatalogue catalogue(runner.path(), runner.folder());
        catalogue.reload();
        QTRY_COMPARE(catalogue.rowCount(), 1);
        ScenarioResult passed;
        passed.id = QStringLiteral("1.1");
        passed.status = ScenarioStatus::Pass;
        catalogue.setResult(passed);

        ScenarioRun run(runner.path(), runner.folder());
        connect(&run, &ScenarioRun::resultReady, &catalogue, &ScenarioCatalogue::setResult);
        QSignalSpy started(&run, &ScenarioRun::scenarioStarted);
        run.start(request());
        QTRY_COMPARE(started.size(), 1);
        run.cancel();
        QVERIFY(run.state() == ScenarioRun::State::Stopping);
        QTRY_VERIFY(run.state() == ScenarioRun::State::Finished);
        QVERIFY(run.wasStopped());
        QCOMPARE(int(run.results().size()), 2);
        QVERIFY(run.results().front().status == ScenarioStatus::Aborted);
        QCOMPARE(label(run.results().front().status), QStringLiteral("Aborted"));
        QVERIFY(!run.isActive());
        QVERIFY(catalogue.lastResult(passed.id).status == ScenarioStatus::Pass); // what was known stays
    }

    void whatWasDoneBeforeItCouldBeStoppedStands()
    {
        const Runner runner("trap 'trap \"\" INT\n" + QByteArray(passing).replace("'", "'\\''") + "exit 0' INT\n"
                            + say(eventLine(R"("event":"run_started","scenario":"1.1","steps":["Fire"])"))
                            + "while :; do read -t 0.05 <> <(:) ; done\n");
        ScenarioRun run(runner.path(), runner.folder());
        QSignalSpy started(&run, &ScenarioRun::scenarioStarted);
        run.start(request());
        QTRY_COMPARE(started.size(), 1);
        run.cancel();
        QTRY_VERIFY(run.state() == ScenarioRun::State::Finished);
        QCOMPARE(int(run.results().size()), 1);
        QVERIFY(run.results().front().status == ScenarioStatus::Pass);
    }

    void runsBesideEachOtherHaveRecordsOfTheirOwn()
    {
        const auto of = [](const QByteArray &run, const QByteArray &members) {
            return say("{\"at\":\"2026-11-21T14:07:30.118Z\",\"run\":\"" + run + "\"," + members + "}");
        };
        const auto started = [&](const QByteArray &run, const QByteArray &id) {
            return of(run, R"("event":"run_started","scenario":")" + id + R"(","repeat":1,"of":1,"steps":["Fire"])");
        };
        const Runner runner(started("a", "1.1") + started("b", "1.2")
                            + of("b", R"("event":"log","level":"INFO","source":"","text":"of b")")
                            + of("a", R"("event":"log","level":"INFO","source":"","text":"of a")")
                            + of("b", R"("event":"check","name":"x","expected":"1","observed":"2","ok":false)")
                            + of("a", R"("event":"result","id":"1.1","status":"PASS")")
                            + of("b", R"("event":"result","id":"1.2","status":"FAIL","flaky":true)")
                            + of("", R"("event":"result","id":"1.3","status":"NOT_RUN")"));
        ScenarioRun run(runner.path(), runner.folder());
        QStringList followed;
        connect(&run, &ScenarioRun::followedChanged, &run, [&] { followed.append(run.followed()->id()); });
        run.start(request({QStringLiteral("1.1"), QStringLiteral("1.2"), QStringLiteral("1.3")}));
        QTRY_VERIFY(run.state() == ScenarioRun::State::Finished);
        QCOMPARE(int(run.records().size()), 2);
        QCOMPARE(int(run.results().size()), 3);
        const auto a = run.recordWithId(QStringLiteral("a"));
        const auto b = run.recordOf(QStringLiteral("1.2"));
        QVERIFY(a->log()->toText().contains(QStringLiteral("of a")) && !a->log()->toText().contains(QStringLiteral("of b")));
        QVERIFY(b->log()->toText().contains(QStringLiteral("of b")) && !b->log()->toText().contains(QStringLiteral("of a")));
        QVERIFY(a->result()->status == ScenarioStatus::Pass); // what never began changes nothing
        QCOMPARE(b->checks()->failed(), 1);
        QVERIFY(b->result()->flaky);
        QCOMPARE(followed, (QStringList{QString(), QStringLiteral("b")})); // blank, then the one left when a was done
        QVERIFY(!run.recordOf(QStringLiteral("1.3")));
    }

    void progressGoesByStepsAndWithinOne()
    {
        const auto step = [](const QByteArray &name, const QByteArray &status) {
            return say(eventLine(R"("event":"step","status":")" + status + R"(","step":")" + name + R"(")"));
        };
        const Runner runner(say(eventLine(R"("event":"run_started","scenario":"1.1","steps":["A","B","C","D"])"))
                            + step("A", "done") + step("B", "running")
                            + say(eventLine(R"("event":"progress","done":10,"total":20)")) + step("B", "done")
                            + step("C", "running") + "while :; do read -t 0.05 <> <(:) ; done\n");
        ScenarioRun run(runner.path(), runner.folder());
        QList<double> seen;
        connect(&run, &ScenarioRun::progressChanged, &run, [&] { seen.append(run.progress()); });
        run.start(request());
        QTRY_COMPARE(seen.size(), 6);
        QCOMPARE(seen, (QList<double>{0, 0.25, 0.25, 0.375, 0.5, 0.5}));
        run.cancel();
        QTRY_VERIFY(!run.isActive());
    }

    void aRunnerThatDiesIsToldApart_data()
    {
        QTest::addColumn<QByteArray>("script");
        QTest::addColumn<QString>("error");
        QTest::newRow("crash") << QByteArray("kill -9 $$\n") << "The scenario runner ended unexpectedly.";
        QTest::newRow("refuses") << QByteArray("echo 'scenario run: no scenario 1.1' >&2\n"
                                               "echo 'Run with --help for more information.' >&2; exit 3\n")
                                 << "scenario run: no scenario 1.1";
        QTest::newRow("refuses after a while")
            << QByteArray("echo 'scenario run: no template' >&2; read -t 0.3 <> <(:)\necho more >&2; exit 3\n")
            << "scenario run: no template";
        QTest::newRow("says nothing") << QByteArray("exit 3\n") << "The scenario runner ended with exit code 3.";
        QTest::newRow("crash midway") << passing + "kill -9 $$\n" << "The scenario runner ended unexpectedly.";
        QTest::newRow("not there") << QByteArray() << "could not be started";
    }
    void aRunnerThatDiesIsToldApart()
    {
        QFETCH(QByteArray, script);
        QFETCH(QString, error);
        const Runner runner(script);
        ScenarioRun run(script.isEmpty() ? runner.path() + QStringLiteral("-none") : runner.path(), runner.folder());
        run.start(request());
        QTRY_VERIFY(run.state() == ScenarioRun::State::Failed);
        QVERIFY2(run.error().contains(error), qPrintable(run.error()));
        run.start(request()); // and again
        QTRY_VERIFY(run.state() == ScenarioRun::State::Failed);
    }

    void theLifelineEndsTheChildWithUs()
    {
        // The last argument is the descriptor; cat ends when its other end is closed.
        const Runner runner("echo up > \"$(dirname \"$0\")/up\"\ncat <&\"${@: -1}\"\n"
                            "echo ended > \"$(dirname \"$0\")/ended\"\n");
        {
            ScenarioRun run(runner.path(), runner.folder());
            run.start(request());
            QTRY_VERIFY(runner.wrote(QStringLiteral("up")));
            QVERIFY(!runner.wrote(QStringLiteral("ended")));
        }
        QVERIFY(runner.wrote(QStringLiteral("ended")));
    }

    void theRealRunnerPassesTheFirstScenario()
    {
        QTemporaryDir folder;
        // The server's unprivileged account must get through.
        QFile::setPermissions(folder.path(), QFile::permissions(folder.path()) | QFile::ExeGroup | QFile::ExeOther);
        ScenarioRun run(QStringLiteral(HOLDFAST_CTL), folder.path());
        QSignalSpy sandbox(&run, &ScenarioRun::sandboxUp);
        run.start(request());
        QTRY_VERIFY_WITH_TIMEOUT(!run.isActive(), 60'000);
        QVERIFY2(run.state() == ScenarioRun::State::Finished, qPrintable(run.error() + u'\n' + logText(run)));
        QCOMPARE(int(run.results().size()), 1);
        QVERIFY2(run.results().front().status == ScenarioStatus::Pass, qPrintable(logText(run)));
        QCOMPARE(sandbox.size(), 1);
        QVERIFY(run.checks()->rowCount() > 3);
        QCOMPARE(run.checks()->failed(), 0);
        QVERIFY(run.steps()->rowCount() > 2);
        for (int row = 0; row < run.steps()->rowCount(); ++row)
            QVERIFY2(run.steps()->at(row).status == RunStepModel::Status::Done, qPrintable(run.steps()->at(row).name));
        QVERIFY(!logText(run).contains(QStringLiteral("\"event\":"))); // every kind of event is understood

        ScenarioCatalogue catalogue(QStringLiteral(HOLDFAST_CTL), folder.path());
        catalogue.reload();
        QTRY_VERIFY(catalogue.state() == ScenarioCatalogue::State::Ready);
        QTRY_VERIFY(catalogue.lastResult(QStringLiteral("1.1")).status == ScenarioStatus::Pass); // stored
        QVERIFY(catalogue.at(0).parameters.constFirst().highest.has_value());
    }

    void theRealRunnerIsStoppedAndSaysSo()
    {
        QTemporaryDir folder;
        QFile::setPermissions(folder.path(), QFile::permissions(folder.path()) | QFile::ExeGroup | QFile::ExeOther);
        ScenarioRun run(QStringLiteral(HOLDFAST_CTL), folder.path());
        QSignalSpy sandbox(&run, &ScenarioRun::sandboxUp);
        auto wanted = request();
        wanted.repeat = 2;
        wanted.paceMs = 700; // it is not done before it can be stopped
        run.start(wanted);
        QTRY_COMPARE_WITH_TIMEOUT(sandbox.size(), 1, 60'000);
        run.cancel();
        QTRY_VERIFY_WITH_TIMEOUT(!run.isActive(), 15'000);
        QVERIFY2(run.state() == ScenarioRun::State::Finished, qPrintable(run.error() + u'\n' + logText(run)));
        QVERIFY(run.wasStopped());
        QCOMPARE(int(run.results().size()), 2);
        for (const auto &result : run.results())
            QVERIFY(result.status == ScenarioStatus::Aborted);
        ScenarioCatalogue catalogue(QStringLiteral(HOLDFAST_CTL), folder.path());
        catalogue.reload();
        QTRY_VERIFY(catalogue.state() == ScenarioCatalogue::State::Ready);
        QVERIFY(catalogue.lastResult(QStringLiteral("1.1")).status == ScenarioStatus::NotRun); // nothing was learnt
    }
};

QTEST_GUILESS_MAIN(RunsTest)
#include "runs_test.moc"
