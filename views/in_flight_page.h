#pragma once

#include "models/console_models.h"
#include "views/widgets.h"

#include <QWidget>

class QMenu;
class QSettings;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace holdfast::views {

class DetailPanel;
class FilterBar;
class HistoryCard;

/// The reservations of the chosen environment, live: filters, the last quarter of an hour, the table, one in detail.
class InFlightPage final : public QWidget
{
    Q_OBJECT

public:
    InFlightPage(const Theme &theme, models::ConsoleModels &models, QWidget *parent = nullptr);

    void restore(const QSettings &settings);
    void save(QSettings &settings) const;
    /// Selects the reservation and shows its details, on the page or not.
    void open(const Uuid &id);

    [[nodiscard]] FilterBar *filters() const { return m_filters; }
    [[nodiscard]] QTableView *table() const { return m_table; }
    [[nodiscard]] QMenu *columnsMenu() const { return m_columnsMenu; }
    [[nodiscard]] QPushButton *columnsButton() const { return m_columns; }
    [[nodiscard]] EmptyState *emptyState() const { return m_empty; }
    [[nodiscard]] Notice *notice() const { return m_notice; }
    [[nodiscard]] bool isLoading() const { return m_loading->isActive(); }
    [[nodiscard]] DetailPanel *detail() const { return m_detail; }

signals:
    void scenariosRequested();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    [[nodiscard]] QLayout *makeTitleRow();
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
    void showNotice();
    void placeDetail();
    void tuckColumns();

    const Theme &m_theme;
    models::ConsoleModels &m_models;
    QLabel *m_title;
    ElidedLabel *m_summary;
    QPushButton *m_columns;
    QMenu *m_columnsMenu;
    LoadingBar *m_loading;
    Notice *m_notice;
    FilterBar *m_filters;
    HistoryCard *m_history;
    QSplitter *m_splitter;
    QStackedWidget *m_stack;
    QTableView *m_table;
    EmptyState *m_empty;
    DetailPanel *m_detail;
    models::LiveStatus m_status;
    QList<int> m_wideSizes;
    bool m_narrow = false;
    enum class Room { Wide, Narrow, NarrowBesideDetail };
    Room m_room = Room::Wide;
    QList<int> m_tucked; // columns hidden for want of room, not by choice
    bool m_updating = false;
};

} // namespace holdfast::views
