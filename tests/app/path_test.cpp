#include "models/console_models.h"
#include "models/demo.h"
#include "tests/app/desk.h"
#include "tests/support/test_cluster.h"
#include "views/act_dialog.h"
#include "views/data_table.h"
#include "views/detail_panel.h"
#include "views/export_button.h"
#include "views/filter_bar.h"
#include "views/first_run_page.h"
#include "views/in_flight_page.h"
#include "views/main_window.h"
#include "views/navigation_rail.h"
#include "views/palette.h"
#include "views/reservation_actions.h"
#include "views/run_panel.h"
#include "views/run_reservations_view.h"
#include "views/run_view.h"
#include "views/runs_page.h"
#include "views/scenarios_page.h"
#include "views/timeline_page.h"

#include <QAbstractButton>
#include <QApplication>
#include <QDir>
#include <QFileDialog>
#include <QLineEdit>
#include <QListView>
#include <QMenu>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>

using namespace holdfast;
using namespace holdfast::views;
using test::Hand;

namespace {

constexpr int patienceMs = 60'000;
constexpr int runPatienceMs = 180'000;

/// As root, PostgreSQL's account has to get at what lies below.
void letOthersIn(const QString &folder)
{
    QFile::setPermissions(folder, QFile::permissions(folder) | QFile::ReadGroup | QFile::ExeGroup | QFile::ReadOther
                                      | QFile::ExeOther);
}

} // namespace

/// Somebody who has never been here: from the first start to the report of a scenario, in a real window, with a mouse
/// and a keyboard. One path: each step begins where the one before has led to.
class PathTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;
    std::unique_ptr<QSettings> m_settings;
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<models::ConsoleModels> m_models;
    std::unique_ptr<MainWindow> m_window;
    Uuid m_released;

    [[nodiscard]] std::string dsn() const { return m_models->environments().current().dsn.toStdString(); }
    bool turnTo(const QString &page)
    {
        const auto number = int(m_window->pageNames().indexOf(page));
        return Hand::press(m_window->rail()->button(number))
            && QTest::qWaitFor([&] { return m_window->page(page)->isVisible(); }, patienceMs);
    }

private slots:
    void initTestCase()
    {
        m_home = std::make_unique<QTemporaryDir>();
        QVERIFY(m_home->isValid());
        letOthersIn(m_home->path());
        const auto runtime = m_home->filePath(QStringLiteral("run"));
        qputenv("XDG_RUNTIME_DIR", runtime.toLocal8Bit());
        QDir().mkpath(runtime);
        const auto data = m_home->filePath(QStringLiteral("data"));
        m_settings = std::make_unique<QSettings>(m_home->filePath(QStringLiteral("console.ini")), QSettings::IniFormat);
        m_theme = std::make_unique<Theme>(*qApp);
        m_models = std::make_unique<models::ConsoleModels>(models::ConsoleOptions{
            QString::fromStdString(storage::default_runtime_dir().string()), data, QStringLiteral(HOLDFAST_CTL),
            QStringLiteral("console/new")});
        m_models->catalogue().reload();
        m_models->backend().setOff(); // the demo and scenarios bring their own
        m_window = std::make_unique<MainWindow>(*m_theme, *m_models, *m_settings);
        m_window->showFirstRun();
        m_window->show();
        m_window->move(0, 0);
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    }
    void cleanupTestCase()
    {
        m_window.reset();
        m_models.reset();
        m_theme.reset();
    }

    void theDemoIsStarted()
    {
        auto *first = m_window->findChild<FirstRunPage *>();
        QVERIFY(first && first->isVisible());
        QVERIFY(Hand::press(first->demoButton()));
        QTRY_COMPARE_WITH_TIMEOUT(m_models->environments().current().kind, models::Environment::Kind::Sandbox,
                                  patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(m_models->reservations().rowCount() > 12, patienceMs);
        QTRY_VERIFY(!first->isVisible());
    }

    void whatExpiresSoonIsFiltered()
    {
        QVERIFY(turnTo(QStringLiteral("in-flight")));
        auto *page = m_window->inFlight();
        const auto chips = page->filters()->presets();
        const auto soon = std::find_if(chips.begin(), chips.end(),
                                       [](const auto *chip) { return chip->text() == QStringLiteral("Expiring soon"); });
        QVERIFY(soon != chips.end());
        QVERIFY(Hand::press(*soon));
        QTRY_VERIFY(m_models->reservations().filter().deadlineWithin);
        QTRY_VERIFY(!m_models->reservations().isLoading());
        QTRY_VERIFY_WITH_TIMEOUT(m_models->reservations().rowCount() > 0, patienceMs);
    }

    void aTimelineIsOpened()
    {
        auto *table = m_window->inFlight()->table();
        QVERIFY(Hand::press(table->viewport(), table->visualRect(table->model()->index(0, 1)).center()));
        QTRY_COMPARE(m_models->detail().state(), models::ReservationDetail::State::Ready);
        const auto id = QString::fromStdString(m_models->detail().id()->to_string());
        QVERIFY(Hand::key(QStringLiteral("t")));
        auto *timeline = qobject_cast<TimelinePage *>(m_window->page(QStringLiteral("timeline")));
        QTRY_VERIFY(timeline->isVisible());
        QTRY_COMPARE(timeline->shownId(), id);
        QTRY_VERIFY(timeline->entries()->view()->model()->rowCount() > 0);
    }

    void aHoldIsForceReleasedWithAReason()
    {
        QVERIFY(Hand::key(QStringLiteral("ctrl+2")));
        QTRY_VERIFY(m_window->inFlight()->isVisible());
        auto *page = m_window->inFlight();
        auto *table = page->table();
        auto &rows = m_models->reservations();
        int held = -1;
        QTRY_VERIFY_WITH_TIMEOUT([&] {
            for (held = rows.rowCount() - 1; held >= 0 && rows.at(held).state != State::Held; --held) {
            }
            return held >= 0;
        }(), patienceMs);
        m_released = rows.at(held).id;
        table->scrollTo(rows.index(held, 0));
        QVERIFY(Hand::press(table->viewport(), table->visualRect(rows.index(rows.rowOf(m_released), 1)).center()));
        QTRY_VERIFY(m_models->detail().id() == m_released);
        auto *force = page->actions()->action(ReservationActions::Kind::ForceRelease);
        QTRY_VERIFY2_WITH_TIMEOUT(force->isEnabled(), qPrintable(force->toolTip()), patienceMs);
        const auto &buttons = page->detail()->buttons();
        const auto button = std::find_if(buttons.begin(), buttons.end(),
                                         [&](const auto *one) { return one->text() == force->text(); });
        QVERIFY(button != buttons.end());
        QVERIFY(Hand::press(*button));
        QTRY_VERIFY(page->actions()->dialog() && page->actions()->dialog()->isVisible());
        auto *dialog = page->actions()->dialog();
        QVERIFY(Hand::press(dialog->reasonField()));
        QVERIFY(Hand::type(QStringLiteral("the customer called")));
        if (dialog->typedField()) {
            QVERIFY(Hand::press(dialog->typedField()));
            QVERIFY(Hand::type(QStringLiteral("force-release")));
        }
        QTRY_VERIFY(dialog->verbButton()->isEnabled());
        QVERIFY(Hand::press(dialog->verbButton()));
        QTRY_VERIFY_WITH_TIMEOUT(!page->actions()->dialog(), patienceMs);
        const auto state = [&] {
            return test::run_sql(dsn(), "select state from holdfast.reservation where id = $1::uuid", {m_released.to_string()})
                .text(0, 0);
        };
        QTRY_COMPARE_WITH_TIMEOUT(state(), std::string("RELEASED"), patienceMs);
        const auto audit = test::run_sql(dsn(), "select act, reason from holdfast.audit_entry where reservation_id = $1::uuid "
                                                "order by seq desc limit 1", {m_released.to_string()});
        QCOMPARE(audit.text(0, 1), std::string("the customer called"));
    }

    void scenario44IsRunAndPasses()
    {
        QVERIFY(turnTo(QStringLiteral("scenarios")));
        auto *page = m_window->scenarios();
        auto &catalogue = m_models->catalogue();
        QTRY_VERIFY_WITH_TIMEOUT(catalogue.rowCount() > 0, patienceMs);
        int row = 0;
        while (row < catalogue.rowCount() && catalogue.at(row).id != QStringLiteral("4.4"))
            ++row;
        QVERIFY(row < catalogue.rowCount());
        auto *list = page->list();
        const auto index = list->model()->index(row, models::ScenarioCatalogue::Title);
        list->scrollTo(index);
        QVERIFY(Hand::press(list->viewport(), list->visualRect(index).center()));
        QTRY_COMPARE(page->selected(), QStringLiteral("4.4"));
        QVERIFY(Hand::press(page->runButton()));
        QTRY_VERIFY_WITH_TIMEOUT(m_models->run().isActive(), patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(!m_models->run().isActive(), runPatienceMs);
        QVERIFY2(m_models->run().error().isEmpty(), qPrintable(m_models->run().error()));
    }

    void itsResultIsReadAndItsReportExported()
    {
        QVERIFY(Hand::press(m_window->scenarios()->runsButton()));
        auto *page = m_window->runs();
        QTRY_VERIFY(page->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(page->runView()->verdict(), QStringLiteral("PASS"), patienceMs);
        QVERIFY2(page->title().contains(QStringLiteral("4.4")), qPrintable(page->title()));
        const auto file = m_home->filePath(QStringLiteral("report.html"));
        auto *button = page->panel()->exportButton();
        const auto actions = button->entries()->actions();
        const auto html = std::find_if(actions.begin(), actions.end(), [](const auto *action) {
            return action->text().contains(QStringLiteral("HTML"), Qt::CaseInsensitive);
        });
        QVERIFY(html != actions.end());
        const auto down = QStringList(int(html - actions.begin()) + 1, QStringLiteral("Down"));
        const auto fileName = [] {
            auto *dialog = qobject_cast<QFileDialog *>(QApplication::activeModalWidget());
            return dialog ? dialog->findChild<QLineEdit *>() : nullptr;
        };
        QVERIFY(Hand::press(button, {{[&] { return button->entries()->isVisible(); },
                                      QStringList{QStringLiteral("key")} + down + QStringList{QStringLiteral("Return")}},
                                     {[&] { return fileName() && fileName()->hasFocus(); },
                                      {QStringLiteral("key"), QStringLiteral("ctrl+a"), QStringLiteral("type"), file}},
                                     {[&] { return fileName() && fileName()->text() == file; },
                                      {QStringLiteral("key"), QStringLiteral("Return")}}}));
        QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(file) && QFileInfo(file).size() > 1000, patienceMs);
        QFile report(file);
        QVERIFY(report.open(QIODevice::ReadOnly));
        const auto text = report.readAll();
        QVERIFY(text.contains("4.4"));
        QVERIFY(text.contains("PASS"));
    }

    void fromTheResultToItsReservation()
    {
        auto *page = m_window->runs();
        QVERIFY(Hand::press(page->runView()->timelineButton()));
        auto *timeline = qobject_cast<TimelinePage *>(m_window->page(QStringLiteral("timeline")));
        // It has several: they are listed, and one is chosen.
        QTRY_COMPARE(page->panel()->part(), RunPanel::Part::Reservations);
        auto *list = page->panel()->reservations();
        QTRY_VERIFY(list->table()->view()->model()->rowCount() > 0);
        auto *view = list->table()->view();
        QVERIFY(Hand::press(view->viewport(), view->visualRect(view->model()->index(0, 0)).center()));
        QVERIFY(Hand::press(list->openButton()));
        QTRY_VERIFY_WITH_TIMEOUT(timeline->isVisible(), patienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(timeline->storedNotice()->isVisible(), patienceMs);
        QTRY_VERIFY(timeline->entries()->view()->model()->rowCount() > 3);
    }

    void thePaletteLeadsBackToTheReleasedOne()
    {
        QVERIFY(Hand::key(QStringLiteral("ctrl+k")));
        QTRY_VERIFY(m_window->palette()->isVisible());
        const auto id = QString::fromStdString(m_released.to_string());
        QVERIFY(Hand::type(id));
        QTRY_COMPARE(m_window->palette()->field()->text(), id);
        QVERIFY(Hand::key(QStringLiteral("Return")));
        auto *timeline = qobject_cast<TimelinePage *>(m_window->page(QStringLiteral("timeline")));
        QTRY_VERIFY(!m_window->palette()->isVisible());
        QTRY_COMPARE_WITH_TIMEOUT(timeline->shownId(), id, patienceMs);
    }
};

int main(int argc, char **argv)
{
    test::Display display;
    if (display.name().isEmpty()) {
        qCritical("no X server: %s", qPrintable(display.problem()));
        return 1;
    }
    qputenv("DISPLAY", display.name());
    qputenv("QT_QPA_PLATFORM", "xcb");
    int status = 1;
    {
        QApplication application(argc, argv);
        PathTest test;
        status = QTest::qExec(&test, argc, argv);
    }
    return status;
}

#include "path_test.moc"
