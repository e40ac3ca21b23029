#pragma once

#include "models/cell.h"
#include "models/questions.h"

#include <QAbstractTableModel>
#include <QDateTime>
#include <QTimer>

namespace holdfast::models {

/// How what a model shows stands to the database.
enum class ReadState {
    Idle,    ///< not asked: nobody looks, or no database is there
    Loading, ///< asked for the first time
    Ready,
    Failed,  ///< the last question was not answered; what is shown is of dataAsOf()
};

struct Column
{
    QString title;
    CellKind kind = CellKind::Text;
};

/// A table that asks one question when it is first looked at and then again in a period, while it is looked at and the
/// display is not paused. Another environment empties it. GUI thread.
class PolledModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    PolledModel(Questions &questions, QList<Column> columns, std::chrono::milliseconds period,
                QObject *parent = nullptr);

    [[nodiscard]] ReadState readState() const { return m_state; }
    [[nodiscard]] const QString &error() const { return m_error; }      ///< plain words, when Failed
    [[nodiscard]] const QDateTime &dataAsOf() const { return m_dataAsOf; } ///< invalid before the first answer
    [[nodiscard]] bool isAsking() const { return m_asking; }

    [[nodiscard]] int columnCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

public slots:
    /// Somebody looks.
    void setActive(bool active);
    /// Asks now, paused or not.
    void refresh();

signals:
    void readStateChanged();
    /// An answer was applied.
    void applied();

protected:
    /// What to ask now. Copies what it needs: it runs on another thread.
    [[nodiscard]] virtual DatabaseQueue::Work question() const = 0;
    virtual void apply(const std::any &answer) = 0;
    /// Another environment is chosen: nothing that is known goes for it.
    virtual void forget() = 0;
    /// Something else is asked for: what is shown is not the answer to it, what was chosen stays.
    virtual void clear() { forget(); }

    [[nodiscard]] Questions &questions() const { return m_questions; }
    [[nodiscard]] const Column &columnAt(int column) const { return m_columns.at(column); }
    /// What is asked for has changed: an answer under way is not applied, and the new question is asked at once. For
    /// another page or part of the same: what is shown stays until the answer is there.
    void questionChanged();
    /// The same for something else: nothing is shown until the answer is there.
    void subjectChanged();
    /// From an answer to the next question.
    void setPeriod(std::chrono::milliseconds period);
    /// What the column's kind says for CellKindRole and TextAlignmentRole.
    [[nodiscard]] QVariant columnData(int column, int role) const;

private:
    void ask();
    void take(const Answer &answer);
    void setReadState(ReadState state, const QString &error = {});

    Questions &m_questions;
    QList<Column> m_columns;
    QTimer m_period;
    ReadState m_state = ReadState::Idle;
    QString m_error;
    QDateTime m_dataAsOf;
    bool m_active = false;
    bool m_asking = false;
    quint64 m_asked = 0;
};

} // namespace holdfast::models
