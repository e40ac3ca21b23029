#pragma once

#include "models/audit_check.h"
#include "models/audit_export.h"
#include "models/audit_table.h"
#include "views/page.h"

#include <QTimer>

class QComboBox;
class QLineEdit;

namespace holdfast::views {

class DataTable;
class ExportButton;

/// Who did what, why and when; found by person, act, time and words; and whether its chain holds.
class AuditPage final : public Page
{
    Q_OBJECT

public:
    static constexpr int debounceMs = 250;

    AuditPage(const Theme &theme, models::ConsoleModels &models, QWidget *parent);

    void open(const models::Link &link) override; ///< `reservation` or `item`: to look for
    [[nodiscard]] QList<Command> commands() override;

    [[nodiscard]] models::AuditTable &table() { return m_table; }
    [[nodiscard]] models::AuditCheck &check() { return m_check; }
    [[nodiscard]] models::AuditExport &exporter() { return m_exporter; }
    [[nodiscard]] DataTable *list() const { return m_list; }
    [[nodiscard]] QLineEdit *words() const { return m_words; }
    [[nodiscard]] QComboBox *actors() const { return m_actors; }
    [[nodiscard]] QComboBox *acts() const { return m_acts; }
    [[nodiscard]] QComboBox *times() const { return m_times; }
    [[nodiscard]] QPushButton *checkButton() const { return m_checkNow; }
    [[nodiscard]] QPushButton *olderButton() const { return m_older; }
    [[nodiscard]] QPushButton *newerButton() const { return m_newer; }
    [[nodiscard]] QString chain() const { return m_chain->fullText(); }

private:
    QWidget *makeChain();
    void addExports();
    void tell(const models::ExportResult &result);
    QLayout *makeFilters();
    QLayout *makePager();
    void filter();
    void clearFilter();
    void showTable();
    void showChoices();
    void showChain();

    models::AuditTable m_table;
    models::AuditCheck m_check;
    models::AuditExport m_exporter;
    ExportButton *m_export;
    QPushButton *m_checkNow;
    Card *m_chainCard;
    GlyphLabel *m_chainGlyph;
    ElidedLabel *m_chain;
    ElidedLabel *m_hash;
    QComboBox *m_actors;
    QComboBox *m_acts;
    QComboBox *m_times;
    QLineEdit *m_words;
    QPushButton *m_clear;
    DataTable *m_list;
    ElidedLabel *m_range;
    QPushButton *m_newest;
    QPushButton *m_newer;
    QPushButton *m_older;
    QTimer m_debounce;
    std::optional<QDateTime> m_since; ///< the moment the chosen time began: it does not wander with the clock
};

} // namespace holdfast::views
