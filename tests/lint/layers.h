#pragma once

#include "tests/lint/finding.h"
#include "tests/lint/source_tree.h"

#include <QHash>
#include <QStringList>

namespace lint {

/// A room or floor and what it may know. The table in layers.cpp is the layering of ARCHITECTURE.md as data.
struct Layer
{
    QString folder; ///< "backend/net"
    QString target; ///< "holdfast_net"
    QStringList mayKnow;        ///< targets it may link, and whose headers its sources may include
    QStringList headersMayKnow; ///< the part of them that its headers may show
    bool qt = false;
};

[[nodiscard]] const QList<Layer> &layers();

/// What each target of the build links, as cmake/LinkGraph.cmake wrote it.
class LinkGraph final
{
public:
    struct Link
    {
        QString item;
        bool isPublic = false;
    };

    [[nodiscard]] static LinkGraph parse(const QString &text);
    [[nodiscard]] static LinkGraph read(const QString &file);

    [[nodiscard]] QStringList targets() const;
    [[nodiscard]] QString folder(const QString &target) const { return m_folders.value(target); }
    [[nodiscard]] QList<Link> links(const QString &target) const { return m_links.value(target); }
    /// Everything reached from `target`, each with the chain that leads there: "a -> b -> c".
    [[nodiscard]] QHash<QString, QString> reach(const QString &target) const;

private:
    QHash<QString, QList<Link>> m_links;
    QHash<QString, QString> m_folders; ///< where the target is made, from the root
};

/// Direct links within the table; no Qt in the backend, no part of the system under test in the scenario runner,
/// nothing at all below core, on the whole chain of links.
[[nodiscard]] Findings checkLinks(const LinkGraph &graph);

/// The same for includes, and the homes of expensive or leaky libraries.
[[nodiscard]] Findings checkIncludes(const SourceTree &tree);

} // namespace lint
