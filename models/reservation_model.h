#pragma once

#include "models/reservation.h"

#include <QAbstractTableModel>
#include <QElapsedTimer>
#include <QTimer>

#include <unordered_map>
#include <vector>

namespace holdfast::models {

enum class PageTurn { First, Previous, Next, Last };

/// The rows of the In flight page. A new page is merged by id (insert, remove, move, ranged dataChanged with exact
/// roles), so selection and scroll survive; only another environment or filter resets. Filter and order are asked of
/// whoever listens to filterRequested() and come back as a page. Time is the snapshot's holdfast.now() plus what
/// a monotonic clock says has passed since, so a sandbox's moved clock is respected. GUI thread.
class ReservationModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        RawValueRole = Qt::UserRole + 1, ///< what the column holds, unformatted: number, QDateTime or text
        IdRole,                          ///< QString, all 36 characters, for any column
        StateRole,                       ///< int of holdfast::State
        DeadlineFractionRole, ///< double 0..1: what is left of the time this state allows; invalid without a deadline
        SecondsLeftRole,      ///< qint64, negative when past; invalid without a deadline
        AgeRole,              ///< qint64 seconds since it was made
        ClaimRole,            ///< "claimed by ann, 4 min left"; empty when nobody has claimed it
        OwnClaimRole,         ///< bool: the claim is this person's
    };
    Q_ENUM(Role)

    explicit ReservationModel(QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    void multiData(const QModelIndex &index, QModelRoleDataSpan roles) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;
    /// Asks for another order; the header's click ends here.
    void sort(int column, Qt::SortOrder order) override;

    [[nodiscard]] const Reservation &at(int row) const { return m_rows.at(std::size_t(row)).value; }
    [[nodiscard]] int rowOf(const Uuid &id) const; ///< -1 when it is not on the page
    [[nodiscard]] qint64 matching() const { return m_matching; } ///< also those beyond the page
    [[nodiscard]] const Money &held() const { return m_held; }
    /// "1,284 reservations · 61,930.50 € held".
    [[nodiscard]] QString summary() const;
    /// "501 to 1,000 of 1,284"; empty before the first page, or when nothing matches.
    [[nodiscard]] QString range() const;
    /// Who works on it, "ann, 4 min", or as a sentence; empty when nobody does, by the time on the screen.
    [[nodiscard]] QString claimWords(const Reservation &reservation, bool sentence) const;
    /// What is asked for is the first page, whatever comes to stand there.
    [[nodiscard]] bool isFirstPage() const { return m_place == PagePlace(); }
    [[nodiscard]] bool canTurn(PageTurn turn) const;
    /// A page has arrived since the last reset: an empty model then means that nothing matches.
    [[nodiscard]] bool isLoaded() const { return m_loaded; }
    /// Asked for, not arrived.
    [[nodiscard]] bool isLoading() const { return m_loading; }
    [[nodiscard]] Timestamp now() const; ///< holdfast.now(), as well as is known here
    /// How far holdfast.now() is ahead of this machine's clock: a sandbox's may be moved. Zero before the first page.
    [[nodiscard]] std::chrono::seconds clockAhead() const;
    [[nodiscard]] const ReservationFilterSpec &filter() const { return m_filter; }
    [[nodiscard]] bool isTicking() const { return m_tick.isActive(); }

public slots:
    void setFilter(const holdfast::models::ReservationFilterSpec &filter);
    void setOrder(holdfast::models::ReservationColumn column, bool descending);
    void turnPage(holdfast::models::PageTurn turn);
    /// What is under way for a reservation, "release requested"; empty when nothing is.
    void setPending(const holdfast::Uuid &id, const QString &words);
    /// Whose claims are "you".
    void setPerson(const QString &name);
    /// Ages and deadlines stand still while off (paused).
    void setTicking(bool on);
    void applyPage(const holdfast::models::ReservationPage &page);
    /// Empties the model at once: another environment.
    void clear();

signals:
    void filterRequested(const holdfast::models::ReservationFilterSpec &filter);
    void placeRequested(const holdfast::models::PagePlace &place);
    void orderChanged(holdfast::models::ReservationColumn column, bool descending);
    /// Matching, held or the loading state are different now.
    void summaryChanged();

private:
    /// A reservation with everything data() may be asked for at rest; age and deadline are worked out when asked.
    struct Row
    {
        Reservation value;
        QString id, shortId, state, slot, quantity, amount;
    };
    Row makeRow(const Reservation &value) const;
    void goTo(const PagePlace &place);
    [[nodiscard]] QVariant display(const Row &row, ReservationColumn column) const;
    [[nodiscard]] QVariant raw(const Row &row, ReservationColumn column) const;
    [[nodiscard]] QString toolTip(const Row &row, ReservationColumn column) const;
    static QList<Reservation> withoutRepeats(const QList<Reservation> &rows);
    void merge(const QList<Reservation> &rows);
    void removeAbsent(const QList<Reservation> &rows);
    void placeInOrder(const QList<Reservation> &rows);
    void moveRow(int from, int to);
    void rearrange(const std::vector<int> &target);
    void insertNew(const QList<Reservation> &rows);
    void updateValues(const QList<Reservation> &rows);
    void reindex(std::size_t from, std::size_t to);
    void tick();

    std::vector<Row> m_rows;
    std::unordered_map<Uuid, int> m_index;
    ReservationFilterSpec m_filter;
    PagePlace m_place;
    qint64 m_matching = 0;
    bool m_counted = true;
    qint64 m_preceding = 0;
    QString m_nextCursor;
    QString m_previousCursor;
    Money m_held;
    QString m_person;
    std::unordered_map<Uuid, QString> m_pending;
    Timestamp m_snapshotNow;
    Timestamp m_displayNow; // of the last page or tick: what all rows are shown at
    QElapsedTimer m_sinceSnapshot;
    QTimer m_tick;
    bool m_loaded = false;
    bool m_loading = false;
    bool m_resetWithNextPage = true;
};

/// "4:07", "1:02:33", "past by 0:12".
[[nodiscard]] QString formatTimeLeft(qint64 seconds);
/// "12 s", "4 min", "3 h 20 min", "2 d".
[[nodiscard]] QString formatAge(qint64 seconds);
/// "1,284.50 EUR", grouped; empty when there is no currency.
[[nodiscard]] QString formatMoney(const Money &money);
/// "0193a8c2…7f1e".
[[nodiscard]] QString shortenId(const QString &id);

} // namespace holdfast::models
