#include "tests/views/town.h"
#include "views/chart.h"
#include "views/export_button.h"
#include "views/load_card.h"
#include "views/log_view.h"
#include "views/run_compare_view.h"
#include "views/run_files_view.h"
#include "views/run_reservations_view.h"
#include "views/run_sandbox_view.h"
#include "views/run_trend_view.h"
#include "views/run_view.h"
#include "views/runs_page.h"

#include <QAbstractItemModelTester>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDesktopServices>
#include <QFile>
#include <QLabel>
#include <QListView>
#include <QPlainTextEdit>
#include <QTabBar>
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
    void aResultLeadsToTheTimelineOfItsReservation();
    void ofSeveralReservationsOneIsChosen();
    void aCheckLeadsToTheReservationItNames();
    void itsFilesAreRead();
    void twoRunsAreCompared();
    void aRunIsComparedWithTheOneBefore();
    void aTrendIsShownAndLeadsToItsRuns();
    void theSameIsRunAgain();
    void reportsAreExported_data();
    void reportsAreExported();
    void aSandboxThatGoesIsShown();
    void noStepsNameIsCut();
    void aLinkWaitsForItsRun();

public slots:
    void opened(const QUrl &url) { m_opened.append(url); }

private:
    void start(const QStringList &ids);
    [[nodiscard]] QModelIndex row(const QString &title) const;
    void fillHistory();
    void showPart(RunPanel::Part part);
    [[nodiscard]] static models::Link lastLink(const QSignalSpy &spy);
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

void RunsPageTest::fillHistory()
{
    m_town->storeRuns();
    m_town->storeEarlierRuns();
    m_town->models().runs().reload();
    QTRY_COMPARE(m_page->history()->model()->rowCount(), 10);
}

/// By its tab, as a person does.
void RunsPageTest::showPart(RunPanel::Part part)
{
    auto *tabs = m_page->panel()->tabs();
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(int(part)).center());
    QCOMPARE(m_page->panel()->part(), part);
}

models::Link RunsPageTest::lastLink(const QSignalSpy &spy)
{
    return spy.isEmpty() ? models::Link() : spy.last().first().value<models::Link>();
}

void RunsPageTest::aResultLeadsToTheTimelineOfItsReservation()
{
    fillHistory();
    click(row(QStringLiteral("1.1")));
    auto *button = m_page->runView()->timelineButton();
    QTRY_COMPARE(button->text(), QStringLiteral("Timeline of its reservation"));
    QVERIFY(button->isVisible());
    QSignalSpy links(m_page.get(), &Page::linkActivated);
    button->setFocus();
    QTest::keyClick(button, Qt::Key_Space);
    QCOMPARE(links.size(), 1);
    const auto link = lastLink(links);
    QCOMPARE(link.page, QStringLiteral("timeline"));
    QVERIFY2(link.item.endsWith(QStringLiteral("/1.1-00000001/timelines.jsonl")), qPrintable(link.item));
    QCOMPARE(QString::fromStdString(link.reservation->to_string()), QStringLiteral("01936d0e-77aa-7cc1-9d5e-2f1d4f6c0a21"));
    click(row(QStringLiteral("4.2"))); // has left none
    QTRY_VERIFY(m_page->runNotice()->isVisible());
    QTRY_VERIFY(!button->isVisible());
}

void RunsPageTest::ofSeveralReservationsOneIsChosen()
{
    fillHistory();
    QVERIFY(m_page->select(QStringLiteral("0000000a")));
    auto *button = m_page->runView()->timelineButton();
    QTRY_COMPARE(button->text(), QStringLiteral("Timelines of its 2 reservations"));
    QTest::mouseClick(button, Qt::LeftButton);
    QCOMPARE(m_page->panel()->part(), RunPanel::Part::Reservations);
    auto *view = m_page->panel()->reservations();
    auto *table = view->table()->view();
    QVERIFY(table->isVisible() && table->model()->rowCount() == 2);
    QSignalSpy links(m_page.get(), &Page::linkActivated);
    table->setFocus();
    table->selectRow(1);
    QTest::keyClick(table, Qt::Key_Return);
    QVERIFY(links.size() == 1 && lastLink(links).reservation.has_value());
    QVERIFY(QString::fromStdString(lastLink(links).reservation->to_string()).endsWith(QStringLiteral("0a12")));
    table->selectRow(0);
    QTest::mouseClick(view->openButton(), Qt::LeftButton);
    QVERIFY(QString::fromStdString(lastLink(links).reservation->to_string()).endsWith(QStringLiteral("0a11")));
}

void RunsPageTest::aCheckLeadsToTheReservationItNames()
{
    fillHistory();
    QVERIFY(m_page->select(QStringLiteral("0000000a")));
    auto *checks = m_page->runView()->checks();
    QTRY_COMPARE(m_page->runView()->reservations().own(), 2);
    QSignalSpy links(m_page.get(), &Page::linkActivated);
    emit checks->activated(checks->model()->index(0, 0)); // names none
    QCOMPARE(links.size(), 0);
    for (int i = 0; i < checks->model()->rowCount(); ++i)
        emit checks->activated(checks->model()->index(i, 0));
    QCOMPARE(links.size(), 1);
    QVERIFY(QString::fromStdString(lastLink(links).reservation->to_string()).endsWith(QStringLiteral("0a11")));
}

void RunsPageTest::itsFilesAreRead()
{
    fillHistory();
    QVERIFY(m_page->select(QStringLiteral("0000000a")));
    QTRY_COMPARE(m_page->runView()->verdict(), QStringLiteral("FAIL"));
    showPart(RunPanel::Part::Files);
    auto *files = m_page->panel()->files();
    auto *table = files->files()->view();
    QTRY_COMPARE(table->model()->rowCount(), 4);
    QTRY_VERIFY(files->text()->toPlainText().contains(QStringLiteral("run_started"))); // what is read first
    table->setFocus();
    QTest::keyClick(table, Qt::Key_End, Qt::ControlModifier); // the log
    QTRY_VERIFY2(files->text()->toPlainText().contains(QStringLiteral("listening")), qPrintable(files->text()->toPlainText()));
    QVERIFY(!files->otherEnd()->isVisible()); // it is whole
    QVERIFY(m_page->select(QStringLiteral("00000001"))); // another run's files
    QTRY_VERIFY(!files->text()->toPlainText().contains(QStringLiteral("listening")));
}

void RunsPageTest::twoRunsAreCompared()
{
    fillHistory();
    auto *view = m_page->history();
    click(row(QStringLiteral("3.1")));
    QTRY_COMPARE(m_page->runView()->verdict(), QStringLiteral("FAIL"));
    const auto older = m_town->models().runs().indexOfRun(QStringLiteral("00000102")); // the one that failed
    view->scrollTo(older);
    QTest::mouseClick(view->viewport(), Qt::LeftButton, Qt::ControlModifier, view->visualRect(older).center());
    auto *comparison = m_page->comparison();
    QTRY_VERIFY(comparison->isVisible() && !comparison->isLoading());
    QTRY_VERIFY2(comparison->headline().contains(QStringLiteral("1 check now holds")), qPrintable(comparison->headline()));
    auto *checks = comparison->checks()->view()->model();
    QCOMPARE(checks->index(0, models::CheckComparison::Before).data().toString(), QStringLiteral("101")); // the older one
    QCOMPARE(checks->index(0, models::CheckComparison::After).data().toString(), QStringLiteral("100"));
    QVERIFY(comparison->metrics()->view()->model()->rowCount() >= 4);
    QVERIFY(comparison->chartCard()->isVisible());
    QCOMPARE(view->selectionModel()->selectedRows().size(), 2);
    m_town->models().runs().reload(); // what is compared stays
    QTRY_VERIFY(!m_town->models().runs().isLoading());
    QVERIFY(comparison->isVisible());
    click(row(QStringLiteral("1.1"))); // one run again
    QTRY_COMPARE(m_page->runView()->verdict(), QStringLiteral("PASS"));
    QVERIFY(!comparison->isVisible());
}

void RunsPageTest::aRunIsComparedWithTheOneBefore()
{
    fillHistory();
    click(row(QStringLiteral("1.1")));
    QTRY_COMPARE(m_page->runView()->verdict(), QStringLiteral("PASS"));
    QVERIFY(!m_page->compareButton()->isEnabled()); // none of it stands before
    QVERIFY(!m_page->compareButton()->toolTip().isEmpty());
    click(row(QStringLiteral("3.1")));
    QTRY_VERIFY(m_page->compareButton()->isEnabled());
    QTest::mouseClick(m_page->compareButton(), Qt::LeftButton);
    QTRY_VERIFY(m_page->comparison()->isVisible() && !m_page->comparison()->isLoading());
    QTRY_VERIFY2(m_page->comparison()->headline().contains(QStringLiteral("same")), qPrintable(m_page->comparison()->headline()));
}

void RunsPageTest::aTrendIsShownAndLeadsToItsRuns()
{
    fillHistory();
    QVERIFY(m_page->select(QStringLiteral("0000000a")));
    QTRY_COMPARE(m_page->runView()->verdict(), QStringLiteral("FAIL"));
    showPart(RunPanel::Part::Trend);
    auto *trend = m_page->panel()->trend();
    QCOMPARE(trend->headline(), QStringLiteral("7 runs of 3.1, 5 passed"));
    QCOMPARE(trend->measure()->count(), 3);
    trend->measure()->setCurrentIndex(2); // latency
    QVERIFY2(trend->hoverText(1).contains(QStringLiteral("p99, ms: 2")), qPrintable(trend->hoverText(1)));
    QVERIFY(trend->hoverText(99).isEmpty());
    auto *table = trend->table()->view();
    table->setFocus();
    table->selectRow(0);
    QTest::keyClick(table, Qt::Key_Return);
    QTRY_COMPARE(m_page->history()->currentIndex().data(RunHistory::RunIdRole).toString(), QStringLiteral("00000100"));
    QVERIFY(m_page->select(QStringLiteral("00000001")));
    QTRY_COMPARE(trend->headline(), QStringLiteral("1 run of 1.1; a trend needs two"));
    QCOMPARE(trend->measure()->count(), 1); // it has no load
}

void RunsPageTest::theSameIsRunAgain()
{
    fillHistory();
    m_town->models().catalogue().reload();
    QTRY_VERIFY(m_town->models().catalogue().rowCount() > 0);
    auto *again = m_page->panel()->againButton();
    QVERIFY(m_page->select(QStringLiteral("0000000a"))); // 3.1 is not in this catalogue
    QTRY_VERIFY(again->isVisible());
    QVERIFY(!again->isEnabled() && again->toolTip().contains(QStringLiteral("3.1")));
    QVERIFY(m_page->select(QStringLiteral("00000002"))); // with a saboteur
    QTRY_VERIFY(again->isEnabled());
    QTest::mouseClick(again, Qt::LeftButton);
    auto &run = m_town->models().run();
    QCOMPARE(run.request().ids, QStringList{QStringLiteral("1.1")});
    QCOMPARE(run.request().seed, QStringLiteral("90417"));
    QCOMPARE(run.request().saboteur, QStringLiteral("capacity-unchecked"));
    QVERIFY2(run.command().contains(QStringLiteral("--saboteur capacity-unchecked")), qPrintable(run.command()));
    QTRY_VERIFY(!run.isActive());
}

void RunsPageTest::reportsAreExported_data()
{
    QTest::addColumn<int>("entry");
    QTest::addColumn<QByteArray>("begin");
    QTest::newRow("pdf") << 0 << QByteArray("%PDF-");
    QTest::newRow("html") << 1 << QByteArray("<!doctype html>");
    QTest::newRow("md") << 2 << QByteArray("# Stress test report");
}

void RunsPageTest::reportsAreExported()
{
    QFETCH(int, entry);
    QFETCH(QByteArray, begin);
    fillHistory();
    QVERIFY(m_page->select(QStringLiteral("0000000a")));
    auto *button = m_page->panel()->exportButton();
    QTRY_VERIFY(button->isVisible());
    QTemporaryDir folder;
    const auto path = folder.filePath(QStringLiteral("report"));
    QCOMPARE(button->write(entry, path), QString());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const auto text = file.readAll();
    QVERIFY2(text.startsWith(begin), text.left(40).constData());
    QVERIFY(!button->write(entry, QStringLiteral("/nonexistent/report")).isEmpty()); // and says so
    QVERIFY(m_page->select(QStringLiteral("00000001"))); // has none, and this runner writes none
    QTRY_COMPARE(m_page->runView()->verdict(), QStringLiteral("PASS"));
    QVERIFY(!button->write(entry, path).isEmpty());
    QVERIFY(file.seek(0) && file.readAll() == text);
}

void RunsPageTest::aSandboxThatGoesIsShown()
{
    qputenv("HOLDFAST_RUNNER_MODE", "hang");
    qputenv("HOLDFAST_RUNNER_REGISTRY", m_town->registry().toLocal8Bit());
    start({QStringLiteral("1.1")});
    QTRY_COMPARE(m_page->runView()->headlineText(), QStringLiteral("20 requests at once"));
    showPart(RunPanel::Part::Sandbox);
    auto *sandbox = m_page->panel()->sandbox();
    QTRY_VERIFY2(sandbox->title().startsWith(QStringLiteral("brave-otter")), qPrintable(sandbox->title()));
    QVERIFY(sandbox->processes()->view()->model()->rowCount() > 0);
    QVERIFY(sandbox->keepSwitch()->isVisible());
    m_town->models().setFollowsRuns(false);
    QTest::mouseClick(m_page->stopButton(), Qt::LeftButton);
    QTRY_VERIFY(!m_town->models().run().isActive());
    QTRY_VERIFY(!sandbox->keepSwitch()->isVisible());
    QTRY_COMPARE(sandbox->processes()->view()->model()->rowCount(), 0);
    qunsetenv("HOLDFAST_RUNNER_REGISTRY");
}

void RunsPageTest::noStepsNameIsCut()
{
    fillHistory();
    m_page->resize(1000, 560);
    QVERIFY(m_page->select(QStringLiteral("0000000a")));
    QTRY_COMPARE(m_page->runView()->verdict(), QStringLiteral("FAIL"));
    auto *steps = m_page->runView()->steps();
    const QFontMetrics metrics(m_theme->textFont());
    for (int i = 0; i < steps->model()->rowCount(); ++i) {
        const auto index = steps->model()->index(i, 0);
        const auto box = steps->visualRect(index);
        const auto words = metrics.boundingRect(QRect(0, 0, box.width() - 52, 1000), Qt::TextWordWrap, index.data().toString());
        QVERIFY2(words.height() <= box.height(), qPrintable(index.data().toString()));
    }
}

void RunsPageTest::aLinkWaitsForItsRun()
{
    models::Link link;
    link.page = QStringLiteral("runs");
    link.item = QStringLiteral("0000000a#reservations");
    m_page->open(link); // its files are not read yet
    fillHistory();
    QTRY_COMPARE(m_page->history()->currentIndex().data(RunHistory::RunIdRole).toString(), QStringLiteral("0000000a"));
    QCOMPARE(m_page->panel()->part(), RunPanel::Part::Reservations);
}

QTEST_MAIN(RunsPageTest)
#include "runs_test.moc"
