#pragma once

#include <chrono>
#include <memory>
#include <string>

namespace holdfast::test {

/// A certificate and its private key, PEM.
struct Identity
{
    std::string certificate;
    std::string key;
};

/// A certificate authority of the test's own.
class TestAuthority final
{
public:
    explicit TestAuthority(const std::string &name);
    ~TestAuthority();

    /// Its own certificate, PEM: what a client is told to trust.
    [[nodiscard]] std::string certificate() const;
    /// `names`: "DNS:localhost" or "IP:127.0.0.1", separated by commas. A negative time: it has ended.
    [[nodiscard]] Identity issue(const std::string &names,
                                 std::chrono::seconds valid_for = std::chrono::hours(1)) const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::test
