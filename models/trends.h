#pragma once

#include <QHash>
#include <QList>
#include <QSet>
#include <QString>

namespace holdfast::models {

/// A cell's last values, oldest first, as QList<double>: drawn as a small line.
inline constexpr int TrendRole = Qt::UserRole + 120;

/// The latest values of each of many things, for small lines beside their figures. What was not told of at a reading is
/// forgotten with it.
class Trends final
{
public:
    static constexpr qsizetype length = 60;

    void add(const QString &key, double value)
    {
        auto &values = m_values[key];
        if (values.size() == length)
            values.removeFirst();
        values.append(value);
        m_told.insert(key);
    }
    /// The reading is over.
    void forgetOthers()
    {
        m_values.removeIf([this](const auto &entry) { return !m_told.contains(entry.key()); });
        m_told.clear();
    }
    void clear()
    {
        m_values.clear();
        m_told.clear();
    }
    [[nodiscard]] QList<double> of(const QString &key) const { return m_values.value(key); }

private:
    QHash<QString, QList<double>> m_values;
    QSet<QString> m_told;
};

} // namespace holdfast::models
