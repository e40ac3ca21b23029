#pragma once

#include "models/polled_table.h"
#include "models/reservation.h"

namespace holdfast::models {

/// Something that people should look at; insight::StuckItem for the screen.
struct StuckRow
{
    QString reason;  ///< "AUTHORIZED_TOO_LONG", ...
    QString subject; ///< "reservation/ID", "operation/ID", "webhook/ID", "worker/ROLE"
    std::optional<Uuid> reservation;
    std::optional<Uuid> operation;
    std::optional<State> state; ///< of the reservation
    qint64 version = 0;         ///< of the reservation
    Timestamp since;
    qint64 ageSeconds = 0; ///< in whole minutes when it is one or more
    std::optional<Timestamp> deadline;
    Money atRisk; ///< currency empty: none is known of
    QString detail;
    std::optional<qint64> fence; ///< of the operation
    QString claimedBy;           ///< works on the reservation now; empty: nobody

    bool operator==(const StuckRow &) const = default;
    [[nodiscard]] QString webhook() const; ///< the event's id; empty for anything else
};

/// How many there are for one reason, and their money.
struct StuckReason
{
    QString reason;
    qint64 count = 0;
    QList<Money> atRisk; ///< one per currency
    bool complete = true; ///< false: at least so many, and so much money

    bool operator==(const StuckReason &) const = default;
};

/// "Authorized too long", and a sentence of what it means.
[[nodiscard]] QString stuckLabel(const QString &reason);
[[nodiscard]] QString stuckMeaning(const QString &reason);
/// Money is lost or kept wrongly as long as this lasts.
[[nodiscard]] bool isGrave(const QString &reason);
/// "1,240.00 €, 30.00 USD"; empty for none.
[[nodiscard]] QString moneyWords(const QList<Money> &sums);

/// Every reason, in the order in which people should look. The one source of what is counted anywhere.
[[nodiscard]] QList<StuckReason> readStuck(storage::Connection &connection);

/// What is stuck, the oldest first, for the reasons chosen; and the sums for every reason.
class StuckTable final : public PolledTable<StuckRow>
{
    Q_OBJECT

public:
    enum class Column { Reason, Subject, State, Age, AtRisk, ClaimedBy, Detail };

    explicit StuckTable(Questions &questions, QObject *parent = nullptr);

    /// Empty: any.
    void setReasons(const QStringList &reasons);
    [[nodiscard]] const QStringList &reasons() const { return m_reasons; }
    /// Every reason, in the order in which people should look; zeros before the first answer.
    [[nodiscard]] const QList<StuckReason> &sums() const { return m_sums; }
    [[nodiscard]] qint64 matching() const { return m_matching; } ///< also beyond the rows; see insight::StuckPage
    [[nodiscard]] qint64 total() const;                          ///< for every reason
    [[nodiscard]] bool isComplete() const;                       ///< no reason has more than are counted

    static constexpr int mostRows = 1'000;

protected:
    [[nodiscard]] DatabaseQueue::Work question() const override;
    void apply(const std::any &answer) override;
    void forget() override;
    [[nodiscard]] QString key(const StuckRow &row) const override { return row.reason + u' ' + row.subject; }
    [[nodiscard]] QVariant cell(const StuckRow &row, int column, int role) const override;

private:
    [[nodiscard]] QString toolTip(const StuckRow &row, Column column) const;

    QStringList m_reasons;
    QList<StuckReason> m_sums;
    qint64 m_matching = 0;
};

} // namespace holdfast::models
