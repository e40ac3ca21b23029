#pragma once

#include "models/scenario.h"
#include "models/scenario_presets.h"
#include "views/theme.h"

#include <QList>
#include <QWidget>

class QCheckBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;
class QScrollArea;
class QSpinBox;

namespace holdfast::views {

class PresetBar;

/// What a run can be told: the scenario's parameters and presets of them, the seed, how often, how many at once. Folded
/// away until asked for; it scrolls where there is little room.
class ParameterForm final : public QWidget
{
    Q_OBJECT

public:
    /// `presets` outlive it.
    ParameterForm(const Theme &theme, models::ScenarioPresets &presets, QWidget *parent = nullptr);

    void setScenario(const models::Scenario &scenario);
    /// Several: what they have in common, nothing but seed, repeats and how many at once.
    void setSeveral(const QStringList &ids);
    /// Parameters that differ from their default, the seed and the repeats.
    [[nodiscard]] models::ScenarioRequest request() const;

    [[nodiscard]] QPushButton *disclosure() const { return m_disclosure; }
    [[nodiscard]] QLineEdit *field(const QString &name) const;
    [[nodiscard]] QLineEdit *seed() const { return m_seed; }
    [[nodiscard]] QSpinBox *repeat() const { return m_repeat; }
    [[nodiscard]] QSpinBox *jobs() const { return m_jobs; }
    [[nodiscard]] QCheckBox *keep() const { return m_keep; }
    [[nodiscard]] PresetBar *presets() const { return m_presets; }
    void setOpen(bool open);
    [[nodiscard]] bool isOpen() const;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

signals:
    void disclosed(bool open);

private:
    struct Field
    {
        models::ScenarioParameter parameter;
        QWidget *label;
        QLineEdit *edit;
        QWidget *text;
    };
    void place(QWidget *label, QWidget *field, QWidget *text);
    void setFields(const QList<models::ScenarioParameter> &parameters);
    void fill(const QMap<QString, QString> &values);
    [[nodiscard]] QMap<QString, QString> changed() const;
    void fit();

    const Theme &m_theme;
    QStringList m_ids;
    QPushButton *m_disclosure;
    QScrollArea *m_scroll;
    QWidget *m_body;
    QGridLayout *m_grid;
    PresetBar *m_presets;
    QLabel *m_presetsLabel;
    QLineEdit *m_seed;
    QSpinBox *m_repeat;
    QSpinBox *m_jobs;
    QCheckBox *m_keep;
    QList<Field> m_fields;
};

} // namespace holdfast::views
