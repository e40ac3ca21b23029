#pragma once

#include <QAbstractItemModel>
#include <QByteArray>
#include <QList>

/// Tables as files. What is written is RawValueRole where a cell has it, otherwise its text: times in ISO 8601 with
/// zone, numbers without grouping.
namespace holdfast::models {

/// RFC 4180 with a header, UTF-8. A text that a spreadsheet would take for a formula is led by an apostrophe.
/// `columns`: which and in what order; empty: all.
[[nodiscard]] QByteArray toCsv(const QAbstractItemModel &table, const QList<int> &columns = {});
/// An array of objects, the header's titles as names.
[[nodiscard]] QByteArray toJson(const QAbstractItemModel &table, const QList<int> &columns = {});

/// One cell of CSV.
[[nodiscard]] QString csvCell(const QString &text, bool isText);
/// "2026-11-21T14:07:32.114+02:00".
[[nodiscard]] QString exportText(const QVariant &value);

} // namespace holdfast::models
