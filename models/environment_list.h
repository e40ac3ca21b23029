#pragma once

#include "models/environment.h"

#include <QAbstractListModel>
#include <QFileSystemWatcher>
#include <QList>
#include <QTimer>

#include <optional>

namespace holdfast::models {

/// The environments to choose from, and which one is chosen: "Embedded", or the one given with --dsn instead, then
/// those that people added, then sandboxes by start. Follows `<runtimeDir>/sandboxes/*.json` with a file watcher and, because watchers miss things,
/// a look each second. A sandbox that goes down leaves the list, unless it is the chosen one: that stays, not alive,
/// until another is chosen, so that what it showed can still be read. GUI thread.
class EnvironmentList final : public QAbstractListModel
{
    Q_OBJECT

public:
    /// `runtimeDir` need not exist yet.
    explicit EnvironmentList(const QString &runtimeDir, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    /// DisplayRole is the name; ToolTipRole the connection without its password.
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;

    [[nodiscard]] const Environment &at(int row) const;
    [[nodiscard]] int rowOf(const QString &key) const; ///< -1 when there is none
    /// One to go to when the chosen one has ended: the first other that is alive.
    [[nodiscard]] std::optional<Environment> firstAlive() const;
    [[nodiscard]] std::optional<Environment> sandboxNamed(const QString &name) const;

    [[nodiscard]] const Environment &current() const;
    [[nodiscard]] int currentRow() const;
    /// Unknown keys are ignored.
    void setCurrent(const QString &key);

    /// The embedded backend came up (both set) or went away (empty).
    void setEmbedded(const QString &dsn, const QString &apiUrl);
    /// Adds the --dsn environment and chooses it. An embedded one that is not up leaves: with --dsn it never will be.
    void setGiven(const QString &dsn);
    /// The databases that people have added: new ones join, changed ones change, others leave. When the chosen one
    /// leaves, the first of the list is chosen.
    void setSaved(const QList<Environment> &saved);
    /// Reads the registry now.
    void rescan();

signals:
    /// Another environment was chosen, or the chosen one changed (came alive, went down, got another DSN).
    void currentChanged(const holdfast::models::Environment &environment);

private:
    void insert(const Environment &environment);
    void removeRow(int row);
    void change(int row, const Environment &environment);
    void watchFolders();

    QString m_folder;
    QList<Environment> m_environments;
    QString m_currentKey;
    QFileSystemWatcher m_watcher;
    QTimer m_poll;
};

} // namespace holdfast::models
