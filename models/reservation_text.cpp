#include "models/reservation_model.h"

#include "models/language.h"

#include <QCoreApplication>

namespace holdfast::models {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(ReservationText)
};

} // namespace

QString label(State state)
{
    switch (state) {
    case State::Held:
        return Words::tr("Held");
    case State::VendorConfirmed:
        return Words::tr("Vendor confirmed");
    case State::VendorAuthorized:
        return Words::tr("Vendor authorized");
    case State::AuthorizedBoth:
        return Words::tr("Authorized both");
    case State::Committing:
        return Words::tr("Committing");
    case State::Confirmed:
        return Words::tr("Confirmed");
    case State::Released:
        return Words::tr("Released");
    case State::Expired:
        return Words::tr("Expired");
    case State::Cancelled:
        return Words::tr("Cancelled");
    case State::FailedVendorAuth:
        return Words::tr("Vendor authorization failed");
    case State::FailedRequesterAuth:
        return Words::tr("Requester authorization failed");
    case State::FailedAvailabilityChanged:
        return Words::tr("Availability changed");
    case State::FailedCommit:
        return Words::tr("Commit failed");
    }
    return {};
}

QString formatTimeLeft(qint64 seconds)
{
    const qint64 span = seconds < 0 ? -seconds : seconds;
    const QString clock = span >= 3600
        ? QStringLiteral("%1:%2:%3").arg(span / 3600).arg(span / 60 % 60, 2, 10, QLatin1Char('0'))
              .arg(span % 60, 2, 10, QLatin1Char('0'))
        : QStringLiteral("%1:%2").arg(span / 60).arg(span % 60, 2, 10, QLatin1Char('0'));
    return seconds < 0 ? Words::tr("past by %1").arg(clock) : clock;
}

QString formatAge(qint64 seconds)
{
    if (seconds < 0)
        seconds = 0;
    if (seconds < 60)
        return Words::tr("%1 s").arg(seconds);
    if (seconds < 3600)
        return Words::tr("%1 min").arg(seconds / 60);
    if (seconds < 86'400)
        return Words::tr("%1 h %2 min").arg(seconds / 3600).arg(seconds / 60 % 60);
    return Words::tr("%1 d").arg(seconds / 86'400);
}

QString formatMoney(const Money &money)
{
    if (money.currency.empty())
        return {};
    const auto digits = minor_digits(money.currency);
    quint64 scale = 1;
    for (int i = 0; i < digits; ++i)
        scale *= 10;
    const quint64 magnitude = money.amount_minor < 0 ? 0 - quint64(money.amount_minor) : quint64(money.amount_minor);
    const auto &locale = screenLocale();
    QString text = money.amount_minor < 0 ? QStringLiteral("-") : QString();
    text += locale.toString(magnitude / scale);
    if (digits > 0)
        text += locale.decimalPoint() + QStringLiteral("%1").arg(magnitude % scale, digits, 10, QLatin1Char('0'));
    text += QChar(0x00a0);
    text += money.currency == "EUR" ? QStringLiteral("€") : QString::fromStdString(money.currency);
    return text;
}

QString shortenId(const QString &id)
{
    return id.size() <= 13 ? id : id.left(8) + QStringLiteral("…") + id.right(4);
}

} // namespace holdfast::models
