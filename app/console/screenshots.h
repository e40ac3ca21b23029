#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QStringList>
#include <QTimer>

#include <memory>

namespace holdfast::models {
class ConsoleModels;
class LifelineProcess;
}

namespace holdfast::views {
class MainWindow;
class Theme;
}

namespace holdfast::console {

/// Takes a picture of every page in both themes, with the demo sandbox behind it and runs of the first scenarios done, then
/// says so with finished(). Every stage has a deadline; what is missed is told in one line.
class Screenshots final : public QObject
{
    Q_OBJECT

public:
    Screenshots(views::Theme &theme, models::ConsoleModels &models, views::MainWindow &window, const QString &ctl,
                const QString &dataDir, const QString &folder);
    ~Screenshots() override;

    void start();

signals:
    void finished(int exitCode);

private:
    enum class Stage { Demo, Populated, Run, Settle, Pictures, Done };

    void look();
    void readDemo();
    void enter(Stage stage);
    [[nodiscard]] bool isPopulated() const;
    /// The run for page Runs has been read.
    [[nodiscard]] bool isRunShown() const;
    void startRuns();
    void runNext();
    void select();
    /// Shows the next page of the next theme, or ends.
    void turn();
    [[nodiscard]] bool takePicture();
    void fail(const QString &why);
    void end(int exitCode);

    views::Theme &m_theme;
    models::ConsoleModels &m_models;
    views::MainWindow &m_window;
    QString m_ctl;
    QString m_dataDir;
    QString m_folder;
    std::unique_ptr<models::LifelineProcess> m_demo;
    QByteArray m_demoOutput;
    QString m_sandbox;
    QStringList m_toRun; // the last one is on the picture of Scenarios
    QString m_loadRun;   // the one on the picture of Runs; empty: the newest
    int m_page = -1;
    bool m_dark = false;
    int m_ready = 0; // looks since the page had settled
    Stage m_stage = Stage::Demo;
    QElapsedTimer m_inStage;
    QTimer m_look;
};

} // namespace holdfast::console
