#pragma once

#include "models/scenario_presets.h"

#include <QWidget>

class QComboBox;
class QPushButton;

namespace holdfast::views {

/// Named parameters of a scenario: type a name and save, choose one, delete it.
class PresetBar final : public QWidget
{
    Q_OBJECT

public:
    /// `presets` outlive it.
    explicit PresetBar(models::ScenarioPresets &presets, QWidget *parent = nullptr);

    void setScenario(const QString &id);
    [[nodiscard]] QComboBox *names() const { return m_names; }
    [[nodiscard]] QPushButton *saveButton() const { return m_save; }
    [[nodiscard]] QPushButton *deleteButton() const { return m_delete; }

signals:
    void chosen(const QMap<QString, QString> &values);
    /// Answered with save().
    void saveRequested();

public slots:
    /// Under the name that stands there.
    void save(const QMap<QString, QString> &values);

private:
    void refill(const QString &current);
    void remove();
    void showButtons();

    models::ScenarioPresets &m_presets;
    QString m_scenario;
    QComboBox *m_names;
    QPushButton *m_save;
    QPushButton *m_delete;
};

} // namespace holdfast::views
