#pragma once

#include "models/occupancy.h"
#include "models/polled_table.h"

namespace holdfast::models {

struct OccupancySlot
{
    Uuid id;
    QString vendor;
    QString kind; ///< "appointment", "class", "event"
    QDateTime startsAt;
    QDateTime endsAt;
    SeatCounts seats;

    bool operator==(const OccupancySlot &) const = default;
};

/// The fullest slots of a time, or of the part of it that is brushed, and with them the grid of all. Asks again every
/// five seconds. GUI thread.
class OccupancyModel final : public PolledTable<OccupancySlot>
{
    Q_OBJECT

public:
    enum Columns { StartColumn, VendorColumn, SeatsColumn, UtilisationColumn, HeldColumn, ConfirmedColumn,
                   ExternalColumn, FreeColumn, KindColumn };
    /// The parts of SeatsColumn: QList<qint64> of capacity, held, confirmed, external.
    static constexpr int SeatsRole = Qt::UserRole + 200;

    explicit OccupancyModel(Questions &questions, QObject *parent = nullptr);

    void setSpan(OccupancySpan span, int turns);
    [[nodiscard]] OccupancySpan span() const { return m_span; }
    [[nodiscard]] int turns() const { return m_turns; }
    /// Only what starts in these steps; nullopt: all of them.
    void setBrush(const std::optional<OccupancyBrush> &brush);
    [[nodiscard]] const std::optional<OccupancyBrush> &brush() const { return m_brush; }
    [[nodiscard]] const OccupancyGrid &grid() const { return m_grid; }

signals:
    void gridChanged();

protected:
    [[nodiscard]] DatabaseQueue::Work question() const override;
    void apply(const std::any &answer) override;
    void forget() override;
    void clear() override;
    [[nodiscard]] QString key(const OccupancySlot &slot) const override;
    [[nodiscard]] QVariant cell(const OccupancySlot &slot, int column, int role) const override;

private:
    OccupancySpan m_span = OccupancySpan::Ahead;
    int m_turns = 0;
    std::optional<OccupancyBrush> m_brush;
    OccupancyGrid m_grid;
};

/// The grid as a table, the heat map's twin: all vendors first, then one a row; a column for each step.
class OccupancyTable final : public QAbstractTableModel
{
    Q_OBJECT

public:
    explicit OccupancyTable(const OccupancyModel &model, QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    void take(const OccupancyGrid &grid);

    OccupancyGrid m_grid;
};

/// "63 %"; rounded down below full, so that 100 % says full.
[[nodiscard]] QString utilisationText(const SeatCounts &seats);
/// "Sat 14:00"; of a step of hours, with the day.
[[nodiscard]] QString stepText(const OccupancyGrid &grid, int step);

} // namespace holdfast::models
