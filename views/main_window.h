#pragma once

#include "models/console_models.h"
#include "views/theme.h"

#include <QMainWindow>

#include <functional>

class QSettings;
class QStackedWidget;

namespace holdfast::views {

class InFlightPage;
class NavigationRail;
class RunsPage;
class ScenariosPage;
class StatusBar;
class TopBar;

/// The console's window: pages at the left, what is watched at the top, how it is doing at the bottom. Restores its
/// geometry, columns and theme from `settings` and stores them when it closes; theme, models and settings outlive it.
class MainWindow final : public QMainWindow
{
    Q_OBJECT

public:
    MainWindow(Theme &theme, models::ConsoleModels &models, QSettings &settings, QWidget *parent = nullptr);

    /// File-name friendly, in the order of the rail: "in-flight", "scenarios", "runs".
    [[nodiscard]] QStringList pageNames() const;
    [[nodiscard]] int currentPage() const;
    void showPage(int page);
    /// Goes to In flight with this reservation selected.
    void openReservation(const Uuid &id);

    [[nodiscard]] TopBar *topBar() const { return m_topBar; }
    [[nodiscard]] NavigationRail *rail() const { return m_rail; }
    [[nodiscard]] InFlightPage *inFlight() const { return m_inFlight; }
    [[nodiscard]] ScenariosPage *scenarios() const { return m_scenarios; }
    [[nodiscard]] RunsPage *runs() const { return m_runs; }

protected:
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;

private:
    void addPage(const QString &name, const QString &icon, const QString &label, QWidget *page);
    void addShortcuts();
    void showShortcuts();
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
    TopBar *m_topBar;
    QStackedWidget *m_pages;
    StatusBar *m_statusBar;
    InFlightPage *m_inFlight;
    ScenariosPage *m_scenarios;
    RunsPage *m_runs;
    QStringList m_names;
    QString m_watchedBefore; ///< an environment's key
    QString m_watchedSandbox;
};

} // namespace holdfast::views
