#include "views/verdict_card.h"

#include "models/language.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace holdfast::views {

using models::ScenarioRun;
using models::ScenarioStatus;

namespace {

/// "1 critical check failed": how grave it is, first. Empty when none did.
QString gravest(const QList<models::CheckResult> &checks)
{
    for (const auto *severity : {"CRITICAL", "HIGH", "MEDIUM", "LOW"}) {
        const auto failed = std::count_if(checks.begin(), checks.end(), [severity](const models::CheckResult &check) {
            return !check.ok && check.severity == QLatin1String(severity);
        });
        if (failed > 0) {
            const auto word = models::severityText(QString::fromLatin1(severity));
            return failed == 1 ? VerdictCard::tr("1 %1 check failed").arg(word)
                               : VerdictCard::tr("%1 %2 checks failed").arg(failed).arg(word);
        }
    }
    return {};
}

/// Why a run of several did not do.
QString reasonOf(const models::ScenarioResult &result)
{
    for (const auto &check : result.checks) {
        if (!check.ok)
            return VerdictCard::tr("%1, expected %2, observed %3").arg(check.name, check.expected, check.observed);
    }
    return result.error.isEmpty() ? models::label(result.status) : result.error;
}

QString resultLine(const QColor &colour, bool good, const QString &name, const QColor &muted, const QString &words)
{
    return QStringLiteral("<span style='color:%1'>%2</span> %3 <span style='color:%4'>%5</span>")
        .arg(colour.name(), good ? QStringLiteral("✓") : QStringLiteral("✗"), name.toHtmlEscaped(), muted.name(),
             words.toHtmlEscaped());
}

QString checkCount(const models::RunRecord &record)
{
    const int checks = record.checks()->rowCount();
    return checks == 0 ? QString()
                       : VerdictCard::tr("%1 of %2 checks passed").arg(checks - record.checks()->failed()).arg(checks);
}

QString joined(QStringList parts)
{
    parts.removeAll(QString());
    return parts.join(QStringLiteral(" · "));
}

QString tookText(qint64 ms)
{
    return ms > 0 ? VerdictCard::tr("%1 s").arg(models::screenLocale().toString(double(ms) / 1000, 'f', 1)) : QString();
}

/// Glyph, tone and word.
Verdict judge(const models::ScenarioResult &result)
{
    if (!result.saboteur.isEmpty() && result.status != ScenarioStatus::Error && result.status != ScenarioStatus::Aborted
        && result.status != ScenarioStatus::NotRun)
        return result.isGood() ? Verdict{Glyph::Check, Tone::Good, VerdictCard::tr("CAUGHT")}
                               : Verdict{Glyph::Cross, Tone::Bad, VerdictCard::tr("MISSED")};
    switch (result.status) {
    case ScenarioStatus::Pass:
        return {Glyph::Check, Tone::Good, VerdictCard::tr("PASS")};
    case ScenarioStatus::Fail:
        return {Glyph::Cross, Tone::Bad, VerdictCard::tr("FAIL")};
    case ScenarioStatus::Error:
        return {Glyph::Warning, Tone::Warn, VerdictCard::tr("ERROR")};
    case ScenarioStatus::Aborted:
        return {Glyph::Bar, Tone::Muted, VerdictCard::tr("Aborted")};
    case ScenarioStatus::NotRun:
    case ScenarioStatus::Running:
        break;
    }
    return {Glyph::Ring, Tone::Muted, VerdictCard::tr("Not run")};
}

Verdict judge(const ScenarioRun &run)
{
    switch (run.state()) {
    case ScenarioRun::State::Idle:
        return {Glyph::Ring, Tone::Muted, VerdictCard::tr("Not run")};
    case ScenarioRun::State::Starting:
        return {Glyph::RingedDisc, Tone::Accent, VerdictCard::tr("Starting")};
    case ScenarioRun::State::Running:
        return {Glyph::RingedDisc, Tone::Accent, VerdictCard::tr("Running")};
    case ScenarioRun::State::Stopping:
        return {Glyph::RingedDisc, Tone::Muted, VerdictCard::tr("Stopping")};
    case ScenarioRun::State::Failed:
        return {Glyph::Warning, Tone::Bad, VerdictCard::tr("Could not run")};
    case ScenarioRun::State::Finished:
        break;
    }
    if (run.wasStopped())
        return {Glyph::Bar, Tone::Muted, VerdictCard::tr("Aborted")};
    const auto &results = run.results();
    const bool error = results.empty() || std::any_of(results.begin(), results.end(), [](const auto &result) {
        return result.status == ScenarioStatus::Error;
    });
    const bool bad = std::any_of(results.begin(), results.end(),
                                 [](const auto &result) { return !result.isGood() && result.rerunOf.isEmpty(); });
    if (error)
        return {Glyph::Warning, Tone::Warn, VerdictCard::tr("ERROR")};
    if (run.request().saboteurs)
        return bad ? Verdict{Glyph::Cross, Tone::Bad, VerdictCard::tr("MISSED")}
                   : Verdict{Glyph::Check, Tone::Good, VerdictCard::tr("ALL CAUGHT")};
    return bad ? Verdict{Glyph::Cross, Tone::Bad, VerdictCard::tr("FAIL")}
               : Verdict{Glyph::Check, Tone::Good, VerdictCard::tr("PASS")};
}

QString headlineOf(const ScenarioRun &run)
{
    if (run.state() == ScenarioRun::State::Failed)
        return run.error();
    if (run.isActive())
        return run.followed()->runningStep();
    const auto &results = run.results();
    const auto error = std::find_if(results.begin(), results.end(), [](const models::ScenarioResult &result) {
        return result.status == ScenarioStatus::Error;
    });
    if (error != results.end())
        return error->error;
    if (run.wasStopped() || run.request().saboteurs) // under a saboteur a check fails as it should
        return {};
    const auto bad = std::find_if(results.begin(), results.end(),
                                  [](const models::ScenarioResult &result) {
                                      return !result.isGood() && result.rerunOf.isEmpty();
                                  });
    return bad == results.end() ? QString() : gravest(bad->checks);
}

QStringList saboteurLines(const ScenarioRun &run, const Tokens &tokens)
{
    QStringList lines;
    for (const auto &result : run.results()) {
        const bool good = result.isGood();
        const auto what = good ? VerdictCard::tr("caught by “%1”").arg(result.caughtBy)
            : result.status == ScenarioStatus::Fail || result.status == ScenarioStatus::Pass
            ? VerdictCard::tr("not caught")
            : models::label(result.status);
        lines.append(resultLine(good ? tokens.good : tokens.bad, good, result.saboteur, tokens.muted, what));
    }
    return lines;
}

QStringList failureLines(const ScenarioRun &run, const Tokens &tokens)
{
    const auto &results = run.results();
    const bool repeats = run.request().ids.size() == 1;
    QStringList lines;
    for (std::size_t i = 0; i < results.size(); ++i) {
        const auto &result = results[i];
        if (result.isGood() || !result.rerunOf.isEmpty() || result.status == ScenarioStatus::Aborted
            || result.status == ScenarioStatus::NotRun)
            continue;
        const auto which = repeats ? VerdictCard::tr("run %1, seed %2:").arg(i + 1).arg(result.seed)
                                   : VerdictCard::tr("%1, seed %2:").arg(result.id, result.seed);
        lines.append(resultLine(tokens.bad, false, which, tokens.text, reasonOf(result)));
    }
    return lines;
}

/// As many as leave room for what is below; Runs has them all.
QString spelledOut(QStringList lines)
{
    constexpr qsizetype most = 5;
    const auto more = lines.size() - most;
    if (more > 0) {
        lines = lines.first(most);
        lines.append(VerdictCard::tr("and %1 more").arg(more));
    }
    return lines.join(QStringLiteral("<br>"));
}

} // namespace

Verdict verdictOf(const models::RunRecord &record)
{
    Verdict verdict;
    if (const auto &result = record.result()) {
        verdict = judge(*result);
        if (!result->saboteur.isEmpty())
            verdict.headline = result->caughtBy.isEmpty() ? VerdictCard::tr("“%1” was not caught").arg(result->saboteur)
                                                          : VerdictCard::tr("by “%1”").arg(result->caughtBy);
        else
            // A failed check says more than what came after it.
            verdict.headline = result->error.isEmpty() || result->status != ScenarioStatus::Error
                ? gravest(result->checks)
                : result->error;
    } else if (record.isOver()) {
        verdict = {Glyph::Bar, Tone::Muted, VerdictCard::tr("No result")}; // why stands above
    } else if (record.hasBegun()) {
        verdict = {Glyph::RingedDisc, Tone::Accent, VerdictCard::tr("Running"), record.runningStep()};
        verdict.active = true;
    } else {
        verdict = {Glyph::Ring, Tone::Muted, VerdictCard::tr("Not run")};
    }
    verdict.summary = joined({checkCount(record), tookText(record.hasBegun() || record.isOver() ? record.elapsedMs() : 0),
                              record.result() && record.result()->flaky ? VerdictCard::tr("flaky") : QString()});
    verdict.progress = record.hasBegun() && (record.result() || !record.isOver()) ? record.progress() : -1;
    return verdict;
}

Verdict verdictOf(const ScenarioRun &run, const Tokens &tokens)
{
    auto verdict = judge(run);
    verdict.headline = headlineOf(run);
    verdict.active = run.isActive();
    verdict.progress = run.progress();
    const auto counts = run.counts();
    QString count;
    if (run.isOfSeveral() && counts.results > 0)
        count = (run.request().saboteurs ? VerdictCard::tr("%1 of %2 saboteurs caught")
                                         : VerdictCard::tr("%1 of %2 runs passed"))
                    .arg(counts.good)
                    .arg(counts.results);
    else
        count = checkCount(*run.followed());
    verdict.summary = joined({count, tookText(run.elapsedMs())});
    if (run.request().saboteurs)
        verdict.lines = spelledOut(saboteurLines(run, tokens));
    else if (run.isOfSeveral())
        verdict.lines = spelledOut(failureLines(run, tokens));
    return verdict;
}

VerdictCard::VerdictCard(const Theme &theme, QWidget *parent)
    : Card(parent), m_glyph(new GlyphLabel(theme, 16, this)), m_word(makeLabel({}, "verdict", Tone::Text, this)),
      m_headline(new ElidedLabel(Qt::ElideRight, this)), m_summary(new ElidedLabel(Qt::ElideRight, this)),
      m_progress(new ProgressBar(theme, this)), m_percent(new NumberLabel(this)),
      m_offer(makeButton({}, "", this)), m_rest(new QSpacerItem(0, 0)), m_lines(makeLabel({}, "", Tone::Text, this))
{
    setAccessibleName(tr("Verdict"));
    setTone(m_summary, Tone::Muted);
    setTone(m_percent, Tone::Muted);
    m_progress->setAccessibleName(tr("Progress"));
    m_percent->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_percent->setMinimumWidth(44);
    m_lines->setTextFormat(Qt::RichText);
    m_lines->setWordWrap(true);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_glyph);
    row->addWidget(m_word);
    row->addSpacing(12);
    row->addWidget(m_headline);
    row->addSpacing(8);
    row->addWidget(m_summary);
    row->addSpacing(8);
    row->addWidget(m_progress, 1);
    row->addWidget(m_percent);
    row->addSpacerItem(m_rest);
    row->addWidget(m_offer);
    m_row = row;
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 11, 16, 11);
    column->setSpacing(8);
    column->addLayout(row);
    column->addWidget(m_lines);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setOffer({});
}

void VerdictCard::setOffer(const QString &text)
{
    m_offer->setText(text);
    m_offer->setAccessibleName(text);
    m_offer->setVisible(!text.isEmpty());
    for (auto *progress : std::initializer_list<QWidget *>{m_progress, m_percent})
        progress->setVisible(text.isEmpty());
    m_rest->changeSize(0, 0, text.isEmpty() ? QSizePolicy::Fixed : QSizePolicy::Expanding);
    m_row->invalidate();
}

void VerdictCard::set(const Verdict &verdict)
{
    m_glyph->set(verdict.glyph, verdict.tone);
    m_word->setText(verdict.word);
    m_word->setAccessibleName(tr("Verdict: %1").arg(verdict.word));
    setTone(m_word, verdict.tone);
    m_headline->setFullText(verdict.headline);
    m_headline->setVisible(!verdict.headline.isEmpty());
    m_summary->setFullText(verdict.summary);
    m_progress->setTone(verdict.active ? Tone::Accent : verdict.tone);
    m_progress->setFraction(verdict.progress);
    m_percent->setText(verdict.progress < 0 ? QString() : tr("%1 %").arg(int(verdict.progress * 100)));
    m_percent->updateGeometry();
    m_lines->setVisible(!verdict.lines.isEmpty());
    if (m_lines->text() != verdict.lines)
        m_lines->setText(verdict.lines);
}

} // namespace holdfast::views
