#include "views/main_window.h"

#include "views/alerts.h"
#include "views/environment_menu.h"
#include "views/first_run_page.h"
#include "views/in_flight_page.h"
#include "views/navigation_rail.h"
#include "views/pages.h"
#include "views/runs_page.h"
#include "views/scenarios_page.h"
#include "views/settings_dialog.h"
#include "views/shortcuts_dialog.h"
#include "views/status_bar.h"
#include "views/top_bar.h"

#include <QAbstractButton>
#include <QApplication>
#include <QCloseEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QMessageBox>
#include <QMetaEnum>
#include <QPushButton>
#include <QScreen>
#include <QSettings>
#include <QShortcut>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace holdfast::views {

MainWindow::MainWindow(Theme &theme, models::ConsoleModels &models, QSettings &settings, QWidget *parent)
    : QMainWindow(parent), m_theme(theme), m_models(models), m_settings(settings),
      m_rail(new NavigationRail(theme, this)), m_environmentMenu(new EnvironmentMenu(theme, models, this)),
      m_topBar(new TopBar(theme, models.environments(), models.live(), models.acts(), m_environmentMenu, this)),
      m_alerts(new AlertBar(theme, models.stuckWatch(), this)), m_tray(new TrayAlerts(theme, models.stuckWatch(), this)),
      m_pages(new QStackedWidget(this)), m_statusBar(new StatusBar(theme, models.components(), models.reservations(), this)),
      m_all(makePages(theme, models, settings, this)),
      m_palette(new Palette(theme, [this](const QString &text) { return entriesOf(text); }, this)),
      m_firstRun(new FirstRunPage(theme, models.demo(), this))
{
    setMinimumSize(1024, 640);
    const auto room = screen()->availableSize();
    resize(std::min(1440, room.width()), std::min(900, room.height()));
    auto *right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    right->addWidget(m_topBar);
    right->addWidget(m_alerts);
    right->addWidget(m_pages, 1);
    right->addWidget(m_statusBar);
    auto *centre = new QWidget(this);
    auto *row = new QHBoxLayout(centre);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(0);
    row->addWidget(m_rail);
    row->addLayout(right, 1);
    setCentralWidget(centre);

    for (auto *page : m_all)
        addPage(page);
    wireFirstRun();
    addShortcuts();
    connect(m_alerts, &AlertBar::linkActivated, this, &MainWindow::follow);
    connect(m_tray, &TrayAlerts::activated, this, [this](const models::Link &link) {
        setWindowState(windowState() & ~Qt::WindowMinimized); // a maximized window stays maximized
        show();
        raise();
        activateWindow();
        follow(link);
    });
    connect(m_rail, &NavigationRail::chosen, this, qOverload<int>(&MainWindow::showPage));
    connect(m_topBar, &TopBar::settingsRequested, this, &MainWindow::showSettings);
    connect(m_topBar, &TopBar::shortcutsRequested, this, &MainWindow::showShortcuts);
    connect(m_topBar, &TopBar::paletteRequested, this, &MainWindow::openPalette);
    connect(&models.environments(), &models::EnvironmentList::currentChanged, this, &MainWindow::showTitle);
    connect(qApp, &QCoreApplication::aboutToQuit, this, &MainWindow::save); // a signal closes no window
    followRuns();
    restore();
    connect(inFlight(), &InFlightPage::viewsChanged, this, [this] {
        inFlight()->save(m_settings); // a console that is killed has them too
        m_settings.sync();
    });
    setTabOrder(m_topBar, m_rail);
}

void MainWindow::showTitle()
{
    const auto *page = m_all.value(currentPage()); // none while somebody is getting started
    setWindowTitle(QStringLiteral("%1 · %2 — Holdfast")
                       .arg(page ? page->pageInfo().label : tr("Getting started"), m_models.environments().current().name));
}

void MainWindow::addPage(Page *page)
{
    const auto &about = page->pageInfo();
    const int number = m_pages->addWidget(page);
    m_rail->addPage(about.icon, about.label);
    connect(page, &Page::linkActivated, this, &MainWindow::follow);
    connect(page, &Page::badgeChanged, this, [this, number](int count) { m_rail->setBadge(number, count); });
    m_rail->setBadge(number, page->badge());
    constexpr int keys = 10;
    if (number >= keys)
        return;
    auto *shortcut = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_0 + (number + 1) % keys)), this);
    connect(shortcut, &QShortcut::activated, this, [this, number] { showPage(number); });
}

void MainWindow::wireFirstRun()
{
    m_pages->addWidget(m_firstRun); // behind the pages: their places are the rail's
    connect(m_environmentMenu, &EnvironmentMenu::gettingStartedRequested, this, &MainWindow::showFirstRun);
    connect(m_firstRun, &FirstRunPage::connectRequested, m_environmentMenu, &EnvironmentMenu::connectToDatabase);
    connect(m_firstRun, &FirstRunPage::scenarioRequested, this, [this] { showPage(m_pages->indexOf(scenarios())); });
    const auto leave = [this] {
        if (m_pages->currentWidget() == m_firstRun)
            showPage(0);
    };
    connect(m_firstRun, &FirstRunPage::skipped, this, leave);
    // There is something to see now: the demo, a database that was added, bookings that were there after all.
    connect(&m_models.environments(), &models::EnvironmentList::currentChanged, this,
            [this, leave](const models::Environment &environment) {
                if (environment.key != m_keyAtFirstRun)
                    leave();
            });
    const auto look = [this, leave] {
        if (m_emptyAtFirstRun && m_models.reservations().rowCount() > 0)
            leave();
    };
    connect(&m_models.reservations(), &QAbstractItemModel::rowsInserted, m_firstRun, look);
    connect(&m_models.reservations(), &QAbstractItemModel::modelReset, m_firstRun, look);
}

void MainWindow::showFirstRun()
{
    m_keyAtFirstRun = m_models.environments().current().key;
    m_emptyAtFirstRun = m_models.reservations().rowCount() == 0;
    m_pages->setCurrentWidget(m_firstRun);
    m_rail->setCurrent(-1);
    showTitle();
    m_firstRun->setFocus();
}

void MainWindow::showSettings()
{
    auto *dialog = new SettingsDialog(m_theme, m_models, m_settings, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &SettingsDialog::trayAlertsChanged, m_tray, &TrayAlerts::setOn);
    dialog->open();
}

void MainWindow::addShortcuts()
{
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_Comma), this), &QShortcut::activated, this,
            &MainWindow::showSettings);
    connect(new QShortcut(QKeySequence(Qt::Key_F1), this), &QShortcut::activated, this, &MainWindow::showShortcuts);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_K), this), &QShortcut::activated, this,
            &MainWindow::openPalette);
    connect(new QShortcut(QKeySequence(QKeySequence::Quit), this), &QShortcut::activated, this, &MainWindow::close);
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_E), this), &QShortcut::activated, this,
            [this] { m_topBar->environmentButton()->showMenu(); });
}

void MainWindow::showShortcuts()
{
    QList<ShortcutGroup> groups(3);
    groups[0].title = tr("Pages");
    for (int page = 0; page < m_all.size(); ++page) {
        groups[0].shortcuts.append(
            {QStringLiteral("Ctrl+%1").arg((page + 1) % 10), m_all.at(page)->pageInfo().label});
    }
    groups[1].title = tr("Everywhere");
    groups[1].shortcuts = {
        {QStringLiteral("Ctrl+K"), tr("Find a reservation, page or action")},
        {QStringLiteral("Ctrl+E"), tr("Choose the environment")},
        {QStringLiteral("Ctrl+Space"), tr("Pause and resume the display")},
        {QStringLiteral("Ctrl+F"), tr("Filter or search the page")},
        {QStringLiteral("Ctrl+C"), tr("Copy the selected id, check or log lines")},
        {QStringLiteral("Esc"), tr("Clear the selection")},
        {QStringLiteral("Ctrl+,"), tr("Settings")},
        {tr("Tab, Shift+Tab"), tr("Next and previous control")},
        {QStringLiteral("F1"), tr("This list")},
        {QStringLiteral("Ctrl+Q"), tr("Quit")},
    };
    if (auto *page = m_all.value(currentPage())) { // none while somebody is getting started
        groups[2].title = page->pageInfo().label;
        for (const auto &command : page->commands()) {
            if (!command.key.isEmpty())
                groups[2].shortcuts.append({command.key.toString(QKeySequence::NativeText), command.text});
        }
    }
    if (groups[2].shortcuts.isEmpty())
        groups.removeLast();
    auto *dialog = new ShortcutsDialog(groups, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void MainWindow::openPalette()
{
    m_palette->openOver(this, entriesOfPages() + entriesOfWindow());
}

QList<PaletteEntry> MainWindow::entriesOfPages()
{
    QList<PaletteEntry> entries;
    const auto add = [&](int number) {
        auto *page = m_all.at(number);
        for (const auto &command : page->commands()) {
            entries.append({command.text, page->pageInfo().label, command.key.toString(QKeySequence::NativeText),
                            command.whyNot, [this, number, run = command.run] {
                                showPage(number);
                                run();
                            }});
        }
    };
    if (currentPage() < m_all.size())
        add(currentPage()); // what is looked at comes first
    for (int number = 0; number < m_all.size(); ++number) {
        entries.append({m_all.at(number)->pageInfo().label, tr("Page"), QStringLiteral("Ctrl+%1").arg((number + 1) % 10),
                        {}, [this, number] { showPage(number); }});
    }
    for (int number = 0; number < m_all.size(); ++number) {
        if (number != currentPage())
            add(number);
    }
    return entries;
}

QList<PaletteEntry> MainWindow::entriesOfWindow()
{
    QList<PaletteEntry> entries;
    auto &environments = m_models.environments();
    for (int row = 0; row < environments.rowCount(); ++row) {
        const auto &environment = environments.at(row);
        entries.append({environment.name, tr("Environment"), {},
                        environment.key == environments.current().key ? tr("chosen already") : QString(),
                        [&environments, key = environment.key] { environments.setCurrent(key); }});
    }
    entries.append({tr("Connect to a database…"), tr("Environment"), {}, {},
                    [this] { m_environmentMenu->connectToDatabase(); }});
    entries.append({tr("Getting started"), tr("Window"), {}, {}, [this] { showFirstRun(); }});
    auto &live = m_models.live();
    entries.append({live.isPaused() ? tr("Resume the display") : tr("Pause the display"), tr("Window"),
                    QStringLiteral("Ctrl+Space"), {}, [&live] { live.setPaused(!live.isPaused()); }});
    const std::pair<Theme::Mode, QString> looks[] = {{Theme::Mode::Light, tr("Light")},
                                                     {Theme::Mode::Dark, tr("Dark")},
                                                     {Theme::Mode::System, tr("Follow the desktop")}};
    for (const auto &[mode, name] : looks)
        entries.append({name, tr("Appearance"), {}, {}, [this, chosen = mode] { m_theme.setMode(chosen); }});
    entries.append({tr("Settings"), tr("Window"), QStringLiteral("Ctrl+,"), {}, [this] { showSettings(); }});
    entries.append({tr("Keyboard shortcuts"), tr("Window"), QStringLiteral("F1"), {}, [this] { showShortcuts(); }});
    entries.append({tr("Quit"), tr("Window"), QStringLiteral("Ctrl+Q"), {}, [this] { close(); }});
    return entries;
}

QList<PaletteEntry> MainWindow::entriesOf(const QString &text)
{
    QList<PaletteEntry> entries;
    const auto id = Uuid::parse(text.toStdString());
    if (page(QStringLiteral("timeline"))) {
        entries.append({tr("Search “%1” in timelines").arg(text), tr("Timeline"), {}, {}, [this, text] {
                            follow({.page = QStringLiteral("timeline"), .filter = {}, .reservation = {}, .item = text});
                        }});
    }
    models::ReservationFilterSpec filter = m_models.reservations().filter();
    filter.text = text;
    entries.append({tr("Show what matches “%1” in flight").arg(text), tr("In flight"), {}, {}, [this, filter, id] {
                        follow({.page = QStringLiteral("in-flight"), .filter = filter, .reservation = id, .item = {}});
                    }});
    return entries;
}

QStringList MainWindow::pageNames() const
{
    QStringList names;
    for (const auto *page : m_all)
        names.append(page->pageInfo().name);
    return names;
}

Page *MainWindow::page(const QString &name) const
{
    const auto named = std::find_if(m_all.begin(), m_all.end(),
                                    [&](const Page *page) { return page->pageInfo().name == name; });
    return named == m_all.end() ? nullptr : *named;
}

InFlightPage *MainWindow::inFlight() const
{
    return qobject_cast<InFlightPage *>(page(QStringLiteral("in-flight")));
}

ScenariosPage *MainWindow::scenarios() const
{
    return qobject_cast<ScenariosPage *>(page(QStringLiteral("scenarios")));
}

RunsPage *MainWindow::runs() const
{
    return qobject_cast<RunsPage *>(page(QStringLiteral("runs")));
}

void MainWindow::showPage(const QString &name)
{
    if (auto *named = page(name))
        showPage(m_pages->indexOf(named));
}

void MainWindow::follow(const models::Link &link)
{
    auto *target = page(link.page);
    if (!target)
        return;
    showPage(m_pages->indexOf(target));
    target->open(link);
}

int MainWindow::currentPage() const
{
    return m_pages->currentIndex();
}

void MainWindow::showPage(int page)
{
    if (page < 0 || page >= m_all.size())
        return;
    m_pages->setCurrentIndex(page);
    m_rail->setCurrent(page);
    showTitle();
    m_pages->currentWidget()->setFocus(); // Tab goes on from the page's first control
    comeBack();
}

void MainWindow::followRuns()
{
    auto &run = m_models.run();
    connect(&run, &models::ScenarioRun::sandboxUp, this, [this](const QString &name) {
        if (const auto sandbox = m_models.environments().sandboxNamed(name))
            m_watchedSandbox = sandbox->key;
    });
    connect(&run, &models::ScenarioRun::stateChanged, this, [this, &run] {
        const auto &current = m_models.environments().current();
        if (run.state() == models::ScenarioRun::State::Starting && current.key != m_watchedSandbox)
            m_watchedBefore = current.key;
        comeBack();
    });
}

void MainWindow::comeBack()
{
    if (m_models.run().isActive() || m_watchedBefore.isEmpty() || m_pages->currentWidget() == inFlight())
        return;
    auto &environments = m_models.environments();
    if (environments.current().key == m_watchedSandbox)
        environments.setCurrent(m_watchedBefore);
    m_watchedBefore.clear();
}

void MainWindow::openReservation(const Uuid &id)
{
    follow({.page = QStringLiteral("in-flight"), .filter = {}, .reservation = id, .item = {}});
}

void MainWindow::restore()
{
    const auto modes = QMetaEnum::fromType<Theme::Mode>();
    bool known = false;
    const int mode = modes.keyToValue(m_settings.value(QStringLiteral("theme")).toByteArray().constData(), &known);
    if (known)
        m_theme.setMode(static_cast<Theme::Mode>(mode));
    m_tray->setOn(m_settings.value(QStringLiteral("alerts/tray"), true).toBool());
    restoreGeometry(m_settings.value(QStringLiteral("window/geometry")).toByteArray());
    for (auto *page : m_all)
        page->restore(m_settings);
    showPage(std::max<int>(0, int(pageNames().indexOf(m_settings.value(QStringLiteral("window/page")).toString()))));
}

void MainWindow::save()
{
    const auto modes = QMetaEnum::fromType<Theme::Mode>();
    m_settings.setValue(QStringLiteral("theme"), QByteArray(modes.valueToKey(int(m_theme.mode()))));
    m_settings.setValue(QStringLiteral("window/geometry"), saveGeometry());
    m_settings.setValue(QStringLiteral("window/page"), pageNames().value(currentPage()));
    for (const auto *page : m_all)
        page->save(m_settings);
    m_settings.sync();
}

bool MainWindow::confirmClosing()
{
    QMessageBox box(QMessageBox::NoIcon, tr("A scenario is running"),
                    tr("Still running: %1.").arg(m_models.run().request().ids.join(QStringLiteral(", "))),
                    QMessageBox::NoButton, this);
    box.setInformativeText(tr("Quitting stops it. Its sandbox is taken down; no other environment is touched."));
    auto *stay = box.addButton(tr("Cancel"), QMessageBox::RejectRole);
    auto *leave = box.addButton(tr("Stop the run and quit"), QMessageBox::DestructiveRole);
    setKind(leave, "danger");
    box.setDefaultButton(stay);
    box.setEscapeButton(stay);
    box.exec();
    return box.clickedButton() == leave;
}

void MainWindow::showEvent(QShowEvent *event)
{
    QMainWindow::showEvent(event);
    m_pages->currentWidget()->setFocus();
}

void MainWindow::keyPressEvent(QKeyEvent *event)
{
    // Outside of dialogs Qt leaves Enter to nobody; a button that has the focus is meant by it.
    auto *button = qobject_cast<QAbstractButton *>(QApplication::focusWidget());
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && button && button->window() == this)
        button->click();
    else
        QMainWindow::keyPressEvent(event);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_models.run().isActive()) {
        if (!confirmClosing()) {
            event->ignore();
            return;
        }
        m_models.run().cancel();
    }
    save();
    event->accept();
}

} // namespace holdfast::views
