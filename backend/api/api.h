#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace holdfast::booking {
class Lanes;
}

namespace holdfast::api {

struct ApiOptions
{
    std::string dsn;
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;
    std::size_t readers = 2; ///< threads with a connection each, for queries
};

/// The HTTP face of a node: routes, authentication, limits, problem+json, OpenAPI. Commands go to `lanes`, which outlive it.
class Api final
{
public:
    Api(ApiOptions options, booking::Lanes &lanes);
    ~Api(); ///< as drain(10 s)
    [[nodiscard]] std::string url() const; ///< "http://127.0.0.1:8787"
    /// Stops accepting, finishes what is under way within ten seconds.
    void drain();
    [[nodiscard]] std::string prometheus_metrics() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::api
