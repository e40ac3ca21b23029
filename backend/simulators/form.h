#pragma once

#include "backend/simulators/refusal.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace holdfast::simulators {

using Metadata = std::map<std::string, std::string>;

/// Parameters as Stripe takes them: form-encoded pairs, nested by brackets ("metadata[party]", "expand[0]").
class Form final
{
public:
    Form() = default;
    /// nullopt on a malformed percent escape.
    [[nodiscard]] static std::optional<Form> parse(std::string_view text);

    [[nodiscard]] const std::vector<std::pair<std::string, std::string>> &entries() const { return entries_; }
    [[nodiscard]] std::optional<std::string_view> find(std::string_view name) const;
    /// The pairs "NAME[key]", by key, in order. Later ones win.
    [[nodiscard]] Metadata map(std::string_view name) const;
    /// The same text for every order of the same pairs: what an idempotency key is held against.
    [[nodiscard]] std::string canonical() const;

private:
    std::vector<std::pair<std::string, std::string>> entries_;
};

/// Reads a form and remembers the first thing that is wrong with it. What nobody asked for is wrong too.
class Parameters final
{
public:
    explicit Parameters(const Form &form) : form_(form), read_(form.entries().size()) {}

    [[nodiscard]] std::optional<std::string> text(std::string_view name);
    [[nodiscard]] std::string required_text(std::string_view name);
    [[nodiscard]] std::optional<std::int64_t> integer(std::string_view name, std::int64_t least);
    [[nodiscard]] bool boolean(std::string_view name, bool otherwise);
    /// One of the words; the first where it is not given.
    [[nodiscard]] std::string word(std::string_view name, const std::vector<std::string_view> &words);
    [[nodiscard]] std::vector<std::string> list(std::string_view name);
    /// At most 50 keys of at most 40 characters, values of at most 500.
    [[nodiscard]] Metadata metadata(std::string_view name = "metadata");
    /// NAME itself and whatever is nested in it may be there and has no effect.
    void tolerate(std::string_view name);

    void refuse(Refusal refusal);
    /// What is wrong, once everything was read.
    [[nodiscard]] std::optional<Refusal> finish();

private:
    [[nodiscard]] std::optional<std::string> take(std::string_view name);

    const Form &form_;
    std::vector<bool> read_;
    std::optional<Refusal> refusal_;
};

} // namespace holdfast::simulators
