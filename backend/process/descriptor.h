#pragma once

#include <unistd.h>

#include <utility>

namespace holdfast::process {

/// Owns one file descriptor.
class Descriptor final
{
public:
    Descriptor() = default;
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() { reset(); }
    Descriptor(Descriptor &&other) noexcept : number_(std::exchange(other.number_, -1)) {}
    Descriptor &operator=(Descriptor &&other) noexcept
    {
        if (this != &other) {
            reset();
            number_ = std::exchange(other.number_, -1);
        }
        return *this;
    }

    [[nodiscard]] int get() const { return number_; }
    [[nodiscard]] explicit operator bool() const { return number_ >= 0; }
    void reset()
    {
        if (number_ >= 0)
            ::close(std::exchange(number_, -1));
    }

private:
    int number_ = -1;
};

struct Pipe
{
    Descriptor read;
    Descriptor write;
};

/// Both ends close-on-exec. Throws std::system_error.
[[nodiscard]] Pipe make_pipe();

} // namespace holdfast::process
