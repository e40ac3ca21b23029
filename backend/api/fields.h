#pragma once

#include "backend/api/json_value.h"
#include "backend/api/problem.h"
#include "backend/core/time.h"
#include "backend/core/uuid.h"
#include "backend/net/http.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::api {

/// Reads a request's members by name and type and collects everything that is wrong, so that a client hears of it at
/// once. Null counts as absent. Members nobody knows are ignored, for clients newer than we are, but one that differs
/// from a known name only in case, '_' or '-' is a slip and refused.
class Fields final
{
public:
    /// `object`: null for no body at all. Both outlive this.
    Fields(const JsonValue *object, std::initializer_list<std::string_view> known);

    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
    std::optional<std::string> text(std::string_view name, std::size_t shortest, std::size_t longest);
    /// A text that others write freely and people read: no place for the number of a card.
    std::optional<std::string> words(std::string_view name, std::size_t shortest, std::size_t longest);
    /// A name that others give a thing: not the number of a card either.
    std::optional<std::string> reference(std::string_view name, std::size_t shortest, std::size_t longest);
    std::optional<std::int64_t> integer(std::string_view name, std::int64_t least, std::int64_t most);
    std::optional<Uuid> uuid(std::string_view name);
    std::optional<Timestamp> time(std::string_view name);

    void refuse(std::string_view name, std::string message);
    void require(std::string_view name); ///< refuses when it is absent
    [[nodiscard]] bool good() const { return errors_.empty(); }
    [[nodiscard]] Problem problem() const;

private:
    [[nodiscard]] const JsonValue *find(std::string_view name) const;
    std::optional<std::string> without_card(std::string_view name, std::optional<std::string> given,
                                            bool (*has_card)(std::string_view));

    const JsonValue *object_;
    std::vector<FieldError> errors_;
};

/// Why a text cannot be taken as it is; empty when it can: control characters, too short, too long (in characters).
[[nodiscard]] std::string text_flaw(std::string_view text, std::size_t shortest, std::size_t longest);

/// The gateway's name of an object: the prefix of its kind, and 1 to 250 letters, digits or '_'.
[[nodiscard]] bool is_gateway_name(std::string_view text, std::string_view prefix);

/// The value of an Idempotency-Key header: visible ASCII, or a quoted string as in RFC 8941. nullopt when it is
/// neither.
[[nodiscard]] std::optional<std::string> parse_key_header(std::string_view value);

/// The key of a request, from the header, the member `idempotency_key` or both when they agree. Refuses in `fields`.
[[nodiscard]] std::optional<std::string> read_key(const net::Headers &headers, Fields &fields);

/// The version in `If-Match: "7"` or `availability_version`; both when they agree. `*` is any version.
[[nodiscard]] std::optional<std::int64_t> read_expected_version(const net::Headers &headers, Fields &fields);

/// Whether a comma-separated list of entity tags, or `*`, names `"version"`; weak tags compare equal (If-None-Match).
[[nodiscard]] bool names_version(std::string_view tags, std::int64_t version);

} // namespace holdfast::api
