// Writes pictures of every page in its states to a folder, light and dark: to be looked at, not a test.

#include "tests/views/town.h"
#include "views/connection_dialog.h"
#include "views/environment_menu.h"
#include "views/filter_bar.h"
#include "views/filter_popup.h"
#include "views/in_flight_page.h"
#include "views/main_window.h"
#include "views/parameter_form.h"
#include "views/load_card.h"
#include "views/run_compare_view.h"
#include "views/run_view.h"
#include "views/runs_page.h"
#include "views/scenarios_page.h"
#include "views/settings_dialog.h"

#include <QApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QSettings>
#include <QTemporaryDir>
#include <QToolButton>

#include <cstdio>

using namespace holdfast;
using namespace holdfast::views;

namespace {

void settle(int ms)
{
    QElapsedTimer clock;
    clock.start();
    while (clock.elapsed() < ms)
        QCoreApplication::processEvents(QEventLoop::AllEvents, 20);
}

bool waitFor(const std::function<bool()> &condition)
{
    QElapsedTimer clock;
    clock.start();
    while (!condition() && clock.elapsed() < 15'000)
        settle(20);
    return condition();
}

class Gallery
{
public:
    Gallery(Theme &theme, const QString &folder) : m_theme(theme), m_folder(folder) { QDir().mkpath(folder); }

    void take(QWidget &widget, const QString &name)
    {
        const std::pair<Theme::Mode, const char *> modes[] = {{Theme::Mode::Light, "light"},
                                                              {Theme::Mode::Dark, "dark"}};
        for (const auto &[mode, suffix] : modes) {
            m_theme.setMode(mode);
            settle(60);
            widget.grab().save(QStringLiteral("%1/%2-%3.png").arg(m_folder, name, QString::fromLatin1(suffix)));
        }
    }

private:
    Theme &m_theme;
    QString m_folder;
};

void run(MainWindow &window, testing::Town &town, const char *mode)
{
    qputenv("HOLDFAST_RUNNER_MODE", mode);
    window.scenarios()->runButton()->click();
    waitFor([&] {
        return qstrcmp(mode, "hang") == 0 ? town.models().run().log()->rowCount() > 2
                                          : !town.models().run().isActive();
    });
    settle(150);
}

/// What page Runs shows of a run beside the run itself.
void takeParts(MainWindow &window, testing::Town &town, Gallery &gallery)
{
    town.storeEarlierRuns();
    town.models().runs().reload();
    waitFor([&] { return town.models().runs().indexOfRun(QStringLiteral("00000105")).isValid(); });
    using Part = RunPanel::Part;
    for (const auto &[part, name] : {std::pair(Part::Reservations, "reservations"), std::pair(Part::Files, "files"),
                                     std::pair(Part::Sandbox, "sandbox"), std::pair(Part::Trend, "trend")}) {
        window.runs()->panel()->showPart(part);
        settle(500);
        gallery.take(window, QStringLiteral("runs-") + QString::fromLatin1(name));
        window.resize(1024, 640);
        gallery.take(window, QStringLiteral("runs-%1-small").arg(QString::fromLatin1(name)));
        window.resize(1440, 900);
    }
    window.runs()->panel()->showPart(Part::Run);
    const auto &runs = town.models().runs();
    window.runs()->compare(runs.indexOfRun(QStringLiteral("00000102")), runs.indexOfRun(QStringLiteral("0000000a")));
    waitFor([&] { return !window.runs()->comparison()->isLoading(); });
    settle(300);
    gallery.take(window, QStringLiteral("runs-compare"));
    window.resize(1024, 640);
    gallery.take(window, QStringLiteral("runs-compare-small"));
    window.resize(1440, 900);
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    if (argc != 2) {
        std::fputs("usage: views_gallery FOLDER\n", stderr);
        return 2;
    }
    Theme theme(application);
    Gallery gallery(theme, QString::fromLocal8Bit(argv[1]));
    QTemporaryDir scratch;
    QSettings settings(scratch.filePath(QStringLiteral("settings.ini")), QSettings::IniFormat);
    testing::Town town;
    MainWindow window(theme, town.models(), settings);
    window.resize(1440, 900);
    window.show();
    settle(100);
    window.showFirstRun();
    gallery.take(window, QStringLiteral("first-run"));
    window.resize(1024, 640);
    gallery.take(window, QStringLiteral("first-run-small"));
    window.resize(1440, 900);
    window.showPage(0);
    window.environmentMenu()->connectToDatabase();
    auto *connection = window.findChild<ConnectionDialog *>();
    gallery.take(*connection, QStringLiteral("connection"));
    connection->reject();
    SettingsDialog settingsDialog(theme, town.models(), settings, &window);
    settingsDialog.open();
    gallery.take(settingsDialog, QStringLiteral("settings"));
    settingsDialog.reject();
    town.models().backend().setStarting(QStringLiteral("Starting PostgreSQL"));
    gallery.take(window, QStringLiteral("in-flight-starting"));
    town.models().backend().setRunning();
    town.fill();
    window.openReservation(town.models().reservations().at(3).id);
    town.selectOne();
    gallery.take(window, QStringLiteral("in-flight"));
    window.inFlight()->filters()->openPopup();
    gallery.take(*window.inFlight()->filters()->popup(), QStringLiteral("filter"));
    window.inFlight()->filters()->popup()->close();
    town.disconnect();
    gallery.take(window, QStringLiteral("in-flight-disconnected"));
    town.goLive();
    window.resize(1024, 640);
    gallery.take(window, QStringLiteral("in-flight-small"));
    town.models().detail().setId(std::nullopt);
    gallery.take(window, QStringLiteral("in-flight-small-all"));
    window.resize(1440, 900);
    town.models().reservations().applyPage(testing::Town::page(0));
    town.models().detail().setId(std::nullopt);
    gallery.take(window, QStringLiteral("in-flight-empty"));

    window.showPage(QStringLiteral("scenarios"));
    town.models().catalogue().reload();
    waitFor([&] { return town.models().catalogue().rowCount() > 0; });
    gallery.take(window, QStringLiteral("scenarios"));
    window.scenarios()->parameters()->setOpen(true);
    gallery.take(window, QStringLiteral("scenarios-parameters"));
    window.scenarios()->parameters()->setOpen(false);
    run(window, town, "fail");
    gallery.take(window, QStringLiteral("scenarios-fail"));
    window.resize(1024, 640);
    gallery.take(window, QStringLiteral("scenarios-fail-small"));
    window.resize(1440, 900);
    run(window, town, "second-fails");
    gallery.take(window, QStringLiteral("scenarios-repeats"));
    run(window, town, "refuse");
    gallery.take(window, QStringLiteral("scenarios-refused"));
    run(window, town, "pass");
    gallery.take(window, QStringLiteral("scenarios-pass"));
    window.resize(1024, 640);
    gallery.take(window, QStringLiteral("scenarios-small"));
    window.resize(1440, 900);
    run(window, town, "hang");
    gallery.take(window, QStringLiteral("scenarios-running"));
    town.models().run().cancel();
    waitFor([&] { return !town.models().run().isActive(); });
    gallery.take(window, QStringLiteral("scenarios-aborted"));

    window.showPage(QStringLiteral("runs"));
    town.storeRuns();
    town.models().runs().reload();
    waitFor([&] { return window.runs()->select(QStringLiteral("0000000a")); });
    waitFor([&] { return window.runs()->runView()->verdict() == QStringLiteral("FAIL"); });
    settle(400);
    gallery.take(window, QStringLiteral("runs"));
    window.resize(1024, 640);
    gallery.take(window, QStringLiteral("runs-small"));
    window.resize(1440, 900);
    window.runs()->runView()->throughput()->tableSwitch()->setChecked(true);
    gallery.take(window, QStringLiteral("runs-numbers"));
    window.runs()->runView()->throughput()->tableSwitch()->setChecked(false);
    takeParts(window, town, gallery);
    window.runs()->select(QStringLiteral("00000004"));
    settle(400);
    gallery.take(window, QStringLiteral("runs-damaged"));
    window.runs()->select(QStringLiteral("00000002"));
    settle(400);
    gallery.take(window, QStringLiteral("runs-saboteur"));
    return 0;
}
