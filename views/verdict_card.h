#pragma once

#include "models/run_record.h"
#include "models/scenario_run.h"
#include "views/widgets.h"

namespace holdfast::views {

/// How a run, or all runs of an invocation, stand: a word, why, how much of it, how far.
struct Verdict
{
    Glyph glyph = Glyph::Ring;
    Tone tone = Tone::Muted;
    QString word{};
    QString headline{};
    QString summary{};
    double progress = -1; ///< 0 to 1; below: not known
    bool active = false;
    QString lines{}; ///< rich text, what each of several came to
};

[[nodiscard]] Verdict verdictOf(const models::RunRecord &record);
[[nodiscard]] Verdict verdictOf(const models::ScenarioRun &run, const Tokens &tokens);

class VerdictCard final : public Card
{
    Q_OBJECT

public:
    explicit VerdictCard(const Theme &theme, QWidget *parent = nullptr);

    void set(const Verdict &verdict);
    [[nodiscard]] QString word() const { return m_word->text(); }
    [[nodiscard]] QString headline() const { return m_headline->fullText(); }
    [[nodiscard]] QString summary() const { return m_summary->fullText(); }
    [[nodiscard]] QString lines() const { return m_lines->isHidden() ? QString() : m_lines->text(); }

private:
    GlyphLabel *m_glyph;
    QLabel *m_word;
    ElidedLabel *m_headline;
    ElidedLabel *m_summary;
    ProgressBar *m_progress;
    NumberLabel *m_percent;
    QLabel *m_lines;
};

} // namespace holdfast::views
