#include "tests/app/desk.h"

#include <QEventLoop>
#include <QTest>
#include <QTimer>
#include <QWidget>

namespace holdfast::test {

namespace {

constexpr int patienceMs = 20'000;
constexpr int lookMs = 50;

} // namespace

Display::Display()
{
    // It names a free display itself, on the descriptor it is given: two programs never take the same.
    m_server.setProcessChannelMode(QProcess::SeparateChannels);
    m_server.start(QStringLiteral("Xvfb"),
                   {QStringLiteral("-displayfd"), QStringLiteral("1"), QStringLiteral("-screen"), QStringLiteral("0"),
                    QStringLiteral("1440x900x24"), QStringLiteral("-nolisten"), QStringLiteral("tcp")});
    if (!m_server.waitForStarted(patienceMs)) {
        m_problem = m_server.errorString();
        return;
    }
    QByteArray said;
    while (!said.contains('\n') && m_server.waitForReadyRead(patienceMs))
        said += m_server.readAllStandardOutput();
    if (said.contains('\n'))
        m_name = ':' + said.trimmed();
    else
        m_problem = QString::fromLocal8Bit(m_server.readAllStandardError());
}

Display::~Display()
{
    m_server.terminate();
    if (!m_server.waitForFinished(patienceMs))
        m_server.kill();
}

bool Hand::press(const QWidget *widget)
{
    return press(widget, widget->rect().center());
}

bool Hand::press(const QWidget *widget, const QPoint &place)
{
    if (!QTest::qWaitFor([&] { return widget->isVisible() && widget->isEnabled(); }, patienceMs)) {
        qWarning("%s cannot be pressed", qPrintable(widget->accessibleName()));
        return false;
    }
    return xdotool(pressAt(widget, place));
}

QStringList Hand::pressAt(const QWidget *widget, const QPoint &place)
{
    const auto at = widget->mapToGlobal(place);
    return {QStringLiteral("mousemove"), QString::number(at.x()), QString::number(at.y()), QStringLiteral("click"),
            QStringLiteral("1")};
}

bool Hand::press(const QWidget *widget, const QList<Step> &steps)
{
    qsizetype next = 0;
    QTimer look;
    look.setInterval(lookMs);
    QObject::connect(&look, &QTimer::timeout, &look, [&] {
        if (next < steps.size() && steps.at(next).when())
            QProcess::startDetached(QStringLiteral("xdotool"), steps.at(next++).then);
    });
    look.start();
    // Not press(): its loop would hold what the press opens.
    if (!QTest::qWaitFor([&] { return widget->isVisible() && widget->isEnabled(); }, patienceMs))
        return false;
    QProcess::startDetached(QStringLiteral("xdotool"), pressAt(widget, widget->rect().center()));
    return QTest::qWaitFor([&] { return next == steps.size(); }, patienceMs);
}

bool Hand::key(const QString &keys)
{
    return xdotool({QStringLiteral("key"), keys});
}

bool Hand::type(const QString &text)
{
    return xdotool({QStringLiteral("type"), text});
}

bool Hand::xdotool(const QStringList &arguments)
{
    // Not waitForFinished(): the window has to go on meanwhile, as it answers what the hand does.
    QProcess process;
    process.setProcessChannelMode(QProcess::ForwardedChannels);
    QEventLoop loop;
    QObject::connect(&process, &QProcess::finished, &loop, &QEventLoop::quit);
    QObject::connect(&process, &QProcess::errorOccurred, &loop, &QEventLoop::quit);
    process.start(QStringLiteral("xdotool"), arguments);
    loop.exec();
    return process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
}

} // namespace holdfast::test
