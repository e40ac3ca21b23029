#pragma once

#include "models/latest_read.h"

#include <QPushButton>

#include <functional>

class QAbstractItemModel;
class QMenu;

namespace holdfast::views {

/// "Export": what is shown, as CSV or JSON; charts as PNG or SVG. The person chooses the file; it is written whole or
/// not at all, and the button says where.
class ExportButton final : public QPushButton
{
    Q_OBJECT

public:
    /// Writes to the file, or returns what went wrong in plain words.
    using Write = std::function<QString(const QString &file)>;

    explicit ExportButton(QWidget *parent);

    /// `stem`: "stuck", a file's name without its end. The model outlives the button or changes with `model`.
    void addTable(const QString &stem, std::function<const QAbstractItemModel *()> model);
    void addPicture(const QString &stem, QWidget *widget);
    /// Something of its own, `end` "pdf".
    void add(const QString &text, const QString &stem, const QString &end, Write write);
    /// Likewise what takes its time: `prepare` gives, once the file is chosen, what is run on a thread of its own.
    void addSlow(const QString &text, const QString &stem, const QString &end, std::function<Write()> prepare);

    /// For those who have the file's name already. Returns what went wrong, or nothing.
    QString write(int entry, const QString &file);
    [[nodiscard]] QMenu *entries() const { return m_menu; }

signals:
    void exported(const QString &file);

private:
    struct Entry
    {
        QString stem, end;
        Write write;
        std::function<Write()> prepare; ///< where it is slow
    };
    void choose(int entry);
    void tell(const QString &file, const QString &wrong);

    QMenu *m_menu;
    QList<Entry> m_entries;
    models::LatestRead<QString> m_slow;
};

/// Writes the bytes whole or not at all; returns what went wrong, or nothing.
[[nodiscard]] QString writeFile(const QString &file, const QByteArray &bytes);

} // namespace holdfast::views
