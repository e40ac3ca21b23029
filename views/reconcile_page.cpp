#include "views/reconcile_page.h"

#include "models/local_time.h"
#include "models/reservation_model.h"
#include "models/scenario.h"
#include "models/stuck_table.h"
#include "views/act_dialog.h"
#include "views/data_table.h"
#include "views/export_button.h"
#include "views/sum_cards.h"

#include <QHBoxLayout>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace holdfast::views {

using models::DiscrepancyRow;
using models::ReconcileRun;

namespace {

constexpr int tickMs = 1'000;
constexpr int dangerGap = 4; ///< and the row's own gap on both sides
constexpr int historyWidth = 340;
constexpr int workerPatienceS = 5; ///< before a request that nobody takes is said to wait for a worker

qint64 secondsSince(Timestamp time)
{
    return std::max<qint64>(0, models::localTime(time).secsTo(QDateTime::currentDateTime()));
}

/// The money of these, by currency.
QList<Money> amountOf(const QList<DiscrepancyRow> &rows)
{
    QList<Money> sums;
    for (const auto &row : rows) {
        if (!row.amount || row.amount->amount_minor == 0)
            continue;
        const auto same = std::find_if(sums.begin(), sums.end(),
                                       [&](const Money &sum) { return sum.currency == row.amount->currency; });
        if (same == sums.end())
            sums.append(*row.amount);
        else
            same->amount_minor += row.amount->amount_minor;
    }
    return sums;
}

} // namespace

ReconcilePage::ReconcilePage(const Theme &theme, models::ConsoleModels &models, QWidget *parent)
    : Page(theme, models, {QStringLiteral("reconcile"), QStringLiteral("reconcile"), tr("Reconcile")}, Shows::Database,
           parent),
      m_runs(models.questions()), m_found(models.questions()), m_compare(makeButton(tr("Compare now"), "primary", this)),
      m_repairAll(makeButton(tr("Repair all…"), "danger", this)),
      m_repairSelected(makeButton(tr("Repair selected…"), "danger", this)), m_export(new ExportButton(this)),
      m_progressCard(new Card(this)), m_progressGlyph(new GlyphLabel(theme, 12, m_progressCard)),
      m_progress(new ElidedLabel(Qt::ElideRight, m_progressCard)), m_elapsed(new NumberLabel(m_progressCard)),
      m_cards(new SumCards(theme, tr("Classes"), this)),
      m_list(new DataTable(theme, m_found, {198, 92, 160, 118, 118, 88, 120, 140}, tr("Discrepancies"), this)),
      m_history(new DataTable(theme, m_runs, {76, 96, 52, 56, 80, 120}, tr("Runs"), this))
{
    makeTitle();
    body()->addWidget(makeProgress());
    body()->addWidget(m_cards);
    makeTables();
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, &ReconcilePage::showProgress);

    connect(m_cards, &SumCards::chosenChanged, &m_found, &models::DiscrepancyTable::setKinds);
    connect(&m_runs, &models::PolledModel::applied, this, &ReconcilePage::chooseRun);
    connect(&m_runs, &QAbstractItemModel::modelReset, this, [this] {
        m_followsNewest = true;
        m_trouble.clear();
        showRun();
    });
    connect(&m_found, &models::PolledModel::applied, this, &ReconcilePage::showRun);
    connect(&m_found, &QAbstractItemModel::modelReset, this, &ReconcilePage::showRun);
    connect(&models.acts(), &models::Acts::roleChanged, this, &ReconcilePage::showFound);
    connect(&models.acts(), &models::Acts::finished, this,
            [this](quint64, const models::ActRequest &request, const QList<models::ActResult> &results) {
                takeResult(request, results.first());
            });
    watch(m_runs);
    watch(m_found);
    showRun();
    showFound();
}

void ReconcilePage::takeResult(const models::ActRequest &request, const models::ActResult &result)
{
    using models::Act;
    using Status = models::ActResult::Status;
    if (request.act != Act::Reconcile && request.act != Act::RepairDiscrepancies)
        return;
    const bool isRequested = result.status == Status::Requested || result.status == Status::Done;
    if (isRequested)
        m_trouble.clear();
    else if (result.status == Status::Unknown)
        m_trouble = tr("Whether it was requested is not known: %1").arg(result.words);
    else
        m_trouble = tr("Not requested: %1").arg(result.words);
    m_troubleSince = newestKey();
    m_followsNewest |= isRequested && request.act == Act::Reconcile; // show what was asked for
    showProgress();
    m_runs.refresh();
}

QString ReconcilePage::newestKey() const
{
    return m_runs.rowCount() == 0 ? QString() : QString::fromStdString(m_runs.at(0).id.to_string());
}

void ReconcilePage::makeTitle()
{
    m_export->addTable(QStringLiteral("discrepancies"), [this] { return &m_found; });
    auto *gap = new QWidget(this); // what moves money stands apart
    gap->setFixedWidth(dangerGap);
    for (auto *widget : {static_cast<QWidget *>(m_export), static_cast<QWidget *>(m_compare), gap,
                         static_cast<QWidget *>(m_repairSelected), static_cast<QWidget *>(m_repairAll)})
        addToTitle(widget);
    for (auto *button : {m_compare, m_repairSelected, m_repairAll})
        button->setFocusPolicy(Qt::TabFocus);
    connect(m_compare, &QPushButton::clicked, this, &ReconcilePage::compare);
    connect(m_repairAll, &QPushButton::clicked, this, &ReconcilePage::repairAll);
    connect(m_repairSelected, &QPushButton::clicked, this, &ReconcilePage::repairSelected);
}

QWidget *ReconcilePage::makeProgress()
{
    setTone(m_elapsed, Tone::Muted);
    auto *row = new QHBoxLayout(m_progressCard);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    row->addWidget(m_progressGlyph);
    row->addWidget(m_progress, 1);
    row->addWidget(m_elapsed);
    m_progressCard->setFixedHeight(36);
    m_progressCard->setAccessibleName(tr("The run under way"));
    return m_progressCard;
}

void ReconcilePage::makeTables()
{
    m_list->view()->setSelectionMode(QAbstractItemView::ExtendedSelection);
    auto *tables = new QHBoxLayout;
    tables->setSpacing(12);
    tables->addWidget(m_list, 3);
    tables->addWidget(m_history, 1);
    m_list->setMinimumWidth(360);
    m_history->setMinimumWidth(260);
    m_history->setMaximumWidth(historyWidth);
    m_history->view()->setColumnHidden(int(models::ReconcileRuns::Column::Found), true); // the summary tells it
    m_history->view()->setColumnHidden(int(models::ReconcileRuns::Column::By), true);
    body()->addLayout(tables, 1);
    connect(m_list, &DataTable::selectionMoved, this, &ReconcilePage::showActs);
    connect(m_list, &DataTable::activated, this, [this](int row) {
        if (const auto &reservation = m_found.at(row).reservation)
            emit linkActivated({.page = QStringLiteral("timeline"), .filter = {}, .reservation = reservation, .item = {}});
    });
    connect(m_history, &DataTable::selectionMoved, this, [this] {
        const int row = m_history->currentRow();
        if (m_choosing || row < 0)
            return;
        m_followsNewest = m_runs.newest() && m_runs.newest()->id == m_runs.at(row).id;
        m_found.setRun(m_runs.at(row).id);
        showRun();
    });
}

void ReconcilePage::open(const models::Link &link)
{
    const auto id = Uuid::parse(link.item.toStdString());
    if (!id)
        return;
    m_followsNewest = false;
    m_found.setRun(*id);
    chooseRun();
}

QList<Command> ReconcilePage::commands()
{
    return {{tr("Compare the gateway's books with ours"), {}, [this] { compare(); },
             models().acts().whyNot(models::Act::Reconcile)},
            {tr("Repair all that is safe…"), {}, [this] { repairAll(); }, whyNotRepairAll()},
            {tr("Repair the selected discrepancies…"), {}, [this] { repairSelected(); }, whyNotRepairSelected()}};
}

const ReconcileRun *ReconcilePage::shownRun() const
{
    if (!m_found.run())
        return nullptr;
    const int row = m_runs.rowOf(QString::fromStdString(m_found.run()->to_string()));
    return row < 0 ? nullptr : &m_runs.at(row);
}

QList<DiscrepancyRow> ReconcilePage::selected() const
{
    QList<DiscrepancyRow> rows;
    for (const int row : m_list->selectedRows())
        rows.append(m_found.at(row));
    return rows;
}

void ReconcilePage::chooseRun()
{
    if (newestKey() != m_troubleSince)
        m_trouble.clear(); // that run is what there is to tell
    m_found.setQuick(m_runs.open());
    if (m_followsNewest && m_runs.newest())
        m_found.setRun(m_runs.newest()->id);
    const int row = m_found.run() ? m_runs.rowOf(QString::fromStdString(m_found.run()->to_string())) : -1;
    m_choosing = true;
    auto *selection = m_history->view()->selectionModel();
    if (row >= 0 && !selection->isRowSelected(row))
        selection->setCurrentIndex(m_runs.index(row, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    m_choosing = false;
    showRun();
}

void ReconcilePage::showRun()
{
    if (const auto *run = shownRun()) {
        const auto when = models::momentText(models::localTime(run->requestedAt));
        const auto counts = run->found == 0 ? tr("nothing differs")
                                            : tr("%1 found, %2 not repaired").arg(run->found).arg(run->unrepaired);
        auto summary = tr("%1 of %2 · %3").arg(models::kindOf(*run), when, run->isOpen() ? tr("under way") : counts);
        if (m_found.dataAsOf().isValid() && m_found.rowCount() > 0 && m_found.matching() > m_found.rowCount())
            summary += u' ' + tr("(the first %1 of %2 are listed)")
                                  .arg(models::screenLocale().toString(m_found.rowCount()),
                                       models::screenLocale().toString(m_found.matching()));
        setSummary(summary);
    } else {
        setSummary({});
    }
    showProgress();
    showActs();
    const bool none = m_runs.dataAsOf().isValid() && m_runs.rowCount() == 0;
    m_history->showEmpty(none);
    m_history->emptyState()->set(tr("Comparisons and repairs are listed here."), {}, {});
    showFound();
}

void ReconcilePage::showProgress()
{
    const auto *open = m_runs.open();
    const auto *run = open ? open : shownRun();
    if (open && !m_tick.isActive())
        m_tick.start();
    else if (!open)
        m_tick.stop();
    m_elapsed->clear();
    if (!m_trouble.isEmpty() && !open) {
        m_progressGlyph->set(Glyph::Warning, Tone::Bad);
        m_progress->setFullText(m_trouble);
        m_progress->setAccessibleName(m_trouble);
        return;
    }
    if (!run) {
        m_progressGlyph->set(Glyph::Ring, Tone::Muted);
        m_progress->setFullText(m_runs.dataAsOf().isValid() ? tr("The books have not been compared yet.") : QString());
        return;
    }
    const auto what = models::kindOf(*run);
    const auto by = run->requestedBy.section(u':', 1);
    if (run->status == QLatin1String("RUNNING")) {
        m_progressGlyph->set(Glyph::RingedDisc, Tone::Accent);
        m_progress->setFullText(tr("%1 for %2 is running: %3").arg(what, by, run->progress));
        m_elapsed->setText(models::formatTimeLeft(secondsSince(run->startedAt.value_or(run->requestedAt))));
    } else if (run->isOpen()) {
        const bool alone = !m_runs.hasWorker() && secondsSince(run->requestedAt) >= workerPatienceS;
        m_progressGlyph->set(alone ? Glyph::Warning : Glyph::Ring, alone ? Tone::Warn : Tone::Muted);
        m_progress->setFullText(
            alone ? tr("%1 waits: no worker with the gateway's credentials is there. Start one: holdfastctl worker").arg(what)
                  : tr("%1 for %2 waits for a worker.").arg(what, by));
        m_elapsed->setText(models::formatTimeLeft(secondsSince(run->requestedAt)));
    } else if (run->status == QLatin1String("FAILED")) {
        m_progressGlyph->set(Glyph::Cross, Tone::Bad);
        m_progress->setFullText(tr("%1 did not come to its end: %2. Nothing is known of what it did not reach; compare again.")
                                    .arg(what, run->error));
    } else {
        const bool agrees = run->unrepaired == 0;
        m_progressGlyph->set(agrees ? Glyph::Check : Glyph::Warning, agrees ? Tone::Good : Tone::Warn);
        const auto worked = run->workedOn > 0 ? tr("Operations that are worked on, and not judged yet: %1.").arg(run->workedOn)
                                              : QString();
        m_progress->setFullText((run->found == 0 ? tr("Both sides agree: %1.").arg(run->progress)
                                 : agrees        ? tr("Everything found is repaired or on its way: %1.").arg(run->progress)
                                                 : tr("The two sides differ: %1.").arg(run->progress))
                                + (worked.isEmpty() ? worked : u' ' + worked));
        if (run->finishedAt)
            m_elapsed->setText(models::momentText(models::localTime(*run->finishedAt)));
    }
    if (!m_trouble.isEmpty())
        m_progress->setFullText(m_progress->fullText() + QStringLiteral(" · ") + m_trouble);
    m_progress->setAccessibleName(m_progress->fullText());
}

void ReconcilePage::showFound()
{
    QList<Sum> sums;
    for (const auto &one : m_found.classes()) {
        sums.append({one.kind, models::discrepancyLabel(one.kind), models::discrepancyMeaning(one.kind), one.count,
                     models::moneyWords(one.amount),
                     one.severity == QLatin1String("CRITICAL") ? Tone::Bad : Tone::Warn});
    }
    m_cards->setSums(sums);
    m_cards->choose(m_found.kinds());
    const bool known = m_runs.dataAsOf().isValid() && (m_runs.rowCount() == 0 || m_found.dataAsOf().isValid());
    m_list->showEmpty(known && m_found.rowCount() == 0 && m_found.matching() == 0);
    if (!m_found.kinds().isEmpty()) {
        m_list->emptyState()->set(tr("Nothing of this class was found."), tr("Show every class"), [this] {
            m_cards->choose({});
            m_found.setKinds({});
        });
    } else if (const auto *run = shownRun(); m_runs.rowCount() > 0 && (!run || run->isOpen())) {
        m_list->emptyState()->set(tr("What differs appears here when this run has come to its end."), tr("Compare now"),
                                  [this] { compare(); });
    } else if (m_runs.rowCount() == 0) {
        m_list->emptyState()->set(tr("What the gateway's books and ours do not agree on appears here, once they were compared."),
                                  tr("Compare now"), [this] { compare(); });
    } else {
        m_list->emptyState()->set(tr("This run found nothing that differs."), tr("Compare again"), [this] { compare(); });
    }
    m_list->emptyState()->button()->setEnabled(!m_found.kinds().isEmpty()
                                               || models().acts().whyNot(models::Act::Reconcile).isEmpty());
    showActs();
}

QString ReconcilePage::whyNotRepairAll() const
{
    return models().acts().whyNot(models::Act::Reconcile);
}

QString ReconcilePage::whyNotRepairSelected() const
{
    const auto rows = selected();
    if (rows.isEmpty())
        return tr("Select discrepancies that can be repaired.");
    if (!std::all_of(rows.begin(), rows.end(), [](const auto &row) { return row.canBeRepaired(); }))
        return tr("Only what can be repaired without a person, and was not yet, can be selected for it.");
    return models().acts().whyNot(models::Act::RepairDiscrepancies);
}

void ReconcilePage::showActs()
{
    const auto show = [](QPushButton *button, const QString &why, const QString &meaning) {
        button->setEnabled(why.isEmpty());
        button->setToolTip(why.isEmpty() ? meaning : why);
        button->setStatusTip(button->toolTip());
    };
    show(m_compare, models().acts().whyNot(models::Act::Reconcile),
         tr("Have a worker compare the gateway's books with ours; nothing is changed"));
    show(m_repairAll, whyNotRepairAll(), tr("Compare, and put right what is safe"));
    show(m_repairSelected, whyNotRepairSelected(), tr("Put right what is selected, and nothing else"));
}

void ReconcilePage::compare()
{
    if (!models().acts().whyNot(models::Act::Reconcile).isEmpty())
        return;
    models::ActRequest request;
    request.act = models::Act::Reconcile;
    models().acts().perform(request);
}

void ReconcilePage::repairAll()
{
    if (!whyNotRepairAll().isEmpty())
        return;
    qint64 count = 0;
    QList<Money> money;
    for (const auto &one : m_found.classes()) {
        count += one.repairable;
        money += one.repairableAmount;
    }
    ActQuestion question;
    question.request.act = models::Act::Reconcile;
    question.request.repair = true;
    question.title = tr("Compare, and repair what is safe?");
    const auto amounts = models::moneyWords(money);
    question.what = tr("A worker compares all books anew. Money that no booking needs is given back, whatever this run "
                       "finds. The run shown has %1 that can be repaired%2.")
                        .arg(count)
                        .arg(amounts.isEmpty() ? QString() : tr(", worth %1").arg(amounts));
    question.verb = tr("Repair all");
    question.dangerous = true;
    question.reasonRequired = true;
    question.typed = tr("repair all");
    ask(std::move(question));
}

void ReconcilePage::repairSelected()
{
    if (!whyNotRepairSelected().isEmpty())
        return;
    const auto rows = selected();
    ActQuestion question;
    question.request.act = models::Act::RepairDiscrepancies;
    for (const auto &row : rows)
        question.request.targets.append({row.id, {}, {}});
    const auto amounts = models::moneyWords(amountOf(rows));
    question.title = rows.size() == 1 ? tr("Repair this discrepancy?") : tr("Repair %n discrepancies?", nullptr, int(rows.size()));
    question.what = tr("A worker looks at each of these payments at the gateway, and gives back what no booking needs. %1")
                        .arg(amounts.isEmpty() ? tr("None of it was captured.") : tr("Amount: %1.").arg(amounts));
    question.verb = rows.size() == 1 ? tr("Repair") : tr("Repair %n discrepancies", nullptr, int(rows.size()));
    question.dangerous = true;
    question.reasonRequired = true;
    question.typed = tr("repair");
    ask(std::move(question));
}

void ReconcilePage::ask(ActQuestion question)
{
    auto *dialog = new ActDialog(theme(), models().acts(), std::move(question), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace holdfast::views
