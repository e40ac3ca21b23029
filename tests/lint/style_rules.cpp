#include "tests/lint/style_rules.h"

#include <QRegularExpression>
#include <QSet>

namespace lint {

namespace {

constexpr int longestLine = 120; // as in .clang-format
constexpr int longestFunction = 70;
constexpr int longestHeader = 150;
constexpr int longestSource = 600;
constexpr int forbiddenLength = 700;

QString at(const SourceFile &file, int line)
{
    return QStringLiteral("%1:%2").arg(file.path).arg(line);
}

void checkSizes(const SourceFile &file, Findings &findings)
{
    const bool code = file.isCpp() || file.isCMake() || file.path.endsWith(".sql");
    if (!code)
        return;
    const int length = int(file.lines.size());
    const int usual = file.isHeader() ? longestHeader : longestSource;
    if (length > forbiddenLength)
        findings.append({file.path, QStringLiteral("%1 lines: split it").arg(length)});
    else if (length > usual)
        findings.append({file.path, QStringLiteral("%1 lines, of %2").arg(length).arg(usual), true});
    for (int i = 0; i < length; ++i) {
        if (file.lines[i].size() > longestLine)
            findings.append({at(file, i + 1), QStringLiteral("%1 columns").arg(file.lines[i].size()), true});
    }
}

/// A function's body stands between braces on lines of their own, at the same depth.
void checkFunctions(const SourceFile &file, Findings &findings)
{
    static const QRegularExpression typeHead(QStringLiteral("\\b(class|struct|union|enum|namespace)\\b[^()]*$"));
    for (int i = 1; i < file.code.size(); ++i) {
        const QString &line = file.code[i];
        if (line.trimmed() != "{" || typeHead.match(file.code[i - 1]).hasMatch())
            continue;
        const auto depth = line.indexOf('{');
        const QString closing = QString(depth, ' ') + '}';
        int end = i + 1;
        while (end < file.code.size() && file.code[end] != closing && file.code[end] != closing + ';')
            ++end;
        if (end - i - 1 > longestFunction)
            findings.append({at(file, i), QStringLiteral("a function of %1 lines").arg(end - i - 1), true});
        i = end;
    }
}

void checkWhiteSpace(const SourceFile &file, Findings &findings)
{
    if (!file.endsWithNewline)
        findings.append({file.path, "does not end with a newline"});
    for (int i = 0; i < file.lines.size(); ++i) {
        const QString &line = file.lines[i];
        if (line.endsWith(' ') || line.endsWith('\t') || line.endsWith('\r'))
            findings.append({at(file, i + 1), "trailing white space"});
        if (line.contains('\t'))
            findings.append({at(file, i + 1), "a tab"});
    }
}

void checkWords(const SourceFile &file, Findings &findings)
{
    // Spelled apart, or this file would find itself.
    static const QRegularExpression unfinished(QStringLiteral("\\b(TO" "DO|FIX" "ME|XX" "X|HA" "CK)\\b"));
    static const QRegularExpression machinePath(
        QStringLiteral("(^|[\\s\"'`=(:])/(ro" "ot|wo" "rk|ho" "me|Us" "ers|m" "nt)/\\w"));
    for (int i = 0; i < file.lines.size(); ++i) {
        if (unfinished.match(file.lines[i]).hasMatch())
            findings.append({at(file, i + 1), "work left undone: finish it or leave it out"});
        if (machinePath.match(file.lines[i]).hasMatch())
            findings.append({at(file, i + 1), "a path of some machine"});
    }
}

/// Waiting for time to pass makes a test slow on a fast machine and false on a slow one. Waiting for a condition lives
/// in tests/support.
void checkSleeps(const SourceFile &file, Findings &findings)
{
    static const QRegularExpression sleeping(
        QStringLiteral("\\b(sleep_for|sleep_until|usleep|nanosleep|qSleep|qWait|msleep|sleep)\\s*\\("));
    if (!file.isBelow("tests") || file.isBelow("tests/support"))
        return;
    for (int i = 0; i < file.code.size(); ++i) {
        if (sleeping.match(file.code[i]).hasMatch())
            findings.append({at(file, i + 1), "sleeps: wait for a condition with a deadline"});
    }
}

void checkSql(const SourceFile &file, Findings &findings)
{
    static const QRegularExpression sql(
        QStringLiteral("\\b(insert\\s+into\\s|delete\\s+from\\s|update\\s+[\\w.]+\\s+set\\s|create\\s+table\\s"
                       "|select\\b.*\\bfrom\\s+[a-z_]+\\.|\\bfrom\\s+holdfast\\.[a-z_]+\\s+(where|order|group|join))"),
        QRegularExpression::CaseInsensitiveOption | QRegularExpression::DotMatchesEverythingOption);
    if (file.isBelow("tests"))
        return;
    for (const auto &literal : file.literals) {
        if (sql.match(literal.text).hasMatch())
            findings.append({at(file, literal.line), "SQL in a literal: it belongs in resources/sql"});
    }
}

/// What a person reads goes through tr(): a literal in sentence case beside it would never be translated.
void checkWordsForPeople(const SourceFile &file, Findings &findings)
{
    static const QRegularExpression sentence(QStringLiteral("QStringLiteral\\(\"[A-Z][a-z]+[^\"]* [a-z%][^\"]*\""));
    if (!file.isBelow("models") && !file.isBelow("views"))
        return;
    for (int i = 0; i < file.lines.size(); ++i) {
        if (sentence.match(file.lines[i]).hasMatch())
            findings.append({at(file, i + 1), "words for people: tr()"});
    }
}

void checkHeader(const SourceFile &file, Findings &findings)
{
    if (file.isHeader() && file.lines.value(0) != "#pragma once")
        findings.append({file.path, "a header begins with #pragma once"});
}

/// Whether a CMakeLists.txt in the file's folder or above names it, by its path from there.
bool isListed(const SourceTree &tree, const SourceFile &file)
{
    QString folder = file.folder();
    while (true) {
        const auto *list = tree.find(folder.isEmpty() ? "CMakeLists.txt" : folder + "/CMakeLists.txt");
        const QString name = folder.isEmpty() ? file.path : file.path.mid(folder.size() + 1);
        const QRegularExpression word("(^|[\\s(])" + QRegularExpression::escape(name) + "($|[\\s)])");
        if (list && word.match(list->lines.join('\n')).hasMatch())
            return true;
        if (folder.isEmpty())
            return false;
        folder = folder.left(qMax(0, int(folder.lastIndexOf('/'))));
    }
}

} // namespace

Findings checkStyle(const SourceTree &tree)
{
    Findings findings;
    for (const auto &file : tree.files) {
        checkSizes(file, findings);
        checkWhiteSpace(file, findings);
        checkWords(file, findings);
        if (file.isCpp()) {
            checkFunctions(file, findings);
            checkHeader(file, findings);
            checkSleeps(file, findings);
            checkSql(file, findings);
            checkWordsForPeople(file, findings);
        }
    }
    return findings;
}

Findings checkLists(const SourceTree &tree)
{
    static const QRegularExpression glob(QStringLiteral("file\\s*\\(\\s*GLOB"), QRegularExpression::CaseInsensitiveOption);
    Findings findings;
    for (const auto &file : tree.files) {
        const bool mustBeListed = file.path.endsWith(".cpp") || file.isBelow("resources/sql");
        if (mustBeListed && !isListed(tree, file))
            findings.append({file.path, "is listed in no CMakeLists.txt"});
        if (!file.isCMake())
            continue;
        for (int i = 0; i < file.lines.size(); ++i) {
            if (glob.match(file.lines[i]).hasMatch())
                findings.append({at(file, i + 1), "globs: list the files"});
        }
    }
    return findings;
}

Findings checkTestTable(const SourceTree &tree, const QStringList &names)
{
    static const QRegularExpression named(QStringLiteral("`([^`]+)`"));
    const QString document = QStringLiteral("TESTING.md");
    Findings findings;
    QSet<QString> described;
    const auto *file = tree.find(document);
    for (int i = 0; file && i < file->lines.size(); ++i) {
        const QString &line = file->lines[i];
        if (!line.startsWith("| "))
            continue;
        for (auto match = named.globalMatch(line.section('|', 1, 1)); match.hasNext();) {
            const QString name = match.next().captured(1);
            const QRegularExpression wanted(QRegularExpression::wildcardToRegularExpression(name));
            const auto meant = names.filter(wanted);
            if (meant.isEmpty())
                findings.append({at(*file, i + 1), "there is no test " + name});
            described.unite(QSet<QString>(meant.begin(), meant.end()));
        }
    }
    for (const auto &name : names) {
        if (!described.contains(name))
            findings.append({document, "says nothing of the test " + name});
    }
    return findings;
}

} // namespace lint
