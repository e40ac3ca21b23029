#include "tests/views/town.h"
#include "views/chart.h"
#include "views/load_card.h"
#include "views/log_view.h"
#include "views/run_view.h"
#include "views/runs_page.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QDesktopServices>
#include <QLabel>
#include <QListView>
#include <QTableView>
#include <QToolButton>
#include <QTreeView>
#include <QtTest>

using namespace holdfast;
using namespace holdfast::views;
using models::RunHistory;
using models::ScenarioRun;

class RunsPageTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void withoutRunsItSaysWhatWouldBeHere();
    void aStoredRunIsShownFromItsFiles();
    void keysWalkTheHistory();
    void aDamagedRunSaysSo();
    void theSessionsRunIsFollowed();
    void oneOfThoseUnderWayIsChosen();
    void theCommandIsCopiedAndTheReportOpened();
    void theLoadIsDrawnAndReadOut();
    void longChecksAreReadable();

public slots:
    void opened(const QUrl &url) { m_opened.append(url); }

private:
    void start(const QStringList &ids);
    [[nodiscard]] QModelIndex row(const QString &title) const;
    void click(const QModelIndex &index);

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<views::testing::Town> m_town;
    std::unique_ptr<RunsPage> m_page;
    QList<QUrl> m_opened;
};

void RunsPageTest::init()
{
    qputenv("HOLDFAST_RUNNER_MODE", "pass");
    m_theme = std::make_unique<Theme>(*qApp);
    m_town = std::make_unique<views::testing::Town>();
    m_page = std::make_unique<RunsPage>(*m_theme, m_town->models());
    m_page->resize(1356, 826);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    m_page->activateWindow();
    QTRY_VERIFY(m_town->models().runs().hasLoaded());
}

void RunsPageTest::cleanup()
{
    m_page.reset();
    m_town.reset();
    m_theme.reset();
    m_opened.clear();
}

void RunsPageTest::start(const QStringList &ids)
{
    models::ScenarioRequest request;
    request.ids = ids;
    m_town->models().run().start(request);
}

QModelIndex RunsPageTest::row(const QString &title) const
{
    const auto &runs = m_town->models().runs();
    for (int i = 0; i < runs.rowCount(); ++i) {
        if (runs.index(i, 0).data().toString().startsWith(title))
            return runs.index(i, 0);
    }
    return {};
}

void RunsPageTest::click(const QModelIndex &index)
{
    auto *view = m_page->history();
    view->scrollTo(index);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {}, view->visualRect(index).center());
}

void RunsPageTest::withoutRunsItSaysWhatWouldBeHere()
{
    QTRY_VERIFY(m_page->emptyState()->isVisible());
    QSignalSpy requested(m_page.get(), &Page::linkActivated);
    QTest::mouseClick(m_page->emptyState()->button(), Qt::LeftButton);
    QCOMPARE(requested.size(), 1);
}

void RunsPageTest::aStoredRunIsShownFromItsFiles()
{
    m_town->storeRuns();
    m_town->models().runs().reload();
    QTRY_COMPARE(m_page->history()->model()->rowCount(), 4);
    QTRY_VERIFY(m_page->runView()->isVisible()); // the newest, by itself
    click(row(QStringLiteral("3.1")));
    auto *view = m_page->runView();
    QTRY_COMPARE(view->verdict(), QStringLiteral("FAIL"));
    QCOMPARE(view->headlineText(), QStringLiteral("1 medium check failed"));
    QVERIFY(m_page->title().startsWith(QStringLiteral("3.1 ")));
    for (const auto *fact : {"seed 90417", "attempts=64"})
        QVERIFY2(m_page->facts().contains(QLatin1String(fact)), qPrintable(m_page->facts()));
    QVERIFY(view->steps()->model()->rowCount() > 3);
    QVERIFY(view->log()->model()->rowCount() > 3);
    QVERIFY(view->throughput()->isVisible());
    QVERIFY(!m_page->runNotice()->isVisible());
    QVERIFY(!m_page->stopButton()->isVisible());
    click(row(QStringLiteral("1.1"))); // has no load
    QTRY_COMPARE(view->verdict(), QStringLiteral("PASS"));
    QVERIFY(!view->throughput()->isVisible());
}

void RunsPageTest::keysWalkTheHistory()
{
    m_town->storeRuns();
    m_town->models().runs().reload();
    QTRY_COMPARE(m_page->history()->model()->rowCount(), 4);
    auto *view = m_page->history();
    const auto several = row(QStringLiteral("2 scenarios"));
    click(several);
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Right); // unfolds
    QVERIFY(view->isExpanded(several));
    QTest::keyClick(view, Qt::Key_Down);
    QCOMPARE(view->currentIndex().parent(), several);
    QTRY_VERIFY(m_page->title().startsWith(QStringLiteral("1.1")));
    QTest::keyClick(view, Qt::Key_Down);
    QTRY_VERIFY(m_page->title().startsWith(QStringLiteral("1.2")));
    QTRY_COMPARE(m_page->runView()->verdict(), QStringLiteral("CAUGHT"));
    m_town->models().runs().reload(); // unfolded and chosen it stays
    QTRY_VERIFY(!m_town->models().runs().isLoading());
    QVERIFY(view->isExpanded(row(QStringLiteral("2 scenarios"))));
    QVERIFY(m_page->title().startsWith(QStringLiteral("1.2")));
}

void RunsPageTest::aDamagedRunSaysSo()
{
    m_town->storeRuns();
    m_town->models().runs().reload();
    QTRY_COMPARE(m_page->history()->model()->rowCount(), 4);
    click(row(QStringLiteral("4.2")));
    QTRY_VERIFY(m_page->runNotice()->isVisible());
    QVERIFY2(m_page->runNotice()->text().contains(QStringLiteral("result.json is damaged")),
             qPrintable(m_page->runNotice()->text()));
    QVERIFY(m_page->runView()->log()->model()->rowCount() > 0); // what can be read is shown
}

void RunsPageTest::theSessionsRunIsFollowed()
{
    m_town->storeRuns();
    m_town->models().runs().reload();
    QTRY_COMPARE(m_page->history()->model()->rowCount(), 4);
    qputenv("HOLDFAST_RUNNER_MODE", "hang");
    start({QStringLiteral("1.1")});
    QTRY_COMPARE(m_page->runView()->headlineText(), QStringLiteral("20 requests at once"));
    QVERIFY(m_page->stopButton()->isVisible());
    QVERIFY(m_page->history()->currentIndex().data(RunHistory::LiveRole).toBool());
    click(row(QStringLiteral("3.1"))); // somebody who reads another is left alone
    QTRY_COMPARE(m_page->runView()->verdict(), QStringLiteral("FAIL"));
    QTest::mouseClick(m_page->stopButton(), Qt::LeftButton);
    QVERIFY(!m_page->stopButton()->isEnabled());
    QTRY_VERIFY(!m_town->models().run().isActive());
    QCOMPARE(m_page->runView()->verdict(), QStringLiteral("FAIL"));
    QVERIFY(!m_page->stopButton()->isVisible());
    QCOMPARE(m_page->history()->model()->rowCount(), 5); // it left no files, and is told all the same
}

void RunsPageTest::oneOfThoseUnderWayIsChosen()
{
    QTemporaryDir folder;
    const auto go = folder.filePath(QStringLiteral("go"));
    qputenv("HOLDFAST_RUNNER_MODE", "together");
    qputenv("HOLDFAST_RUNNER_GO", go.toLocal8Bit());
    start({QStringLiteral("1.1"), QStringLiteral("1.2")});
    QTRY_COMPARE(int(m_town->models().run().results().size()), 1);
    auto *view = m_page->runView();
    QTRY_VERIFY(m_page->title().startsWith(QStringLiteral("1.2"))); // the one still under way
    const auto live = row(QStringLiteral("2 scenarios"));
    m_page->history()->expand(live);
    click(m_town->models().runs().index(0, 0, live));
    QVERIFY(m_page->title().startsWith(QStringLiteral("1.1")));
    QCOMPARE(view->verdict(), QStringLiteral("PASS"));
    QTRY_VERIFY(view->record()->log()->toText().contains(QStringLiteral("of the first")));
    click(m_town->models().runs().index(1, 0, live));
    QCOMPARE(view->verdict(), QStringLiteral("Running"));
    QFile file(go);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    QTRY_COMPARE(view->verdict(), QStringLiteral("FAIL"));
    QVERIFY(view->summary().endsWith(QStringLiteral("flaky")));
    QTRY_VERIFY(!m_town->models().run().isActive());
    qunsetenv("HOLDFAST_RUNNER_GO");
}

void RunsPageTest::theCommandIsCopiedAndTheReportOpened()
{
    m_town->storeRuns();
    m_town->models().runs().reload();
    QTRY_COMPARE(m_page->history()->model()->rowCount(), 4);
    click(row(QStringLiteral("3.1")));
    QTRY_COMPARE(m_page->runView()->verdict(), QStringLiteral("FAIL"));
    m_page->commandButton()->setFocus();
    QTest::keyClick(m_page->commandButton(), Qt::Key_Space);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("holdfastctl scenario run 3.1 --seed 90417"));
    QDesktopServices::setUrlHandler(QStringLiteral("file"), this, "opened");
    QTest::mouseClick(m_page->reportButton(), Qt::LeftButton);
    click(row(QStringLiteral("1.1")));
    QTRY_COMPARE(m_page->runView()->verdict(), QStringLiteral("PASS"));
    QTest::mouseClick(m_page->reportButton(), Qt::LeftButton);
    QDesktopServices::unsetUrlHandler(QStringLiteral("file"));
    QCOMPARE(m_opened.size(), 2);
    QVERIFY(m_opened.at(0).path().endsWith(QStringLiteral("/report.html"))); // its invocation has one
    QVERIFY(m_opened.at(1).path().endsWith(QStringLiteral("/1.1-00000001"))); // else the folder
}

void RunsPageTest::theLoadIsDrawnAndReadOut()
{
    m_town->storeRuns();
    m_town->models().runs().reload();
    QTRY_COMPARE(m_page->history()->model()->rowCount(), 4);
    click(row(QStringLiteral("3.1")));
    auto *view = m_page->runView();
    QTRY_VERIFY(view->throughput()->isVisible());
    QVERIFY2(view->throughput()->legend().constFirst().endsWith(QStringLiteral(" offered")),
             qPrintable(view->throughput()->legend().join(u',')));
    QVERIFY(view->latency()->legend().constFirst().startsWith(QStringLiteral("p50 ≤ ")));
    const auto during = view->throughput()->hoverText(20);
    QVERIFY2(during.contains(QStringLiteral("offered 70/s")), qPrintable(during));
    QVERIFY2(during.contains(QStringLiteral("fault: proxy, latency 80 ms")), qPrintable(during));
    QVERIFY(!view->throughput()->hoverText(5).contains(QStringLiteral("fault")));
    // A fault is seen: the same chart with and without it are different pictures.
    auto *chart = view->latency()->findChild<Chart *>();
    QCoreApplication::processEvents();
    const auto shaded = chart->grab().toImage();
    chart->setShades({});
    QVERIFY(shaded != chart->grab().toImage());
    // The numbers for those who cannot see lines.
    view->latency()->tableSwitch()->setFocus();
    QTest::keyClick(view->latency()->tableSwitch(), Qt::Key_Space);
    QVERIFY(view->latency()->showsTable());
    auto *table = view->latency()->findChild<QTableView *>();
    QVERIFY(table->isVisible() && !table->accessibleName().isEmpty());
    QVERIFY(!table->isColumnHidden(models::LoadSeries::P99) && table->isColumnHidden(models::LoadSeries::Offered));
    QCOMPARE(table->model()->rowCount(), 40);
    QTest::keyClick(view->latency()->tableSwitch(), Qt::Key_Space);
    QVERIFY(!view->latency()->showsTable());
}

void RunsPageTest::longChecksAreReadable()
{
    m_town->storeRuns();
    m_town->models().runs().reload();
    QTRY_COMPARE(m_page->history()->model()->rowCount(), 4);
    click(row(QStringLiteral("3.1")));
    auto *table = m_page->runView()->checks();
    QTRY_COMPARE(m_page->runView()->verdict(), QStringLiteral("FAIL"));
    const auto *longest = "every request of the last tenth";
    int wide = -1;
    for (int i = 0; i < table->model()->rowCount(); ++i) {
        if (table->model()->index(i, models::RunCheckModel::Name).data().toString().startsWith(QLatin1String(longest)))
            wide = i;
    }
    QVERIFY(wide >= 0);
    QVERIFY(table->rowHeight(wide) > table->rowHeight(0)); // its words wrap
    const int before = table->rowHeight(wide);
    m_page->resize(1000, 560);
    QTRY_VERIFY(table->rowHeight(wide) > before); // and wrap again in less room
    const auto whole = table->model()->index(wide, models::RunCheckModel::Name).data().toString();
    QCOMPARE(table->model()->index(wide, models::RunCheckModel::Name).data(Qt::ToolTipRole).toString(), whole);
    table->selectRow(wide);
    QVERIFY(m_page->runView()->checkText()->text().startsWith(whole));
}

QTEST_MAIN(RunsPageTest)
#include "runs_test.moc"
