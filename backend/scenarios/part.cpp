#include "backend/scenarios/part.h"

#include <array>
#include <cstddef>

namespace holdfast::scenarios {

std::string_view name(Part part)
{
    constexpr std::array<std::string_view, 8> names = {"api",     "worker",  "database", "api2",
                                                       "gateway", "worker2", "worker3",  "worker4"};
    return names[static_cast<std::size_t>(part)];
}

bool has_faults(Part part)
{
    return part != Part::Database && part != Part::Gateway;
}

bool is_worker(Part part)
{
    return part == Part::Worker || part >= Part::SecondWorker;
}

} // namespace holdfast::scenarios
