#include "views/audit_page.h"

#include "models/act_words.h"
#include "models/language.h"
#include "models/scenario.h"
#include "views/data_table.h"
#include "views/export_button.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QMessageBox>
#include <QTableView>
#include <QToolTip>
#include <QVBoxLayout>

namespace holdfast::views {

using models::AuditCheck;
using models::AuditReport;

namespace {

constexpr int hashWidth = 150;

/// What the times to choose from begin at.
enum class Since { Ever, Hour, Today, Week, Month };

QDateTime beginOf(Since since)
{
    const auto now = QDateTime::currentDateTime();
    switch (since) {
    case Since::Hour:
        return now.addSecs(-3600);
    case Since::Today:
        return now.date().startOfDay();
    case Since::Week:
        return now.addDays(-7);
    case Since::Month:
        return now.addDays(-30);
    case Since::Ever:
        break;
    }
    return {};
}

QString anchorWords(AuditReport::Anchor anchor)
{
    switch (anchor) {
    case AuditReport::Anchor::None:
        return AuditPage::tr("no anchor outside of the database is known here");
    case AuditReport::Anchor::Missing:
        return AuditPage::tr("there is no anchor yet");
    case AuditReport::Anchor::Kept:
        return AuditPage::tr("it goes through its anchor");
    case AuditReport::Anchor::Broken:
        return AuditPage::tr("it does not go through its anchor: it was replaced or cut off");
    case AuditReport::Anchor::Damaged:
        return AuditPage::tr("its anchor is damaged, so nothing can be said about what was replaced");
    }
    return {};
}

} // namespace

AuditPage::AuditPage(const Theme &theme, models::ConsoleModels &models, QWidget *parent)
    : Page(theme, models, {QStringLiteral("audit"), QStringLiteral("audit"), tr("Audit")}, Shows::Database, parent),
      m_table(models.questions()), m_check(models.questions(), models.auditAnchor()), m_exporter(models.questions()), m_export(new ExportButton(this)),
      m_checkNow(makeButton(tr("Check the chain"), "", this)), m_chainCard(new Card(this)),
      m_chainGlyph(new GlyphLabel(theme, 12, m_chainCard)), m_chain(new ElidedLabel(Qt::ElideRight, m_chainCard)),
      m_hash(new ElidedLabel(Qt::ElideMiddle, m_chainCard)), m_actors(new QComboBox(this)), m_acts(new QComboBox(this)),
      m_times(new QComboBox(this)), m_words(new QLineEdit(this)), m_clear(makeButton(tr("Clear"), "link-chip", this)),
      m_list(new DataTable(theme, m_table, {64, 136, 120, 80, 118, 232, 220, 190, 126, 126}, tr("What people did"), this)),
      m_range(new ElidedLabel(Qt::ElideRight, this)), m_newest(makeButton(tr("Newest"), "", this)),
      m_newer(makeButton(tr("Newer"), "", this)), m_older(makeButton(tr("Older"), "", this))
{
    addExports();
    m_checkNow->setFocusPolicy(Qt::TabFocus);
    m_checkNow->setToolTip(tr("Walk along all entries: none was changed, taken out or put in"));
    addToTitle(m_checkNow);
    addToTitle(m_export);
    m_list->view()->setColumnHidden(int(models::AuditTable::Column::PreviousHash), true); // for exports
    body()->addWidget(makeChain());
    body()->addLayout(makeFilters());
    body()->addWidget(m_list, 1);
    body()->addLayout(makePager());

    m_debounce.setSingleShot(true);
    m_debounce.setInterval(debounceMs);
    connect(&m_debounce, &QTimer::timeout, this, &AuditPage::filter);
    connect(m_checkNow, &QPushButton::clicked, &m_check, &AuditCheck::check);
    connect(&m_check, &AuditCheck::changed, this, &AuditPage::showChain);
    connect(&m_table, &models::PolledModel::applied, this, &AuditPage::showTable);
    connect(&m_table, &QAbstractItemModel::modelReset, this, &AuditPage::showTable);
    connect(m_list, &DataTable::activated, this, [this](int row) {
        if (const auto &reservation = m_table.at(row).reservation)
            emit linkActivated({.page = QStringLiteral("timeline"), .filter = {}, .reservation = reservation, .item = {}});
        else if (const auto &target = m_table.at(row).target; target.startsWith(QLatin1String("reconciliation/")))
            emit linkActivated({.page = QStringLiteral("reconcile"), .filter = {}, .reservation = {}, .item = target.section(u'/', 1)});
    });
    watch(m_table);
    showTable();
    showChain();
}

/// This page of it as every table, and all that match with their hashes.
void AuditPage::addExports()
{
    m_export->addTable(QStringLiteral("audit"), [this] { return &m_table; });
    auto *menu = m_export->entries();
    menu->addSeparator();
    using Format = models::AuditExport::Format;
    const std::tuple<QString, Format, QString> entries[] = {{tr("All that match, CSV…"), Format::Csv, QStringLiteral("csv")},
                                                            {tr("All that match, JSON…"), Format::Json, QStringLiteral("json")}};
    for (const auto &[text, format, end] : entries) {
        connect(menu->addAction(text), &QAction::triggered, this, [this, format, end] {
            const auto file = QFileDialog::getSaveFileName(window(), tr("Export"), QStringLiteral("audit.") + end,
                                                           QStringLiteral("*.%1").arg(end));
            if (file.isEmpty() || m_exporter.isRunning())
                return;
            setLoading(true);
            m_exporter.start(m_table.filter(), format, file);
        });
    }
    connect(&m_exporter, &models::AuditExport::finished, this, &AuditPage::tell);
}

void AuditPage::tell(const models::ExportResult &result)
{
    setLoading(m_check.state() == AuditCheck::State::Checking);
    if (result.error.isEmpty()) {
        const auto rows = models::screenLocale().toString(result.rows);
        QToolTip::showText(m_export->mapToGlobal(m_export->rect().bottomLeft()),
                           result.cut ? tr("The newest %1 entries were written to %2; there are more.").arg(rows, result.file)
                                      : tr("%1 entries were written to %2.").arg(rows, result.file), m_export);
        return;
    }
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Not exported"), result.error, QMessageBox::Close, window());
    box->setInformativeText(tr("No file was changed."));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

QWidget *AuditPage::makeChain()
{
    setKind(m_hash, "mono");
    setTone(m_hash, Tone::Muted);
    m_hash->setFixedWidth(hashWidth);
    m_hash->setAccessibleDescription(tr("Hash of the last entry"));
    auto *row = new QHBoxLayout(m_chainCard);
    row->setContentsMargins(12, 0, 12, 0);
    row->setSpacing(8);
    row->addWidget(m_chainGlyph);
    row->addWidget(m_chain, 1);
    row->addWidget(m_hash);
    m_chainCard->setFixedHeight(36);
    m_chainCard->setAccessibleName(tr("The chain of entries"));
    return m_chainCard;
}

QLayout *AuditPage::makeFilters()
{
    m_actors->setAccessibleName(tr("Who"));
    m_acts->setAccessibleName(tr("Act"));
    m_times->setAccessibleName(tr("Time"));
    m_words->setAccessibleName(tr("Words"));
    m_words->setPlaceholderText(tr("Reason, target, trace or a whole id"));
    m_words->setClearButtonEnabled(true);
    m_words->setMaxLength(200);
    m_times->addItem(tr("Any time"), int(Since::Ever));
    m_times->addItem(tr("Last hour"), int(Since::Hour));
    m_times->addItem(tr("Today"), int(Since::Today));
    m_times->addItem(tr("Last 7 days"), int(Since::Week));
    m_times->addItem(tr("Last 30 days"), int(Since::Month));
    m_actors->addItem(tr("Anybody"), QString());
    m_acts->addItem(tr("Any act"), QString());
    m_clear->setFocusPolicy(Qt::TabFocus);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    for (auto *choice : {m_actors, m_acts, m_times}) {
        choice->setMinimumWidth(132);
        row->addWidget(choice);
        connect(choice, &QComboBox::activated, this, &AuditPage::filter);
    }
    row->addWidget(m_words, 1);
    row->addWidget(m_clear);
    connect(m_words, &QLineEdit::textChanged, &m_debounce, qOverload<>(&QTimer::start));
    connect(m_clear, &QPushButton::clicked, this, &AuditPage::clearFilter);
    auto *find = new QAction(tr("Find"), this);
    find->setShortcut(QKeySequence::Find);
    find->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(find, &QAction::triggered, m_words, [this] { m_words->setFocus(Qt::ShortcutFocusReason); });
    addAction(find);
    return row;
}

QLayout *AuditPage::makePager()
{
    setTone(m_range, Tone::Muted);
    auto *row = new QHBoxLayout;
    row->setSpacing(8);
    row->addWidget(m_range, 1);
    for (auto *button : {m_newest, m_newer, m_older}) {
        button->setFocusPolicy(Qt::TabFocus);
        row->addWidget(button);
    }
    connect(m_newest, &QPushButton::clicked, &m_table, &models::AuditTable::goToNewest);
    connect(m_newer, &QPushButton::clicked, &m_table, &models::AuditTable::goNewer);
    connect(m_older, &QPushButton::clicked, &m_table, &models::AuditTable::goOlder);
    return row;
}

void AuditPage::open(const models::Link &link)
{
    clearFilter(); // what was chosen before would hide what the link means
    if (link.reservation)
        m_words->setText(QString::fromStdString(link.reservation->to_string()));
    else if (!link.item.isEmpty())
        m_words->setText(link.item);
    filter();
}

QList<Command> AuditPage::commands()
{
    return {{tr("Find in the audit"), QKeySequence::Find, [this] { m_words->setFocus(Qt::ShortcutFocusReason); }, {}},
            {tr("Check the audit's chain"), {}, [this] { m_check.check(); }, {}}};
}

void AuditPage::filter()
{
    m_debounce.stop();
    models::AuditFilterSpec spec;
    spec.actor = m_actors->currentData().toString();
    spec.act = m_acts->currentData().toString();
    spec.text = m_words->text().trimmed();
    const auto since = static_cast<Since>(m_times->currentData().toInt());
    if (since == Since::Ever)
        m_since.reset();
    else if (sender() == m_times || !m_since)
        m_since = beginOf(since);
    if (m_since)
        spec.from = Timestamp(std::chrono::milliseconds(m_since->toMSecsSinceEpoch()));
    m_table.setFilter(spec);
    showTable();
}

void AuditPage::clearFilter()
{
    m_words->clear();
    for (auto *choice : {m_actors, m_acts, m_times})
        choice->setCurrentIndex(0);
    filter();
}

void AuditPage::showChoices()
{
    const auto fill = [](QComboBox *choice, const QStringList &names, auto labelled) {
        if (choice->count() == names.size() + 1 || choice->view()->isVisible())
            return; // they are only ever added, and not under somebody's pointer
        const auto chosen = choice->currentData();
        while (choice->count() > 1)
            choice->removeItem(choice->count() - 1);
        for (const auto &name : names)
            choice->addItem(labelled(name), name);
        choice->setCurrentIndex(std::max(0, choice->findData(chosen)));
    };
    fill(m_actors, m_table.actors(), [](const QString &name) { return name; });
    fill(m_acts, m_table.acts(), [](const QString &name) { return models::actLabel(name); });
}

void AuditPage::showTable()
{
    showChoices();
    const bool known = m_table.dataAsOf().isValid();
    setSummary(known ? tr("%1 on record").arg(models::screenLocale().toString(m_table.count())) : QString());
    const int rows = m_table.rowCount();
    m_clear->setEnabled(m_table.filter().isNarrowed());
    m_newest->setEnabled(m_table.hasNewer());
    m_newer->setEnabled(m_table.hasNewer());
    m_older->setEnabled(m_table.hasOlder());
    if (rows > 0)
        m_range->setFullText(tr("Entries %1 to %2").arg(models::screenLocale().toString(m_table.at(0).seq),
                                                      models::screenLocale().toString(m_table.at(rows - 1).seq)));
    else
        m_range->setFullText(m_table.hasOlder() ? tr("Nothing among these 20,000 entries; look at older ones.") : QString());
    m_list->showEmpty(known && rows == 0);
    if (m_table.filter().isNarrowed()) {
        m_list->emptyState()->set(m_table.hasOlder() ? tr("No entry here matches. Older ones may.") : tr("No entry matches."),
                                  m_table.hasOlder() ? tr("Look at older ones") : tr("Show all entries"), [this] {
                                      if (m_table.hasOlder())
                                          m_table.goOlder();
                                      else
                                          clearFilter();
                                  });
    } else {
        m_list->emptyState()->set(tr("What people do appears here, with their reason: releases, retries, notes, repairs."),
                                  tr("See what is in flight"), [this] {
                                      emit linkActivated({.page = QStringLiteral("in-flight"), .filter = {}, .reservation = {}, .item = {}});
                                  });
    }
    const bool isChecked = m_check.state() == AuditCheck::State::Done && m_check.report().count == m_table.count();
    if (known && !isChecked && m_table.count() <= AuditCheck::shortChain)
        m_check.check();
}

void AuditPage::showChain()
{
    m_checkNow->setEnabled(m_check.state() != AuditCheck::State::Checking);
    setLoading(m_check.state() == AuditCheck::State::Checking || m_exporter.isRunning());
    const auto &report = m_check.report();
    if (m_check.state() == AuditCheck::State::Checking && report.at.isValid())
        return; // what the last one said stands until this one has ended
    m_hash->setFullText({});
    switch (m_check.state()) {
    case AuditCheck::State::None:
        m_chainGlyph->set(Glyph::Ring, Tone::Muted);
        m_chain->setFullText(tr("The chain has not been checked yet."));
        break;
    case AuditCheck::State::Checking:
        m_chainGlyph->set(Glyph::RingedDisc, Tone::Accent);
        m_chain->setFullText(tr("Walking along the chain…"));
        break;
    case AuditCheck::State::Failed:
        m_chainGlyph->set(Glyph::Warning, Tone::Warn);
        m_chain->setFullText(tr("The chain could not be checked. %1 Nothing is known of it.").arg(m_check.error()));
        break;
    case AuditCheck::State::Done: {
        const auto when = tr("checked at %1").arg(models::momentText(report.at));
        m_chainGlyph->set(report.holds() ? Glyph::Check : Glyph::Cross, report.holds() ? Tone::Good : Tone::Bad);
        m_chain->setFullText(
            report.count == 0 && report.holds() ? tr("Nothing is on record yet, %1; %2.").arg(when, anchorWords(report.anchor))
            : report.holds()
                ? tr("The chain of %1 holds, %2; %3.").arg(models::screenLocale().toString(report.count), when, anchorWords(report.anchor))
                : tr("The chain is broken: %1; %2; %3.")
                      .arg(report.problems.isEmpty() ? QString() : report.problems.first(), anchorWords(report.anchor), when));
        m_chain->setToolTip(report.problems.join(u'\n'));
        m_hash->setFullText(report.hash);
        break;
    }
    }
    m_chain->setAccessibleName(m_chain->fullText());
}

} // namespace holdfast::views
