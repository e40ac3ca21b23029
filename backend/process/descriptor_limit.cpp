#include "backend/process/descriptor_limit.h"

#include <sys/resource.h>

#include <algorithm>
#include <limits>

namespace holdfast::process {

namespace {

constexpr rlim_t most_descriptors = 65'536; // in containers the hard limit may be a billion, which children then walk

} // namespace

std::size_t raise_descriptor_limit()
{
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return std::numeric_limits<std::size_t>::max();
    const auto wanted = std::min(limit.rlim_max, most_descriptors);
    if (limit.rlim_cur < wanted) {
        const rlimit raised{wanted, limit.rlim_max};
        if (setrlimit(RLIMIT_NOFILE, &raised) == 0)
            limit = raised;
    }
    return static_cast<std::size_t>(limit.rlim_cur);
}

} // namespace holdfast::process
