#include "models/console_models.h"
#include "models/reservation_export.h"
#include "models/reservation_matching.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

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

namespace {

constexpr int patience = 30'000;

/// A console without a window that looks at a database of its own, with 230 holds in it.
struct Console
{
    explicit Console(test::TestCluster &cluster)
        : dsn(cluster.fresh_database()), database(dsn), partner(test::plant_partner(database, "acme")),
          slot(test::plant_slot(database, {.vendor = test::plant_vendor(database, "Kea"), .amount_minor = 1500,
                                           .currency = "EUR"})),
          holds(test::hold_many(database, partner, slot, 230, "h-")),
          models(ConsoleOptions{folder.path(), folder.path(), {}, QStringLiteral("console/ann")})
    {
        models.environments().setGiven(QString::fromStdString(dsn));
        auto filter = models.reservations().filter();
        filter.limit = 100;
        models.reservations().setFilter(filter);
    }
    [[nodiscard]] ReservationModel &rows() { return models.reservations(); }

    QTemporaryDir folder;
    std::string dsn;
    storage::Connection database;
    Uuid partner;
    Uuid slot;
    std::vector<Uuid> holds;
    ConsoleModels models;
    QAbstractItemModelTester tester{&models.reservations(), QAbstractItemModelTester::FailureReportingMode::Fatal};
};

QByteArray contents(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
}

} // namespace

class ReservationPagesTest final : public QObject
{
    Q_OBJECT

    test::TestCluster m_cluster;

private slots:
    void pagesAreTurnedForthAndBack();
    void aPageThatIsGoneIsTheLastOne();
    void aClaimIsSeenByWhoeverLooks();
    void claimedByMeIsFound();
    void allThatMatchesIsExported_data();
    void allThatMatchesIsExported();
    void anExportThatFailsLeavesTheFile();
    void whatMatchesIsReadAtItsVersions();
};

void ReservationPagesTest::pagesAreTurnedForthAndBack()
{
    Console console(m_cluster);
    auto &rows = console.rows();
    const auto turn = [&](PageTurn way) {
        QVERIFY(rows.canTurn(way));
        rows.turnPage(way);
    };
    QTRY_COMPARE_WITH_TIMEOUT(rows.range(), QStringLiteral("1 to 100 of 230"), patience);
    QVERIFY(!rows.canTurn(PageTurn::First) && !rows.canTurn(PageTurn::Previous));
    const auto first = rows.at(0).id;
    turn(PageTurn::Next);
    QTRY_COMPARE_WITH_TIMEOUT(rows.range(), QStringLiteral("101 to 200 of 230"), patience);
    QCOMPARE(rows.rowOf(first), -1);
    turn(PageTurn::Next);
    QTRY_COMPARE_WITH_TIMEOUT(rows.range(), QStringLiteral("201 to 230 of 230"), patience);
    QVERIFY(!rows.canTurn(PageTurn::Next) && !rows.canTurn(PageTurn::Last));
    turn(PageTurn::Previous);
    QTRY_COMPARE_WITH_TIMEOUT(rows.range(), QStringLiteral("101 to 200 of 230"), patience);

    // What happens before the page moves its numbers, not its rows.
    const auto here = rows.at(0).id;
    QCOMPARE(test::change(console.database, first, "release", console.partner, "r"), std::string("DONE"));
    QTRY_COMPARE_WITH_TIMEOUT(rows.range(), QStringLiteral("100 to 199 of 229"), patience);
    QCOMPARE(rows.rowOf(here), 0);

    turn(PageTurn::Last);
    QTRY_COMPARE_WITH_TIMEOUT(rows.range(), QStringLiteral("130 to 229 of 229"), patience);
    turn(PageTurn::Previous);
    QTRY_COMPARE_WITH_TIMEOUT(rows.range(), QStringLiteral("30 to 129 of 229"), patience);
    turn(PageTurn::Previous); // 29 rows are left before: the first page is a whole one
    QTRY_COMPARE_WITH_TIMEOUT(rows.range(), QStringLiteral("1 to 100 of 229"), patience);
    QTRY_VERIFY_WITH_TIMEOUT(rows.isFirstPage() && !rows.isLoading(), patience);
    // Another order begins at its beginning.
    turn(PageTurn::Last);
    rows.setOrder(ReservationColumn::Amount, true);
    QTRY_VERIFY_WITH_TIMEOUT(!rows.isLoading(), patience);
    QCOMPARE(rows.range(), QStringLiteral("1 to 100 of 229"));
}

void ReservationPagesTest::aPageThatIsGoneIsTheLastOne()
{
    Console console(m_cluster);
    auto &rows = console.rows();
    QTRY_COMPARE_WITH_TIMEOUT(rows.range(), QStringLiteral("1 to 100 of 230"), patience);
    rows.turnPage(PageTurn::Next);
    QTRY_COMPARE_WITH_TIMEOUT(rows.range(), QStringLiteral("101 to 200 of 230"), patience);
    rows.turnPage(PageTurn::Next);
    QTRY_COMPARE_WITH_TIMEOUT(rows.range(), QStringLiteral("201 to 230 of 230"), patience);
    for (int row = 0; row < rows.rowCount(); ++row) {
        QCOMPARE(test::change(console.database, rows.at(row).id, "release", console.partner, "r" + std::to_string(row)),
                 std::string("DONE"));
    }
    QTRY_COMPARE_WITH_TIMEOUT(rows.range(), QStringLiteral("101 to 200 of 200"), patience);
}

void ReservationPagesTest::aClaimIsSeenByWhoeverLooks()
{
    Console console(m_cluster);
    auto &rows = console.rows();
    QTRY_COMPARE_WITH_TIMEOUT(rows.rowCount(), 100, patience);
    QTRY_COMPARE_WITH_TIMEOUT(console.models.acts().person(), QStringLiteral("console/ann"), patience);
    const auto cell = [&](int role) { return rows.index(3, 0).data(role); };
    QVERIFY(cell(ReservationModel::ClaimRole).toString().isEmpty());
    ActRequest claim;
    claim.act = Act::Claim;
    claim.targets = {{rows.at(3).id, {}, {}}};
    console.models.acts().perform(claim);
    QTRY_COMPARE_WITH_TIMEOUT(cell(ReservationModel::ClaimRole).toString(), QStringLiteral("claimed by you, 14 min left"),
                              patience);
    QVERIFY(cell(ReservationModel::OwnClaimRole).toBool());
    auto filter = rows.filter(); // what time lets in is read each second
    filter.deadlineWithin = std::chrono::hours(1);
    rows.setFilter(filter);
    QTRY_VERIFY_WITH_TIMEOUT(!rows.isLoading(), patience);
    QVERIFY(rows.index(3, int(ReservationColumn::Claim)).data().toString().startsWith(QStringLiteral("you, ")));

    console.database.query("update holdfast.claim set actor = 'Ada', until = holdfast.now() + interval '8 seconds'");
    QTRY_VERIFY_WITH_TIMEOUT(cell(ReservationModel::ClaimRole).toString().startsWith(QStringLiteral("claimed by Ada")),
                             patience);
    QVERIFY(!cell(ReservationModel::OwnClaimRole).toBool());
    QTRY_VERIFY_WITH_TIMEOUT(cell(ReservationModel::ClaimRole).toString().isEmpty(), patience); // it lapsed
}

void ReservationPagesTest::claimedByMeIsFound()
{
    Console console(m_cluster);
    QTRY_COMPARE_WITH_TIMEOUT(console.rows().rowCount(), 100, patience);
    auto filter = console.rows().filter();
    filter.claimedBy = QStringLiteral("console/ann");
    console.rows().setFilter(filter);
    QTRY_VERIFY_WITH_TIMEOUT(console.rows().isLoaded() && console.rows().rowCount() == 0, patience);
    ActRequest claim;
    claim.act = Act::Claim;
    claim.targets = {{console.holds[7], {}, {}}, {console.holds[9], {}, {}}};
    console.models.acts().perform(claim);
    QTRY_COMPARE_WITH_TIMEOUT(console.rows().range(), QStringLiteral("1 to 2 of 2"), patience);
}

void ReservationPagesTest::allThatMatchesIsExported_data()
{
    QTest::addColumn<bool>("csv");
    QTest::newRow("CSV") << true;
    QTest::newRow("JSON") << false;
}

void ReservationPagesTest::allThatMatchesIsExported()
{
    QFETCH(bool, csv);
    Console console(m_cluster);
    test::hold(console.database, console.partner, console.slot, "formula", 1, "=1+1");
    const auto file = console.folder.filePath(QStringLiteral("out"));
    ReservationExport exporter(console.models.questions());
    QSignalSpy finished(&exporter, &ReservationExport::finished);
    exporter.start(console.rows().filter(), csv ? ReservationExport::Format::Csv : ReservationExport::Format::Json, file);
    QVERIFY(exporter.isRunning());
    QVERIFY(finished.wait(patience));
    const auto result = finished.first().first().value<ExportResult>();
    QVERIFY2(result.error.isEmpty(), qPrintable(result.error));
    QCOMPARE(result.rows, 231); // the page on the screen has a hundred
    QVERIFY(!result.cut && !exporter.isRunning());
    const auto text = contents(file);
    if (csv) {
        QCOMPARE(text.count("\r\n"), 232);
        QVERIFY(text.startsWith("reservation_id,state,version,"));
        QVERIFY(text.contains(",'=1+1,"));
        QVERIFY(text.contains(QByteArray::fromStdString(console.holds.back().to_string()) + ",HELD,1,Kea,"));
        return;
    }
    const auto rows = QJsonDocument::fromJson(text).array();
    QCOMPARE(rows.size(), 231);
    QCOMPARE(rows.at(0).toObject().value(QStringLiteral("amount_minor")).toInt(), 1500);
    QCOMPARE(rows.at(0).toObject().value(QStringLiteral("currency")).toString(), QStringLiteral("EUR"));
}

void ReservationPagesTest::anExportThatFailsLeavesTheFile()
{
    Console console(m_cluster);
    const auto file = console.folder.filePath(QStringLiteral("kept"));
    QFile kept(file);
    QVERIFY(kept.open(QIODevice::WriteOnly) && kept.write("as it was") > 0);
    kept.close();
    ReservationExport exporter(console.models.questions());
    QSignalSpy finished(&exporter, &ReservationExport::finished);
    const auto outcome = [&](const QString &path) {
        finished.clear();
        exporter.start(console.rows().filter(), ReservationExport::Format::Csv, path);
        return finished.wait(patience) ? finished.first().first().value<ExportResult>() : ExportResult();
    };
    QVERIFY(!outcome(console.folder.filePath(QStringLiteral("no/such/folder"))).error.isEmpty());
    console.database.run_script("alter table holdfast.vendor rename to vendor_away");
    QVERIFY(!outcome(file).error.isEmpty());
    QCOMPARE(contents(file), QByteArray("as it was"));
    console.database.run_script("alter table holdfast.vendor_away rename to vendor");
    QVERIFY(outcome(file).error.isEmpty());
    QVERIFY(contents(file).startsWith("reservation_id"));
}

void ReservationPagesTest::whatMatchesIsReadAtItsVersions()
{
    Console console(m_cluster);
    std::optional<Matching> found;
    const auto ask = [&](int most) {
        found.reset();
        askMatching(console.models.questions(), this, console.rows().filter(), most,
                    [&](const Matching &matching) { found = matching; });
    };
    ask(230);
    QTRY_VERIFY_WITH_TIMEOUT(found.has_value(), patience);
    QVERIFY2(found->error.isEmpty(), qPrintable(found->error));
    QCOMPARE(found->rows.size(), 230);
    QVERIFY(!found->more);
    QCOMPARE(found->rows.first().version, 1);
    ask(229);
    QTRY_VERIFY_WITH_TIMEOUT(found.has_value(), patience);
    QCOMPARE(found->rows.size(), 229);
    QVERIFY(found->more);
}

QTEST_MAIN(ReservationPagesTest)
#include "reservation_pages_test.moc"
