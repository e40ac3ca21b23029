#include "views/status_words.h"

namespace holdfast::views {

StatusLook lookOf(models::ScenarioStatus status)
{
    using models::ScenarioStatus;
    const auto word = models::label(status);
    switch (status) {
    case ScenarioStatus::NotRun:
        return {Glyph::Ring, Tone::Muted, word};
    case ScenarioStatus::Running:
        return {Glyph::RingedDisc, Tone::Accent, word};
    case ScenarioStatus::Pass:
        return {Glyph::Check, Tone::Good, word};
    case ScenarioStatus::Fail:
        return {Glyph::Cross, Tone::Bad, word};
    case ScenarioStatus::Error:
        return {Glyph::Warning, Tone::Warn, word};
    case ScenarioStatus::Aborted:
        return {Glyph::Bar, Tone::Muted, word};
    }
    return {};
}

Tone toneOf(models::RunLogModel::Level level)
{
    using Level = models::RunLogModel::Level;
    switch (level) {
    case Level::Info:
    case Level::Raw:
    case Level::Dropped:
        return Tone::Muted;
    case Level::Warn:
    case Level::Fault:
        return Tone::Warn;
    case Level::Fail:
        return Tone::Bad;
    }
    return Tone::Muted;
}

Tone toneOf(models::LiveState state)
{
    using models::LiveState;
    switch (state) {
    case LiveState::Live:
        return Tone::Good;
    case LiveState::Connecting:
    case LiveState::Paused:
        return Tone::Warn;
    case LiveState::Disconnected:
        return Tone::Bad;
    case LiveState::Idle:
    case LiveState::Ended:
        return Tone::Muted;
    }
    return Tone::Muted;
}

Tone toneOf(models::ComponentModel::Health health)
{
    using Health = models::ComponentModel::Health;
    switch (health) {
    case Health::Good:
        return Tone::Good;
    case Health::Warn:
        return Tone::Warn;
    case Health::Bad:
        return Tone::Bad;
    case Health::Unknown:
        return Tone::Muted;
    }
    return Tone::Muted;
}

} // namespace holdfast::views
