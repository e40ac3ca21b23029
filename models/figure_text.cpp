#include "models/figure_text.h"

#include "models/language.h"

#include <cmath>

namespace holdfast::models {

namespace {

QString withDecimals(double value, int decimals)
{
    return screenLocale().toString(value, 'f', decimals);
}

} // namespace

QString formatCount(qint64 count)
{
    return screenLocale().toString(count);
}

QString formatRate(double rate)
{
    const bool whole = rate >= 9.95 || std::abs(rate - std::round(rate)) < 0.05;
    return withDecimals(whole ? std::round(rate) : rate, whole ? 0 : 1);
}

QString formatMs(double ms)
{
    if (ms >= 100'000)
        return withDecimals(ms / 60'000, 1) + QStringLiteral("\u00a0min");
    if (ms >= 1'000)
        return withDecimals(ms / 1'000, 1) + QStringLiteral("\u00a0s");
    return withDecimals(ms, ms >= 9.95 || ms == 0 ? 0 : ms >= 0.995 ? 1 : 2) + QStringLiteral("\u00a0ms");
}

QString formatShare(double share)
{
    double percent = std::round(share * 100);
    if (percent >= 100 && share < 1)
        percent = 99;
    else if (percent <= 0 && share > 0)
        percent = 1;
    return withDecimals(percent, 0) + QStringLiteral("\u00a0%");
}

QString formatBytes(qint64 bytes)
{
    return screenLocale().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

} // namespace holdfast::models
