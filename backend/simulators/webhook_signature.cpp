#include "backend/simulators/webhook_signature.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

namespace holdfast::simulators {

std::string sign_webhook(std::string_view body, std::string_view secret, std::int64_t at_seconds)
{
    constexpr std::string_view digits = "0123456789abcdef";
    const auto time = std::to_string(at_seconds);
    const auto signed_text = time + '.' + std::string(body);
    std::array<unsigned char, EVP_MAX_MD_SIZE> mac{};
    unsigned int size = 0;
    if (!HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
              reinterpret_cast<const unsigned char *>(signed_text.data()), signed_text.size(), mac.data(), &size))
        throw std::runtime_error("HMAC-SHA256 is not available");
    std::string header = "t=" + time + ",v1=";
    for (unsigned int i = 0; i < size; ++i) {
        header += digits[mac[i] >> 4];
        header += digits[mac[i] & 0xf];
    }
    return header;
}

} // namespace holdfast::simulators
