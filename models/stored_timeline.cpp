#include "models/stored_timeline.h"

#include "models/run_event.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

namespace holdfast::models {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(StoredTimeline)
};

std::optional<State> stateOf(const QJsonValue &value)
{
    return parse_state(value.toString().toStdString());
}

StoredTimelineEntry toEntry(const QJsonObject &json)
{
    StoredTimelineEntry entry;
    entry.at = QDateTime::fromString(json.value(u"at").toString(), Qt::ISODateWithMs).toLocalTime();
    entry.kind = json.value(u"kind").toString();
    entry.what = json.value(u"what").toString();
    entry.detail = json.value(u"detail").toString();
    entry.actor = json.value(u"actor").toString();
    entry.traceId = json.value(u"trace_id").toString();
    if (const auto version = json.value(u"version"); version.isDouble())
        entry.version = version.toInt();
    entry.from = stateOf(json.value(u"from"));
    entry.to = stateOf(json.value(u"to"));
    entry.operationId = json.value(u"operation_id").toString();
    entry.party = json.value(u"party").toString();
    return entry;
}

std::optional<StoredTimeline> toTimeline(const QByteArray &line)
{
    const auto json = QJsonDocument::fromJson(line).object();
    const auto id = Uuid::parse(json.value(u"reservation_id").toString().toStdString());
    if (!id)
        return std::nullopt;
    StoredTimeline timeline;
    timeline.reservation = *id;
    timeline.state = stateOf(json.value(u"state"));
    timeline.version = json.value(u"version").toInt();
    timeline.own = json.value(u"own").toBool();
    const auto entries = json.value(u"entries").toArray();
    for (const auto &entry : entries) {
        if (timeline.entries.size() == storedTimelineEntryCap)
            break;
        if (entry.isObject())
            timeline.entries.append(toEntry(entry.toObject()));
    }
    return timeline;
}

} // namespace

QList<StoredTimeline> readStoredTimelines(const QString &path, QString *problem)
{
    QString ignored;
    QString &why = problem ? *problem : ignored;
    why.clear();
    QList<StoredTimeline> timelines;
    const QFileInfo info(path);
    QFile file(path);
    // Only a file is read: a pipe among stored results would be waited for without an end.
    if (!info.exists() || !info.isFile() || !file.open(QIODevice::ReadOnly)) {
        why = info.exists() ? Words::tr("%1 cannot be read.").arg(info.fileName())
                            : Words::tr("The run has left no timelines: it was made before they were kept, or it did not "
                                        "come to its end.");
        return timelines;
    }
    LineSplitter lines;
    int damaged = 0;
    const auto take = [&](const QByteArray &line) {
        if (line.trimmed().isEmpty())
            return;
        if (auto timeline = toTimeline(line))
            timelines.append(*std::move(timeline));
        else
            ++damaged;
    };
    constexpr qint64 piece = 1 << 20;
    while (!file.atEnd() && file.pos() < storedTimelineFileCap && timelines.size() < storedTimelineCap) {
        const auto whole = lines.feed(file.read(piece));
        for (const auto &line : whole)
            take(line);
    }
    const bool cut = !file.atEnd() || timelines.size() > storedTimelineCap;
    if (file.atEnd())
        take(lines.finish());
    if (timelines.size() > storedTimelineCap)
        timelines.resize(storedTimelineCap);
    if (damaged > 0)
        why = damaged == 1 ? Words::tr("One line of %1 is damaged and left out.").arg(info.fileName())
                           : Words::tr("%1 lines of %2 are damaged and left out.").arg(damaged).arg(info.fileName());
    else if (cut)
        why = Words::tr("%1 has more reservations than are read; the rest is left out.").arg(info.fileName());
    return timelines;
}

} // namespace holdfast::models
