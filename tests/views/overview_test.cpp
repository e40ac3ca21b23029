#include "views/overview_page.h"

#include "backend/insight/health.h"
#include "tests/models/watched_database.h"
#include "tests/views/town.h"
#include "views/data_table.h"
#include "views/export_button.h"
#include "views/performance_page.h"
#include "views/timeline_page.h"

#include <QClipboard>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QScrollArea>
#include <QScrollBar>
#include <QSettings>
#include <QSignalSpy>
#include <QTableView>
#include <QTemporaryDir>
#include <QToolButton>
#include <QtTest>

using namespace holdfast;
using namespace holdfast::views;
using models::Link;
using test::patienceMs;
using test::WatchedDatabase;

/// Pages Overview and Performance as a person meets them, over a real database.
class OverviewPageTest final : public QObject
{
    Q_OBJECT

    test::TestCluster m_cluster;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<WatchedDatabase> m_place;
    std::unique_ptr<test::Stage> m_stage;
    std::unique_ptr<views::testing::Town> m_town;

    void watchDatabase(const std::string &login = {})
    {
        m_town->models().environments().setGiven(m_place->environment(login).dsn);
    }
    template <typename PageOf>
    std::unique_ptr<PageOf> open(QSize size = {1356, 826})
    {
        auto page = std::make_unique<PageOf>(*m_theme, m_town->models(), nullptr);
        page->resize(size);
        page->show();
        if (!QTest::qWaitForWindowExposed(page.get()))
            qFatal("the page is not shown");
        return page;
    }
    /// The first link whose accessible name, or what it says after the colon, begins so; within the card of that title when one is given.
    static FigureLink *find(const QWidget &page, const QString &begins, const QString &card = {})
    {
        for (auto *link : page.findChildren<FigureLink *>()) {
            const bool inside = card.isEmpty() || link->parentWidget()->accessibleName() == card;
            const auto name = link->accessibleName();
            const bool alike = name.startsWith(begins) || name.section(QStringLiteral(": "), 1).startsWith(begins);
            if (inside && link->isVisibleTo(&page) && alike)
                return link;
        }
        return nullptr;
    }
    static Link follow(Page &page, FigureLink *link, bool byKey = false)
    {
        QSignalSpy links(&page, &Page::linkActivated);
        if (byKey) {
            link->setFocus();
            QTest::keyClick(link, Qt::Key_Return);
        } else {
            QTest::mouseClick(link, Qt::LeftButton);
        }
        return links.count() == 1 ? links.first().first().value<Link>() : Link{};
    }

private slots:
    void initTestCase() { m_theme = std::make_unique<Theme>(*qApp); }
    void init()
    {
        m_place = std::make_unique<WatchedDatabase>(m_cluster);
        m_stage = std::make_unique<test::Stage>(m_place->database);
        m_town = std::make_unique<views::testing::Town>();
    }
    void cleanup()
    {
        m_town.reset();
        m_stage.reset();
        m_place.reset();
    }
    void cleanupTestCase() { m_theme.reset(); }

    /// Before anything is read every figure is a dash; an empty database reads as zeros, and nothing jumps between them.
    void nothingJumpsWhenTheFirstFiguresCome()
    {
        const auto page = open<OverviewPage>();
        auto *stuck = find(*page, {}, QStringLiteral("Stuck"));
        QVERIFY(stuck);
        QVERIFY(stuck->figure().isEmpty());
        const auto place = [&](QWidget *widget) { return QRect(widget->mapTo(page.get(), QPoint()), widget->size()); };
        const auto stuckAt = place(stuck);
        watchDatabase();
        QTRY_COMPARE_WITH_TIMEOUT(stuck->figure(), QStringLiteral("0"), patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(!page->notice()->isVisible(), patienceMs);
        QCOMPARE(place(stuck).left(), stuckAt.left());
        QCOMPARE(place(stuck).size(), stuckAt.size());
        QTRY_VERIFY_WITH_TIMEOUT(page->summary() == QStringLiteral("nothing needs you")
                                     || page->summary().contains(QStringLiteral("No workers")),
                                 patienceMs);
    }

    void everyNumberLeadsToItsRows_data()
    {
        QTest::addColumn<QString>("card");
        QTest::addColumn<QString>("begins");
        QTest::addColumn<QString>("page");
        QTest::addColumn<int>("states");
        QTest::newRow("in flight") << "In flight" << "3 reservations" << "in-flight" << 0;
        QTest::newRow("one state") << "In flight" << "1" << "in-flight" << 1;
        QTest::newRow("booked") << "Bookings per minute" << "1 booked" << "in-flight" << 1;
        QTest::newRow("failed") << "Bookings per minute" << "Failed: 0" << "in-flight" << 4;
        QTest::newRow("expired") << "Bookings per minute" << "Expired: 0" << "in-flight" << 1;
        QTest::newRow("latency") << "API latency, last minute" << "p50" << "performance" << -1;
        QTest::newRow("requests") << "API latency, last minute" << "Requests" << "performance" << -1;
        QTest::newRow("expiring") << "Expiring soon" << "0 within" << "in-flight" << 0;
        QTest::newRow("stuck") << "Stuck" << "0" << "stuck" << -1;
        QTest::newRow("at risk") << "Stuck" << "Money at risk" << "stuck" << -1;
        QTest::newRow("money") << "Money held" << "45.00" << "in-flight" << 0;
        QTest::newRow("authorized") << "Money held" << "Authorized: 29.00" << "in-flight" << 3;
        QTest::newRow("seats") << "Seats taken, next 7 days" << "none" << "occupancy" << -1;
        QTest::newRow("health of the API") << "Health" << "API" << "performance" << -1;
        QTest::newRow("feed") << "Health" << "Live feed" << "in-flight" << 0;
        QTest::newRow("an invariant") << "Invariants" << "I13" << "timeline" << -1;
    }
    void everyNumberLeadsToItsRows()
    {
        QFETCH(QString, card);
        QFETCH(QString, begins);
        QFETCH(QString, page);
        QFETCH(int, states);
        static_cast<void>(m_stage->confirmed());
        static_cast<void>(m_stage->hold());
        static_cast<void>(m_stage->vendor_authorized());
        static_cast<void>(m_stage->authorized_both());
        const auto shown = open<OverviewPage>();
        watchDatabase();
        FigureLink *link = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT((link = find(*shown, begins, card)), patienceMs);
        for (const bool byKey : {false, true}) {
            const auto to = follow(*shown, link, byKey);
            QCOMPARE(to.page, page);
            QCOMPARE(to.filter ? int(to.filter->states.size()) : -1, states);
        }
    }

    void aReasonLeadsToWhatIsStuckForIt()
    {
        static_cast<void>(m_stage->hold());
        m_place->advance("11 minutes");
        const auto page = open<OverviewPage>();
        watchDatabase();
        FigureLink *link = nullptr;
        QTRY_VERIFY_WITH_TIMEOUT((link = find(*page, QStringLiteral("Past deadline: 1"), QStringLiteral("Stuck"))), patienceMs);
        const auto to = follow(*page, link);
        QCOMPARE(to.page, QStringLiteral("stuck"));
        QCOMPARE(to.item, QStringLiteral("PAST_DEADLINE"));
    }

    void aViolationIsSeenAndLeadsToWhatViolates()
    {
        const auto id = m_stage->hold();
        const auto page = open<OverviewPage>();
        watchDatabase();
        QTRY_VERIFY_WITH_TIMEOUT(find(*page, QStringLiteral("I1 "), QStringLiteral("Invariants")), patienceMs);
        auto *light = find(*page, QStringLiteral("I1 "), QStringLiteral("Invariants"));
        QCOMPARE(light->figure(), QStringLiteral("holds"));
        m_place->database.query("update holdfast.slot set held = held + 1 where id = (select slot_id from holdfast.reservation "
                                "where id = $1)", {id.to_string()});
        QTRY_COMPARE_WITH_TIMEOUT(light->figure(), QStringLiteral("1 violated"), 60'000);
        QVERIFY(page->summary().contains(QStringLiteral("1 invariant violated")));
        QVERIFY(light->toolTip().contains(QStringLiteral("critical")));
        const auto to = follow(*page, light);
        QCOMPARE(to.page, QStringLiteral("timeline"));
        // To the reservation of the slot that the violation names.
        TimelinePage timeline(*m_theme, m_town->models(), nullptr);
        timeline.show();
        timeline.open(to);
        QTRY_VERIFY_WITH_TIMEOUT(timeline.model().reservation() == id && timeline.model().story(), patienceMs);
    }

    void readingsHaveATableAndAFile()
    {
        const auto page = open<OverviewPage>();
        watchDatabase();
        QTRY_VERIFY_WITH_TIMEOUT(page->readings().rowCount() >= 2, patienceMs);
        auto *numbers = page->findChild<QToolButton *>();
        QCOMPARE(numbers->accessibleName(), QStringLiteral("Show as numbers"));
        QTest::keyClick(numbers, Qt::Key_Space);
        QVERIFY(page->showsNumbers());
        QTest::mouseClick(numbers, Qt::LeftButton);
        QVERIFY(!page->showsNumbers());
        page->commands().first().run();
        QVERIFY(page->showsNumbers());

        const QTemporaryDir folder;
        QSettings settings(folder.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
        page->save(settings);
        auto again = open<OverviewPage>();
        again->restore(settings);
        QVERIFY(again->showsNumbers());

        const auto file = folder.filePath(QStringLiteral("overview.json"));
        QCOMPARE(page->findChild<ExportButton *>()->write(1, file), QString());
        QFile written(file);
        QVERIFY(written.open(QIODevice::ReadOnly));
        QVERIFY(QJsonDocument::fromJson(written.readAll()).array().size() >= 2);
    }

    /// At the smallest window nothing is clipped, and nothing needs to be scrolled sideways.
    void itFitsTheSmallestWindow()
    {
        const auto page = open<OverviewPage>({940, 566});
        watchDatabase();
        QTRY_VERIFY_WITH_TIMEOUT(find(*page, QStringLiteral("I13"), QStringLiteral("Invariants")), patienceMs);
        auto *scroll = page->findChild<QScrollArea *>();
        QVERIFY(scroll->widget()->width() <= scroll->viewport()->width());
        for (auto *link : page->findChildren<FigureLink *>()) {
            if (link->isVisibleTo(page.get()))
                QVERIFY2(link->parentWidget()->rect().contains(link->geometry()), qPrintable(link->accessibleName()));
        }
    }

    void aDeadDatabaseIsTold()
    {
        const auto page = open<OverviewPage>();
        watchDatabase();
        auto *stuck = find(*page, {}, QStringLiteral("Stuck"));
        QTRY_COMPARE_WITH_TIMEOUT(stuck->figure(), QStringLiteral("0"), patienceMs);
        m_place->kill();
        QTRY_VERIFY_WITH_TIMEOUT(page->notice()->isVisible(), patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(page->summary().contains(QStringLiteral("Database")), patienceMs);
        QCOMPARE(stuck->figure(), QStringLiteral("0")); // of the last reading
        m_place->revive();
        QTRY_VERIFY_WITH_TIMEOUT(!page->notice()->isVisible(), 60'000);
    }

    void aViewerSeesBothPages()
    {
        watchDatabase(m_place->login("viewer"));
        const auto overview = open<OverviewPage>();
        QTRY_VERIFY_WITH_TIMEOUT(overview->readings().latest(), patienceMs);
        const auto performance = open<PerformancePage>();
        QTRY_VERIFY_WITH_TIMEOUT(performance->statements()->view()->model()->rowCount() > 0, patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(performance->sessions()->view()->model()->rowCount() > 0, patienceMs);
    }

    void performanceShowsWhatThereIs()
    {
        const insight::HealthReporter api(m_place->environment().dsn.toStdString(), "api", [] {
            return insight::Vitals{.healthy = true, .detail = {}, .metrics = {{"queue_depth", 4}}};
        });
        const auto page = open<PerformancePage>();
        for (auto *table : {page->work(), page->statements(), page->hints(), page->sessions()})
            QVERIFY(table->emptyState()->isVisible() && !table->emptyState()->sentence().isEmpty());
        watchDatabase();
        QTRY_COMPARE_WITH_TIMEOUT(page->work()->view()->model()->rowCount(), 1, patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(page->statements()->view()->isVisible() && page->sessions()->view()->isVisible(), patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(page->summary().startsWith(QStringLiteral("1 component · ")), patienceMs);
    }

    void whatIsNotMeasuredIsSaidWithItsRemedy()
    {
        m_place->database.run_script("drop extension pg_stat_statements");
        watchDatabase();
        const auto page = open<PerformancePage>();
        auto *empty = page->statements()->emptyState();
        QTRY_VERIFY_WITH_TIMEOUT(empty->button()->isVisible(), patienceMs);
        QVERIFY(empty->sentence().contains(QStringLiteral("pg_stat_statements")));
        QTest::mouseClick(empty->button(), Qt::LeftButton);
        QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("create extension pg_stat_statements;"));
    }
};

QTEST_MAIN(OverviewPageTest)
#include "overview_test.moc"
