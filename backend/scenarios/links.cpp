#include "backend/scenarios/links.h"

#include "backend/net/http.h"
#include "backend/storage/conninfo.h"

#include <array>
#include <charconv>
#include <stdexcept>

namespace holdfast::scenarios {

namespace {

/// As libpq finds it.
net::ProxyTarget target_of(const storage::Conninfo &conninfo)
{
    const std::string &host = conninfo.at("host");
    const std::string &port = conninfo.at("port");
    net::ProxyTarget target;
    if (host.starts_with('/')) {
        target.unix_socket = host + "/.s.PGSQL." + port;
        return target;
    }
    target.host = host;
    std::from_chars(port.data(), port.data() + port.size(), target.port);
    return target;
}

} // namespace

std::string_view name(Link link)
{
    constexpr std::array<std::string_view, 4> names = {"client to api", "api to database", "worker to database",
                                                       "worker to gateway"};
    return names[static_cast<std::size_t>(link)];
}

Links::Links(const std::vector<Link> &wanted)
{
    for (const Link link : wanted)
        proxies_[link];
}

std::uint16_t Links::lead_to(Link link, const net::ProxyTarget &target)
{
    return proxies_.at(link).emplace_back(std::make_unique<net::FaultProxy>(target))->port();
}

std::string Links::lead_to_service(Link link, const std::string &url)
{
    if (!proxies_.contains(link))
        return url;
    const auto address = net::parse_http_url(url);
    if (!address)
        throw std::logic_error(url + " is no address of a service");
    return "http://127.0.0.1:" + std::to_string(lead_to(link, {address->first, address->second}));
}

std::string Links::lead_to_database(Link link, const std::string &dsn)
{
    if (!proxies_.contains(link))
        return dsn;
    storage::Conninfo conninfo = storage::parse_conninfo(dsn);
    conninfo["port"] = std::to_string(lead_to(link, target_of(conninfo)));
    conninfo["host"] = "127.0.0.1";
    conninfo["sslmode"] = "disable"; // the server has none behind its socket
    return storage::to_dsn(conninfo);
}

const std::vector<std::unique_ptr<net::FaultProxy>> &Links::proxies(Link link) const
{
    const auto found = proxies_.find(link);
    if (found == proxies_.end() || found->second.empty())
        throw std::logic_error("the link " + std::string(name(link)) + " of this sandbox leads through no proxy");
    return found->second;
}

Links::Fault Links::add(Link link, const net::NetFault &fault)
{
    Fault added{link, {}};
    for (const auto &proxy : proxies(link))
        added.of_proxies.push_back(proxy->add(fault));
    return added;
}

net::NetFaultReport Links::end(const Fault &fault)
{
    net::NetFaultReport report;
    for (std::size_t i = 0; i < fault.of_proxies.size(); ++i)
        report += proxies(fault.link)[i]->end(fault.of_proxies[i]);
    return report;
}

net::NetFaultReport Links::report(const Fault &fault) const
{
    net::NetFaultReport report;
    for (std::size_t i = 0; i < fault.of_proxies.size(); ++i)
        report += proxies(fault.link)[i]->report(fault.of_proxies[i]);
    return report;
}

} // namespace holdfast::scenarios
