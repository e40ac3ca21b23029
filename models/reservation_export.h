#pragma once

#include "models/database_queue.h"
#include "models/reservation.h"

#include <atomic>

namespace holdfast::models {

class Questions;

/// What became of an export.
struct ExportResult
{
    QString file;
    qint64 rows = 0;
    bool cut = false;     ///< there were more than may be exported
    bool stopped = false; ///< by a person: nothing was written
    QString error;        ///< plain words; nothing was written
};

/// Writes everything that a filter finds to a file, page after page on a thread and a connection of its own: whole or not
/// at all. The pages are read one after another, so that what changes meanwhile is in it as it was or as it is. One at a
/// time. GUI thread.
class ReservationExport final : public QObject
{
    Q_OBJECT

public:
    enum class Format { Csv, Json };

    static constexpr qint64 mostRows = 100'000;

    explicit ReservationExport(Questions &questions, QObject *parent = nullptr);
    ~ReservationExport() override; ///< what is under way is given up

    void start(const ReservationFilterSpec &filter, Format format, const QString &file);
    void stop();
    [[nodiscard]] bool isRunning() const { return m_progress != nullptr; }

signals:
    void advanced(qint64 rows);
    void finished(const holdfast::models::ExportResult &result);

private:
    struct Progress
    {
        std::atomic<qint64> rows = 0;
        std::atomic<bool> stopped = false;
    };

    Questions &m_questions;
    std::shared_ptr<Progress> m_progress; // shared with the thread
    QTimer m_tick;
    DatabaseQueue m_queue{DatabaseQueue::Access::Read};
};

} // namespace holdfast::models
