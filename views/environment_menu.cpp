#include "views/environment_menu.h"

#include "views/connection_dialog.h"

#include <QMessageBox>
#include <QPushButton>

namespace holdfast::views {

namespace {

/// A menu takes "&" for the mark of a key.
QString plain(QString words)
{
    return words.replace(u'&', QStringLiteral("&&"));
}

} // namespace

EnvironmentMenu::EnvironmentMenu(const Theme &theme, models::ConsoleModels &models, QWidget *parent)
    : QMenu(parent), m_theme(theme), m_models(models)
{
    setToolTipsVisible(true);
    connect(this, &QMenu::aboutToShow, this, &EnvironmentMenu::fill);
}

void EnvironmentMenu::fill()
{
    clear();
    addEnvironments();
    addSeparator();
    connect(addAction(tr("Connect to a database…")), &QAction::triggered, this, &EnvironmentMenu::connectToDatabase);
    const auto id = models::Connections::idOf(m_models.environments().current().key);
    if (const auto connection = m_models.connections().find(id)) {
        connect(addAction(tr("Change %1…").arg(plain(connection->name))), &QAction::triggered, this, [this, id] { edit(id); });
        connect(addAction(tr("Remove %1…").arg(plain(connection->name))), &QAction::triggered, this,
                [this, id] { confirmRemoval(id); });
    }
    addDemo();
    connect(addAction(tr("Getting started")), &QAction::triggered, this, &EnvironmentMenu::gettingStartedRequested);
}

void EnvironmentMenu::addEnvironments()
{
    auto &environments = m_models.environments();
    for (int row = 0; row < environments.rowCount(); ++row) {
        const auto &environment = environments.at(row);
        auto label = environment.name;
        if (!environment.alive)
            label += environment.kind == models::Environment::Kind::Sandbox ? tr(" · gone down") : tr(" · not up");
        auto *action = addAction(plain(label));
        action->setCheckable(true);
        action->setChecked(row == environments.currentRow());
        action->setToolTip(models::withoutPassword(environment.dsn));
        connect(action, &QAction::triggered, this,
                [this, key = environment.key] { m_models.environments().setCurrent(key); });
    }
}

void EnvironmentMenu::addDemo()
{
    auto &demo = m_models.demo();
    const bool off = demo.state() == models::Demo::State::Off;
    auto *action = addAction(off ? tr("Start the demo") : tr("Stop the demo"));
    action->setEnabled(demo.state() != models::Demo::State::Stopping);
    action->setToolTip(off ? demo.error() : QString());
    connect(action, &QAction::triggered, &demo, off ? &models::Demo::start : &models::Demo::stop);
}

void EnvironmentMenu::connectToDatabase()
{
    auto *dialog = new ConnectionDialog(m_theme, m_models.connections(), m_models.connectionProbe(), std::nullopt,
                                        parentWidget());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &ConnectionDialog::saved, this, [this](const QString &id) {
        if (const auto connection = m_models.connections().find(id))
            m_models.environments().setCurrent(models::Connections::environmentKey(*connection));
    });
    dialog->open();
}

void EnvironmentMenu::edit(const QString &id)
{
    auto *dialog = new ConnectionDialog(m_theme, m_models.connections(), m_models.connectionProbe(),
                                        m_models.connections().find(id), parentWidget());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->open();
}

void EnvironmentMenu::confirmRemoval(const QString &id)
{
    const auto connection = m_models.connections().find(id);
    if (!connection)
        return;
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Remove the connection"),
                                tr("Remove %1 from the environments?").arg(connection->name), QMessageBox::NoButton,
                                parentWidget());
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setInformativeText(tr("Its password is forgotten. The database is not touched."));
    auto *keep = box->addButton(tr("Cancel"), QMessageBox::RejectRole);
    auto *remove = box->addButton(tr("Remove"), QMessageBox::DestructiveRole);
    setKind(remove, "danger");
    box->setDefaultButton(keep);
    box->setEscapeButton(keep);
    connect(remove, &QPushButton::clicked, this, [this, id] { m_models.connections().remove(id); });
    box->open();
}

} // namespace holdfast::views
