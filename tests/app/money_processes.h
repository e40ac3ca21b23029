#pragma once

#include "backend/scenarios/fault_socket.h"
#include "tests/app/ctl.h"
#include "tests/workers/money_stage.h"

#include <atomic>
#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// Real processes that book for money, and what tests do to them.
namespace holdfast::test {

inline constexpr const char *processes_gateway_key = "sk_test_of_the_processes_tests";
inline constexpr const char *processes_webhook_secret = "whsec_of_the_processes_tests";

/// A holdfastctl with a socket for its fault points; it may die and be started again. Used by one thread, which outlives
/// it: the process ends with its thread.
class ArmedCtl final
{
public:
    ArmedCtl(std::vector<std::string> arguments, Surroundings surroundings);

    /// Anew, where it died or was killed. Throws std::runtime_error when it does not say that it is ready.
    void start();
    void kill();
    /// Waits until it has died by itself; false when it lives on.
    [[nodiscard]] bool died(std::chrono::seconds patience);
    [[nodiscard]] bool stop(); ///< as a service manager does; true when it ended well
    [[nodiscard]] scenarios::FaultSocket &faults() { return *faults_; }
    [[nodiscard]] const std::string &url() const { return url_; }

private:
    std::vector<std::string> arguments_;
    const Surroundings surroundings_;
    std::string url_;
    std::unique_ptr<scenarios::FaultSocket> faults_;
    std::optional<RunningCtl> running_;
};

/// The gateway of one test: `holdfastctl stripe-sim`.
class GatewayProcess final
{
public:
    explicit GatewayProcess(const std::filesystem::path &log);
    [[nodiscard]] const std::string &url() const { return running_.url(); }
    /// What processes that call it need around them.
    [[nodiscard]] Surroundings surroundings(const std::filesystem::path &log, std::chrono::milliseconds timeout) const;

private:
    RunningCtl running_;
};

/// A client of the API that settles what it asks for: it repeats a command under its key until the answer is one.
class Customer final
{
public:
    /// `stop`: gives up when it says so.
    Customer(std::string key, std::function<bool()> stop = {});
    void use(const std::string &url);

    /// The state it led to; "" when it was refused, which `refusal()` explains, or given up.
    std::string hold(const std::string &slot, const std::string &key);
    std::string step(const std::string &reservation, const std::string &verb, const std::string &key,
                     const std::string &card = {});
    [[nodiscard]] const std::string &reservation() const { return reservation_; } ///< of the last answer
    [[nodiscard]] const std::string &refusal() const { return refusal_; }
    [[nodiscard]] std::uint64_t repeats() const { return repeats_; }

private:
    std::string settle(net::Request request);

    const std::string key_;
    const std::function<bool()> stop_;
    std::optional<net::Client> client_;
    std::string reservation_, refusal_;
    std::uint64_t repeats_ = 0;
};

} // namespace holdfast::test
