#pragma once

#include <cstddef>

namespace holdfast::process {

/// Lets this process open as many descriptors as it may: raises the soft limit, which systems leave at 1,024 for programs
/// that use select(), to the hard one, at most 65,536. Children inherit it. Never lowers it, and a system that says no
/// leaves it as it is. Returns the soft limit there is then. Call it before threads start.
std::size_t raise_descriptor_limit();

} // namespace holdfast::process
