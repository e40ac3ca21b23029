#include "models/audit_export.h"

#include "backend/insight/audit.h"
#include "models/audit_filter.h"
#include "models/questions.h"
#include "models/table_export.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

namespace holdfast::models {

namespace {

constexpr std::size_t entriesAtOnce = 1'000;
constexpr auto limit = std::chrono::minutes(5);

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

/// In the order of the columns.
QList<std::pair<QString, QJsonValue>> fieldsOf(const insight::AuditEntry &entry)
{
    const auto reservation = entry.reservation_id ? text(entry.reservation_id->to_string()) : QString();
    const auto detail = QJsonDocument::fromJson(QByteArray::fromStdString(entry.detail)).object();
    return {{QStringLiteral("seq"), qint64(entry.seq)},
            {QStringLiteral("at"), text(to_rfc3339(entry.at))},
            {QStringLiteral("actor"), text(entry.actor)},
            {QStringLiteral("role"), text(entry.role)},
            {QStringLiteral("act"), text(entry.act)},
            {QStringLiteral("target"), text(entry.target)},
            {QStringLiteral("reservation_id"), reservation.isEmpty() ? QJsonValue() : QJsonValue(reservation)},
            {QStringLiteral("reason"), text(entry.reason)},
            {QStringLiteral("trace_id"), text(entry.trace_id)},
            {QStringLiteral("detail"), detail},
            {QStringLiteral("hash"), text(entry.hash)},
            {QStringLiteral("previous_hash"), text(entry.previous_hash)}};
}

QByteArray csvLine(const QStringList &cells)
{
    return cells.join(u',').toUtf8() + "\r\n";
}

QByteArray csvOf(const insight::AuditEntry &entry)
{
    QStringList cells;
    for (const auto &[name, value] : fieldsOf(entry)) {
        const auto words = value.isObject() ? text(entry.detail) : value.toVariant().toString();
        cells.append(csvCell(words, !value.isDouble()));
    }
    return csvLine(cells);
}

QByteArray csvHead()
{
    QStringList names;
    for (const auto &[name, value] : fieldsOf({}))
        names.append(name);
    return csvLine(names);
}

QByteArray jsonOf(const insight::AuditEntry &entry, bool first)
{
    QJsonObject object;
    for (const auto &[name, value] : fieldsOf(entry))
        object.insert(name, value);
    return (first ? "\n" : ",\n") + QJsonDocument(object).toJson(QJsonDocument::Compact);
}

ExportResult write(storage::Connection &connection, insight::AuditFilter filter, bool csv, const QString &file)
{
    ExportResult result;
    result.file = file;
    filter.limit = entriesAtOnce;
    QSaveFile out(file);
    bool good = out.open(QIODevice::WriteOnly) && out.write(csv ? csvHead() : QByteArray("[")) >= 0;
    for (bool more = true; good && more && !result.cut;) {
        const auto page = insight::find_audit(connection, filter);
        for (const auto &entry : page.entries) {
            result.cut = result.rows == AuditExport::mostRows;
            if (result.cut || !good)
                break;
            good = out.write(csv ? csvOf(entry) : jsonOf(entry, result.rows == 0)) >= 0;
            ++result.rows;
        }
        filter.before = page.next_before;
        more = page.next_before.has_value();
    }
    good = good && (csv || out.write("\n]\n") >= 0)
        && out.flush() && out.commit(); // commit() alone does not tell that the end found no room
    if (!good)
        result.error = AuditExport::tr("%1 could not be written: %2").arg(file, out.errorString());
    return result;
}

} // namespace

AuditExport::AuditExport(Questions &questions, QObject *parent) : QObject(parent), m_questions(questions) {}

void AuditExport::start(const AuditFilterSpec &filter, Format format, const QString &file)
{
    if (m_running)
        return;
    m_running = true;
    const auto &environment = m_questions.environment();
    m_queue.add(
        environment.alive ? environment.dsn : QString(), this,
        [found = toFilter(filter), csv = format == Format::Csv, file](storage::Connection &connection) {
            return std::any(write(connection, found, csv, file));
        },
        [this, file](const Answer &answer) {
            m_running = false;
            ExportResult result;
            if (answer.ok())
                result = answer.as<ExportResult>();
            else
                result.error = answer.error;
            result.file = file;
            emit finished(result);
        },
        limit);
}

} // namespace holdfast::models
