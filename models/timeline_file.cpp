#include "models/timeline_file.h"

#include "models/stored_timeline.h"

#include <QDir>
#include <QFileInfo>

#include <algorithm>

namespace holdfast::models {

namespace {

struct Reading
{
    std::optional<TimelineStory> story;
    QString problem;
};

Reading readFile(const QString &path, const std::optional<Uuid> &reservation)
{
    Reading reading;
    const auto stored = readStoredTimelines(path, &reading.problem);
    const auto wanted = std::find_if(stored.begin(), stored.end(), [&](const auto &one) {
        return !reservation || one.reservation == *reservation;
    });
    const QFileInfo file(path);
    if (wanted != stored.end()) {
        // The run's folder, and that of the call that made it.
        const auto run = file.absoluteDir().dirName();
        const auto invocation = QFileInfo(file.absolutePath()).absoluteDir().dirName();
        reading.story = toTimeline(*wanted, invocation + QLatin1Char('/') + run, file.lastModified());
    } else if (reading.problem.isEmpty()) {
        reading.problem = reservation ? TimelineFile::tr("%1 holds nothing of this reservation.").arg(path)
                                      : TimelineFile::tr("%1 holds no reservation.").arg(path);
    }
    return reading;
}

} // namespace

TimelineFile::TimelineFile(QObject *parent) : QObject(parent), m_worker(new QObject)
{
    m_thread.setObjectName(QStringLiteral("stored timeline"));
    m_worker->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_worker, &QObject::deleteLater);
    m_thread.start();
}

TimelineFile::~TimelineFile()
{
    m_thread.quit();
    m_thread.wait();
}

void TimelineFile::read(const QString &path, const std::optional<Uuid> &reservation)
{
    QMetaObject::invokeMethod(m_worker, [this, path, reservation, asked = ++m_asked] {
        const auto reading = readFile(path, reservation);
        QMetaObject::invokeMethod(this, [this, reading, asked] {
            if (asked != m_asked)
                return;
            if (reading.story)
                emit told(*reading.story);
            else
                emit failed(reading.problem);
        });
    });
}

} // namespace holdfast::models
