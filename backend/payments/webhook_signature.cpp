#include "backend/payments/webhook_signature.h"

#include "backend/core/hex.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>
#include <stdexcept>
#include <vector>

namespace holdfast::payments {

namespace {

constexpr std::size_t max_header = 4 * 1024;
constexpr std::size_t max_signatures = 16;
constexpr std::size_t max_digits = 12; ///< of the seconds

using Digest = std::array<unsigned char, 32>;

struct Header
{
    std::string_view time; ///< as signed
    std::int64_t seconds = 0;
    std::vector<Digest> signatures;
};

std::optional<Digest> read_digest(std::string_view hex)
{
    Digest digest{};
    if (hex.size() != 2 * digest.size())
        return std::nullopt;
    for (std::size_t i = 0; i < digest.size(); ++i) {
        const int high = hex_value(hex[2 * i]);
        const int low = hex_value(hex[2 * i + 1]);
        if (high < 0 || low < 0)
            return std::nullopt;
        digest[i] = static_cast<unsigned char>(high << 4 | low);
    }
    return digest;
}

/// Other schemes than v1 are left aside: the gateway may add some. A v1 that is no digest makes the header malformed
/// only when there is no other.
std::optional<Header> read_header(std::string_view text)
{
    if (text.size() > max_header)
        return std::nullopt;
    Header header;
    while (!text.empty()) {
        const auto end = std::min(text.find(','), text.size());
        auto item = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        item.remove_prefix(std::min(item.find_first_not_of(' '), item.size()));
        const auto equals = item.find('=');
        if (equals == std::string_view::npos)
            return std::nullopt;
        const auto scheme = item.substr(0, equals);
        const auto value = item.substr(equals + 1);
        if (scheme == "t") {
            const auto [last, error] = std::from_chars(value.data(), value.data() + value.size(), header.seconds);
            if (!header.time.empty() || value.empty() || value.size() > max_digits || error != std::errc{}
                || last != value.data() + value.size() || header.seconds < 0)
                return std::nullopt;
            header.time = value;
        } else if (scheme == "v1") {
            if (header.signatures.size() == max_signatures)
                return std::nullopt;
            if (const auto digest = read_digest(value))
                header.signatures.push_back(*digest);
        }
    }
    if (header.time.empty() || header.signatures.empty())
        return std::nullopt;
    return header;
}

Digest signature(std::string_view time, std::string_view body, const Secret &secret)
{
    std::string signed_text(time);
    signed_text.append(".").append(body);
    const auto &key = secret.reveal();
    if (key.size() > static_cast<std::size_t>(std::numeric_limits<int>::max()))
        throw std::invalid_argument("the webhook secret is too long");
    Digest digest{};
    unsigned size = 0;
    if (!HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
              reinterpret_cast<const unsigned char *>(signed_text.data()), signed_text.size(), digest.data(), &size)
        || size != digest.size())
        throw std::runtime_error("HMAC-SHA256 is not available");
    return digest;
}

} // namespace

std::string_view name(WebhookVerdict verdict)
{
    switch (verdict) {
    case WebhookVerdict::Ok:
        return "ok";
    case WebhookVerdict::Malformed:
        return "malformed";
    case WebhookVerdict::Mismatch:
        return "mismatch";
    case WebhookVerdict::TooOld:
        return "too_old";
    case WebhookVerdict::TooNew:
        return "too_new";
    }
    return {};
}

WebhookVerdict verify_webhook(std::string_view header, std::string_view raw_body, std::span<const Secret> secrets,
                              Timestamp now, std::chrono::seconds tolerance)
{
    const auto read = read_header(header);
    if (!read)
        return WebhookVerdict::Malformed;
    bool matches = false;
    for (const auto &secret : secrets) {
        if (secret.empty())
            continue; // anybody could sign with it
        const auto wanted = signature(read->time, raw_body, secret);
        for (const auto &given : read->signatures)
            matches = (CRYPTO_memcmp(wanted.data(), given.data(), wanted.size()) == 0) || matches;
    }
    if (!matches)
        return WebhookVerdict::Mismatch;
    const auto now_seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
    if (read->seconds < now_seconds - tolerance.count())
        return WebhookVerdict::TooOld;
    return read->seconds > now_seconds + tolerance.count() ? WebhookVerdict::TooNew : WebhookVerdict::Ok;
}

std::string sign_webhook(std::string_view raw_body, const Secret &secret, Timestamp at)
{
    constexpr std::string_view digits = "0123456789abcdef";
    const auto time = std::to_string(std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count());
    std::string header = "t=" + time + ",v1=";
    for (const auto byte : signature(time, raw_body, secret)) {
        header += digits[byte >> 4];
        header += digits[byte & 0xf];
    }
    return header;
}

} // namespace holdfast::payments
