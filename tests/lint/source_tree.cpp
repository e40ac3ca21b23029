#include "tests/lint/source_tree.h"

#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>

#include <algorithm>

namespace lint {

namespace {

const QStringList folders = {"app", "backend", "cmake", "docs", "models", "packaging", "resources", "tests", "views"};
const QStringList suffixes = {".cpp", ".h", ".cmake", ".txt", ".sql", ".sh", ".md", ".json", ".yaml", ".yml"};

/// Splits C++ into code and literals; comments become blanks. Knows raw strings and digit separators.
class Splitter final
{
public:
    explicit Splitter(const QString &text) : m_text(text), m_code(text) {}

    void run(SourceFile &file)
    {
        while (m_at < m_text.size()) {
            if (startsWith("//"))
                blankUntil("\n", 0);
            else if (startsWith("/*"))
                blankUntil("*/", 2);
            else if (startsWith("R\"") && !isWordCharacter(m_at - 1))
                rawString(file);
            else if (m_text[m_at] == '"')
                quoted('"', &file);
            else if (m_text[m_at] == '\'' && !isWordCharacter(m_at - 1))
                quoted('\'', nullptr);
            else
                step();
        }
        file.code = m_code.split('\n');
    }

private:
    [[nodiscard]] bool startsWith(const char *what) const
    {
        return QStringView(m_text).mid(m_at).startsWith(QLatin1String(what));
    }

    [[nodiscard]] bool isWordCharacter(qsizetype at) const
    {
        return at >= 0 && (m_text[at].isLetterOrNumber() || m_text[at] == '_');
    }

    void step()
    {
        if (m_text[m_at] == '\n')
            ++m_line;
        ++m_at;
    }

    void blank()
    {
        if (m_text[m_at] != '\n')
            m_code[m_at] = ' ';
        step();
    }

    void blankUntil(const QString &end, int beyond)
    {
        qsizetype stop = m_text.indexOf(end, m_at);
        stop = stop < 0 ? m_text.size() : stop + beyond;
        while (m_at < stop)
            blank();
    }

    void rawString(SourceFile &file)
    {
        const qsizetype open = m_text.indexOf('(', m_at);
        const QString close = ')' + m_text.mid(m_at + 2, open - m_at - 2) + '"';
        const qsizetype end = m_text.indexOf(close, open);
        const qsizetype stop = end < 0 ? m_text.size() : end;
        file.literals.append({m_line, m_text.mid(open + 1, stop - open - 1)});
        while (m_at < qMin(stop + close.size(), m_text.size()))
            blank();
    }

    void quoted(QChar quote, SourceFile *file)
    {
        const int line = m_line;
        const qsizetype begin = ++m_at;
        while (m_at < m_text.size() && m_text[m_at] != quote && m_text[m_at] != '\n') {
            if (m_text[m_at] == '\\' && m_at + 1 < m_text.size())
                blank();
            blank();
        }
        if (file)
            file->literals.append({line, m_text.mid(begin, m_at - begin)});
        if (m_at < m_text.size() && m_text[m_at] == quote)
            step();
    }

    const QString &m_text;
    QString m_code;
    qsizetype m_at = 0;
    int m_line = 1;
};

void readIncludes(SourceFile &file)
{
    static const QRegularExpression pattern(QStringLiteral("^\\s*#\\s*include\\s*([<\"])([^>\"]+)[>\"]"));
    for (int i = 0; i < file.lines.size(); ++i) {
        const auto match = pattern.match(file.lines[i]);
        if (match.hasMatch())
            file.includes.append({i + 1, match.captured(2), match.captured(1) == "<"});
    }
}

bool isText(const QString &name)
{
    return std::any_of(suffixes.begin(), suffixes.end(), [&](const QString &s) { return name.endsWith(s); });
}

SourceFile readFile(const QString &root, const QString &path)
{
    SourceFile file;
    file.path = path;
    QFile in(root + '/' + path);
    if (!in.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(in.fileName()));
    QString text = QString::fromUtf8(in.readAll());
    file.endsWithNewline = text.isEmpty() || text.endsWith('\n');
    if (text.endsWith('\n'))
        text.chop(1);
    file.lines = text.split('\n');
    if (file.isCpp()) {
        Splitter(text).run(file);
        readIncludes(file);
    }
    return file;
}

} // namespace

SourceTree SourceTree::read(const QString &root)
{
    SourceTree tree;
    tree.root = QDir(root).absolutePath();
    QStringList paths;
    for (const auto &name : QDir(tree.root).entryList(QDir::Files)) {
        if (isText(name))
            paths.append(name);
    }
    for (const auto &folder : folders) {
        QDirIterator walk(tree.root + '/' + folder, QDir::Files, QDirIterator::Subdirectories);
        while (walk.hasNext()) {
            const QString path = walk.next().mid(tree.root.size() + 1);
            if (isText(path))
                paths.append(path);
        }
    }
    paths.sort();
    for (const auto &path : paths)
        tree.files.append(readFile(tree.root, path));
    return tree;
}

const SourceFile *SourceTree::find(const QString &path) const
{
    const auto at = std::find_if(files.begin(), files.end(), [&](const SourceFile &file) { return file.path == path; });
    return at == files.end() ? nullptr : &*at;
}

} // namespace lint
