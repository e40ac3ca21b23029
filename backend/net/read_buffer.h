#pragma once

#include <cstddef>
#include <cstring>
#include <span>
#include <string_view>
#include <vector>

namespace holdfast::net {

/// Bytes read and not yet used, in one piece: a connection's only buffer, kept from request to request.
class ReadBuffer final
{
public:
    /// Room for `size` more bytes; what is then written there is taken up by commit().
    [[nodiscard]] std::span<char> prepare(std::size_t size)
    {
        if (begin_ > 0 && bytes_.size() - end_ < size) {
            std::memmove(bytes_.data(), bytes_.data() + begin_, end_ - begin_);
            end_ -= begin_;
            begin_ = 0;
        }
        if (bytes_.size() - end_ < size)
            bytes_.resize(end_ + size);
        return {bytes_.data() + end_, size};
    }
    void commit(std::size_t size) { end_ += size; }
    void consume(std::size_t size)
    {
        begin_ += size;
        if (begin_ == end_)
            clear();
    }
    void clear() { begin_ = end_ = 0; }

    [[nodiscard]] std::string_view view() const { return {bytes_.data() + begin_, end_ - begin_}; }
    [[nodiscard]] bool empty() const { return begin_ == end_; }

private:
    std::vector<char> bytes_;
    std::size_t begin_ = 0;
    std::size_t end_ = 0;
};

} // namespace holdfast::net
