#include "models/audit_table.h"

#include "backend/insight/audit.h"
#include "models/audit_check.h"
#include "models/audit_export.h"
#include "models/link.h"
#include "tests/models/watched_database.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace holdfast;
using namespace holdfast::models;
using test::patienceMs;
using test::WatchedDatabase;

class AuditModelTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;

    static void note(WatchedDatabase &place, const Uuid &reservation, const std::string &actor, const std::string &text)
    {
        static_cast<void>(acts::add_note(place.database, reservation, text, {actor, "operator", "trace-" + actor}));
    }
    static void write(const QString &file, const QByteArray &bytes)
    {
        QFile out(file);
        if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size())
            qFatal("cannot write %s", qPrintable(file));
    }

private slots:
    void entriesAreFoundAndPaged()
    {
        WatchedDatabase place(cluster_);
        test::Stage stage(place.database);
        const auto first = stage.hold(), second = stage.hold();
        constexpr int many = AuditTable::pageSize + 50;
        for (int i = 0; i < many; ++i)
            note(place, i == 7 ? second : first, i % 10 == 0 ? "Eve" : "Ann", "note " + std::to_string(i));
        Questions questions;
        AuditTable table(questions);
        QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::Fatal);
        questions.setEnvironment(place.environment());
        table.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(table.rowCount(), AuditTable::pageSize, patienceMs);
        QCOMPARE(table.at(0).seq, qint64(many)); // the newest first
        QCOMPARE(table.count(), qint64(many));
        QCOMPARE(table.actors(), (QStringList{"Ann", "Eve"}));
        QCOMPARE(table.acts(), QStringList{"note"});
        QVERIFY(table.hasOlder() && !table.hasNewer());
        const auto link = table.index(0, 0).data(LinkRole).value<Link>();
        QCOMPARE(link.reservation, std::optional(first));
        QCOMPARE(table.index(0, int(AuditTable::Column::PreviousHash)).data(RawValueRole),
                 table.index(1, int(AuditTable::Column::Hash)).data(RawValueRole));

        table.goOlder();
        table.goOlder(); // a second click before the page is there does nothing
        QTRY_COMPARE_WITH_TIMEOUT(table.rowCount(), 50, patienceMs);
        QCOMPARE(table.at(49).seq, qint64(1));
        QVERIFY(!table.hasOlder() && table.hasNewer());
        table.goNewer();
        QTRY_COMPARE_WITH_TIMEOUT(table.rowCount(), AuditTable::pageSize, patienceMs);
        QVERIFY(!table.hasNewer());

        AuditFilterSpec filter;
        filter.actor = "Eve";
        table.setFilter(filter);
        QTRY_COMPARE_WITH_TIMEOUT(table.rowCount(), many / 10, patienceMs);
        filter = {};
        filter.text = "  " + QString::fromStdString(second.to_string()) + ' ';
        table.setFilter(filter); // whose story, by its id
        QTRY_COMPARE_WITH_TIMEOUT(table.rowCount(), 1, patienceMs);
        filter.text = "reservation/" + QString::fromStdString(second.to_string());
        table.setFilter(filter);
        QTRY_COMPARE_WITH_TIMEOUT(table.rowCount(), 1, patienceMs);
        QCOMPARE(table.at(0).seq, qint64(8));
        filter.text = "TRACE-eve";
        table.setFilter(filter);
        QTRY_COMPARE_WITH_TIMEOUT(table.rowCount(), many / 10, patienceMs);
        filter.from = Timestamp(std::chrono::milliseconds(QDateTime::currentMSecsSinceEpoch() + 3'600'000));
        table.setFilter(filter);
        QCOMPARE(table.rowCount(), 0); // what the old filter let through is no answer
        QTRY_COMPARE_WITH_TIMEOUT(table.readState(), ReadState::Ready, patienceMs);
        QCOMPARE(table.rowCount(), 0);
        QVERIFY(table.count() > 0);
    }

    /// All of it, over several pages, and the chain can be followed in the file.
    void everyEntryThatMatchesIsExportedWithItsHashes()
    {
        WatchedDatabase place(cluster_);
        test::Stage stage(place.database);
        const auto id = stage.hold();
        constexpr int many = 1'010; // more than are read at once
        place.database.query("select count(holdfast.append_audit('Ann', 'operator', 'note', 'reservation/' || $1, $1::uuid, "
                             "'=reason, ' || n, 'trace', '{}')) from generate_series(1, $2::integer) n",
                             {id.to_string(), std::to_string(many)});
        note(place, id, "Eve", "last");
        Questions questions;
        AuditExport exporter(questions);
        questions.setEnvironment(place.environment());
        QTemporaryDir folder;
        const auto perform = [&](const AuditFilterSpec &filter, AuditExport::Format format, const QString &name) {
            QSignalSpy finished(&exporter, &AuditExport::finished);
            exporter.start(filter, format, folder.filePath(name));
            if (!QTest::qWaitFor([&] { return !finished.isEmpty(); }, patienceMs))
                qFatal("the export did not end");
            return finished.first().first().value<ExportResult>();
        };
        const auto read = [&](const QString &name) {
            QFile file(folder.filePath(name));
            return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
        };
        QCOMPARE(perform({}, AuditExport::Format::Json, "all.json").rows, qint64(many + 1));
        const auto entries = QJsonDocument::fromJson(read("all.json")).array();
        QCOMPARE(entries.size(), qsizetype(many + 1));
        for (qsizetype i = 0; i + 1 < entries.size(); ++i)
            QCOMPARE(entries[i].toObject().value("previous_hash"), entries[i + 1].toObject().value("hash"));
        AuditFilterSpec filter;
        filter.actor = "Ann";
        QCOMPARE(perform(filter, AuditExport::Format::Csv, "ann.csv").rows, qint64(many));
        const auto lines = read("ann.csv").split('\n');
        QVERIFY(lines[0].startsWith("seq,at,actor,role,act,target,reservation_id,reason,"));
        QVERIFY2(lines[1].contains("\"'=reason, 1010\""), lines[1].constData()); // no formula
        // Whole or not at all.
        QVERIFY(!perform({}, AuditExport::Format::Csv, "no/such/folder.csv").error.isEmpty());
        Environment none;
        none.key = "none";
        questions.setEnvironment(none);
        QVERIFY(!perform({}, AuditExport::Format::Csv, "ann.csv").error.isEmpty());
        QCOMPARE(read("ann.csv").split('\n').size(), lines.size());
    }

    void aSoundChainHolds()
    {
        WatchedDatabase place(cluster_);
        test::Stage stage(place.database);
        const auto id = stage.hold();
        note(place, id, "Ann", "one");
        note(place, id, "Ann", "two");
        Questions questions;
        AuditCheck check(questions, {});
        questions.setEnvironment(place.environment());
        check.check();
        QCOMPARE(check.state(), AuditCheck::State::Checking);
        QTRY_COMPARE_WITH_TIMEOUT(check.state(), AuditCheck::State::Done, patienceMs);
        QVERIFY(check.report().holds());
        QCOMPARE(check.report().count, qint64(2));
        QCOMPARE(check.report().hash.toStdString(), insight::read_audit_head(place.database).hash);
        QCOMPARE(check.report().anchor, AuditReport::Anchor::None);

        place.database.run_script("alter table holdfast.audit_entry disable trigger user;"
                                  "update holdfast.audit_entry set actor = 'Eve' where seq = 1");
        check.check();
        QTRY_COMPARE_WITH_TIMEOUT(check.state(), AuditCheck::State::Done, patienceMs);
        QVERIFY(!check.report().holds());
        QVERIFY2(check.report().problems.first().contains("audit entry 1"), qPrintable(check.report().problems.first()));
        Environment other;
        other.key = "other";
        questions.setEnvironment(other);
        QCOMPARE(check.state(), AuditCheck::State::None);
        check.check(); // nothing is there to be asked
        QTRY_COMPARE_WITH_TIMEOUT(check.state(), AuditCheck::State::Failed, patienceMs);
        QVERIFY(!check.error().isEmpty());
    }

    void theAnchorIsComparedInTheEmbeddedEnvironment_data()
    {
        QTest::addColumn<QString>("text"); // of the file; "head": as it is now
        QTest::addColumn<int>("anchor");
        QTest::addColumn<bool>("holds");
        QTest::newRow("kept") << "head" << int(AuditReport::Anchor::Kept) << true;
        QTest::newRow("missing") << "" << int(AuditReport::Anchor::Missing) << true;
        QTest::newRow("damaged") << "holdfast-audit x" << int(AuditReport::Anchor::Damaged) << false;
        QTest::newRow("of another chain") << "holdfast-audit 1 " + QString(64, 'a') + '\n' << int(AuditReport::Anchor::Broken)
                                          << false;
        QTest::newRow("cut off") << "holdfast-audit 9 " + QString(64, 'a') + '\n' << int(AuditReport::Anchor::Broken) << false;
    }
    void theAnchorIsComparedInTheEmbeddedEnvironment()
    {
        QFETCH(QString, text);
        QFETCH(int, anchor);
        QFETCH(bool, holds);
        WatchedDatabase place(cluster_);
        test::Stage stage(place.database);
        note(place, stage.hold(), "Ann", "one");
        QTemporaryDir folder;
        const auto file = folder.filePath("audit-anchor");
        if (text == "head")
            text = QString::fromStdString(insight::to_text(insight::read_audit_head(place.database)));
        if (!text.isEmpty())
            write(file, text.toUtf8());
        Questions questions;
        AuditCheck check(questions, file);
        auto embedded = place.environment();
        embedded.kind = Environment::Kind::Embedded;
        questions.setEnvironment(embedded);
        check.check();
        QTRY_COMPARE_WITH_TIMEOUT(check.state(), AuditCheck::State::Done, patienceMs);
        QCOMPARE(int(check.report().anchor), anchor);
        QCOMPARE(check.report().holds(), holds);
    }

    void aViewerReadsAndChecks()
    {
        WatchedDatabase place(cluster_);
        test::Stage stage(place.database);
        note(place, stage.hold(), "Ann", "one");
        Questions questions;
        AuditTable table(questions);
        AuditCheck check(questions, {});
        questions.setEnvironment(place.environment(place.login("viewer")));
        table.setActive(true);
        QTRY_VERIFY2_WITH_TIMEOUT(table.rowCount() == 1, qPrintable(table.error()), patienceMs);
        check.check();
        QTRY_COMPARE_WITH_TIMEOUT(check.state(), AuditCheck::State::Done, patienceMs);
        QVERIFY(check.report().holds());
    }

    void aDeadDatabaseIsTold()
    {
        WatchedDatabase place(cluster_);
        test::Stage stage(place.database);
        note(place, stage.hold(), "Ann", "one");
        Questions questions;
        AuditTable table(questions);
        AuditCheck check(questions, {});
        QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::Fatal);
        questions.setEnvironment(place.environment());
        table.setActive(true);
        QTRY_COMPARE_WITH_TIMEOUT(table.rowCount(), 1, patienceMs);
        place.kill();
        check.check();
        QTRY_COMPARE_WITH_TIMEOUT(check.state(), AuditCheck::State::Failed, patienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(table.readState(), ReadState::Failed, patienceMs);
        QCOMPARE(table.rowCount(), 1);
        place.revive();
        QTRY_COMPARE_WITH_TIMEOUT(table.readState(), ReadState::Ready, patienceMs);
        check.check();
        QTRY_COMPARE_WITH_TIMEOUT(check.state(), AuditCheck::State::Done, patienceMs);
        QVERIFY(check.report().holds());
    }
};

QTEST_GUILESS_MAIN(AuditModelTest)
#include "audit_test.moc"
