#include "models/scenario_presets.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSettings>

namespace holdfast::models {

namespace {

/// All of a scenario under one key: names may hold what keys of settings may not.
QString keyOf(const QString &scenario)
{
    return QStringLiteral("presets/") + scenario;
}

QJsonObject read(const QSettings &settings, const QString &scenario)
{
    return QJsonDocument::fromJson(settings.value(keyOf(scenario)).toByteArray()).object();
}

void write(QSettings &settings, const QString &scenario, const QJsonObject &presets)
{
    if (presets.isEmpty())
        settings.remove(keyOf(scenario));
    else
        settings.setValue(keyOf(scenario), QJsonDocument(presets).toJson(QJsonDocument::Compact));
    settings.sync();
}

} // namespace

QStringList ScenarioPresets::names(const QString &scenario) const
{
    return read(m_settings, scenario).keys();
}

ScenarioPresets::Values ScenarioPresets::values(const QString &scenario, const QString &name) const
{
    Values values;
    const auto stored = read(m_settings, scenario).value(name).toObject();
    for (auto it = stored.begin(); it != stored.end(); ++it)
        values.insert(it.key(), it.value().toString());
    return values;
}

bool ScenarioPresets::save(const QString &scenario, const QString &name, const Values &values)
{
    const auto trimmed = name.trimmed().left(nameCap);
    if (trimmed.isEmpty())
        return false;
    QJsonObject stored;
    for (auto it = values.begin(); it != values.end(); ++it)
        stored.insert(it.key(), it.value());
    auto presets = read(m_settings, scenario);
    presets.insert(trimmed, stored);
    write(m_settings, scenario, presets);
    return true;
}

void ScenarioPresets::remove(const QString &scenario, const QString &name)
{
    auto presets = read(m_settings, scenario);
    presets.remove(name);
    write(m_settings, scenario, presets);
}

} // namespace holdfast::models
