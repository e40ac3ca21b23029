#include "models/timeline_model.h"

#include "backend/insight/reservations.h"
#include "backend/insight/timeline.h"
#include "models/from_insight.h"
#include "models/local_time.h"
#include "models/stored_timeline.h"

#include <QLocale>
#include <QRegularExpression>

namespace holdfast::models {

namespace {

constexpr std::size_t mostEntries = 1'000;
constexpr std::chrono::milliseconds period{1'000};

/// What happened at the same moment is told apart by its number there: entries are only ever added.
void giveKeys(QList<TimelineEntry> &entries)
{
    QHash<QString, int> seen;
    for (auto &entry : entries) {
        const auto place = QStringLiteral("%1/%2/%3").arg(entry.kind, entry.what)
                               .arg(qint64(entry.at.time_since_epoch().count()));
        entry.key = place + QLatin1Char('/') + QString::number(seen[place]++);
    }
}

std::optional<TimelineStory> readStory(storage::Connection &connection, const Uuid &id)
{
    const auto read = insight::read_timeline(connection, id, {}, mostEntries);
    if (!read)
        return std::nullopt;
    TimelineStory story;
    story.id = id;
    story.state = read->state;
    story.version = read->version;
    story.whole = read->whole;
    story.replayed = read->replayed;
    story.deadline = read->deadline;
    story.now = read->now;
    story.unsettled = read->unsettled;
    story.cut = !read->next_cursor.empty();
    story.money.emplace();
    for (const auto &money : read->money)
        story.money->append({QString::fromStdString(money.party), QString::fromStdString(money.currency), money.amount_minor,
                             money.intent_status == "requires_capture", money.authorized_minor,
                             money.captured_minor - money.refunded_minor});
    for (const auto &entry : read->entries) {
        TimelineEntry told;
        told.at = entry.at;
        told.kind = QString::fromStdString(entry.kind);
        told.what = QString::fromStdString(entry.what);
        told.detail = QString::fromStdString(entry.detail);
        told.actor = QString::fromStdString(entry.actor);
        told.traceId = QString::fromStdString(entry.trace_id);
        told.party = QString::fromStdString(entry.party);
        told.operation = entry.operation_id ? QString::fromStdString(entry.operation_id->to_string()) : QString();
        told.to = entry.to;
        told.deadline = entry.deadline;
        if (entry.took)
            told.tookMs = entry.took->count();
        told.answer = entry.answer;
        story.entries.append(told);
    }
    if (const auto row = insight::find_reservation(connection, id)) {
        story.row = toReservation(*row);
        story.row->version = story.version; // an act goes by what the timeline shows
        story.row->state = story.state;
    }
    giveKeys(story.entries);
    tellTimeline(story);
    return story;
}

bool spansDays(const TimelineStory &story)
{
    return !story.entries.isEmpty()
        && localTime(story.entries.first().at).date() != localTime(story.entries.last().at).date();
}

} // namespace

TimelineStory toTimeline(const StoredTimeline &stored, const QString &origin, const QDateTime &storedAt)
{
    static const QRegularExpression took(QStringLiteral("(?:, |^)([0-9]+) ms$"));
    static const QRegularExpression answer(QStringLiteral("^([0-9]{3})(?:,|$)"));
    const auto timestamp = [](const QDateTime &time) {
        return Timestamp(std::chrono::milliseconds(time.toMSecsSinceEpoch()));
    };
    TimelineStory story;
    story.id = stored.reservation;
    story.version = stored.version;
    story.origin = origin;
    story.now = timestamp(storedAt);
    int version = 0;
    bool follows = true;
    for (const auto &entry : stored.entries) {
        TimelineEntry told;
        told.at = timestamp(entry.at);
        told.kind = entry.kind;
        told.what = entry.what;
        told.detail = entry.detail;
        told.actor = entry.actor;
        told.traceId = entry.traceId;
        told.party = entry.party;
        told.operation = entry.operationId;
        told.to = entry.to;
        if (entry.kind == QLatin1String("transition")) {
            follows = follows && entry.version == version + 1 && entry.from == story.replayed;
            version = entry.version.value_or(version);
            story.replayed = entry.to;
        } else if (entry.kind == QLatin1String("gateway_call")) {
            if (const auto match = took.match(entry.detail); match.hasMatch())
                told.tookMs = match.captured(1).toLongLong();
            if (const auto match = answer.match(entry.detail); match.hasMatch())
                told.answer = match.captured(1).toInt();
        }
        story.entries.append(told);
    }
    // A state that this program does not know stays where the transitions lead.
    story.state = stored.state.value_or(story.replayed.value_or(State::Held));
    story.whole = follows && story.replayed && stored.state == story.replayed && version == stored.version;
    giveKeys(story.entries);
    tellTimeline(story);
    return story;
}

TimelineModel::TimelineModel(Questions &questions, QObject *parent)
    : PolledTable(questions,
                  {{tr("Time"), CellKind::Time},
                   {tr("Kind"), CellKind::Muted},
                   {tr("State after"), CellKind::State},
                   {tr("Actor"), CellKind::Text},
                   {tr("What happened"), CellKind::Text}},
                  period, parent)
{
}

void TimelineModel::follow(const std::optional<Uuid> &reservation)
{
    if (reservation == m_id && !m_stored)
        return;
    m_stored = false;
    m_id = reservation;
    PolledTable::forget();
    m_missing = false;
    m_story.reset();
    emit storyChanged();
    questionChanged();
}

void TimelineModel::show(const TimelineStory &stored)
{
    m_stored = true;
    m_id = stored.id;
    PolledTable::forget();
    take(stored);
}

DatabaseQueue::Work TimelineModel::question() const
{
    if (m_stored || !m_id)
        return [](storage::Connection &) { return std::any(std::optional<TimelineStory>()); };
    return [id = *m_id](storage::Connection &connection) { return std::any(readStory(connection, id)); };
}

void TimelineModel::apply(const std::any &answer)
{
    if (!m_stored && m_id)
        take(std::any_cast<const std::optional<TimelineStory> &>(answer));
}

void TimelineModel::forget()
{
    if (m_stored)
        return;
    PolledTable::forget();
    m_story.reset();
    m_missing = false;
    emit storyChanged();
}

void TimelineModel::take(const std::optional<TimelineStory> &story)
{
    m_missing = !story;
    m_story = story;
    setRows(story ? std::vector<TimelineEntry>(story->entries.begin(), story->entries.end())
                  : std::vector<TimelineEntry>());
    emit storyChanged();
}

QVariant TimelineModel::cell(const TimelineEntry &entry, int column, int role) const
{
    if (role == RowIdRole)
        return m_id ? QString::fromStdString(m_id->to_string()) : QString();
    if (role == StateRole)
        return entry.after ? QVariant(int(*entry.after)) : QVariant();
    const auto at = localTime(entry.at);
    switch (column) {
    case TimeColumn:
        if (role == Qt::DisplayRole)
            return at.toString(m_story && spansDays(*m_story) ? QStringLiteral("dd.MM. HH:mm:ss.zzz")
                                                              : QStringLiteral("HH:mm:ss.zzz"));
        if (role == RawValueRole)
            return at;
        if (role == Qt::ToolTipRole)
            return QStringLiteral("%1 %2").arg(QLocale().toString(at, QStringLiteral("d MMM yyyy HH:mm:ss.zzz")),
                                                at.timeZoneAbbreviation());
        break;
    case KindColumn:
        if (role == Qt::DisplayRole)
            return timelineKind(entry);
        if (role == Qt::ToolTipRole)
            return entry.traceId.isEmpty() ? entry.kind : tr("%1, trace %2").arg(entry.kind, entry.traceId);
        break;
    case StateColumn:
        if (role == Qt::DisplayRole)
            return entry.after ? label(*entry.after) : QString();
        break;
    case ActorColumn:
        if (role == Qt::DisplayRole)
            return entry.actor;
        break;
    case WhatColumn:
        if (role == Qt::DisplayRole)
            return entry.words;
        if (role == MarkRole)
            return int(entry.mark);
        break;
    default:
        break;
    }
    return {};
}

} // namespace holdfast::models
