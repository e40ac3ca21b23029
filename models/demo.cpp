#include "models/demo.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace holdfast::models {

namespace {

constexpr qsizetype lineCap = 64 * 1024;
constexpr qsizetype complaintCap = 4 * 1024;

} // namespace

Demo::Demo(const QString &ctl, const QString &dataDir, QObject *parent)
    : QObject(parent), m_ctl(ctl), m_dataDir(dataDir)
{
}

Demo::~Demo()
{
    if (m_process)
        m_process->disconnect(this);
}

void Demo::start()
{
    if (m_state != State::Off)
        return;
    m_error.clear();
    m_line.clear();
    m_complaints.clear();
    m_process = std::make_unique<LifelineProcess>();
    connect(m_process.get(), &QProcess::readyReadStandardOutput, this, &Demo::read);
    connect(m_process.get(), &QProcess::readyReadStandardError, this, [this] {
        m_complaints = (m_complaints + m_process->readAllStandardError()).right(complaintCap);
    });
    connect(m_process.get(), &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            end(tr("%1 could not be started: %2").arg(m_ctl, m_process->errorString()));
    });
    connect(m_process.get(), &QProcess::finished, this, [this](int exitCode) {
        const auto last = QString::fromUtf8(m_complaints).trimmed().section(u'\n', -1);
        end(m_state == State::Stopping ? QString() : tr("The demo ended with exit code %1. %2").arg(exitCode).arg(last));
    });
    set(State::Starting);
    if (!m_process->startWithLifeline(m_ctl, {QStringLiteral("demo"), QStringLiteral("--json"),
                                              QStringLiteral("--data-dir"), m_dataDir}))
        end(m_process->errorString());
}

void Demo::stop()
{
    if (m_state != State::Starting && m_state != State::Running)
        return;
    set(State::Stopping);
    m_process->closeLifeline();
}

void Demo::read()
{
    const auto said = m_process->readAllStandardOutput();
    if (m_state != State::Starting)
        return;
    m_line += said;
    const auto length = m_line.indexOf('\n');
    if (length < 0 && m_line.size() < lineCap)
        return;
    const auto ready = QJsonDocument::fromJson(m_line.left(length)).object();
    m_sandbox = ready.value(u"name").toString();
    m_line.clear();
    if (ready.value(u"event").toString() != QLatin1String("ready") || m_sandbox.isEmpty()) {
        m_process->disconnect(this);
        m_process->kill();
        end(tr("The demo said something else than that it is ready."));
        return;
    }
    set(State::Running);
    emit up(m_sandbox);
}

void Demo::end(const QString &why)
{
    m_error = why;
    m_sandbox.clear();
    // Not from within one of its own signals.
    m_process->disconnect(this);
    m_process.release()->deleteLater();
    set(State::Off);
}

void Demo::set(State state)
{
    m_state = state;
    emit changed();
}

} // namespace holdfast::models
