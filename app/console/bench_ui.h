#pragma once

#include "app/console/timed_application.h"

#include "backend/core/uuid.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <memory>
#include <vector>

class QJsonObject;

namespace holdfast::models {
class ConsoleModels;
class LifelineProcess;
}

namespace holdfast::views {
class MainWindow;
}

namespace holdfast::console {

struct BenchLoad
{
    int rows = 100'000;  ///< reservations in flight
    int rate = 5'000;    ///< changes per second, as asked for
    int seconds = 20;    ///< measured
};

/// Measures the console at work: page In flight over a sandbox that a child of holdfastctl keeps full and changing, one
/// reservation in detail. Prints one line of JSON, then says finished(). What was not reached is told in it, never judged.
/// Made before the window is shown. Every stage has a deadline; what is missed is told in one line. GUI thread.
class BenchUi final : public QObject
{
    Q_OBJECT

public:
    BenchUi(TimedApplication &application, models::ConsoleModels &models, views::MainWindow &window, const QString &ctl,
            const QString &dataDir, const BenchLoad &load);
    ~BenchUi() override;

    void start();

signals:
    void finished(int exitCode);

private:
    using Clock = TimedApplication::Clock;
    enum class Stage { Load, Populated, Warm, Measure, Done };

    /// A change to a reservation on the page, until a paint has shown it.
    struct Probe
    {
        Uuid id;
        int version = 0;
        Clock::time_point committed;
    };

    void enter(Stage stage);
    void look();
    void readLines();
    void readLine(const QJsonObject &line);
    void firstPainted();
    void painted(const QRegion &region);
    [[nodiscard]] bool isShown(const Probe &probe, const QRegion &region) const;
    void print();
    void fail(const QString &why);
    void end(int exitCode);

    TimedApplication &m_application;
    models::ConsoleModels &m_models;
    views::MainWindow &m_window;
    QString m_ctl;
    QString m_dataDir;
    BenchLoad m_load;
    std::unique_ptr<models::LifelineProcess> m_child;
    QString m_sandbox;
    Stage m_stage = Stage::Load;
    QElapsedTimer m_inStage;
    QTimer m_look;
    double m_firstWindowMs = -1;
    std::vector<double> m_passes;  // milliseconds
    std::vector<double> m_worked;  // likewise, of the same passes
    std::vector<double> m_samples; // milliseconds from commit to paint
    std::vector<Probe> m_probes;   // not shown yet
    std::size_t m_idle = 0;        // passes too short to count
    std::size_t m_paints = 0;
    std::size_t m_pages = 0;
    double m_changes = 0;
    double m_changeSeconds = 0;
    double m_rowsInFlight = 0; // as the driver keeps them
};

} // namespace holdfast::console
