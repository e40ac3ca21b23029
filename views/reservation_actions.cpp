#include "views/reservation_actions.h"

#include "models/language.h"
#include "models/local_time.h"
#include "views/act_dialog.h"
#include "views/filter_words.h"
#include "views/page.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QMessageBox>

#include <algorithm>
#include <map>

namespace holdfast::views {

using models::Act;
using models::Reservation;

namespace {

QString textOf(const Uuid &id)
{
    return QString::fromStdString(id.to_string());
}

bool inFlight(const Reservation &reservation)
{
    return info(reservation.state).in_flight;
}

/// Whether money waits at the gateway that ending it gives back.
bool hasMoney(const Reservation &reservation)
{
    return reservation.state == State::VendorAuthorized || reservation.state == State::AuthorizedBoth
        || reservation.state == State::Committing;
}

models::ActRequest requestFor(Act act, const QList<Reservation> &reservations)
{
    models::ActRequest request;
    request.act = act;
    for (const auto &reservation : reservations)
        request.targets.append({reservation.id, {}, reservation.version});
    return request;
}

/// A claim or a note is about the reservation, not about the state it is in.
models::ActRequest requestForAny(Act act, const QList<Reservation> &reservations)
{
    auto request = requestFor(act, reservations);
    for (auto &target : request.targets)
        target.version.reset();
    return request;
}

} // namespace

QString sumOf(const QList<Reservation> &reservations)
{
    std::map<std::string, std::int64_t> sums;
    for (const auto &reservation : reservations) {
        if (!reservation.amount.currency.empty())
            sums[reservation.amount.currency] += reservation.amount.amount_minor;
    }
    QStringList words;
    for (const auto &[currency, amount] : sums)
        words.append(models::formatMoney({amount, currency}));
    return words.join(ReservationActions::tr(" and "));
}

bool allInFlight(const QList<Reservation> &reservations)
{
    return std::all_of(reservations.begin(), reservations.end(), inFlight);
}

ReservationActions::ReservationActions(const Theme &theme, models::ConsoleModels &models, QWidget *page)
    : QObject(page), m_theme(theme), m_models(models), m_page(page)
{
    const auto add = [this](Kind kind, const QString &text, const QKeySequence &key, auto act) {
        auto *action = new QAction(text, this);
        action->setShortcut(key);
        action->setShortcutContext(Qt::WidgetShortcut);
        connect(action, &QAction::triggered, this, [this, act] {
            if (!m_dialog) // one question at a time
                (this->*act)();
        });
        m_actions[std::size_t(kind)] = action;
    };
    add(Kind::Timeline, tr("Timeline"), Qt::Key_T, &ReservationActions::showTimeline);
    add(Kind::Extend, tr("Extend…"), Qt::Key_E, &ReservationActions::extend);
    add(Kind::Release, tr("Release…"), Qt::Key_R, &ReservationActions::release);
    add(Kind::ForceRelease, tr("Force-release…"), Qt::Key_F, &ReservationActions::forceReleaseChosen);
    add(Kind::Note, tr("Note…"), Qt::Key_N, &ReservationActions::note);
    add(Kind::Claim, tr("Claim"), Qt::Key_C, &ReservationActions::claim);
    add(Kind::Unclaim, tr("Give the claim back"), Qt::Key_U, &ReservationActions::unclaim);
    add(Kind::CopyId, tr("Copy the id"), QKeySequence(QKeySequence::Copy), &ReservationActions::copyIds);
    connect(&models.acts(), &models::Acts::roleChanged, this, &ReservationActions::refresh);
    connect(&models.acts(), &models::Acts::pendingChanged, this, &ReservationActions::refresh);
    connect(&models.acts(), &models::Acts::finished, this,
            [this](quint64 number, const models::ActRequest &, const QList<models::ActResult> &results) {
                tellOfTrouble(number, results);
            });
    refresh();
}

ActDialog *ReservationActions::dialog() const
{
    return m_dialog;
}

void ReservationActions::setChosen(const QList<Reservation> &chosen)
{
    if (chosen == m_chosen)
        return;
    m_chosen = chosen;
    refresh();
}

void ReservationActions::addTo(QMenu *menu) const
{
    for (const auto kind : {Kind::Timeline, Kind::CopyId, Kind::Claim, Kind::Unclaim, Kind::Note, Kind::Extend})
        menu->addAction(action(kind));
    menu->addSeparator(); // what ends something stands apart
    menu->addAction(action(Kind::Release));
    menu->addAction(action(Kind::ForceRelease));
    menu->setToolTipsVisible(true);
}

void ReservationActions::addTo(QWidget *view) const
{
    for (auto *action : m_actions)
        view->addAction(action);
}

QList<Command> ReservationActions::commands() const
{
    QList<Command> commands;
    for (auto *action : m_actions)
        commands.append({action->text(), action->shortcut(), [action] { action->trigger(); }, action->statusTip()});
    return commands;
}

void ReservationActions::bind(QPushButton *button, QAction *action)
{
    const auto follow = [button, action] {
        button->setText(action->text());
        button->setAccessibleName(action->text());
        button->setEnabled(action->isEnabled());
        button->setToolTip(action->toolTip());
        button->setStatusTip(action->statusTip());
    };
    connect(action, &QAction::changed, button, follow);
    connect(button, &QPushButton::clicked, action, &QAction::trigger);
    follow();
}

bool ReservationActions::isClaimed(const Reservation &reservation) const
{
    return reservation.claim && reservation.claim->until > m_models.reservations().now();
}

bool ReservationActions::isOwn(const Reservation &reservation) const
{
    return isClaimed(reservation) && reservation.claim->actor == m_models.acts().person();
}

bool ReservationActions::isPending(const Reservation &reservation) const
{
    return reservation.releaseRequested || !m_models.acts().pendingWords(reservation.id).isEmpty();
}

/// Of these, what it can be done to as they were shown. The server decides.
QList<Reservation> ReservationActions::eligible(Kind kind, const QList<Reservation> &of) const
{
    QList<Reservation> able;
    std::copy_if(of.begin(), of.end(), std::back_inserter(able), [&](const Reservation &one) {
        const bool pending = isPending(one);
        switch (kind) {
        case Kind::Extend:
        case Kind::Release:
            return inFlight(one) && one.state != State::Committing && !pending;
        case Kind::ForceRelease:
            return inFlight(one) && !pending;
        case Kind::Unclaim:
            return isClaimed(one);
        case Kind::Timeline:
        case Kind::Note:
        case Kind::Claim:
        case Kind::CopyId:
            break;
        }
        return true;
    });
    return able;
}

/// "2 of 5 are left out: being committed." and a line's end; empty when none is.
QString ReservationActions::leftOut(Kind kind, const QList<Reservation> &of) const
{
    const auto able = eligible(kind, of);
    QList<std::pair<QString, int>> reasons;
    for (const auto &one : of) {
        if (able.contains(one))
            continue;
        const auto reason = kind == Kind::Unclaim ? tr("not claimed")
            : isPending(one)                         ? tr("release on the way")
            : one.state == State::Committing         ? tr("being committed")
                                                     : labelOf(one.state);
        const auto known = std::find_if(reasons.begin(), reasons.end(),
                                        [&](const auto &each) { return each.first == reason; });
        if (known == reasons.end())
            reasons.append({reason, 1});
        else
            ++known->second;
    }
    if (reasons.isEmpty())
        return {};
    QStringList words;
    for (const auto &[reason, count] : reasons)
        words.append(reasons.size() == 1 ? reason : tr("%1 (%2)").arg(reason).arg(count));
    const auto why = words.join(QStringLiteral(", "));
    return tr("%1 of %2 are left out: %3.").arg(of.size() - able.size()).arg(of.size()).arg(why) + u'\n';
}

QString ReservationActions::whyNot(Kind kind) const
{
    if (m_chosen.isEmpty())
        return tr("Select a reservation first.");
    if ((kind == Kind::Timeline || kind == Kind::Note) && m_chosen.size() > 1)
        return tr("One reservation at a time.");
    const std::map<Kind, Act> acts = {{Kind::Extend, Act::Extend},       {Kind::Release, Act::Release},
                                      {Kind::ForceRelease, Act::ForceRelease}, {Kind::Note, Act::Note},
                                      {Kind::Claim, Act::Claim},         {Kind::Unclaim, Act::Unclaim}};
    if (const auto act = acts.find(kind); act != acts.end()) {
        if (const auto role = m_models.acts().whyNot(act->second); !role.isEmpty())
            return role;
    }
    if (!eligible(kind).isEmpty())
        return {};
    if (kind == Kind::Unclaim)
        return tr("Nobody has claimed it.");
    const auto &first = m_chosen.first();
    if (isPending(first))
        return tr("Its release is on the way.");
    return tr("Not possible while it is %1.").arg(labelOf(first.state));
}

void ReservationActions::refresh()
{
    const auto &first = m_chosen.isEmpty() ? Reservation() : m_chosen.first();
    action(Kind::Claim)->setText(m_chosen.size() == 1 && isOwn(first)       ? tr("Claim for longer")
                                     : m_chosen.size() == 1 && isClaimed(first) ? tr("Take over from %1…").arg(first.claim->actor)
                                                                                : tr("Claim"));
    for (std::size_t i = 0; i < m_actions.size(); ++i) {
        auto *action = m_actions[i];
        const auto reason = whyNot(Kind(i));
        action->setEnabled(reason.isEmpty());
        const auto usual = tr("%1 (%2)").arg(action->text(), action->shortcut().toString(QKeySequence::NativeText));
        action->setToolTip(reason.isEmpty() ? usual : reason);
        action->setStatusTip(reason);
    }
}

/// What is about to be acted on, for a person to recognise.
QString ReservationActions::describe(const QList<Reservation> &reservations) const
{
    QStringList lines;
    const auto money = sumOf(reservations);
    if (reservations.size() == 1) {
        const auto &one = reservations.first();
        const auto slot = models::writtenTime(models::localTime(one.slotStartsAt), QStringLiteral("ddd d MMM, HH:mm"));
        lines.append(tr("%1 at %2, %3, for %4.").arg(labelOf(one.state), one.vendor, slot, one.partner));
        if (!money.isEmpty())
            lines.append(tr("Amount: %1.").arg(money));
    } else {
        lines.append(money.isEmpty() ? tr("%n reservations, nothing owed.", nullptr, int(reservations.size()))
                     : allInFlight(reservations)
                         ? tr("%n reservations in flight, worth %1.", nullptr, int(reservations.size())).arg(money)
                         : tr("%n reservations, worth %1.", nullptr, int(reservations.size())).arg(money));
    }
    const auto claimed = std::find_if(reservations.begin(), reservations.end(), [this](const Reservation &one) {
        return isClaimed(one) && !isOwn(one);
    });
    if (claimed != reservations.end())
        lines.append(reservations.size() == 1
                         ? tr("%1 has claimed it and may be working on it.").arg(claimed->claim->actor)
                         : tr("%1 has claimed one of them and may be working on it.").arg(claimed->claim->actor));
    return lines.join(u'\n');
}

void ReservationActions::ask(const ActQuestion &question)
{
    auto *dialog = new ActDialog(m_theme, m_models.acts(), question, m_page->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    m_dialog = dialog;
    dialog->open();
}

void ReservationActions::showTimeline()
{
    emit linkActivated({.page = QStringLiteral("timeline"), .filter = {}, .reservation = m_chosen.first().id, .item = {}});
}

void ReservationActions::forceReleaseChosen()
{
    forceRelease(m_chosen);
}

void ReservationActions::extend()
{
    const auto targets = eligible(Kind::Extend);
    ActQuestion question;
    question.request = requestFor(Act::Extend, targets);
    question.title = targets.size() == 1 ? tr("Extend %1?").arg(models::shortenId(textOf(targets.first().id)))
                                         : tr("Extend %n reservations?", nullptr, int(targets.size()));
    question.what = leftOut(Kind::Extend, m_chosen) + describe(targets);
    question.verb = tr("Extend");
    for (const int minutes : {5, 15, 60})
        question.times.append({shortDuration(std::chrono::minutes(minutes)), std::chrono::minutes(minutes)});
    ask(question);
}

void ReservationActions::release()
{
    const auto targets = eligible(Kind::Release);
    const bool one = targets.size() == 1;
    ActQuestion question;
    question.request = requestFor(Act::Release, targets);
    question.title = one ? tr("Release %1?").arg(models::shortenId(textOf(targets.first().id)))
                         : tr("Release %n reservations?", nullptr, int(targets.size()));
    question.what = leftOut(Kind::Release, m_chosen) + describe(targets) + u'\n'
        + tr("The capacity becomes free; authorizations are given back.");
    question.verb = one ? tr("Release") : tr("Release %n reservations", nullptr, int(targets.size()));
    question.dangerous = true;
    if (!one || hasMoney(targets.first()))
        question.typed = tr("release");
    ask(question);
}

void ReservationActions::forceRelease(const QList<Reservation> &found)
{
    const auto reservations = eligible(Kind::ForceRelease, found);
    if (reservations.isEmpty() || m_dialog)
        return;
    const bool one = reservations.size() == 1;
    ActQuestion question;
    question.request = requestFor(Act::ForceRelease, reservations);
    question.title = one ? tr("Force-release %1?").arg(models::shortenId(textOf(reservations.first().id)))
                         : tr("Force-release %n reservations?", nullptr, int(reservations.size()));
    question.what = leftOut(Kind::ForceRelease, found) + describe(reservations);
    const auto committing = std::count_if(reservations.begin(), reservations.end(),
                                          [](const auto &each) { return each.state == State::Committing; });
    if (committing > 0)
        question.what += u'\n' + tr("%n being committed: released when the outcome of the captures is known.", nullptr,
                                   int(committing));
    question.verb = one ? tr("Force-release") : tr("Force-release %n reservations", nullptr, int(reservations.size()));
    question.dangerous = true;
    question.reasonRequired = true;
    if (!one || hasMoney(reservations.first()))
        question.typed = tr("force-release");
    ask(question);
}

void ReservationActions::note()
{
    ActQuestion question;
    question.request = requestForAny(Act::Note, m_chosen);
    question.title = tr("Note on %1").arg(models::shortenId(textOf(m_chosen.first().id)));
    question.what = describe(m_chosen);
    question.verb = tr("Write the note");
    question.longText = true;
    question.reasonRequired = true;
    ask(question);
}

void ReservationActions::claim()
{
    const auto others = std::count_if(m_chosen.begin(), m_chosen.end(),
                                      [this](const auto &one) { return isClaimed(one) && !isOwn(one); });
    if (others == 0) {
        performAtOnce(Act::Claim, m_chosen);
        return;
    }
    ActQuestion question;
    question.request = requestForAny(Act::Claim, m_chosen);
    question.title = tr("Take over from somebody else?");
    question.what = describe(m_chosen) + u'\n' + tr("The audit tells from whom it was taken, and why.");
    question.verb = tr("Take over");
    question.reasonRequired = true;
    ask(question);
}

void ReservationActions::unclaim()
{
    const auto targets = eligible(Kind::Unclaim);
    if (std::all_of(targets.begin(), targets.end(), [this](const auto &one) { return isOwn(one); })) {
        performAtOnce(Act::Unclaim, targets);
        return;
    }
    ActQuestion question;
    question.request = requestForAny(Act::Unclaim, targets);
    question.title = tr("Give back somebody else's claim?");
    question.what = leftOut(Kind::Unclaim, m_chosen) + describe(targets);
    question.verb = tr("Give the claim back");
    question.reasonRequired = true;
    ask(question);
}

void ReservationActions::copyIds()
{
    QStringList ids;
    for (const auto &one : m_chosen)
        ids.append(textOf(one.id));
    if (!ids.isEmpty())
        QGuiApplication::clipboard()->setText(ids.join(u'\n'));
}

void ReservationActions::performAtOnce(Act act, const QList<Reservation> &reservations)
{
    m_sent.append(m_models.acts().perform(requestForAny(act, reservations)));
}

void ReservationActions::tellOfTrouble(quint64 number, const QList<models::ActResult> &results)
{
    if (!m_sent.removeOne(number))
        return;
    for (const auto &result : results) {
        if (result.status == models::ActResult::Status::Done || result.status == models::ActResult::Status::Requested)
            continue;
        auto *box = new QMessageBox(QMessageBox::NoIcon, tr("Not done"), result.words, QMessageBox::Close, m_page->window());
        box->setAttribute(Qt::WA_DeleteOnClose);
        box->open();
        return;
    }
}

} // namespace holdfast::views
