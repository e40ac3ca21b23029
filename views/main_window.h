#pragma once

#include "models/console_models.h"
#include "models/link.h"
#include "views/palette.h"
#include "views/theme.h"

#include <QMainWindow>

#include <functional>

class QSettings;
class QStackedWidget;

namespace holdfast::views {

class AlertBar;
class EnvironmentMenu;
class FirstRunPage;
class InFlightPage;
class Palette;
class NavigationRail;
class Page;
class RunsPage;
class ScenariosPage;
class StatusBar;
class TopBar;
class TrayAlerts;

/// The console's window: pages at the left, what is watched at the top, how it is doing at the bottom. Restores its
/// geometry, columns and theme from `settings` and stores them when it closes; theme, models and settings outlive it.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(Theme &theme, models::ConsoleModels &models, QSettings &settings, QWidget *parent = nullptr);

    /// Fit for files' names, in the order of the rail: "in-flight", "scenarios", "runs".
    [[nodiscard]] QStringList pageNames() const;
    [[nodiscard]] const QList<Page *> &pages() const { return m_all; }
    /// nullptr when there is none of this name.
    [[nodiscard]] Page *page(const QString &name) const;
    [[nodiscard]] int currentPage() const;
    void showPage(int page);
    void showPage(const QString &name);
    /// Goes to the link's page and has it show what the link is about.
    void follow(const models::Link &link);
    /// Goes to In flight with this reservation selected.
    void openReservation(const Uuid &id);
    /// The three doors for somebody who has done nothing yet. Left by going anywhere else.
    void showFirstRun();

    /// Ctrl+K.
    void openPalette();
    [[nodiscard]] Palette *palette() const { return m_palette; }
    [[nodiscard]] TopBar *topBar() const { return m_topBar; }
    [[nodiscard]] AlertBar *alerts() const { return m_alerts; }
    [[nodiscard]] TrayAlerts *tray() const { return m_tray; }
    [[nodiscard]] EnvironmentMenu *environmentMenu() const { return m_environmentMenu; }
    [[nodiscard]] FirstRunPage *firstRun() const { return m_firstRun; }
    [[nodiscard]] NavigationRail *rail() const { return m_rail; }
    [[nodiscard]] InFlightPage *inFlight() const;
    [[nodiscard]] ScenariosPage *scenarios() const;
    [[nodiscard]] RunsPage *runs() const;

protected:
    void closeEvent(QCloseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void addPage(Page *page);
    /// "In flight · Sandbox brave-otter": what a task bar shows of the window.
    void showTitle();
    void wireFirstRun();
    void addShortcuts();
    void showShortcuts();
    [[nodiscard]] QList<PaletteEntry> entriesOfPages();
    [[nodiscard]] QList<PaletteEntry> entriesOfWindow();
    [[nodiscard]] QList<PaletteEntry> entriesOf(const QString &text);
    void showSettings();
    void followRuns();
    /// After a run whose sandbox was watched: back to what was watched before, but never under the eyes of someone
    /// who reads page In flight.
    void comeBack();
    void restore();
    void save();
    [[nodiscard]] bool confirmClosing();

    Theme &m_theme;
    models::ConsoleModels &m_models;
    QSettings &m_settings;
    NavigationRail *m_rail;
    EnvironmentMenu *m_environmentMenu;
    TopBar *m_topBar;
    AlertBar *m_alerts;
    TrayAlerts *m_tray;
    QStackedWidget *m_pages;
    StatusBar *m_statusBar;
    QList<Page *> m_all;
    Palette *m_palette;
    FirstRunPage *m_firstRun;
    QString m_keyAtFirstRun; ///< the environment's when it was shown
    bool m_emptyAtFirstRun = false;
    QString m_watchedBefore; ///< an environment's key
    QString m_watchedSandbox;
};

} // namespace holdfast::views
