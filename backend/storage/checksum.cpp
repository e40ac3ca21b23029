#include "backend/storage/checksum.h"

#include "backend/storage/connection.h"

#include <openssl/evp.h>

#include <array>
#include <span>
#include <stdexcept>

namespace holdfast::storage {

std::string sha256(std::string_view text)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(text.data(), text.size(), digest.data(), &size, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available");
    return bytea_literal(std::span(digest).first(size)).substr(2); // without its "\\x"
}

} // namespace holdfast::storage
