#pragma once

#include "models/component_model.h"

namespace holdfast::models {

/// How one part of the system is, in a word and a figure.
struct HealthLight
{
    enum class Part { Api, Database, Gateway, Workers, Feed };
    Part part = Part::Api;
    QString name;
    QString text; ///< "2 nodes", "live, 38 ms behind"
    QString toolTip;
    ComponentModel::Health health = ComponentModel::Health::Unknown;

    bool operator==(const HealthLight &) const = default;
};

/// Every part, in the order in which they depend on each other; unknown while nothing is read.
[[nodiscard]] QList<HealthLight> healthLights(const ComponentModel &components, const LiveStatus &live);

} // namespace holdfast::models
