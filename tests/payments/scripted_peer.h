#pragma once

#include "backend/net/http.h"
#include "tests/payments/test_authority.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace holdfast::test {

/// A request as it came over the wire.
struct Seen
{
    std::string method;
    std::string path;
    std::map<std::string, std::string> fields; ///< of the query or the body, decoded
    net::Headers headers;
    std::string body;

    [[nodiscard]] std::string header(std::string_view name) const;
};

/// What the peer does with a request.
struct Say
{
    int status = 200;
    std::string body = {};
    net::Headers headers = {};
    bool drop = false; ///< closes without a word
    bool hang = false; ///< says nothing until the peer ends
};

/// A real HTTP server that does what the script says, over TLS when it has an identity. A thread per connection.
class ScriptedPeer final
{
public:
    /// The script is called for one request at a time. `number` counts requests from 1.
    using Script = std::function<Say(const Seen &request, int number)>;

    explicit ScriptedPeer(Script script, std::optional<Identity> identity = std::nullopt);
    ~ScriptedPeer();

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] std::vector<Seen> requests() const;
    [[nodiscard]] int connections() const;
    /// Ends the connections there are, as a server does with idle ones.
    void close_connections();

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace holdfast::test
