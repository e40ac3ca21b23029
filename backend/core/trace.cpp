#include "backend/core/trace.h"

#include "backend/core/uuid.h"

#include <algorithm>

namespace holdfast {

namespace {

bool is_lower_hex(std::string_view text)
{
    return std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool is_zero(std::string_view text)
{
    return text.find_first_not_of('0') == std::string_view::npos;
}

} // namespace

std::string make_trace_id()
{
    std::string text = Uuid::make_v7().to_string();
    std::erase(text, '-');
    return text;
}

std::optional<std::string> trace_id_of(std::string_view traceparent)
{
    // Version 00 is exactly 55 characters; a later version may append fields after another dash.
    if (traceparent.size() < 55 || (traceparent.size() > 55 && (traceparent[55] != '-' || traceparent.starts_with("00"))))
        return std::nullopt;
    const auto version = traceparent.substr(0, 2);
    const auto trace = traceparent.substr(3, 32);
    const auto parent = traceparent.substr(36, 16);
    const auto flags = traceparent.substr(53, 2);
    if (traceparent[2] != '-' || traceparent[35] != '-' || traceparent[52] != '-')
        return std::nullopt;
    if (!is_lower_hex(version) || version == "ff" || !is_lower_hex(trace) || !is_lower_hex(parent)
        || !is_lower_hex(flags) || is_zero(trace) || is_zero(parent))
        return std::nullopt;
    return std::string(trace);
}

} // namespace holdfast
