#pragma once

#include "models/environment.h"
#include "models/live_status.h"

#include <QAbstractTableModel>

#include <vector>

namespace holdfast::models {

/// Who runs on the environment's database: API nodes and workers, with their health; and the sentences of the status
/// line. GUI thread.
class ComponentModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Kind, Where, Status, Since, Detail, ColumnCount };
    enum Role { HealthRole = Qt::UserRole + 1, MetricsRole, ComponentIdRole };
    Q_ENUM(Role)
    enum class Health { Good, Warn, Bad, Unknown };
    Q_ENUM(Health)

    struct Item
    {
        QString text; ///< empty: show nothing
        QString toolTip;
        Health health = Health::Unknown;
        bool operator==(const Item &) const = default;
    };
    struct StatusLine
    {
        Item api;      ///< "API 127.0.0.1:8787"
        Item database; ///< "PostgreSQL 15.18 · 11 connections"
        Item workers;  ///< "Workers 2 of 2"
        Item verify;   ///< "6 invariants hold, checked 4 s ago"
        bool operator==(const StatusLine &) const = default;
    };

    explicit ComponentModel(QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    [[nodiscard]] const Component &at(int row) const { return m_components.at(std::size_t(row)); }
    [[nodiscard]] StatusLine statusLine() const;
    [[nodiscard]] const VerifyReport &verify() const { return m_verify; }

public slots:
    void setEnvironment(const holdfast::models::Environment &environment);
    void setStatus(const holdfast::models::LiveStatus &status);
    void applyComponents(const QList<holdfast::models::Component> &components,
                         const holdfast::models::DatabaseInfo &database);
    void applyVerify(const holdfast::models::VerifyReport &report);
    void clear();

signals:
    void statusLineChanged();

private:
    [[nodiscard]] Item apiItem() const;
    [[nodiscard]] Item databaseItem() const;
    [[nodiscard]] Item workersItem() const;
    [[nodiscard]] Item verifyItem() const;

    std::vector<Component> m_components;
    Environment m_environment;
    LiveStatus m_status;
    DatabaseInfo m_database;
    VerifyReport m_verify;
    bool m_read = false;
};

} // namespace holdfast::models
