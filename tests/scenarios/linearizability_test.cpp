#include "backend/scenarios/linearizability.h"

#include <QtTest>

#include <algorithm>
#include <random>
#include <stdexcept>

using namespace holdfast;
using namespace holdfast::scenarios;
using namespace std::chrono_literals;
using std::chrono::microseconds;

namespace {

const Uuid slot_id = Uuid::make_v7();

/// Writes what a client saw, in milliseconds.
class Told final
{
public:
    explicit Told(int capacity = 1)
    {
        Operation made = operation("create_slot", "", 0, 1, Outcome::Ok);
        made.slot = slot_id;
        made.quantity = capacity;
        told_.push_back(made);
    }

    Told &held(const char *who, int from, int to, int quantity = 1, int deadline_ms = 600'000)
    {
        Operation &one = add("hold", who, from, to, Outcome::Ok, 201, quantity);
        one.reservation = reservations_.emplace(who, Uuid::make_v7()).first->second;
        one.state = State::Held;
        one.version = 1;
        one.deadline = deadline_ms * 1ms;
        return *this;
    }
    Told &held_again(const char *who, int from, int to)
    {
        held(who, from, to);
        told_.back().status = 200;
        told_.back().replayed = true;
        return *this;
    }
    Told &full(const char *who, int from, int to, int quantity = 1)
    {
        add("hold", who, from, to, Outcome::Fail, 409, quantity).code = "SLOT_HELD";
        return *this;
    }
    Told &hold_unknown(const char *who, int from, int to, int quantity = 1)
    {
        add("hold", who, from, to, Outcome::Unknown, 0, quantity);
        return *this;
    }
    Told &refused(const char *who, int from, int to, const char *code)
    {
        add("hold", who, from, to, Outcome::Fail, 409, 1).code = code;
        return *this;
    }
    Told &taken_outside(const char *who, int from, int to, int quantity = 1, Outcome outcome = Outcome::Ok)
    {
        add("external_booking", who, from, to, outcome, 201, quantity);
        return *this;
    }
    Told &asked(const char *who, const char *what, int from, int to, std::optional<State> state, int version = 2)
    {
        Operation &one = ask(who, what, from, to, Outcome::Ok, 200);
        one.state = state;
        one.version = version;
        if (state && state_table[static_cast<std::size_t>(*state)].in_flight)
            one.deadline = 1'800'000ms;
        return *this;
    }
    Told &released(const char *who, int from, int to) { return asked(who, "release", from, to, State::Released); }
    Told &asked_unknown(const char *who, const char *what, int from, int to)
    {
        ask(who, what, from, to, Outcome::Unknown, 0);
        return *this;
    }
    Told &missing(const char *who, const char *what, int from, int to)
    {
        ask(who, what, from, to, Outcome::Fail, 404).code = "RESERVATION_NOT_FOUND";
        return *this;
    }
    Told &failed(const char *who, const char *what, int from, int to, State state)
    {
        ask(who, what, from, to, Outcome::Fail, 402).state = state;
        return *this;
    }
    Told &by_another_partner()
    {
        told_.back().partner = "another";
        return *this;
    }

    [[nodiscard]] const std::vector<Operation> &operations() const { return told_; }
    [[nodiscard]] SlotHistory history(microseconds clock_ahead = {}) const
    {
        return slot_histories(told_, clock_ahead).at(slot_id);
    }

private:
    static Operation operation(const char *kind, const char *key, int from, int to, Outcome outcome)
    {
        Operation one;
        one.kind = kind;
        one.key = key;
        one.partner = "partner";
        one.outcome = outcome;
        one.started = from * 1ms;
        one.finished = to * 1ms;
        return one;
    }
    Operation &add(const char *kind, const char *key, int from, int to, Outcome outcome, int status, int quantity)
    {
        Operation one = operation(kind, key, from, to, outcome);
        one.slot = slot_id;
        one.status = status;
        one.quantity = quantity;
        told_.push_back(one);
        return told_.back();
    }
    Operation &ask(const char *who, const char *what, int from, int to, Outcome outcome, int status)
    {
        Operation one = operation(what, what, from, to, outcome);
        one.reservation = reservations_.at(who);
        one.status = status;
        told_.push_back(one);
        return told_.back();
    }

    std::vector<Operation> told_;
    std::map<std::string, Uuid> reservations_;
};

/// Every order there is, tried without thinking: what the search is measured by, in small.
class EveryOrder final
{
public:
    explicit EveryOrder(const SlotHistory &history) : history_(history) {}

    [[nodiscard]] bool explains() { return go_on(Situation(history_)); }

private:
    struct Situation
    {
        explicit Situation(const SlotHistory &history)
            : done(history.operations.size()),
              stands(history.reservations),
              ended(history.reservations),
              version(history.reservations),
              deadline(history.reservations),
              quantity(history.reservations),
              made(history.keys)
        {}
        std::vector<bool> done, stands, ended;
        std::vector<std::int32_t> version;
        std::vector<microseconds> deadline;
        std::vector<int> quantity;
        std::vector<std::optional<std::size_t>> made; // by key: the reservation
        int taken = 0;
    };

    static bool has_to(const SlotOperation &one)
    {
        return !one.optional && one.effect != SlotEffect::MayEnd && one.effect != SlotEffect::Nothing;
    }

    bool go_on(const Situation &now)
    {
        microseconds horizon = never;
        for (std::size_t i = 0; i < history_.operations.size(); ++i)
            if (has_to(history_.operations[i]) && !now.done[i])
                horizon = std::min(horizon, history_.operations[i].finished);
        if (horizon == never)
            return true;
        for (std::size_t i = 0; i < history_.operations.size(); ++i) {
            const SlotOperation &one = history_.operations[i];
            if (now.done[i] || one.started > horizon || (!has_to(one) && !one.optional))
                continue;
            Situation next = now;
            next.done[i] = true;
            if (happens(one, next) && go_on(next))
                return true;
        }
        for (std::size_t r = 0; r < history_.reservations; ++r) {
            microseconds soonest = now.deadline[r];
            for (const SlotOperation &one : history_.operations)
                if (one.effect == SlotEffect::MayEnd && one.reservation == r)
                    soonest = std::min(soonest, one.started);
            if (!now.stands[r] || soonest > horizon)
                continue;
            Situation next = now;
            end(r, next);
            if (go_on(next))
                return true;
        }
        return false;
    }

    static void end(std::size_t r, Situation &now)
    {
        now.stands[r] = false;
        now.ended[r] = true;
        now.taken -= now.quantity[r];
    }

    static void learn(const SlotOperation &one, Situation &now)
    {
        if (one.version < now.version[one.reservation])
            return;
        now.version[one.reservation] = one.version;
        now.deadline[one.reservation] = one.deadline;
    }

    /// Whether it may happen now; then it has.
    bool happens(const SlotOperation &one, Situation &now) const
    {
        const std::size_t r = one.reservation;
        switch (one.effect) {
        case SlotEffect::Take:
            if (one.replay && now.made[one.key] == r)
                return true;
            if (now.made[one.key] || now.stands[r] || now.ended[r] || now.taken + one.quantity > history_.capacity)
                return false;
            now.made[one.key] = r;
            now.stands[r] = true;
            now.quantity[r] = one.quantity;
            now.taken += one.quantity;
            learn(one, now);
            return true;
        case SlotEffect::TakeOutside:
            if (!now.made[one.key])
                now.taken += one.quantity;
            now.made[one.key] = 0;
            return true;
        case SlotEffect::Full:
            return !now.made[one.key] && now.taken + one.quantity > history_.capacity;
        case SlotEffect::Stand:
            learn(one, now);
            return now.stands[r];
        case SlotEffect::End:
            if (!now.stands[r])
                return false;
            end(r, now);
            return true;
        case SlotEffect::Ended:
            if (now.stands[r])
                end(r, now);
            return now.ended[r];
        case SlotEffect::Missing:
            return now.ended[r] || (now.stands[r] && one.finished >= now.deadline[r]);
        default:
            return false;
        }
    }

    const SlotHistory &history_;
};

/// A real slot, asked one thing after another by clients who see each answer some time around it, or never.
class RealSlot final
{
public:
    RealSlot(std::uint64_t seed, int operations) : random_(seed), capacity_(number(1, 4))
    {
        Operation made;
        made.kind = "create_slot";
        made.outcome = Outcome::Ok;
        made.slot = slot_id;
        made.quantity = capacity_;
        told_.push_back(made);
        for (int i = 0; i < operations; ++i) {
            now_ += number(1, 40) * 1ms;
            let_late_ones_happen();
            let_some_expire();
            act();
        }
    }

    [[nodiscard]] SlotHistory history() const { return slot_histories(told_).at(slot_id); }

private:
    struct Booking
    {
        Uuid id;
        int quantity = 1;
        microseconds deadline{0};
        bool stands = true;
    };

    int number(int lowest, int highest) { return std::uniform_int_distribution<int>(lowest, highest)(random_); }

    int taken() const
    {
        int taken = outside_;
        for (const Booking &one : bookings_)
            taken += one.stands ? one.quantity : 0;
        return taken;
    }

    Operation begin(const char *kind)
    {
        Operation one;
        one.kind = kind;
        one.key = "key-" + std::to_string(++keys_);
        one.slot = slot_id;
        one.started = now_ - number(0, 60) * 1ms;
        one.finished = now_ + number(0, 60) * 1ms;
        return one;
    }

    /// Now; or nobody is told, and it happens later, or never.
    void happen(Operation one, const std::function<void(Operation &)> &what)
    {
        switch (number(0, 9)) {
        case 0:
            break;
        case 1:
            late_.emplace_back(now_ + number(0, 400) * 1ms, [what] {
                Operation nobody_sees;
                what(nobody_sees);
            });
            break;
        case 2: {
            Operation nobody_sees;
            what(nobody_sees);
            break;
        }
        default:
            what(one);
            told_.push_back(one);
            return;
        }
        one.outcome = Outcome::Unknown;
        told_.push_back(one);
    }

    void let_late_ones_happen()
    {
        for (auto &[when, what] : late_)
            if (what && when <= now_)
                std::exchange(what, {})();
    }

    void let_some_expire()
    {
        for (Booking &one : bookings_)
            if (one.stands && one.deadline <= now_ && number(0, 2) == 0)
                one.stands = false;
    }

    void act()
    {
        const int what = number(0, 9);
        if (what < 5 || bookings_.empty())
            hold();
        else if (what < 9)
            ask(static_cast<std::size_t>(number(0, static_cast<int>(bookings_.size()) - 1)), what == 8);
        else
            sell_outside();
    }

    void hold()
    {
        Operation one = begin("hold");
        one.quantity = number(1, 2);
        happen(one, [this, quantity = one.quantity](Operation &told) {
            if (taken() + quantity > capacity_) {
                told.outcome = Outcome::Fail;
                told.code = "SLOT_HELD";
                return;
            }
            bookings_.push_back({Uuid::make_v7(), quantity, now_ + number(50, 900) * 1ms});
            told.outcome = Outcome::Ok;
            told.reservation = bookings_.back().id;
            told.state = State::Held;
            told.version = 1;
            told.deadline = bookings_.back().deadline;
        });
    }

    void ask(std::size_t which, bool confirm)
    {
        Operation one = begin(confirm ? "confirm" : "release");
        one.reservation = bookings_[which].id;
        happen(one, [this, which, confirm](Operation &told) {
            Booking &booking = bookings_[which];
            if (!booking.stands || booking.deadline <= now_) {
                told.outcome = Outcome::Fail;
                told.code = "RESERVATION_NOT_FOUND";
                return;
            }
            told.outcome = Outcome::Ok;
            told.state = confirm ? State::Confirmed : State::Released;
            told.version = 2;
            booking.stands = confirm;
            if (confirm)
                booking.deadline = never;
        });
    }

    void sell_outside()
    {
        Operation one = begin("external_booking");
        one.quantity = 1;
        happen(one, [this](Operation &told) {
            ++outside_;
            told.outcome = Outcome::Ok;
        });
    }

    std::mt19937_64 random_;
    int capacity_;
    microseconds now_{100'000};
    int outside_ = 0;
    int keys_ = 0;
    std::vector<Booking> bookings_;
    std::vector<std::pair<microseconds, std::function<void()>>> late_;
    std::vector<Operation> told_;
};

/// Another answer, another time, another number: as a broken system might have done.
void distort(SlotHistory &history, std::mt19937_64 &random)
{
    const auto number = [&](int lowest, int highest) {
        return std::uniform_int_distribution<int>(lowest, highest)(random);
    };
    if (history.operations.empty())
        return;
    SlotOperation &one =
        history.operations[static_cast<std::size_t>(number(0, static_cast<int>(history.operations.size()) - 1))];
    switch (number(0, 4)) {
    case 0:
        if (one.effect == SlotEffect::Full) {
            one.effect = SlotEffect::Take;
            one.reservation = history.reservations++;
            one.deadline = never;
        } else if (one.effect == SlotEffect::Take) {
            one.effect = SlotEffect::Full;
        }
        break;
    case 1:
        one.effect = one.effect == SlotEffect::End       ? SlotEffect::Stand
                     : one.effect == SlotEffect::Missing ? SlotEffect::End
                     : one.effect == SlotEffect::Stand   ? SlotEffect::Missing
                                                         : one.effect;
        break;
    case 2:
        one.quantity = number(1, 3);
        break;
    case 3: {
        const auto by = number(-150, 150) * 1ms;
        one.started += by;
        one.finished += by;
        one.deadline += one.optional ? by : 0ms;
        break;
    }
    default:
        history.capacity += number(0, 1) ? 1 : -1;
    }
}

} // namespace

class LinearizabilityTest final : public QObject
{
    Q_OBJECT

private slots:
    void explains_data();
    void explains();
    void a_real_slot_is_always_explained();
    void agrees_with_every_order_tried();
    void a_counterexample_is_small_and_in_words();
    void a_refusal_without_cause_is_told();
    void meets_its_bound_and_says_so();
    void many_alike_are_no_trouble();
    void slots_of_others_are_not_judged();
};

void LinearizabilityTest::explains_data()
{
    QTest::addColumn<SlotHistory>("history");
    QTest::addColumn<bool>("explained");
    const auto yes = [](const char *name, const Told &told) { QTest::newRow(name) << told.history() << true; };
    const auto no = [](const char *name, const Told &told) { QTest::newRow(name) << told.history() << false; };

    yes("nothing happened", Told());
    yes("one of two at once", Told().held("a", 10, 20).full("b", 12, 18));
    no("both of two at once", Told().held("a", 10, 20).held("b", 12, 18));
    no("one after the other", Told().held("a", 10, 20).held("b", 30, 40));
    yes("both, where there is room", Told(2).held("a", 10, 20).held("b", 12, 18));
    no("three places of two", Told(2).held("a", 10, 20).held("b", 12, 18, 2));
    yes("released in between", Told().held("a", 10, 20).released("a", 25, 28).held("b", 30, 40));
    yes("released at the same time", Told().held("a", 10, 20).released("a", 25, 35).held("b", 30, 32));
    no("released too late", Told().held("a", 10, 20).held("b", 30, 40).released("a", 45, 50));
    yes("refused while it was held", Told().held("a", 10, 20).full("b", 25, 35).released("a", 30, 40));
    no("refused before anybody held", Told().full("b", 1, 5).held("a", 10, 20));
    no("refused after the release", Told().held("a", 10, 20).released("a", 25, 28).full("b", 30, 40));
    yes("refused two places, one is free", Told(2).held("a", 10, 20).full("b", 30, 40, 2).held("c", 50, 60));
    yes("refused for another reason", Told().refused("b", 1, 5, "AVAILABILITY_CHANGED"));

    yes("an unknown hold explains a refusal", Told().hold_unknown("a", 10, 20).full("b", 30, 40));
    yes("an unknown hold that took effect after its client gave up",
        Told().hold_unknown("a", 10, 20).held("c", 30, 40).released("c", 45, 48).full("b", 50, 60));
    yes("the repeat of an unknown hold that came and went before another",
        Told().hold_unknown("a", 10, 20).held("b", 30, 40).held_again("a", 50, 60));
    yes("an unknown hold that never took effect", Told().hold_unknown("a", 10, 20).held("b", 30, 40));
    no("an unknown hold that began later explains nothing", Told().full("b", 10, 20).hold_unknown("a", 30, 40));
    no("one unknown hold is not two", Told(2).hold_unknown("a", 10, 20).full("b", 30, 40));
    yes("two unknown holds are", Told(2).hold_unknown("a", 10, 20).hold_unknown("c", 10, 20).full("b", 30, 40));
    yes("an unknown release explains a hold",
        Told().held("a", 10, 20).asked_unknown("a", "release", 22, 24).held("b", 30, 40));
    yes("an unknown release explains it much later",
        Told().held("a", 10, 20).asked_unknown("a", "release", 22, 24).full("c", 30, 40).held("b", 50, 60));
    no("an unknown release that began later does not",
       Told().held("a", 10, 20).held("b", 30, 40).asked_unknown("a", "release", 45, 50));
    yes("an unknown sale elsewhere", Told().taken_outside("x", 10, 20, 1, Outcome::Unknown).full("b", 30, 40));

    yes("another system pushes it over", Told().held("a", 10, 20).taken_outside("x", 30, 40).full("b", 50, 60));
    no("another system's place is sold", Told().taken_outside("x", 10, 20).held("a", 30, 40));
    no("another system's place is forgotten",
       Told().held("a", 10, 20).taken_outside("x", 30, 40).released("a", 50, 60).held("b", 70, 80));
    yes("told twice under one reference",
        Told(2).taken_outside("x", 10, 20).taken_outside("x", 30, 40).held("b", 50, 60));

    yes("expired past its deadline", Told().held("a", 10, 20, 1, 500).held("b", 600, 610));
    no("expired before its deadline", Told().held("a", 10, 20, 1, 500).held("b", 300, 310));
    yes("past its deadline and still there", Told().held("a", 10, 20, 1, 500).full("b", 600, 610));
    no("its deadline was extended", Told()
                                        .held("a", 10, 20, 1, 500)
                                        .asked("a", "vendor-confirmation", 30, 40, State::VendorConfirmed)
                                        .held("b", 600, 610));
    no("confirmed, it does not expire",
       Told().held("a", 10, 20, 1, 500).asked("a", "confirm", 30, 40, State::Confirmed).held("b", 600, 610));
    yes("confirmed and cancelled", Told()
                                       .held("a", 10, 20)
                                       .asked("a", "confirm", 30, 40, State::Confirmed)
                                       .asked("a", "cancel", 50, 60, State::Cancelled, 3)
                                       .held("b", 70, 80));
    yes("its payment was declined", Told()
                                        .held("a", 10, 20)
                                        .failed("a", "requester-authorization", 30, 40, State::FailedRequesterAuth)
                                        .held("b", 50, 60));
    yes("its commit failed after the client gave up",
        Told().held("a", 10, 20).asked_unknown("a", "confirm", 30, 40).held("b", 500, 600));
    no("not found though it stands", Told().held("a", 10, 20).missing("a", "confirm", 30, 40));
    yes("not found past its deadline",
        Told().held("a", 10, 20, 1, 500).missing("a", "confirm", 600, 610).full("b", 620, 630));
    yes("not another partner's", Told().held("a", 10, 20).missing("a", "confirm", 30, 40).by_another_partner());
    yes("a note upon what was released",
        Told().held("a", 10, 20).released("a", 30, 40).asked("a", "notes", 50, 60, State::Released, 3));
    no("released twice", Told().held("a", 10, 20).released("a", 30, 40).released("a", 50, 60));

    yes("one key, one hold", Told().held("a", 10, 20).held_again("a", 30, 40));
    yes("a repeat tells that the first took effect", Told().hold_unknown("a", 10, 20).held_again("a", 30, 40));
    no("a repeat tells of what has no room", Told().held("b", 1, 5).hold_unknown("a", 10, 20).held_again("a", 30, 40));
    no("made twice under one key", Told(4).held("a", 10, 20).held("a", 30, 40));
    yes("the same key of another partner", Told(2).held("a", 10, 20).held("b", 30, 40));
}

void LinearizabilityTest::explains()
{
    QFETCH(SlotHistory, history);
    QFETCH(bool, explained);
    QCOMPARE(explain(history), explained ? Explained::Yes : Explained::No);
    QCOMPARE(EveryOrder(history).explains(), explained);
}

void LinearizabilityTest::a_real_slot_is_always_explained()
{
    const auto seed = std::random_device{}();
    qInfo("seed %u", seed);
    for (std::uint64_t i = 0; i < 1'000; ++i) {
        const RealSlot slot(seed + i, i % 10 == 0 ? 120 : 25);
        const SlotHistory history = slot.history();
        const Explained explained = explain(history);
        QVERIFY2(explained != Explained::No,
                 (std::to_string(seed + i) + ": " + tell_unexplained(find_counterexample(history))).c_str());
        QVERIFY2(explained == Explained::Yes, std::to_string(seed + i).c_str());
    }
}

void LinearizabilityTest::agrees_with_every_order_tried()
{
    const auto seed = std::random_device{}();
    qInfo("seed %u", seed);
    int unexplained = 0;
    for (std::uint64_t i = 0; i < 2'500; ++i) {
        std::mt19937_64 random(seed + i);
        SlotHistory history = RealSlot(seed + i, 6).history();
        distort(history, random);
        if (i % 3 == 0)
            distort(history, random);
        const bool expected = EveryOrder(history).explains();
        QVERIFY2(explain(history) == (expected ? Explained::Yes : Explained::No),
                 (std::to_string(seed + i) + (expected ? " is explained: " : " is not: ") + tell_unexplained(history))
                     .c_str());
        unexplained += !expected;
        if (!expected) {
            const SlotHistory smaller = find_counterexample(history);
            QVERIFY2(!EveryOrder(smaller).explains(), std::to_string(seed + i).c_str());
        }
    }
    qInfo("%d of 2500 are unexplained", unexplained);
    QVERIFY(unexplained > 100 && unexplained < 2'400);
}

void LinearizabilityTest::a_counterexample_is_small_and_in_words()
{
    Told told(1);
    told.held("early", 1, 2).released("early", 3, 4).full("late", 50, 60);
    told.held("a", 12, 15).full("c", 13, 22).hold_unknown("d", 5, 30).held("b", 20, 24).released("b", 70, 75);
    const SlotHistory smallest = find_counterexample(told.history());
    const QString words = QString::fromStdString(tell_unexplained(smallest));
    QVERIFY2(
        words.startsWith("capacity 1; A (a) held 1 at 12-15 ms and was told 201; B (b) held 1 at 20-24 ms and was told "
                         "201; nothing was released in between"),
        qPrintable(words));
    const auto end = [] { throw std::runtime_error("it is time to end"); };
    QVERIFY_EXCEPTION_THROWN((void)find_counterexample(told.history(), search_bound, end), std::runtime_error);
}

void LinearizabilityTest::a_refusal_without_cause_is_told()
{
    Told told(2);
    told.held("a", 10, 15).full("b", 20, 24).held("c", 30, 35);
    const QString words = QString::fromStdString(tell_unexplained(find_counterexample(told.history())));
    QCOMPARE(
        words,
        "capacity 2; A (b) asked for 1 at 20-24 ms and was told 409 SLOT_HELD; at no moment in between was so much "
        "taken, also if those had happened of which nobody knows the outcome or which are left out here (1)");
}

void LinearizabilityTest::meets_its_bound_and_says_so()
{
    Told told(3);
    for (int i = 0; i < 12; ++i) {
        const std::string who = "r" + std::to_string(i);
        told.held(who.c_str(), 10, 100, 1 + i % 2).released(who.c_str(), 20, 110);
    }
    told.full("last", 200, 210, 3);
    History history;
    for (const Operation &one : told.operations())
        history.record(one);
    OrderScope narrow;
    narrow.bound = 3;
    const OrderReport report = judge_order(history, narrow);
    QCOMPARE(report.undecided, std::size_t(1));
    QVERIFY(report.unexplained.empty()); // no statement is made
    const OrderReport decided = judge_order(history);
    QCOMPARE(decided.undecided, std::size_t(0));
    QCOMPARE(decided.unexplained.size(), std::size_t(1));
    QVERIFY(!check_order(decided).ok);
    QCOMPARE(decided.judged, std::size_t(1));
    OrderScope later; // by then it was all over: those were probes
    later.from = 1'000ms;
    QCOMPARE(judge_order(history, later).judged, std::size_t(0));
    QCOMPARE(judge_order(history, later).probes, decided.operations);
}

/// A hundred at once, sold twice over: without seeing that they are alike there would be no end to the orders.
void LinearizabilityTest::many_alike_are_no_trouble()
{
    Told told(50);
    for (int i = 0; i < 100; ++i)
        told.held(("r" + std::to_string(i)).c_str(), 10 + i % 7, 200 + i % 11);
    for (int i = 0; i < 400; ++i)
        told.full(("f" + std::to_string(i)).c_str(), 10 + i % 5, 150 + i % 13);
    QCOMPARE(explain(told.history()), Explained::No);
    Told right(100);
    for (int i = 0; i < 100; ++i)
        right.held(("r" + std::to_string(i)).c_str(), 10 + i % 7, 200 + i % 11);
    for (int i = 0; i < 400; ++i)
        right.full(("f" + std::to_string(i)).c_str(), 10 + i % 5, 250 + i % 13);
    QCOMPARE(explain(right.history()), Explained::Yes);
}

void LinearizabilityTest::slots_of_others_are_not_judged()
{
    Told told;
    told.held("a", 10, 20).held("b", 30, 40);
    std::vector<Operation> operations = told.operations();
    QCOMPARE(slot_histories(operations).size(), std::size_t(1));
    operations.erase(operations.begin()); // nobody saw it made
    QVERIFY(slot_histories(operations).empty());
    // ... but is known of.
    const auto known = slot_histories(operations, {}, {{*operations.front().slot, 1}});
    QCOMPARE(explain(known.begin()->second), Explained::No);
    // Booking time was moved: what was told of deadlines came sooner.
    QCOMPARE(explain(told.history(600s)), Explained::Yes);
}

QTEST_GUILESS_MAIN(LinearizabilityTest)
#include "linearizability_test.moc"
