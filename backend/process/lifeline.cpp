#include "backend/process/lifeline.h"

#include <poll.h>

#include <array>
#include <cerrno>

namespace holdfast::process {

namespace {

/// True when the writers are gone, false when told to stop first.
bool wait_for_end(int read_end, int stop)
{
    std::array<pollfd, 2> watched{{{read_end, POLLIN, 0}, {stop, POLLIN, 0}}};
    while (true) {
        if (::poll(watched.data(), watched.size(), -1) < 0) {
            if (errno == EINTR)
                continue;
            return false;
        }
        if (watched[1].revents != 0)
            return false;
        char ignored[256];
        if (watched[0].revents != 0 && ::read(read_end, ignored, sizeof ignored) <= 0 && errno != EINTR)
            return true;
    }
}

} // namespace

Lifeline::Lifeline(Descriptor read_end, std::function<void()> on_end)
    : read_end_(std::move(read_end)), stop_(make_pipe())
{
    watcher_ = std::thread([this, on_end = std::move(on_end)] {
        if (wait_for_end(read_end_.get(), stop_.read.get()))
            on_end();
    });
}

Lifeline::~Lifeline()
{
    stop_.write.reset();
    watcher_.join();
}

} // namespace holdfast::process
