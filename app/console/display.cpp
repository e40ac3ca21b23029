#include "app/console/display.h"

#include <QtGlobal>

#include <cstdio>
#include <cstdlib>

namespace holdfast::console {

namespace {

constexpr int exitNoDisplay = 1;

bool isSet(const char *name)
{
    return !qEnvironmentVariableIsEmpty(name);
}

/// Qt's own explanation of a missing display is a page long, and ends in abort().
void endWithoutDisplay(QtMsgType type, const QMessageLogContext &, const QString &)
{
    if (type == QtFatalMsg)
        std::_Exit(sayThereIsNoDisplay());
}

} // namespace

bool hasDisplay()
{
    return isSet("QT_QPA_PLATFORM") || isSet("DISPLAY") || isSet("WAYLAND_DISPLAY");
}

DisplayGuard::DisplayGuard()
{
    qInstallMessageHandler(endWithoutDisplay);
}

DisplayGuard::~DisplayGuard()
{
    qInstallMessageHandler(nullptr);
}

int sayThereIsNoDisplay()
{
    std::fputs("holdfast: there is no display to open a window on; packaging/run.sh --headless runs the API and the "
               "workers without one\n",
               stderr);
    return exitNoDisplay;
}

} // namespace holdfast::console
