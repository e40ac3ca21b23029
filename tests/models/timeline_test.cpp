#include "models/stored_timeline.h"
#include "models/table_export.h"
#include "models/timeline_file.h"
#include "models/timeline_model.h"
#include "models/timeline_search.h"
#include "tests/acts/stage.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <QAbstractItemModelTester>
#include <QJsonArray>
#include <QJsonDocument>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QtTest>

#include <signal.h>

using namespace holdfast;
using models::Mark;
using models::ReadState;
using models::TimelineEntry;
using models::TimelineLane;
using models::TimelineModel;
using models::TimelineSearch;
using models::TimelineStory;

namespace {

constexpr int patience = 30'000;

TimelineEntry entry(const char *kind, const char *what, const char *detail = "")
{
    TimelineEntry made;
    made.kind = QString::fromLatin1(kind);
    made.what = QString::fromLatin1(what);
    made.detail = QString::fromLatin1(detail);
    made.actor = QStringLiteral("operator:Ann");
    return made;
}

} // namespace

class TimelineModelTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;
    std::string dsn_;
    std::unique_ptr<storage::Connection> database_;
    std::unique_ptr<test::Stage> stage_;
    std::unique_ptr<models::Questions> questions_;

    static models::Environment environment(const std::string &dsn, const char *key)
    {
        models::Environment environment;
        environment.key = QString::fromLatin1(key);
        environment.kind = models::Environment::Kind::Given;
        environment.dsn = QString::fromStdString(dsn);
        environment.alive = true;
        return environment;
    }

private slots:
    void initTestCase()
    {
        dsn_ = cluster_.fresh_database();
        database_ = std::make_unique<storage::Connection>(dsn_);
        test::mark_as_sandbox(*database_);
        stage_ = std::make_unique<test::Stage>(*database_);
    }
    void cleanupTestCase()
    {
        stage_.reset();
        database_.reset();
    }
    void init()
    {
        questions_ = std::make_unique<models::Questions>();
        questions_->setEnvironment(environment(dsn_, "given"));
    }
    void cleanup() { questions_.reset(); }

    void aLifeIsReadAndFollowed()
    {
        const auto id = stage_->authorized_both();
        TimelineModel model(*questions_);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setActive(true);
        model.follow(id);
        QTRY_VERIFY_WITH_TIMEOUT(model.story().has_value(), patience);
        QCOMPARE(model.story()->state, State::AuthorizedBoth);
        QVERIFY(model.story()->whole);
        QCOMPARE(model.rowCount(), int(model.story()->entries.size()));
        QCOMPARE(model.at(0).after, std::optional(State::Held));
        QCOMPARE(model.index(0, TimelineModel::StateColumn).data().toString(), QStringLiteral("Held"));
        QVERIFY(model.index(0, TimelineModel::WhatColumn).data().toString().contains(QStringLiteral("deadline")));
        QVERIFY(!model.index(0, TimelineModel::TimeColumn).data(Qt::ToolTipRole).toString().isEmpty());

        // What comes later is put after what is there, whose rows stay the same ones.
        const int rows = model.rowCount();
        const QPersistentModelIndex first(model.index(0, 0));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        QCOMPARE(stage_->change(id, "release"), std::string("DONE"));
        QTRY_COMPARE_WITH_TIMEOUT(model.story()->state, State::Released, patience);
        QVERIFY(model.rowCount() > rows);
        QVERIFY(first.isValid() && first.row() == 0);
        QCOMPARE(resets.size(), 0);
        const auto standing = models::standingOf(*model.story());
        QCOMPARE(standing.mark, Mark::Warn); // its money has not been given back yet
    }

    void whatIsNotThereIsMissing()
    {
        TimelineModel model(*questions_);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setActive(true);
        QVERIFY(!model.isMissing());
        model.follow(Uuid::make_v7());
        QTRY_VERIFY_WITH_TIMEOUT(model.isMissing(), patience);
        QCOMPARE(model.rowCount(), 0);
        model.follow(stage_->hold());
        QTRY_VERIFY_WITH_TIMEOUT(model.story().has_value(), patience);
        QVERIFY(!model.isMissing());
        // Another environment does not know it.
        questions_->setEnvironment(environment(cluster_.fresh_database(), "other"));
        QVERIFY(!model.story().has_value());
        QTRY_VERIFY_WITH_TIMEOUT(model.isMissing(), patience);
    }

    void aDeadDatabaseLeavesWhatWasRead()
    {
        TimelineModel model(*questions_);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setActive(true);
        const auto id = stage_->vendor_confirmed();
        model.follow(id);
        QTRY_VERIFY_WITH_TIMEOUT(model.story().has_value(), patience);
        QCOMPARE(::kill(cluster_.postmaster_pid(), SIGKILL), 0);
        QTRY_COMPARE_WITH_TIMEOUT(model.readState(), ReadState::Failed, patience);
        QVERIFY(!model.error().isEmpty());
        QCOMPARE(model.story()->state, State::VendorConfirmed);
        cluster_.ensure_running();
        QTRY_COMPARE_WITH_TIMEOUT(model.readState(), ReadState::Ready, patience);
        *database_ = storage::Connection(dsn_);
    }

    void wordsTellWhatHappened_data()
    {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("detail");
        QTest::addColumn<QString>("title");
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("lane");
        QTest::addColumn<int>("mark");
        const auto row = [](const char *kind, const char *what, const char *detail, const char *title, const char *words,
                            TimelineLane lane, Mark mark) {
            QTest::addRow("%s %s, %s", kind, what, detail)
                << QString::fromLatin1(kind) << QString::fromLatin1(what) << QString::fromLatin1(detail)
                << QString::fromLatin1(title) << QString::fromUtf8(words) << int(lane) << int(mark);
        };
        row("transition", "extend", "asked by phone", "Extended", "Extended, asked by phone", TimelineLane::Events,
            Mark::None);
        row("transition", "a_new_one", "", "a_new_one", "a_new_one", TimelineLane::Events, Mark::None);
        row("operation_ended", "authorize", "DONE, authorized", "authorize vendor", "authorize vendor: authorized",
            TimelineLane::Payments, Mark::Good);
        row("operation_ended", "authorize", "FAILED, declined, card_declined", "authorize vendor",
            "authorize vendor: declined, card_declined", TimelineLane::Payments, Mark::Bad);
        row("operation_ended", "unwind", "DEAD", "give back vendor", "give back vendor: given up", TimelineLane::Payments,
            Mark::Bad);
        row("operation_ended", "commit", "SUPERSEDED", "capture", "capture: not needed any more", TimelineLane::Payments,
            Mark::Muted);
        row("operation_planned", "void", "pi_1", "void vendor", "void vendor: planned", TimelineLane::Payments, Mark::None);
        row("webhook", "payment_intent.canceled", "evt_1, pi_1, DONE", "canceled",
            "payment_intent.canceled, evt_1, pi_1, done", TimelineLane::Webhooks, Mark::None);
        row("webhook", "charge.refunded", "evt_1, pi_1, DEAD", "charge.refunded", "charge.refunded, evt_1, pi_1, given up",
            TimelineLane::Webhooks, Mark::Bad);
        row("note", "note", "wants a refund", "Ann added a note", "Note: wants a refund", TimelineLane::People, Mark::None);
        row("act", "force_release", "stuck", "Ann: Force-release", "Force-release, stuck", TimelineLane::People,
            Mark::None);
    }
    void wordsTellWhatHappened()
    {
        QFETCH(QString, kind);
        QFETCH(QString, what);
        QFETCH(QString, detail);
        QFETCH(QString, title);
        QFETCH(QString, words);
        QFETCH(int, lane);
        QFETCH(int, mark);
        TimelineStory story;
        story.entries << entry(kind.toLatin1(), what.toLatin1(), detail.toLatin1());
        story.entries[0].party = QStringLiteral("vendor");
        models::tellTimeline(story);
        QCOMPARE(story.entries[0].title, title);
        QCOMPARE(story.entries[0].words, words);
        QCOMPARE(int(story.entries[0].lane), lane);
        QCOMPARE(int(story.entries[0].mark), mark);
    }

    void callsAreMarkedByTheirAnswer_data()
    {
        QTest::addColumn<int>("answer");
        QTest::addColumn<int>("mark");
        QTest::newRow("ok") << 200 << int(Mark::Good);
        QTest::newRow("none, tried again") << 0 << int(Mark::Warn);
        QTest::newRow("broken, tried again") << 500 << int(Mark::Warn);
        QTest::newRow("too many") << 429 << int(Mark::Warn);
        QTest::newRow("in flight") << 409 << int(Mark::Warn);
        QTest::newRow("declined") << 402 << int(Mark::Bad);
    }
    void callsAreMarkedByTheirAnswer()
    {
        QFETCH(int, answer);
        QFETCH(int, mark);
        TimelineStory story;
        story.entries << entry("gateway_call", "POST /v1/payment_intents");
        if (answer > 0)
            story.entries[0].answer = answer;
        models::tellTimeline(story);
        QCOMPARE(int(story.entries[0].mark), mark);
    }

    void theSentenceSaysHowItStands_data()
    {
        QTest::addColumn<int>("state");
        QTest::addColumn<int>("unsettled");
        QTest::addColumn<qint64>("authorized");
        QTest::addColumn<qint64>("captured");
        QTest::addColumn<QString>("words");
        QTest::addColumn<int>("mark");
        const auto eur = [](const char *text) { return QString::fromUtf8(text).replace(u'_', QChar(0x00a0)); };
        QTest::newRow("ended without money") << int(State::FailedCommit) << 0 << qint64(0) << qint64(0)
                                             << eur("settled: nothing captured, nothing authorized") << int(Mark::Good);
        QTest::newRow("booked") << int(State::Confirmed) << 0 << qint64(0) << qint64(6000)
                                << eur("settled: 60.00_€ captured, nothing authorized") << int(Mark::Good);
        QTest::newRow("on its way") << int(State::VendorAuthorized) << 0 << qint64(1000) << qint64(0)
                                    << eur("in flight: nothing captured, 10.00_€ authorized") << int(Mark::None);
        QTest::newRow("being given back") << int(State::Released) << 2 << qint64(1000) << qint64(0)
                                          << eur("not settled, 2 operations open: nothing captured, 10.00_€ authorized")
                                          << int(Mark::Warn);
        QTest::newRow("kept without a booking") << int(State::Cancelled) << 0 << qint64(0) << qint64(6000)
                                                << eur("not settled: 60.00_€ captured, nothing authorized")
                                                << int(Mark::Bad);
    }
    void theSentenceSaysHowItStands()
    {
        QFETCH(int, state);
        QFETCH(int, unsettled);
        QFETCH(qint64, authorized);
        QFETCH(qint64, captured);
        QFETCH(QString, words);
        QFETCH(int, mark);
        TimelineStory story;
        story.state = static_cast<State>(state);
        story.replayed = story.state;
        story.whole = true;
        story.unsettled = unsettled;
        story.money = QList<models::TimelineMoney>{
            {QStringLiteral("requester"), QStringLiteral("EUR"), 6000, authorized > 0, authorized, captured}};
        QCOMPARE(models::standingOf(story).words, words);
        QCOMPARE(int(models::standingOf(story).mark), mark);
        story.whole = false;
        QCOMPARE(int(models::standingOf(story).mark), int(Mark::Bad));
    }

    void whatIsLookedForIsFound()
    {
        TimelineSearch search(*questions_);
        QAbstractItemModelTester tester(&search, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const auto id = stage_->vendor_authorized();
        search.setText(QStringLiteral(" pi_vendor_") + QString::fromStdString(id.to_string()) + u' ');
        search.setActive(true);
        QTRY_VERIFY_WITH_TIMEOUT(search.isAnswered(), patience);
        QCOMPARE(search.meant(), std::optional(id));
        QCOMPARE(search.index(0, TimelineSearch::WayColumn).data().toString(), QStringLiteral("Payment intent"));

        static_cast<void>(stage_->hold());
        search.setText(QStringLiteral("ref"));
        QVERIFY(!search.isAnswered());
        QTRY_VERIFY_WITH_TIMEOUT(search.isAnswered(), patience);
        QVERIFY(search.rowCount() > 1);
        QVERIFY(!search.meant().has_value()); // several of them: a person must say which
        search.setText(QStringLiteral("nobody"));
        QTRY_VERIFY_WITH_TIMEOUT(search.isAnswered(), patience);
        QCOMPARE(search.rowCount(), 0);
    }

    void aStoredLifeIsShownAsItWas()
    {
        const auto id = stage_->confirmed();
        TimelineModel live(*questions_);
        live.setActive(true);
        live.follow(id);
        QTRY_VERIFY_WITH_TIMEOUT(live.story().has_value(), patience);

        QJsonArray entries;
        int version = 0;
        std::optional<State> from;
        for (const auto &told : live.story()->entries) {
            QJsonObject json{{QStringLiteral("at"), QString::fromStdString(to_rfc3339(told.at))},
                             {QStringLiteral("kind"), told.kind}, {QStringLiteral("what"), told.what},
                             {QStringLiteral("detail"), told.detail}, {QStringLiteral("actor"), told.actor},
                             {QStringLiteral("operation_id"), told.operation}, {QStringLiteral("party"), told.party}};
            if (told.kind == QLatin1String("transition")) {
                json.insert(QStringLiteral("version"), ++version);
                if (from)
                    json.insert(QStringLiteral("from"), QString::fromStdString(std::string(name(*from))));
                json.insert(QStringLiteral("to"), QString::fromStdString(std::string(name(*told.to))));
                from = told.to;
            }
            entries.append(json);
        }
        const auto text = QString::fromStdString(id.to_string());
        const QJsonObject line{{QStringLiteral("reservation_id"), text}, {QStringLiteral("state"), QStringLiteral("CONFIRMED")},
                               {QStringLiteral("version"), version}, {QStringLiteral("entries"), entries}};
        QTemporaryDir folder;
        const auto path = folder.filePath(models::storedTimelinesFile);
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(QJsonDocument(line).toJson(QJsonDocument::Compact) + '\n');
        file.close();

        models::TimelineFile reader;
        QSignalSpy told(&reader, &models::TimelineFile::told);
        reader.read(path, id);
        QTRY_COMPARE_WITH_TIMEOUT(told.size(), 1, patience);
        const auto story = told.first().first().value<TimelineStory>();
        QVERIFY(story.whole);
        QCOMPARE(story.state, State::Confirmed);
        QVERIFY(!story.origin.isEmpty());
        QCOMPARE(story.entries.size(), live.story()->entries.size());

        TimelineModel model(*questions_);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.setActive(true);
        model.show(story);
        QCOMPARE(model.rowCount(), int(story.entries.size()));
        questions_->setEnvironment(environment(cluster_.fresh_database(), "other"));
        QCOMPARE(model.rowCount(), int(story.entries.size())); // it is of no environment
        QVERIFY(models::toCsv(model).count('\n') > story.entries.size());

        QSignalSpy failed(&reader, &models::TimelineFile::failed);
        reader.read(path, Uuid::make_v7());
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 1, patience);
        reader.read(folder.filePath(QStringLiteral("none.jsonl")), id);
        QTRY_COMPARE_WITH_TIMEOUT(failed.size(), 2, patience);
        QVERIFY(!failed.last().first().toString().isEmpty());
    }
};

QTEST_GUILESS_MAIN(TimelineModelTest)
#include "timeline_test.moc"
