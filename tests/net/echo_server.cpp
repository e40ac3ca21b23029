#include "tests/net/echo_server.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>

namespace holdfast::test {

namespace {

constexpr int patience_ms = 10'000;

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

void require(bool done, const char *what)
{
    if (!done)
        throw std::runtime_error(std::string("cannot ") + what + ": " + std::strerror(errno));
}

bool send_all(int socket, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto size = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (size <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

} // namespace

EchoServer::EchoServer()
{
    listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    auto address = loopback(0);
    socklen_t size = sizeof address;
    require(::bind(listener_, reinterpret_cast<sockaddr *>(&address), size) == 0, "bind");
    ::getsockname(listener_, reinterpret_cast<sockaddr *>(&address), &size);
    port_ = ntohs(address.sin_port);
    listen();
}

EchoServer::EchoServer(const std::filesystem::path &socket)
{
    listener_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    socket.string().copy(address.sun_path, sizeof address.sun_path - 1);
    require(::bind(listener_, reinterpret_cast<sockaddr *>(&address), sizeof address) == 0, "bind");
    listen();
}

void EchoServer::listen()
{
    require(::listen(listener_, 64) == 0, "listen");
    acceptor_ = std::thread([this] {
        for (;;) {
            const int peer = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
            if (peer < 0)
                return;
            const std::lock_guard lock(mutex_);
            peers_.push_back(peer);
            threads_.emplace_back([this, peer] { serve(peer); });
        }
    });
}

EchoServer::~EchoServer()
{
    ::shutdown(listener_, SHUT_RDWR);
    acceptor_.join();
    hang_up();
    for (auto &thread : threads_)
        thread.join();
    for (const int peer : peers_)
        ::close(peer);
    ::close(listener_);
}

void EchoServer::serve(int peer)
{
    char buffer[16'384];
    for (;;) {
        const auto size = ::recv(peer, buffer, sizeof buffer, 0);
        if (size <= 0)
            break;
        received_ += static_cast<std::uint64_t>(size);
        if (!send_all(peer, {buffer, static_cast<std::size_t>(size)}))
            break;
    }
    ++ended_;
    ::shutdown(peer, SHUT_RDWR);
}

void EchoServer::hang_up()
{
    const std::lock_guard lock(mutex_);
    for (const int peer : peers_)
        ::shutdown(peer, SHUT_RDWR);
}

EchoClient::EchoClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
{
    const auto address = loopback(port);
    require(::connect(socket_, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0, "connect");
}

EchoClient::~EchoClient()
{
    ::close(socket_);
}

bool EchoClient::send(std::string_view bytes)
{
    return send_all(socket_, bytes);
}

void EchoClient::finish()
{
    ::shutdown(socket_, SHUT_WR);
}

/// A reset is told once only: it is remembered.
std::size_t EchoClient::read(char *buffer, std::size_t size)
{
    pollfd readable{socket_, POLLIN, 0};
    if (end_ != End::Open || ::poll(&readable, 1, patience_ms) != 1)
        return 0;
    const auto got = ::recv(socket_, buffer, size, 0);
    if (got <= 0)
        end_ = got < 0 && errno == ECONNRESET ? End::Reset : End::Closed;
    return got > 0 ? static_cast<std::size_t>(got) : 0;
}

std::string EchoClient::receive(std::size_t size)
{
    std::string received;
    char buffer[16'384];
    while (received.size() < size) {
        const std::size_t got = read(buffer, std::min(sizeof buffer, size - received.size()));
        if (got == 0)
            break;
        received.append(buffer, got);
    }
    return received;
}

EchoClient::End EchoClient::wait_for_end()
{
    char buffer[16'384];
    while (read(buffer, sizeof buffer) > 0) {
    }
    return end_;
}

bool EchoClient::silent()
{
    pollfd readable{socket_, POLLIN, 0};
    return ::poll(&readable, 1, 0) == 0;
}

} // namespace holdfast::test
