#pragma once

#include "models/reservation_export.h"

#include <QPushButton>

#include <functional>

class QMenu;

namespace holdfast::views {

/// "Export": everything that the filter finds, not only the page that is shown, to a file the person chooses. While it is
/// under way the button tells how far it is, and stops it.
class FilterExport final : public QPushButton
{
    Q_OBJECT

public:
    FilterExport(models::Questions &questions, std::function<models::ReservationFilterSpec()> filter, QWidget *parent);

    /// For those who have the file's name already.
    void write(models::ReservationExport::Format format, const QString &file);
    [[nodiscard]] models::ReservationExport &exporter() { return m_export; }

private:
    void choose(models::ReservationExport::Format format);
    void showIdle();
    void tell(const models::ExportResult &result);

    models::ReservationExport m_export;
    std::function<models::ReservationFilterSpec()> m_filter;
    QMenu *m_menu;
};

} // namespace holdfast::views
