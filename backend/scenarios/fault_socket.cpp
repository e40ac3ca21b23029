#include "backend/scenarios/fault_socket.h"

#include <nlohmann/json.hpp>

#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

namespace holdfast::scenarios {

using json = nlohmann::json;

FaultSocket::FaultSocket()
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        throw std::system_error(errno, std::generic_category(), "cannot make a socket pair");
    ours_ = process::Descriptor(ends[0]);
    theirs_ = process::Descriptor(ends[1]);
    const timeval patience{2, 0};
    ::setsockopt(ours_.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(ours_.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

std::string FaultSocket::ask(std::string_view order)
{
    const std::string line = std::string(order) + "\n";
    if (::send(ours_.get(), line.data(), line.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(line.size()))
        throw std::runtime_error("the process of a fault point is gone");
    std::string answer;
    std::array<char, 1024> chunk{};
    while (answer.find('\n') == std::string::npos) {
        const ssize_t count = ::recv(ours_.get(), chunk.data(), chunk.size(), 0);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            throw std::runtime_error("no answer to a fault order: " + std::string(order));
        answer.append(chunk.data(), static_cast<std::size_t>(count));
    }
    const json parsed = json::parse(answer);
    if (!parsed.value("ok", false))
        throw std::runtime_error("a fault order was refused: " + parsed.value("error", answer));
    return answer;
}

void FaultSocket::arm(const FaultOrder &order)
{
    json line = {{"arm", order.point}, {"act", order.act}, {"nth", order.nth}, {"count", order.count}};
    if (order.act == "stall")
        line["duration_ms"] = order.duration.count();
    ask(line.dump());
}

void FaultSocket::disarm(const std::string &point)
{
    ask(json{{"disarm", point}}.dump());
}

FaultReport FaultSocket::report()
{
    const json answer = json::parse(ask(R"({"report":true})"));
    return {answer.at("hits").get<std::map<std::string, std::uint64_t>>(),
            answer.at("fired").get<std::map<std::string, std::uint64_t>>()};
}

} // namespace holdfast::scenarios
