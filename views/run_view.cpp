#include "views/run_view.h"

#include "views/delegates.h"
#include "views/log_view.h"
#include "views/status_words.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QListView>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace holdfast::views {

using models::ScenarioRun;

namespace {

/// A name, what was expected, and most of the room for what was observed.
class CheckTable final : public QTableView
{
public:
    using QTableView::QTableView;

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        using Model = models::RunCheckModel;
        QTableView::resizeEvent(event);
        auto *header = horizontalHeader();
        constexpr int glyph = 32;
        constexpr int severity = 84;
        const int room = std::max(0, viewport()->width() - glyph - severity);
        const int name = room * 32 / 100;
        const int expected = room * 32 / 100;
        header->resizeSection(Model::Ok, glyph);
        header->resizeSection(Model::Name, name);
        header->resizeSection(Model::Expected, expected);
        header->resizeSection(Model::Observed, room - name - expected);
        header->resizeSection(Model::Severity, severity);
        if (selectionModel() && selectionModel()->hasSelection())
            scrollTo(currentIndex()); // what is told in full below stays in sight
    }
};

/// "1 critical check failed": how grave it is, first. Empty when none did.
QString gravest(const QList<models::CheckResult> &checks)
{
    for (const auto *severity : {"CRITICAL", "HIGH", "MEDIUM", "LOW"}) {
        const auto failed = std::count_if(checks.begin(), checks.end(), [severity](const models::CheckResult &check) {
            return !check.ok && check.severity == QLatin1String(severity);
        });
        if (failed > 0) {
            const auto word = models::severityText(QString::fromLatin1(severity));
            return failed == 1 ? RunView::tr("1 %1 check failed").arg(word)
                               : RunView::tr("%1 %2 checks failed").arg(failed).arg(word);
        }
    }
    return {};
}

/// Why a run of several did not do.
QString reasonOf(const models::ScenarioResult &result)
{
    for (const auto &check : result.checks) {
        if (!check.ok)
            return RunView::tr("%1, expected %2, observed %3").arg(check.name, check.expected, check.observed);
    }
    return result.error.isEmpty() ? models::label(result.status) : result.error;
}

QString resultLine(const QColor &colour, bool good, const QString &name, const QColor &muted, const QString &words)
{
    return QStringLiteral("<span style='color:%1'>%2</span> %3 <span style='color:%4'>%5</span>")
        .arg(colour.name(), good ? QStringLiteral("✓") : QStringLiteral("✗"), name.toHtmlEscaped(), muted.name(),
             words.toHtmlEscaped());
}

} // namespace

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
    column->addLayout(middle, 6);
    column->addWidget(makeLogCard(theme), 4);

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
        chooseFailedCheck();
    });
    connect(&theme, &Theme::changed, this, &RunView::showResults); // its colours are in the text
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
    card->setMaximumWidth(250);
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
    auto *card = new Card(this);
    m_checks = new CheckTable(card);
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
    header->setMinimumSectionSize(32);
    header->setSectionResizeMode(QHeaderView::Fixed);
    m_checks->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *copy = new QAction(tr("Copy"), m_checks);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, this, &RunView::copyCheck);
    m_checks->addAction(copy);
    m_checks->setContextMenuPolicy(Qt::ActionsContextMenu);
    m_noChecks = makeLabel(tr("Checks appear here as they are judged."), "", Tone::Muted, m_checks);
    m_noChecks->setAlignment(Qt::AlignCenter);
    auto *inside = new QVBoxLayout(m_checks);
    inside->setContentsMargins(16, Header::height, 16, 16);
    inside->addWidget(m_noChecks);
    const auto showHint = [this] { m_noChecks->setVisible(m_run.checks()->rowCount() == 0); };
    connect(m_run.checks(), &QAbstractItemModel::rowsInserted, this, showHint);
    connect(m_run.checks(), &QAbstractItemModel::modelReset, this, showHint);
    showHint();
    m_checkRule = makeRule(Qt::Horizontal, card);
    m_checkText = makeLabel({}, "", Tone::Text, card);
    m_checkText->setWordWrap(true);
    m_checkText->setTextFormat(Qt::PlainText);
    m_checkText->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_checkText->setContentsMargins(16, 8, 16, 8);
    connect(m_checks->selectionModel(), &QItemSelectionModel::selectionChanged, this, &RunView::showCheck);
    connect(m_run.checks(), &QAbstractItemModel::dataChanged, this, &RunView::showCheck);
    connect(m_run.checks(), &QAbstractItemModel::modelReset, this, &RunView::showCheck);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_checks, 1);
    column->addWidget(m_checkRule);
    column->addWidget(m_checkText);
    showCheck();
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
    const auto &results = m_run.results();
    const auto error = std::find_if(results.begin(), results.end(), [](const models::ScenarioResult &result) {
        return result.status == models::ScenarioStatus::Error;
    });
    if (error != results.end())
        return error->error;
    if (m_run.wasStopped() || m_run.request().saboteurs) // under a saboteur a check fails as it should
        return {};
    const auto bad = std::find_if(results.begin(), results.end(),
                                  [](const models::ScenarioResult &result) { return !result.isGood(); });
    return bad == results.end() ? QString() : gravest(bad->checks);
}

QString RunView::counts() const
{
    QStringList parts;
    const auto counts = m_run.counts();
    const bool several = counts.results > 1 || m_run.current().of > 1 || m_run.request().saboteurs;
    if (several && counts.results > 0) {
        parts.append((m_run.request().saboteurs ? tr("%1 of %2 saboteurs caught") : tr("%1 of %2 runs passed"))
                         .arg(counts.good)
                         .arg(counts.results));
    } else if (counts.checks > 0) {
        parts.append(tr("%1 of %2 checks passed").arg(counts.checksPassed).arg(counts.checks));
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

QStringList RunView::saboteurLines() const
{
    const auto &tokens = m_theme.tokens();
    QStringList lines;
    for (const auto &result : m_run.results()) {
        const bool good = result.isGood();
        const auto what = good ? tr("caught by “%1”").arg(result.caughtBy)
            : result.status == models::ScenarioStatus::Fail || result.status == models::ScenarioStatus::Pass
            ? tr("not caught")
            : models::label(result.status);
        lines.append(resultLine(good ? tokens.good : tokens.bad, good, result.saboteur, tokens.muted, what));
    }
    return lines;
}

QStringList RunView::failedRepeatLines() const
{
    constexpr qsizetype spelledOut = 5;
    const auto &tokens = m_theme.tokens();
    const auto &results = m_run.results();
    QStringList lines;
    qsizetype more = 0;
    for (std::size_t i = 0; i < results.size(); ++i) {
        using models::ScenarioStatus;
        const auto &result = results[i];
        if (result.isGood() || result.status == ScenarioStatus::Aborted || result.status == ScenarioStatus::NotRun)
            continue;
        if (lines.size() == spelledOut) {
            ++more;
            continue;
        }
        lines.append(resultLine(tokens.bad, false, tr("run %1, seed %2:").arg(i + 1).arg(result.seed), tokens.text,
                                reasonOf(result)));
    }
    if (more > 0)
        lines.append(tr("and %1 more").arg(more));
    return lines;
}

void RunView::showResults()
{
    const bool several = m_run.results().size() > 1 || m_run.current().of > 1;
    const auto lines = m_run.request().saboteurs ? saboteurLines() : several ? failedRepeatLines() : QStringList();
    m_resultsLabel->setVisible(!lines.isEmpty());
    m_resultsLabel->setText(lines.join(QStringLiteral("<br>")));
}

void RunView::copyCheck()
{
    if (const auto rows = m_checks->selectionModel()->selectedRows(); !rows.isEmpty())
        QGuiApplication::clipboard()->setText(m_run.checks()->toText(rows.first().row()));
}

void RunView::showCheck()
{
    const auto rows = m_checks->selectionModel()->selectedRows();
    m_checkRule->setVisible(!rows.isEmpty());
    m_checkText->setVisible(!rows.isEmpty());
    if (rows.isEmpty())
        return;
    m_checkText->setText(m_run.checks()->toText(rows.first().row()));
}

void RunView::chooseFailedCheck()
{
    if (m_checks->selectionModel()->hasSelection())
        return;
    for (int row = 0; row < m_run.checks()->rowCount(); ++row) {
        if (!m_run.checks()->at(row).ok) {
            m_checks->selectRow(row);
            return;
        }
    }
}

} // namespace holdfast::views
