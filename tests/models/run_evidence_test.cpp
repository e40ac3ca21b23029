#include "models/cell.h"
#include "models/run_comparison.h"
#include "models/run_files.h"
#include "models/run_reservations.h"
#include "models/run_trend.h"

#include <QAbstractItemModelTester>
#include <QDir>
#include <QFile>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

#include <sys/stat.h>

using namespace holdfast;
using namespace holdfast::models;

namespace {

constexpr auto fatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

QByteArray life(const QByteArray &id, bool own)
{
    return R"({"reservation_id":")" + id + R"(","state":"EXPIRED","version":2,"own":)" + (own ? "true" : "false")
        + R"(,"entries":[{"at":"2026-11-21T14:07:30.118Z","kind":"transition","what":"hold","to":"HELD"},)"
          R"({"at":"2026-11-21T14:17:30.118Z","kind":"transition","what":"expire","from":"HELD","to":"EXPIRED"}]})"
        + "\n";
}

const QByteArray first = "01936d0e-77aa-7cc1-9d5e-2f1d4f6c0a11";
const QByteArray second = "01936d0e-77aa-7cc1-9d5e-2f1d4f6c0a12";
const QByteArray steady = "01936d0e-77aa-7cc1-9d5e-2f1d4f6c0a13";

CheckResult check(const QString &name, const QString &observed, bool ok)
{
    return {name, QStringLiteral("1"), observed, QStringLiteral("CRITICAL"), ok};
}

StoredRun storedRun(const QString &id, int minute, ScenarioStatus status)
{
    StoredRun run;
    run.id = id;
    run.scenario = QStringLiteral("3.1");
    run.status = status;
    run.durationMs = 42'000;
    run.at = QDateTime(QDate(2026, 11, 21), QTime(14, minute));
    run.folder = QStringLiteral("/nowhere/") + id;
    return run;
}

QString text(const QAbstractItemModel &model, int row, int column, int role = Qt::DisplayRole)
{
    return model.index(row, column).data(role).toString();
}

} // namespace

/// What is shown of stored runs: reservations, files, two side by side, many one after another.
class RunEvidenceTest final : public QObject
{
    Q_OBJECT

private slots:
    void reservationsLeadToTheirTimelines()
    {
        write(QStringLiteral("timelines.jsonl"), life(steady, false) + life(first, true) + life(second, true));
        RunReservations model;
        const QAbstractItemModelTester tester(&model, fatal);
        model.load(folder());
        QTRY_COMPARE(model.rowCount(), 3);
        QCOMPARE(model.own(), 2); // and they stand first
        QCOMPARE(text(model, 0, RunReservations::Reservation), QString::fromLatin1(first));
        QCOMPARE(model.index(0, RunReservations::State).data(StateRole).toInt(), int(State::Expired));
        QCOMPARE(text(model, 2, RunReservations::Whose), QStringLiteral("the steady state"));
        QCOMPARE(model.index(1, RunReservations::Entries).data(RawValueRole).toInt(), 2);
        const auto link = model.index(1, 0).data(LinkRole).value<Link>();
        QCOMPARE(link.page, QStringLiteral("timeline"));
        QCOMPARE(link.item, folder() + QStringLiteral("/timelines.jsonl"));
        QCOMPARE(QByteArray::fromStdString(link.reservation->to_string()), second);
        QVERIFY(model.linkTo(*Uuid::parse(first.toStdString())).has_value());
        QVERIFY(!model.linkTo(Uuid::make_v7()).has_value());
        model.load({}); // a run that has left nothing
        QCOMPARE(model.rowCount(), 0);
    }

    void idsAreFoundInWords_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("count");
        QTest::newRow("none") << QStringLiteral("46.8 ms in the 39th second") << 0;
        QTest::newRow("in brackets") << QStringLiteral("(reservation %1)").arg(QLatin1String(first)) << 1;
        QTest::newRow("twice") << QStringLiteral("%1, %1").arg(QLatin1String(first)) << 1;
        QTest::newRow("two") << QStringLiteral("%1,%2").arg(QLatin1String(first), QLatin1String(second)) << 2;
        QTest::newRow("a part of something longer") << QStringLiteral("a%1").arg(QLatin1String(first)) << 0;
    }
    void idsAreFoundInWords()
    {
        QFETCH(QString, text);
        QTEST(int(uuidsIn(text).size()), "count");
    }

    void filesAreListedAndRead()
    {
        write(QStringLiteral("result.json"), "{}\n");
        write(QStringLiteral("logs/api.log"), "one\ntwo\n");
        QVERIFY(QFile::link(QStringLiteral("/etc/passwd"), folder() + QStringLiteral("/elsewhere")));
        QCOMPARE(::mkfifo((folder() + QStringLiteral("/pipe")).toLocal8Bit().constData(), 0600), 0);
        RunFiles model;
        const QAbstractItemModelTester tester(&model, fatal);
        QSignalSpy loaded(&model, &RunFiles::loaded);
        model.load(folder());
        QTRY_COMPARE(loaded.size(), 1);
        QCOMPARE(model.rowOf(QStringLiteral("elsewhere")), -1);
        QCOMPARE(model.rowOf(QStringLiteral("pipe")), -1);
        const int row = model.rowOf(QStringLiteral("result.json"));
        QVERIFY(row >= 0 && model.rowOf(QStringLiteral("logs/api.log")) > row);
        QCOMPARE(text(model, row, RunFiles::What), QStringLiteral("the result"));
        QCOMPARE(model.index(row, RunFiles::Size).data(RawValueRole).toLongLong(), 3);
        const auto excerpt = readExcerpt(model.pathOf(row), ExcerptOf::Begin);
        QCOMPARE(excerpt.text, QStringLiteral("{}\n"));
        QVERIFY(excerpt.isWhole());
        QVERIFY(!readExcerpt(folder() + QStringLiteral("/pipe"), ExcerptOf::Begin).problem.isEmpty()); // and returns
        QVERIFY(!readExcerpt(folder() + QStringLiteral("/missing"), ExcerptOf::End).problem.isEmpty());
    }

    void anEndOfALongFileIsWholeLines()
    {
        QByteArray lines;
        for (int i = 0; lines.size() < 2 * excerptCap; ++i)
            lines += "line " + QByteArray::number(i) + "\n";
        write(QStringLiteral("run.jsonl"), lines);
        const auto path = folder() + QStringLiteral("/run.jsonl");
        const auto begin = readExcerpt(path, ExcerptOf::Begin);
        QVERIFY(begin.text.startsWith(QStringLiteral("line 0\n")) && begin.text.endsWith(u'\n') && !begin.isWhole());
        QVERIFY(begin.to <= excerptCap && begin.from == 0 && begin.size == lines.size());
        const auto end = readExcerpt(path, ExcerptOf::End);
        QVERIFY(end.text.startsWith(QStringLiteral("line ")) && end.text.endsWith(u'\n'));
        QCOMPARE(end.to, end.size);
        QCOMPARE(end.text.toUtf8(), lines.mid(end.from));
        write(QStringLiteral("one-line"), QByteArray(int(excerptLineCap) + 1, 'x') + QByteArray("\0\xff", 2));
        QVERIFY(readExcerpt(folder() + QStringLiteral("/one-line"), ExcerptOf::Begin).text.endsWith(QStringLiteral("…")));
    }

    void whatDiffersStandsFirst()
    {
        RunCheckModel before, after;
        before.set(check(QStringLiteral("same"), QStringLiteral("1"), true));
        before.set(check(QStringLiteral("breaks"), QStringLiteral("1"), true));
        before.set(check(QStringLiteral("mends"), QStringLiteral("2"), false));
        before.set(check(QStringLiteral("goes"), QStringLiteral("1"), true));
        after.set(check(QStringLiteral("same"), QStringLiteral("1"), true));
        after.set(check(QStringLiteral("breaks"), QStringLiteral("3"), false));
        after.set(check(QStringLiteral("mends"), QStringLiteral("1"), true));
        after.set(check(QStringLiteral("comes"), QStringLiteral("1"), true));
        CheckComparison model;
        const QAbstractItemModelTester tester(&model, fatal);
        model.compare(before, after);
        QStringList names;
        for (int row = 0; row < model.rowCount(); ++row)
            names.append(text(model, row, CheckComparison::Check));
        const QStringList expected{QStringLiteral("breaks"), QStringLiteral("mends"), QStringLiteral("comes"),
                                   QStringLiteral("goes"), QStringLiteral("same")};
        QCOMPARE(names, expected);
        QCOMPARE(text(model, 0, CheckComparison::Difference), QStringLiteral("now fails"));
        QCOMPARE(model.index(0, CheckComparison::Difference).data(MarkRole).toInt(), int(Mark::Bad));
        QCOMPARE(text(model, 0, CheckComparison::Before), QStringLiteral("1"));
        QCOMPARE(text(model, 0, CheckComparison::After), QStringLiteral("3"));
        QCOMPARE(model.index(1, CheckComparison::Difference).data(MarkRole).toInt(), int(Mark::Good));
        QCOMPARE(model.count(CheckComparison::Kind::Same), 1);
    }

    void metricsTellTheDirection_data()
    {
        QTest::addColumn<QString>("metric");
        QTest::addColumn<double>("before");
        QTest::addColumn<double>("after");
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("direction");
        const auto row = [](const char *title, const char *metric, double before, double after, const char *change,
                            const char *direction) {
            QTest::newRow(title) << QString::fromLatin1(metric) << before << after << QString::fromUtf8(change)
                                 << QString::fromLatin1(direction);
        };
        row("slower", "volume_p99_ms", 100, 150, "+50 %", "worse");
        row("faster", "volume_p99_ms", 100, 50, "−50 %", "better");
        row("more done", "volume_per_second", 100, 120, "+20 %", "better");
        row("less done", "volume_per_second", 100, 80, "−20 %", "worse");
        row("next to nothing", "volume_p99_ms", 100, 101, "+1 %", "");
        row("nobody knows", "collisions", 10, 20, "+100 %", "");
        row("from nothing", "volume_dropped", 0, 5, "", "worse");
        row("the same", "volume_p99_ms", 7, 7, "0 %", "");
    }
    void metricsTellTheDirection()
    {
        QFETCH(QString, metric);
        QFETCH(double, before);
        QFETCH(double, after);
        ScenarioResult one, other;
        one.metrics.insert(metric, before);
        other.metrics.insert(metric, after);
        other.metrics.insert(QStringLiteral("only_after"), 1);
        MetricComparison model;
        const QAbstractItemModelTester tester(&model, fatal);
        model.compare(one, other);
        QCOMPARE(model.rowCount(), 3); // how long it took stands first
        const int row = text(model, 1, MetricComparison::Metric) == metric ? 1 : 2;
        QTEST(text(model, row, MetricComparison::Change), "change");
        QTEST(text(model, row, MetricComparison::Direction), "direction");
        QCOMPARE(model.index(row, MetricComparison::Difference).data(RawValueRole).toDouble(), after - before);
        QVERIFY(!model.index(3 - row, MetricComparison::Difference).data().isValid());
    }

    void latencyIsTakenSecondBySecond()
    {
        LoadSeries before, after;
        LoadSample sample;
        sample.intervalMs = 1000;
        sample.atMs = 1010;
        sample.p95Ms = 10;
        sample.p99Ms = 20;
        before.add(sample);
        sample.phase = QStringLiteral("another beside it"); // of percentiles the worst stands
        sample.p95Ms = 15;
        sample.p99Ms = std::nullopt;
        before.add(sample);
        sample.atMs = 1990;
        after.add(sample);
        LatencyComparison model;
        const QAbstractItemModelTester tester(&model, fatal);
        model.compare(before, after);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0, LatencyComparison::BeforeP95).data(RawValueRole).toDouble(), 15.0);
        QCOMPARE(model.index(0, LatencyComparison::BeforeP99).data(RawValueRole).toDouble(), 20.0);
        QVERIFY(!model.index(0, LatencyComparison::AfterP95).data().isValid());
        QCOMPARE(model.index(1, LatencyComparison::AfterP95).data(RawValueRole).toDouble(), 15.0);
    }

    void aTrendIsOfOneScenarioInOrder()
    {
        auto bug = storedRun(QStringLiteral("bug"), 1, ScenarioStatus::Fail);
        bug.saboteur = QStringLiteral("counter-drift");
        auto again = storedRun(QStringLiteral("again"), 2, ScenarioStatus::Pass);
        again.rerunOf = QStringLiteral("new");
        auto other = storedRun(QStringLiteral("other"), 3, ScenarioStatus::Pass);
        other.scenario = QStringLiteral("1.1");
        auto loaded = storedRun(QStringLiteral("old"), 4, ScenarioStatus::Pass);
        loaded.p95Ms = 12.5;
        std::vector<StoredRun> runs{storedRun(QStringLiteral("new"), 9, ScenarioStatus::Fail), bug, again, other, loaded,
                                    storedRun(QStringLiteral("cut"), 5, ScenarioStatus::Aborted)};
        RunTrend model;
        const QAbstractItemModelTester tester(&model, fatal);
        model.setRuns(QStringLiteral("3.1"), runs);
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.at(0).id, QStringLiteral("old"));
        QCOMPARE(model.at(1).id, QStringLiteral("new"));
        QCOMPARE(model.valueAt(0, RunTrend::Duration), std::optional(42.0));
        QCOMPARE(model.valueAt(0, RunTrend::P95), std::optional(12.5));
        QVERIFY(model.has(RunTrend::P95) && !model.has(RunTrend::P99));
        QCOMPARE(model.index(1, RunTrend::Verdict).data(MarkRole).toInt(), int(Mark::Bad));
        QCOMPARE(model.index(1, 0).data(LinkRole).value<Link>().item, QStringLiteral("new"));
        runs.push_back(storedRun(QStringLiteral("newer"), 20, ScenarioStatus::Pass));
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setRuns(QStringLiteral("3.1"), runs); // grows: what is chosen stays chosen
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(reset.size(), 0);
        model.setRuns(QStringLiteral("1.1"), runs);
        QCOMPARE(model.rowCount(), 1);
    }

private:
    [[nodiscard]] QString folder() const { return m_folder.path(); }
    void write(const QString &name, const QByteArray &text) const
    {
        QVERIFY(QDir().mkpath(QFileInfo(folder() + u'/' + name).absolutePath()));
        QFile file(folder() + u'/' + name);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
    }

    QTemporaryDir m_folder;
};

QTEST_GUILESS_MAIN(RunEvidenceTest)
#include "run_evidence_test.moc"
