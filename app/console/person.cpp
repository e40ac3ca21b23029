#include "app/console/person.h"

#include <pwd.h>
#include <unistd.h>

namespace holdfast::console {

QString personAtTheDesk()
{
    const auto *account = ::getpwuid(::geteuid());
    return QStringLiteral("console/")
        + (account ? QString::fromLocal8Bit(account->pw_name) : QString::number(::geteuid()));
}

} // namespace holdfast::console
