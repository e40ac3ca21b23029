#include "models/act_words.h"
#include "models/backend_status.h"
#include "models/component_model.h"
#include "models/environment_list.h"
#include "models/reservation_detail.h"
#include "models/state_history.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QSaveFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace holdfast;
using namespace holdfast::models;
using namespace std::chrono_literals;

namespace {

Component component(const QString &kind, bool alive = true, bool healthy = true)
{
    Component value;
    value.id = Uuid::make_v7();
    value.kind = kind;
    value.host = QStringLiteral("host");
    value.pid = 42;
    value.alive = alive;
    value.healthy = healthy;
    value.silentForMs = alive ? 300 : 21'000;
    return value;
}

Component startingComponent(const QString &kind)
{
    auto value = component(kind, true, false);
    value.starting = true;
    return value;
}

LiveStatus liveStatus(LiveState state)
{
    LiveStatus status;
    status.state = state;
    return status;
}

/// A runtime folder with sandboxes in it.
class Registry final
{
public:
    [[nodiscard]] QString runtimeDir() const { return m_folder.path(); }

    void write(const QString &name, qint64 pid, const QByteArray &extra = {})
    {
        put(name, QByteArray(R"({"name":")") + name.toUtf8() + R"(","pid":)" + QByteArray::number(pid)
                      + R"(,"started_at":"2026-11-21T14:07:32.118Z","dsn":"host=/tmp/)" + name.toUtf8()
                      + R"( password=secret","api_url":"http://127.0.0.1:1","scenario":"1.1","run":"218")" + extra + "}");
    }
    void put(const QString &name, const QByteArray &text)
    {
        QDir(m_folder.path()).mkpath(QStringLiteral("sandboxes"));
        QSaveFile file(pathOf(name));
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        QVERIFY(file.commit());
    }
    void remove(const QString &name) { QVERIFY(QFile::remove(pathOf(name))); }

private:
    [[nodiscard]] QString pathOf(const QString &name) const
    {
        return m_folder.filePath(QStringLiteral("sandboxes/%1.json").arg(name));
    }
    QTemporaryDir m_folder;
};

} // namespace

class ValuesTest final : public QObject
{
    Q_OBJECT

private slots:
    // Environments ---------------------------------------------------------------------------------------------------

    void passwordsAreNotShown_data()
    {
        QTest::addColumn<QString>("dsn");
        QTest::addColumn<QString>("shown");
        QTest::newRow("none") << "host=/run dbname=holdfast" << "host=/run dbname=holdfast";
        QTest::newRow("keyword") << "host=a password=se.cret user=b" << "host=a password=*** user=b";
        QTest::newRow("quoted") << R"(password = 'it''s s\'ecret' host=a)" << R"(password = ***'s s\'ecret' host=a)";
        QTest::newRow("upper case") << "PASSWORD=x" << "PASSWORD=***";
        QTest::newRow("uri") << "postgresql://bob:secret@db:5432/holdfast" << "postgresql://bob:***@db:5432/holdfast";
        QTest::newRow("uri parameter") << "postgresql://db/h?password=secret&sslmode=require"
                                       << "postgresql://db/h?password=***&sslmode=require";
        QTest::newRow("passfile stays") << "passfile=/x/pass" << "passfile=/x/pass";
    }
    void passwordsAreNotShown()
    {
        QFETCH(QString, dsn);
        QTEST(withoutPassword(dsn), "shown");
    }

    void refusalsAreSaidInWordsOfTheScreen_data()
    {
        QTest::addColumn<QString>("said");
        QTest::addColumn<QString>("words");
        QTest::newRow("plain") << "a reason is required" << "A reason is required.";
        QTest::newRow("a number") << "at most 500 reservations at once" << "At most 500 reservations at once.";
        QTest::newRow("names") << "operator:Ann of role viewer may not do this: it takes operator"
                               << "operator:Ann of role viewer may not do this: it takes operator.";
        QTest::newRow("whose claim") << "operator:Bo has claimed it until 14:07 UTC: taking it over needs a reason"
                                     << "operator:Bo has claimed it until 14:07 UTC: taking it over needs a reason.";
        QTest::newRow("more behind it") << "a reason is required by law" << "a reason is required by law";
        QTest::newRow("not known") << "the moon is full" << "the moon is full";
    }
    void refusalsAreSaidInWordsOfTheScreen()
    {
        QFETCH(QString, said);
        QTEST(refusalWords(said), "words");
    }

    void environmentsComeInOrderAndTheEmbeddedOneIsChosen()
    {
        Registry registry;
        EnvironmentList list(registry.runtimeDir());
        const QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(list.rowCount(), 1);
        QCOMPARE(list.current().key, QStringLiteral("embedded"));
        QVERIFY(!list.current().alive);

        QSignalSpy changed(&list, &EnvironmentList::currentChanged);
        list.setEmbedded(QStringLiteral("host=/x"), QStringLiteral("http://127.0.0.1:8787"));
        QCOMPARE(changed.size(), 1);
        QVERIFY(list.current().alive);

        registry.write(QStringLiteral("otter"), QCoreApplication::applicationPid());
        QTRY_COMPARE(list.rowCount(), 2); // found without being told
        list.setGiven(QStringLiteral("host=db"));
        QCOMPARE(list.rowCount(), 3); // beside an embedded one that is up
        QCOMPARE(list.at(1).kind, Environment::Kind::Given);
        QCOMPARE(list.current().kind, Environment::Kind::Given);
        const auto otter = list.sandboxNamed(QStringLiteral("otter"));
        QVERIFY(otter);
        QCOMPARE(otter->scenario, QStringLiteral("1.1"));
        QCOMPARE(otter->run, QStringLiteral("218"));
        QCOMPARE(otter->name, QStringLiteral("Sandbox 1.1 · otter"));
        QVERIFY(otter->startedAt.isValid());
        QVERIFY(!list.index(2, 0).data(Qt::ToolTipRole).toString().contains(QStringLiteral("secret")));
    }

    void aGivenDatabaseStandsInForTheEmbeddedOne()
    {
        Registry registry;
        EnvironmentList list(registry.runtimeDir());
        const QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::Fatal);
        list.setGiven(QStringLiteral("host=db"));
        QCOMPARE(list.rowCount(), 1);
        QCOMPARE(list.current().kind, Environment::Kind::Given);
        QVERIFY(!list.firstAlive()); // there is no other
        registry.write(QStringLiteral("otter"), QCoreApplication::applicationPid());
        list.rescan();
        list.setCurrent(list.sandboxNamed(QStringLiteral("otter"))->key);
        QCOMPARE(list.firstAlive()->kind, Environment::Kind::Given);
        list.setGiven(QStringLiteral("host=other"));
        QCOMPARE(list.rowCount(), 2);
        QCOMPARE(list.current().dsn, QStringLiteral("host=other"));
    }

    void aSandboxThatEndsLeavesUnlessItIsChosen()
    {
        Registry registry;
        EnvironmentList list(registry.runtimeDir());
        const QAbstractItemModelTester tester(&list, QAbstractItemModelTester::FailureReportingMode::Fatal);
        registry.write(QStringLiteral("a"), QCoreApplication::applicationPid());
        registry.write(QStringLiteral("b"), QCoreApplication::applicationPid());
        list.rescan();
        QCOMPARE(list.rowCount(), 3);
        list.setCurrent(list.sandboxNamed(QStringLiteral("b"))->key);
        registry.remove(QStringLiteral("a"));
        registry.remove(QStringLiteral("b"));
        QTRY_COMPARE(list.rowCount(), 2);
        QTRY_VERIFY(!list.current().alive);
        QVERIFY(!list.sandboxNamed(QStringLiteral("b")));
        list.setCurrent(QStringLiteral("embedded"));
        QCOMPARE(list.rowCount(), 1);
        list.setCurrent(QStringLiteral("nowhere"));
        QCOMPARE(list.current().key, QStringLiteral("embedded"));
    }

    void whatIsNoSandboxIsNotListed_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("half") << QByteArray(R"({"name":"x","pid":)");
        QTest::newRow("array") << QByteArray("[1,2]");
        QTest::newRow("not UTF-8") << QByteArray("\xff\xfe{}");
        QTest::newRow("no dsn") << QByteArray(R"({"name":"x","pid":1})");
        QTest::newRow("no name") << QByteArray(R"({"pid":1,"dsn":"host=x"})");
        QTest::newRow("wrong types") << QByteArray(R"({"name":["x"],"pid":"1","dsn":{}})");
        QTest::newRow("negative pid") << QByteArray(R"({"name":"x","pid":-1,"dsn":"host=x"})");
        QTest::newRow("huge") << QByteArray(R"({"name":"x","pid":1,"dsn":"host=x","pad":")") + QByteArray(100'000, 'x')
                + "\"}";
        QProcess gone;
        gone.start(QStringLiteral("true"), QStringList());
        gone.waitForStarted();
        const auto pid = QByteArray::number(gone.processId());
        gone.waitForFinished();
        QTest::newRow("dead") << R"({"name":"x","dsn":"host=x","pid":)" + pid + "}";
    }
    void whatIsNoSandboxIsNotListed()
    {
        QFETCH(QByteArray, text);
        Registry registry;
        registry.put(QStringLiteral("x"), text);
        EnvironmentList list(registry.runtimeDir());
        QCOMPARE(list.rowCount(), 1);
    }

    // History --------------------------------------------------------------------------------------------------------

    void historyKeepsFifteenMinutes()
    {
        StateHistory history;
        const QSignalSpy changed(&history, &StateHistory::changed);
        for (int second = 0; second < 2000; ++second)
            history.addAt(qint64(second) * 1000, {second, 1, 0, 0, 2});
        QCOMPARE(int(history.samples().size()), StateHistory::capacity);
        QCOMPARE(history.latest()[0], 1999);
        QCOMPARE(history.highestTotal(), 2002);
        QCOMPARE(changed.size(), 2000);
        history.addAt(5'000'000, {});
        QCOMPARE(int(history.samples().size()), 1); // the rest is older than the window
    }

    void historyStacksAndKeepsPeaks()
    {
        StateHistory history;
        for (int second = 0; second < 900; ++second)
            history.addAt(qint64(second) * 1000, {second == 450 ? 99 : 1, 2, 0, 0, 3});
        const auto bands = history.stacked(100);
        QCOMPARE(bands.size(), 5);
        QVERIFY(bands.constFirst().upper.size() <= 100);
        qreal highest = 0;
        for (const auto &band : bands) {
            QCOMPARE(band.lower.size(), band.upper.size());
            for (qsizetype i = 0; i < band.upper.size(); ++i) {
                QVERIFY(band.upper[i].y() >= band.lower[i].y());
                QCOMPARE(band.upper[i].x(), bands.constFirst().lower[i].x());
                highest = qMax(highest, band.upper[i].y());
            }
        }
        QCOMPARE(highest, 104.0);
        QVERIFY(StateHistory().stacked(100).constFirst().upper.isEmpty());
    }

    void historyTellsGapsAndNeverRunsBackwards()
    {
        StateHistory history;
        history.addAt(1000, {});
        history.addAt(2000, {});
        history.addAt(12'000, {});
        history.addAt(11'000, {}); // the wall clock was set back
        QCOMPARE(history.gaps().size(), 1);
        QCOMPARE(history.gaps().constFirst().fromMs, 2000);
        QCOMPARE(history.gaps().constFirst().toMs, 12'000);
        QVERIFY(history.samples()[3].atMs > history.samples()[2].atMs);
    }

    void aFrozenHistoryGoesOnInSilence()
    {
        StateHistory history;
        const QSignalSpy changed(&history, &StateHistory::changed);
        history.addAt(500, {7, 0, 0, 0, 0});
        history.setFrozen(true);
        history.addAt(1000, {1, 0, 0, 0, 0});
        QCOMPARE(changed.size(), 1);
        QCOMPARE(int(history.samples().size()), 1); // whoever draws it again meanwhile draws the same
        QCOMPARE(history.latest()[0], 7);
        QCOMPARE(history.stacked(10).constFirst().upper.size(), 1);
        history.setFrozen(false);
        QCOMPARE(changed.size(), 2);
        QCOMPARE(history.latest()[0], 1);
        QCOMPARE(int(history.samples().size()), 2);
    }

    // Components -----------------------------------------------------------------------------------------------------

    void theStatusLine_data()
    {
        using Health = ComponentModel::Health;
        QTest::addColumn<QList<Component>>("components");
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("api");
        QTest::addColumn<int>("apiHealth");
        QTest::addColumn<QString>("workers");
        QTest::addColumn<int>("workersHealth");
        const auto api = QStringLiteral("api");
        const auto expiry = QStringLiteral("expiry");
        QTest::newRow("all well") << QList{component(api), component(expiry), component(expiry)}
                                  << "http://127.0.0.1:8787" << "API 127.0.0.1:8787" << int(Health::Good)
                                  << "Workers 2 of 2" << int(Health::Good);
        QTest::newRow("address unknown") << QList{component(api), component(api), component(expiry)} << ""
                                         << "API 2 nodes" << int(Health::Good) << "Workers 1 of 1"
                                         << int(Health::Good);
        QTest::newRow("API silent") << QList{component(api, false), component(expiry)} << "http://127.0.0.1:8787"
                                    << "API 127.0.0.1:8787 down" << int(Health::Bad) << "Workers 1 of 1"
                                    << int(Health::Good);
        QTest::newRow("one of two") << QList{component(api), component(api, true, false), component(expiry, false),
                                             component(expiry)}
                                    << "" << "API 2 nodes degraded" << int(Health::Warn) << "Workers 1 of 2"
                                    << int(Health::Warn);
        QTest::newRow("all starting") << QList{startingComponent(api), startingComponent(expiry)}
                                      << "http://127.0.0.1:8787" << "API 127.0.0.1:8787 starting"
                                      << int(Health::Unknown) << "Workers starting" << int(Health::Unknown);
        QTest::newRow("one more starts") << QList{component(api), startingComponent(api), component(expiry),
                                                  startingComponent(expiry)}
                                         << "" << "API 2 nodes" << int(Health::Good) << "Workers 1 of 2"
                                         << int(Health::Good);
        auto died = startingComponent(api);
        died.alive = false;
        QTest::newRow("one starts, one is down") << QList{died, startingComponent(api), startingComponent(expiry),
                                                          component(expiry, true, false)}
                                                 << "" << "API 2 nodes down" << int(Health::Bad) << "Workers 0 of 2"
                                                 << int(Health::Bad);
        QTest::newRow("nobody") << QList<Component>() << "http://127.0.0.1:8787" << "No API" << int(Health::Warn)
                                << "No workers" << int(Health::Bad);
    }
    void theStatusLine()
    {
        QFETCH(QList<Component>, components);
        QFETCH(QString, url);
        ComponentModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QCOMPARE(model.statusLine().api.text, QString());
        Environment environment;
        environment.apiUrl = url;
        model.setEnvironment(environment);
        model.setStatus(liveStatus(LiveState::Live));
        model.applyComponents(components, {QStringLiteral("15.18"), 11});
        const auto line = model.statusLine();
        QTEST(line.api.text, "api");
        QTEST(int(line.api.health), "apiHealth");
        QTEST(line.workers.text, "workers");
        QTEST(int(line.workers.health), "workersHealth");
        QCOMPARE(line.database.text, QStringLiteral("PostgreSQL 15.18 · 11 connections"));
        QCOMPARE(line.verify.text, QString());
        model.clear();
        QCOMPARE(model.statusLine().workers.text, QString());
    }

    void theVerdictOfTheInvariants()
    {
        ComponentModel model;
        VerifyReport report;
        report.checked = 6;
        report.at = QDateTime::currentDateTime();
        model.setStatus(liveStatus(LiveState::Live));
        model.applyVerify(report);
        QVERIFY(model.statusLine().verify.text.startsWith(QStringLiteral("6 invariants, checked ")));
        QVERIFY(model.statusLine().verify.health == ComponentModel::Health::Good);
        report.violated = 1;
        report.firstViolation = QStringLiteral("I1: counters");
        model.applyVerify(report);
        QVERIFY(model.statusLine().verify.text.startsWith(QStringLiteral("1 of 6 invariants violated")));
        QCOMPARE(model.statusLine().verify.toolTip, QStringLiteral("I1: counters"));
        QVERIFY(model.statusLine().verify.health == ComponentModel::Health::Bad);
    }

    void whatIsNotReadAnyMoreIsNotSaid_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<QString>("database");
        QTest::addColumn<bool>("others");
        QTest::newRow("live") << int(LiveState::Live) << "PostgreSQL 15.18 · 11 connections" << true;
        QTest::newRow("paused") << int(LiveState::Paused) << "PostgreSQL 15.18 · 11 connections" << true;
        QTest::newRow("lost") << int(LiveState::Disconnected) << "PostgreSQL unreachable" << false;
        QTest::newRow("ended") << int(LiveState::Ended) << "" << false;
        QTest::newRow("connecting") << int(LiveState::Connecting) << "" << false;
        QTest::newRow("idle") << int(LiveState::Idle) << "" << false;
    }
    void whatIsNotReadAnyMoreIsNotSaid()
    {
        QFETCH(int, state);
        QFETCH(bool, others);
        ComponentModel model;
        model.applyComponents({component(QStringLiteral("api")), component(QStringLiteral("expiry"))},
                              {QStringLiteral("15.18"), 11});
        VerifyReport report;
        report.checked = 6;
        report.at = QDateTime::currentDateTime();
        model.applyVerify(report);
        model.setStatus(liveStatus(LiveState(state)));
        const auto line = model.statusLine();
        QTEST(line.database.text, "database");
        for (const auto &item : {line.api, line.workers, line.verify})
            QCOMPARE(!item.text.isEmpty(), others);
    }

    void aComponentThatChangesKeepsItsRow()
    {
        ComponentModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QList<Component> components{component(QStringLiteral("api")), component(QStringLiteral("expiry"))};
        model.applyComponents(components, {});
        const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        const QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        components[1].alive = false;
        components[1].silentForMs = 7000;
        model.applyComponents(components, {});
        QCOMPARE(resets.size(), 0);
        QCOMPARE(changes.size(), 1);
        components[0].healthy = false;
        components[0].starting = true;
        model.applyComponents(components, {});
        QCOMPARE(model.index(0, ComponentModel::Status).data().toString(), QStringLiteral("Starting"));
        QCOMPARE(model.index(0, 0).data(ComponentModel::HealthRole).toInt(), int(ComponentModel::Health::Unknown));
        QCOMPARE(model.index(1, ComponentModel::Status).data().toString(), QStringLiteral("Silent for 7 s"));
        QCOMPARE(model.index(1, ComponentModel::Kind).data().toString(), QStringLiteral("Expiry worker"));
        QCOMPARE(model.index(1, 0).data(ComponentModel::HealthRole).toInt(), int(ComponentModel::Health::Bad));
    }

    void aDetailOpenedWhilePausedStandsStill()
    {
        ReservationDetail detail;
        detail.setFrozen(true); // nothing was ever selected
        ReservationStory story;
        story.reservation.emplace();
        story.reservation->id = Uuid::make_v7();
        story.now = wall_clock_now();
        story.reservation->deadline = story.now + 100s;
        detail.setId(story.reservation->id);
        detail.applyStory(story.reservation->id, story);
        QElapsedTimer clock;
        clock.start();
        QTRY_VERIFY(clock.elapsed() > 20); // a clock that runs would be below 100 by now
        QCOMPARE(*detail.secondsLeft(), 100);
    }

    void statesAreCalledWhatCoreCallsThem()
    {
        for (const auto &row : state_table)
            QCOMPARE(label(row.state), QString::fromUtf8(row.label.data(), qsizetype(row.label.size())));
    }

    // Small ones -----------------------------------------------------------------------------------------------------

    void aDetailNeverShowsTheWrongRow()
    {
        ReservationDetail detail;
        ReservationStory story;
        story.reservation.emplace();
        story.reservation->id = Uuid::make_v7();
        story.now = wall_clock_now();
        story.reservation->deadline = story.now + 100s;
        const auto wanted = story.reservation->id;
        detail.setId(Uuid::make_v7());
        detail.applyStory(wanted, story); // late: it is not asked for any more
        QVERIFY(detail.state() == ReservationDetail::State::Loading);
        QVERIFY(!detail.reservation());
        detail.setId(wanted);
        detail.applyStory(wanted, story);
        QVERIFY(detail.state() == ReservationDetail::State::Ready);
        QVERIFY(*detail.secondsLeft() >= 98);
        detail.setFrozen(true);
        story.now += 30s;
        detail.applyStory(wanted, story); // read on request: as of then, and it stands still
        QCOMPARE(*detail.secondsLeft(), 70);
        detail.setFrozen(false);
        detail.setId(std::nullopt);
        QVERIFY(detail.state() == ReservationDetail::State::None);
    }

    void backendStatusTellsOnlyChanges()
    {
        BackendStatus status;
        const QSignalSpy changed(&status, &BackendStatus::changed);
        status.setStarting(QStringLiteral("Starting PostgreSQL"));
        status.setStarting(QStringLiteral("Starting PostgreSQL"));
        status.setFailed(QStringLiteral("No disk"));
        QCOMPARE(changed.size(), 2);
        QCOMPARE(status.error(), QStringLiteral("No disk"));
        status.setRunning();
        QCOMPARE(status.error(), QString());
        QVERIFY(status.state() == BackendStatus::State::Running);
    }

    void thePill_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<qint64>("lag");
        QTest::addColumn<QString>("text");
        QTest::newRow("idle") << int(LiveState::Idle) << qint64(-1) << "not connected";
        QTest::newRow("connecting") << int(LiveState::Connecting) << qint64(-1) << "connecting";
        QTest::newRow("live") << int(LiveState::Live) << qint64(38) << "live, 38 ms behind";
        QTest::newRow("slow") << int(LiveState::Live) << qint64(1240) << "live, 1.2 s behind";
        QTest::newRow("very slow") << int(LiveState::Live) << qint64(14'400) << "live, 14 s behind";
        QTest::newRow("paused") << int(LiveState::Paused) << qint64(38) << "paused, data as of 14:07:32";
        QTest::newRow("disconnected") << int(LiveState::Disconnected) << qint64(-1)
                                      << "disconnected, data as of 14:07:32";
        QTest::newRow("ended") << int(LiveState::Ended) << qint64(-1) << "ended, data as of 14:07:32";
    }
    void thePill()
    {
        QFETCH(int, state);
        QFETCH(qint64, lag);
        LiveStatus status;
        status.state = LiveState(state);
        status.lagMs = lag;
        status.dataAsOf = QDateTime(QDate(2026, 11, 21), QTime(14, 7, 32));
        QTEST(status.text(), "text");
    }
};

QTEST_GUILESS_MAIN(ValuesTest)
#include "values_test.moc"
