#pragma once

#include <QList>
#include <QString>

namespace lint {

/// One thing a rule objects to.
struct Finding
{
    QString where; ///< "backend/net/server.cpp:12", or a target's name
    QString message;
    bool warning = false; ///< said, but not a failure

    [[nodiscard]] QString text() const { return where + QStringLiteral(": ") + message; }
};

using Findings = QList<Finding>;

} // namespace lint
