#include "views/stuck_acts.h"

#include "models/reservation_model.h"

#include <QCoreApplication>

#include <algorithm>
#include <functional>

namespace holdfast::views {

using models::Act;
using models::ActTarget;
using models::StuckRow;

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(StuckActs)
};

bool all(const QList<StuckRow> &rows, const std::function<bool(const StuckRow &)> &holds)
{
    return std::all_of(rows.begin(), rows.end(), holds);
}

bool isWebhook(const StuckRow &row)
{
    return !row.webhook().isEmpty();
}

/// One target per thing: a reservation may be stuck for two reasons.
QList<ActTarget> targetsOf(StuckAct act, const QList<StuckRow> &rows)
{
    QList<ActTarget> targets;
    for (const auto &row : rows) {
        ActTarget target;
        if (act == StuckAct::Retry && isWebhook(row))
            target.webhook = row.webhook();
        else if (act == StuckAct::Retry)
            target = {*row.operation, {}, row.fence};
        else if (act == StuckAct::Repair || act == StuckAct::Claim)
            target.id = *row.reservation; // whatever it has become since
        else
            target = {*row.reservation, {}, row.version};
        if (!targets.contains(target))
            targets.append(target);
    }
    return targets;
}

QString nameOfOne(const StuckRow &row)
{
    if (isWebhook(row))
        return row.webhook();
    return models::shortenId(QString::fromStdString((row.reservation ? *row.reservation : *row.operation).to_string()));
}

QString atRiskWords(const QList<StuckRow> &rows)
{
    const auto money = models::moneyWords(moneyOf(rows));
    return money.isEmpty() ? Words::tr("No money of it is known of.") : Words::tr("At risk: %1.").arg(money);
}

Act actOf(StuckAct act, const QList<StuckRow> &rows)
{
    switch (act) {
    case StuckAct::Retry:
        return !rows.isEmpty() && isWebhook(rows.first()) ? Act::RetryWebhook : Act::RetryOperation;
    case StuckAct::Repair:
        return Act::RepairReservations;
    case StuckAct::ForceRelease:
        return Act::ForceRelease;
    case StuckAct::Claim:
        return Act::Claim;
    case StuckAct::Void:
    case StuckAct::Timeline:
        break;
    }
    return Act::Void;
}

QString whyNotThese(StuckAct act, const QList<StuckRow> &rows)
{
    switch (act) {
    case StuckAct::Timeline:
        if (rows.size() > 1)
            return Words::tr("Select one row: a timeline is of one reservation.");
        return rows.first().reservation ? QString() : Words::tr("It belongs to no reservation.");
    case StuckAct::Claim:
        return all(rows, [](const auto &row) { return row.reservation.has_value(); })
            ? QString()
            : Words::tr("Only reservations are claimed.");
    case StuckAct::Retry:
        if (!all(rows, [](const auto &row) { return row.operation || isWebhook(row); }))
            return Words::tr("Only operations and webhooks that were given up are retried.");
        return all(rows, isWebhook) || std::none_of(rows.begin(), rows.end(), isWebhook)
            ? QString()
            : Words::tr("Select operations or webhooks, not both.");
    case StuckAct::Repair:
        return all(rows, [](const auto &row) { return row.reservation && row.atRisk.amount_minor > 0; })
            ? QString()
            : Words::tr("Only where money of a reservation is at risk is there something to be repaired.");
    case StuckAct::Void:
        return all(rows, [](const auto &row) {
                   return row.reservation && row.state && row.atRisk.amount_minor > 0 && *row.state != State::Committing
                       && *row.state != State::Confirmed;
               })
            ? QString()
            : Words::tr("Only money of reservations that are neither committing nor booked can be given back.");
    case StuckAct::ForceRelease:
        return all(rows, [](const auto &row) { return row.reservation && row.state && info(*row.state).in_flight; })
            ? QString()
            : Words::tr("Only reservations in flight can be released by force.");
    }
    return {};
}

} // namespace

QList<Money> moneyOf(const QList<StuckRow> &rows)
{
    QList<Money> sums;
    QStringList seen;
    for (const auto &row : rows) {
        const auto of = row.reservation && !row.operation ? QString::fromStdString(row.reservation->to_string())
                                                          : row.subject;
        if (row.atRisk.amount_minor == 0 || seen.contains(of))
            continue;
        seen.append(of);
        const auto same = std::find_if(sums.begin(), sums.end(),
                                       [&](const Money &sum) { return sum.currency == row.atRisk.currency; });
        if (same == sums.end())
            sums.append(row.atRisk);
        else
            same->amount_minor += row.atRisk.amount_minor;
    }
    return sums;
}

QString whyNot(StuckAct act, const QList<StuckRow> &rows, const models::Acts &acts)
{
    if (rows.isEmpty())
        return Words::tr("Select what to act on.");
    const auto these = whyNotThese(act, rows);
    return !these.isEmpty() || act == StuckAct::Timeline ? these : acts.whyNot(actOf(act, rows));
}

ActQuestion questionOf(StuckAct act, const QList<StuckRow> &rows, const models::Acts &acts)
{
    ActQuestion question;
    question.request.act = actOf(act, rows);
    question.request.targets = targetsOf(act, rows);
    const int count = int(question.request.targets.size());
    const auto one = nameOfOne(rows.first());
    switch (act) {
    case StuckAct::Claim: {
        const auto other = std::find_if(rows.begin(), rows.end(), [&](const auto &row) {
            return !row.claimedBy.isEmpty() && row.claimedBy != acts.person();
        });
        question.title = count == 1 ? Words::tr("Claim %1?").arg(one) : Words::tr("Claim %n reservations?", nullptr, count);
        question.what = Words::tr("Others see that you work on it. It lapses by itself.");
        if (other != rows.end())
            question.what = Words::tr("%1 works on it now. The audit tells from whom it was taken, and why.").arg(other->claimedBy);
        question.verb = other != rows.end() ? Words::tr("Take over") : Words::tr("Claim");
        question.reasonRequired = other != rows.end();
        break;
    }
    case StuckAct::Retry:
        question.title = count == 1 ? Words::tr("Retry %1?").arg(one) : Words::tr("Retry %n things?", nullptr, count);
        question.what = Words::tr("A worker tries again now, with all attempts. %1").arg(atRiskWords(rows));
        question.verb = count == 1 ? Words::tr("Retry") : Words::tr("Retry %1").arg(count);
        if (count > 1 && !moneyOf(rows).isEmpty()) {
            question.dangerous = true;
            question.typed = Words::tr("retry");
        }
        break;
    case StuckAct::Repair:
        question.title = count == 1 ? Words::tr("Repair the money of %1?").arg(one)
                                    : Words::tr("Repair the money of %n reservations?", nullptr, count);
        question.what = Words::tr("A worker asks the gateway what it keeps, and gives back what no booking needs. %1")
                            .arg(atRiskWords(rows));
        question.verb = count == 1 ? Words::tr("Repair") : Words::tr("Repair %1").arg(count);
        question.reasonRequired = true;
        question.typed = Words::tr("repair");
        break;
    case StuckAct::Void:
        question.title = count == 1 ? Words::tr("Give the money of %1 back?").arg(one)
                                    : Words::tr("Give the money of %n reservations back?", nullptr, count);
        question.what = Words::tr("Those in flight end as released; what is authorized or captured is given back. %1")
                            .arg(atRiskWords(rows));
        question.verb = count == 1 ? Words::tr("Void") : Words::tr("Void %1").arg(count);
        question.dangerous = true;
        question.reasonRequired = true;
        question.typed = Words::tr("void");
        break;
    case StuckAct::ForceRelease:
        question.title = count == 1 ? Words::tr("Force-release %1?").arg(one)
                                    : Words::tr("Force-release %n holds?", nullptr, count);
        question.what = Words::tr("Their places become free, and their money is given back. One that is committing waits "
                                  "for the outcome of its captures. %1").arg(atRiskWords(rows));
        question.verb = count == 1 ? Words::tr("Force-release") : Words::tr("Force-release %n holds", nullptr, count);
        question.dangerous = true;
        question.reasonRequired = true;
        if (count > 1 || !moneyOf(rows).isEmpty())
            question.typed = Words::tr("force-release");
        break;
    case StuckAct::Timeline:
        break;
    }
    return question;
}

} // namespace holdfast::views
