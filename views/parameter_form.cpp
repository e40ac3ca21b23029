#include "views/parameter_form.h"

#include "views/widgets.h"

#include <QGridLayout>
#include <QIntValidator>
#include <QLineEdit>
#include <QLocale>
#include <QRegularExpressionValidator>
#include <QSpinBox>
#include <QVBoxLayout>

namespace holdfast::views {

namespace {

/// "concurrent requests, 2 to 1,000".
QString textOf(const models::ScenarioParameter &parameter)
{
    if (!parameter.lowest || !parameter.highest)
        return parameter.text;
    const QLocale grouped(QLocale::English, QLocale::UnitedStates);
    return ParameterForm::tr("%1, %2 to %3")
        .arg(parameter.text, grouped.toString(*parameter.lowest), grouped.toString(*parameter.highest));
}

/// Keeps typing within what the runner takes.
void bind(QLineEdit *edit, const models::ScenarioParameter &parameter)
{
    constexpr qint64 widest = std::numeric_limits<int>::max();
    if (parameter.lowest && parameter.highest && *parameter.lowest >= -widest && *parameter.highest <= widest)
        edit->setValidator(new QIntValidator(int(*parameter.lowest), int(*parameter.highest), edit));
}

} // namespace

ParameterForm::ParameterForm(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_disclosure(makeButton({}, "disclosure", this)), m_body(new Card(this)),
      m_grid(new QGridLayout(m_body)), m_seed(new QLineEdit(m_body)), m_repeat(new QSpinBox(m_body))
{
    m_disclosure->setCheckable(true);
    connect(m_disclosure, &QPushButton::toggled, this, &ParameterForm::setOpen);
    m_grid->setContentsMargins(16, 12, 16, 12);
    m_grid->setHorizontalSpacing(16);
    m_grid->setVerticalSpacing(8);
    m_grid->setColumnStretch(2, 1);
    m_seed->setPlaceholderText(tr("a new one"));
    m_seed->setValidator(new QRegularExpressionValidator(QRegularExpression(QStringLiteral("[0-9]{0,15}")), m_seed));
    m_repeat->setRange(1, 1000);
    m_repeat->setButtonSymbols(QAbstractSpinBox::NoButtons);
    const auto addRow = [this](const QString &name, QWidget *field, const QString &text) {
        auto *label = makeLabel(name, "", Tone::Text, m_body);
        field->setAccessibleName(name);
        place(label, field, makeLabel(text, "", Tone::Muted, m_body));
    };
    addRow(tr("Seed"), m_seed, tr("the same seed makes the same run"));
    addRow(tr("Repeat"), m_repeat, tr("times, each in a fresh sandbox"));
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_disclosure, 0, Qt::AlignLeft);
    column->addWidget(m_body);
    connect(&theme, &Theme::changed, this, [this] { setOpen(isOpen()); });
    setOpen(false);
}

void ParameterForm::place(QWidget *label, QWidget *field, QWidget *text)
{
    const int row = m_grid->rowCount();
    field->setFixedWidth(160);
    m_grid->addWidget(label, row, 0);
    m_grid->addWidget(field, row, 1);
    m_grid->addWidget(text, row, 2);
}

void ParameterForm::setScenario(const models::Scenario &scenario)
{
    if (m_scenario == scenario.id && m_fields.size() == scenario.parameters.size())
        return; // a reload of the list keeps what was typed
    m_scenario = scenario.id;
    for (const auto &field : m_fields) {
        delete field.label;
        delete field.edit;
        delete field.text;
    }
    m_fields.clear();
    for (const auto &parameter : scenario.parameters) {
        Field field{parameter, makeLabel(parameter.name, "", Tone::Text, m_body), new QLineEdit(m_body),
                    makeLabel(textOf(parameter), "", Tone::Muted, m_body)};
        bind(field.edit, parameter);
        field.edit->setText(parameter.defaultValue);
        field.edit->setAccessibleName(parameter.name);
        field.edit->setAccessibleDescription(textOf(parameter));
        place(field.label, field.edit, field.text);
        m_fields.append(field);
    }
}

QLineEdit *ParameterForm::field(const QString &name) const
{
    for (const auto &field : m_fields) {
        if (field.parameter.name == name)
            return field.edit;
    }
    return nullptr;
}

models::ScenarioRequest ParameterForm::request() const
{
    models::ScenarioRequest request;
    request.ids = {m_scenario};
    request.seed = m_seed->text();
    request.repeat = m_repeat->value();
    for (const auto &field : m_fields) {
        const auto value = field.edit->text().trimmed();
        if (!value.isEmpty() && value != field.parameter.defaultValue)
            request.parameters.insert(field.parameter.name, value);
    }
    return request;
}

bool ParameterForm::isOpen() const
{
    return m_disclosure->isChecked();
}

void ParameterForm::setOpen(bool open)
{
    m_disclosure->setChecked(open);
    m_disclosure->setText(open ? tr("Hide parameters") : tr("Parameters"));
    m_disclosure->setAccessibleName(m_disclosure->text());
    m_disclosure->setIcon(m_theme.icon(open ? QStringLiteral("chevron-down") : QStringLiteral("chevron-right"),
                                       Tone::Accent));
    m_body->setVisible(open);
    emit disclosed(open);
}

} // namespace holdfast::views
