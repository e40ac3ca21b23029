#pragma once

#include "models/timeline.h"

#include <QObject>
#include <QThread>

namespace holdfast::models {

/// Reads stories that a run stored, on a thread of its own. Only the last one asked for is answered. GUI thread.
class TimelineFile final : public QObject
{
    Q_OBJECT

public:
    explicit TimelineFile(QObject *parent = nullptr);
    ~TimelineFile() override;

    /// `path`: a timelines.jsonl; nullopt: its first reservation.
    void read(const QString &path, const std::optional<Uuid> &reservation);
    /// What is being read is not wanted any more.
    void drop() { ++m_asked; }

signals:
    void told(const holdfast::models::TimelineStory &story);
    /// In words: what could not be read.
    void failed(const QString &words);

private:
    QThread m_thread;
    QObject *m_worker; ///< lives there
    quint64 m_asked = 0;
};

} // namespace holdfast::models

Q_DECLARE_METATYPE(holdfast::models::TimelineStory)
