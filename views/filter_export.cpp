#include "views/filter_export.h"

#include "models/language.h"

#include <QFileDialog>
#include <QMenu>
#include <QMessageBox>
#include <QToolTip>

namespace holdfast::views {

using models::ReservationExport;

FilterExport::FilterExport(models::Questions &questions, std::function<models::ReservationFilterSpec()> filter,
                           QWidget *parent)
    : QPushButton(parent), m_export(questions), m_filter(std::move(filter)), m_menu(new QMenu(this))
{
    setFocusPolicy(Qt::TabFocus);
    setAutoDefault(false);
    connect(m_menu->addAction(tr("CSV…")), &QAction::triggered, this,
            [this] { choose(ReservationExport::Format::Csv); });
    connect(m_menu->addAction(tr("JSON…")), &QAction::triggered, this,
            [this] { choose(ReservationExport::Format::Json); });
    connect(this, &QPushButton::clicked, this, [this] { m_export.stop(); }); // without a menu only while it runs
    connect(&m_export, &ReservationExport::advanced, this, [this](qint64 rows) {
        setText(tr("Stop export, %1 rows").arg(models::screenLocale().toString(rows)));
        setAccessibleName(text());
    });
    connect(&m_export, &ReservationExport::finished, this, &FilterExport::tell);
    showIdle();
}

void FilterExport::showIdle()
{
    setText(tr("Export"));
    setAccessibleName(text());
    setToolTip(tr("Write all that match to a file, up to %1")
                   .arg(models::screenLocale().toString(ReservationExport::mostRows)));
    setMenu(m_menu);
}

void FilterExport::choose(ReservationExport::Format format)
{
    const auto end = format == ReservationExport::Format::Csv ? QStringLiteral("csv") : QStringLiteral("json");
    const auto file = QFileDialog::getSaveFileName(window(), tr("Export"), QStringLiteral("reservations.") + end,
                                                   QStringLiteral("*.%1").arg(end));
    if (!file.isEmpty())
        write(format, file);
}

void FilterExport::write(ReservationExport::Format format, const QString &file)
{
    if (m_export.isRunning())
        return;
    setMenu(nullptr);
    setText(tr("Stop export"));
    setToolTip(tr("The file stays as it was"));
    m_export.start(m_filter(), format, file);
}

void FilterExport::tell(const models::ExportResult &result)
{
    showIdle();
    if (result.stopped)
        return;
    if (result.error.isEmpty()) {
        const auto rows = models::screenLocale().toString(result.rows);
        const auto words = result.cut ? tr("The first %1 rows were written to %2; there are more.").arg(rows, result.file)
                                      : tr("%1 rows were written to %2.").arg(rows, result.file);
        QToolTip::showText(mapToGlobal(rect().bottomLeft()), words, this);
        return;
    }
    auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Not exported"), result.error, QMessageBox::Close, window());
    box->setInformativeText(tr("No file was changed."));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->open();
}

} // namespace holdfast::views
