#pragma once

#include "backend/net/http.h"

#include <boost/asio/ssl/context.hpp>

#include <string>

// What a client wants of a server's certificate. Included by the client's sources only.
namespace holdfast::net {

/// TLS 1.2 or later, the chain checked against the system's authorities or a file's, and the name against the host.
class Tls final
{
public:
    /// Throws std::runtime_error when the authorities cannot be read.
    Tls(const TlsOptions &options, std::string host);

    [[nodiscard]] boost::asio::ssl::context &context() { return context_; }
    /// To be called before the handshake; false when it cannot be asked for.
    [[nodiscard]] bool expect_host(SSL *session) const;
    /// Why the certificate was refused; empty when that was not the trouble.
    [[nodiscard]] static std::string refusal(SSL *session);

private:
    boost::asio::ssl::context context_;
    std::string host_;
    bool is_address_ = false;
};

} // namespace holdfast::net
