#include "views/export_button.h"

#include "models/table_export.h"
#include "views/widgets.h"

#include <QBuffer>
#include <QFileDialog>
#include <QMenu>
#include <QMessageBox>
#include <QSaveFile>
#include <QSvgGenerator>
#include <QToolTip>

namespace holdfast::views {

namespace {

constexpr int pictureScale = 2; // sharp on paper and on dense screens

QByteArray pngOf(QWidget &widget)
{
    QPixmap picture(widget.size() * pictureScale);
    picture.setDevicePixelRatio(pictureScale);
    picture.fill(widget.palette().color(QPalette::Base));
    widget.render(&picture);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    picture.save(&buffer, "PNG");
    return bytes;
}

QByteArray svgOf(QWidget &widget)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QSvgGenerator svg;
    svg.setOutputDevice(&buffer);
    svg.setSize(widget.size());
    svg.setViewBox(widget.rect());
    svg.setTitle(widget.accessibleName());
    widget.render(&svg);
    return bytes;
}

} // namespace

QString writeFile(const QString &file, const QByteArray &bytes)
{
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) != bytes.size() || !out.flush() || !out.commit())
        return ExportButton::tr("%1 could not be written: %2").arg(file, out.errorString());
    return {};
}

ExportButton::ExportButton(QWidget *parent) : QPushButton(tr("Export"), parent), m_menu(new QMenu(this)), m_slow(QStringLiteral("export"))
{
    setFocusPolicy(Qt::TabFocus);
    setAutoDefault(false);
    setAccessibleName(text());
    setToolTip(tr("Write what is shown to a file"));
    setMenu(m_menu);
}

void ExportButton::addTable(const QString &stem, std::function<const QAbstractItemModel *()> model)
{
    add(tr("CSV…"), stem, QStringLiteral("csv"),
        [model](const QString &file) { return writeFile(file, models::toCsv(*model())); });
    add(tr("JSON…"), stem, QStringLiteral("json"),
        [model](const QString &file) { return writeFile(file, models::toJson(*model())); });
}

void ExportButton::addPicture(const QString &stem, QWidget *widget)
{
    m_menu->addSeparator();
    add(tr("Picture, PNG…"), stem, QStringLiteral("png"),
        [widget](const QString &file) { return writeFile(file, pngOf(*widget)); });
    add(tr("Picture, SVG…"), stem, QStringLiteral("svg"),
        [widget](const QString &file) { return writeFile(file, svgOf(*widget)); });
}

void ExportButton::add(const QString &text, const QString &stem, const QString &end, Write write)
{
    const int entry = int(m_entries.size());
    m_entries.append({stem, end, std::move(write), {}});
    connect(m_menu->addAction(text), &QAction::triggered, this, [this, entry] { choose(entry); });
}

void ExportButton::addSlow(const QString &text, const QString &stem, const QString &end, std::function<Write()> prepare)
{
    add(text, stem, end, [prepare](const QString &file) { return prepare()(file); });
    m_entries.last().prepare = std::move(prepare);
}

QString ExportButton::write(int entry, const QString &file)
{
    const auto wrong = m_entries.at(entry).write(file);
    if (wrong.isEmpty())
        emit exported(file);
    return wrong;
}

void ExportButton::choose(int entry)
{
    const auto &chosen = m_entries.at(entry);
    const auto file = QFileDialog::getSaveFileName(window(), tr("Export"), chosen.stem + u'.' + chosen.end,
                                                   QStringLiteral("*.%1").arg(chosen.end));
    if (file.isEmpty())
        return;
    if (!chosen.prepare) {
        tell(file, write(entry, file));
        return;
    }
    setEnabled(false);
    setText(tr("Exporting…"));
    m_slow.start([write = chosen.prepare(), file] { return write(file); }, [this, file](const QString &wrong) {
        setText(tr("Export"));
        setEnabled(true);
        if (wrong.isEmpty())
            emit exported(file);
        tell(file, wrong);
    });
}

void ExportButton::tell(const QString &file, const QString &wrong)
{
    if (wrong.isEmpty()) {
        QToolTip::showText(mapToGlobal(rect().bottomLeft()), tr("Written to %1").arg(file), this);
        return;
    }
    QMessageBox box(QMessageBox::NoIcon, tr("Not exported"), wrong, QMessageBox::Close, window());
    box.setInformativeText(tr("Nothing was changed; choose another place."));
    box.exec();
}

} // namespace holdfast::views
