#include "tests/views/town.h"
#include "views/log_view.h"
#include "views/parameter_form.h"
#include "views/preset_bar.h"
#include "views/run_view.h"
#include "views/scenarios_page.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>
#include <QSpinBox>
#include <QTableView>
#include <QSettings>
#include <QTemporaryDir>
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
    void severalAreChosenAndRunTogether();
    void allAreRunWithOneButton();
    void presetsFillTheParameters();
    void areasStandAboveTheirScenarios();
    void theRunIsShownInRuns();

private:
    void open(const QString &ctl = {});

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<views::testing::Town> m_town;
    std::unique_ptr<ScenariosPage> m_page;
};

void ScenariosTest::open(const QString &ctl)
{
    m_page.reset();
    m_town = std::make_unique<views::testing::Town>(ctl);
    m_page = std::make_unique<ScenariosPage>(*m_theme, m_town->models(), *m_settings);
    m_page->resize(1356, 826);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    m_town->models().catalogue().reload();
}

void ScenariosTest::init()
{
    qputenv("HOLDFAST_RUNNER_MODE", "pass");
    m_theme = std::make_unique<Theme>(*qApp);
    m_folder = std::make_unique<QTemporaryDir>();
    m_settings = std::make_unique<QSettings>(m_folder->filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    open();
    QTRY_COMPARE(m_page->selected(), QStringLiteral("1.1"));
}

void ScenariosTest::cleanup()
{
    m_page.reset();
    m_town.reset();
    m_theme.reset();
    m_settings.reset();
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
    QVERIFY(view->checks()->selectionModel()->hasSelection()); // what failed, without a click
    QVERIFY(!view->checkText()->isVisible()); // its row is whole
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
    QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
    QTRY_COMPARE(m_town->models().run().state(), ScenarioRun::State::Finished);
    auto *log = m_town->models().run().log();
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

void ScenariosTest::severalAreChosenAndRunTogether()
{
    auto *list = m_page->list();
    const auto at = [list](int row) { return list->visualRect(list->model()->index(row, list->modelColumn())).center(); };
    QTest::mouseClick(list->viewport(), Qt::LeftButton, Qt::ControlModifier, at(1));
    QCOMPARE(m_page->selectedIds(), (QStringList{QStringLiteral("1.1"), QStringLiteral("1.2")}));
    QCOMPARE(m_page->runButton()->text(), QStringLiteral("Run 2 scenarios"));
    QVERIFY(m_page->saboteursButton()->isVisible());
    QVERIFY(!m_page->parameters()->field(QStringLiteral("attempts"))); // what they share: seed, repeats, jobs
    QCOMPARE(m_page->parameters()->request().ids.size(), 2);
    const auto go = m_folder->filePath(QStringLiteral("go"));
    qputenv("HOLDFAST_RUNNER_MODE", "together");
    qputenv("HOLDFAST_RUNNER_GO", go.toLocal8Bit());
    QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
    QTRY_COMPARE(int(m_town->models().run().results().size()), 1);
    QVERIFY(m_page->runView()->summary().startsWith(QStringLiteral("1 of 1 runs passed")));
    QCOMPARE(m_town->models().catalogue().isRunning(QStringLiteral("1.2")), true);
    QCOMPARE(m_town->models().catalogue().isRunning(QStringLiteral("1.1")), false);
    // Either can be looked at while the other goes on.
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, at(0));
    QCOMPARE(m_page->runView()->verdict(), QStringLiteral("PASS"));
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, at(1));
    QCOMPARE(m_page->runView()->verdict(), QStringLiteral("Running"));
    QVERIFY(!m_page->runButton()->isEnabled());
    QFile file(go);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    QTRY_COMPARE(m_town->models().run().state(), ScenarioRun::State::Finished);
    QCOMPARE(m_page->runView()->verdict(), QStringLiteral("FAIL"));
    list->setFocus();
    QTest::keyClick(list, Qt::Key_A, Qt::ControlModifier);
    QVERIFY(m_page->runView()->summary().startsWith(QStringLiteral("1 of 2 runs passed")));
    QVERIFY2(m_page->runView()->resultsText().contains(QStringLiteral("1.2, seed 902:")),
             qPrintable(m_page->runView()->resultsText()));
    qunsetenv("HOLDFAST_RUNNER_GO");
}

void ScenariosTest::allAreRunWithOneButton()
{
    QCOMPARE(m_page->runAllButton()->text(), QStringLiteral("Run all 2"));
    QTest::mouseClick(m_page->runAllButton(), Qt::LeftButton);
    QVERIFY(m_town->models().run().request().all);
    QCOMPARE(m_town->models().run().request().ids.size(), 2);
    QVERIFY(!m_page->runAllButton()->isEnabled());
    QTRY_VERIFY(!m_town->models().run().isActive());
    QVERIFY(m_town->models().run().command().startsWith(QStringLiteral("holdfastctl scenario run all")));
}

void ScenariosTest::presetsFillTheParameters()
{
    auto *form = m_page->parameters();
    QTest::mouseClick(form->disclosure(), Qt::LeftButton);
    auto *bar = form->presets();
    auto *attempts = form->field(QStringLiteral("attempts"));
    QVERIFY(!bar->saveButton()->isEnabled()); // without a name
    attempts->setText(QStringLiteral("64"));
    QTest::keyClicks(bar->names()->lineEdit(), QStringLiteral("rush hour"));
    QTest::mouseClick(bar->saveButton(), Qt::LeftButton);
    QCOMPARE(bar->names()->count(), 1);
    attempts->setText(QStringLiteral("20"));
    m_page->select(QStringLiteral("1.2")); // presets are of a scenario
    QVERIFY(!bar->isVisible());
    m_page->select(QStringLiteral("1.1"));
    attempts = form->field(QStringLiteral("attempts"));
    QCOMPARE(bar->names()->currentText(), QString());
    bar->names()->setFocus();
    QTest::keyClick(bar->names(), Qt::Key_Down);
    QCOMPARE(bar->names()->currentText(), QStringLiteral("rush hour"));
    QCOMPARE(attempts->text(), QStringLiteral("64"));
    QTest::mouseClick(bar->deleteButton(), Qt::LeftButton);
    QCOMPARE(bar->names()->count(), 0);
    QVERIFY(!bar->deleteButton()->isEnabled());
}

void ScenariosTest::areasStandAboveTheirScenarios()
{
    auto *list = m_page->list();
    const auto first = list->model()->index(0, 0);
    const auto second = list->model()->index(1, 0);
    QCOMPARE(first.data(models::ScenarioCatalogue::GroupRole).toString(), QStringLiteral("reservations"));
    QCOMPARE(second.data(models::ScenarioCatalogue::GroupRole).toString(), QString());
    const auto height = [list](int row) { return list->visualRect(list->model()->index(row, list->modelColumn())).height(); };
    QVERIFY(height(0) > height(1));
}

void ScenariosTest::theRunIsShownInRuns()
{
    QVERIFY(!m_page->runsButton()->isVisible());
    QTest::mouseClick(m_page->runButton(), Qt::LeftButton);
    QTRY_COMPARE(m_town->models().run().state(), ScenarioRun::State::Finished);
    QSignalSpy requested(m_page.get(), &Page::linkActivated);
    QTest::mouseClick(m_page->runsButton(), Qt::LeftButton);
    QCOMPARE(requested.size(), 1);
    const auto link = requested.at(0).at(0).value<models::Link>();
    QCOMPARE(link.page, QStringLiteral("runs"));
    QCOMPARE(link.item, QStringLiteral("r-218"));
}

QTEST_MAIN(ScenariosTest)
#include "scenarios_test.moc"
