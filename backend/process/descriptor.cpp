#include "backend/process/descriptor.h"

#include <fcntl.h>

#include <cerrno>
#include <system_error>

namespace holdfast::process {

Pipe make_pipe()
{
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
    return {Descriptor(ends[0]), Descriptor(ends[1])};
}

} // namespace holdfast::process
