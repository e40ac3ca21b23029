#pragma once

#include <QAbstractTableModel>
#include <QDateTime>
#include <QTimer>

#include <vector>

namespace holdfast::models {

/// The processes of one sandbox that is up, as its registry and the kernel tell: looked at each second while active. The
/// file is a few hundred bytes. GUI thread.
class SandboxProcesses final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Part, Process, Condition, Memory, Cpu, ColumnCount };

    struct About
    {
        QString name, scenario, run, folder;
        QString apiUrl, gatewayUrl;
        QString dsn; ///< without its password, if it has one
        QDateTime startedAt;
        bool kept = false; ///< somebody asked for its folder to stay
        bool operator==(const About &) const = default;
    };

    /// `runtimeDir`: where sandboxes register.
    explicit SandboxProcesses(const QString &runtimeDir, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// "sandbox-0a1b2c3d"; empty: none.
    void setName(const QString &name);
    [[nodiscard]] const QString &name() const { return m_name; }
    /// Whether somebody looks at it.
    void setActive(bool active);
    [[nodiscard]] bool isUp() const { return m_up; }
    [[nodiscard]] const About &about() const { return m_about; } ///< of when it was last up
    /// Asks its keeper to leave its folder when it goes down, or not to. False when that could not be written.
    bool setKept(bool kept);
    void look();

signals:
    void changed();

private:
    struct ProcessRow
    {
        QString part;
        qint64 pid = 0;
        char state = 0; ///< as in /proc/PID/stat; 0: it is gone
        qint64 residentKib = 0;
        qint64 cpuMs = 0;
        bool operator==(const ProcessRow &) const = default;
    };
    [[nodiscard]] bool readRegistry(About &about, std::vector<ProcessRow> &rows) const;
    void show(std::vector<ProcessRow> rows);

    QString m_registry;
    QString m_name;
    About m_about;
    bool m_up = false;
    std::vector<ProcessRow> m_rows;
    QTimer m_poll;
};

} // namespace holdfast::models
