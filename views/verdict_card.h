#pragma once

#include "models/run_record.h"
#include "models/scenario_run.h"
#include "views/widgets.h"

class QLayout;
class QSpacerItem;

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
    /// What it offers at its right end, in the place of the progress of what is over; empty: nothing.
    void setOffer(const QString &text);
    [[nodiscard]] QPushButton *offer() const { return m_offer; }
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
    QPushButton *m_offer;
    QSpacerItem *m_rest; ///< takes the progress's room; the layout's
    QLayout *m_row = nullptr;
    QLabel *m_lines;
};

} // namespace holdfast::views
