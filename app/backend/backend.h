#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

namespace holdfast::app {

struct BackendOptions
{
    std::string dsn; ///< of a migrated database
    bool serve_api = true;
    bool run_expiry = true;
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
};

/// One node: API, lanes, workers and their health reports as threads of this process. The console embeds one;
/// `holdfastctl serve` and `worker` are one each with a part switched off. Destroying it drains within 10 s.
class Backend final
{
public:
    explicit Backend(BackendOptions options);
    ~Backend();
    [[nodiscard]] std::string api_url() const; ///< empty without an API
    void drain();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::app
