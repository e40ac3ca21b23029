#pragma once

#include "backend/core/uuid.h"
#include "backend/scenarios/requests.h"

#include <random>
#include <string>
#include <vector>

namespace holdfast::scenarios {

class Sandbox;

/// The people of the demonstration town's operating side. Used by one thread.
class TownStaff final
{
public:
    /// Makes their tokens. The source of chance outlives it.
    TownStaff(Sandbox &sandbox, std::mt19937_64 &random);

    /// One of them after another does this: "notes", "extend", "release", "force-release".
    [[nodiscard]] net::Request act(const std::string &verb, const Uuid &reservation);
    [[nodiscard]] const Requests &operator_() const { return people_.front(); }

private:
    [[nodiscard]] std::size_t below(std::size_t bound)
    {
        return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_);
    }

    std::mt19937_64 &random_;
    std::vector<Requests> people_; ///< the last one is an admin
    int acts_ = 0;
};

} // namespace holdfast::scenarios
