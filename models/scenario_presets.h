#pragma once

#include <QMap>
#include <QString>
#include <QStringList>

class QSettings;

namespace holdfast::models {

/// Parameters somebody named and kept, per scenario, in the settings of the program. Written at once. GUI thread.
class ScenarioPresets final
{
public:
    static constexpr int nameCap = 60; ///< characters
    using Values = QMap<QString, QString>;

    /// `settings` outlive it.
    explicit ScenarioPresets(QSettings &settings) : m_settings(settings) {}

    [[nodiscard]] QStringList names(const QString &scenario) const; ///< in alphabetical order
    [[nodiscard]] Values values(const QString &scenario, const QString &name) const;
    /// Replaces one of that name. An empty name is none: false.
    bool save(const QString &scenario, const QString &name, const Values &values);
    void remove(const QString &scenario, const QString &name);

private:
    QSettings &m_settings;
};

} // namespace holdfast::models
