#pragma once

#include "views/page.h"

class QMenu;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace holdfast::views {

class DetailPanel;
class FilterBar;
class FilterExport;
class HistoryCard;
class Pager;
class ReservationActions;

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
    [[nodiscard]] QList<Command> commands() override;

    [[nodiscard]] FilterBar *filters() const { return m_filters; }
    [[nodiscard]] QTableView *table() const { return m_table; }
    [[nodiscard]] QMenu *columnsMenu() const { return m_columnsMenu; }
    [[nodiscard]] QPushButton *columnsButton() const { return m_columns; }
    [[nodiscard]] EmptyState *emptyState() const { return m_empty; }
    [[nodiscard]] DetailPanel *detail() const { return m_detail; }
    [[nodiscard]] Pager *pager() const { return m_pager; }
    [[nodiscard]] ReservationActions *actions() const { return m_actions; }
    [[nodiscard]] FilterExport *exportButton() const { return m_export; }
    [[nodiscard]] QPushButton *allButton() const { return m_all; }

protected:
    void resizeEvent(QResizeEvent *event) override;

signals:
    /// The views of one's own are others than before: to be kept at once.
    void viewsChanged();

private:
    void makeTitleRow();
    [[nodiscard]] QWidget *makeTableCard();
    void makeColumnsMenu();
    void addActions();
    void connectModels();
    void chooseShown();
    void showAll();
    void forceReleaseAll();
    void clearSelection();
    void followSelection();
    void reselect();
    void showSummary();
    void showContent();
    void placeDetail();
    void tuckColumns();
    void forgetTucked();
    [[nodiscard]] bool showsDetail() const;

    ReservationActions *m_actions;
    QPushButton *m_columns;
    QPushButton *m_all; ///< what is done to everything that matches
    FilterExport *m_export;
    QMenu *m_columnsMenu;
    QMenu *m_rowMenu;
    FilterBar *m_filters;
    HistoryCard *m_history;
    QSplitter *m_splitter;
    QStackedWidget *m_stack;
    QTableView *m_table;
    EmptyState *m_empty;
    Pager *m_pager;
    DetailPanel *m_detail;
    QList<Uuid> m_selected; ///< one of them may not be among the rows: it is in the details
    QList<int> m_wideSizes;
    bool m_narrow = false;
    enum class Room { Wide, Narrow, NarrowBesideDetail };
    Room m_room = Room::Wide;
    QList<int> m_tucked; // columns hidden for want of room, not by choice
    bool m_updating = false;
};

} // namespace holdfast::views
