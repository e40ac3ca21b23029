#pragma once

#include "models/reservation.h"
#include "views/theme.h"

#include <QList>
#include <QPointer>
#include <QWidget>

class QPushButton;

namespace holdfast::views {

class FlowLayout;
class FilterPopup;

/// Presets, what is filtered by (each with a way to take it back), and "+ Filter".
class FilterBar final : public QWidget
{
    Q_OBJECT

public:
    explicit FilterBar(const Theme &theme, QWidget *parent = nullptr);

    void setFilter(const models::ReservationFilterSpec &filter);
    [[nodiscard]] const models::ReservationFilterSpec &filter() const { return m_filter; }
    [[nodiscard]] const QList<QPushButton *> &presets() const { return m_presets; }
    [[nodiscard]] const QList<QPushButton *> &parts() const { return m_parts; }
    [[nodiscard]] FilterPopup *popup() const { return m_popup; }
    void openPopup();

signals:
    /// The person asks for this filter.
    void filterChosen(const holdfast::models::ReservationFilterSpec &filter);

private:
    void rebuildParts();

    const Theme &m_theme;
    models::ReservationFilterSpec m_filter;
    FlowLayout *m_flow;
    QList<QPushButton *> m_presets;
    QList<QPushButton *> m_parts;
    QWidget *m_rule;
    QPushButton *m_add;
    FilterPopup *m_popup;
};

} // namespace holdfast::views
