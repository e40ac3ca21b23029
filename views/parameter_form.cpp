#include "views/parameter_form.h"

#include "models/language.h"
#include "views/preset_bar.h"
#include "views/widgets.h"

#include <QCheckBox>
#include <QEvent>
#include <QGridLayout>
#include <QIntValidator>
#include <QLineEdit>
#include <QRegularExpressionValidator>
#include <QScrollArea>
#include <QSpinBox>
#include <QVBoxLayout>

#include <algorithm>

namespace holdfast::views {

namespace {

/// "concurrent requests, 2 to 1,000".
QString textOf(const models::ScenarioParameter &parameter)
{
    if (!parameter.lowest || !parameter.highest)
        return parameter.text;
    const auto &grouped = models::screenLocale();
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

/// Asks for as much as is in it, whatever was in it when it was first asked.
class WholeScrollArea final : public QScrollArea
{
public:
    using QScrollArea::QScrollArea;
    [[nodiscard]] QSize sizeHint() const override
    {
        return {QScrollArea::sizeHint().width(), widget()->sizeHint().height() + 2};
    }
};

} // namespace

ParameterForm::ParameterForm(const Theme &theme, models::ScenarioPresets &presets, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_disclosure(makeButton({}, "disclosure", this)),
      m_scroll(new WholeScrollArea(this)), m_body(new QWidget), m_grid(new QGridLayout(m_body)),
      m_presets(new PresetBar(presets, m_body)),
      m_presetsLabel(makeLabel(tr("Preset"), "", Tone::Text, m_body)), m_seed(new QLineEdit(m_body)),
      m_repeat(new QSpinBox(m_body)), m_jobs(new QSpinBox(m_body)),
      m_keep(new QCheckBox(tr("keep it"), m_body))
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
    m_jobs->setRange(0, 16);
    m_jobs->setSpecialValueText(tr("as many as fit"));
    for (auto *box : {m_repeat, m_jobs})
        box->setButtonSymbols(QAbstractSpinBox::NoButtons);
    m_grid->addWidget(m_presetsLabel, 0, 0);
    m_grid->addWidget(m_presets, 0, 1, 1, 2);
    const auto addRow = [this](const QString &name, QWidget *field, const QString &text) {
        auto *label = makeLabel(name, "", Tone::Text, m_body);
        field->setAccessibleName(name);
        place(label, field, makeLabel(text, "", Tone::Muted, m_body));
    };
    addRow(tr("Seed"), m_seed, tr("the same seed makes the same run"));
    addRow(tr("Repeat"), m_repeat, tr("times, each in a fresh sandbox"));
    addRow(tr("At once"), m_jobs, tr("sandboxes beside each other; what measures time runs alone"));
    addRow(tr("Sandbox"), m_keep, tr("its data folder stays when the run ends; page Runs lists and removes it"));
    setKind(m_body, "plain");
    m_body->installEventFilter(this);
    m_scroll->setWidget(m_body);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->setFocusPolicy(Qt::NoFocus);
    setKind(m_scroll, "card");
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_disclosure, 0, Qt::AlignLeft);
    column->addWidget(m_scroll);
    connect(m_presets, &PresetBar::chosen, this, &ParameterForm::fill);
    connect(m_presets, &PresetBar::saveRequested, this, [this] { m_presets->save(changed()); });
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
    if (m_ids == QStringList{scenario.id} && m_fields.size() == scenario.parameters.size())
        return; // a reload of the list keeps what was typed
    m_ids = {scenario.id};
    setFields(scenario.parameters);
    m_presets->setScenario(scenario.id);
}

void ParameterForm::setSeveral(const QStringList &ids)
{
    m_ids = ids;
    setFields({});
}

void ParameterForm::setFields(const QList<models::ScenarioParameter> &parameters)
{
    for (const auto &field : m_fields) {
        delete field.label;
        delete field.edit;
        delete field.text;
    }
    m_fields.clear();
    for (const auto &parameter : parameters) {
        Field field{parameter, makeLabel(parameter.name, "", Tone::Text, m_body), new QLineEdit(m_body),
                    makeLabel(textOf(parameter), "", Tone::Muted, m_body)};
        bind(field.edit, parameter);
        field.edit->setText(parameter.defaultValue);
        field.edit->setAccessibleName(parameter.name);
        field.edit->setAccessibleDescription(textOf(parameter));
        place(field.label, field.edit, field.text);
        m_fields.append(field);
    }
    m_presets->setVisible(!parameters.isEmpty());
    m_presetsLabel->setVisible(!parameters.isEmpty());
}

bool ParameterForm::eventFilter(QObject *watched, QEvent *event)
{
    const bool changed = event->type() == QEvent::LayoutRequest || event->type() == QEvent::Show;
    if (watched == m_body && event->type() == QEvent::Show)
        window()->installEventFilter(this);
    if ((watched == m_body && changed) || (watched == window() && event->type() == QEvent::Resize))
        fit(); // fields count once they are shown
    return QWidget::eventFilter(watched, event);
}

/// As high as what is in it, and lower where there is little room: in the smallest window two fields.
void ParameterForm::fit()
{
    const int room = 64 + std::max(0, window()->height() - window()->minimumHeight());
    m_scroll->setMaximumHeight(m_grid->sizeHint().height() + 2);
    m_scroll->setMinimumHeight(std::min(m_scroll->maximumHeight(), room));
    m_scroll->updateGeometry();
    updateGeometry();
}

void ParameterForm::fill(const QMap<QString, QString> &values)
{
    for (const auto &field : m_fields)
        field.edit->setText(values.value(field.parameter.name, field.parameter.defaultValue));
}

QMap<QString, QString> ParameterForm::changed() const
{
    QMap<QString, QString> values;
    for (const auto &field : m_fields) {
        const auto value = field.edit->text().trimmed();
        if (!value.isEmpty() && value != field.parameter.defaultValue)
            values.insert(field.parameter.name, value);
    }
    return values;
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
    request.ids = m_ids;
    request.seed = m_seed->text();
    request.repeat = m_repeat->value();
    request.jobs = m_jobs->value();
    request.keep = m_keep->isChecked();
    request.parameters = changed();
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
    m_scroll->setVisible(open);
    emit disclosed(open);
}

} // namespace holdfast::views
