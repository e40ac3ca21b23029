#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <thread>

namespace holdfast::test {

/// A server that reads one request and then says exactly `answer`, or nothing, and closes or not.
class ScriptedServer final
{
public:
    ScriptedServer(std::string answer, bool close_after) : answer_(std::move(answer)), close_after_(close_after)
    {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (::bind(listener_, reinterpret_cast<sockaddr *>(&address), size) != 0 || ::listen(listener_, 8) != 0)
            throw std::runtime_error("cannot listen");
        ::getsockname(listener_, reinterpret_cast<sockaddr *>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this] { serve(); });
    }
    ~ScriptedServer()
    {
        ::shutdown(listener_, SHUT_RDWR);
        ::shutdown(peer_.load(), SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }
    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] int connections() const { return connections_; }

private:
    void serve()
    {
        for (;;) {
            const int peer = ::accept(listener_, nullptr, nullptr);
            if (peer < 0)
                return;
            ++connections_;
            peer_ = peer;
            std::string got;
            char buffer[4096];
            for (;;) {
                const auto size = ::recv(peer, buffer, sizeof buffer, 0);
                if (size <= 0)
                    break;
                got.append(buffer, static_cast<std::size_t>(size));
                if (got.find("\r\n\r\n") == std::string::npos)
                    continue;
                got.clear();
                if (!answer_.empty())
                    ::send(peer, answer_.data(), answer_.size(), MSG_NOSIGNAL);
                if (close_after_)
                    break;
            }
            peer_ = -1;
            ::close(peer);
        }
    }

    std::string answer_;
    bool close_after_;
    int listener_ = -1;
    std::atomic<int> peer_ = -1;
    std::atomic<int> connections_ = 0;
    std::uint16_t port_ = 0;
    std::thread thread_;
};

} // namespace holdfast::test
