#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace holdfast::test {

/// A client that sends exactly the bytes it is told to, well-formed or not. Every wait ends after ten seconds.
class RawPeer final
{
public:
    /// `before_connecting` is called when the socket is there.
    explicit RawPeer(std::uint16_t port, const std::function<void()> &before_connecting = {});
    ~RawPeer();
    RawPeer(const RawPeer &) = delete;
    RawPeer &operator=(const RawPeer &) = delete;

    /// False when the server had closed already.
    bool send(std::string_view bytes);
    /// Says that nothing more will come.
    void end();
    /// The next response, head and body as they came; nullopt when the connection ended or time was over first.
    /// `without_body`: it answers HEAD.
    std::optional<std::string> response(bool without_body = false);
    /// What comes until the server closes; nullopt when it does not.
    std::optional<std::string> rest();
    /// Whether the server closes without another byte.
    bool closes();
    /// Nothing has come so far.
    [[nodiscard]] bool silent();

private:
    bool receive(std::chrono::milliseconds patience);

    int socket_ = -1;
    bool ended_ = false;
    std::string received_;
};

/// "HTTP/1.1 404 Not Found..." -> 404; 0 when it is none.
[[nodiscard]] int status_of(const std::optional<std::string> &response);
[[nodiscard]] std::string body_of(const std::optional<std::string> &response);
/// A header field's value, its name in any case; empty when it is missing.
[[nodiscard]] std::string field_of(const std::optional<std::string> &response, std::string_view name);

} // namespace holdfast::test
