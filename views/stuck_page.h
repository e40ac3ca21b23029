#pragma once

#include "models/stuck_table.h"
#include "views/page.h"
#include "views/stuck_acts.h"

#include <QMap>

namespace holdfast::views {

class DataTable;
class ExportButton;
class SumCards;

/// What people should look at: cards with the sum of each reason, the things themselves, and what can be done about
/// those selected. Its badge counts them, also while another page is shown.
class StuckPage final : public Page
{
    Q_OBJECT

public:
    StuckPage(const Theme &theme, models::ConsoleModels &models, QWidget *parent);

    void open(const models::Link &link) override; ///< `item`: a reason to show alone
    [[nodiscard]] QList<Command> commands() override;

    [[nodiscard]] models::StuckTable &table() { return m_table; }
    [[nodiscard]] SumCards *cards() const { return m_cards; }
    [[nodiscard]] DataTable *list() const { return m_list; }
    [[nodiscard]] QPushButton *button(StuckAct act) const { return m_buttons.value(act); }
    void act(StuckAct act);

private:
    QWidget *makeActs();
    [[nodiscard]] QList<models::StuckRow> selected() const;
    void showSums();
    void showActs();

    models::StuckTable m_table;
    SumCards *m_cards;
    DataTable *m_list;
    ExportButton *m_export;
    ElidedLabel *m_selection;
    QMap<StuckAct, QAction *> m_actions; ///< of the menu and, by way of it, of the buttons
    QMap<StuckAct, QPushButton *> m_buttons;
};

} // namespace holdfast::views
