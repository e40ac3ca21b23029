#pragma once

#include "models/performance.h"
#include "views/page.h"

class QBoxLayout;

namespace holdfast::views {

class DataTable;

/// Where the time goes: what each component does, the slowest statements, who is connected, and what an index could do.
class PerformancePage final : public Page
{
    Q_OBJECT

public:
    PerformancePage(const Theme &theme, models::ConsoleModels &models, QWidget *parent);

    [[nodiscard]] DataTable *work() const { return m_workTable; }
    [[nodiscard]] DataTable *statements() const { return m_statementTable; }
    [[nodiscard]] DataTable *hints() const { return m_hintTable; }
    [[nodiscard]] DataTable *sessions() const { return m_sessionTable; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] DataTable *makeTable(models::PolledModel &model, const QList<int> &widths, int stretched,
                                       const QString &name);
    [[nodiscard]] QWidget *makeSection(const QString &title, DataTable *table, int least);
    void makeTitleRow();
    void showEmptiness();
    void showSummary();

    models::WorkTable m_work;
    models::StatementTable m_statements;
    models::IndexHintTable m_hints;
    models::SessionTable m_sessions;
    DataTable *m_workTable, *m_statementTable, *m_hintTable, *m_sessionTable;
    QBoxLayout *m_below; // side by side, or below each other where it is narrow
};

} // namespace holdfast::views
