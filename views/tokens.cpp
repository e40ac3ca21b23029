#include "views/tokens.h"

#include <algorithm>
#include <cmath>

namespace holdfast::views {
namespace {

double linear(double channel)
{
    return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
}

double luminance(const QColor &colour)
{
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

struct StateColours
{
    QColor light;
    QColor dark;
};

StateColours coloursOf(State state)
{
    switch (state) {
    case State::Held:
        return {0x2C86C1, 0x6CB8EA};
    case State::VendorConfirmed:
        return {0x00976D, 0x2CC295};
    case State::VendorAuthorized:
        return {0xB57800, 0xF0B429};
    case State::AuthorizedBoth:
        return {0x0072B2, 0x3D8BFD};
    case State::Committing:
        return {0xB5548B, 0xE08CBB};
    case State::Confirmed:
        return {0x0B7A56, 0x3CC79A};
    case State::Released:
    case State::Expired:
    case State::Cancelled:
        return {0x6B7885, 0x98A6B5};
    case State::FailedVendorAuth:
    case State::FailedRequesterAuth:
    case State::FailedAvailabilityChanged:
    case State::FailedCommit:
        return {0xD55E00, 0xFF8A4C};
    }
    return {};
}

} // namespace

QColor Tokens::of(Tone tone) const
{
    switch (tone) {
    case Tone::Text:
        return text;
    case Tone::Muted:
        return muted;
    case Tone::Accent:
        return accent;
    case Tone::Good:
        return good;
    case Tone::Warn:
        return warn;
    case Tone::Bad:
        return bad;
    }
    return text;
}

QColor Tokens::of(State state) const
{
    const auto colours = coloursOf(state);
    return dark ? colours.dark : colours.light;
}

QColor Tokens::of(Series series) const
{
    switch (series) {
    case Series::First:
        return of(State::Held);
    case Series::Second:
        return of(State::VendorAuthorized);
    case Series::Third:
        return of(State::Committing);
    case Series::Failure:
        return of(State::FailedCommit);
    case Series::Reference:
        return muted;
    }
    return text;
}

const Tokens &lightTokens()
{
    static const Tokens tokens{
        .dark = false,
        .window = 0xF4F6F8,
        .surface = 0xFFFFFF,
        .border = 0xDDE2E8,
        .grid = 0xE8ECF0,
        .hover = 0xF0F3F6,
        .text = 0x16202B,
        .muted = 0x586572,
        .accent = 0x0B6BCB,
        .onAccent = 0xFFFFFF,
        .selection = 0xE3EFFB,
        .good = 0x0B7A56,
        .warn = 0x8F5C00,
        .bad = 0xB3450A,
    };
    return tokens;
}

const Tokens &darkTokens()
{
    static const Tokens tokens{
        .dark = true,
        .window = 0x11151A,
        .surface = 0x191F27,
        .border = 0x2A333E,
        .grid = 0x252E38,
        .hover = 0x212932,
        .text = 0xE7ECF2,
        .muted = 0x98A6B5,
        .accent = 0x62B3FF,
        .onAccent = 0x11151A,
        .selection = 0x1F3A55,
        .good = 0x3CC79A,
        .warn = 0xF0B429,
        .bad = 0xFF8A4C,
    };
    return tokens;
}

double contrastRatio(const QColor &a, const QColor &b)
{
    const auto [darker, lighter] = std::minmax({luminance(a), luminance(b)});
    return (lighter + 0.05) / (darker + 0.05);
}

} // namespace holdfast::views
