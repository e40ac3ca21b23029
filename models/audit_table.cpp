#include "models/audit_table.h"

#include "backend/insight/audit.h"
#include "models/act_words.h"
#include "models/audit_filter.h"
#include "models/link.h"
#include "models/local_time.h"
#include "models/reservation_model.h"

#include <QCoreApplication>

namespace holdfast::models {

namespace {

constexpr std::chrono::milliseconds period{3'000};

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Audit)
};

struct Found
{
    std::vector<AuditRow> rows;
    std::optional<qint64> next;
    qint64 count = 0;
    QStringList actors, acts;
};

QString text(const std::string &utf8)
{
    return QString::fromStdString(utf8);
}

QStringList texts(const std::vector<std::string> &all)
{
    QStringList list;
    for (const auto &one : all)
        list.append(text(one));
    return list;
}

AuditRow toRow(const insight::AuditEntry &entry)
{
    return {entry.seq,           entry.at,          text(entry.actor),    text(entry.role),   text(entry.act),
            text(entry.target),  entry.reservation_id, text(entry.reason), text(entry.trace_id), text(entry.detail),
            text(entry.hash),    text(entry.previous_hash)};
}

/// A whole id names a reservation, "KIND/ID" a target: those have an index. Anything else is looked for in all words.
void setText(insight::AuditFilter &filter, const QString &words)
{
    const auto wanted = words.trimmed().toStdString();
    if (const auto id = Uuid::parse(wanted))
        filter.reservation_id = *id;
    else if (const auto slash = wanted.find('/'); slash != std::string::npos && Uuid::parse(wanted.substr(slash + 1)))
        filter.target = wanted;
    else
        filter.text = wanted;
}

/// "reservation 0193a8c2…7f1e".
QString targetWords(const QString &target)
{
    const auto kind = target.section(u'/', 0, 0);
    const auto id = shortenId(target.section(u'/', 1));
    if (kind == QLatin1String("reservation"))
        return Words::tr("reservation %1").arg(id);
    if (kind == QLatin1String("operation"))
        return Words::tr("operation %1").arg(id);
    if (kind == QLatin1String("webhook"))
        return Words::tr("webhook %1").arg(id);
    if (kind == QLatin1String("reconciliation"))
        return Words::tr("reconciliation %1").arg(id);
    return target;
}

QVariant hashCell(const QString &hash, int role)
{
    if (role == Qt::DisplayRole)
        return shortenId(hash);
    if (role == RawValueRole || role == Qt::ToolTipRole)
        return hash;
    return {};
}

} // namespace

insight::AuditFilter toFilter(const AuditFilterSpec &spec)
{
    insight::AuditFilter filter;
    filter.actor = spec.actor.toStdString();
    filter.act = spec.act.toStdString();
    setText(filter, spec.text);
    filter.from = spec.from;
    filter.until = spec.until;
    filter.limit = AuditTable::pageSize;
    return filter;
}

AuditTable::AuditTable(Questions &questions, QObject *parent)
    : PolledTable(questions,
                  {{tr("No."), CellKind::Number},
                   {tr("When"), CellKind::Time},
                   {tr("Who")},
                   {tr("Role"), CellKind::Muted},
                   {tr("Act")},
                   {tr("Target"), CellKind::Mono},
                   {tr("Reason")},
                   {tr("Details"), CellKind::Muted},
                   {tr("Hash"), CellKind::Id},
                   {tr("Hash before"), CellKind::Id}},
                  period, parent)
{
}

void AuditTable::setFilter(const AuditFilterSpec &filter)
{
    if (filter == m_filter)
        return;
    m_filter = filter;
    m_before.clear();
    subjectChanged();
}

void AuditTable::goToNewest()
{
    if (m_before.isEmpty())
        return;
    m_before.clear();
    questionChanged();
}

void AuditTable::goOlder()
{
    if (!m_next)
        return;
    m_before.append(*m_next);
    m_next.reset(); // not twice before the page is there
    questionChanged();
}

void AuditTable::goNewer()
{
    if (m_before.isEmpty())
        return;
    m_before.removeLast();
    questionChanged();
}

DatabaseQueue::Work AuditTable::question() const
{
    auto filter = toFilter(m_filter);
    if (!m_before.isEmpty())
        filter.before = m_before.last();
    return [filter](storage::Connection &connection) {
        Found found;
        const auto page = insight::find_audit(connection, filter);
        found.rows.reserve(page.entries.size());
        for (const auto &entry : page.entries)
            found.rows.push_back(toRow(entry));
        if (page.next_before)
            found.next = *page.next_before;
        found.count = insight::read_audit_head(connection).count;
        const auto choices = insight::list_audit_choices(connection);
        found.actors = texts(choices.actors);
        found.acts = texts(choices.acts);
        return std::any(std::move(found));
    };
}

void AuditTable::apply(const std::any &answer)
{
    const auto &found = std::any_cast<const Found &>(answer);
    m_next = found.next;
    m_count = found.count;
    m_actors = found.actors;
    m_acts = found.acts;
    setRows(found.rows);
}

void AuditTable::forget()
{
    m_before.clear();
    m_count = 0;
    m_actors.clear();
    m_acts.clear();
    clear();
}

void AuditTable::clear()
{
    m_next.reset();
    PolledTable::clear();
}

QVariant AuditTable::cell(const AuditRow &row, int column, int role) const
{
    if (role == RowIdRole)
        return row.reservation ? text(row.reservation->to_string()) : row.target.section(u'/', 1);
    if (role == LinkRole && row.reservation) {
        Link link;
        link.page = QStringLiteral("timeline");
        link.reservation = row.reservation;
        return QVariant::fromValue(link);
    }
    const bool shown = role == Qt::DisplayRole;
    switch (static_cast<Column>(column)) {
    case Column::Number:
        return shown ? QVariant(screenLocale().toString(row.seq)) : role == RawValueRole ? QVariant(row.seq) : QVariant();
    case Column::At:
        if (shown)
            return writtenTime(localTime(row.at), QStringLiteral("d MMM, HH:mm:ss"));
        if (role == RawValueRole)
            return localTime(row.at);
        if (role == Qt::ToolTipRole)
            return zonedText(row.at);
        break;
    case Column::Actor:
        return shown ? QVariant(row.actor) : QVariant();
    case Column::Role:
        return shown ? QVariant(row.role) : QVariant();
    case Column::Act:
        return shown ? QVariant(actLabel(row.act)) : role == RawValueRole ? QVariant(row.act) : QVariant();
    case Column::Target:
        if (shown)
            return targetWords(row.target);
        if (role == RawValueRole || role == Qt::ToolTipRole)
            return row.target;
        break;
    case Column::Reason:
        return shown ? QVariant(row.reason) : QVariant();
    case Column::Detail:
        return shown ? QVariant(row.detail) : QVariant();
    case Column::Hash:
        return hashCell(row.hash, role);
    case Column::PreviousHash:
        return hashCell(row.previousHash, role);
    }
    return {};
}

} // namespace holdfast::models
