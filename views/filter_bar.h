#pragma once

#include "models/reservation.h"
#include "views/filter_views.h"
#include "views/theme.h"

#include <QList>
#include <QPointer>
#include <QWidget>

#include <functional>

class QPushButton;

namespace holdfast::views {

class FlowLayout;
class FilterPopup;

/// Presets and what a person has saved beside them, what is filtered by (each with a way to take it back), "+ Filter" and
/// "Save view".
class FilterBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(const Theme &theme, QWidget *parent = nullptr);

    void setFilter(const models::ReservationFilterSpec &filter);
    [[nodiscard]] const models::ReservationFilterSpec &filter() const { return m_filter; }
    [[nodiscard]] const QList<QPushButton *> &presets() const { return m_presets; }
    /// Who "me" is: offers what this person has claimed. Empty: nobody.
    void setPerson(const QString &name);
    void setViews(const QList<FilterView> &views);
    [[nodiscard]] const QList<FilterView> &views() const { return m_views; }
    [[nodiscard]] const QList<QPushButton *> &viewChips() const { return m_viewChips; }
    [[nodiscard]] QPushButton *saveButton() const { return m_save; }
    [[nodiscard]] QPushButton *claimedChip() const { return m_claimed; }
    /// Keeps what is filtered by now under this name, or in place of the one that has it.
    void saveView(const QString &name);
    void renameView(qsizetype view, const QString &name);
    void removeView(qsizetype view);
    [[nodiscard]] const QList<QPushButton *> &parts() const { return m_parts; }
    [[nodiscard]] FilterPopup *popup() const { return m_popup; }
    void openPopup();

signals:
    /// The person asks for this filter.
    void filterChosen(const holdfast::models::ReservationFilterSpec &filter);
    /// A saved view was chosen: its columns are wanted too.
    void columnsChosen(const QByteArray &columns);
    /// Answered before it returns, with takeColumns().
    void columnsWanted();
    void viewsChanged();

public slots:
    void takeColumns(const QByteArray &columns) { m_columns = columns; }

private:
    void rebuildParts();
    void rebuildViews();
    void showChosen();
    void askName(const QString &title, const QString &name, const std::function<void(const QString &)> &then);
    void offerViewMenu(qsizetype view, const QPoint &at);
    [[nodiscard]] QPushButton *makeChip(const QString &text, std::function<models::ReservationFilterSpec()> filter);
    void choose(models::ReservationFilterSpec filter);

    const Theme &m_theme;
    models::ReservationFilterSpec m_filter;
    FlowLayout *m_flow;
    QList<QPushButton *> m_presets;
    QList<QPushButton *> m_parts;
    QList<FilterView> m_views;
    QList<QPushButton *> m_viewChips;
    QByteArray m_columns;
    QString m_person;
    QPushButton *m_claimed;
    QWidget *m_rule;
    QPushButton *m_add;
    QPushButton *m_save;
    FilterPopup *m_popup;
};

} // namespace holdfast::views
