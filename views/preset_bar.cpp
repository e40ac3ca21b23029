#include "views/preset_bar.h"

#include "views/widgets.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QSignalBlocker>

namespace holdfast::views {

PresetBar::PresetBar(models::ScenarioPresets &presets, QWidget *parent)
    : QWidget(parent), m_presets(presets), m_names(new QComboBox(this)), m_save(makeButton(tr("Save"), "", this)),
      m_delete(makeButton(tr("Delete"), "", this))
{
    m_names->setEditable(true);
    m_names->setInsertPolicy(QComboBox::NoInsert);
    m_names->setFixedWidth(240);
    m_names->lineEdit()->setMaxLength(models::ScenarioPresets::nameCap);
    m_names->lineEdit()->setPlaceholderText(tr("a name to keep these under"));
    m_names->setAccessibleName(tr("Preset"));
    m_names->lineEdit()->setAccessibleName(tr("Name of the preset"));
    m_save->setToolTip(tr("Keep these parameters under this name"));
    m_delete->setToolTip(tr("Forget the parameters kept under this name"));
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(m_names);
    row->addWidget(m_save);
    row->addWidget(m_delete);
    row->addStretch(1);
    connect(m_names, &QComboBox::activated, this, [this] {
        showButtons();
        emit chosen(m_presets.values(m_scenario, m_names->currentText()));
    });
    connect(m_names, &QComboBox::editTextChanged, this, &PresetBar::showButtons);
    connect(m_names->lineEdit(), &QLineEdit::returnPressed, this, &PresetBar::saveRequested);
    connect(m_save, &QPushButton::clicked, this, &PresetBar::saveRequested);
    connect(m_delete, &QPushButton::clicked, this, &PresetBar::remove);
    showButtons();
}

void PresetBar::setScenario(const QString &id)
{
    m_scenario = id;
    refill({});
}

void PresetBar::save(const QMap<QString, QString> &values)
{
    const auto name = m_names->currentText().trimmed();
    if (m_presets.save(m_scenario, name, values))
        refill(name);
}

void PresetBar::remove()
{
    m_presets.remove(m_scenario, m_names->currentText().trimmed());
    refill({});
}

void PresetBar::refill(const QString &current)
{
    {
        const QSignalBlocker quiet(m_names);
        m_names->clear();
        m_names->addItems(m_presets.names(m_scenario));
        m_names->setCurrentIndex(m_names->findText(current));
        m_names->setEditText(current);
    }
    showButtons();
}

void PresetBar::showButtons()
{
    const auto name = m_names->currentText().trimmed();
    m_save->setEnabled(!name.isEmpty());
    m_delete->setEnabled(m_presets.names(m_scenario).contains(name));
}

} // namespace holdfast::views
