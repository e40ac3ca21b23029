#pragma once

#include "models/latest_read.h"
#include "models/link.h"
#include "models/stored_timeline.h"

#include <QAbstractTableModel>

#include <vector>

namespace holdfast::models {

/// The reservations of a run that has ended, as it wrote their lives down: a row each, the scenario's own first, each
/// leading to its timeline. Read on a thread of its own. GUI thread.
class RunReservations final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Reservation, State, Whose, Entries, Began, Ended, ColumnCount };

    explicit RunReservations(QObject *parent = nullptr);

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

    /// What a run's folder holds, once it has been read; empty: nothing.
    void load(const QString &folder);
    [[nodiscard]] bool isLoading() const { return m_read.isReading(); }
    [[nodiscard]] int own() const; ///< rows that are the scenario's; they stand first
    [[nodiscard]] const QString &problem() const { return m_problem; }
    [[nodiscard]] Link linkOf(int row) const;
    /// nullopt when its life was not written down.
    [[nodiscard]] std::optional<Link> linkTo(const Uuid &reservation) const;

signals:
    void loaded();

private:
    struct Row
    {
        Uuid id;
        std::optional<holdfast::State> state;
        bool own = false;
        int entries = 0;
        QDateTime began;
        QDateTime ended;
    };
    struct Found
    {
        std::vector<Row> rows;
        QString problem;
    };
    [[nodiscard]] static Found read(const QString &path);
    void show(const QString &path, Found found);

    QString m_path; ///< of what is shown
    QString m_wanted;
    std::vector<Row> m_rows;
    QString m_problem;
    LatestRead<Found> m_read;
};

/// The ids in a text, in its order, each once; at most twenty.
[[nodiscard]] QList<Uuid> uuidsIn(const QString &text);

} // namespace holdfast::models
