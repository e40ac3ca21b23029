#include "models/acts.h"

#include "backend/acts/acts.h"
#include "backend/core/trace.h"
#include "backend/insight/reservations.h"
#include "models/act_words.h"
#include "models/database_words.h"
#include "models/language.h"
#include "models/local_time.h"

#include <algorithm>

namespace holdfast::models {

namespace {

constexpr int followPeriodMs = 1'000;
constexpr auto sendLimit = std::chrono::seconds(15); // locks are waited for, a second each, and runs are repeated
constexpr qsizetype followedAtOnce = 50;

QString textOf(const Uuid &id)
{
    return QString::fromStdString(id.to_string());
}

Role roleNamed(const std::string &name)
{
    for (const auto role : {Role::Viewer, Role::Tester, Role::Operator, Role::Admin}) {
        if (nameOf(role).toStdString() == name)
            return role;
    }
    return Role::None;
}

struct Login
{
    std::optional<std::string> role;
    std::optional<std::string> actor; ///< nullopt: whoever sits here
};

/// What one act on one target needs, on the queue's thread.
struct Doing
{
    storage::Connection &connection;
    const ActRequest &request;
    acts::Person person;

    [[nodiscard]] std::string reason() const { return request.reason.toStdString(); }
    [[nodiscard]] static acts::Shown shown(const ActTarget &target)
    {
        return {target.id, target.version ? std::optional(std::int32_t(*target.version)) : std::nullopt};
    }
};

QString wordsOf(const acts::Outcome &outcome)
{
    const QString state = outcome.state ? label(*outcome.state) : QString();
    if (!outcome.refusal) {
        if (outcome.operation_id)
            return Acts::tr("Requested. It is released when the outcome of its captures is known.");
        if (outcome.deadline)
            return Acts::tr("%1, until %2.")
                .arg(state, writtenTime(localTime(*outcome.deadline), QStringLiteral("HH:mm:ss")));
        return Acts::tr("Now %1.").arg(state);
    }
    if (outcome.changed_since)
        return Acts::tr("It has changed since it was shown: now %1, version %2.").arg(state).arg(outcome.version);
    if (*outcome.refusal == ErrorCode::ReservationNotFound)
        return state.isEmpty() ? Acts::tr("There is no such reservation.")
                               : Acts::tr("It has ended: %1.").arg(state);
    return state.isEmpty() ? Acts::tr("Refused.") : Acts::tr("Not possible while it is %1.").arg(state);
}

ActResult resultOf(const ActTarget &target, const acts::Outcome &outcome)
{
    ActResult result;
    result.target = target;
    result.status = outcome.refusal       ? ActResult::Status::Refused
        : outcome.operation_id.has_value() ? ActResult::Status::Requested
                                           : ActResult::Status::Done;
    result.words = wordsOf(outcome);
    result.state = outcome.state;
    result.version = outcome.version;
    return result;
}

ActResult resultOf(const ActTarget &target, const acts::WorkOutcome &outcome)
{
    ActResult result;
    result.target = target;
    result.status = outcome.refusal ? ActResult::Status::Refused : ActResult::Status::Done;
    const auto status = QString::fromStdString(outcome.status);
    if (!outcome.refusal)
        result.words = Acts::tr("Tried again now.");
    else if (outcome.changed_since)
        result.words = Acts::tr("It has changed since it was shown: now %1.").arg(workLabel(status));
    else
        result.words = status.isEmpty() ? Acts::tr("There is no such work.")
                                        : Acts::tr("Not possible while it is %1.").arg(workLabel(status));
    result.version = outcome.version;
    return result;
}

ActResult doOne(const Doing &doing, const ActTarget &target)
{
    auto &connection = doing.connection;
    const auto shown = Doing::shown(target);
    const auto reason = doing.reason();
    const auto &person = doing.person;
    switch (doing.request.act) {
    case Act::Extend:
        return resultOf(target, acts::rerun_transient([&] {
                            return acts::extend(connection, shown, doing.request.by, reason, person);
                        }));
    case Act::Release:
        return resultOf(target,
                        acts::rerun_transient([&] { return acts::release(connection, shown, reason, person); }));
    case Act::ForceRelease:
        return resultOf(target,
                        acts::rerun_transient([&] { return acts::force_release(connection, shown, reason, person); }));
    case Act::Void:
        return resultOf(target, acts::rerun_transient([&] {
                            return acts::void_authorizations(connection, shown, reason, person);
                        }));
    case Act::Note:
        return resultOf(target,
                        acts::rerun_transient([&] { return acts::add_note(connection, target.id, reason, person); }));
    case Act::Claim:
        return resultOf(target,
                        acts::rerun_transient([&] { return acts::claim(connection, shown, reason, person); }));
    case Act::Unclaim:
        return resultOf(target,
                        acts::rerun_transient([&] { return acts::unclaim(connection, shown, reason, person); }));
    case Act::RetryOperation:
        return resultOf(target, acts::rerun_transient([&] {
                            return acts::retry_operation(connection, target.id, target.version, reason, person);
                        }));
    case Act::RetryWebhook:
        return resultOf(target, acts::rerun_transient([&] {
                            return acts::retry_webhook(connection, target.webhook.toStdString(), reason, person);
                        }));
    case Act::Reconcile:
    case Act::RepairDiscrepancies: // all at once
    case Act::RepairReservations:
        break;
    }
    const auto request = acts::rerun_transient(
        [&] { return acts::request_reconciliation(connection, doing.request.repair, person, reason); });
    ActResult result;
    result.target.id = request.id;
    result.status = ActResult::Status::Requested;
    result.words = Acts::tr("Requested. A worker compares the books.");
    return result;
}

/// All of the selection or nothing of it.
QList<ActResult> requestRepair(const Doing &doing)
{
    const auto &request = doing.request;
    acts::RepairSelection selection;
    for (const auto &target : request.targets)
        (request.act == Act::RepairDiscrepancies ? selection.discrepancies : selection.reservations).push_back(target.id);
    const auto asked = acts::rerun_transient(
        [&] { return acts::request_repair(doing.connection, selection, doing.reason(), doing.person); });
    ActResult result;
    result.status = asked.refusal ? ActResult::Status::Refused : ActResult::Status::Requested;
    if (!asked.refusal)
        result.words = Acts::tr("Requested. A worker looks at the gateway and repairs what is safe.");
    else if (asked.changed_since)
        result.words = Acts::tr("Something of it has been repaired since it was shown. Nothing was requested.");
    else
        result.words = *asked.refusal == ErrorCode::NotFound
            ? Acts::tr("Something of it is not there any more. Nothing was requested.")
            : Acts::tr("There is nothing that could be repaired without a person. Nothing was requested.");
    QList<ActResult> results;
    for (const auto &target : request.targets) {
        result.target = target;
        results.append(result);
    }
    return results;
}

/// What was still to be done when it broke off is told as not sent.
QList<ActResult> doAll(const Doing &doing)
{
    const auto &request = doing.request;
    if (request.targets.isEmpty())
        return {doOne(doing, {})};
    if (request.act == Act::RepairDiscrepancies || request.act == Act::RepairReservations)
        return requestRepair(doing);
    if (request.act == Act::ForceRelease && request.targets.size() > 1) {
        acts::Selection selection;
        selection.reservations.emplace();
        for (const auto &target : request.targets)
            selection.reservations->push_back(Doing::shown(target));
        const auto bulk = acts::rerun_transient([&] {
            return acts::force_release_many(doing.connection, selection, doing.reason(), doing.person);
        });
        QList<ActResult> results;
        for (const auto &outcome : bulk.outcomes) {
            const auto target = std::find_if(request.targets.begin(), request.targets.end(), [&](const auto &wanted) {
                return wanted.id == outcome.reservation_id;
            });
            results.append(resultOf(target == request.targets.end() ? ActTarget{outcome.reservation_id, {}, {}} : *target,
                                    outcome));
        }
        return results;
    }
    QList<ActResult> results;
    bool broken = false;
    for (const auto &target : request.targets) {
        if (broken) {
            results.append({target, ActResult::Status::NotSent, Acts::tr("Not sent: the connection had broken."), {}, {}});
            continue;
        }
        try {
            results.append(doOne(doing, target));
        } catch (const storage::ConnectionLost &) {
            if (request.targets.size() == 1)
                throw; // the queue says it in the same words
            broken = true;
            results.append({target, ActResult::Status::Unknown,
                            Acts::tr("The connection broke here: whether this one was done is not known."), {}, {}});
        } catch (const storage::DatabaseError &failure) {
            results.append({target, ActResult::Status::Refused, plainWords(failure, false), {}, {}});
        } catch (const std::exception &refusal) {
            results.append({target, ActResult::Status::Refused, refusalWords(firstLine(refusal.what())), {}, {}});
        }
    }
    return results;
}

} // namespace

QString nameOf(Role role)
{
    switch (role) {
    case Role::Viewer:
        return QStringLiteral("viewer");
    case Role::Tester:
        return QStringLiteral("tester");
    case Role::Operator:
        return QStringLiteral("operator");
    case Role::Admin:
        return QStringLiteral("admin");
    case Role::None:
        break;
    }
    return {};
}

Role roleFor(Act act)
{
    return act == Act::ForceRelease ? Role::Admin : Role::Operator;
}

Acts::Acts(Questions &questions, const QString &person, QObject *parent)
    : QObject(parent), m_questions(questions), m_person(person)
{
    m_follow.setInterval(followPeriodMs);
    connect(&m_follow, &QTimer::timeout, this, &Acts::follow);
    connect(&questions, &Questions::environmentSwitched, this, [this] {
        m_roleKnown = false;
        m_role = Role::None;
        m_actor.clear();
        const auto pending = m_pending.keys();
        m_pending.clear();
        m_requestedSince.clear();
        m_following = false; // what was asked of the other one is not answered
        m_follow.stop();
        for (const auto &id : pending)
            emit pendingChanged(*Uuid::parse(id.toStdString()));
        emit roleChanged();
    });
    connect(&questions, &Questions::environmentChanged, this, &Acts::readRole);
}

void Acts::readRole()
{
    const auto &environment = m_questions.environment();
    if (!environment.alive || environment.dsn.isEmpty())
        return;
    m_questions.ask(
        this,
        [](storage::Connection &connection) {
            return std::any(Login{acts::read_role(connection), acts::read_actor(connection)});
        },
        [this](const Answer &answer) {
            if (!answer.ok())
                return; // asked again when the database is back
            const auto &login = answer.as<Login>();
            const auto role = login.role ? roleNamed(*login.role) : Role::None;
            const auto actor = login.actor ? QString::fromStdString(*login.actor) : m_person;
            if (m_roleKnown && role == m_role && actor == m_actor)
                return;
            m_roleKnown = true;
            m_actor = actor;
            m_role = role;
            emit roleChanged();
        });
}

QString Acts::whyNot(Act act) const
{
    if (!m_roleKnown)
        return tr("Not connected: what this login may do is not known.");
    const auto needed = roleFor(act);
    if (m_role >= needed)
        return {};
    return m_role == Role::None ? tr("Takes the role %1; this login has none.").arg(nameOf(needed))
                                : tr("Takes the role %1; this login is %2.").arg(nameOf(needed), nameOf(m_role));
}

QString Acts::environmentKey() const
{
    return m_questions.environment().key;
}

quint64 Acts::perform(const ActRequest &request)
{
    const auto number = ++m_number;
    m_sending.insert(number, request);
    if (!request.environment.isEmpty() && request.environment != environmentKey()) {
        // What was asked about is elsewhere: another database may have rows of the same ids.
        ActResult elsewhere;
        elsewhere.words = tr("You look at %1 now; this was about another environment. Nothing was sent.")
                              .arg(m_questions.environment().name);
        QList<ActResult> results;
        for (const auto &target : request.targets) {
            elsewhere.target = target;
            results.append(elsewhere);
        }
        if (results.isEmpty())
            results.append(elsewhere);
        QMetaObject::invokeMethod(
            this, [this, number, request, results] { conclude(number, request, results); }, Qt::QueuedConnection);
        return number;
    }
    for (const auto &target : request.targets) {
        if (request.act == Act::Release || request.act == Act::ForceRelease)
            setPending(target.id, tr("releasing"));
    }
    const auto &environment = m_questions.environment();
    m_queue.add(
        environment.alive ? environment.dsn : QString(), this,
        [request, name = m_person.toStdString()](storage::Connection &connection) {
            return std::any(doAll({connection, request, {name, {}, make_trace_id()}}));
        },
        [this, number, request](const Answer &answer) {
            if (answer.ok()) {
                conclude(number, request, answer.as<QList<ActResult>>());
                return;
            }
            ActResult failed;
            failed.words = refusalWords(answer.error);
            switch (*answer.failure) {
            case Answer::Failure::NotSent:
                failed.status = ActResult::Status::NotSent;
                break;
            case Answer::Failure::Refused:
                failed.status = ActResult::Status::Refused;
                break;
            case Answer::Failure::Lost:
                failed.status = ActResult::Status::Unknown;
                failed.words = tr("%1 Whether it was done is not known: look before you do it again.").arg(answer.error);
                break;
            }
            QList<ActResult> results;
            for (const auto &target : request.targets) {
                failed.target = target;
                results.append(failed);
            }
            if (results.isEmpty())
                results.append(failed);
            conclude(number, request, results);
        },
        sendLimit);
    return number;
}

void Acts::conclude(quint64 number, const ActRequest &request, const QList<ActResult> &results)
{
    m_sending.remove(number);
    const bool releases = request.act == Act::Release || request.act == Act::ForceRelease;
    for (const auto &target : releases ? request.targets : QList<ActTarget>()) {
        const auto result = std::find_if(results.begin(), results.end(),
                                         [&](const ActResult &one) { return one.target.id == target.id; });
        const bool requested = result != results.end() && result->status == ActResult::Status::Requested;
        if (requested)
            m_requestedSince.insert(textOf(target.id), QDateTime::currentDateTime());
        if (requested || m_pending.contains(textOf(target.id)))
            setPending(target.id, requested ? tr("release requested") : QString());
    }
    if (!m_requestedSince.isEmpty())
        m_follow.start();
    emit finished(number, request, results);
}

QString Acts::pendingWords(const Uuid &reservation) const
{
    return m_pending.value(textOf(reservation));
}

void Acts::setPending(const Uuid &reservation, const QString &words)
{
    const auto id = textOf(reservation);
    if (m_pending.value(id) == words)
        return;
    if (words.isEmpty()) {
        m_pending.remove(id);
        m_requestedSince.remove(id);
    } else {
        m_pending.insert(id, words);
    }
    emit pendingChanged(reservation);
}

void Acts::follow()
{
    if (m_requestedSince.isEmpty()) {
        m_follow.stop();
        return;
    }
    if (m_following)
        return;
    m_following = true;
    // Those behind the ones looked at last come next, so that many are all looked at.
    const auto waiting = m_requestedSince.keys();
    const auto first = std::upper_bound(waiting.begin(), waiting.end(), m_followedLast) - waiting.begin();
    std::vector<Uuid> ids;
    for (qsizetype i = 0; i < std::min(waiting.size(), followedAtOnce); ++i) {
        m_followedLast = waiting.at((first + i) % waiting.size());
        ids.push_back(*Uuid::parse(m_followedLast.toStdString()));
    }
    m_questions.ask(
        this,
        [ids](storage::Connection &connection) {
            QList<Uuid> over;
            for (const auto &id : ids) {
                const auto row = insight::find_reservation(connection, id);
                if (!row || !info(row->state).in_flight)
                    over.append(id);
            }
            return std::any(over);
        },
        [this](const Answer &answer) {
            m_following = false;
            if (!answer.ok())
                return;
            for (const auto &id : answer.as<QList<Uuid>>())
                setPending(id, {});
        });
}

} // namespace holdfast::models
