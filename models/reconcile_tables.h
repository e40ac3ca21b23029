#pragma once

#include "models/polled_table.h"
#include "models/reservation.h"

namespace holdfast::models {

/// One comparison of the gateway's books with ours; insight::Reconciliation for the screen.
struct ReconcileRun
{
    Uuid id;
    QString requestedBy;
    Timestamp requestedAt;
    bool repair = false;
    std::optional<qint64> selected; ///< how many intents it was about; nullopt: all
    QString status;                 ///< "REQUESTED", "RUNNING", "DONE", "FAILED"
    QString progress;
    std::optional<Timestamp> startedAt;
    std::optional<Timestamp> finishedAt;
    QString error;
    qint64 found = 0;
    qint64 unrepaired = 0;
    qint64 workedOn = 0; ///< open operations, whose money is not judged yet

    bool operator==(const ReconcileRun &) const = default;
    [[nodiscard]] bool isOpen() const { return status == QLatin1String("REQUESTED") || status == QLatin1String("RUNNING"); }
};

/// "Comparison", "Comparison with repair", "Repair of 3 payments".
[[nodiscard]] QString kindOf(const ReconcileRun &run);

/// The history of runs, the newest first.
class ReconcileRuns final : public PolledTable<ReconcileRun>
{
    Q_OBJECT

public:
    enum class Column { Requested, Status, Left, Found, By, Kind };

    explicit ReconcileRuns(Questions &questions, QObject *parent = nullptr);

    /// Whether somebody is there to perform what is requested; true until it is known.
    [[nodiscard]] bool hasWorker() const { return m_hasWorker; }
    /// The one requested first of those that have not ended; nullptr: there is none.
    [[nodiscard]] const ReconcileRun *open() const;
    /// The newest comparison of everything that has ended, else the newest repair that has; nullptr: there is none.
    [[nodiscard]] const ReconcileRun *newest() const;

protected:
    [[nodiscard]] DatabaseQueue::Work question() const override;
    void apply(const std::any &answer) override;
    [[nodiscard]] QString key(const ReconcileRun &run) const override;
    [[nodiscard]] QVariant cell(const ReconcileRun &run, int column, int role) const override;

private:
    bool m_hasWorker = true;
};

/// What the gateway's books and ours do not agree on; insight::Discrepancy for the screen.
struct DiscrepancyRow
{
    Uuid id;
    QString kind;     ///< "INTENT_WITHOUT_RESERVATION", ...
    QString severity; ///< "CRITICAL", "HIGH", "MEDIUM"
    QString intent;
    std::optional<Uuid> reservation;
    QString party;
    QString expected;
    QString observed;
    std::optional<Money> amount;
    bool repairable = false; ///< without a person
    std::optional<Timestamp> repairedAt;
    QString repairOutcome;

    bool operator==(const DiscrepancyRow &) const = default;
    [[nodiscard]] bool canBeRepaired() const { return repairable && !repairedAt; }
};

/// How many of one class, and their money.
struct DiscrepancyClass
{
    QString kind;
    QString severity;
    qint64 count = 0;
    QList<Money> amount;
    qint64 repairable = 0; ///< not repaired yet, and without a person
    QList<Money> repairableAmount;

    bool operator==(const DiscrepancyClass &) const = default;
};

/// "Captured, not confirmed", and a sentence of what it means.
[[nodiscard]] QString discrepancyLabel(const QString &kind);
[[nodiscard]] QString discrepancyMeaning(const QString &kind);

/// What one run found, the worst first, of the classes chosen; and the sums of every class.
class DiscrepancyTable final : public PolledTable<DiscrepancyRow>
{
    Q_OBJECT

public:
    enum class Column { Class, Amount, Repair, Reservation, Intent, Party, Expected, Observed };

    explicit DiscrepancyTable(Questions &questions, QObject *parent = nullptr);

    void setRun(const std::optional<Uuid> &run);
    [[nodiscard]] const std::optional<Uuid> &run() const { return m_run; }
    /// Only these classes; empty: all.
    void setKinds(const QStringList &kinds);
    [[nodiscard]] const QStringList &kinds() const { return m_kinds; }
    [[nodiscard]] qint64 matching() const; ///< of the classes chosen, also beyond the rows
    /// Whether something may be changing it just now: asked often, else now and then.
    void setQuick(bool quick);
    /// Every class there is, the worst first; zeros for those that were not found.
    [[nodiscard]] const QList<DiscrepancyClass> &classes() const { return m_classes; }

protected:
    [[nodiscard]] DatabaseQueue::Work question() const override;
    void apply(const std::any &answer) override;
    void forget() override;
    void clear() override;
    [[nodiscard]] QString key(const DiscrepancyRow &row) const override;
    [[nodiscard]] QVariant cell(const DiscrepancyRow &row, int column, int role) const override;

private:
    [[nodiscard]] QVariant repairCell(const DiscrepancyRow &row, int role) const;

    std::optional<Uuid> m_run;
    QStringList m_kinds;
    bool m_quick = false;
    QList<DiscrepancyClass> m_classes;
};

} // namespace holdfast::models
