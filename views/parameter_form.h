#pragma once

#include "models/scenario.h"
#include "views/theme.h"

#include <QList>
#include <QWidget>

class QGridLayout;
class QLineEdit;
class QPushButton;
class QSpinBox;

namespace holdfast::views {

/// What a run can be told: the scenario's parameters, the seed, how often. Folded away until asked for.
class ParameterForm final : public QWidget
{
    Q_OBJECT

public:
    explicit ParameterForm(const Theme &theme, QWidget *parent = nullptr);

    void setScenario(const models::Scenario &scenario);
    /// Parameters that differ from their default, the seed and the repeats.
    [[nodiscard]] models::ScenarioRequest request() const;

    [[nodiscard]] QPushButton *disclosure() const { return m_disclosure; }
    [[nodiscard]] QLineEdit *field(const QString &name) const;
    [[nodiscard]] QLineEdit *seed() const { return m_seed; }
    [[nodiscard]] QSpinBox *repeat() const { return m_repeat; }
    void setOpen(bool open);
    [[nodiscard]] bool isOpen() const;

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

    const Theme &m_theme;
    QString m_scenario;
    QPushButton *m_disclosure;
    QWidget *m_body;
    QGridLayout *m_grid;
    QLineEdit *m_seed;
    QSpinBox *m_repeat;
    QList<Field> m_fields;
};

} // namespace holdfast::views
