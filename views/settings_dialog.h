#pragma once

#include "models/console_models.h"
#include "views/theme.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QGridLayout;
class QLabel;
class QSettings;

namespace holdfast::views {

/// What a person has chosen for the console. Everything applies at once and is kept at once; only another language waits
/// for the next start, and the dialog says so. Theme, models and settings outlive it.
class SettingsDialog final : public QDialog
{
    Q_OBJECT

public:
    SettingsDialog(Theme &theme, models::ConsoleModels &models, QSettings &settings, QWidget *parent = nullptr);

signals:
    void trayAlertsChanged(bool on);

private:
    void fillThemes();
    void fillTray();
    void fillLanguages();
    void addRow(QGridLayout *grid, const QString &label, QWidget *field, const QString &explanation);
    void keep(const QString &key, const QVariant &value);

    Theme &m_theme;
    models::ConsoleModels &m_models;
    QSettings &m_settings;
    QComboBox *m_themes;
    QComboBox *m_languages;
    QLabel *m_restart;
    QCheckBox *m_follow;
    QCheckBox *m_tray;
};

} // namespace holdfast::views
