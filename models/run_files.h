#pragma once

#include "models/latest_read.h"

#include <QAbstractTableModel>
#include <QDateTime>

#include <vector>

namespace holdfast::models {

/// The files a run has left: evidence, logs, oracles. Listed on a thread of its own; links are followed nowhere. GUI
/// thread.
class RunFiles final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Name, Size, What, ColumnCount };
    static constexpr std::size_t cap = 500;

    explicit RunFiles(QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// Lists it again, also when it is the same: a run writes while it goes. Empty: nothing.
    void load(const QString &folder);
    [[nodiscard]] QString folder() const { return m_folder; }
    [[nodiscard]] QString pathOf(int row) const;
    [[nodiscard]] int rowOf(const QString &name) const; ///< -1 when there is none

signals:
    void loaded();

private:
    struct File
    {
        QString name; ///< below the folder
        qint64 size = 0;
        QDateTime changed;
        bool operator==(const File &) const = default;
    };
    using Files = std::vector<File>;
    [[nodiscard]] static Files list(const QString &folder);
    void show(const QString &folder, Files files);

    QString m_folder;
    Files m_files;
    LatestRead<Files> m_read;
};

/// A part of a file, whole lines of it.
struct FileExcerpt
{
    QString path;
    QString text;
    QString problem; ///< why there is none
    qint64 from = 0; ///< in bytes
    qint64 to = 0;
    qint64 size = 0;

    [[nodiscard]] bool isWhole() const { return from == 0 && to == size; }
};

constexpr qint64 excerptCap = 512 * 1024;
constexpr qsizetype excerptLineCap = 4000; ///< characters; longer ones end in an ellipsis

enum class ExcerptOf { Begin, End };

/// At most excerptCap bytes from the one or the other end. For whichever thread may wait for a disk.
[[nodiscard]] FileExcerpt readExcerpt(const QString &path, ExcerptOf part);

} // namespace holdfast::models
