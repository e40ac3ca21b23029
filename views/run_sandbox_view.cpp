#include "views/run_sandbox_view.h"

#include <QCheckBox>
#include <QClipboard>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLocale>
#include <QMessageBox>
#include <QTableView>
#include <QVBoxLayout>

namespace holdfast::views {

RunSandboxView::RunSandboxView(const Theme &theme, models::ConsoleModels &models, QWidget *parent)
    : QWidget(parent), m_models(models), m_sandbox(models.options().runtimeDir),
      m_kept(models.options().ctl, models.options().dataDir),
      m_processes(new DataTable(theme, m_sandbox, {170, 110, 130, 110, 0}, tr("Processes of the sandbox"), this)),
      m_keptTable(new DataTable(theme, m_kept, {190, 90, 100, 0}, tr("Kept sandboxes"), this))
{
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    column->addWidget(makeAbout(theme));
    column->addWidget(m_processes, 3);
    column->addWidget(m_keptTable, 2);
    column->addLayout(makeKeptFoot());
    m_keptTable->emptyState()->set(tr("Sandboxes that are kept when their run ends appear here, until they are removed."),
                                   QString(), {});
    connect(&m_sandbox, &models::SandboxProcesses::changed, this, &RunSandboxView::refresh);
    connect(&m_kept, &models::KeptSandboxes::loaded, this, &RunSandboxView::refreshKept);
    connect(m_keptTable, &DataTable::selectionMoved, this, &RunSandboxView::refreshKept);
    connect(&models.environments(), &models::EnvironmentList::currentChanged, this, &RunSandboxView::refresh);
    connect(&models.run(), &models::ScenarioRun::stateChanged, this, [this] {
        if (isVisible() && !m_models.run().isActive())
            m_kept.reload();
    });
    const auto dress = [this, &theme] {
        for (const auto &address : m_addresses)
            address.copy->setIcon(theme.icon(QStringLiteral("copy"), Tone::Muted));
    };
    connect(&theme, &Theme::changed, this, dress);
    dress();
    refresh();
    refreshKept();
}

QWidget *RunSandboxView::makeAbout(const Theme &)
{
    auto *card = new Card(this);
    m_title = new ElidedLabel(Qt::ElideRight, card);
    setKind(m_title, "heading");
    m_keep = new QCheckBox(tr("Keep it when the run ends"), card);
    m_keep->setAccessibleName(m_keep->text());
    m_watch = makeButton(tr("Watch it"), "", card);
    connect(m_keep, &QCheckBox::clicked, this, [this](bool on) {
        (void)m_sandbox.setKept(on);
        refresh();
    });
    connect(m_watch, &QPushButton::clicked, this, &RunSandboxView::watchIt);
    auto *top = new QHBoxLayout;
    top->setSpacing(12);
    top->addWidget(m_title, 1);
    top->addWidget(m_keep);
    top->addWidget(m_watch);
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(2);
    grid->setColumnStretch(1, 1);
    for (const auto &name : {tr("API"), tr("Gateway"), tr("Database"), tr("Folder")}) {
        const int row = int(m_addresses.size());
        Address address{makeLabel(name, "", Tone::Muted, card), new ElidedLabel(Qt::ElideMiddle, card),
                        makeButton({}, "flat", card)};
        setKind(address.value, "mono");
        address.copy->setAccessibleName(tr("Copy: %1").arg(name));
        address.copy->setToolTip(tr("Copy"));
        connect(address.copy, &QPushButton::clicked, this,
                [value = address.value] { QGuiApplication::clipboard()->setText(value->fullText()); });
        grid->addWidget(address.name, row, 0);
        grid->addWidget(address.value, row, 1);
        grid->addWidget(address.copy, row, 2);
        m_addresses.append(address);
    }
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(16, 10, 8, 10);
    column->setSpacing(6);
    column->addLayout(top);
    column->addLayout(grid);
    return card;
}

QLayout *RunSandboxView::makeKeptFoot()
{
    m_keptNote = new ElidedLabel(Qt::ElideRight, this);
    setTone(m_keptNote, Tone::Muted);
    m_open = makeButton(tr("Copy command"), "", this);
    m_remove = makeButton(tr("Remove…"), "danger", this);
    connect(m_open, &QPushButton::clicked, this, [this] {
        if (const int row = m_keptTable->currentRow(); row >= 0)
            QGuiApplication::clipboard()->setText(
                QStringLiteral("holdfastctl serve --data-dir '%1'").arg(m_kept.folderOf(row)));
    });
    connect(m_remove, &QPushButton::clicked, this, &RunSandboxView::removeKept);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(8);
    foot->addWidget(m_keptNote, 1);
    foot->addWidget(m_open);
    foot->addSpacing(12);
    foot->addWidget(m_remove);
    return foot;
}

void RunSandboxView::setRecord(const std::shared_ptr<models::RunRecord> &record)
{
    if (record == m_record)
        return;
    m_record = record;
    m_watchRecord = std::make_unique<QObject>();
    if (record)
        connect(record.get(), &models::RunRecord::changed, m_watchRecord.get(), [this] { refresh(); });
    refresh();
}

void RunSandboxView::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_sandbox.setActive(true);
    m_kept.reload();
}

void RunSandboxView::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_sandbox.setActive(false);
}

void RunSandboxView::refresh()
{
    const bool goes = m_record && m_record->hasBegun() && !m_record->isOver();
    m_sandbox.setName(goes ? m_record->sandboxName() : QString());
    const bool up = m_sandbox.isUp();
    const auto &about = m_sandbox.about();
    const auto kept = m_record && m_record->result() ? m_record->result()->keptSandbox : QString();
    m_title->setFullText(up                ? tr("%1, up since %2").arg(about.name, models::momentText(about.startedAt))
                         : goes            ? tr("The sandbox is coming up")
                         : !kept.isEmpty() ? tr("The sandbox of this run is down, and was kept")
                                           : tr("The sandbox of this run has been taken down"));
    const QStringList values{about.apiUrl, about.gatewayUrl, about.dsn, kept.isEmpty() ? about.folder : kept};
    for (qsizetype i = 0; i < m_addresses.size(); ++i) {
        const auto &address = m_addresses.at(i);
        const bool shown = !values.at(i).isEmpty() && (up || (i == values.size() - 1 && !kept.isEmpty()));
        address.value->setFullText(values.at(i));
        for (auto *widget : std::initializer_list<QWidget *>{address.name, address.value, address.copy})
            widget->setVisible(shown);
    }
    m_keep->setVisible(goes);
    m_keep->setEnabled(up);
    m_keep->setChecked(up && about.kept);
    m_keep->setToolTip(tr("Its data folder stays when the run ends, with its database; every command opens it with --data-dir"));
    m_watch->setVisible(goes);
    const bool watched = up && m_models.environments().sandboxNamed(about.name)
        && m_models.environments().current().key == m_models.environments().sandboxNamed(about.name)->key;
    m_watch->setEnabled(up && !watched);
    m_watch->setToolTip(watched ? tr("The other pages show this sandbox already")
                        : up    ? tr("Let the other pages show this sandbox")
                                : tr("It is not up yet"));
    m_watch->setStatusTip(m_watch->toolTip());
    m_processes->setVisible(goes);
    m_processes->showEmpty(m_sandbox.rowCount() == 0);
    m_processes->emptyState()->set(tr("The processes of the sandbox appear here in a moment."), QString(), {});
}

void RunSandboxView::refreshKept()
{
    const int row = m_keptTable->currentRow();
    m_keptTable->showEmpty(m_kept.rowCount() == 0);
    m_keptNote->setFullText(!m_kept.error().isEmpty() ? m_kept.error()
                            : m_kept.rowCount() == 0  ? QString()
                            : m_kept.rowCount() == 1  ? tr("1 kept sandbox")
                                                      : tr("%1 kept sandboxes").arg(m_kept.rowCount()));
    setTone(m_keptNote, m_kept.error().isEmpty() ? Tone::Muted : Tone::Bad);
    for (auto *button : {m_open, m_remove}) {
        button->setVisible(m_kept.rowCount() > 0);
        button->setEnabled(row >= 0);
    }
    m_open->setToolTip(row < 0 ? tr("Choose a kept sandbox first") : tr("Copy the command that opens it again from a shell"));
    const bool inUse = row >= 0 && m_kept.isInUse(row);
    m_remove->setEnabled(row >= 0 && !inUse);
    m_remove->setToolTip(row < 0 ? tr("Choose a kept sandbox first")
                         : inUse ? tr("Its database runs: end who uses it first")
                                 : tr("Remove its folder with its database for good"));
    for (auto *button : {m_open, m_remove})
        button->setStatusTip(button->toolTip());
}

void RunSandboxView::watchIt()
{
    m_models.environments().rescan();
    if (const auto sandbox = m_models.environments().sandboxNamed(m_sandbox.about().name)) {
        m_models.environments().setCurrent(sandbox->key);
        emit watchRequested();
    }
}

void RunSandboxView::removeKept()
{
    const int row = m_keptTable->currentRow();
    if (row < 0)
        return;
    const auto name = m_kept.nameOf(row);
    QMessageBox box(QMessageBox::NoIcon, tr("Remove a kept sandbox"), tr("Remove %1 for good?").arg(name),
                    QMessageBox::NoButton, this);
    box.setInformativeText(tr("Its database and logs go, %1. The results of its run stay.")
                               .arg(QLocale::c().formattedDataSize(m_kept.bytesOf(row), 0, QLocale::DataSizeSIFormat)));
    auto *stay = box.addButton(tr("Cancel"), QMessageBox::RejectRole);
    auto *remove = box.addButton(tr("Remove"), QMessageBox::DestructiveRole);
    setKind(remove, "danger");
    box.setDefaultButton(stay);
    box.setEscapeButton(stay);
    box.exec();
    if (box.clickedButton() == remove)
        m_kept.remove(name);
}

} // namespace holdfast::views
