#pragma once

#include "backend/booking/command.h"
#include "backend/storage/connection.h"
#include "tests/booking/town.h"
#include "tests/workers/gateway_control.h"

#include <chrono>
#include <string>
#include <vector>

namespace holdfast::test {

/// A reservation and what is still to be asked of it, one thing after another, each when nothing of it is under way.
struct Course
{
    std::string name = {};
    Uuid reservation = {};
    std::vector<booking::Verb> steps = {};
    std::string card = "pm_card_visa";
    std::size_t taken = 0;
    bool over = false; ///< all was asked, or something refused
};

[[nodiscard]] std::vector<booking::Verb> steps_to_book();  ///< of a two-party reservation that is held
[[nodiscard]] std::vector<booking::Verb> steps_to_authorize(); ///< without the commit

/// Paid bookings in a database of their own, as clients make them; others work them off. Used by one thread.
class MoneyStage final
{
public:
    explicit MoneyStage(const std::string &dsn);

    /// Of a slot of its own: a requester who owes 50.00 and, where both pay, a vendor who owes 7.00.
    [[nodiscard]] Uuid hold(const std::string &settlement = "two_party");
    [[nodiscard]] Uuid add_slot(int capacity, const std::string &settlement) { return town_.add_paid_slot(capacity, settlement); }
    [[nodiscard]] Uuid partner() const { return town_.partner(0); }
    /// "DONE", "REPLAYED", or why not.
    std::string ask(const Uuid &reservation, booking::Verb verb, const std::string &card = "pm_card_visa");
    /// Takes the next step of each that can take one; true when all are over.
    bool advance(std::vector<Course> &courses);
    /// Takes every step and waits for the end of all work; false when that is not there in time.
    [[nodiscard]] bool run(std::vector<Course> &courses, std::chrono::seconds patience = std::chrono::seconds(60));

    [[nodiscard]] std::string state(const Uuid &reservation) const;
    /// The first column of the first row; "" without one. $1 is the reservation.
    [[nodiscard]] std::string text(const Uuid &reservation, const std::string &sql) const;
    [[nodiscard]] std::int64_t count(const std::string &from) const;
    /// The intent of one party; "" when none is known.
    [[nodiscard]] std::string intent(const Uuid &reservation, const std::string &party) const;
    /// No operation and no hint is to be worked off, and nothing is past its deadline.
    [[nodiscard]] bool is_at_rest() const;
    /// As the API keeps what the gateway tells of itself.
    void store_hint(const Json &event) const;
    void roll_dead_commits_forward() const;
    /// Booking time and the gateway's, together.
    void jump(GatewayControl &gateway, std::chrono::seconds by);

    [[nodiscard]] const std::string &environment() const { return environment_; }
    [[nodiscard]] storage::Connection &database() { return database_; }

    /// What is wrong with money at rest, one line each: work left, money that is not where it belongs, books that differ.
    [[nodiscard]] std::vector<std::string> find_unsettled(GatewayControl &gateway) const;
    /// Every invariant, one line for each that is violated.
    [[nodiscard]] std::vector<std::string> find_violated();

private:
    mutable storage::Connection database_;
    Town town_;
    std::string environment_;
    std::chrono::seconds ahead_{0};
    int keys_ = 0;
};

/// All of them, one a line; "" for none.
[[nodiscard]] std::string lines(const std::vector<std::string> &all);

} // namespace holdfast::test
