#include "backend/storage/connection.h"

#include <charconv>
#include <system_error>

namespace holdfast::storage {

namespace {

[[noreturn]] void refuse(const std::string &text, const char *wanted)
{
    throw std::logic_error("the database's \"" + text + "\" is not " + wanted);
}

template <typename Number>
Number parse_number(const std::string &text, const char *wanted)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        refuse(text, wanted);
    return value;
}

} // namespace

Rows::Rows(std::vector<std::string> columns, std::vector<Cell> cells, std::size_t affected)
    : columns_(std::move(columns)), cells_(std::move(cells)), affected_(affected)
{
}

std::size_t Rows::size() const
{
    return columns_.empty() ? 0 : cells_.size() / columns_.size();
}

const Rows::Cell &Rows::cell(std::size_t row, std::size_t column) const
{
    if (column >= columns_.size())
        throw std::out_of_range("no column " + std::to_string(column) + " in a result of "
                                + std::to_string(columns_.size()));
    return cells_.at(row * columns_.size() + column);
}

bool Rows::is_null(std::size_t row, std::size_t column) const
{
    return cell(row, column).null;
}

const std::string &Rows::text(std::size_t row, std::size_t column) const
{
    const Cell &found = cell(row, column);
    if (found.null)
        throw std::logic_error("column " + columns_[column] + " is null");
    return found.text;
}

std::optional<std::string> Rows::optional_text(std::size_t row, std::size_t column) const
{
    const Cell &found = cell(row, column);
    return found.null ? std::nullopt : std::optional(found.text);
}

std::int64_t Rows::integer(std::size_t row, std::size_t column) const
{
    return parse_number<std::int64_t>(text(row, column), "a whole number");
}

double Rows::number(std::size_t row, std::size_t column) const
{
    return parse_number<double>(text(row, column), "a number");
}

bool Rows::boolean(std::size_t row, std::size_t column) const
{
    const std::string &value = text(row, column);
    if (value != "t" && value != "f")
        refuse(value, "a truth value");
    return value == "t";
}

Uuid Rows::uuid(std::size_t row, std::size_t column) const
{
    const std::string &value = text(row, column);
    const auto parsed = Uuid::parse(value);
    if (!parsed)
        refuse(value, "a UUID");
    return *parsed;
}

Timestamp Rows::time(std::size_t row, std::size_t column) const
{
    const std::string &value = text(row, column);
    const auto parsed = parse_rfc3339(value);
    if (!parsed)
        refuse(value, "a time");
    return *parsed;
}

std::optional<Timestamp> Rows::optional_time(std::size_t row, std::size_t column) const
{
    if (is_null(row, column))
        return std::nullopt;
    return time(row, column);
}

std::string array_literal(std::span<const Param> elements)
{
    std::string literal = "{";
    for (const Param &element : elements) {
        if (literal.size() > 1)
            literal += ',';
        if (!element) {
            literal += "NULL";
            continue;
        }
        literal += '"';
        for (const char letter : *element) {
            if (letter == '"' || letter == '\\')
                literal += '\\';
            literal += letter;
        }
        literal += '"';
    }
    return literal + '}';
}

std::string bytea_literal(std::span<const std::uint8_t> bytes)
{
    static constexpr char digits[] = "0123456789abcdef";
    std::string literal = "\\x";
    literal.reserve(2 + 2 * bytes.size());
    for (const std::uint8_t byte : bytes) {
        literal += digits[byte >> 4];
        literal += digits[byte & 15];
    }
    return literal;
}

} // namespace holdfast::storage
