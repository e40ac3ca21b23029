#include "tests/net/raw_peer.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <stdexcept>

namespace holdfast::test {

namespace {

constexpr auto patience = std::chrono::seconds(10);

} // namespace

RawPeer::RawPeer(std::uint16_t port, const std::function<void()> &before_connecting)
{
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    if (before_connecting)
        before_connecting();
    if (::connect(socket_, reinterpret_cast<sockaddr *>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect");
}

RawPeer::~RawPeer()
{
    ::close(socket_);
}

bool RawPeer::send(std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto size = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (size <= 0)
            return false;
        bytes.remove_prefix(static_cast<std::size_t>(size));
    }
    return true;
}

void RawPeer::end()
{
    ::shutdown(socket_, SHUT_WR);
}

bool RawPeer::receive(std::chrono::milliseconds wait)
{
    pollfd readable{socket_, POLLIN, 0};
    if (ended_ || ::poll(&readable, 1, static_cast<int>(wait.count())) != 1)
        return false;
    char buffer[16384];
    const auto size = ::recv(socket_, buffer, sizeof buffer, 0);
    if (size <= 0) {
        ended_ = true;
        return false;
    }
    received_.append(buffer, static_cast<std::size_t>(size));
    return true;
}

std::optional<std::string> RawPeer::response(bool without_body)
{
    const auto until = std::chrono::steady_clock::now() + patience;
    while (std::chrono::steady_clock::now() < until) {
        if (const auto head = received_.find("\r\n\r\n"); head != std::string::npos) {
            std::size_t size = head + 4;
            const auto length = field_of(received_.substr(0, size), "Content-Length");
            std::size_t body = 0;
            std::from_chars(length.data(), length.data() + length.size(), body);
            if (!without_body)
                size += body;
            if (received_.size() >= size) {
                const auto response = received_.substr(0, size);
                received_.erase(0, size);
                return response;
            }
        }
        if (!receive(patience))
            return std::nullopt;
    }
    return std::nullopt;
}

std::optional<std::string> RawPeer::rest()
{
    while (receive(patience)) {
    }
    return ended_ ? std::optional(received_) : std::nullopt;
}

bool RawPeer::closes()
{
    return rest() == "";
}

bool RawPeer::silent()
{
    receive(std::chrono::milliseconds(0));
    return received_.empty() && !ended_;
}

int status_of(const std::optional<std::string> &response)
{
    int status = 0;
    if (response && response->starts_with("HTTP/1.1 ") && response->size() > 12)
        std::from_chars(response->data() + 9, response->data() + 12, status);
    return status;
}

std::string body_of(const std::optional<std::string> &response)
{
    const auto head = response ? response->find("\r\n\r\n") : std::string::npos;
    return head == std::string::npos ? "" : response->substr(head + 4);
}

std::string field_of(const std::optional<std::string> &response, std::string_view name)
{
    if (!response)
        return {};
    const auto lower = [](std::string text) {
        std::transform(text.begin(), text.end(), text.begin(), [](char c) { return static_cast<char>(std::tolower(c)); });
        return text;
    };
    const auto head = response->substr(0, response->find("\r\n\r\n") + 2);
    const auto at = lower(head).find("\r\n" + lower(std::string(name)) + ": ");
    if (at == std::string::npos)
        return {};
    const auto start = at + name.size() + 4;
    return head.substr(start, head.find("\r\n", start) - start);
}

} // namespace holdfast::test
