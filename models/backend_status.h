#pragma once

#include <QObject>
#include <QString>

namespace holdfast::models {

/// How the console's own backend is doing: what a window shows while it starts and when it could not. Set by the
/// application, read by views, which send back retryRequested(). GUI thread.
class BackendStatus final : public QObject
{
    Q_OBJECT

public:
    enum class State { Off, Starting, Running, Failed };
    Q_ENUM(State)

    using QObject::QObject;

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const QString &progress() const { return m_progress; } ///< "Starting PostgreSQL", while Starting
    [[nodiscard]] const QString &error() const { return m_error; }       ///< one or two plain sentences, when Failed

    void setStarting(const QString &progress);
    void setRunning();
    void setFailed(const QString &error);
    /// It was asked for --dsn only: there is no embedded backend.
    void setOff();

signals:
    void changed();
    /// Emitted by views: "Try again".
    void retryRequested();

private:
    void set(State state, const QString &progress, const QString &error);

    State m_state = State::Off;
    QString m_progress;
    QString m_error;
};

} // namespace holdfast::models
