#include "views/settings_dialog.h"

#include "models/language.h"
#include "views/widgets.h"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QMetaEnum>
#include <QSettings>
#include <QSystemTrayIcon>
#include <QVBoxLayout>

namespace holdfast::views {

using models::Language;

namespace {

const QString languageSetting = QStringLiteral("language");
const QString traySetting = QStringLiteral("alerts/tray");

} // namespace

SettingsDialog::SettingsDialog(Theme &theme, models::ConsoleModels &models, QSettings &settings, QWidget *parent)
    : QDialog(parent), m_theme(theme), m_models(models), m_settings(settings), m_themes(new QComboBox(this)),
      m_languages(new QComboBox(this)), m_restart(makeLabel({}, "", Tone::Accent, this)),
      m_follow(new QCheckBox(tr("Watch runs in In flight"), this)),
      m_tray(new QCheckBox(tr("Also in the desktop's tray"), this))
{
    setWindowTitle(tr("Settings"));
    fillThemes();
    fillLanguages();
    fillTray();
    m_follow->setChecked(models.followsRuns());
    connect(m_follow, &QCheckBox::toggled, this, [this](bool on) {
        m_models.setFollowsRuns(on);
        keep(QStringLiteral("scenarios/watch"), on);
    });
    connect(&models, &models::ConsoleModels::followsRunsChanged, m_follow, &QCheckBox::setChecked);

    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    addRow(grid, tr("Appearance"), m_themes, tr("Light or dark; at once."));
    addRow(grid, tr("Language"), m_languages,
           tr("Of the console, with its numbers and days. Scenarios, reports and the command line speak English."));
    grid->addWidget(m_restart, grid->rowCount(), 1);
    addRow(grid, tr("Runs"), m_follow,
           tr("While a scenario runs, the pages show its sandbox, and what they showed before once it is over."));
    addRow(grid, tr("Alerts"), m_tray, tr("What becomes stuck is told in the window in any case."));

    auto *close = makeButton(tr("Close"), "", this);
    close->setFocusPolicy(Qt::StrongFocus);
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(16);
    column->addWidget(makeLabel(windowTitle(), "title", Tone::Text, this));
    column->addLayout(grid);
    column->addStretch(1);
    column->addLayout(buttons);
    setMinimumWidth(560);
    m_themes->setFocus();
}

void SettingsDialog::addRow(QGridLayout *grid, const QString &label, QWidget *field, const QString &explanation)
{
    const int row = grid->rowCount();
    auto *name = makeLabel(label, "heading", Tone::Text, this);
    auto *words = makeLabel(explanation, "", Tone::Muted, this);
    words->setWordWrap(true);
    if (!qobject_cast<QCheckBox *>(field)) {
        field->setAccessibleName(label);
        field->setFixedWidth(220);
    } else {
        field->setAccessibleName(static_cast<QCheckBox *>(field)->text());
    }
    field->setAccessibleDescription(explanation);
    grid->setRowMinimumHeight(row, row > 1 ? 40 : 0); // a gap above each choice
    name->setFixedHeight(28); // in line with the field
    grid->addWidget(name, row, 0, Qt::AlignBottom);
    grid->addWidget(field, row, 1, Qt::AlignLeft | Qt::AlignBottom);
    grid->addWidget(words, row + 1, 1);
}

void SettingsDialog::fillThemes()
{
    const std::pair<Theme::Mode, QString> modes[] = {
        {Theme::Mode::System, tr("Follow the desktop")},
        {Theme::Mode::Light, tr("Light")},
        {Theme::Mode::Dark, tr("Dark")},
    };
    for (const auto &[mode, words] : modes)
        m_themes->addItem(words, int(mode));
    m_themes->setCurrentIndex(m_themes->findData(int(m_theme.mode())));
    connect(m_themes, &QComboBox::currentIndexChanged, this, [this] {
        const auto mode = static_cast<Theme::Mode>(m_themes->currentData().toInt());
        m_theme.setMode(mode);
        keep(QStringLiteral("theme"), QByteArray(QMetaEnum::fromType<Theme::Mode>().valueToKey(int(mode))));
    });
}

void SettingsDialog::fillLanguages()
{
    m_languages->addItem(tr("Follow the desktop"), models::languageKey(Language::System));
    // Each in its own words, whatever is spoken now.
    m_languages->addItem(QStringLiteral("English"), models::languageKey(Language::English));
    m_languages->addItem(QStringLiteral("Deutsch"), models::languageKey(Language::German));
    const auto chosen = models::languageOf(m_settings.value(languageSetting).toString());
    m_languages->setCurrentIndex(m_languages->findData(models::languageKey(chosen)));
    const auto tellRestart = [this] {
        const auto wanted = models::spokenLanguage(models::languageOf(m_languages->currentData().toString()));
        const bool german = models::screenLocale().language() == QLocale::German;
        const bool changes = (wanted == Language::German) != german;
        m_restart->setText(changes ? tr("Holdfast speaks it from its next start on.") : QString());
        m_restart->setVisible(changes);
    };
    connect(m_languages, &QComboBox::currentIndexChanged, this, [this, tellRestart] {
        keep(languageSetting, m_languages->currentData());
        tellRestart();
    });
    tellRestart();
}

void SettingsDialog::fillTray()
{
    m_tray->setChecked(m_settings.value(traySetting, true).toBool());
    if (!QSystemTrayIcon::isSystemTrayAvailable()) {
        m_tray->setEnabled(false);
        m_tray->setToolTip(tr("This desktop has no tray"));
    }
    connect(m_tray, &QCheckBox::toggled, this, [this](bool on) {
        keep(traySetting, on);
        emit trayAlertsChanged(on);
    });
}

void SettingsDialog::keep(const QString &key, const QVariant &value)
{
    m_settings.setValue(key, value);
    m_settings.sync();
}

} // namespace holdfast::views
