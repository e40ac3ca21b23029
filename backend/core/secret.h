#pragma once

#include <ostream>
#include <string>
#include <string_view>
#include <utility>

namespace holdfast {

/// Something that must not appear in a log, an error or a report. It prints as nothing: whoever needs the text asks for
/// it by name, at the place where it is used.
class Secret final
{
public:
    Secret() = default;
    explicit Secret(std::string text) : text_(std::move(text)) {}

    [[nodiscard]] const std::string &reveal() const { return text_; }
    [[nodiscard]] bool empty() const { return text_.empty(); }

    /// `text` with every occurrence of the secret replaced: for words that come from elsewhere and may repeat it.
    [[nodiscard]] std::string redact(std::string text) const
    {
        if (text_.empty())
            return text;
        for (auto at = text.find(text_); at != std::string::npos; at = text.find(text_, at + mark.size()))
            text.replace(at, text_.size(), mark);
        return text;
    }

    friend std::ostream &operator<<(std::ostream &out, const Secret &) = delete;

private:
    static constexpr std::string_view mark = "[secret]";
    std::string text_;
};

} // namespace holdfast
