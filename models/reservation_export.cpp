#include "models/reservation_export.h"

#include "backend/insight/reservations.h"
#include "models/from_insight.h"
#include "models/questions.h"
#include "models/table_export.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QSaveFile>

#include <array>

namespace holdfast::models {

namespace {

constexpr std::size_t rowsAtOnce = 2'000;
constexpr auto limit = std::chrono::minutes(5);
constexpr int tickMs = 200;

QString textOf(const std::string &utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

QString timeOf(const std::optional<Timestamp> &time)
{
    return time ? QString::fromStdString(to_rfc3339(*time)) : QString();
}

/// A member of an exported row: its name in the file, and its value.
struct Field
{
    const char *name;
    QJsonValue (*value)(const insight::ReservationRow &row);
};

QJsonValue orNull(const QString &text)
{
    return text.isEmpty() ? QJsonValue() : QJsonValue(text);
}

constexpr std::array fields = {
    Field{"reservation_id", [](const auto &row) { return QJsonValue(textOf(row.id.to_string())); }},
    Field{"state", [](const auto &row) { return QJsonValue(textOf(std::string(name(row.state)))); }},
    Field{"version", [](const auto &row) { return QJsonValue(row.version); }},
    Field{"vendor", [](const auto &row) { return QJsonValue(textOf(row.vendor)); }},
    Field{"slot_id", [](const auto &row) { return QJsonValue(textOf(row.slot_id.to_string())); }},
    Field{"slot_kind", [](const auto &row) { return QJsonValue(textOf(row.slot_kind)); }},
    Field{"slot_starts_at", [](const auto &row) { return QJsonValue(timeOf(row.slot_starts_at)); }},
    Field{"slot_ends_at", [](const auto &row) { return QJsonValue(timeOf(row.slot_ends_at)); }},
    Field{"quantity", [](const auto &row) { return QJsonValue(row.quantity); }},
    Field{"partner", [](const auto &row) { return QJsonValue(textOf(row.partner)); }},
    Field{"partner_booking_ref", [](const auto &row) { return orNull(textOf(row.partner_booking_ref)); }},
    Field{"requester_id", [](const auto &row) { return orNull(textOf(row.requester_id)); }},
    Field{"amount_minor", [](const auto &row) { return QJsonValue(qint64(row.amount_minor)); }},
    Field{"currency", [](const auto &row) { return orNull(textOf(row.currency)); }},
    Field{"created_at", [](const auto &row) { return QJsonValue(timeOf(row.created_at)); }},
    Field{"changed_at", [](const auto &row) { return QJsonValue(timeOf(row.changed_at)); }},
    Field{"expires_at", [](const auto &row) { return orNull(timeOf(row.deadline)); }},
};

QByteArray csvLine(const insight::ReservationRow &row)
{
    QString line;
    for (const auto &field : fields) {
        const auto value = field.value(row);
        line += line.isEmpty() ? QString() : QStringLiteral(",");
        line += csvCell(value.toVariant().toString(), value.isString());
    }
    return line.toUtf8() + "\r\n";
}

QByteArray jsonLine(const insight::ReservationRow &row, bool first)
{
    QJsonObject object;
    for (const auto &field : fields)
        object.insert(QLatin1String(field.name), field.value(row));
    return (first ? "\n" : ",\n") + QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QByteArray csvHead()
{
    QByteArray head;
    for (const auto &field : fields)
        head += (head.isEmpty() ? "" : ",") + QByteArray(field.name);
    return head + "\r\n";
}

} // namespace

ReservationExport::ReservationExport(Questions &questions, QObject *parent) : QObject(parent), m_questions(questions)
{
    m_tick.setInterval(tickMs);
    connect(&m_tick, &QTimer::timeout, this, [this] {
        if (m_progress)
            emit advanced(m_progress->rows);
    });
}

ReservationExport::~ReservationExport()
{
    stop();
}

void ReservationExport::stop()
{
    if (m_progress)
        m_progress->stopped = true;
}

void ReservationExport::start(const ReservationFilterSpec &spec, Format format, const QString &file)
{
    if (isRunning())
        return;
    m_progress = std::make_shared<Progress>();
    m_tick.start();
    auto filter = toFilter(spec);
    filter.limit = rowsAtOnce;
    filter.count_up_to = 0; // nobody looks at it
    const auto write = [filter, format, file, progress = m_progress](storage::Connection &connection) {
        ExportResult result;
        result.file = file;
        const bool csv = format == Format::Csv;
        QSaveFile out(file);
        bool good = out.open(QIODevice::WriteOnly) && out.write(csv ? csvHead() : QByteArray("[")) >= 0;
        std::string cursor;
        while (good) {
            const auto page = insight::list_reservations(connection, filter, cursor);
            for (const auto &row : page.rows) {
                result.cut = result.rows == mostRows;
                if (result.cut || !good)
                    break;
                good = out.write(csv ? csvLine(row) : jsonLine(row, result.rows == 0)) >= 0;
                ++result.rows;
            }
            progress->rows = result.rows;
            cursor = page.next_cursor;
            result.stopped = progress->stopped;
            if (result.cut || result.stopped || cursor.empty())
                break;
        }
        if (result.stopped)
            return std::any(result); // the file that was there stays
        good = good && (csv || out.write("\n]\n") >= 0)
        && out.flush() && out.commit(); // commit() alone does not tell that the end found no room
        if (!good)
            result.error = tr("%1 could not be written: %2").arg(file, out.errorString());
        return std::any(result);
    };
    const auto &environment = m_questions.environment();
    m_queue.add(
        environment.alive ? environment.dsn : QString(), this, write,
        [this, file](const Answer &answer) {
            ExportResult result;
            if (answer.ok())
                result = answer.as<ExportResult>();
            else
                result.error = answer.error;
            result.file = file;
            m_progress.reset();
            m_tick.stop();
            emit finished(result);
        },
        limit);
}

} // namespace holdfast::models
