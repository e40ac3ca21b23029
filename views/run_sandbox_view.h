#pragma once

#include "models/console_models.h"
#include "models/kept_sandboxes.h"
#include "models/sandbox_processes.h"
#include "views/data_table.h"

class QCheckBox;

namespace holdfast::views {

/// The sandbox of a run that goes: where it is reached, its processes; below it the sandboxes that were kept.
class RunSandboxView final : public QWidget
{
    Q_OBJECT

public:
    RunSandboxView(const Theme &theme, models::ConsoleModels &models, QWidget *parent = nullptr);

    void setRecord(const std::shared_ptr<models::RunRecord> &record);

    [[nodiscard]] DataTable *processes() const { return m_processes; }
    [[nodiscard]] DataTable *keptTable() const { return m_keptTable; }
    [[nodiscard]] QPushButton *watchButton() const { return m_watch; }
    [[nodiscard]] QPushButton *removeButton() const { return m_remove; }
    [[nodiscard]] QCheckBox *keepSwitch() const { return m_keep; }
    [[nodiscard]] QString title() const { return m_title->fullText(); }
    [[nodiscard]] models::KeptSandboxes &kept() { return m_kept; }

signals:
    /// Show page In flight of the environment that was chosen.
    void watchRequested();

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    struct Address
    {
        QLabel *name;
        ElidedLabel *value;
        QPushButton *copy;
    };
    [[nodiscard]] QWidget *makeAbout(const Theme &theme);
    [[nodiscard]] QLayout *makeKeptFoot();
    void refresh();
    void refreshKept();
    void watchIt();
    void removeKept();

    models::ConsoleModels &m_models;
    models::SandboxProcesses m_sandbox;
    models::KeptSandboxes m_kept;
    std::shared_ptr<models::RunRecord> m_record;
    std::unique_ptr<QObject> m_watchRecord; ///< context of what is connected to the record
    ElidedLabel *m_title = nullptr;
    QPushButton *m_watch = nullptr;
    QCheckBox *m_keep = nullptr;
    QList<Address> m_addresses;
    DataTable *m_processes;
    DataTable *m_keptTable;
    ElidedLabel *m_keptNote = nullptr;
    QPushButton *m_open = nullptr;
    QPushButton *m_remove = nullptr;
};

} // namespace holdfast::views
