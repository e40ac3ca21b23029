#include "models/polled_model.h"

namespace holdfast::models {

PolledModel::PolledModel(Questions &questions, QList<Column> columns, std::chrono::milliseconds period,
                         QObject *parent)
    : QAbstractTableModel(parent), m_questions(questions), m_columns(std::move(columns))
{
    m_period.setSingleShot(true); // from answer to question, so that a slow database is asked less
    m_period.setInterval(period);
    connect(&m_period, &QTimer::timeout, this, [this] {
        if (m_active && !m_questions.isPaused())
            ask();
    });
    connect(&questions, &Questions::environmentSwitched, this, [this] {
        ++m_asked;
        m_asking = false;
        m_period.stop();
        m_dataAsOf = {};
        forget();
        setReadState(ReadState::Idle);
        if (m_active)
            ask();
    });
    connect(&questions, &Questions::environmentChanged, this, [this] {
        if (m_active && !m_asking && !m_questions.isPaused())
            ask();
    });
    connect(&questions, &Questions::pausedChanged, this, [this](bool paused) {
        if (m_active && !paused && !m_asking)
            ask();
    });
}

int PolledModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_columns.size());
}

QVariant PolledModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || section < 0 || section >= m_columns.size())
        return {};
    if (role == Qt::DisplayRole)
        return m_columns.at(section).title;
    return columnData(section, role);
}

QVariant PolledModel::columnData(int column, int role) const
{
    const auto kind = m_columns.at(column).kind;
    if (role == CellKindRole)
        return int(kind);
    if (role == Qt::TextAlignmentRole)
        return int((kind == CellKind::Number ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    return {};
}

void PolledModel::setActive(bool active)
{
    if (active == m_active)
        return;
    m_active = active;
    // Paused before the first answer there would be nothing to stand still.
    if (active && !m_asking && (!m_questions.isPaused() || !m_dataAsOf.isValid()))
        ask();
}

void PolledModel::refresh()
{
    if (!m_asking)
        ask();
}

void PolledModel::questionChanged()
{
    ++m_asked;
    m_asking = false;
    if (m_active)
        ask();
}

void PolledModel::subjectChanged()
{
    m_dataAsOf = {};
    if (m_state == ReadState::Ready)
        setReadState(m_active ? ReadState::Loading : ReadState::Idle);
    clear();
    questionChanged();
}

void PolledModel::setPeriod(std::chrono::milliseconds period)
{
    if (period != m_period.intervalAsDuration())
        m_period.setInterval(period); // one that runs begins anew
}

void PolledModel::ask()
{
    m_period.stop();
    const auto &environment = m_questions.environment();
    if (!environment.alive || environment.dsn.isEmpty()) {
        if (!m_dataAsOf.isValid())
            setReadState(ReadState::Idle);
        return;
    }
    m_asking = true;
    if (m_state == ReadState::Idle)
        setReadState(ReadState::Loading);
    m_questions.ask(this, question(), [this, asked = m_asked](const Answer &answer) {
        if (asked == m_asked)
            take(answer);
    });
}

void PolledModel::take(const Answer &answer)
{
    m_asking = false;
    if (answer.ok()) {
        apply(answer.value);
        m_dataAsOf = QDateTime::currentDateTime();
        setReadState(ReadState::Ready);
        emit applied();
    } else {
        setReadState(ReadState::Failed, answer.error);
    }
    m_period.start();
}

void PolledModel::setReadState(ReadState state, const QString &error)
{
    if (state == m_state && error == m_error)
        return;
    m_state = state;
    m_error = error;
    emit readStateChanged();
}

} // namespace holdfast::models
