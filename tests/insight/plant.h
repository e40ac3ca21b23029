#pragma once

#include "backend/core/uuid.h"
#include "backend/storage/connection.h"

#include <string>
#include <vector>

// Rows to look at, made as the product makes them unless said otherwise.
namespace holdfast::test {

[[nodiscard]] Uuid plant_vendor(storage::Connection &database, const std::string &name);
[[nodiscard]] Uuid plant_partner(storage::Connection &database, const std::string &name);

struct SlotPlan
{
    Uuid vendor;
    int capacity = 1'000;
    int hour = 0; ///< after 2031-01-01
    int amount_minor = 0;
    std::string currency = {};
};
[[nodiscard]] Uuid plant_slot(storage::Connection &database, const SlotPlan &plan);

/// Through holdfast.hold_batch, in the caller's transaction when it has one. Fails the test program unless it is done.
Uuid hold(storage::Connection &database, const Uuid &partner, const Uuid &slot, const std::string &key,
          int quantity = 1, const std::string &reference = "ref");
/// `count` holds of one in one batch.
std::vector<Uuid> hold_many(storage::Connection &database, const Uuid &partner, const Uuid &slot, int count,
                            const std::string &key_prefix);
/// Through holdfast.change_batch; "DONE" or the refusal.
std::string change(storage::Connection &database, const Uuid &reservation, const std::string &event,
                   const Uuid &partner, const std::string &key);

/// Lets the clock be moved.
void mark_as_sandbox(storage::Connection &database);

} // namespace holdfast::test
