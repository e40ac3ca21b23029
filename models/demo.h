#pragma once

#include "models/lifeline_process.h"

#include <QObject>
#include <QString>

#include <memory>

namespace holdfast::models {

/// The demo: a child `holdfastctl demo`, a sandbox with a small town that books. One at a time; it ends with this object
/// or with the program, however that ends. GUI thread.
class Demo final : public QObject
{
    Q_OBJECT

public:
    enum class State { Off, Starting, Running, Stopping };
    Q_ENUM(State)

    Demo(const QString &ctl, const QString &dataDir, QObject *parent = nullptr);
    ~Demo() override;

    [[nodiscard]] State state() const { return m_state; }
    [[nodiscard]] const QString &sandbox() const { return m_sandbox; } ///< its name, while Running
    /// Why it is Off though nobody stopped it; one or two sentences.
    [[nodiscard]] const QString &error() const { return m_error; }

    void start();
    void stop();

signals:
    void changed();
    /// It is up and registered under this name.
    void up(const QString &sandbox);

private:
    void set(State state);
    void read();
    void end(const QString &why);

    QString m_ctl;
    QString m_dataDir;
    State m_state = State::Off;
    QString m_sandbox;
    QString m_error;
    QByteArray m_line;       // until the first is whole
    QByteArray m_complaints; // the end of what it said on stderr
    std::unique_ptr<LifelineProcess> m_process;
};

} // namespace holdfast::models
