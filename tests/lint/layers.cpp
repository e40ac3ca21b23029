#include "tests/lint/layers.h"

#include <QFile>
#include <QRegularExpression>
#include <QSet>

#include <algorithm>

namespace lint {

namespace {

Layer room(const QString &name, const QStringList &mayKnow)
{
    QStringList targets;
    for (const auto &known : mayKnow)
        targets.append("holdfast_" + known);
    const QString folder = name == "resources" ? name : "backend/" + name;
    return {folder, "holdfast_" + name, targets, targets, false};
}

const QStringList everyRoomButScenarios = {"holdfast_core",    "holdfast_resources", "holdfast_process",
                                           "holdfast_net",     "holdfast_storage",   "holdfast_faultpoints",
                                           "holdfast_booking", "holdfast_workers",   "holdfast_insight",
                                           "holdfast_acts",    "holdfast_api",       "holdfast_payments"};

/// A rule on the whole chain of links: `target` never reaches anything that matches.
struct NeverReaches
{
    QString target;
    QRegularExpression pattern;
    QString reason;
};

const QList<NeverReaches> &neverReaches()
{
    static const QList<NeverReaches> rules = {
        {"holdfast_core", QRegularExpression("."), "core depends on nothing but the standard library"},
        {"holdfast_scenarios",
         QRegularExpression("^holdfast_(booking|payments|workers|insight|api|simulators|faultpoints|backend)$"),
         "a scenario reaches the system under test only as a client does"},
        {"holdfast_simulators", QRegularExpression("^holdfast_(?!core$|net$)"),
         "the gateway's double is nobody's friend: it shares no code with what is tested against it"},
        {"holdfast_payments", QRegularExpression("^holdfast_booking$"), "payments never knows booking"},
        {"holdfast_models", QRegularExpression("^holdfast_(views|api|booking|workers|scenarios)$"),
         "models read, and never know a view"},
    };
    return rules;
}

bool isQt(const QString &item)
{
    return item.startsWith("Qt");
}

bool isQtHeader(const QString &path)
{
    static const QRegularExpression pattern(QStringLiteral("^(Q[A-Z]|Qt|q[a-z]+\\.h)"));
    return pattern.match(path).hasMatch();
}

/// The layer a path belongs to: that with the longest folder above it.
const Layer *layerOf(const QString &path)
{
    const Layer *best = nullptr;
    for (const auto &layer : layers()) {
        if (path.startsWith(layer.folder + '/') && (!best || layer.folder.size() > best->folder.size()))
            best = &layer;
    }
    return best;
}

const Layer *layerNamed(const QString &target)
{
    const auto &all = layers();
    const auto at = std::find_if(all.begin(), all.end(), [&](const Layer &layer) { return layer.target == target; });
    return at == all.end() ? nullptr : &*at;
}

void checkOwnInclude(const SourceFile &file, const Layer &layer, const Include &include, Findings &findings)
{
    const QString where = QStringLiteral("%1:%2").arg(file.path).arg(include.line);
    if (include.path.endsWith(".moc"))
        return;
    const Layer *other = layerOf(include.path);
    if (!other) {
        findings.append({where, "\"" + include.path + "\" is not a path from the root into a known room"});
        return;
    }
    const auto &allowed = file.isHeader() ? layer.headersMayKnow : layer.mayKnow;
    if (other != &layer && !allowed.contains(other->target))
        findings.append({where, layer.folder + " must not include \"" + include.path + "\""});
}

void checkForeignInclude(const SourceFile &file, const Layer &layer, const Include &include, Findings &findings)
{
    const QString where = QStringLiteral("%1:%2").arg(file.path).arg(include.line);
    const QString shown = '<' + include.path + '>';
    static const QRegularExpression standard(QStringLiteral("^[a-z_]+$"));
    if (!layer.qt && isQtHeader(include.path))
        findings.append({where, layer.folder + " must not include Qt: " + shown});
    if (layer.target == "holdfast_core" && !standard.match(include.path).hasMatch())
        findings.append({where, "core includes nothing but the standard library, not " + shown});
    if (include.path.startsWith("pqxx/") && (layer.target != "holdfast_storage" || file.isHeader()))
        findings.append({where, "libpqxx belongs in the sources of backend/storage: " + shown});
    if (include.path.startsWith("nlohmann/") && file.isHeader() && !file.path.endsWith("_json.h"))
        findings.append({where, "keep JSON out of headers: " + shown});
}

bool includesBeast(const SourceTree &tree, const SourceFile &file, QSet<QString> &seen)
{
    seen.insert(file.path);
    return std::any_of(file.includes.begin(), file.includes.end(), [&](const Include &include) {
        if (include.angled)
            return include.path.startsWith("boost/beast");
        const auto *next = seen.contains(include.path) ? nullptr : tree.find(include.path);
        return next && includesBeast(tree, *next, seen);
    });
}

/// Beast is compiled in at most two sources of backend/net, whichever header brings it in.
void checkBeast(const SourceTree &tree, Findings &findings)
{
    constexpr int allowed = 2;
    QStringList sources;
    for (const auto &file : tree.files) {
        QSet<QString> seen;
        if (!file.path.endsWith(".cpp") || file.isBelow("tests") || !includesBeast(tree, file, seen))
            continue;
        sources.append(file.path);
        if (!file.isBelow("backend/net"))
            findings.append({file.path, "Beast belongs in backend/net"});
    }
    if (sources.size() > allowed)
        findings.append({"backend/net", "Beast in more than two sources: " + sources.join(", ")});
}

} // namespace

const QList<Layer> &layers()
{
    static const QList<Layer> table = [] {
        QList<Layer> all = {
            room("core", {}),
            room("resources", {}),
            room("process", {"core"}),
            room("faultpoints", {"core"}),
            room("net", {"core"}),
            room("payments", {"core", "net"}),
            room("storage", {"core", "process", "resources"}),
            room("booking", {"core", "storage", "resources", "faultpoints"}),
            room("workers", {"core", "storage", "booking", "payments", "resources", "faultpoints"}),
            room("insight", {"core", "storage", "resources"}),
            room("acts", {"core", "storage", "resources"}),
            room("api", {"core", "net", "storage", "booking", "insight", "acts", "payments", "resources", "faultpoints"}),
            room("simulators", {"core", "net"}),
            room("scenarios", {"core", "net", "storage", "process", "resources"}),
        };
        const QStringList models = {"holdfast_core", "holdfast_insight", "holdfast_acts", "holdfast_storage",
                                    "holdfast_process"};
        const QStringList views = {"holdfast_core", "holdfast_models"};
        const QStringList ctl = everyRoomButScenarios + QStringList{"holdfast_scenarios", "holdfast_simulators",
                                                                    "holdfast_backend"};
        all += {
            Layer{"app/backend", "holdfast_backend", everyRoomButScenarios, everyRoomButScenarios, false},
            Layer{"app/ctl", "holdfastctl", ctl, ctl, false},
            Layer{"models", "holdfast_models", models, {"holdfast_core"}, true},
            Layer{"views", "holdfast_views", views, views, true},
            Layer{"app/console", "holdfast", ctl + QStringList{"holdfast_models", "holdfast_views"}, ctl, true},
        };
        return all;
    }();
    return table;
}

LinkGraph LinkGraph::parse(const QString &text)
{
    LinkGraph graph;
    for (const auto &line : text.split('\n', Qt::SkipEmptyParts)) {
        const QStringList words = line.split(' ');
        auto &links = graph.m_links[words.value(0)];
        if (words.value(1) == "in")
            graph.m_folders.insert(words.value(0), words.value(2));
        else
            links.append({words.value(2), words.value(1) == "public"});
    }
    return graph;
}

LinkGraph LinkGraph::read(const QString &file)
{
    QFile in(file);
    if (!in.open(QIODevice::ReadOnly))
        qFatal("cannot read %s", qPrintable(file));
    return parse(QString::fromUtf8(in.readAll()));
}

QStringList LinkGraph::targets() const
{
    QStringList names = m_links.keys();
    names.sort();
    return names;
}

QHash<QString, QString> LinkGraph::reach(const QString &target) const
{
    QHash<QString, QString> chains;
    QStringList open = {target};
    while (!open.isEmpty()) {
        const QString from = open.takeFirst();
        for (const auto &link : links(from)) {
            if (link.item == target || chains.contains(link.item))
                continue;
            chains.insert(link.item, chains.value(from, target) + " -> " + link.item);
            open.append(link.item);
        }
    }
    return chains;
}

Findings checkLinks(const LinkGraph &graph)
{
    Findings findings;
    for (const auto &target : graph.targets()) {
        if (!target.startsWith("holdfast") || (graph.folder(target) + '/').startsWith("tests/"))
            continue;
        const Layer *layer = layerNamed(target);
        if (!layer) {
            findings.append({target, "is in no row of tests/lint/layers.cpp: say what it may know"});
            continue;
        }
        for (const auto &link : graph.links(target)) {
            const bool own = link.item.startsWith("holdfast");
            if (own && !layer->mayKnow.contains(link.item))
                findings.append({target, "must not link " + link.item});
            else if (own && link.isPublic && !layer->headersMayKnow.contains(link.item))
                findings.append({target, "must link " + link.item + " PRIVATE"});
        }
        const auto reached = graph.reach(target);
        for (auto at = reached.begin(); at != reached.end(); ++at) {
            if (!layer->qt && isQt(at.key()))
                findings.append({target, "must not reach Qt: " + at.value()});
            for (const auto &rule : neverReaches()) {
                if (rule.target == target && rule.pattern.match(at.key()).hasMatch())
                    findings.append({target, rule.reason + ": " + at.value()});
            }
        }
    }
    return findings;
}

Findings checkIncludes(const SourceTree &tree)
{
    Findings findings;
    for (const auto &file : tree.files) {
        if (!file.isCpp() || file.isBelow("tests"))
            continue;
        const Layer *layer = layerOf(file.path);
        if (!layer) {
            findings.append({file.path, "is in no row of tests/lint/layers.cpp: say what it may know"});
            continue;
        }
        for (const auto &include : file.includes) {
            if (include.angled)
                checkForeignInclude(file, *layer, include, findings);
            else
                checkOwnInclude(file, *layer, include, findings);
        }
    }
    checkBeast(tree, findings);
    return findings;
}

} // namespace lint
