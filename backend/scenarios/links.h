#pragma once

#include "backend/net/fault_proxy.h"

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::scenarios {

/// Where parts of a sandbox talk to each other, and can be kept from it.
enum class Link { ClientApi, ApiDatabase, WorkerDatabase, WorkerGateway };

[[nodiscard]] std::string_view name(Link link); ///< "worker to database"

/// The links of a sandbox that lead through proxies of ours. They end with this process, and with them every fault. Used by
/// one thread.
class Links final
{
public:
    explicit Links(const std::vector<Link> &wanted);

    /// The address to give out in place of the real one: that one, unless the link is to be broken.
    [[nodiscard]] std::string lead_to_service(Link link, const std::string &url);
    [[nodiscard]] std::string lead_to_database(Link link, const std::string &dsn);

    /// A fault on every proxy of a link.
    struct Fault
    {
        Link link = Link::ClientApi;
        std::vector<std::uint64_t> of_proxies; ///< its number at each
    };
    /// Throws std::logic_error for a link that was not wanted, or leads nowhere yet.
    [[nodiscard]] Fault add(Link link, const net::NetFault &fault);
    net::NetFaultReport end(const Fault &fault);
    [[nodiscard]] net::NetFaultReport report(const Fault &fault) const;

private:
    [[nodiscard]] const std::vector<std::unique_ptr<net::FaultProxy>> &proxies(Link link) const;
    [[nodiscard]] std::uint16_t lead_to(Link link, const net::ProxyTarget &target);

    std::map<Link, std::vector<std::unique_ptr<net::FaultProxy>>> proxies_; ///< of the links wanted
};

} // namespace holdfast::scenarios
