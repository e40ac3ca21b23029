#include "models/stored_timeline.h"

#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace holdfast;
using namespace holdfast::models;

namespace {

const QByteArray id = "0193a1b2-0000-7000-8000-0000000000";

QByteArray timeline(int number, const QByteArray &entries = {})
{
    return R"({"reservation_id":")" + id + QByteArray::number(number) + R"(","state":"CONFIRMED","version":3,"own":true,"entries":[)"
        + entries + "]}\n";
}

const QByteArray transition = R"({"at":"2026-11-21T14:07:30.118Z","kind":"transition","what":"hold","detail":"deadline","actor":"partner:x",)"
                              R"("trace_id":"t-1","version":1,"to":"HELD"})";
const QByteArray call = R"({"at":"2026-11-21T14:07:31.000Z","kind":"gateway_call","what":"POST /v1/payment_intents","detail":"200, 12 ms",)"
                        R"("actor":"gateway","trace_id":"","operation_id":"0193a1b2-0000-7000-8000-000000000099","party":"vendor"})";

} // namespace

/// timelines.jsonl as the runner writes it, and as it never should.
class StoredTimelineTest final : public QObject
{
    Q_OBJECT

private slots:
    void init() { QFile::remove(path()); }

    void whatWasWrittenIsRead()
    {
        write(timeline(10, transition + "," + call) + timeline(11));
        QString problem;
        const auto read = readStoredTimelines(path(), &problem);
        QCOMPARE(problem, QString());
        QCOMPARE(read.size(), 2);
        const auto &first = read.first();
        QCOMPARE(first.reservation.to_string(), (id + "10").toStdString());
        QCOMPARE(first.state, std::optional(State::Confirmed));
        QCOMPARE(first.version, 3);
        QVERIFY(first.own);
        QCOMPARE(first.entries.size(), 2);
        QCOMPARE(first.entries[0].at.toUTC().toString(Qt::ISODateWithMs), QStringLiteral("2026-11-21T14:07:30.118Z"));
        QCOMPARE(first.entries[0].version, std::optional(1));
        QCOMPARE(first.entries[0].from, std::optional<State>());
        QCOMPARE(first.entries[0].to, std::optional(State::Held));
        QCOMPARE(first.entries[1].what, QStringLiteral("POST /v1/payment_intents"));
        QCOMPARE(first.entries[1].version, std::optional<int>());
        QCOMPARE(first.entries[1].party, QStringLiteral("vendor"));
        QVERIFY(read.last().entries.isEmpty());
    }

    void whatIsDamagedIsCountedAndTheRestIsRead_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<int>("read");
        QTest::addColumn<bool>("complains");
        QTest::newRow("empty") << QByteArray() << 0 << false;
        QTest::newRow("cut off") << timeline(10) + timeline(11).chopped(9) << 1 << true;
        QTest::newRow("without its last newline") << timeline(10) + timeline(11).chopped(1) << 2 << false;
        QTest::newRow("words") << "hello\n" + timeline(10) << 1 << true;
        QTest::newRow("no id") << QByteArray("{}\n") + timeline(10) << 1 << true;
        QTest::newRow("an unknown state") << timeline(10).replace("CONFIRMED", "DREAMT") << 1 << false;
        QTest::newRow("entries that are none") << timeline(10, "1,\"x\",[]") << 1 << false;
        QTest::newRow("zero bytes") << QByteArray("\0\0\n", 3) + timeline(10) << 1 << true;
    }
    void whatIsDamagedIsCountedAndTheRestIsRead()
    {
        QFETCH(QByteArray, text);
        write(text);
        QString problem;
        const auto read = readStoredTimelines(path(), &problem);
        QTEST(int(read.size()), "read");
        QFETCH(bool, complains);
        QCOMPARE(!problem.isEmpty(), complains);
    }

    void moreThanIsReadIsSaid()
    {
        QByteArray text;
        for (int i = 0; i <= storedTimelineCap; ++i)
            text += timeline(10 + i % 80);
        write(text);
        QString problem;
        QCOMPARE(readStoredTimelines(path(), &problem).size(), storedTimelineCap);
        QVERIFY(!problem.isEmpty());
    }

    void aMissingFileAndWhatIsNoFileAreSaid()
    {
        QString missing;
        QVERIFY(readStoredTimelines(path(), &missing).isEmpty());
        QVERIFY(!missing.isEmpty());
        QCOMPARE(::mkfifo(path().toLocal8Bit().constData(), 0600), 0); // opening one waits for a writer
        QString pipe;
        QVERIFY(readStoredTimelines(path(), &pipe).isEmpty());
        QVERIFY(!pipe.isEmpty());
        QVERIFY(pipe != missing);
    }

private:
    [[nodiscard]] QString path() const { return m_folder.filePath(storedTimelinesFile); }
    void write(const QByteArray &text) const
    {
        QFile file(path());
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(StoredTimelineTest)
#include "stored_timeline_test.moc"
