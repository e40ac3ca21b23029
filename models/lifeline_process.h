#pragma once

#include <QProcess>

namespace holdfast::models {

/// A child of holdfastctl that ends itself when this process does, however that ends: it gets `--lifeline FD`, the read end
/// of a pipe whose other end is kept here. Closing it asks the child to end as SIGTERM does. GUI thread.
class LifelineProcess final : public QProcess
{
    Q_OBJECT

public:
    explicit LifelineProcess(QObject *parent = nullptr);
    ~LifelineProcess() override; ///< as finish(), with a patience of five seconds

    /// False, with errorString() set, when no pipe can be had; other failures come as errorOccurred().
    bool startWithLifeline(const QString &program, const QStringList &arguments);
    void closeLifeline();
    /// Closes the lifeline, waits that long, kills.
    void finish(int patienceMs);

private:
    int m_end = -1; // ours
};

} // namespace holdfast::models
