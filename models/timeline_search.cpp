#include "models/timeline_search.h"

#include "backend/insight/search.h"
#include "models/local_time.h"

#include <QLocale>

namespace holdfast::models {

namespace {

constexpr std::chrono::milliseconds period{10'000};

struct Found
{
    std::vector<TimelineMatch> matches;
    bool more = false;
};

QString wayWords(const QString &way)
{
    if (way == QLatin1String("reservation"))
        return TimelineSearch::tr("Reservation");
    if (way == QLatin1String("partner reference"))
        return TimelineSearch::tr("Partner reference");
    if (way == QLatin1String("operation"))
        return TimelineSearch::tr("Operation");
    if (way == QLatin1String("intent"))
        return TimelineSearch::tr("Payment intent");
    if (way == QLatin1String("webhook"))
        return TimelineSearch::tr("Webhook");
    if (way == QLatin1String("gateway request"))
        return TimelineSearch::tr("Gateway request");
    if (way == QLatin1String("trace"))
        return TimelineSearch::tr("Trace");
    if (way == QLatin1String("slot"))
        return TimelineSearch::tr("Slot");
    if (way == QLatin1String("requester"))
        return TimelineSearch::tr("Requester");
    return way;
}

Found find(storage::Connection &connection, const std::string &wanted)
{
    const auto answer = insight::find_by_reference(connection, wanted);
    Found found;
    found.more = answer.more;
    for (const auto &match : answer.matches)
        found.matches.push_back({QString::fromStdString(match.way), QString::fromStdString(match.value), match.exact, match.reservation_id, match.state,
                                 localTime(match.created_at), QString::fromStdString(match.vendor), QString::fromStdString(match.partner),
                                 QString::fromStdString(match.partner_booking_ref)});
    return found;
}

} // namespace

TimelineSearch::TimelineSearch(Questions &questions, QObject *parent)
    : PolledTable(questions,
                  {{tr("Found by"), CellKind::Muted},
                   {tr("Value"), CellKind::Mono},
                   {tr("State"), CellKind::State},
                   {tr("Reservation"), CellKind::Id},
                   {tr("Vendor"), CellKind::Text},
                   {tr("Partner"), CellKind::Text},
                   {tr("Made"), CellKind::Time}},
                  period, parent)
{
}

int TimelineSearch::newestSearched()
{
    return insight::searched_newest;
}

void TimelineSearch::setText(const QString &text)
{
    m_text = text.trimmed();
    m_answered = false;
    questionChanged();
}

std::optional<Uuid> TimelineSearch::meant() const
{
    std::optional<Uuid> whole;
    int wholes = 0;
    for (int row = 0; row < rowCount(); ++row) {
        if (at(row).exact) {
            whole = at(row).id;
            ++wholes;
        }
    }
    if (wholes == 1)
        return whole;
    return rowCount() == 1 ? std::optional(at(0).id) : std::nullopt;
}

DatabaseQueue::Work TimelineSearch::question() const
{
    if (m_text.isEmpty())
        return [](storage::Connection &) { return std::any(Found()); };
    return [wanted = m_text.toStdString()](storage::Connection &connection) { return std::any(find(connection, wanted)); };
}

void TimelineSearch::apply(const std::any &answer)
{
    const auto &found = std::any_cast<const Found &>(answer);
    m_more = found.more;
    m_answered = true;
    setRows(found.matches);
}

void TimelineSearch::forget()
{
    m_answered = false;
    PolledTable::forget();
}

QString TimelineSearch::key(const TimelineMatch &match) const
{
    return QString::fromStdString(match.id.to_string());
}

QVariant TimelineSearch::cell(const TimelineMatch &match, int column, int role) const
{
    if (role == RowIdRole)
        return key(match);
    if (role == StateRole)
        return int(match.state);
    if (role == RawValueRole && column == MadeColumn)
        return match.madeAt;
    if (role == Qt::ToolTipRole && column == MadeColumn)
        return QStringLiteral("%1 %2").arg(QLocale().toString(match.madeAt, QStringLiteral("d MMM yyyy HH:mm:ss")),
                                            match.madeAt.timeZoneAbbreviation());
    if (role != Qt::DisplayRole)
        return {};
    switch (column) {
    case WayColumn:
        return wayWords(match.way);
    case ValueColumn:
        return match.value;
    case StateColumn:
        return label(match.state);
    case IdColumn:
        return key(match);
    case VendorColumn:
        return match.vendor;
    case PartnerColumn:
        return match.partner;
    case MadeColumn:
        return QLocale().toString(match.madeAt, QStringLiteral("d MMM HH:mm:ss"));
    default:
        return {};
    }
}

} // namespace holdfast::models
