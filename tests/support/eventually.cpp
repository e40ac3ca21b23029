#include "tests/support/eventually.h"

#include <fstream>
#include <iterator>
#include <string>
#include <thread>

namespace holdfast::test {

bool eventually(const std::function<bool()> &condition, std::chrono::milliseconds timeout)
{
    const auto deadline = std::chrono::steady_clock::now() + timeout;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return true;
}

bool thread_sleeps(pid_t thread)
{
    std::ifstream file("/proc/self/task/" + std::to_string(thread) + "/stat");
    const std::string text(std::istreambuf_iterator<char>(file), {});
    const auto name_end = text.rfind(") ");
    return name_end != std::string::npos && text.compare(name_end + 2, 1, "S") == 0;
}

} // namespace holdfast::test
