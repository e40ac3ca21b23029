#pragma once

#include <QAbstractTableModel>
#include <QProcess>
#include <QStringList>

#include <vector>

namespace holdfast::models {

/// Sandboxes that went down and left their data folder, as `holdfastctl sandbox list` tells them; it removes them, too.
/// GUI thread.
class KeptSandboxes final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Size, Use, Folder, ColumnCount };

    KeptSandboxes(const QString &ctl, const QString &dataDir, QObject *parent = nullptr);
    ~KeptSandboxes() override;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    [[nodiscard]] QString nameOf(int row) const { return m_rows.at(std::size_t(row)).name; }
    [[nodiscard]] QString folderOf(int row) const { return m_rows.at(std::size_t(row)).folder; }
    [[nodiscard]] bool isInUse(int row) const { return m_rows.at(std::size_t(row)).inUse; }
    [[nodiscard]] qint64 bytesOf(int row) const { return m_rows.at(std::size_t(row)).bytes; }
    [[nodiscard]] bool hasLoaded() const { return m_loaded; }
    [[nodiscard]] bool isBusy() const { return m_process.state() != QProcess::NotRunning; }
    [[nodiscard]] const QString &error() const { return m_error; } ///< why the last one failed; empty otherwise

    void reload();
    void remove(const QString &name); ///< for good

signals:
    void loaded(); ///< or not: see error()

private:
    struct Row
    {
        QString name, folder;
        qint64 bytes = 0;
        bool inUse = false;
        bool operator==(const Row &) const = default;
    };
    void start(const QStringList &arguments);
    void finish(int exitCode, QProcess::ExitStatus status);
    void next();
    void show(std::vector<Row> rows);

    QString m_ctl;
    QString m_dataDir;
    std::vector<Row> m_rows;
    QProcess m_process;
    QList<QStringList> m_waiting;
    bool m_lists = false; ///< what the process does
    bool m_loaded = false;
    QString m_error;
};

} // namespace holdfast::models
