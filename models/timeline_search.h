#pragma once

#include "models/polled_table.h"
#include "models/reservation.h"

#include <QDateTime>

namespace holdfast::models {

/// A reservation that was looked for, and how it was found.
struct TimelineMatch
{
    QString way;   ///< "reservation", "partner reference", ... as in insight::ReferenceMatch
    QString value; ///< of that
    bool exact = false;
    Uuid id;
    State state = State::Held;
    QDateTime madeAt;
    QString vendor;
    QString partner;
    QString reference;

    bool operator==(const TimelineMatch &) const = default;
};

/// The reservations that a text names. Asks while it is active and there is a text. GUI thread.
class TimelineSearch final : public PolledTable<TimelineMatch>
{
    Q_OBJECT

public:
    enum Columns { WayColumn, ValueColumn, StateColumn, IdColumn, VendorColumn, PartnerColumn, MadeColumn };

    explicit TimelineSearch(Questions &questions, QObject *parent = nullptr);

    void setText(const QString &text);
    [[nodiscard]] const QString &wanted() const { return m_text; }
    /// The answer to wanted() is there.
    [[nodiscard]] bool isAnswered() const { return m_answered; }
    /// The one that is meant: the only one, or the only one that is named by its whole.
    [[nodiscard]] std::optional<Uuid> meant() const;
    /// There are more than are listed.
    [[nodiscard]] bool hasMore() const { return m_more; }
    /// Of what has no index, so many of the newest are searched.
    [[nodiscard]] static int newestSearched();

protected:
    [[nodiscard]] DatabaseQueue::Work question() const override;
    void apply(const std::any &answer) override;
    void forget() override;
    [[nodiscard]] QString key(const TimelineMatch &match) const override;
    [[nodiscard]] QVariant cell(const TimelineMatch &match, int column, int role) const override;

private:
    QString m_text;
    bool m_answered = false;
    bool m_more = false;
};

} // namespace holdfast::models
