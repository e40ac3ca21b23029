#pragma once

#include "backend/process/descriptor.h"

#include <functional>
#include <thread>

namespace holdfast::process {

/// Ties this process to the one that started it. The starter keeps a pipe's write end and writes nothing; this watches
/// the read end from a thread of its own and calls `on_end`, once and from that thread, when every writer is gone.
/// Destroying it stops watching; it then no longer calls.
class Lifeline final
{
public:
    Lifeline(Descriptor read_end, std::function<void()> on_end);
    ~Lifeline();
    Lifeline(const Lifeline &) = delete;
    Lifeline &operator=(const Lifeline &) = delete;

private:
    Descriptor read_end_;
    Pipe stop_;
    std::thread watcher_;
};

} // namespace holdfast::process
