#include "app/console/bench_ui.h"
#include "app/console/display.h"
#include "app/console/embedded_backend.h"
#include "app/console/options.h"
#include "app/console/person.h"
#include "app/console/quit_on_signal.h"
#include "app/console/screenshots.h"
#include "app/console/single_instance.h"
#include "app/console/translation.h"

#include "backend/core/uuid.h"
#include "backend/process/descriptor_limit.h"
#include "models/console_models.h"
#include "views/main_window.h"
#include "views/theme.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <QApplication>
#include <QSettings>
#include <QTemporaryDir>
#include <QTimer>

#include <memory>
#include <optional>

using namespace holdfast;

namespace {

void setUpLog()
{
    auto log = spdlog::stderr_color_mt("holdfast");
    log->set_pattern("%Y-%m-%dT%H:%M:%S.%e%z %^%l%$ %v");
    spdlog::set_default_logger(std::move(log));
}

/// What the embedded backend does becomes what the window says of it.
void wireBackend(console::EmbeddedBackend &backend, models::ConsoleModels &models)
{
    auto &status = models.backend();
    QObject::connect(&backend, &console::EmbeddedBackend::progressed, &status, &models::BackendStatus::setStarting);
    QObject::connect(&backend, &console::EmbeddedBackend::failed, &status, &models::BackendStatus::setFailed);
    QObject::connect(&backend, &console::EmbeddedBackend::started, &status,
                     [&](const QString &dsn, const QString &apiUrl) {
                         status.setRunning();
                         models.environments().setEmbedded(dsn, apiUrl);
                     });
    QObject::connect(&status, &models::BackendStatus::retryRequested, &backend, &console::EmbeddedBackend::start);
}

int runScreenshots(const console::Options &options, views::Theme &theme, models::ConsoleModels &models)
{
    QTemporaryDir folder; // nobody's own choices in the pictures
    QSettings settings(folder.filePath(QStringLiteral("console.ini")), QSettings::IniFormat);
    views::MainWindow window(theme, models, settings);
    models.backend().setOff();
    window.show();
    console::Screenshots screenshots(theme, models, window, options.ctl, options.dataDir, options.screenshots);
    QObject::connect(&screenshots, &console::Screenshots::finished, qApp, &QCoreApplication::exit,
                     Qt::QueuedConnection);
    QTimer::singleShot(0, &screenshots, &console::Screenshots::start);
    return QApplication::exec();
}

/// The exit code when another console has taken over, or hangs. One with --dsn has no data folder to itself.
std::optional<int> handOver(console::SingleInstance &instance, const console::Options &options)
{
    if (!options.dsn.isEmpty())
        return std::nullopt;
    switch (instance.claim(options.open)) {
    case console::SingleInstance::Standing::First:
        break;
    case console::SingleInstance::Standing::PassedOn:
        spdlog::info("a console for {} runs already; it has been called to the front", options.dataDir.toStdString());
        return 0;
    case console::SingleInstance::Standing::Unanswered:
        spdlog::error("a console for {} runs already, but does not answer", options.dataDir.toStdString());
        return 1;
    }
    return std::nullopt;
}

/// To the front, with this reservation unless it is empty.
void bringUp(views::MainWindow &window, const QString &reservation)
{
    window.setWindowState(window.windowState() & ~Qt::WindowMinimized);
    window.show();
    window.raise();
    window.activateWindow();
    if (const auto id = Uuid::parse(reservation.toStdString())) {
        spdlog::info("opens {}", reservation.toStdString());
        window.openReservation(*id);
    }
}

int runConsole(const console::Options &options, QSettings &settings, views::Theme &theme, models::ConsoleModels &models)
{
    console::SingleInstance instance(options.runtimeDir, options.dataDir);
    if (const auto exitCode = handOver(instance, options))
        return *exitCode;
    console::EmbeddedBackend backend(options.dataDir);
    wireBackend(backend, models);
    models.connections().restore(settings);
    views::MainWindow window(theme, models, settings);
    QObject::connect(&instance, &console::SingleInstance::asked, &window,
                     [&window](const QString &reservation) { bringUp(window, reservation); });
    if (options.dsn.isEmpty()) {
        // The window first: the cluster takes its time, and says what it does meanwhile.
        models.backend().setStarting(console::EmbeddedBackend::tr("Starting PostgreSQL"));
        QTimer::singleShot(0, &backend, &console::EmbeddedBackend::start);
    } else {
        models.backend().setOff();
        models.environments().setGiven(options.dsn);
    }
    if (options.dsn.isEmpty() && !settings.contains(QStringLiteral("window/geometry")))
        window.showFirstRun(); // no console has been closed here yet
    window.show();
    if (!options.open.isEmpty())
        bringUp(window, options.open);
    return QApplication::exec();
}

/// As runConsole(), with nobody's own choices, and ended by the benchmark.
int runBench(const console::Options &options, console::TimedApplication &application, views::Theme &theme,
             models::ConsoleModels &models)
{
    QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("console.ini")), QSettings::IniFormat);
    console::EmbeddedBackend backend(options.dataDir);
    wireBackend(backend, models);
    views::MainWindow window(theme, models, settings);
    models.backend().setStarting(console::EmbeddedBackend::tr("Starting PostgreSQL"));
    QTimer::singleShot(0, &backend, &console::EmbeddedBackend::start);
    console::BenchUi bench(application, models, window, options.ctl, options.dataDir, *options.bench);
    QObject::connect(&bench, &console::BenchUi::finished, qApp, &QCoreApplication::exit, Qt::QueuedConnection);
    window.show();
    return QApplication::exec();
}

} // namespace

int main(int argc, char **argv)
{
    int exitCode = 0;
    const auto options = console::parseOptions(argc, argv, exitCode);
    if (!options)
        return exitCode;
    if (!options->screenshots.isEmpty())
        qputenv("QT_QPA_PLATFORM", "offscreen");
    if (!console::hasDisplay())
        return console::sayThereIsNoDisplay();
    setUpLog();

    process::raise_descriptor_limit();
    console::QuitOnSignal quitOnSignal;
    std::unique_ptr<QApplication> application;
    {
        const console::DisplayGuard guard;
        if (options->bench)
            application = std::make_unique<console::TimedApplication>(argc, argv);
        else
            application = std::make_unique<QApplication>(argc, argv);
    }
    QApplication::setApplicationName(QStringLiteral("holdfast"));
    QApplication::setApplicationDisplayName(QStringLiteral("Holdfast"));
    QApplication::setApplicationVersion(QStringLiteral(HOLDFAST_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("holdfast"));
    quitOnSignal.watch();

    QSettings settings(QSettings::IniFormat, QSettings::UserScope, QStringLiteral("holdfast"),
                       QStringLiteral("console"));
    if (options->screenshots.isEmpty()) // those are in English on every desktop
        console::speak(*application, settings.value(QStringLiteral("language")).toString());
    views::Theme theme(*application);
    models::ConsoleModels models({options->runtimeDir, options->dataDir, options->ctl, console::personAtTheDesk()});
    QTimer::singleShot(0, &models.catalogue(), &models::ScenarioCatalogue::reload);
    if (options->bench)
        exitCode = runBench(*options, static_cast<console::TimedApplication &>(*application), theme, models);
    else if (options->screenshots.isEmpty())
        exitCode = runConsole(*options, settings, theme, models);
    else
        exitCode = runScreenshots(*options, theme, models);
    quitOnSignal.unwatch();
    return exitCode;
}
