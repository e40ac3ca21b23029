#pragma once

#include "models/console_models.h"
#include "models/link.h"
#include "views/widgets.h"

#include <memory>

class QStackedWidget;
class QTabBar;

namespace holdfast::views {

class ExportButton;
class RunFilesView;
class RunReservationsView;
class RunSandboxView;
class RunTrendView;
class RunView;

/// One run and all that is known of it: the run as it went, its reservations, its files, its sandbox, and how the
/// scenario fared before. From here it is stopped, run again, and its report read or exported.
class RunPanel final : public QWidget
{
    Q_OBJECT

public:
    enum class Part { Run, Reservations, Files, Sandbox, Trend };
    Q_ENUM(Part)

    RunPanel(const Theme &theme, models::ConsoleModels &models, QWidget *parent = nullptr);
    ~RunPanel() override;

    void setRecord(const std::shared_ptr<models::RunRecord> &record);
    void showPart(Part part);
    [[nodiscard]] Part part() const;

    [[nodiscard]] RunView *runView() const { return m_runView; }
    [[nodiscard]] RunReservationsView *reservations() const { return m_reservations; }
    [[nodiscard]] RunFilesView *files() const { return m_files; }
    [[nodiscard]] RunSandboxView *sandbox() const { return m_sandbox; }
    [[nodiscard]] RunTrendView *trend() const { return m_trend; }
    [[nodiscard]] QTabBar *tabs() const { return m_tabs; }
    [[nodiscard]] Notice *notice() const { return m_notice; }
    [[nodiscard]] QPushButton *stopButton() const { return m_stop; }
    [[nodiscard]] QPushButton *againButton() const { return m_again; }
    [[nodiscard]] QPushButton *commandButton() const { return m_command; }
    [[nodiscard]] QPushButton *reportButton() const { return m_report; }
    [[nodiscard]] ExportButton *exportButton() const { return m_export; }
    [[nodiscard]] QString title() const { return m_title->fullText(); }
    [[nodiscard]] QString facts() const { return m_facts->fullText(); }

signals:
    void linkActivated(const holdfast::models::Link &link);

private:
    [[nodiscard]] QLayout *makeHeader();
    void makeParts();
    void connectModels();
    void dress();
    void runAgain();
    void showHeader();
    void showAgain();
    void showTrend();
    void showFiles();
    [[nodiscard]] QString factsOf(const models::RunRecord &record) const;

    const Theme &m_theme;
    models::ConsoleModels &m_models;
    std::unique_ptr<QObject> m_watch; ///< context of what is connected to the shown record
    ElidedLabel *m_title;
    ElidedLabel *m_facts;
    QPushButton *m_stop;
    QPushButton *m_command;
    QPushButton *m_again;
    ExportButton *m_export;
    QPushButton *m_report;
    Notice *m_notice;
    QTabBar *m_tabs;
    QStackedWidget *m_parts;
    RunView *m_runView;
    RunReservationsView *m_reservations;
    RunFilesView *m_files;
    RunSandboxView *m_sandbox;
    RunTrendView *m_trend;
};

} // namespace holdfast::views
