#include "views/connection_dialog.h"

#include "views/widgets.h"

#include <QComboBox>
#include <QFileDialog>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QIntValidator>
#include <QLineEdit>
#include <QStyle>
#include <QVBoxLayout>

namespace holdfast::views {

using models::ProbeResult;

namespace {

constexpr int textCap = 4000;
const QString host = QStringLiteral("host");
const QString port = QStringLiteral("port");
const QString database = QStringLiteral("dbname");
const QString user = QStringLiteral("user");
const QString sslMode = QStringLiteral("sslmode");
const QString certificate = QStringLiteral("sslrootcert");

QString meaningOf(const QString &mode)
{
    if (mode == QLatin1String("disable"))
        return ConnectionDialog::tr("never encrypted");
    if (mode == QLatin1String("allow"))
        return ConnectionDialog::tr("encrypted if the server insists");
    if (mode == QLatin1String("prefer"))
        return ConnectionDialog::tr("encrypted if the server can");
    if (mode == QLatin1String("require"))
        return ConnectionDialog::tr("always encrypted, server not checked");
    if (mode == QLatin1String("verify-ca"))
        return ConnectionDialog::tr("always encrypted, certificate checked");
    return ConnectionDialog::tr("always encrypted, certificate and host name checked");
}

QLineEdit *makeEdit(QWidget *parent)
{
    auto *edit = new QLineEdit(parent);
    edit->setMaxLength(textCap);
    return edit;
}

} // namespace

ConnectionDialog::ConnectionDialog(const Theme &theme, models::Connections &connections, models::ConnectionProbe &probe,
                                   const std::optional<models::SavedConnection> &edited, QWidget *parent)
    : QDialog(parent), m_connections(connections), m_probe(probe),
      m_connection(edited.value_or(models::SavedConnection())), m_loading(new LoadingBar(theme, this)),
      m_string(makeEdit(this)), m_name(makeEdit(this)), m_host(makeEdit(this)), m_port(makeEdit(this)),
      m_database(makeEdit(this)), m_user(makeEdit(this)), m_password(makeEdit(this)), m_ssl(new QComboBox(this)),
      m_certificate(makeEdit(this)), m_choose(makeButton(tr("Choose…"), "", this)), m_glyph(new GlyphLabel(theme, 14, this)),
      m_result(makeLabel({}, "", Tone::Muted, this)), m_test(makeButton(tr("Test"), "", this)),
      m_cancel(makeButton(tr("Cancel"), "", this)),
      m_save(makeButton(edited ? tr("Save") : tr("Save and connect"), "primary", this))
{
    setWindowTitle(edited ? tr("Change the connection") : tr("Connect to a database"));
    for (const auto &mode : models::sslModes())
        m_ssl->addItem(QStringLiteral("%1 · %2").arg(mode, meaningOf(mode)), mode);
    m_port->setValidator(new QIntValidator(1, 65'535, m_port));
    m_password->setEchoMode(QLineEdit::Password);
    m_password->setText(m_connections.passwordOf(m_connection.id));
    build();
    fillFields();
    m_string->setText(models::connectionString(m_connection.parameters));

    connect(m_string, &QLineEdit::textEdited, this, &ConnectionDialog::takeString);
    // A password typed there has its own field; the string shows none.
    connect(m_string, &QLineEdit::editingFinished, this, [this] {
        if (m_stringError.isEmpty())
            m_string->setText(models::connectionString(m_connection.parameters));
    });
    for (auto *edit : {m_host, m_port, m_database, m_user, m_certificate})
        connect(edit, &QLineEdit::textEdited, this, &ConnectionDialog::takeFields);
    connect(m_ssl, &QComboBox::activated, this, &ConnectionDialog::takeFields);
    connect(m_password, &QLineEdit::textEdited, this, &ConnectionDialog::forgetTrial);
    connect(m_name, &QLineEdit::textEdited, this, &ConnectionDialog::check);
    connect(m_choose, &QPushButton::clicked, this, &ConnectionDialog::chooseCertificate);
    connect(m_test, &QPushButton::clicked, this, &ConnectionDialog::test);
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_save, &QPushButton::clicked, this, &ConnectionDialog::save);
    connect(&m_probe, &models::ConnectionProbe::finished, this, &ConnectionDialog::showResult);
    connect(&m_connections, &models::Connections::passwordKept, this, &ConnectionDialog::showKept);
    check();
    (edited ? m_name : m_string)->setFocus();
}

ConnectionDialog::~ConnectionDialog()
{
    m_string->disconnect(this); // it loses the focus on the way, when the members are gone
    if (m_loading->isActive())
        m_probe.cancel();
}

void ConnectionDialog::build()
{
    m_string->setPlaceholderText(QStringLiteral("postgresql://ann@db.example/holdfast"));
    m_certificate->setPlaceholderText(tr("the system's"));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(16);
    grid->setVerticalSpacing(8);
    grid->setColumnStretch(1, 1);
    addRow(grid, tr("Connection string"), m_string);
    setKind(m_string, "mono");
    grid->addWidget(makeRule(Qt::Horizontal, this), grid->rowCount(), 0, 1, 3);
    addRow(grid, tr("Name"), m_name);
    addRow(grid, tr("Host"), m_host);
    addRow(grid, tr("Port"), m_port);
    addRow(grid, tr("Database"), m_database);
    addRow(grid, tr("User"), m_user);
    addRow(grid, tr("Password"), m_password);
    addRow(grid, tr("SSL mode"), m_ssl);
    addRow(grid, tr("Root certificate"), m_certificate, m_choose);
    m_host->setPlaceholderText(tr("this machine"));
    m_port->setPlaceholderText(QStringLiteral("5432"));
    m_password->setToolTip(tr("Goes to the desktop's keyring, never to a file; without a keyring it is kept until Holdfast ends"));
    m_choose->setFocusPolicy(Qt::StrongFocus);
    m_choose->setAccessibleName(tr("Choose the root certificate"));

    m_result->setWordWrap(true);
    m_result->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_result->setMinimumHeight(3 * m_result->fontMetrics().lineSpacing()); // what stands below stays where it is
    m_result->setAlignment(Qt::AlignTop);
    auto *result = new QHBoxLayout;
    result->setSpacing(8);
    result->addWidget(m_glyph, 0, Qt::AlignTop);
    result->addWidget(m_result, 1);

    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(8);
    buttons->addWidget(m_test);
    buttons->addStretch(1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_save);
    m_save->setDefault(true);
    m_test->setToolTip(tr("Connect once and tell what this login may do there"));

    auto *inner = new QVBoxLayout;
    inner->setContentsMargins(20, 14, 20, 16);
    inner->setSpacing(16);
    inner->addWidget(makeLabel(windowTitle(), "title", Tone::Text, this));
    inner->addLayout(grid);
    inner->addLayout(result);
    inner->addStretch(1);
    inner->addLayout(buttons);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_loading);
    column->addLayout(inner);
    setMinimumWidth(600);
}

void ConnectionDialog::addRow(QGridLayout *grid, const QString &label, QWidget *field, QWidget *beside)
{
    const int row = grid->rowCount();
    auto *words = makeLabel(label, "", Tone::Muted, this);
    field->setAccessibleName(label);
    grid->addWidget(words, row, 0);
    grid->addWidget(field, row, 1, 1, beside ? 1 : 2);
    if (beside)
        grid->addWidget(beside, row, 2);
}

void ConnectionDialog::fillFields()
{
    const auto &parameters = m_connection.parameters;
    m_name->setText(m_connection.name);
    m_host->setText(parameters.value(host, parameters.value(QStringLiteral("hostaddr"))));
    m_port->setText(parameters.value(port));
    m_database->setText(parameters.value(database));
    m_user->setText(parameters.value(user));
    m_certificate->setText(parameters.value(certificate));
    m_ssl->setCurrentIndex(std::max(0, m_ssl->findData(parameters.value(sslMode, QStringLiteral("prefer")))));
}

void ConnectionDialog::takeString()
{
    const auto parsed = models::parseConnection(m_string->text());
    m_stringError = parsed.error;
    if (parsed.error.isEmpty()) {
        m_connection.parameters = parsed.parameters;
        m_connection.name = m_name->text();
        fillFields();
        if (!parsed.password.isEmpty())
            m_password->setText(parsed.password);
    }
    forgetTrial();
}

void ConnectionDialog::takeFields()
{
    const auto take = [this](const QString &keyword, const QString &value) {
        if (value.isEmpty())
            m_connection.parameters.remove(keyword);
        else
            m_connection.parameters.insert(keyword, value);
    };
    if (sender() == m_host)
        m_connection.parameters.remove(QStringLiteral("hostaddr"));
    take(host, m_host->text().trimmed());
    take(port, m_port->text());
    take(database, m_database->text().trimmed());
    take(user, m_user->text().trimmed());
    take(certificate, m_certificate->text().trimmed());
    take(sslMode, m_ssl->currentData().toString());
    m_stringError.clear();
    m_string->setText(models::connectionString(m_connection.parameters));
    forgetTrial();
}

void ConnectionDialog::forgetTrial()
{
    if (m_probe.isBusy())
        m_probe.cancel(); // its answer is about what is not there any more
    m_loading->setActive(false);
    check();
}

void ConnectionDialog::chooseCertificate()
{
    auto *dialog = new QFileDialog(this, tr("Choose the root certificate"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Certificates (*.crt *.pem *.cer)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &file) {
        m_certificate->setText(file);
        takeFields();
    });
    dialog->open();
}

void ConnectionDialog::test()
{
    m_loading->setActive(true);
    m_test->setEnabled(false);
    m_glyph->hide();
    m_result->setText(tr("Connecting…"));
    m_probe.start(models::connectionString(m_connection.parameters, m_password->text()));
}

void ConnectionDialog::showResult(const ProbeResult &result)
{
    m_loading->setActive(false);
    check();
    switch (result.verdict) {
    case ProbeResult::Verdict::Usable:
        tell(Tone::Good, result.words);
        break;
    case ProbeResult::Verdict::Doubtful:
        tell(Tone::Warn, result.words);
        break;
    case ProbeResult::Verdict::Unreachable:
        tell(Tone::Bad, tr("Not connected. %1").arg(result.words));
        break;
    }
}

void ConnectionDialog::tell(Tone tone, const QString &words)
{
    m_glyph->set(tone == Tone::Good ? Glyph::Check : Glyph::Warning, tone);
    m_glyph->show();
    m_result->setText(words);
    setTone(m_result, Tone::Text);
    m_result->setAccessibleName(words);
}

void ConnectionDialog::save()
{
    forgetTrial();
    m_connection.name = nameToSave();
    const auto password = m_password->text();
    const bool waits = !password.isEmpty() && password != m_connections.passwordOf(m_connection.id);
    m_connection.id = m_connections.save(m_connection, password);
    emit saved(m_connection.id);
    if (!waits) {
        accept();
        return;
    }
    m_loading->setActive(true);
    for (auto *field : findChildren<QLineEdit *>())
        field->setEnabled(false); // it is saved as it stands
    for (auto *other : {static_cast<QWidget *>(m_ssl), static_cast<QWidget *>(m_choose), static_cast<QWidget *>(m_test),
                        static_cast<QWidget *>(m_save)})
        other->setEnabled(false);
    m_cancel->setText(tr("Close"));
    m_result->setText(tr("Saved. Waiting for the keyring…"));
}

void ConnectionDialog::showKept(const QString &id, bool lasting, const QString &why)
{
    if (id != m_connection.id)
        return;
    m_loading->setActive(false);
    if (lasting) {
        accept();
        return;
    }
    m_save->hide();
    m_test->hide();
    m_cancel->setText(tr("Close"));
    m_cancel->setDefault(true);
    m_cancel->setFocus();
    tell(Tone::Warn, tr("Saved. %1").arg(why));
}

QString ConnectionDialog::resultText() const
{
    return m_result->text();
}

QString ConnectionDialog::nameToSave() const
{
    const auto given = m_name->text().trimmed();
    return given.isEmpty() ? m_name->placeholderText() : given;
}

QString ConnectionDialog::whyNot() const
{
    if (!m_stringError.isEmpty())
        return tr("This is no connection string: %1").arg(m_stringError);
    if (m_connection.parameters.value(database).isEmpty() && !m_connection.parameters.contains(QStringLiteral("service")))
        return tr("Which database? Give its name or a connection string.");
    if (!m_port->text().isEmpty() && !m_port->hasAcceptableInput())
        return tr("A port is a number from 1 to 65535.");
    return {};
}

void ConnectionDialog::check()
{
    const auto where = m_connection.parameters.value(host);
    const auto what = m_connection.parameters.value(database);
    m_name->setPlaceholderText(where.isEmpty() || where.startsWith(u'/') ? what : tr("%1 on %2").arg(what, where));

    const auto why = whyNot();
    QString notSaved = why;
    if (notSaved.isEmpty() && m_connections.isNameTaken(nameToSave(), m_connection.id))
        notSaved = tr("There is a connection called %1 already.").arg(nameToSave());
    if (notSaved.isEmpty() && m_connection.id.isEmpty() && m_connections.isFull())
        notSaved = tr("There are %1 connections already; remove one first.").arg(models::Connections::cap);
    if (const bool invalid = !m_stringError.isEmpty(); m_string->property("invalid").toBool() != invalid) {
        m_string->setProperty("invalid", invalid);
        m_string->style()->unpolish(m_string); // the style sheet looks at properties only then
        m_string->style()->polish(m_string);
    }
    m_test->setEnabled(why.isEmpty() && !m_loading->isActive());
    m_save->setEnabled(notSaved.isEmpty());
    m_save->setToolTip(notSaved);
    if (m_loading->isActive())
        return;
    m_glyph->hide();
    setTone(m_result, m_stringError.isEmpty() ? Tone::Muted : Tone::Text);
    m_result->setText(notSaved.isEmpty() ? tr("The password goes to the desktop's keyring. Test tells what this login may do.")
                                         : notSaved);
}

} // namespace holdfast::views
