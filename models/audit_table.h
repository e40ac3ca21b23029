#pragma once

#include "models/polled_table.h"
#include "models/reservation.h"

namespace holdfast::models {

/// One act of a person; insight::AuditEntry for the screen.
struct AuditRow
{
    qint64 seq = 0;
    Timestamp at;
    QString actor;
    QString role;
    QString act;
    QString target; ///< "reservation/ID", "operation/ID", "webhook/ID", "reconciliation/ID"
    std::optional<Uuid> reservation;
    QString reason;
    QString trace;
    QString detail; ///< a JSON object
    QString hash;
    QString previousHash;

    bool operator==(const AuditRow &) const = default;
};

/// Which entries are wanted; the database looks for them. Empty: any.
struct AuditFilterSpec
{
    QString actor;
    QString act;
    QString text; ///< part of whatever is written; a whole id or target is looked up by its index
    std::optional<Timestamp> from;
    std::optional<Timestamp> until;

    bool operator==(const AuditFilterSpec &) const = default;
    [[nodiscard]] bool isNarrowed() const { return !(*this == AuditFilterSpec{}); }
};

/// A page of what people did, the newest first.
class AuditTable final : public PolledTable<AuditRow>
{
    Q_OBJECT

public:
    enum class Column { Number, At, Actor, Role, Act, Target, Reason, Detail, Hash, PreviousHash };
    static constexpr int pageSize = 200;

    explicit AuditTable(Questions &questions, QObject *parent = nullptr);

    void setFilter(const AuditFilterSpec &filter); ///< shows its newest page
    [[nodiscard]] const AuditFilterSpec &filter() const { return m_filter; }

    void goToNewest();
    void goOlder();
    void goNewer();
    [[nodiscard]] bool hasOlder() const { return m_next.has_value(); }
    [[nodiscard]] bool hasNewer() const { return !m_before.isEmpty(); }
    /// How many entries the audit has; and those who acted and what there is, for choices.
    [[nodiscard]] qint64 count() const { return m_count; }
    [[nodiscard]] const QStringList &actors() const { return m_actors; }
    [[nodiscard]] const QStringList &acts() const { return m_acts; }

protected:
    [[nodiscard]] DatabaseQueue::Work question() const override;
    void apply(const std::any &answer) override;
    void forget() override;
    void clear() override;
    [[nodiscard]] QString key(const AuditRow &row) const override { return QString::number(row.seq); }
    [[nodiscard]] QVariant cell(const AuditRow &row, int column, int role) const override;

private:
    AuditFilterSpec m_filter;
    QList<qint64> m_before; ///< where each page after the newest begins
    std::optional<qint64> m_next;
    qint64 m_count = 0;
    QStringList m_actors, m_acts;
};

} // namespace holdfast::models

Q_DECLARE_METATYPE(holdfast::models::AuditFilterSpec)
