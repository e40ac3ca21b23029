#pragma once

#include "views/page.h"

class QMenu;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace holdfast::views {

class DetailPanel;
class FilterBar;
class HistoryCard;

/// The reservations of the chosen environment, live: filters, the last quarter of an hour, the table, one in detail.
class InFlightPage final : public Page
{
    Q_OBJECT

public:
    InFlightPage(const Theme &theme, models::ConsoleModels &models, QWidget *parent = nullptr);

    void restore(const QSettings &settings) override;
    void save(QSettings &settings) const override;
    /// Selects the reservation and shows its details, among the rows or not; or shows the filter's rows.
    void open(const models::Link &link) override;

    [[nodiscard]] FilterBar *filters() const { return m_filters; }
    [[nodiscard]] QTableView *table() const { return m_table; }
    [[nodiscard]] QMenu *columnsMenu() const { return m_columnsMenu; }
    [[nodiscard]] QPushButton *columnsButton() const { return m_columns; }
    [[nodiscard]] EmptyState *emptyState() const { return m_empty; }
    [[nodiscard]] DetailPanel *detail() const { return m_detail; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeTitleRow();
    [[nodiscard]] QWidget *makeTableCard();
    void makeColumnsMenu();
    void addActions();
    void connectModels();
    void copyId();
    void clearSelection();
    void followSelection();
    void reselect();
    void showSummary();
    void showContent();
    void placeDetail();
    void tuckColumns();

    QPushButton *m_columns;
    QMenu *m_columnsMenu;
    FilterBar *m_filters;
    HistoryCard *m_history;
    QSplitter *m_splitter;
    QStackedWidget *m_stack;
    QTableView *m_table;
    EmptyState *m_empty;
    DetailPanel *m_detail;
    QList<int> m_wideSizes;
    bool m_narrow = false;
    enum class Room { Wide, Narrow, NarrowBesideDetail };
    Room m_room = Room::Wide;
    QList<int> m_tucked; // columns hidden for want of room, not by choice
    bool m_updating = false;
};

} // namespace holdfast::views
