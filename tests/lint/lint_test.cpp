#include "tests/lint/layers.h"
#include "tests/lint/style_rules.h"

#include <QDir>
#include <QDirIterator>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

using namespace lint;

namespace {

QString failures(const Findings &findings)
{
    QStringList lines;
    for (const auto &finding : findings) {
        if (!finding.warning)
            lines.append(finding.text());
    }
    return lines.join('\n');
}

/// Says everything, a line each, and counts what fails.
int report(const Findings &findings)
{
    int count = 0;
    for (const auto &finding : findings) {
        qInfo("%s%s", finding.warning ? "warning: " : "", qPrintable(finding.text()));
        count += finding.warning ? 0 : 1;
    }
    return count;
}

bool anyMentions(const Findings &findings, const QString &text)
{
    return std::any_of(findings.begin(), findings.end(), [&](const Finding &f) { return f.text().contains(text); });
}

void write(const QString &file, const QString &text, QIODevice::OpenMode mode = QIODevice::WriteOnly)
{
    QDir().mkpath(QFileInfo(file).path());
    QFile out(file);
    if (!out.open(mode) || out.write(text.toUtf8()) < 0)
        qFatal("cannot write %s", qPrintable(file));
}

void copyFolder(const QString &from, const QString &to)
{
    QDirIterator walk(from, QDir::Files, QDirIterator::Subdirectories);
    while (walk.hasNext()) {
        const QString file = walk.next();
        const QString target = to + file.mid(from.size());
        QDir().mkpath(QFileInfo(target).path());
        QVERIFY2(QFile::copy(file, target), qPrintable(target));
    }
}

} // namespace

/// The tree's own rules, each shown to bite on a planted violation first.
class LintTest final : public QObject
{
    Q_OBJECT

private slots:
    void linksFollowTheLayering()
    {
        const auto graph = LinkGraph::read(LINK_GRAPH);
        for (const auto &layer : layers())
            QVERIFY2(graph.targets().contains(layer.target), qPrintable(layer.target));
        QCOMPARE(report(checkLinks(graph)), 0);
    }

    void includesFollowTheLayering() { QCOMPARE(report(checkIncludes(tree())), 0); }

    void styleIsKept() { QCOMPARE(report(checkStyle(tree())), 0); }

    void everythingIsListed() { QCOMPARE(report(checkLists(tree())), 0); }

    void testsAreDescribed()
    {
        QFile file(TEST_NAMES);
        QVERIFY2(file.open(QIODevice::ReadOnly), TEST_NAMES);
        const auto names = QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts);
        QVERIFY(names.contains("lint"));
        QCOMPARE(report(checkTestTable(tree(), names)), 0);
    }

    void plantedLinkIsFound_data()
    {
        QTest::addColumn<QString>("graph");
        QTest::addColumn<QString>("finding");
        QTest::newRow("backend, Qt directly") << "holdfast_net private Qt6::Core\n"
                                              << "holdfast_net: must not reach Qt: holdfast_net -> Qt6::Core";
        QTest::newRow("backend, Qt through another room")
            << "holdfast_api private holdfast_net\nholdfast_net private Qt6::Core\n"
            << "holdfast_api: must not reach Qt: holdfast_api -> holdfast_net -> Qt6::Core";
        QTest::newRow("ctl, Qt") << "holdfastctl private Qt6::Core\n" << "holdfastctl: must not reach Qt";
        QTest::newRow("core, anything") << "holdfast_core private Threads::Threads\n"
                                        << "holdfast_core: core depends on nothing";
        QTest::newRow("scenarios, the system under test")
            << "holdfast_scenarios private holdfast_booking\n" << "holdfast_scenarios: must not link holdfast_booking";
        QTest::newRow("scenarios, through another room")
            << "holdfast_scenarios private holdfast_net\nholdfast_net private holdfast_booking\n"
            << "as a client does: holdfast_scenarios -> holdfast_net -> holdfast_booking";
        QTest::newRow("views, a backend room") << "holdfast_views private holdfast_storage\n"
                                               << "holdfast_views: must not link holdfast_storage";
        QTest::newRow("models, a view") << "holdfast_models private holdfast_views\n"
                                        << "holdfast_models: must not link holdfast_views";
        QTest::newRow("models, a room in public") << "holdfast_models public holdfast_insight\n"
                                                  << "holdfast_models: must link holdfast_insight PRIVATE";
        QTest::newRow("a room nobody placed") << "holdfast_cellar in backend/cellar\n" << "holdfast_cellar: is in no row";
    }
    void plantedLinkIsFound()
    {
        QFETCH(QString, graph);
        QFETCH(QString, finding);
        const auto findings = checkLinks(LinkGraph::parse(graph));
        QVERIFY2(anyMentions(findings, finding), qPrintable(failures(findings)));
    }

    /// The whole way, in a copy of the tree: a line in a CMakeLists.txt, CMake's own reading of it, the rule.
    void plantedLinkInACopyOfTheTreeIsFound()
    {
        QTemporaryDir copy;
        const QString root = copy.path();
        for (const auto &folder : QStringList{"app", "backend", "cmake", "models", "resources", "views"})
            copyFolder(SOURCE_ROOT "/" + folder, root + '/' + folder);
        QVERIFY(QFile::copy(SOURCE_ROOT "/CMakeLists.txt", root + "/CMakeLists.txt"));
        write(root + "/backend/core/CMakeLists.txt", "target_link_libraries(holdfast_core PRIVATE Qt6::Core)\n",
              QIODevice::Append);

        QProcess cmake;
        cmake.setProcessChannelMode(QProcess::MergedChannels);
        cmake.start(CMAKE_PROGRAM, {"-G", "Ninja", "-S", root, "-B", root + "/build", "-DBUILD_TESTING=OFF"});
        QVERIFY2(cmake.waitForFinished(60'000) && cmake.exitCode() == 0, cmake.readAll().constData());

        const auto findings = checkLinks(LinkGraph::read(root + "/build/link-graph.txt"));
        QVERIFY(anyMentions(findings, "holdfast_core: core depends on nothing"));
        QVERIFY(anyMentions(findings, "holdfast_faultpoints: must not reach Qt: holdfast_faultpoints -> holdfast_core"));
        QVERIFY(anyMentions(findings, "holdfastctl: must not reach Qt"));
    }

    void plantedIncludeIsFound_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("include");
        QTest::addColumn<QString>("finding"); // empty: allowed
        QTest::newRow("backend, Qt") << "backend/net/a.cpp" << "<QString>" << "must not include Qt: <QString>";
        QTest::newRow("backend, Qt by module") << "backend/net/a.h" << "<QtCore/qglobal.h>" << "must not include Qt";
        QTest::newRow("ctl, Qt") << "app/ctl/a.cpp" << "<qglobal.h>" << "must not include Qt";
        QTest::newRow("core, POSIX") << "backend/core/a.cpp" << "<unistd.h>" << "nothing but the standard library";
        QTest::newRow("core, Boost") << "backend/core/a.h" << "<boost/asio.hpp>" << "nothing but the standard library";
        QTest::newRow("core, another room") << "backend/core/a.h" << "\"backend/net/http.h\""
                                            << "backend/core must not include";
        QTest::newRow("scenarios, booking") << "backend/scenarios/a.cpp" << "\"backend/booking/lanes.h\""
                                            << "backend/scenarios must not include";
        QTest::newRow("views, insight") << "views/pages/a.cpp" << "\"backend/insight/live_feed.h\""
                                        << "views must not include";
        QTest::newRow("models, a view") << "models/a.cpp" << "\"views/theme.h\"" << "models must not include";
        QTest::newRow("models' header, insight") << "models/a.h" << "\"backend/insight/live_feed.h\""
                                                 << "models must not include";
        QTest::newRow("beside itself") << "backend/net/a.cpp" << "\"http.h\"" << "not a path from the root";
        QTest::newRow("libpqxx in booking") << "backend/booking/a.cpp" << "<pqxx/pqxx>" << "libpqxx belongs in";
        QTest::newRow("JSON in a header") << "backend/api/a.h" << "<nlohmann/json.hpp>" << "JSON out of headers";
        QTest::newRow("models' source, insight") << "models/a.cpp" << "\"backend/insight/live_feed.h\"" << "";
        QTest::newRow("views, core") << "views/a.h" << "\"backend/core/uuid.h\"" << "";
        QTest::newRow("net, Beast") << "backend/net/a.cpp" << "<boost/beast/http.hpp>" << "";
        QTest::newRow("net's own header, Beast") << "backend/net/a.h" << "<boost/beast/http.hpp>" << "";
    }
    void plantedIncludeIsFound()
    {
        QFETCH(QString, file);
        QFETCH(QString, include);
        QFETCH(QString, finding);
        QTemporaryDir root;
        write(root.filePath(file), "#pragma once\n#include " + include + '\n');
        const auto findings = checkIncludes(SourceTree::read(root.path()));
        if (finding.isEmpty())
            QCOMPARE(failures(findings), QString());
        else
            QVERIFY2(anyMentions(findings, file + ":2: ") && anyMentions(findings, finding), qPrintable(failures(findings)));
    }

    /// Counted by source, also where a header brings it in: each costs half a minute to compile.
    void beastInAThirdSourceIsFound()
    {
        QTemporaryDir root;
        write(root.filePath("backend/net/parser.h"), "#pragma once\n#include <boost/beast/http.hpp>\n");
        write(root.filePath("backend/net/a.cpp"), "#include \"backend/net/parser.h\"\n");
        write(root.filePath("backend/net/b.cpp"), "#include <boost/beast/http.hpp>\n");
        QCOMPARE(failures(checkIncludes(SourceTree::read(root.path()))), QString());
        write(root.filePath("backend/net/b.h"), "#pragma once\n#include \"backend/net/parser.h\"\n");
        write(root.filePath("backend/api/c.cpp"), "#include \"backend/net/b.h\"\n");
        const auto findings = checkIncludes(SourceTree::read(root.path()));
        QVERIFY(anyMentions(findings, "backend/api/c.cpp: Beast belongs in backend/net"));
        QVERIFY(anyMentions(findings, "Beast in more than two sources"));
    }

    void plantedStyleFaultIsFound_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("finding"); // empty: fine as it is
        QTest::newRow("trailing blank") << "backend/a.cpp" << "int a; \n" << "backend/a.cpp:1: trailing white space";
        QTest::newRow("tab") << "backend/a.cpp" << "\tint a;\n" << "a tab";
        QTest::newRow("no newline") << "docs/a.md" << "text" << "does not end with a newline";
        QTest::newRow("undone") << "backend/a.cpp" << "// TO" "DO later\n" << "work left undone";
        QTest::newRow("machine path") << "packaging/a.sh" << "cd /ho" "me/ann\n" << "a path of some machine";
        QTest::newRow("sleep in a test") << "tests/net/a.cpp" << "int a;\nQTest::qWait(10);\n"
                                         << "tests/net/a.cpp:2: sleeps";
        QTest::newRow("std sleep in a test") << "tests/net/a.cpp" << "std::this_thread::sleep_for(1s);\n" << "sleeps";
        QTest::newRow("a sleep only spoken of") << "tests/net/a.cpp" << "// no qWait(10) here\n" << "";
        QTest::newRow("insert") << "backend/a.cpp" << "f(\"INSERT INTO holdfast.slot values (1)\");\n"
                                << "SQL in a literal";
        QTest::newRow("select, raw") << "models/a.cpp" << "f(R\"(select *\n from holdfast.slot)\");\n"
                                     << "models/a.cpp:1: SQL in a literal";
        QTest::newRow("update") << "backend/a.cpp" << "f(\"update slot set held = 0\");\n" << "SQL in a literal";
        QTest::newRow("select a function") << "backend/a.cpp" << "f(\"select holdfast.now()\");\n" << "";
        QTest::newRow("English") << "backend/a.cpp" << "f(\"select a page from the rail\");\n" << "";
        QTest::newRow("SQL in a test") << "tests/net/a.cpp" << "f(\"insert into slot values (1)\");\n" << "";
        QTest::newRow("words nobody translates") << "views/a.cpp" << "f(QStringLiteral(\"Nothing is left\"));\n"
                                                 << "views/a.cpp:1: words for people";
        QTest::newRow("words translated") << "models/a.cpp" << "f(tr(\"Nothing is left\"));\n" << "";
        QTest::newRow("a font") << "views/a.cpp" << "f(QStringLiteral(\"JetBrains Mono\"));\n" << "";
        QTest::newRow("header unguarded") << "backend/a.h" << "int a;\n" << "begins with #pragma once";
        QTest::newRow("too long") << "backend/a.cpp" << QString("int a;\n").repeated(701) << "701 lines: split it";
        QTest::newRow("long function") << "backend/a.cpp"
                                       << "void f()\n{\n" + QString("    g();\n").repeated(71) + "}\n"
                                       << "a function of 71 lines";
        QTest::newRow("long class") << "backend/a.cpp"
                                    << "class F\n{\n" + QString("    int g();\n").repeated(71) + "};\n" << "";
        QTest::newRow("long line") << "backend/a.cpp" << "//" + QString(119, 'x') + '\n' << "121 columns";
    }
    void plantedStyleFaultIsFound()
    {
        QFETCH(QString, file);
        QFETCH(QString, text);
        QFETCH(QString, finding);
        QTemporaryDir root;
        write(root.filePath(file), text);
        const auto findings = checkStyle(SourceTree::read(root.path()));
        if (finding.isEmpty())
            QCOMPARE(failures(findings), QString());
        else
            QVERIFY2(anyMentions(findings, finding), qPrintable(failures(findings)));
    }

    void unlistedFileIsFound_data()
    {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("list");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("finding"); // empty: listed
        QTest::newRow("source") << "backend/net/a.cpp" << "backend/net/CMakeLists.txt" << "SOURCES b.cpp aa.cpp\n"
                                << "backend/net/a.cpp: is listed in no";
        QTest::newRow("listed") << "backend/net/a.cpp" << "backend/net/CMakeLists.txt" << "SOURCES a.cpp\n" << "";
        QTest::newRow("listed above") << "views/pages/a.cpp" << "views/CMakeLists.txt" << "SOURCES pages/a.cpp\n" << "";
        QTest::newRow("SQL") << "resources/sql/api/a.sql" << "resources/CMakeLists.txt" << "sql/api/b.sql\n"
                             << "resources/sql/api/a.sql: is listed in no";
        QTest::newRow("globbed") << "backend/net/a.cpp" << "backend/net/CMakeLists.txt" << "file(GLOB a.cpp *.cpp)\n"
                                 << "backend/net/CMakeLists.txt:1: globs";
    }
    void unlistedFileIsFound()
    {
        QFETCH(QString, file);
        QFETCH(QString, list);
        QFETCH(QString, text);
        QFETCH(QString, finding);
        QTemporaryDir root;
        write(root.filePath(file), "\n");
        write(root.filePath(list), text);
        const auto findings = checkLists(SourceTree::read(root.path()));
        if (finding.isEmpty())
            QCOMPARE(failures(findings), QString());
        else
            QVERIFY2(anyMentions(findings, finding), qPrintable(failures(findings)));
    }

    void undescribedTestIsFound_data()
    {
        QTest::addColumn<QString>("row");
        QTest::addColumn<QString>("finding"); // empty: fine as it is
        QTest::newRow("both by name") << "| `net`, `net_server` | `HTTP` |" << "";
        QTest::newRow("both by their beginning") << "| `net*` | HTTP |" << "";
        QTest::newRow("one missing") << "| `net_server` | `net` |" << "TESTING.md: says nothing of the test net";
        QTest::newRow("one that is not") << "| `net`, `net_server`, `web` | HTTP |" << "TESTING.md:4: there is no test web";
        QTest::newRow("a beginning of none") << "| `net*`, `web_*` | HTTP |" << "TESTING.md:4: there is no test web_*";
    }
    void undescribedTestIsFound()
    {
        QFETCH(QString, row);
        QFETCH(QString, finding);
        QTemporaryDir root;
        write(root.filePath("TESTING.md"), "# Testing\n\n|---|---|\n" + row + '\n');
        const auto findings = checkTestTable(SourceTree::read(root.path()), {"net", "net_server"});
        if (finding.isEmpty())
            QCOMPARE(failures(findings), QString());
        else
            QVERIFY2(anyMentions(findings, finding), qPrintable(failures(findings)));
    }

private:
    static const SourceTree &tree()
    {
        static const SourceTree read = SourceTree::read(SOURCE_ROOT);
        return read;
    }
};

QTEST_GUILESS_MAIN(LintTest)
#include "lint_test.moc"
