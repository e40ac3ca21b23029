#pragma once

#include "models/scenario.h"

#include <QAbstractTableModel>
#include <QHash>
#include <QProcess>
#include <QThread>

#include <memory>
#include <vector>

namespace holdfast::models {

/// The scenarios there are, asked of `holdfastctl scenario list --json`, each with the last result of a run without
/// saboteur: of this session, or stored under `<dataDir>/runs`. Scenarios of an area stand together. GUI
/// thread; the child process is never waited for.
class ScenarioCatalogue final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Id, Title, Area, LastStatus, LastRun, Duration, ColumnCount };
    enum Role {
        ScenarioIdRole = Qt::UserRole + 1,
        StatusRole,      ///< int of ScenarioStatus
        ExpectationRole, ///< QString
        FlakyRole,       ///< bool
        GroupRole,       ///< QString: the area, of the first row of each; else empty
    };
    Q_ENUM(Role)
    enum class State { Empty, Loading, Ready, Failed };
    Q_ENUM(State)

    /// `ctl`: the path of holdfastctl.
    ScenarioCatalogue(const QString &ctl, const QString &dataDir, QObject *parent = nullptr);
    ~ScenarioCatalogue() override;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const QString &error() const { return m_error; } ///< plain words, when Failed
    [[nodiscard]] const Scenario &at(int row) const { return m_scenarios.at(std::size_t(row)); }
    [[nodiscard]] int rowOf(const QString &id) const; ///< -1 when unknown
    [[nodiscard]] ScenarioResult lastResult(const QString &id) const; ///< status NotRun when there is none
    [[nodiscard]] bool isRunning(const QString &id) const { return m_running.contains(id); }

    /// Reads the output of `scenario list --json`: a scenario a line. Lines that are none are skipped and counted.
    [[nodiscard]] static std::vector<Scenario> parse(const QByteArray &output, int *skipped = nullptr);

public slots:
    void reload();
    /// Runs with a saboteur, ones that were aborted or never began, and ones not in the list change nothing here.
    void setResult(const holdfast::models::ScenarioResult &result);
    /// Shows these as running, and no others.
    void setRunning(const QStringList &ids);

signals:
    void stateChanged();

private:
    void finish(int exitCode, QProcess::ExitStatus status);
    void fail(const QString &error);
    void readStoredResults();
    void rowChanged(const QString &id);

    QString m_ctl;
    QString m_dataDir;
    std::vector<Scenario> m_scenarios;
    QHash<QString, ScenarioResult> m_results;
    QStringList m_running;
    State m_state = State::Empty;
    QString m_error;
    QProcess m_process;
    std::unique_ptr<QThread> m_resultReader; // while it reads
};

} // namespace holdfast::models
