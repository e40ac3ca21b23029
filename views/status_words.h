#pragma once

#include "models/component_model.h"
#include "models/live_status.h"
#include "models/run_models.h"
#include "models/scenario.h"
#include "views/glyphs.h"
#include "views/tokens.h"

#include <QString>

namespace holdfast::views {

/// A status as glyph, colour and word; colour never stands alone.
struct StatusLook
{
    Glyph glyph = Glyph::Ring;
    Tone tone = Tone::Muted;
    QString word;
};

[[nodiscard]] StatusLook lookOf(models::ScenarioStatus status);
[[nodiscard]] Tone toneOf(models::RunLogModel::Level level);
[[nodiscard]] Tone toneOf(models::LiveState state);
[[nodiscard]] Tone toneOf(models::ComponentModel::Health health);

} // namespace holdfast::views
