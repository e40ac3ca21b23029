#include "backend/net/tls.h"

#include <boost/asio/ip/address.hpp>

#include <openssl/x509v3.h>

#include <stdexcept>

namespace holdfast::net {

namespace ssl = boost::asio::ssl;

Tls::Tls(const TlsOptions &options, std::string host) : context_(ssl::context::tls_client), host_(std::move(host))
{
    boost::system::error_code error;
    boost::asio::ip::make_address(host_, error);
    is_address_ = !error;

    SSL_CTX_set_min_proto_version(context_.native_handle(), TLS1_2_VERSION);
    context_.set_verify_mode(ssl::verify_peer, error);
    if (!error && options.ca_file.empty())
        context_.set_default_verify_paths(error);
    else if (!error)
        context_.load_verify_file(options.ca_file, error);
    if (error)
        throw std::runtime_error("cannot read the certificate authorities"
                                 + (options.ca_file.empty() ? "" : " in " + options.ca_file) + ": " + error.message());
}

bool Tls::expect_host(SSL *session) const
{
    auto *expected = SSL_get0_param(session);
    X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    if (is_address_)
        return X509_VERIFY_PARAM_set1_ip_asc(expected, host_.c_str()) == 1;
    return X509_VERIFY_PARAM_set1_host(expected, host_.data(), host_.size()) == 1
           && SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                       const_cast<char *>(host_.c_str()))
                  == 1;
}

std::string Tls::refusal(SSL *session)
{
    const auto result = SSL_get_verify_result(session);
    return result == X509_V_OK ? std::string() : X509_verify_cert_error_string(result);
}

} // namespace holdfast::net
