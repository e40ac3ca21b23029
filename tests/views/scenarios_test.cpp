#include "tests/views/town.h"
#include "views/log_view.h"
#include "views/parameter_form.h"
#include "views/run_view.h"
#include "views/scenarios_page.h"

#include <QCheckBox>
#include <QClipboard>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>
#include <QSpinBox>
#include <QTableView>
#include <QtTest>

using namespace holdfast;
using namespace holdfast::views;
using models::ScenarioRun;

class ScenariosTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void listsWhatTheRunnerOffers();
    void showsARunFromStartToVerdict();
    void showsAFailure();
    void aCheckIsReadInFull();
    void repeatsSayWhichFailed();
    void refusedParametersSayWhy();
    void parametersAreBounded();
    void repeatsLeaveTheSelectionAlone();
    void watchedRunsArePaced();
    void stopsARun();
    void oneRunAtATime();
    void parametersReachTheRequest();
    void logStaysWhereThePersonScrolled();
    void missingRunnerIsExplained();
    void watchSwitchFollowsTheModels();

private:
    void open(const QString &ctl = {});

    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<views::testing::Town> m_town;
    std::unique_ptr<ScenariosPage> m_page;
};

void ScenariosTest::open(const QString &ctl)
{
    m_page.reset();
    m_town = std::make_unique<views::testing::Town>(ctl);
    m_page = std::make_unique<ScenariosPage>(*m_theme, m_town->models());
    m_page->resize(1356, 826);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    m_town->models().catalogue().reload();
}

void ScenariosTest::init()
{
    qputenv("HOLDFAST_RUNNER_MODE", "pass");
    m_theme = std::make_unique<Theme>(*qApp);
    open();
    QTRY_COMPARE(m_page->selected(), QStringLiteral("1.1"));
}

void ScenariosTest::cleanup()
{
    m_page.reset();
    m_town.reset();
    m_theme.reset();
}

void ScenariosTest::listsWhatTheRunnerOffers()
{
    QCOMPARE(m_page->list()->model()->rowCount(), 2);
    QVERIFY(m_page->runButton()->isEnabled());
    QVERIFY(m_page->saboteursButton()->isVisible());
    QVERIFY(!m_page->stopButton()->isVisible());
    QVERIFY(!m_page->reportButton()->isVisible());
    QVERIFY(m_page->emptyState()->isVisible());
    QCOMPARE(m_page->emptyState()->button()->text(), QStringLiteral("Run 1.1"));
    m_page->select(QStringLiteral("1.2"));
    QCOMPARE(m_page->emptyState()->button()->text(), QStringLiteral("Run 1.2"));
    QCOMPARE(m_page->list()->currentIndex().row(), 1);
}

void ScenariosTest::showsARunFromStartToVerdict()
{
    QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
    QVERIFY(m_town->models().run().isActive());
    QVERIFY(m_page->runView()->isVisible());
    QVERIFY(m_page->stopButton()->isVisible());
    QTRY_COMPARE(m_town->models().run().state(), ScenarioRun::State::Finished);
    QCOMPARE(m_page->runView()->verdict(), QStringLiteral("PASS"));
    QVERIFY(m_page->runView()->summary().startsWith(QStringLiteral("5 of 5 checks passed")));
    QCOMPARE(m_page->runView()->checks()->model()->rowCount(), 5);
    QCOMPARE(m_page->runView()->steps()->model()->rowCount(), 5);
    QTRY_VERIFY(m_page->runView()->log()->model()->rowCount() >= 3);
    QVERIFY(!m_page->stopButton()->isVisible());
    QVERIFY(m_page->runButton()->isEnabled());
}

void ScenariosTest::showsAFailure()
{
    qputenv("HOLDFAST_RUNNER_MODE", "fail");
    QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
    QTRY_COMPARE(m_town->models().run().state(), ScenarioRun::State::Finished);
    QCOMPARE(m_page->runView()->verdict(), QStringLiteral("FAIL"));
    QCOMPARE(m_page->runView()->headlineText(), QStringLiteral("1 critical check failed"));
    QVERIFY(m_page->runView()->summary().startsWith(QStringLiteral("4 of 5 checks passed")));
}

void ScenariosTest::stopsARun()
{
    qputenv("HOLDFAST_RUNNER_MODE", "hang");
    QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
    QTRY_COMPARE(m_town->models().run().state(), ScenarioRun::State::Running);
    QTRY_COMPARE(m_page->runView()->headlineText(), QStringLiteral("20 requests at once"));
    QTest::mouseClick(m_page->stopButton(), Qt::LeftButton);
    QVERIFY(!m_page->stopButton()->isEnabled());
    QTRY_COMPARE(m_town->models().run().state(), ScenarioRun::State::Finished);
    QCOMPARE(m_page->runView()->verdict(), QStringLiteral("Aborted"));
    QCOMPARE(m_page->runView()->headlineText(), QString());
}

void ScenariosTest::aCheckIsReadInFull()
{
    qputenv("HOLDFAST_RUNNER_MODE", "fail");
    QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
    QTRY_COMPARE(m_town->models().run().state(), ScenarioRun::State::Finished);
    auto *view = m_page->runView();
    QVERIFY(view->checkText()->isVisible()); // what failed, without a click
    QCOMPARE(view->checkText()->text(),
             QStringLiteral("Slot counters equal their reservations: expected held 1, observed held 2"));
    view->checks()->setFocus();
    QTest::keyClick(view->checks(), Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(view->checkText()->text(), QStringLiteral("One winner: expected 1, observed 1"));
    QTest::keyClick(view->checks(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), view->checkText()->text());
    QTest::mouseClick(m_page->commandButton(), Qt::LeftButton);
    QCOMPARE(QGuiApplication::clipboard()->text(), QStringLiteral("holdfastctl scenario run 1.1 --seed 90417"));
}

void ScenariosTest::repeatsSayWhichFailed()
{
    qputenv("HOLDFAST_RUNNER_MODE", "second-fails");
    QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
    QTRY_COMPARE(m_town->models().run().state(), ScenarioRun::State::Finished);
    auto *view = m_page->runView();
    QCOMPARE(view->verdict(), QStringLiteral("FAIL"));
    QCOMPARE(view->headlineText(), QStringLiteral("1 critical check failed"));
    QVERIFY(view->summary().startsWith(QStringLiteral("2 of 3 runs passed")));
    QVERIFY2(view->resultsText().contains(QStringLiteral("run 2, seed 902:")), qPrintable(view->resultsText()));
    QVERIFY(view->resultsText().contains(QStringLiteral("One &lt;winner&gt;, expected 1, observed 2")));
    QVERIFY(!view->resultsText().contains(QStringLiteral("run 3")));
    const auto light = view->resultsText();
    m_theme->setMode(Theme::Mode::Dark);
    QVERIFY(view->resultsText() != light); // its colours are the theme's
}

void ScenariosTest::refusedParametersSayWhy()
{
    qputenv("HOLDFAST_RUNNER_MODE", "refuse");
    QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
    QTRY_COMPARE(m_town->models().run().state(), ScenarioRun::State::Failed);
    QVERIFY(m_page->notice()->isVisible());
    QVERIFY2(m_page->notice()->text().contains(QStringLiteral("a whole number from 2 to 1000")),
             qPrintable(m_page->notice()->text()));
}

void ScenariosTest::parametersAreBounded()
{
    auto *form = m_page->parameters();
    form->setOpen(true);
    auto *attempts = form->field(QStringLiteral("attempts"));
    attempts->selectAll();
    QTest::keyClicks(attempts, QStringLiteral("a50000b"));
    QCOMPARE(attempts->text(), QStringLiteral("5000")); // no fifth digit; that it is too many the runner says
    QVERIFY(attempts->accessibleDescription().endsWith(QStringLiteral(", 2 to 1,000")));
    QTest::keyClicks(form->seed(), QString(20, u'9'));
    QCOMPARE(form->seed()->text().size(), 15); // the runner takes 2^53 - 1
}

void ScenariosTest::repeatsLeaveTheSelectionAlone()
{
    auto &run = m_town->models().run();
    connect(&run, &ScenarioRun::resultReady, this, [this] { m_page->select(QStringLiteral("1.2")); });
    qputenv("HOLDFAST_RUNNER_MODE", "second-fails");
    QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
    QTRY_COMPARE(run.state(), ScenarioRun::State::Finished);
    QCOMPARE(m_page->selected(), QStringLiteral("1.2"));
}

void ScenariosTest::watchedRunsArePaced()
{
    QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
    QVERIFY(m_town->models().run().request().paceMs > 0);
    QTRY_VERIFY(!m_town->models().run().isActive());
    m_town->models().setFollowsRuns(false);
    QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
    QCOMPARE(m_town->models().run().request().paceMs, 0);
    QTRY_VERIFY(!m_town->models().run().isActive());
}

void ScenariosTest::oneRunAtATime()
{
    qputenv("HOLDFAST_RUNNER_MODE", "hang");
    QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
    QTRY_COMPARE(m_town->models().run().state(), ScenarioRun::State::Running);
    m_page->select(QStringLiteral("1.2"));
    QVERIFY(!m_page->runButton()->isEnabled());
    QVERIFY(m_page->runButton()->toolTip().contains(QStringLiteral("1.1")));
    QVERIFY(m_page->emptyState()->isVisible());
    QTest::mouseClick(m_page->emptyState()->button(), Qt::LeftButton); // "Show 1.1"
    QCOMPARE(m_page->selected(), QStringLiteral("1.1"));
    QVERIFY(m_page->runView()->isVisible());
    m_town->models().run().cancel();
    QTRY_VERIFY(!m_town->models().run().isActive());
}

void ScenariosTest::parametersReachTheRequest()
{
    auto *form = m_page->parameters();
    QVERIFY(!form->isOpen());
    QTest::mouseClick(form->disclosure(), Qt::LeftButton);
    QVERIFY(form->isOpen());
    QVERIFY(form->field(QStringLiteral("attempts"))->isVisible());
    QCOMPARE(form->field(QStringLiteral("attempts"))->text(), QStringLiteral("20"));
    form->field(QStringLiteral("attempts"))->setText(QStringLiteral("64"));
    QTest::keyClicks(form->seed(), QStringLiteral("9x0"));
    form->repeat()->setValue(3);
    const auto request = form->request();
    QCOMPARE(request.ids, QStringList{QStringLiteral("1.1")});
    QCOMPARE(request.parameters, (QMap<QString, QString>{{QStringLiteral("attempts"), QStringLiteral("64")}}));
    QCOMPARE(request.seed, QStringLiteral("90"));
    QCOMPARE(request.repeat, 3);
    m_page->select(QStringLiteral("1.2"));
    QVERIFY(!form->field(QStringLiteral("attempts")));
}

void ScenariosTest::logStaysWhereThePersonScrolled()
{
    auto *log = m_town->models().run().log();
    QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
    QTRY_COMPARE(m_town->models().run().state(), ScenarioRun::State::Finished);
    auto *view = m_page->runView()->log();
    const auto append = [log](int lines) {
        QList<models::RunLogModel::Line> more;
        for (int i = 0; i < lines; ++i)
            more.append({QDateTime::currentDateTime(), models::RunLogModel::Level::Info, QStringLiteral("actor"),
                         QStringLiteral("line %1").arg(i)});
        log->append(more);
    };
    append(200);
    QTRY_VERIFY(view->verticalScrollBar()->maximum() > 1000); // the view lays out in its own time
    QTRY_COMPARE(view->verticalScrollBar()->value(), view->verticalScrollBar()->maximum());
    QVERIFY(view->isFollowing());
    view->verticalScrollBar()->setValue(200);
    QVERIFY(!view->isFollowing());
    append(50);
    QCoreApplication::processEvents();
    QCOMPARE(view->verticalScrollBar()->value(), 200);
    auto *follow = view->findChild<QPushButton *>();
    QVERIFY(follow && follow->isVisible());
    QTest::mouseClick(follow, Qt::LeftButton);
    QVERIFY(view->isFollowing());
    append(50);
    QTRY_COMPARE(view->verticalScrollBar()->value(), view->verticalScrollBar()->maximum());
}

void ScenariosTest::missingRunnerIsExplained()
{
    open(QStringLiteral("/nonexistent/holdfastctl"));
    QTRY_VERIFY(m_page->notice()->isVisible());
    QVERIFY(m_page->notice()->text().startsWith(QStringLiteral("The scenarios could not be listed.")));
    QCOMPARE(m_page->notice()->button()->text(), QStringLiteral("Try again"));
    QVERIFY(!m_page->runButton()->isVisible());
    models::ScenarioRequest request;
    request.ids = {QStringLiteral("1.1")};
    m_town->models().run().start(request);
    QTRY_COMPARE(m_town->models().run().state(), ScenarioRun::State::Failed);
    QVERIFY(!m_town->models().run().error().isEmpty());
}

void ScenariosTest::watchSwitchFollowsTheModels()
{
    QVERIFY(m_page->watchSwitch()->isChecked());
    QTest::keyClick(m_page->watchSwitch(), Qt::Key_Space);
    QVERIFY(!m_town->models().followsRuns());
    m_town->models().setFollowsRuns(true);
    QVERIFY(m_page->watchSwitch()->isChecked());
}

QTEST_MAIN(ScenariosTest)
#include "scenarios_test.moc"
