#include "models/act_words.h"
#include "models/from_insight.h"
#include "models/local_time.h"
#include "models/reservation_model.h"
#include "models/timeline.h"

#include <QCoreApplication>
#include <QHash>
#include <QRegularExpression>

#include <algorithm>

namespace holdfast::models {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Timeline)
};

/// What is done at the gateway for a party, with the amount where it is known.
QString operationWords(const TimelineStory &story, const TimelineEntry &entry)
{
    QString whose;
    if (entry.party == QLatin1String("vendor"))
        whose = Words::tr("vendor");
    else if (entry.party == QLatin1String("requester"))
        whose = Words::tr("requester");
    if (entry.what == QLatin1String("commit"))
        return Words::tr("capture");
    if (entry.what == QLatin1String("void"))
        return Words::tr("void %1").arg(whose).trimmed();
    if (entry.what == QLatin1String("unwind"))
        return Words::tr("give back %1").arg(whose).trimmed();
    QString amount;
    for (const auto &money : story.money.value_or(QList<TimelineMoney>())) {
        if (money.party == entry.party)
            amount = formatMoney({money.askedMinor, money.currency.toStdString()});
    }
    const auto what = entry.what == QLatin1String("authorize") ? Words::tr("authorize %1").arg(whose)
                                                                : entry.what + QLatin1Char(' ') + whose;
    return (what + QLatin1Char(' ') + amount).trimmed();
}

/// "operator:Ann" is Ann for people; "partner:..." and "system" stay what they are.
QString personOf(const QString &actor)
{
    const auto colon = actor.indexOf(QLatin1Char(':'));
    return colon < 0 ? actor : actor.mid(colon + 1);
}

QString joined(QStringList parts)
{
    parts.removeAll(QString());
    return parts.join(QStringLiteral(", "));
}

/// The deadline stands at the end of a transition's detail, in UTC: it is taken out, and known as a time.
void takeDeadline(TimelineEntry &entry)
{
    static const QRegularExpression stated(QStringLiteral("(?:, |^)deadline ([0-9TZ:.-]+)$"));
    const auto match = stated.match(entry.detail);
    if (!match.hasMatch())
        return;
    if (!entry.deadline)
        entry.deadline = parse_rfc3339(match.captured(1).toStdString());
    entry.detail.truncate(match.capturedStart());
}

void tellTransition(TimelineEntry &entry)
{
    takeDeadline(entry);
    entry.lane = TimelineLane::Events;
    entry.title = eventLabel(entry.what.toStdString(), {});
    const auto until = entry.deadline
        ? Words::tr("deadline %1").arg(localTime(*entry.deadline).toString(QStringLiteral("HH:mm:ss")))
        : QString();
    entry.words = joined({entry.title, entry.detail, until});
}

void tellCall(TimelineEntry &entry)
{
    entry.lane = TimelineLane::Payments;
    entry.title = entry.what;
    entry.words = joined({entry.what, entry.detail});
    const bool refused = entry.answer && *entry.answer >= 400 && *entry.answer < 500 && *entry.answer != 409
        && *entry.answer != 429;
    const bool good = entry.answer && *entry.answer < 400;
    entry.mark = good ? Mark::Good : refused ? Mark::Bad : Mark::Warn; // the others are tried again
}

struct Effort
{
    int calls = 0;
    qint64 tookMs = 0;
};

void tellEnd(const TimelineStory &story, TimelineEntry &entry, const Effort &effort)
{
    entry.lane = TimelineLane::Payments;
    entry.title = operationWords(story, entry);
    const auto status = entry.detail.section(QStringLiteral(", "), 0, 0);
    const auto outcome = entry.detail.section(QStringLiteral(", "), 1);
    const bool givenUp = status == QLatin1String("DEAD") || status == QLatin1String("SUPERSEDED");
    const auto end = joined({givenUp || outcome.isEmpty() ? workLabel(status) : QString(), outcome});
    entry.mark = status == QLatin1String("DONE") ? Mark::Good
        : status == QLatin1String("SUPERSEDED")  ? Mark::Muted
                                                 : Mark::Bad;
    const auto calls = effort.calls == 0 ? QString()
                                         : joined({effort.calls == 1 ? Words::tr("1 call")
                                                                     : Words::tr("%n calls", nullptr, effort.calls),
                                                   Words::tr("%1 ms").arg(effort.tookMs)});
    entry.words = joined({entry.title + QStringLiteral(": ") + end, calls});
}

void tellWebhook(TimelineEntry &entry)
{
    entry.lane = TimelineLane::Webhooks;
    entry.title = entry.what;
    if (entry.title.startsWith(QLatin1String("payment_intent.")))
        entry.title.remove(0, int(qstrlen("payment_intent.")));
    // After the ids of the message and of the payment.
    static const QRegularExpression said(QStringLiteral("(?<=, )(PENDING|DONE|IGNORED|DEAD)(?=,|$)"));
    auto detail = entry.detail;
    if (const auto status = said.match(detail); status.hasMatch()) {
        if (status.captured() == QLatin1String("DEAD"))
            entry.mark = Mark::Bad;
        detail.replace(status.capturedStart(), status.capturedLength(), workLabel(status.captured()));
    }
    entry.words = joined({entry.what, detail});
}

void tellPerson(const TimelineStory &story, TimelineEntry &entry)
{
    entry.lane = TimelineLane::People;
    const auto who = personOf(entry.actor);
    if (entry.kind == QLatin1String("note")) {
        entry.title = Words::tr("%1 added a note").arg(who);
        entry.words = Words::tr("Note: %1").arg(entry.detail);
        return;
    }
    const auto act = actLabel(entry.what);
    entry.title = QStringLiteral("%1: %2").arg(who, act);
    // What it was done to stands above it already.
    auto detail = entry.detail;
    detail.remove(QStringLiteral("reservation/") + QString::fromStdString(story.id.to_string()));
    if (detail.endsWith(QLatin1String(", ")))
        detail.chop(2);
    entry.words = joined({act, detail});
}

/// 60.00 € and 5.00 USD of the parties' money; empty: none.
template <typename Amount>
QString sumWords(const QList<TimelineMoney> &money, Amount amount)
{
    QMap<QString, qint64> sums;
    for (const auto &one : money) {
        if (const auto minor = amount(one); minor != 0)
            sums[one.currency] += minor;
    }
    QStringList words;
    for (auto sum = sums.cbegin(); sum != sums.cend(); ++sum)
        words << formatMoney({sum.value(), sum.key().toStdString()});
    return words.join(Words::tr(" and "));
}

} // namespace

void tellTimeline(TimelineStory &story)
{
    QHash<QString, Effort> efforts;
    std::optional<State> after;
    for (auto &entry : story.entries) {
        if (entry.kind == QLatin1String("transition")) {
            after = entry.to;
            tellTransition(entry);
        } else if (entry.kind == QLatin1String("gateway_call")) {
            auto &effort = efforts[entry.operation];
            ++effort.calls;
            effort.tookMs += entry.tookMs.value_or(0);
            tellCall(entry);
        } else if (entry.kind == QLatin1String("operation_planned")) {
            entry.lane = TimelineLane::Payments;
            entry.title = operationWords(story, entry);
            entry.words = Words::tr("%1: planned").arg(entry.title);
        } else if (entry.kind == QLatin1String("operation_ended")) {
            tellEnd(story, entry, efforts.value(entry.operation));
        } else if (entry.kind == QLatin1String("webhook")) {
            tellWebhook(entry);
        } else {
            tellPerson(story, entry);
        }
        entry.after = after;
    }
}

Standing standingOf(const TimelineStory &story)
{
    if (story.cut)
        return {Mark::Warn, Words::tr("only the first %1 entries are shown").arg(story.entries.size())};
    if (!story.whole) {
        return {Mark::Bad, story.replayed && *story.replayed != story.state
                    ? Words::tr("not whole: its transitions lead to %1, stored is %2")
                          .arg(label(*story.replayed), label(story.state))
                    : Words::tr("not whole: transitions are missing or do not follow from each other")};
    }
    if (!story.money)
        return {Mark::Good, Words::tr("whole: replayed to %1").arg(label(*story.replayed))};
    const auto &money = *story.money;
    const auto authorized = sumWords(money, [](const auto &one) { return one.awaitsCapture ? one.authorizedMinor : 0; });
    const auto captured = sumWords(money, [](const auto &one) { return one.keptMinor; });
    const auto stands = money.isEmpty()
        ? Words::tr("nobody pays")
        : joined({captured.isEmpty() ? Words::tr("nothing captured") : Words::tr("%1 captured").arg(captured),
                  authorized.isEmpty() ? Words::tr("nothing authorized") : Words::tr("%1 authorized").arg(authorized)});
    if (info(story.state).in_flight)
        return {Mark::None, Words::tr("in flight: %1").arg(stands)};
    // Money that stays without a booking is not settled, whatever the work says.
    const bool owed = story.state != State::Confirmed && !captured.isEmpty();
    if (story.unsettled > 0)
        return {Mark::Warn, (story.unsettled == 1 ? Words::tr("not settled, 1 operation open: %1")
                                                  : Words::tr("not settled, %n operations open: %1", nullptr,
                                                              int(story.unsettled))).arg(stands)};
    if (owed || !authorized.isEmpty())
        return {Mark::Bad, Words::tr("not settled: %1").arg(stands)};
    return {Mark::Good, Words::tr("settled: %1").arg(stands)};
}

QString timelineKind(const TimelineEntry &entry)
{
    switch (entry.lane) {
    case TimelineLane::State:
    case TimelineLane::Events:
        return Words::tr("State");
    case TimelineLane::Payments:
        return Words::tr("Payment");
    case TimelineLane::Webhooks:
        return Words::tr("Webhook");
    case TimelineLane::People:
        return entry.kind == QLatin1String("note") ? Words::tr("Note") : Words::tr("Act");
    }
    return {};
}

QString timelineLaneLabel(TimelineLane lane)
{
    switch (lane) {
    case TimelineLane::State:
        return Words::tr("State");
    case TimelineLane::Payments:
        return Words::tr("Payments");
    case TimelineLane::Webhooks:
        return Words::tr("Webhooks");
    case TimelineLane::Events:
        return Words::tr("Events");
    case TimelineLane::People:
        return Words::tr("People");
    }
    return {};
}

} // namespace holdfast::models
