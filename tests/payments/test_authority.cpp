#include "tests/payments/test_authority.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <stdexcept>

namespace holdfast::test {

namespace {

using Key = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

constexpr long long day_s = 24 * 60 * 60;

void require(bool done)
{
    if (!done)
        throw std::runtime_error("OpenSSL does not make certificates");
}

Key make_key()
{
    Key key(EVP_EC_gen("P-256"), EVP_PKEY_free);
    require(key != nullptr);
    return key;
}

void extend(X509 *certificate, X509 *issuer, int extension, const std::string &value)
{
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    auto *made = X509V3_EXT_conf_nid(nullptr, &context, extension, value.c_str());
    require(made && X509_add_ext(certificate, made, -1) == 1);
    X509_EXTENSION_free(made);
}

Certificate make_certificate(EVP_PKEY *key, const std::string &name, long serial, long long from_s, long long to_s)
{
    Certificate certificate(X509_new(), X509_free);
    require(certificate != nullptr);
    X509_set_version(certificate.get(), X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), static_cast<long>(from_s));
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), static_cast<long>(to_s));
    X509_set_pubkey(certificate.get(), key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate.get()), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char *>(name.c_str()), -1, -1, 0);
    return certificate;
}

template <typename Write>
std::string pem(Write write)
{
    const std::unique_ptr<BIO, decltype(&BIO_free)> memory(BIO_new(BIO_s_mem()), BIO_free);
    require(memory && write(memory.get()) == 1);
    char *data = nullptr;
    const auto size = BIO_get_mem_data(memory.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

} // namespace

struct TestAuthority::State
{
    explicit State(const std::string &name) : certificate(make_certificate(key.get(), name, 1, -day_s, day_s)) {}

    Key key = make_key();
    Certificate certificate;
    long last_serial = 1;
};

TestAuthority::TestAuthority(const std::string &name) : state_(std::make_unique<State>(name))
{
    auto *own = state_->certificate.get();
    X509_set_issuer_name(own, X509_get_subject_name(own));
    extend(own, own, NID_basic_constraints, "critical,CA:TRUE");
    extend(own, own, NID_key_usage, "critical,keyCertSign");
    require(X509_sign(own, state_->key.get(), EVP_sha256()) > 0);
}

TestAuthority::~TestAuthority() = default;

std::string TestAuthority::certificate() const
{
    return pem([this](BIO *out) { return PEM_write_bio_X509(out, state_->certificate.get()); });
}

Identity TestAuthority::issue(const std::string &names, std::chrono::seconds valid_for) const
{
    const auto key = make_key();
    auto *issuer = state_->certificate.get();
    const auto end_s = static_cast<long long>(valid_for.count());
    const auto certificate =
        make_certificate(key.get(), "a gateway", ++state_->last_serial, std::min(end_s, 0LL) - 3600, end_s);
    X509_set_issuer_name(certificate.get(), X509_get_subject_name(issuer));
    extend(certificate.get(), issuer, NID_subject_alt_name, names);
    require(X509_sign(certificate.get(), state_->key.get(), EVP_sha256()) > 0);
    return {pem([&](BIO *out) { return PEM_write_bio_X509(out, certificate.get()); }), pem([&](BIO *out) {
                return PEM_write_bio_PrivateKey(out, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
            })};
}

} // namespace holdfast::test
