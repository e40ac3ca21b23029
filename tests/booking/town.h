#pragma once

#include "backend/booking/command.h"
#include "backend/storage/connection.h"

#include <string>
#include <vector>

namespace holdfast::test {

/// A vendor and a few partners in a database, to book with.
class Town final
{
public:
    explicit Town(storage::Connection &database, int partners = 2);

    [[nodiscard]] Uuid partner(std::size_t number) const { return partners_.at(number); }
    [[nodiscard]] std::size_t partners() const { return partners_.size(); }
    /// A slot of its own hour.
    [[nodiscard]] Uuid add_slot(int capacity, const std::string &kind = "event",
                                const std::string &settlement = "free");
    /// The requester owes 50.00 EUR, the vendor 7.00 where both pay.
    [[nodiscard]] Uuid add_paid_slot(int capacity, const std::string &settlement = "two_party");

private:
    storage::Connection &database_;
    Uuid vendor_;
    std::vector<Uuid> partners_;
    int slots_ = 0;
};

[[nodiscard]] booking::Fingerprint fingerprint(int seed);
[[nodiscard]] booking::Hold make_hold(const Uuid &partner, const Uuid &slot, const std::string &key, int quantity = 1,
                                      int body = 0);
[[nodiscard]] booking::Change make_change(const Uuid &reservation, booking::Verb verb, const Uuid &partner,
                                          const std::string &key, int body = 0);

/// One command in a batch of its own.
[[nodiscard]] booking::Outcome run_one(storage::Connection &database, const booking::Hold &hold);
[[nodiscard]] booking::Outcome run_one(storage::Connection &database, const booking::Change &change);

/// "DONE", "REPLAYED", an error code, or "UNKNOWN".
[[nodiscard]] std::string short_name(const booking::Outcome &outcome);

/// Marks the database as a sandbox, so that its clock may be moved.
void mark_as_sandbox(storage::Connection &database);

/// Everything about slots and reservations that must never be: one line per violation.
[[nodiscard]] std::vector<std::string> find_violations(storage::Connection &database);

} // namespace holdfast::test
