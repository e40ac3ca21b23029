#include "views/run_view.h"

#include "views/delegates.h"
#include "views/log_view.h"
#include "views/status_words.h"

#include <QHBoxLayout>
#include <QListView>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace holdfast::views {

using models::ScenarioRun;

RunView::RunView(const Theme &theme, ScenarioRun &run, QWidget *parent) : QWidget(parent), m_theme(theme), m_run(run)
{
    auto *middle = new QHBoxLayout;
    middle->setSpacing(12);
    middle->addWidget(makeStepsCard(theme), 2);
    middle->addWidget(makeChecksCard(theme), 5);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(makeVerdictCard(theme));
    column->addLayout(middle, 4);
    column->addWidget(makeLogCard(theme), 5);

    m_tick.setInterval(100);
    connect(&m_tick, &QTimer::timeout, this, &RunView::showProgress);
    connect(&run, &ScenarioRun::stateChanged, this, [this] {
        showVerdict();
        showProgress();
        showResults();
    });
    connect(&run, &ScenarioRun::scenarioStarted, this, [this] {
        showVerdict();
        showResults();
    });
    connect(&run, &ScenarioRun::progressChanged, this, &RunView::showProgress);
    connect(&run, &ScenarioRun::resultReady, this, [this] {
        showVerdict();
        showResults();
    });
    showVerdict();
    showProgress();
    showResults();
}

QWidget *RunView::makeVerdictCard(const Theme &theme)
{
    auto *card = new Card(this);
    card->setAccessibleName(tr("Verdict"));
    m_glyph = new GlyphLabel(theme, 16, card);
    m_verdict = makeLabel({}, "verdict", Tone::Text, card);
    m_headline = new ElidedLabel(Qt::ElideRight, card);
    m_summary = new ElidedLabel(Qt::ElideRight, card);
    setTone(m_summary, Tone::Muted);
    m_progress = new ProgressBar(theme, card);
    m_percent = new NumberLabel(card);
    setTone(m_percent, Tone::Muted);
    m_percent->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_percent->setMinimumWidth(44);
    m_resultsLabel = makeLabel({}, "", Tone::Text, card);
    m_resultsLabel->setTextFormat(Qt::RichText);
    m_resultsLabel->setWordWrap(true);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_glyph);
    row->addWidget(m_verdict);
    row->addSpacing(12);
    row->addWidget(m_headline);
    row->addSpacing(8);
    row->addWidget(m_summary);
    row->addSpacing(8);
    row->addWidget(m_progress, 1);
    row->addWidget(m_percent);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(16, 11, 16, 11);
    column->setSpacing(8);
    column->addLayout(row);
    column->addWidget(m_resultsLabel);
    card->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    return card;
}

QWidget *RunView::makeStepsCard(const Theme &theme)
{
    auto *card = new Card(this);
    card->setMinimumWidth(200);
    auto *title = makeLabel(tr("Steps"), "", Tone::Muted, card);
    title->setContentsMargins(15, 0, 15, 0);
    title->setFixedHeight(Header::height + 2);
    m_steps = new QListView(card);
    m_steps->setModel(m_run.steps());
    m_steps->setItemDelegate(new StepDelegate(theme, m_steps));
    m_steps->setSelectionMode(QAbstractItemView::NoSelection);
    m_steps->setFocusPolicy(Qt::TabFocus);
    m_steps->setUniformItemSizes(true);
    m_steps->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_steps->setAccessibleName(tr("Steps of the run"));
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(1, 1, 1, 4);
    column->setSpacing(0);
    column->addWidget(title);
    column->addWidget(m_steps, 1);
    return card;
}

QWidget *RunView::makeChecksCard(const Theme &theme)
{
    using Model = models::RunCheckModel;
    auto *card = new Card(this);
    m_checks = new QTableView(card);
    auto *header = new Header(theme, m_checks);
    m_checks->setHorizontalHeader(header);
    m_checks->setModel(m_run.checks());
    m_checks->setItemDelegate(new CheckDelegate(theme, m_checks));
    m_checks->verticalHeader()->hide();
    m_checks->verticalHeader()->setDefaultSectionSize(RowDelegate::rowHeight);
    m_checks->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_checks->setShowGrid(false);
    m_checks->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_checks->setSelectionMode(QAbstractItemView::SingleSelection);
    m_checks->setTabKeyNavigation(false);
    m_checks->setWordWrap(false);
    m_checks->setAccessibleName(tr("Checks of the run"));
    header->setSectionResizeMode(Model::Ok, QHeaderView::Fixed);
    header->setMinimumSectionSize(32);
    header->resizeSection(Model::Ok, 32);
    for (const int column : {Model::Name, Model::Expected, Model::Observed})
        header->setSectionResizeMode(column, QHeaderView::Stretch);
    header->resizeSection(Model::Severity, 84);
    m_noChecks = makeLabel(tr("Checks appear here as they are judged."), "", Tone::Muted, m_checks);
    m_noChecks->setAlignment(Qt::AlignCenter);
    auto *inside = new QVBoxLayout(m_checks);
    inside->setContentsMargins(16, Header::height, 16, 16);
    inside->addWidget(m_noChecks);
    const auto showHint = [this] { m_noChecks->setVisible(m_run.checks()->rowCount() == 0); };
    connect(m_run.checks(), &QAbstractItemModel::rowsInserted, this, showHint);
    connect(m_run.checks(), &QAbstractItemModel::modelReset, this, showHint);
    showHint();
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(m_checks);
    return card;
}

QWidget *RunView::makeLogCard(const Theme &theme)
{
    auto *card = new Card(this);
    card->setMinimumHeight(96);
    m_log = new LogView(theme, m_run.log(), card);
    m_toEnd = makeButton(tr("Follow the log"), "", card);
    m_toEnd->setToolTip(tr("Go to the last line and stay there"));
    m_toEnd->hide();
    connect(m_toEnd, &QPushButton::clicked, m_log, &LogView::follow);
    connect(m_log, &LogView::followingChanged, this, [this](bool following) { m_toEnd->setVisible(!following); });
    auto *over = new QHBoxLayout(m_log);
    over->setContentsMargins(0, 0, 16, 8);
    over->addStretch(1);
    over->addWidget(m_toEnd, 0, Qt::AlignBottom);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(1, 8, 1, 8);
    column->addWidget(m_log);
    return card;
}

RunView::Verdict RunView::judge() const
{
    using models::ScenarioStatus;
    switch (m_run.state()) {
    case ScenarioRun::State::Idle:
        return {Glyph::Ring, Tone::Muted, tr("Not run")};
    case ScenarioRun::State::Starting:
        return {Glyph::RingedDisc, Tone::Accent, tr("Starting")};
    case ScenarioRun::State::Running:
        return {Glyph::RingedDisc, Tone::Accent, tr("Running")};
    case ScenarioRun::State::Stopping:
        return {Glyph::RingedDisc, Tone::Muted, tr("Stopping")};
    case ScenarioRun::State::Failed:
        return {Glyph::Warning, Tone::Bad, tr("Could not run")};
    case ScenarioRun::State::Finished:
        break;
    }
    if (m_run.wasStopped())
        return {Glyph::Bar, Tone::Muted, tr("Aborted")};
    bool error = m_run.results().empty();
    bool bad = false;
    for (const auto &result : m_run.results()) {
        error = error || result.status == ScenarioStatus::Error;
        bad = bad || !result.isGood();
    }
    if (error)
        return {Glyph::Warning, Tone::Warn, tr("ERROR")};
    if (m_run.request().saboteurs)
        return bad ? Verdict{Glyph::Cross, Tone::Bad, tr("MISSED")} : Verdict{Glyph::Check, Tone::Good, tr("ALL CAUGHT")};
    return bad ? Verdict{Glyph::Cross, Tone::Bad, tr("FAIL")} : Verdict{Glyph::Check, Tone::Good, tr("PASS")};
}

QString RunView::headline() const
{
    if (m_run.state() == ScenarioRun::State::Failed)
        return m_run.error();
    if (m_run.isActive()) {
        for (int row = 0; row < m_run.steps()->rowCount(); ++row) {
            const auto &step = m_run.steps()->at(row);
            if (step.status == models::RunStepModel::Status::Running)
                return step.name;
        }
        return {};
    }
    if (!m_run.results().empty() && m_run.results().back().status == models::ScenarioStatus::Error)
        return m_run.results().back().error;
    // A failure says first how grave it is.
    for (const auto *severity : {"CRITICAL", "HIGH", "MEDIUM", "LOW"}) {
        int failed = 0;
        const auto name = QString::fromLatin1(severity);
        for (int row = 0; row < m_run.checks()->rowCount(); ++row) {
            const auto &check = m_run.checks()->at(row);
            failed += !check.ok && check.severity == name ? 1 : 0;
        }
        if (failed > 0) {
            return failed == 1 ? tr("1 %1 check failed").arg(name.toLower())
                               : tr("%1 %2 checks failed").arg(failed).arg(name.toLower());
        }
    }
    return {};
}

QString RunView::counts() const
{
    QStringList parts;
    const auto *checks = m_run.checks();
    const int judged = checks->rowCount();
    const auto &results = m_run.results();
    const bool several = results.size() > 1 || m_run.current().of > 1 || m_run.request().saboteurs;
    if (several && !results.empty()) {
        const auto good = std::count_if(results.begin(), results.end(), [](const auto &one) { return one.isGood(); });
        parts.append(m_run.request().saboteurs ? tr("%1 of %2 saboteurs caught").arg(good).arg(results.size())
                                               : tr("%1 of %2 runs passed").arg(good).arg(results.size()));
    } else if (judged > 0) {
        parts.append(tr("%1 of %2 checks passed").arg(judged - checks->failed()).arg(judged));
    }
    if (m_run.elapsedMs() > 0)
        parts.append(tr("%1 s").arg(double(m_run.elapsedMs()) / 1000, 0, 'f', 1));
    return parts.join(QStringLiteral(" · "));
}

void RunView::showVerdict()
{
    const auto verdict = judge();
    m_glyph->set(verdict.glyph, verdict.tone);
    m_verdict->setText(verdict.word);
    m_verdict->setAccessibleName(tr("Verdict: %1").arg(verdict.word));
    setTone(m_verdict, verdict.tone);
    m_headline->setFullText(headline());
    m_headline->setVisible(!m_headline->fullText().isEmpty());
    m_summary->setFullText(counts());
    m_progress->setTone(m_run.isActive() ? Tone::Accent : verdict.tone);
    if (m_run.isActive())
        m_tick.start();
    else
        m_tick.stop();
}

void RunView::showProgress()
{
    if (m_run.isActive()) {
        m_headline->setFullText(headline());
        m_headline->setVisible(!m_headline->fullText().isEmpty());
        m_summary->setFullText(counts());
    }
    const double fraction = m_run.progress();
    m_progress->setFraction(fraction);
    m_progress->setAccessibleName(tr("Progress"));
    m_percent->setText(fraction < 0 ? QString() : tr("%1 %").arg(int(fraction * 100)));
    m_percent->updateGeometry();
}

void RunView::showResults()
{
    const auto &results = m_run.results();
    const bool several = m_run.request().saboteurs && !results.empty();
    m_resultsLabel->setVisible(several);
    if (!several)
        return;
    const auto &tokens = m_theme.tokens();
    QStringList lines;
    for (const auto &result : results) {
        const bool good = result.isGood();
        const auto colour = good ? tokens.good : tokens.bad;
        const auto what = good ? tr("caught by “%1”").arg(result.caughtBy) : tr("not caught");
        lines.append(QStringLiteral("<span style='color:%1'>%2</span> %3 <span style='color:%4'>%5</span>")
                         .arg(colour.name(), good ? QStringLiteral("✓") : QStringLiteral("✗"),
                              result.saboteur.toHtmlEscaped(), tokens.muted.name(), what.toHtmlEscaped()));
    }
    m_resultsLabel->setText(lines.join(QStringLiteral("<br>")));
}

} // namespace holdfast::views
