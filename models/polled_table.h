#pragma once

#include "models/polled_model.h"

#include <QHash>

#include <numeric>
#include <vector>

namespace holdfast::models {

/// A polled table of values. Each answer is merged by key, so that selection and scroll survive it. `Row` is a value
/// with operator==.
template <typename Row>
class PolledTable : public PolledModel
{
public:
    using PolledModel::PolledModel;

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const final
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const final
    {
        if (!index.isValid() || index.row() >= int(m_rows.size()))
            return {};
        const auto value = cell(at(index.row()), index.column(), role);
        return value.isValid() ? value : columnData(index.column(), role);
    }
    [[nodiscard]] const Row &at(int row) const { return m_rows.at(std::size_t(row)); }
    [[nodiscard]] int rowOf(const QString &key) const { return m_index.value(key, -1); } ///< -1 when there is none

protected:
    /// What makes the row the same one in the next answer; unique in an answer.
    [[nodiscard]] virtual QString key(const Row &row) const = 0;
    /// Invalid for what the column's kind says already.
    [[nodiscard]] virtual QVariant cell(const Row &row, int column, int role) const = 0;

    void setRows(std::vector<Row> rows)
    {
        QHash<QString, int> target;
        std::vector<Row> unique;
        unique.reserve(rows.size());
        for (auto &row : rows) {
            const auto id = key(row);
            if (target.contains(id))
                continue;
            target.insert(id, int(unique.size()));
            unique.push_back(std::move(row));
        }
        removeAbsent(target);
        reorder(target);
        insertNew(unique);
        updateValues(unique);
    }
    void forget() override { PolledTable::clear(); }
    void clear() override
    {
        beginResetModel();
        m_rows.clear();
        m_index.clear();
        endResetModel();
    }

private:
    void removeAbsent(const QHash<QString, int> &target)
    {
        const auto absent = [&](int row) { return !target.contains(key(at(row))); };
        for (int last = int(m_rows.size()) - 1; last >= 0; --last) {
            if (!absent(last))
                continue;
            int first = last;
            while (first > 0 && absent(first - 1))
                --first;
            beginRemoveRows({}, first, last);
            m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
            reindex();
            endRemoveRows();
            last = first;
        }
    }
    void reorder(const QHash<QString, int> &target)
    {
        std::vector<int> order(m_rows.size());
        std::iota(order.begin(), order.end(), 0);
        const auto before = [&](int a, int b) { return target.value(key(at(a))) < target.value(key(at(b))); };
        if (std::is_sorted(order.begin(), order.end(), before))
            return;
        emit layoutAboutToBeChanged({}, QAbstractItemModel::VerticalSortHint);
        std::sort(order.begin(), order.end(), before);
        std::vector<int> place(order.size()); // by old row: the new one
        std::vector<Row> rows;
        rows.reserve(m_rows.size());
        for (std::size_t i = 0; i < order.size(); ++i) {
            place[std::size_t(order[i])] = int(i);
            rows.push_back(std::move(m_rows[std::size_t(order[i])]));
        }
        m_rows = std::move(rows);
        reindex();
        const auto was = persistentIndexList();
        QModelIndexList is;
        is.reserve(was.size());
        for (const auto &old : was)
            is.append(index(place[std::size_t(old.row())], old.column()));
        changePersistentIndexList(was, is);
        emit layoutChanged({}, QAbstractItemModel::VerticalSortHint);
    }
    void insertNew(const std::vector<Row> &rows)
    {
        for (int row = 0; row < int(rows.size()); ++row) {
            if (m_index.contains(key(rows[std::size_t(row)])))
                continue;
            int last = row;
            while (last + 1 < int(rows.size()) && !m_index.contains(key(rows[std::size_t(last) + 1])))
                ++last;
            beginInsertRows({}, row, last);
            m_rows.insert(m_rows.begin() + row, rows.begin() + row, rows.begin() + last + 1);
            reindex();
            endInsertRows();
            row = last;
        }
    }
    void updateValues(const std::vector<Row> &rows)
    {
        int first = -1;
        for (int row = 0; row <= int(rows.size()); ++row) {
            const bool differs = row < int(rows.size()) && !(m_rows[std::size_t(row)] == rows[std::size_t(row)]);
            if (differs) {
                m_rows[std::size_t(row)] = rows[std::size_t(row)];
                if (first < 0)
                    first = row;
            } else if (first >= 0) {
                emit dataChanged(index(first, 0), index(row - 1, columnCount() - 1));
                first = -1;
            }
        }
    }
    void reindex()
    {
        m_index.clear();
        m_index.reserve(qsizetype(m_rows.size()));
        for (std::size_t row = 0; row < m_rows.size(); ++row)
            m_index.insert(key(m_rows[row]), int(row));
    }

    std::vector<Row> m_rows;
    QHash<QString, int> m_index;
};

} // namespace holdfast::models
