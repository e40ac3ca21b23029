#pragma once

#include <QString>
#include <QVariant>

#include <optional>

/// Figures as people read them, in the screen's language.
namespace holdfast::models {

[[nodiscard]] QString formatCount(qint64 count); ///< "12,480"
[[nodiscard]] QString formatRate(double rate);   ///< "0", "0.4", "12", "1,204": one decimal below ten
[[nodiscard]] QString formatMs(double ms);       ///< "0.42 ms", "6.1 ms", "41 ms", "2.4 s", "3.1 min"
[[nodiscard]] QString formatShare(double share); ///< 0 to 1: "0 %", "63 %"; "100 %" only for all of it
[[nodiscard]] QString formatBytes(qint64 bytes); ///< "8.0 kB", "1.2 GB": powers of 1,000

/// A figure that may not be known: its text, which then is a dash, or as it is.
template <typename Value, typename Format>
[[nodiscard]] QVariant optionalCell(const std::optional<Value> &value, bool raw, Format format)
{
    if (raw)
        return value ? QVariant(*value) : QVariant();
    return value ? format(*value) : QStringLiteral("–");
}

} // namespace holdfast::models
