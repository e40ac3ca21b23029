#include "models/component_model.h"

#include "models/local_time.h"

#include <QCoreApplication>
#include <QUrl>

#include <algorithm>

namespace holdfast::models {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ComponentModel)

public:
    // Forms of number by hand: without a translation file there is nothing else to choose by.
    static QString nodes(qint64 count) { return count == 1 ? tr("1 node") : tr("%1 nodes").arg(count); }
    static QString connections(qint64 count)
    {
        return count == 1 ? tr("1 connection") : tr("%1 connections").arg(count);
    }
    static QString invariants(qint64 count) { return count == 1 ? tr("1 invariant") : tr("%1 invariants").arg(count); }
};

QString kindLabel(const QString &kind)
{
    if (kind == QLatin1String("api"))
        return Words::tr("API");
    return Words::tr("%1 worker").arg(kind.left(1).toUpper() + kind.mid(1));
}

QString statusText(const Component &component)
{
    if (!component.alive)
        return Words::tr("Silent for %1 s").arg(component.silentForMs / 1000);
    if (component.starting)
        return Words::tr("Starting");
    return component.healthy ? Words::tr("Healthy") : Words::tr("Unhealthy");
}

ComponentModel::Health healthOf(const Component &component)
{
    if (!component.alive)
        return ComponentModel::Health::Bad;
    if (component.starting)
        return ComponentModel::Health::Unknown;
    return component.healthy ? ComponentModel::Health::Good : ComponentModel::Health::Warn;
}

/// How those of one kind are, taken together.
struct Census
{
    qsizetype all = 0;
    qsizetype good = 0;
    qsizetype starting = 0;

    Census(const std::vector<Component> &components, bool api)
    {
        for (const auto &component : components) {
            if ((component.kind == QLatin1String("api")) != api)
                continue;
            ++all;
            good += component.alive && component.healthy ? 1 : 0;
            starting += component.alive && component.starting ? 1 : 0;
        }
    }
    [[nodiscard]] bool isTrouble() const { return good + starting < all; }
    [[nodiscard]] ComponentModel::Health health() const
    {
        using Health = ComponentModel::Health;
        if (isTrouble())
            return good > 0 ? Health::Warn : Health::Bad;
        return good > 0 ? Health::Good : Health::Unknown;
    }
};

} // namespace

ComponentModel::ComponentModel(QObject *parent) : QAbstractTableModel(parent) {}

int ComponentModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_components.size());
}

int ComponentModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant ComponentModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto &component = at(index.row());
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        switch (index.column()) {
        case Kind:
            return kindLabel(component.kind);
        case Where:
            return tr("%1, process %2").arg(component.host).arg(component.pid);
        case Status:
            return statusText(component);
        case Since:
            return localTime(component.startedAt).toString(QStringLiteral("HH:mm:ss"));
        case Detail:
            return component.detail;
        default:
            return {};
        }
    case HealthRole:
        return int(healthOf(component));
    case MetricsRole: {
        QVariantMap metrics;
        for (auto it = component.metrics.begin(); it != component.metrics.end(); ++it)
            metrics.insert(it.key(), it.value());
        return metrics;
    }
    case ComponentIdRole:
        return QString::fromStdString(component.id.to_string());
    default:
        return {};
    }
}

QVariant ComponentModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Kind:
        return tr("Component");
    case Where:
        return tr("Where");
    case Status:
        return tr("Status");
    case Since:
        return tr("Since");
    case Detail:
        return tr("Detail");
    default:
        return {};
    }
}

ComponentModel::StatusLine ComponentModel::statusLine() const
{
    // What is not read any more would age: only what is known to be true now is said.
    if (m_status.state == LiveState::Disconnected)
        return {{}, databaseItem(), {}, {}};
    if (m_status.state != LiveState::Live && m_status.state != LiveState::Paused)
        return {};
    return {apiItem(), databaseItem(), workersItem(), verifyItem()};
}

void ComponentModel::setEnvironment(const Environment &environment)
{
    m_environment = environment;
    emit statusLineChanged();
}

void ComponentModel::setStatus(const LiveStatus &status)
{
    const bool same = m_status.state == status.state && m_status.error == status.error;
    m_status = status;
    if (!same)
        emit statusLineChanged();
}

void ComponentModel::applyComponents(const QList<Component> &components, const DatabaseInfo &database)
{
    m_read = true;
    m_database = database;
    const bool sameRows = components.size() == qsizetype(m_components.size())
        && std::equal(components.begin(), components.end(), m_components.begin(),
                      [](const Component &a, const Component &b) { return a.id == b.id; });
    if (sameRows) {
        for (int row = 0; row < int(components.size()); ++row) {
            auto &known = m_components[std::size_t(row)];
            if (known == components.at(row))
                continue;
            known = components.at(row);
            emit dataChanged(index(row, 0), index(row, ColumnCount - 1));
        }
    } else {
        // A handful of rows, and only when a process comes or goes.
        beginResetModel();
        m_components.assign(components.begin(), components.end());
        endResetModel();
    }
    emit statusLineChanged();
}

void ComponentModel::applyVerify(const VerifyReport &report)
{
    m_verify = report;
    emit statusLineChanged();
}

void ComponentModel::clear()
{
    beginResetModel();
    m_components.clear();
    endResetModel();
    m_database = {};
    m_verify = {};
    m_read = false;
    emit statusLineChanged();
}

ComponentModel::Item ComponentModel::apiItem() const
{
    if (!m_read)
        return {};
    const Census nodes(m_components, true);
    if (nodes.all == 0)
        return {tr("No API"), tr("No API node reports to this database"), Health::Warn};
    Item item;
    item.health = nodes.health();
    const QUrl url(m_environment.apiUrl);
    if (!url.host().isEmpty())
        item.text = tr("API %1:%2").arg(url.host()).arg(url.port(80));
    else
        item.text = tr("API %1").arg(Words::nodes(nodes.all));
    item.toolTip = tr("%1 of %2 healthy").arg(nodes.good).arg(Words::nodes(nodes.all));
    if (nodes.isTrouble())
        item.text = (nodes.good == 0 ? tr("%1 down") : tr("%1 degraded")).arg(item.text);
    else if (nodes.good == 0)
        item.text = tr("%1 starting").arg(item.text);
    return item;
}

ComponentModel::Item ComponentModel::databaseItem() const
{
    if (m_status.state == LiveState::Disconnected)
        return {tr("PostgreSQL unreachable"), m_status.error, Health::Bad};
    if (!m_read || m_database.version.isEmpty())
        return {};
    Item item{tr("PostgreSQL %1").arg(m_database.version), withoutPassword(m_environment.dsn), Health::Good};
    if (m_database.connections >= 0)
        item.text += QStringLiteral(" · ") + Words::connections(m_database.connections);
    return item;
}

ComponentModel::Item ComponentModel::workersItem() const
{
    if (!m_read)
        return {};
    const Census workers(m_components, false);
    if (workers.all == 0) {
        return {tr("No workers"), tr("Nothing expires: no worker reports to this database"),
                Health::Bad};
    }
    if (workers.isTrouble()) {
        return {tr("Workers %1 of %2").arg(workers.good).arg(workers.all), tr("Some are silent or unhealthy"),
                workers.health()};
    }
    if (workers.good == 0)
        return {tr("Workers starting"), tr("%1 of %2 healthy").arg(workers.good).arg(workers.all), workers.health()};
    return {tr("Workers %1 of %2").arg(workers.good).arg(workers.all),
            workers.starting == 0 ? tr("All healthy") : tr("The others are starting"), workers.health()};
}

ComponentModel::Item ComponentModel::verifyItem() const
{
    if (!m_verify.at.isValid())
        return {};
    const auto ago = std::max<qint64>(0, m_verify.at.secsTo(QDateTime::currentDateTime()));
    const QString checked = ago < 120 ? tr("%1 s ago").arg(ago)
                                      : tr("%1 min ago").arg(ago / 60);
    if (m_verify.violated == 0) {
        return {tr("%1, checked %2").arg(Words::invariants(m_verify.checked), checked),
                tr("All hold. Took %1 ms").arg(m_verify.tookMs), Health::Good};
    }
    return {tr("%1 of %2 violated, checked %3")
                .arg(m_verify.violated)
                .arg(Words::invariants(m_verify.checked), checked),
            m_verify.firstViolation, Health::Bad};
}

} // namespace holdfast::models
