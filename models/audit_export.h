#pragma once

#include "models/audit_table.h"
#include "models/reservation_export.h"

namespace holdfast::models {

/// Writes every entry that a filter finds to a file, the newest first, each with its hash and the one before it: whole or
/// not at all, on a thread and a connection of its own. One at a time. GUI thread.
class AuditExport final : public QObject
{
    Q_OBJECT

public:
    using Format = ReservationExport::Format;
    static constexpr qint64 mostRows = 100'000;

    explicit AuditExport(Questions &questions, QObject *parent = nullptr);

    void start(const AuditFilterSpec &filter, Format format, const QString &file);
    [[nodiscard]] bool isRunning() const { return m_running; }

signals:
    void finished(const holdfast::models::ExportResult &result);

private:
    Questions &m_questions;
    bool m_running = false;
    DatabaseQueue m_queue{DatabaseQueue::Access::Read};
};

} // namespace holdfast::models
