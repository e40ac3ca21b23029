#include "backend/core/time.h"

#include <cstdint>
#include <cstdio>

namespace holdfast {

namespace {

/// Reads a date-time from the front of a text, one field at a time; every read says whether it succeeded.
class Reader final
{
public:
    explicit Reader(std::string_view text) : rest_(text) {}

    bool number(std::size_t digits, int &value)
    {
        if (rest_.size() < digits)
            return false;
        value = 0;
        for (std::size_t i = 0; i < digits; ++i) {
            if (rest_[i] < '0' || rest_[i] > '9')
                return false;
            value = value * 10 + (rest_[i] - '0');
        }
        rest_.remove_prefix(digits);
        return true;
    }

    bool one_of(std::string_view allowed, char &found)
    {
        if (rest_.empty() || allowed.find(rest_.front()) == std::string_view::npos)
            return false;
        found = rest_.front();
        rest_.remove_prefix(1);
        return true;
    }

    bool literal(char c)
    {
        char ignored;
        return one_of(std::string_view(&c, 1), ignored);
    }

    /// Digits after the point as microseconds; at least one digit.
    bool fraction(int &microseconds)
    {
        int scale = 100'000;
        int digit = 0;
        microseconds = 0;
        if (!number(1, digit))
            return false;
        do {
            microseconds += digit * scale;
            scale /= 10;
        } while (number(1, digit));
        return true;
    }

    [[nodiscard]] bool at_end() const { return rest_.empty(); }

private:
    std::string_view rest_;
};

/// "Z", "+02", "+0200" or "+02:00", in minutes east of UTC.
bool read_offset(Reader &reader, int &minutes)
{
    char sign;
    if (!reader.one_of("Zz+-", sign))
        return false;
    minutes = 0;
    if (sign == 'Z' || sign == 'z')
        return true;
    int hour = 0;
    int minute = 0;
    if (!reader.number(2, hour) || hour > 23)
        return false;
    const bool colon = reader.literal(':');
    if (!reader.at_end() || colon) {
        if (!reader.number(2, minute) || minute > 59)
            return false;
    }
    minutes = (hour * 60 + minute) * (sign == '-' ? -1 : 1);
    return true;
}

} // namespace

Timestamp wall_clock_now()
{
    return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

std::string to_rfc3339(Timestamp time)
{
    using namespace std::chrono;
    const auto day = floor<days>(time);
    const year_month_day date(day);
    const hh_mm_ss clock(floor<milliseconds>(time - day));
    char text[40];
    std::snprintf(text, sizeof text, "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", int(date.year()), unsigned(date.month()),
                  unsigned(date.day()), int(clock.hours().count()), int(clock.minutes().count()),
                  int(clock.seconds().count()), int(clock.subseconds().count()));
    return text;
}

std::optional<Timestamp> parse_rfc3339(std::string_view text)
{
    using namespace std::chrono;
    Reader reader(text);
    int year_value, month_value, day_value, hour, minute, second, microsecond = 0, offset = 0;
    char separator;
    if (!reader.number(4, year_value) || !reader.literal('-') || !reader.number(2, month_value)
        || !reader.literal('-') || !reader.number(2, day_value) || !reader.one_of("Tt ", separator)
        || !reader.number(2, hour) || !reader.literal(':') || !reader.number(2, minute) || !reader.literal(':')
        || !reader.number(2, second))
        return std::nullopt;
    if (reader.literal('.') && !reader.fraction(microsecond))
        return std::nullopt;
    if (!read_offset(reader, offset) || !reader.at_end())
        return std::nullopt;
    const year_month_day date{year{year_value}, month{unsigned(month_value)}, day{unsigned(day_value)}};
    if (!date.ok() || hour > 23 || minute > 59 || second > 60)
        return std::nullopt;
    const Timestamp time = sys_days(date) + hours(hour) + minutes(minute - offset) + seconds(second)
        + microseconds(microsecond);
    // Its four digits of year are all that RFC 3339 has, in UTC too; and before the year 1 databases count otherwise.
    const year in_utc = year_month_day(floor<days>(time)).year();
    if (in_utc < year{1} || in_utc > year{9999})
        return std::nullopt;
    return time;
}

} // namespace holdfast
