#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace lint {

struct Include
{
    int line = 0;
    QString path;
    bool angled = false;
};

struct Literal
{
    int line = 0; ///< where it begins
    QString text; ///< between the quotes, escapes as written
};

/// A text file of the tree. For C++, comments and the insides of literals are blanked out of `code`, whose lines and
/// columns are those of `lines`.
struct SourceFile
{
    QString path; ///< from the root, with slashes
    QStringList lines;
    bool endsWithNewline = true;
    QStringList code;
    QList<Include> includes;
    QList<Literal> literals;

    [[nodiscard]] bool isCpp() const { return path.endsWith(".cpp") || path.endsWith(".h"); }
    [[nodiscard]] bool isHeader() const { return path.endsWith(".h"); }
    [[nodiscard]] bool isCMake() const { return path.endsWith("CMakeLists.txt") || path.endsWith(".cmake"); }
    [[nodiscard]] bool isBelow(const QString &folder) const { return path.startsWith(folder + '/'); }
    [[nodiscard]] QString folder() const { return path.left(qMax(0, int(path.lastIndexOf('/')))); }
};

/// The project's own text files, read once. Build folders and version control are left out.
struct SourceTree
{
    QString root;
    QList<SourceFile> files; ///< in order of their path

    [[nodiscard]] static SourceTree read(const QString &root);
    [[nodiscard]] const SourceFile *find(const QString &path) const;
};

} // namespace lint
