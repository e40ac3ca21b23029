#include "models/health_lights.h"

#include "models/figure_text.h"

#include <QCoreApplication>

#include <algorithm>

namespace holdfast::models {

namespace {

using Health = ComponentModel::Health;

constexpr qint64 slowFeedMs = 1'000;
constexpr qint64 deadFeedMs = 10'000;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(HealthLights)
};

/// One line for each API node, or for each worker.
QString listed(const ComponentModel &components, bool api)
{
    QStringList lines;
    for (int row = 0; row < components.rowCount(); ++row) {
        if ((components.at(row).kind == QLatin1String("api")) != api)
            continue;
        const auto text = [&](int column) { return components.index(row, column).data().toString(); };
        auto line = QStringLiteral("%1, %2: %3").arg(text(ComponentModel::Kind), text(ComponentModel::Where),
                                                    text(ComponentModel::Status));
        if (!components.at(row).detail.isEmpty())
            line += QStringLiteral(" (%1)").arg(components.at(row).detail);
        lines.append(line);
    }
    return lines.join(u'\n');
}

HealthLight gatewayLight(const ComponentModel &components)
{
    HealthLight light{HealthLight::Part::Gateway, Words::tr("Payment gateway"), Words::tr("not used here"),
                      Words::tr("No worker here talks to a payment gateway"), Health::Unknown};
    qint64 calls = 0; // the workers of one process share a client: the most that one of them tells is what it made
    qint64 unknown = 0;
    bool used = false;
    QString refusal;
    for (int row = 0; row < components.rowCount(); ++row) {
        const auto &component = components.at(row);
        const auto metric = [&](const char *name) { return component.metrics.value(QLatin1String(name)); };
        if (!component.alive || !component.metrics.contains(QStringLiteral("gateway_calls")))
            continue;
        used = true;
        calls = std::max(calls, qint64(metric("gateway_calls")));
        unknown = std::max(unknown, qint64(metric("gateway_unknown")));
        if (metric("gateway_breaker_open") > 0)
            refusal = component.detail.isEmpty() ? Words::tr("Its circuit breaker is open") : component.detail;
    }
    if (!used)
        return light;
    light.health = refusal.isEmpty() ? Health::Good : Health::Bad;
    light.text = refusal.isEmpty() ? Words::tr("%1 calls").arg(formatCount(calls)) : Words::tr("does not answer");
    light.toolTip = refusal.isEmpty() ? Words::tr("Of %1 calls since the start, %2 ended with an unknown outcome")
                                            .arg(formatCount(calls), formatCount(unknown))
                                      : refusal;
    return light;
}

HealthLight feedLight(const LiveStatus &live)
{
    HealthLight light{HealthLight::Part::Feed, Words::tr("Live feed"), live.text(), {}, Health::Unknown};
    const bool read = live.state == LiveState::Live || live.state == LiveState::Paused;
    if (live.state == LiveState::Disconnected)
        light.health = Health::Bad;
    else if (read && live.lagMs >= 0)
        light.health = live.lagMs >= deadFeedMs ? Health::Bad : live.lagMs >= slowFeedMs ? Health::Warn : Health::Good;
    if (live.dataAsOf.isValid())
        light.toolTip = Words::tr("Data as of %1").arg(live.dataAsOf.toString(QStringLiteral("HH:mm:ss t")));
    return light;
}

HealthLight lightOf(HealthLight::Part part, const QString &name, const ComponentModel::Item &item, const QString &more)
{
    HealthLight light{part, name, item.text, item.toolTip, item.health};
    if (light.text.startsWith(name + u' ')) // the status line has no name beside it
        light.text.remove(0, name.size() + 1);
    if (light.text.isEmpty())
        light.text = Words::tr("not known");
    if (!more.isEmpty())
        light.toolTip += light.toolTip.isEmpty() ? more : u'\n' + more;
    return light;
}

} // namespace

QList<HealthLight> healthLights(const ComponentModel &components, const LiveStatus &live)
{
    const auto line = components.statusLine();
    return {lightOf(HealthLight::Part::Api, Words::tr("API"), line.api, listed(components, true)),
            lightOf(HealthLight::Part::Database, Words::tr("Database"), line.database, {}), gatewayLight(components),
            lightOf(HealthLight::Part::Workers, Words::tr("Workers"), line.workers, listed(components, false)),
            feedLight(live)};
}

} // namespace holdfast::models
