#include "models/run_files.h"

#include "models/cell.h"

#include <QCoreApplication>
#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QFileInfo>
#include <QLocale>

#include <algorithm>

namespace holdfast::models {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(RunFiles)
};

QString whatIs(const QString &name)
{
    if (name.startsWith(QLatin1String("logs/")))
        return Words::tr("log of a process");
    if (name.startsWith(QLatin1String("oracles/")))
        return Words::tr("what an oracle asked and was told");
    static const QHash<QString, const char *> known{
        {QStringLiteral("result.json"), QT_TRANSLATE_NOOP("RunFiles", "the result")},
        {QStringLiteral("run.jsonl"), QT_TRANSLATE_NOOP("RunFiles", "the run as it went")},
        {QStringLiteral("requests.jsonl"), QT_TRANSLATE_NOOP("RunFiles", "requests and answers")},
        {QStringLiteral("history.jsonl"), QT_TRANSLATE_NOOP("RunFiles", "what clients asked for and were told")},
        {QStringLiteral("events.jsonl"), QT_TRANSLATE_NOOP("RunFiles", "the event log of the database")},
        {QStringLiteral("timelines.jsonl"), QT_TRANSLATE_NOOP("RunFiles", "the lives of reservations")},
        {QStringLiteral("faults.json"), QT_TRANSLATE_NOOP("RunFiles", "faults and what they hit")},
        {QStringLiteral("metrics.json"), QT_TRANSLATE_NOOP("RunFiles", "what was measured")},
        {QStringLiteral("invariants.jsonl"), QT_TRANSLATE_NOOP("RunFiles", "the invariants, judged")},
        {QStringLiteral("before.json"), QT_TRANSLATE_NOOP("RunFiles", "the system before")},
        {QStringLiteral("after.json"), QT_TRANSLATE_NOOP("RunFiles", "the system after")},
        {QStringLiteral("gateway_calls.json"), QT_TRANSLATE_NOOP("RunFiles", "calls the gateway was asked")},
        {QStringLiteral("gateway_books.json"), QT_TRANSLATE_NOOP("RunFiles", "the gateway's books")},
        {QStringLiteral("reproduce.txt"), QT_TRANSLATE_NOOP("RunFiles", "the command that runs it again")},
    };
    const auto found = known.constFind(name);
    return found == known.constEnd() ? QString() : Words::tr(*found);
}

} // namespace

RunFiles::RunFiles(QObject *parent) : QAbstractTableModel(parent), m_read(QStringLiteral("run-files")) {}

int RunFiles::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_files.size());
}

int RunFiles::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant RunFiles::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &file = m_files[std::size_t(index.row())];
    switch (role) {
    case RowIdRole:
        return pathOf(index.row());
    case CellKindRole:
        return int(index.column() == Name       ? CellKind::Mono
                   : index.column() == What     ? CellKind::Muted
                                                : CellKind::Number);
    case RawValueRole:
        return index.column() == Size ? QVariant(file.size) : data(index, Qt::DisplayRole);
    case Qt::ToolTipRole:
        return tr("%1, changed %2").arg(pathOf(index.row()), file.changed.toString(QStringLiteral("yyyy-MM-dd HH:mm:ss t")))
            + (whatIs(file.name).isEmpty() ? QString() : u'\n' + whatIs(file.name));
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return index.column() == Name   ? file.name
               : index.column() == What ? whatIs(file.name)
                                        : QLocale::c().formattedDataSize(file.size, 1, QLocale::DataSizeSIFormat);
    default:
        return {};
    }
}

QVariant RunFiles::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section == Size ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    return section == Name ? tr("File") : section == What ? tr("What it is") : tr("Size");
}

RunFiles::Files RunFiles::list(const QString &folder)
{
    Files files;
    if (folder.isEmpty())
        return files;
    const QDir root(folder);
    QDirIterator at(folder, QDir::Files | QDir::NoSymLinks | QDir::NoDotAndDotDot, QDirIterator::Subdirectories);
    while (at.hasNext() && files.size() < cap) {
        at.next();
        const auto info = at.fileInfo();
        files.push_back({root.relativeFilePath(info.filePath()), info.size(), info.lastModified()});
    }
    // What a person reads first: the run itself, then what lies deeper.
    std::sort(files.begin(), files.end(), [](const File &a, const File &b) {
        const auto depth = [](const File &file) { return file.name.count(u'/'); };
        return std::pair(depth(a), a.name) < std::pair(depth(b), b.name);
    });
    return files;
}

void RunFiles::load(const QString &folder)
{
    m_read.start([folder] { return list(folder); }, [this, folder](Files files) { show(folder, std::move(files)); });
}

void RunFiles::show(const QString &folder, Files files)
{
    if (folder != m_folder || files != m_files) {
        beginResetModel();
        m_folder = folder;
        m_files = std::move(files);
        endResetModel();
    }
    emit loaded();
}

QString RunFiles::pathOf(int row) const
{
    return m_folder + u'/' + m_files.at(std::size_t(row)).name;
}

int RunFiles::rowOf(const QString &name) const
{
    const auto found = std::find_if(m_files.begin(), m_files.end(), [&](const File &file) { return file.name == name; });
    return found == m_files.end() ? -1 : int(found - m_files.begin());
}

FileExcerpt readExcerpt(const QString &path, ExcerptOf part)
{
    FileExcerpt excerpt;
    excerpt.path = path;
    QFile file(path);
    if (!QFileInfo(path).isFile() || !file.open(QIODevice::ReadOnly)) {
        excerpt.problem = Words::tr("%1 cannot be read: %2").arg(QFileInfo(path).fileName(), file.errorString());
        return excerpt;
    }
    excerpt.size = file.size();
    excerpt.from = part == ExcerptOf::End ? std::max<qint64>(0, excerpt.size - excerptCap) : 0;
    file.seek(excerpt.from);
    auto bytes = file.read(excerptCap);
    excerpt.to = excerpt.from + bytes.size();
    if (excerpt.from > 0) { // it begins in the middle of a line
        const auto line = bytes.indexOf('\n') + 1;
        bytes.remove(0, line);
        excerpt.from += line;
    }
    if (excerpt.to < excerpt.size && bytes.contains('\n')) {
        const auto end = bytes.lastIndexOf('\n') + 1;
        excerpt.to -= bytes.size() - end;
        bytes.truncate(end);
    }
    const auto lines = QString::fromUtf8(bytes).split(u'\n');
    QStringList shown;
    shown.reserve(lines.size());
    for (const auto &line : lines)
        shown.append(line.size() > excerptLineCap ? line.left(excerptLineCap) + QStringLiteral("…") : line);
    excerpt.text = shown.join(u'\n');
    excerpt.text.replace(QChar(0), QChar(0xFFFD));
    return excerpt;
}

} // namespace holdfast::models
