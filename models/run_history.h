#pragma once

#include "models/stored_runs.h"

#include <QAbstractItemModel>
#include <QFileSystemWatcher>
#include <QHash>
#include <QSet>
#include <QThread>
#include <QTimer>

#include <memory>
#include <vector>

namespace holdfast::models {

class ScenarioRun;

/// The runs there were, newest first: an invocation a row, and below one of several runs a row each. The runs folder
/// is read on a thread of its own, again when it changes; the invocation of this session stands in front while it
/// goes. Rows are told apart by key, so that selection and what is unfolded stay. GUI thread.
class RunHistory final : public QAbstractItemModel
{
    Q_OBJECT

public:
    enum Role {
        StatusRole = Qt::UserRole + 1, ///< int of ScenarioStatus, the gravest of an invocation's
        GoodRole,                      ///< passed, or every saboteur caught
        DetailRole,                    ///< "14:07:30 · 12.4 s · flaky"
        FolderRole,                    ///< of the run, or of the invocation
        RunIdRole,                     ///< of the run or, of an invocation, the run to show first
        ScenarioIdRole,                ///< of the run; empty for an invocation of several scenarios
        ProblemRole,                   ///< what cannot be read
        LiveRole,
    };
    Q_ENUM(Role)

    explicit RunHistory(const QString &runsFolder, QObject *parent = nullptr);
    ~RunHistory() override;

    [[nodiscard]] QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    [[nodiscard]] QModelIndex parent(const QModelIndex &index) const override;
    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    /// The run to show for a row: itself, or an invocation's gravest; null without any.
    [[nodiscard]] const StoredRun *runAt(const QModelIndex &index) const;
    [[nodiscard]] const StoredInvocation *invocationAt(const QModelIndex &index) const;
    /// All that are listed, of whatever invocation.
    [[nodiscard]] std::vector<StoredRun> allRuns() const;
    /// Invalid when there is none.
    [[nodiscard]] QModelIndex indexOfRun(const QString &runId) const;
    [[nodiscard]] bool isLoading() const { return bool(m_reader); }
    [[nodiscard]] bool hasLoaded() const { return m_loaded; }

    void setTitle(const QString &scenario, const QString &title);
    /// Follows this one too. It must live as long.
    void follow(const ScenarioRun &run);

public slots:
    void reload();

signals:
    void loadingChanged();

private:
    /// An invocation and its place: rows below it point here.
    struct Node
    {
        StoredInvocation invocation;
    };
    using Nodes = std::vector<std::unique_ptr<Node>>;

    [[nodiscard]] int rowOf(const Node *node) const;
    [[nodiscard]] static int childrenOf(const StoredInvocation &invocation);
    [[nodiscard]] QString titleOf(const StoredRun &run) const;
    [[nodiscard]] QString titleOf(const StoredInvocation &invocation) const;
    [[nodiscard]] QString detailOf(const StoredInvocation &invocation) const;
    [[nodiscard]] QVariant dataOf(const StoredInvocation &invocation, int role) const;
    [[nodiscard]] QVariant dataOf(const StoredInvocation &invocation, const StoredRun &run, int role) const;
    void readLive();
    void merge();
    void mergeRuns(int row, StoredInvocation next);
    void watch();

    QString m_runsFolder;
    Nodes m_nodes;
    std::vector<StoredInvocation> m_stored;
    StoredInvocation m_live; ///< without a key: none
    int m_liveCount = 0;
    QHash<QString, QString> m_keys; ///< of stored ones that were this session's: the row's
    const ScenarioRun *m_run = nullptr;
    QHash<QString, QString> m_titles;
    std::unique_ptr<QThread> m_reader; // while it reads
    bool m_again = false;
    bool m_loaded = false;
    QFileSystemWatcher m_watcher;
    QTimer m_soon;
};

/// Reads stored runs on a thread of its own, the one asked for last. GUI thread.
class RunReader final : public QObject
{
    Q_OBJECT

public:
    explicit RunReader(QObject *parent = nullptr);
    ~RunReader() override;

    void read(const QString &folder);
    /// What is being read is not wanted any more.
    void forget();
    [[nodiscard]] bool isReading() const { return bool(m_thread); }

signals:
    void done(const QString &folder, const std::shared_ptr<holdfast::models::RunRecord> &record);

private:
    std::unique_ptr<QThread> m_thread; // while it reads
    QString m_wanted;
    QString m_reading;
};

} // namespace holdfast::models
