#include "models/component_model.h"
#include "models/live_source.h"
#include "models/reservation_detail.h"
#include "models/reservation_model.h"
#include "models/state_history.h"
#include "tests/support/test_cluster.h"

#include <QAbstractItemModelTester>
#include <QDeadlineTimer>
#include <QElapsedTimer>
#include <QItemSelectionModel>
#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace holdfast;
using namespace holdfast::models;

namespace {

/// A hold with its event, in one transaction, as the write path leaves them.
constexpr std::string_view insertHold = R"(
    with slot as (
        insert into holdfast.slot (id, vendor_id, kind, starts_at, ends_at, capacity, held, settlement)
        values ($1::uuid, (select id from holdfast.vendor limit 1), 'class', '2031-05-01T10:00Z', '2031-05-01T11:00Z',
                10, 2, 'free')
    ), reservation as (
        insert into holdfast.reservation (id, slot_id, partner_id, state, quantity, version, deadline, created_at,
                changed_at, creation_key, creation_fingerprint, partner_booking_ref, requester_id)
        values ($2::uuid, $1::uuid, (select id from holdfast.partner limit 1), 'HELD', 2, 1,
                holdfast.now() + $4::interval, holdfast.now(), holdfast.now(), $3, sha256('x'), $3, 'r-1')
    )
    insert into holdfast.reservation_event (reservation_id, version, event, to_state, deadline, at, actor, trace_id)
    values ($2::uuid, 1, 'hold', 'HELD', holdfast.now() + $4::interval, holdfast.now(), 'partner:acme',
            '4bf92f3577b34da6a3ce929d0e0e4736'))";

constexpr std::string_view releaseHold = R"(
    with reservation as (
        update holdfast.reservation set state = 'RELEASED', version = 2, deadline = null, changed_at = holdfast.now()
        where id = $1::uuid
        returning slot_id
    ), slot as (
        update holdfast.slot set held = held - 2 where id in (select slot_id from reservation)
    )
    insert into holdfast.reservation_event (reservation_id, version, event, from_state, to_state, at, actor, trace_id)
    values ($1::uuid, 2, 'release', 'HELD', 'RELEASED', holdfast.now(), 'partner:acme',
            '4bf92f3577b34da6a3ce929d0e0e4737'))";

Uuid hold(const std::string &dsn, const std::string &ref, const std::string &deadline = "10 minutes")
{
    const auto id = Uuid::make_v7();
    test::run_sql(dsn, insertHold, {Uuid::make_v7().to_string(), id.to_string(), ref, deadline});
    return id;
}

void populate(const std::string &dsn)
{
    test::run_sql(dsn, "insert into holdfast.vendor (id, name) values ($1::uuid, 'Kea Pilates')",
                  {Uuid::make_v7().to_string()});
    test::run_sql(dsn, "insert into holdfast.partner (id, name) values ($1::uuid, 'acme')",
                  {Uuid::make_v7().to_string()});
}

Environment environmentOf(const std::string &dsn, const QString &key)
{
    Environment environment;
    environment.key = key;
    environment.name = key;
    environment.kind = Environment::Kind::Given;
    environment.dsn = QString::fromStdString(dsn);
    environment.alive = true;
    return environment;
}

/// Waits until the console's sessions have begun two dozen statements more: what it reads each second is among them.
void letTheReaderRead(const std::string &dsn)
{
    storage::Connection connection(dsn);
    std::string last;
    int seen = 0;
    const QDeadlineTimer deadline(10'000);
    while (seen < 24) {
        QVERIFY(!deadline.hasExpired());
        const auto rows = connection.query("select max(query_start)::text from pg_stat_activity"
                                           " where application_name = 'holdfast console'"
                                           " and datname = current_database()");
        if (const auto now = rows.optional_text(0, 0).value_or(""); now != last) {
            last = now;
            ++seen;
        }
    }
}

/// Everything between a database and a table on the screen.
struct Screen
{
    ReservationModel rows;
    ReservationDetail detail;
    StateHistory history;
    ComponentModel components;
    LiveSource live;
    QAbstractItemModelTester rowsTester{&rows, QAbstractItemModelTester::FailureReportingMode::Fatal};
    QAbstractItemModelTester componentsTester{&components, QAbstractItemModelTester::FailureReportingMode::Fatal};

    Screen()
    {
        QObject::connect(&live, &LiveSource::environmentSwitched, &rows, &ReservationModel::clear);
        QObject::connect(&rows, &ReservationModel::filterRequested, &live, &LiveSource::setFilter);
        QObject::connect(&live, &LiveSource::pageRead, &rows, &ReservationModel::applyPage);
        QObject::connect(&detail, &ReservationDetail::idRequested, &live, &LiveSource::setReservation);
        QObject::connect(&live, &LiveSource::storyRead, &detail, &ReservationDetail::applyStory);
        QObject::connect(&live, &LiveSource::countsRead, &history, &StateHistory::add);
        QObject::connect(&live, &LiveSource::componentsRead, &components, &ComponentModel::applyComponents);
        QObject::connect(&live, &LiveSource::verified, &components, &ComponentModel::applyVerify);
        QObject::connect(&live, &LiveSource::statusChanged, &components, &ComponentModel::setStatus);
    }
    [[nodiscard]] LiveState state() const { return live.status().state; }
};

/// Stops every process of a cluster at once, and lets them go on at the end of the scope.
class Frozen final
{
public:
    Frozen(const std::string &dsn, pid_t postmaster)
    {
        // The backends first: they are found through a connection.
        const auto rows = test::run_sql(
            dsn, "select pid from pg_stat_activity where application_name = 'holdfast console'");
        for (std::size_t row = 0; row < rows.size(); ++row)
            m_pids.push_back(pid_t(rows.integer(row, 0)));
        m_pids.push_back(postmaster);
        for (const pid_t pid : m_pids)
            ::kill(pid, SIGSTOP);
    }
    ~Frozen()
    {
        for (const pid_t pid : m_pids)
            ::kill(pid, SIGCONT);
    }
    Frozen(const Frozen &) = delete;
    Frozen &operator=(const Frozen &) = delete;

private:
    std::vector<pid_t> m_pids;
};

} // namespace

class LiveSourceTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_cluster = std::make_unique<test::TestCluster>();
        m_dsn = m_cluster->fresh_database();
    }
    void cleanupTestCase() { m_cluster.reset(); }
    void init()
    {
        // One database for all, emptied: each more would cost the killed server's recovery a second.
        test::run_sql(m_dsn, "set session_replication_role = replica;"
                             "truncate holdfast.reservation_event, holdfast.reservation, holdfast.slot, holdfast.vendor,"
                             " holdfast.partner, holdfast.component cascade");
        populate(m_dsn);
    }

    void aChangeAppearsAndTheSelectionStaysWhereItWas()
    {
        Screen screen;
        hold(m_dsn, "first");
        screen.live.setEnvironment(environmentOf(m_dsn, QStringLiteral("one")));
        QCOMPARE(screen.state(), LiveState::Connecting);
        QTRY_COMPARE(screen.state(), LiveState::Live);
        QTRY_COMPARE(screen.rows.rowCount(), 1);
        QItemSelectionModel selection(&screen.rows);
        selection.select(screen.rows.index(0, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
        const auto chosen = screen.rows.at(0).id;
        const QSignalSpy resets(&screen.rows, &QAbstractItemModel::modelReset);

        const auto urgent = hold(m_dsn, "second", "1 minute");
        QTRY_COMPARE_WITH_TIMEOUT(screen.rows.rowCount(), 2, 3000); // not only by the look every five seconds
        QCOMPARE(screen.rows.rowOf(urgent), 0);
        QCOMPARE(selection.selectedRows().constFirst().row(), screen.rows.rowOf(chosen));
        QCOMPARE(screen.rows.at(0).vendor, QStringLiteral("Kea Pilates"));

        test::run_sql(m_dsn, releaseHold, {urgent.to_string()});
        QTRY_COMPARE(screen.rows.rowCount(), 1);
        QCOMPARE(selection.selectedRows().size(), 1);
        QCOMPARE(resets.size(), 0);
    }

    void nothingHappensAndTheLagStaysSmall()
    {
        Screen screen;
        screen.live.setEnvironment(environmentOf(m_dsn, QStringLiteral("one")));
        QTRY_COMPARE(screen.state(), LiveState::Live);
        QTRY_VERIFY_WITH_TIMEOUT(screen.live.status().lagMs >= 0, 3000);
        QVERIFY(screen.live.status().text().endsWith(QStringLiteral("behind")));
        QVERIFY(screen.rows.isLoaded());
        QCOMPARE(screen.rows.summary(), QStringLiteral("0 reservations"));
    }

    void countsComponentsAndInvariantsArrive()
    {
        Screen screen;
        hold(m_dsn, "first");
        test::run_sql(m_dsn, R"(
            insert into holdfast.component (id, kind, host, pid, started_at, seen_at, healthy)
            values (gen_random_uuid(), 'api', 'h', 1, clock_timestamp(), clock_timestamp(), true),
                   (gen_random_uuid(), 'expiry', 'h', 2, clock_timestamp(), clock_timestamp() - interval '20 s', true))");
        screen.live.setEnvironment(environmentOf(m_dsn, QStringLiteral("one")));
        QTRY_COMPARE(screen.history.latest()[0], 1);
        QTRY_COMPARE(screen.components.rowCount(), 2);
        const auto line = screen.components.statusLine();
        QCOMPARE(line.workers.text, QStringLiteral("Workers 0 of 1"));
        QVERIFY(line.workers.health == ComponentModel::Health::Bad);
        QVERIFY(line.database.text.startsWith(QStringLiteral("PostgreSQL ")));
        QVERIFY(line.database.text.contains(QStringLiteral("connection")));
        QTRY_VERIFY_WITH_TIMEOUT(screen.components.statusLine().verify.text.contains(QStringLiteral("invariants")),
                                 15'000);
    }

    void theStoryOfTheSelectedOneFollowsIt()
    {
        Screen screen;
        const auto id = hold(m_dsn, "first");
        screen.live.setEnvironment(environmentOf(m_dsn, QStringLiteral("one")));
        screen.detail.setId(id);
        QVERIFY(screen.detail.state() == ReservationDetail::State::Loading);
        QTRY_VERIFY(screen.detail.state() == ReservationDetail::State::Ready);
        QCOMPARE(screen.detail.events().size(), 1);
        QCOMPARE(screen.detail.events().constFirst().label, QStringLiteral("Held by acme"));
        const auto left = screen.detail.secondsLeft();
        QVERIFY(left && *left > 540 && *left <= 600);

        test::run_sql(m_dsn, releaseHold, {id.to_string()});
        QTRY_COMPARE(screen.detail.events().size(), 2);
        QVERIFY(screen.detail.reservation()->state == State::Released);
        QVERIFY(!screen.detail.secondsLeft());
        QCOMPARE(screen.detail.traceId(), QStringLiteral("4bf92f3577b34da6a3ce929d0e0e4737"));

        screen.detail.setId(Uuid::make_v7());
        QVERIFY(!screen.detail.reservation());
        QTRY_VERIFY(screen.detail.state() == ReservationDetail::State::Missing);
    }

    void pausedTheScreenStandsStillAndTheLagIsStillRead()
    {
        Screen screen;
        hold(m_dsn, "first");
        screen.live.setEnvironment(environmentOf(m_dsn, QStringLiteral("one")));
        QTRY_COMPARE(screen.rows.rowCount(), 1);
        screen.live.setPaused(true);
        QTRY_COMPARE(screen.state(), LiveState::Paused);
        // A page on its way when the button was pressed may still arrive.
        QTRY_COMPARE_WITH_TIMEOUT(screen.history.latest()[0], 1, 5000);

        hold(m_dsn, "second");
        QTRY_COMPARE_WITH_TIMEOUT(screen.history.latest()[0], 2, 5000); // it was seen
        QCOMPARE(screen.rows.rowCount(), 1);
        QCOMPARE(screen.state(), LiveState::Paused);
        QVERIFY(screen.live.status().lagMs >= 0);
        QVERIFY(screen.live.status().text().startsWith(QStringLiteral("paused, data as of ")));

        screen.live.setPaused(false);
        QTRY_COMPARE(screen.rows.rowCount(), 2);
        QCOMPARE(screen.state(), LiveState::Live);
    }

    void aFilterChosenWhilePausedIsAnswered()
    {
        Screen screen;
        hold(m_dsn, "first");
        hold(m_dsn, "second");
        screen.live.setEnvironment(environmentOf(m_dsn, QStringLiteral("one")));
        QTRY_COMPARE(screen.rows.rowCount(), 2);
        screen.live.setPaused(true);
        auto filter = screen.rows.filter();
        filter.text = QStringLiteral("second");
        screen.rows.setFilter(filter);
        QTRY_COMPARE(screen.rows.rowCount(), 1);
        QCOMPARE(screen.rows.at(0).partnerBookingRef, QStringLiteral("second"));
        QCOMPARE(screen.state(), LiveState::Paused);
    }

    void aFilterOnTimeIsReadAgainAsTimePasses()
    {
        Screen screen;
        hold(m_dsn, "far", "10 minutes");
        hold(m_dsn, "near", "62 seconds");
        screen.live.setEnvironment(environmentOf(m_dsn, QStringLiteral("one")));
        auto filter = screen.rows.filter();
        filter.deadlineWithin = std::chrono::seconds(60);
        screen.rows.setFilter(filter);
        QTRY_VERIFY(screen.rows.isLoaded());
        QTRY_COMPARE_WITH_TIMEOUT(screen.rows.rowCount(), 1, 8000);
        QCOMPARE(screen.rows.at(0).partnerBookingRef, QStringLiteral("near"));
    }

    void whatStillArrivesFromTheOldEnvironmentIsDropped()
    {
        const auto other = m_cluster->fresh_database();
        populate(other);
        for (int i = 0; i < 20; ++i) {
            hold(m_dsn, "one-" + std::to_string(i));
            hold(other, "two-" + std::to_string(i));
        }
        const auto one = environmentOf(m_dsn, QStringLiteral("one"));
        const auto two = environmentOf(other, QStringLiteral("two"));
        Screen screen;
        int pages = 0;
        QString stale;
        QObject::connect(&screen.live, &LiveSource::pageRead, &screen.live, [&](const ReservationPage &page) {
            ++pages;
            if (page.request != screen.live.request())
                stale = QStringLiteral("request");
            for (const auto &row : page.rows) {
                if (!row.partnerBookingRef.startsWith(screen.live.environment().key))
                    stale = row.partnerBookingRef;
            }
        });
        for (int i = 0; i < 30; ++i) {
            screen.live.setEnvironment(i % 2 == 0 ? one : two);
            QCOMPARE(screen.rows.rowCount(), 0);
            const int seen = pages;
            if (i % 3 == 0)
                QTRY_VERIFY_WITH_TIMEOUT(pages > seen, 5000);
            else
                QCoreApplication::processEvents(QEventLoop::AllEvents, i);
        }
        QTRY_COMPARE(screen.rows.rowCount(), 20);
        QCOMPARE(stale, QString());
        QCOMPARE(screen.rows.at(0).partnerBookingRef.left(3), QStringLiteral("two"));
    }

    void whatWasReadBeforeAChoiceIsDroppedAfterIt()
    {
        const auto other = m_cluster->fresh_database();
        populate(other);
        hold(m_dsn, "one");
        hold(other, "two");
        Screen screen;
        QStringList stale;
        QObject::connect(&screen.live, &LiveSource::pageRead, &screen.live, [&](const ReservationPage &page) {
            if (page.request != screen.live.request())
                stale.append(QStringLiteral("page %1 for %2").arg(page.request).arg(screen.live.request()));
        });
        screen.live.setEnvironment(environmentOf(m_dsn, QStringLiteral("one")));
        QTRY_COMPARE(screen.rows.rowCount(), 1);
        hold(m_dsn, "one, late");
        letTheReaderRead(m_dsn); // no event is handled meanwhile: what it read waits
        QList<qint64> held;
        QObject::connect(&screen.live, &LiveSource::countsRead, &screen.live,
                         [&](const StateCounts &counts) { held.append(counts[0]); });
        screen.live.setEnvironment(environmentOf(other, QStringLiteral("two")));
        QTRY_COMPARE(screen.rows.rowCount(), 1);
        QCOMPARE(screen.rows.at(0).partnerBookingRef, QStringLiteral("two"));
        QTRY_VERIFY(!held.isEmpty());
        QCOMPARE(held.constFirst(), 1); // the other one has two

        hold(other, "two, late");
        letTheReaderRead(other);
        auto filter = screen.rows.filter();
        filter.text = QStringLiteral("late");
        screen.rows.setFilter(filter);
        QTRY_VERIFY(!screen.rows.isLoading());
        QCOMPARE(screen.rows.rowCount(), 1);
        QCOMPARE(screen.rows.at(0).partnerBookingRef, QStringLiteral("two, late"));
        QCOMPARE(stale, QStringList());
    }

    void aKilledDatabaseIsToldWithWhatIsStillTrueAndComesBack()
    {
        Screen screen;
        hold(m_dsn, "first");
        screen.live.setEnvironment(environmentOf(m_dsn, QStringLiteral("one")));
        QTRY_COMPARE(screen.rows.rowCount(), 1);
        QTRY_COMPARE(screen.state(), LiveState::Live);

        ::kill(m_cluster->postmaster_pid(), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(screen.state(), LiveState::Disconnected, 4000);
        QVERIFY(!screen.live.status().error.isEmpty());
        QVERIFY(!screen.live.status().error.contains(u'\n'));
        QVERIFY(screen.live.status().dataAsOf.isValid());
        QVERIFY(screen.live.status().text().startsWith(QStringLiteral("disconnected, data as of ")));
        QCOMPARE(screen.rows.rowCount(), 1); // what was known stays
        QCOMPARE(screen.components.statusLine().database.text, QStringLiteral("PostgreSQL unreachable"));

        m_cluster->ensure_running();
        screen.live.retryNow();
        QTRY_COMPARE_WITH_TIMEOUT(screen.state(), LiveState::Live, 10'000);
        hold(m_dsn, "second");
        QTRY_COMPARE(screen.rows.rowCount(), 2);
    }

    void pausedTheRowsStandStillThroughALostConnection()
    {
        Screen screen;
        hold(m_dsn, "first");
        screen.live.setEnvironment(environmentOf(m_dsn, QStringLiteral("one")));
        QTRY_COMPARE(screen.rows.rowCount(), 1);
        screen.live.setPaused(true);
        QTRY_COMPARE(screen.state(), LiveState::Paused);
        letTheReaderRead(m_dsn); // a page on its way when the button was pressed has arrived
        QCoreApplication::processEvents();

        ::kill(m_cluster->postmaster_pid(), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(screen.state(), LiveState::Disconnected, 4000);
        m_cluster->ensure_running();
        hold(m_dsn, "second");
        screen.live.retryNow();
        QTRY_COMPARE_WITH_TIMEOUT(screen.state(), LiveState::Paused, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(screen.history.latest()[0], 2, 5000); // it was seen
        QCOMPARE(screen.rows.rowCount(), 1);
        screen.live.setPaused(false);
        QTRY_COMPARE(screen.rows.rowCount(), 2);
    }

    void tryNowIsNotLostToTheOneWhoVerifies()
    {
        // Both of them sleep; the back-off has grown to seconds, and one click must do, each time.
        Screen screen;
        screen.live.setEnvironment(environmentOf(m_dsn, QStringLiteral("one")));
        QTRY_VERIFY_WITH_TIMEOUT(!screen.components.statusLine().verify.text.isEmpty(), 15'000);
        for (int round = 0; round < 2; ++round) {
            QTRY_COMPARE_WITH_TIMEOUT(screen.state(), LiveState::Live, 10'000);
            ::kill(m_cluster->postmaster_pid(), SIGKILL);
            QTRY_COMPARE_WITH_TIMEOUT(screen.state(), LiveState::Disconnected, 4000);
            QElapsedTimer down;
            down.start();
            QTRY_VERIFY_WITH_TIMEOUT(down.elapsed() > 1850, 4000); // tries at 0.25, 0.75 and 1.75 s; the next at 3.75 s
            m_cluster->ensure_running();
            if (down.elapsed() > 2700)
                continue; // the server was slow: the reader may be there by itself
            QElapsedTimer clicked;
            clicked.start();
            screen.live.retryNow();
            QTRY_COMPARE_WITH_TIMEOUT(screen.state(), LiveState::Live, 10'000);
            QVERIFY2(clicked.elapsed() < 900, qPrintable(QString::number(clicked.elapsed())));
        }
    }

    void aHungDatabaseIsDisconnectedWithinThreeSeconds()
    {
        Screen screen;
        screen.live.setEnvironment(environmentOf(m_dsn, QStringLiteral("one")));
        QTRY_COMPARE(screen.state(), LiveState::Live);
        {
            const Frozen frozen(m_dsn, m_cluster->postmaster_pid());
            QElapsedTimer clock;
            clock.start();
            QTRY_COMPARE_WITH_TIMEOUT(screen.state(), LiveState::Disconnected, 6000);
            QVERIFY2(clock.elapsed() < 3200, qPrintable(QString::number(clock.elapsed())));
            QCOMPARE(screen.live.status().error, QStringLiteral("The database does not answer."));
        }
        QTRY_COMPARE_WITH_TIMEOUT(screen.state(), LiveState::Live, 15'000);
    }

    void itEndsWhileTheDatabaseHangs()
    {
        auto screen = std::make_unique<Screen>();
        screen->live.setEnvironment(environmentOf(m_dsn, QStringLiteral("one")));
        QTRY_COMPARE(screen->state(), LiveState::Live);
        const Frozen frozen(m_dsn, m_cluster->postmaster_pid());
        QElapsedTimer clock;
        clock.start();
        screen.reset();
        QVERIFY2(clock.elapsed() < 1000, qPrintable(QString::number(clock.elapsed())));
    }

    void itEndsWhileTheDatabaseCannotBeReached()
    {
        Screen screen;
        screen.live.setEnvironment(environmentOf("host=/nowhere dbname=none", QStringLiteral("gone")));
        QTRY_COMPARE(screen.state(), LiveState::Disconnected);
        QCOMPARE(screen.live.status().error, QStringLiteral("The database is not running."));
        QCOMPARE(screen.live.status().text(), QStringLiteral("disconnected"));
    }

    void aForeignDatabaseIsSaidToBeOne()
    {
        Screen screen;
        screen.live.setEnvironment(environmentOf(m_cluster->empty_database(), QStringLiteral("empty")));
        QTRY_COMPARE(screen.state(), LiveState::Disconnected);
        QVERIFY(screen.live.status().error.startsWith(QStringLiteral("This database does not hold Holdfast's tables")));
    }

    void aSandboxThatWentDownIsEndedNotLost()
    {
        Screen screen;
        hold(m_dsn, "first");
        auto sandbox = environmentOf(m_dsn, QStringLiteral("sandbox/otter@1"));
        sandbox.kind = Environment::Kind::Sandbox;
        screen.live.setEnvironment(sandbox);
        QTRY_COMPARE(screen.rows.rowCount(), 1);
        sandbox.alive = false;
        screen.live.setEnvironment(sandbox);
        QCOMPARE(screen.state(), LiveState::Ended);
        QCOMPARE(screen.rows.rowCount(), 1);
        QVERIFY(screen.live.status().text().startsWith(QStringLiteral("ended, data as of ")));
    }

private:
    std::unique_ptr<test::TestCluster> m_cluster;
    std::string m_dsn;
};

QTEST_GUILESS_MAIN(LiveSourceTest)
#include "live_source_test.moc"
