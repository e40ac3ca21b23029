#include "app/ctl/context.h"

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace holdfast::ctl {

void print_line(std::string_view line)
{
    std::fwrite(line.data(), 1, line.size(), stdout);
    std::fputc('\n', stdout);
    if (std::fflush(stdout) != 0 || std::ferror(stdout))
        throw Failure(std::string("cannot write to standard output: ") + std::strerror(errno));
}

} // namespace holdfast::ctl
