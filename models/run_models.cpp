#include "models/run_models.h"

#include <QCoreApplication>

#include <algorithm>

namespace holdfast::models {

namespace {

constexpr std::size_t stepCap = 200;
constexpr std::size_t checkCap = 1000;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(RunModels)
};

QString stepStatusText(RunStepModel::Status status)
{
    switch (status) {
    case RunStepModel::Status::Waiting:
        return Words::tr("waiting");
    case RunStepModel::Status::Running:
        return Words::tr("running");
    case RunStepModel::Status::Done:
        return Words::tr("done");
    case RunStepModel::Status::Failed:
        return Words::tr("failed");
    }
    return {};
}

} // namespace

QString severityText(const QString &severity)
{
    if (severity == QLatin1String("CRITICAL"))
        return Words::tr("critical");
    if (severity == QLatin1String("HIGH"))
        return Words::tr("high");
    if (severity == QLatin1String("MEDIUM"))
        return Words::tr("medium");
    if (severity == QLatin1String("LOW"))
        return Words::tr("low");
    return severity == QLatin1String("VALIDITY") ? Words::tr("validity") : severity.toLower();
}

// Steps -----------------------------------------------------------------------------------------------------

int RunStepModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_steps.size());
}

QVariant RunStepModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &step = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole: {
        QStringList parts{step.name};
        if (!step.detail.isEmpty())
            parts.append(step.detail);
        if (step.ms >= 0)
            parts.append(durationText(step.ms));
        return parts.join(QStringLiteral(", "));
    }
    case Qt::AccessibleTextRole:
        return QStringLiteral("%1: %2").arg(step.name, stepStatusText(step.status));
    case StatusRole:
        return int(step.status);
    case DetailRole:
        return step.detail;
    case MillisecondsRole:
        return step.ms;
    default:
        return {};
    }
}

void RunStepModel::reset(const QStringList &names)
{
    beginResetModel();
    m_steps.clear();
    for (const auto &name : names)
        m_steps.push_back({name, Status::Waiting, {}, -1});
    endResetModel();
}

void RunStepModel::update(const Step &step)
{
    const auto found = std::find_if(m_steps.begin(), m_steps.end(),
                                    [&](const Step &known) { return known.name == step.name; });
    if (found != m_steps.end()) {
        *found = step;
        const auto row = index(int(found - m_steps.begin()));
        emit dataChanged(row, row);
        return;
    }
    if (m_steps.size() == stepCap)
        return;
    beginInsertRows({}, int(m_steps.size()), int(m_steps.size()));
    m_steps.push_back(step);
    endInsertRows();
}

void RunStepModel::endRunning()
{
    for (auto &step : m_steps) {
        if (step.status != Status::Running)
            continue;
        step.status = Status::Failed;
        const auto row = index(int(&step - m_steps.data()));
        emit dataChanged(row, row);
    }
}

// Checks ----------------------------------------------------------------------------------------------------

int RunCheckModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_checks.size());
}

int RunCheckModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant RunCheckModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &check = at(index.row());
    if (role == OkRole)
        return check.ok;
    if (role == Qt::AccessibleTextRole && index.column() == Ok)
        return check.ok ? tr("Passed") : tr("Failed");
    if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole)
        return {};
    switch (index.column()) {
    case Ok:
        return role == Qt::DisplayRole ? QVariant() // a glyph, drawn by the view
                                       : QVariant(check.ok ? tr("Passed") : tr("Failed"));
    case Name:
        return check.name;
    case Expected:
        return check.expected;
    case Observed:
        return check.observed;
    case Severity:
        return severityText(check.severity);
    default:
        return {};
    }
}

QVariant RunCheckModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Check");
    case Expected:
        return tr("Expected");
    case Observed:
        return tr("Observed");
    case Severity:
        return tr("Severity");
    default:
        return {};
    }
}

QString RunCheckModel::toText(int row) const
{
    const auto &check = at(row);
    return tr("%1: expected %2, observed %3").arg(check.name, check.expected, check.observed);
}

int RunCheckModel::failed() const
{
    return int(std::count_if(m_checks.begin(), m_checks.end(), [](const CheckResult &check) { return !check.ok; }));
}

void RunCheckModel::clear()
{
    beginResetModel();
    m_checks.clear();
    endResetModel();
}

void RunCheckModel::set(const CheckResult &check)
{
    const auto found = std::find_if(m_checks.begin(), m_checks.end(),
                                    [&](const CheckResult &known) { return known.name == check.name; });
    if (found != m_checks.end()) {
        *found = check;
        const int row = int(found - m_checks.begin());
        emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
        return;
    }
    if (m_checks.size() == checkCap)
        return;
    beginInsertRows({}, int(m_checks.size()), int(m_checks.size()));
    m_checks.push_back(check);
    endInsertRows();
}

// Log -------------------------------------------------------------------------------------------------------

int RunLogModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_lines.size()) + (m_dropped > 0 ? 1 : 0);
}

QVariant RunLogModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto line = lineAt(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::AccessibleTextRole:
        return lineText(line);
    case LevelRole:
        return int(line.level);
    case TimeRole:
        return line.at;
    case SourceRole:
        return line.source;
    case TextRole:
        return line.text;
    default:
        return {};
    }
}

QString RunLogModel::lineText(const Line &line)
{
    if (line.level == Level::Raw || line.level == Level::Dropped)
        return line.source.isEmpty() ? line.text : line.source + QStringLiteral(": ") + line.text;
    return QStringLiteral("%1  %2  %3%4")
        .arg(line.at.toString(QStringLiteral("HH:mm:ss.zzz")), label(line.level).leftJustified(5),
             line.source.isEmpty() ? QString() : line.source + QStringLiteral(": "), line.text);
}

QString RunLogModel::toText() const
{
    QString text;
    for (int row = 0; row < rowCount(); ++row)
        text += lineText(lineAt(row)) + u'\n';
    return text;
}

void RunLogModel::clear()
{
    beginResetModel();
    m_lines.clear();
    m_dropped = 0;
    endResetModel();
}

void RunLogModel::append(const QList<Line> &lines)
{
    // Of more than fits only the end is ever shown.
    const auto skipped = std::max<qsizetype>(0, lines.size() - cap);
    const auto added = lines.size() - skipped;
    if (added == 0)
        return;
    const qint64 overflow = std::max<qint64>(0, qint64(m_lines.size()) + added - cap);
    if (overflow + skipped > 0) {
        if (m_dropped == 0) {
            // The row that says how many; from now on it stays.
            beginInsertRows({}, 0, 0);
            m_dropped = overflow + skipped;
            endInsertRows();
        } else {
            m_dropped += overflow + skipped;
            emit dataChanged(index(0), index(0));
        }
        if (overflow > 0) {
            beginRemoveRows({}, 1, int(overflow));
            m_lines.erase(m_lines.begin(), m_lines.begin() + overflow);
            endRemoveRows();
        }
    }
    const int first = rowCount();
    beginInsertRows({}, first, first + int(added) - 1);
    for (auto i = skipped; i < lines.size(); ++i) {
        m_lines.push_back(lines.at(i));
        auto &text = m_lines.back().text;
        if (text.size() > lineCap)
            text = text.left(lineCap) + QStringLiteral("…");
    }
    endInsertRows();
}

RunLogModel::Line RunLogModel::lineAt(int row) const
{
    if (m_dropped == 0)
        return m_lines[std::size_t(row)];
    if (row == 0) {
        return {{}, Level::Dropped, {},
                m_dropped == 1 ? tr("1 earlier line dropped")
                               : tr("%1 earlier lines dropped").arg(m_dropped)};
    }
    return m_lines[std::size_t(row - 1)];
}

QString label(RunLogModel::Level level)
{
    switch (level) {
    case RunLogModel::Level::Info:
        return QStringLiteral("INFO");
    case RunLogModel::Level::Warn:
        return QStringLiteral("WARN");
    case RunLogModel::Level::Fault:
        return QStringLiteral("FAULT");
    case RunLogModel::Level::Fail:
        return QStringLiteral("FAIL");
    case RunLogModel::Level::Raw:
    case RunLogModel::Level::Dropped:
        break;
    }
    return {};
}

} // namespace holdfast::models
