#include "models/load_series.h"

#include "models/language.h"

#include <algorithm>

namespace holdfast::models {

namespace {

QString grouped(qint64 count)
{
    return screenLocale().toString(count);
}

QString millis(const std::optional<double> &ms)
{
    if (!ms)
        return LoadSeries::tr("too few");
    return screenLocale().toString(*ms, 'f', *ms < 10 ? 1 : 0);
}

} // namespace

int LoadSeries::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_samples.size());
}

int LoadSeries::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(ColumnCount);
}

QVariant LoadSeries::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    if (role == Qt::TextAlignmentRole)
        return index.column() == Phase ? int(Qt::AlignLeft | Qt::AlignVCenter) : int(Qt::AlignRight | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    const auto &sample = m_samples[std::size_t(index.row())];
    switch (index.column()) {
    case Time:
        return tr("%1 s").arg(screenLocale().toString(double(sample.atMs) / 1000, 'f', 1));
    case Phase:
        return sample.phase;
    case Offered:
        return grouped(sample.offered);
    case Started:
        return grouped(sample.started);
    case Dropped:
        return grouped(sample.dropped);
    case Ok:
        return grouped(sample.ok);
    case Refused:
        return grouped(sample.refused);
    case Failed:
        return grouped(sample.failed);
    case Unknown:
        return grouped(sample.unknown);
    case P50:
        return millis(sample.p50Ms);
    case P95:
        return millis(sample.p95Ms);
    case P99:
        return millis(sample.p99Ms);
    case ServiceP50:
        return millis(sample.serviceP50Ms);
    case ServiceP95:
        return millis(sample.serviceP95Ms);
    case ServiceP99:
        return millis(sample.serviceP99Ms);
    case Lag:
        return millis(sample.lagMs);
    default:
        return {};
    }
}

QVariant LoadSeries::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return section == Phase ? int(Qt::AlignLeft) : int(Qt::AlignRight);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("At");
    case Phase:
        return tr("Load");
    case Offered:
        return tr("Offered");
    case Started:
        return tr("Started");
    case Dropped:
        return tr("Dropped");
    case Ok:
        return tr("OK");
    case Refused:
        return tr("Refused");
    case Failed:
        return tr("Failed");
    case Unknown:
        return tr("Unknown");
    case P50:
        return tr("p50");
    case P95:
        return tr("p95");
    case P99:
        return tr("p99");
    case ServiceP50:
        return tr("Service p50");
    case ServiceP95:
        return tr("Service p95");
    case ServiceP99:
        return tr("Service p99");
    case Lag:
        return tr("Lag");
    default:
        return {};
    }
}

void LoadSeries::add(const LoadSample &sample)
{
    if (m_samples.size() == cap) {
        beginRemoveRows({}, 0, 0);
        m_samples.pop_front();
        ++m_dropped;
        endRemoveRows();
    }
    const int row = rowCount();
    beginInsertRows({}, row, row);
    m_samples.push_back(sample);
    endInsertRows();
}

void LoadSeries::setFault(const QString &name, bool on, const QString &detail, qint64 atMs)
{
    if (on) {
        if (m_faults.size() == faultCap)
            m_faults.removeFirst();
        m_faults.append({name, detail, atMs, -1});
    } else {
        const auto open = std::find_if(m_faults.rbegin(), m_faults.rend(), [&](const FaultSpan &fault) {
            return fault.toMs < 0 && fault.name == name;
        });
        if (open == m_faults.rend())
            return;
        open->toMs = std::max(atMs, open->fromMs);
    }
    emit faultsChanged();
}

void LoadSeries::endFaults(qint64 atMs)
{
    for (auto &fault : m_faults) {
        if (fault.toMs < 0)
            fault.toMs = std::max(atMs, fault.fromMs);
    }
    emit faultsChanged();
}

} // namespace holdfast::models
