#include "models/table_export.h"

#include "models/cell.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <numeric>

namespace holdfast::models {

namespace {

QList<int> columnsOf(const QAbstractItemModel &table, const QList<int> &chosen)
{
    if (!chosen.isEmpty())
        return chosen;
    QList<int> all(table.columnCount());
    std::iota(all.begin(), all.end(), 0);
    return all;
}

QVariant valueOf(const QAbstractItemModel &table, int row, int column)
{
    const auto index = table.index(row, column);
    const auto raw = index.data(RawValueRole);
    return raw.isValid() ? raw : index.data(Qt::DisplayRole);
}

bool isNumber(const QVariant &value)
{
    switch (value.typeId()) {
    case QMetaType::Int:
    case QMetaType::UInt:
    case QMetaType::LongLong:
    case QMetaType::ULongLong:
    case QMetaType::Double:
        return true;
    default:
        return false;
    }
}

QString titleOf(const QAbstractItemModel &table, int column)
{
    return table.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString();
}

} // namespace

QString exportText(const QVariant &value)
{
    if (value.typeId() != QMetaType::QDateTime)
        return value.toString();
    const auto time = value.toDateTime();
    return time.isValid() ? time.toOffsetFromUtc(time.offsetFromUtc()).toString(Qt::ISODateWithMs) : QString();
}

QString csvCell(const QString &text, bool isText)
{
    auto cell = text;
    // What a spreadsheet would run; a number may begin with a minus.
    static const auto formula = QStringLiteral("=+-@\t\r");
    if (isText && !cell.isEmpty() && formula.contains(cell.front()))
        cell.prepend(u'\'');
    const bool quoted = cell.contains(u',') || cell.contains(u'"') || cell.contains(u'\n') || cell.contains(u'\r');
    if (!quoted)
        return cell;
    return u'"' + cell.replace(u'"', QStringLiteral("\"\"")) + u'"';
}

QByteArray toCsv(const QAbstractItemModel &table, const QList<int> &columns)
{
    const auto chosen = columnsOf(table, columns);
    QString text;
    const auto line = [&](const auto &cellOf) {
        for (qsizetype i = 0; i < chosen.size(); ++i) {
            if (i > 0)
                text += u',';
            text += cellOf(chosen.at(i));
        }
        text += QStringLiteral("\r\n");
    };
    line([&](int column) { return csvCell(titleOf(table, column), true); });
    for (int row = 0; row < table.rowCount(); ++row) {
        line([&](int column) {
            const auto value = valueOf(table, row, column);
            return csvCell(exportText(value), !isNumber(value));
        });
    }
    return text.toUtf8();
}

QByteArray toJson(const QAbstractItemModel &table, const QList<int> &columns)
{
    const auto chosen = columnsOf(table, columns);
    QJsonArray rows;
    for (int row = 0; row < table.rowCount(); ++row) {
        QJsonObject object;
        for (const int column : chosen) {
            const auto value = valueOf(table, row, column);
            object.insert(titleOf(table, column),
                          !value.isValid()  ? QJsonValue()
                              : isNumber(value) || value.typeId() == QMetaType::Bool
                              ? QJsonValue::fromVariant(value)
                              : QJsonValue(exportText(value)));
        }
        rows.append(object);
    }
    return QJsonDocument(rows).toJson();
}

} // namespace holdfast::models
