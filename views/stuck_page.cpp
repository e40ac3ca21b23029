#include "views/stuck_page.h"

#include "models/language.h"
#include "views/data_table.h"
#include "views/export_button.h"
#include "views/reservation_actions.h"
#include "views/sum_cards.h"

#include <QHBoxLayout>
#include <QTableView>
#include <QVBoxLayout>

namespace holdfast::views {

using models::StuckRow;

namespace {

constexpr int dangerGap = 24; ///< what cannot be undone stands apart

QString nameOf(StuckAct act)
{
    switch (act) {
    case StuckAct::Timeline:
        return StuckPage::tr("Timeline");
    case StuckAct::Claim:
        return StuckPage::tr("Claim…");
    case StuckAct::Retry:
        return StuckPage::tr("Retry…");
    case StuckAct::Repair:
        return StuckPage::tr("Repair…");
    case StuckAct::Void:
        return StuckPage::tr("Void…");
    case StuckAct::ForceRelease:
        return StuckPage::tr("Force-release…");
    }
    return {};
}

QString meaningOf(StuckAct act)
{
    switch (act) {
    case StuckAct::Timeline:
        return StuckPage::tr("The reservation's whole story (Enter)");
    case StuckAct::Claim:
        return StuckPage::tr("Tell others that you work on it");
    case StuckAct::Retry:
        return StuckPage::tr("Have a given-up operation or webhook tried again");
    case StuckAct::Repair:
        return StuckPage::tr("Have a worker ask the gateway, and give back what no booking needs");
    case StuckAct::Void:
        return StuckPage::tr("Give authorized money back");
    case StuckAct::ForceRelease:
        return StuckPage::tr("End the hold whatever it waits for");
    }
    return {};
}

/// On the table. What ends something has no key of its own here.
QKeySequence keyOf(StuckAct act)
{
    return act == StuckAct::Timeline ? QKeySequence(Qt::Key_T) : act == StuckAct::Claim ? QKeySequence(Qt::Key_C) : QKeySequence();
}

constexpr std::array everyAct = {StuckAct::Timeline, StuckAct::Claim, StuckAct::Retry, StuckAct::Repair,
                                 StuckAct::Void, StuckAct::ForceRelease};

} // namespace

StuckPage::StuckPage(const Theme &theme, models::ConsoleModels &models, QWidget *parent)
    : Page(theme, models, {QStringLiteral("stuck"), QStringLiteral("stuck"), tr("Stuck")}, Shows::Database, parent),
      m_table(models.questions()), m_cards(new SumCards(theme, tr("Reasons"), this)),
      m_list(new DataTable(theme, m_table, {170, 126, 168, 92, 100, 116, 200}, tr("What is stuck"), this)),
      m_export(new ExportButton(this)), m_selection(new ElidedLabel(Qt::ElideRight, this))
{
    m_list->view()->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_export->addTable(QStringLiteral("stuck"), [this] { return &m_table; });
    addToTitle(m_export);
    body()->addWidget(m_cards);
    body()->addWidget(m_list, 1);
    body()->addWidget(makeActs());

    connect(m_cards, &SumCards::chosenChanged, &m_table, &models::StuckTable::setReasons);
    connect(m_list, &DataTable::selectionMoved, this, &StuckPage::showActs);
    connect(m_list, &DataTable::activated, this, [this] { act(StuckAct::Timeline); });
    connect(&m_table, &models::PolledModel::applied, this, &StuckPage::showSums);
    connect(&m_table, &QAbstractItemModel::modelReset, this, &StuckPage::showSums);
    connect(&models.acts(), &models::Acts::roleChanged, this, &StuckPage::showActs);
    connect(&models.acts(), &models::Acts::pendingChanged, this, &StuckPage::showActs);
    connect(&models.acts(), &models::Acts::finished, &m_table, &models::PolledModel::refresh);
    connect(&models.stuckWatch(), &models::StuckWatch::countChanged, this, &StuckPage::setBadge);
    setBadge(models.stuckWatch().count());
    watch(m_table);
    showSums();
}

QWidget *StuckPage::makeActs()
{
    auto *bar = new QWidget(this);
    auto *row = new QHBoxLayout(bar);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    setTone(m_selection, Tone::Muted);
    row->addWidget(m_selection, 1);
    for (const auto which : everyAct) {
        auto *action = new QAction(nameOf(which), m_list->view());
        action->setShortcut(keyOf(which));
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, [this, which] { act(which); });
        auto *button = makeButton(nameOf(which), which == StuckAct::ForceRelease ? "danger" : "", bar);
        button->setFocusPolicy(Qt::TabFocus);
        if (which == StuckAct::ForceRelease) {
            row->addSpacing(dangerGap - row->spacing());
            auto *rule = new QAction(m_list->view());
            rule->setSeparator(true);
            m_list->view()->addAction(rule);
        }
        m_list->view()->addAction(action);
        row->addWidget(button);
        ReservationActions::bind(button, action);
        m_actions.insert(which, action);
        m_buttons.insert(which, button);
    }
    return bar;
}

void StuckPage::open(const models::Link &link)
{
    const auto reasons = link.item.isEmpty() ? QStringList() : QStringList(link.item);
    m_cards->choose(reasons);
    m_table.setReasons(reasons);
}

QList<Command> StuckPage::commands()
{
    QList<Command> commands;
    const auto rows = selected();
    for (const auto which : everyAct)
        commands.append({nameOf(which), keyOf(which), [this, which] { act(which); }, whyNot(which, rows, models().acts())});
    return commands;
}

QList<StuckRow> StuckPage::selected() const
{
    QList<StuckRow> rows;
    for (const int row : m_list->selectedRows())
        rows.append(m_table.at(row));
    return rows;
}

void StuckPage::showSums()
{
    QList<Sum> sums;
    for (const auto &reason : m_table.sums()) {
        const auto money = models::moneyWords(reason.atRisk);
        sums.append({reason.reason, models::stuckLabel(reason.reason), models::stuckMeaning(reason.reason), reason.count,
                     reason.complete || money.isEmpty() ? money : QStringLiteral("≥\u00a0") + money,
                     models::isGrave(reason.reason) ? Tone::Bad : Tone::Warn, reason.complete});
    }
    m_cards->setSums(sums);
    m_cards->choose(m_table.reasons());
    const bool known = m_table.dataAsOf().isValid();
    if (!known)
        setSummary({});
    else if (m_table.matching() > m_table.rowCount())
        setSummary(tr("the oldest %1 of %2").arg(models::screenLocale().toString(m_table.rowCount()),
                                                 models::screenLocale().toString(m_table.matching())
                                                     + (m_table.isComplete() ? QString() : QStringLiteral("+"))));
    else
        setSummary(m_table.total() == 0   ? tr("nothing to look at")
                   : m_table.total() == 1 ? tr("one thing to look at")
                                          : tr("%n things to look at", nullptr, int(m_table.total())));
    m_list->showEmpty(known && m_table.rowCount() == 0);
    if (m_table.reasons().isEmpty()) {
        m_list->emptyState()->set(tr("What does not get on by itself appears here. Nothing is stuck."),
                                  tr("See what is in flight"), [this] {
                                      emit linkActivated({.page = QStringLiteral("in-flight"), .filter = {}, .reservation = {}, .item = {}});
                                  });
    } else {
        m_list->emptyState()->set(tr("Nothing is stuck for this reason."), tr("Show every reason"),
                                  [this] { open({}); });
    }
    showActs();
}

void StuckPage::showActs()
{
    const auto rows = selected();
    if (rows.isEmpty()) {
        m_selection->setFullText(tr("Select rows to act on them; Enter shows the timeline."));
    } else {
        const auto money = models::moneyWords(moneyOf(rows));
        const auto count = tr("%n selected", nullptr, int(rows.size()));
        auto words = money.isEmpty() ? count : tr("%1 · %2 at risk").arg(count, money);
        if (const auto &of = rows.first().reservation; of && rows.size() == 1) {
            const auto pending = models().acts().pendingWords(*of);
            words += pending.isEmpty() ? QString() : QStringLiteral(" · ") + pending;
        }
        m_selection->setFullText(words);
    }
    for (const auto which : everyAct) {
        auto *action = m_actions.value(which);
        const auto why = whyNot(which, rows, models().acts());
        action->setEnabled(why.isEmpty());
        action->setToolTip(why.isEmpty() ? meaningOf(which) : why);
        action->setStatusTip(action->toolTip());
    }
}

void StuckPage::act(StuckAct which)
{
    const auto rows = selected();
    if (!whyNot(which, rows, models().acts()).isEmpty())
        return;
    if (which == StuckAct::Timeline) {
        emit linkActivated({.page = QStringLiteral("timeline"), .filter = {}, .reservation = rows.first().reservation, .item = {}});
        return;
    }
    auto *dialog = new ActDialog(theme(), models().acts(), questionOf(which, rows, models().acts()), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

} // namespace holdfast::views
