#include "backend/api/credentials.h"

#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <stdexcept>

namespace holdfast::api {

SecretHash hash_secret(std::string_view secret)
{
    SecretHash hash{};
    unsigned int size = 0;
    if (EVP_Digest(secret.data(), secret.size(), hash.data(), &size, EVP_sha256(), nullptr) != 1 || size != hash.size())
        throw std::runtime_error("SHA-256 is not available");
    return hash;
}

std::string make_secret(std::string_view prefix)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::array<unsigned char, 32> random;
    if (RAND_bytes(random.data(), static_cast<int>(random.size())) != 1)
        throw std::runtime_error("the system gives no random bytes");
    std::string secret(prefix);
    for (const auto byte : random) {
        secret += digits[byte >> 4];
        secret += digits[byte & 0xf];
    }
    return secret;
}

NewPartner create_partner(storage::Connection &connection, const std::string &name)
{
    NewPartner partner{Uuid::make_v7(), make_secret("hfk_")};
    connection.query(resources::text("sql/api/queries/create_partner.sql"),
                     {partner.id.to_string(), name, storage::bytea_literal(hash_secret(partner.key))});
    return partner;
}

std::string create_token(storage::Connection &connection, const std::string &name, const std::string &role)
{
    std::string token = make_secret("hft_");
    connection.query(resources::text("sql/api/queries/create_token.sql"),
                     {storage::bytea_literal(hash_secret(token)), name, role});
    return token;
}

Uuid create_vendor(storage::Connection &connection, const std::string &name)
{
    const Uuid id = Uuid::make_v7();
    connection.query(resources::text("sql/api/queries/create_vendor.sql"), {id.to_string(), name});
    return id;
}

} // namespace holdfast::api
