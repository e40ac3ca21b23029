#include "models/performance.h"

#include "models/figure_text.h"
#include "models/language.h"
#include "models/local_time.h"

#include "backend/insight/performance.h"

#include <numeric>

namespace holdfast::models {

namespace {

constexpr std::chrono::milliseconds statementPeriod{5'000};
constexpr std::chrono::milliseconds hintPeriod{30'000};
constexpr std::chrono::milliseconds sessionPeriod{2'000};
constexpr std::size_t mostStatements = 50;

QString text(const std::string &utf8)
{
    return QString::fromUtf8(utf8.data(), qsizetype(utf8.size()));
}

/// A statement on one line, as a table shows it.
QString onOneLine(const QString &statement)
{
    QStringList lines;
    for (const auto &line : statement.split(u'\n')) {
        if (!line.trimmed().startsWith(QLatin1String("--"))) // the tool tip has it all
            lines.append(line);
    }
    return lines.join(u' ').simplified();
}

} // namespace

// Statements ---------------------------------------------------------------------------------------------------------

StatementTable::StatementTable(Questions &questions, QObject *parent)
    : PolledTable(questions,
                  {{tr("Statement"), CellKind::Mono},
                   {tr("Share of time"), CellKind::Number},
                   {tr("Calls"), CellKind::Number},
                   {tr("Total"), CellKind::Number},
                   {tr("Mean"), CellKind::Number},
                   {tr("Longest"), CellKind::Number},
                   {tr("Rows per call"), CellKind::Number},
                   {tr("In memory"), CellKind::Number},
                   {tr("Trend"), CellKind::Muted}},
                  statementPeriod, parent)
{
}

DatabaseQueue::Work StatementTable::question() const
{
    return [](storage::Connection &connection) -> std::any { return insight::list_statements(connection, mostStatements); };
}

void StatementTable::apply(const std::any &answer)
{
    const auto &statements = std::any_cast<const insight::Statements &>(answer);
    m_whyNot.clear();
    m_remedy.clear();
    if (statements.unmeasured == insight::Unmeasured::NoLibrary) {
        m_whyNot = tr("This server does not measure its statements: it was started without pg_stat_statements. Name it in "
                      "shared_preload_libraries and restart the server.");
        m_remedy = QStringLiteral("alter system set shared_preload_libraries = 'pg_stat_statements';");
    } else if (statements.unmeasured) {
        m_whyNot = tr("The statements of this database are not measured: it lacks the extension pg_stat_statements, which a "
                      "superuser can add.");
        m_remedy = QStringLiteral("create extension pg_stat_statements;");
    }
    const auto now = std::chrono::steady_clock::now();
    const double seconds = std::max(0.001, std::chrono::duration<double>(now - m_readAt).count());
    const double all = std::accumulate(statements.rows.begin(), statements.rows.end(), 0.0,
                                       [](double sum, const auto &row) { return sum + row.total_ms; });
    QHash<QString, double> totals;
    std::vector<StatementRow> rows;
    for (const auto &statement : statements.rows) {
        StatementRow row{text(statement.id), text(statement.text), statement.calls,      statement.rows,
                         statement.total_ms, statement.mean_ms,    statement.longest_ms, statement.deviation_ms,
                         all > 0 ? statement.total_ms / all : 0,   statement.found_in_memory, {}};
        // The server counts anew when somebody resets it.
        if (const auto before = m_totals.constFind(row.id); before != m_totals.constEnd() && row.totalMs >= *before)
            m_trends.add(row.id, (row.totalMs - *before) / seconds);
        totals.insert(row.id, row.totalMs);
        row.trend = m_trends.of(row.id);
        rows.push_back(std::move(row));
    }
    m_trends.forgetOthers();
    m_totals = std::move(totals);
    m_readAt = now;
    setRows(std::move(rows));
}

void StatementTable::forget()
{
    m_whyNot.clear();
    m_remedy.clear();
    m_trends.clear();
    m_totals.clear();
    PolledTable::forget();
}

QVariant StatementTable::cell(const StatementRow &row, int column, int role) const
{
    if (role == Qt::ToolTipRole && column == Mean)
        return tr("Standard deviation %1").arg(formatMs(row.deviationMs));
    if (role == RowIdRole || (role == Qt::ToolTipRole && column == Text))
        return row.text;
    if (role == TrendRole && column == Trend)
        return QVariant::fromValue(row.trend);
    if (role != Qt::DisplayRole && role != RawValueRole)
        return {};
    const bool raw = role == RawValueRole;
    const double perCall = row.calls > 0 ? double(row.rows) / double(row.calls) : 0;
    switch (column) {
    case Text:
        return raw ? row.text : onOneLine(row.text);
    case Share:
        return raw ? QVariant(row.share) : formatShare(row.share);
    case Calls:
        return raw ? QVariant(row.calls) : formatCount(row.calls);
    case Total:
        return raw ? QVariant(row.totalMs) : formatMs(row.totalMs);
    case Mean:
        return raw ? QVariant(row.meanMs) : formatMs(row.meanMs);
    case Longest:
        return raw ? QVariant(row.longestMs) : formatMs(row.longestMs);
    case RowsPerCall:
        return raw ? QVariant(perCall) : formatRate(perCall);
    case InMemory:
        return optionalCell(row.inMemory, raw, formatShare);
    default:
        return {};
    }
}

// Hints --------------------------------------------------------------------------------------------------------------

IndexHintTable::IndexHintTable(Questions &questions, QObject *parent)
    : PolledTable(questions,
                  {{tr("Hint"), CellKind::Text},
                   {tr("Table or index"), CellKind::Mono},
                   {tr("Size"), CellKind::Number},
                   {tr("Why"), CellKind::Muted}},
                  hintPeriod, parent)
{
}

DatabaseQueue::Work IndexHintTable::question() const
{
    return [](storage::Connection &connection) -> std::any { return insight::list_index_hints(connection); };
}

void IndexHintTable::apply(const std::any &answer)
{
    std::vector<IndexHintRow> rows;
    for (const auto &hint : std::any_cast<const std::vector<insight::IndexHint> &>(answer)) {
        const bool unused = hint.kind == insight::IndexHint::Kind::UnusedIndex;
        rows.push_back({unused ? IndexHintRow::Kind::UnusedIndex : IndexHintRow::Kind::SequentialScans, text(hint.table),
                        text(hint.index), hint.bytes, hint.live_rows, hint.scans, hint.rows_read, localTime(hint.since)});
    }
    setRows(std::move(rows));
}

QString IndexHintTable::key(const IndexHintRow &row) const
{
    return QString::number(int(row.kind)) + u' ' + row.table + u' ' + row.index;
}

QVariant IndexHintTable::cell(const IndexHintRow &row, int column, int role) const
{
    const bool unused = row.kind == IndexHintRow::Kind::UnusedIndex;
    const auto subject = unused ? row.index : row.table;
    if (role == MarkRole && column == Hint)
        return int(unused ? Mark::Muted : Mark::Warn);
    if (role == RowIdRole)
        return subject;
    if (role == Qt::ToolTipRole)
        return tr("Counted since %1").arg(writtenTime(row.since, QStringLiteral("d MMM yyyy, HH:mm:ss t")));
    if (role == RawValueRole && column == Size)
        return row.bytes;
    if (role != Qt::DisplayRole && role != RawValueRole)
        return {};
    switch (column) {
    case Hint:
        return unused ? tr("Unused index") : tr("Read from end to end");
    case Subject:
        return subject;
    case Size:
        return formatBytes(row.bytes);
    case Detail:
        return unused ? tr("nobody reads it, on %1 of %2 rows").arg(row.table, formatCount(row.liveRows))
                      : tr("%1 scans of %2 rows each")
                            .arg(formatCount(row.scans), formatCount(row.rowsRead / std::max<qint64>(1, row.scans)));
    default:
        return {};
    }
}

// Sessions -----------------------------------------------------------------------------------------------------------

SessionTable::SessionTable(Questions &questions, QObject *parent)
    : PolledTable(questions,
                  {{tr("Application"), CellKind::Text},
                   {tr("Doing"), CellKind::Text},
                   {tr("Connections"), CellKind::Number},
                   {tr("For"), CellKind::Number},
                   {tr("Transaction"), CellKind::Number},
                   {tr("Trend"), CellKind::Muted}},
                  sessionPeriod, parent)
{
}

qint64 SessionTable::total() const
{
    qint64 all = 0;
    for (int row = 0; row < rowCount(); ++row)
        all += at(row).count;
    return all;
}

DatabaseQueue::Work SessionTable::question() const
{
    return [](storage::Connection &connection) -> std::any { return insight::list_sessions(connection); };
}

void SessionTable::apply(const std::any &answer)
{
    std::vector<SessionRow> rows;
    for (const auto &group : std::any_cast<const std::vector<insight::Sessions> &>(answer)) {
        SessionRow row{text(group.application), text(group.state), text(group.waits), group.count, group.oldest.count(), {}, {}};
        if (group.oldest_transaction)
            row.transactionMs = group.oldest_transaction->count();
        m_trends.add(key(row), double(row.count));
        row.trend = m_trends.of(key(row));
        rows.push_back(std::move(row));
    }
    m_trends.forgetOthers();
    setRows(std::move(rows));
}

void SessionTable::forget()
{
    m_trends.clear();
    PolledTable::forget();
}

QString SessionTable::key(const SessionRow &row) const
{
    return row.application + u'\n' + row.state + u'\n' + row.waits;
}

QVariant SessionTable::cell(const SessionRow &row, int column, int role) const
{
    const bool tooLong = row.transactionMs.value_or(0) >= longTransactionMs;
    if (role == MarkRole && column == Transaction)
        return int(tooLong ? Mark::Warn : Mark::None);
    if (role == Qt::ToolTipRole && column == Transaction && tooLong)
        return tr("An old transaction keeps the server from removing what nobody sees any more");
    if (role == TrendRole && column == Trend)
        return QVariant::fromValue(row.trend);
    if (role != Qt::DisplayRole && role != RawValueRole)
        return {};
    const bool raw = role == RawValueRole;
    switch (column) {
    case Application:
        return row.application;
    case Doing: // the server's own words, as in its documentation
        return row.waits.isEmpty() ? row.state : tr("%1, waits: %2").arg(row.state, row.waits);
    case Count:
        return raw ? QVariant(row.count) : formatCount(row.count);
    case Oldest:
        return raw ? QVariant(row.oldestMs) : formatMs(double(row.oldestMs));
    case Transaction:
        return optionalCell(row.transactionMs, raw, formatMs);
    default:
        return {};
    }
}

} // namespace holdfast::models
