#include "backend/insight/live_feed.h"

#include "backend/insight/parsing.h"
#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <algorithm>
#include <stdexcept>

namespace holdfast::insight {

namespace {

/// `first` is the column of the seq; the others follow in the order of the struct.
FeedEvent event_of(const storage::Rows &rows, std::size_t row, std::size_t first)
{
    return {
        .seq = rows.integer(row, first),
        .reservation_id = rows.uuid(row, first + 1),
        .version = static_cast<std::int32_t>(rows.integer(row, first + 2)),
        .event = rows.text(row, first + 3),
        .to = state_of(rows.text(row, first + 4)),
        .at = rows.time(row, first + 5),
        .trace_id = rows.text(row, first + 6),
    };
}

} // namespace

LiveFeed::LiveFeed(std::size_t page_size) : page_size_(std::max<std::size_t>(page_size, 1))
{
}

FeedDelta LiveFeed::poll(storage::Connection &connection)
{
    if (at_the_end_)
        return read_page(connection);

    // What is visible now is not news; what commits from now on is, whatever its xid.
    if (!scanned_to_ && position_ == 0)
        position_ = xid_of(connection.query("select pg_snapshot_xmin(pg_current_snapshot())").text(0, 0));
    FeedDelta delta;
    do
        delta = read_page(connection);
    while (delta.more);
    delta.events.clear();
    at_the_end_ = true;
    return delta;
}

FeedDelta LiveFeed::read_page(storage::Connection &connection)
{
    static const auto sql = resources::text("sql/insight/feed_page.sql");
    const auto [xid, seq] = scanned_to_.value_or(Place{position_, 0}); // seqs begin at 1
    const auto rows = connection.query(
        sql, {std::to_string(xid), std::to_string(seq), std::to_string(page_size_)});

    FeedDelta delta;
    delta.now = rows.time(0, 1);
    std::vector<Place> places;
    for (std::size_t row = 0; row < rows.size() && !rows.is_null(row, 2); ++row) {
        places.emplace_back(xid_of(rows.text(row, 2)), rows.integer(row, 3));
        if (!seen_.contains(places.back()))
            delta.events.push_back(event_of(rows, row, 3));
    }
    std::sort(delta.events.begin(), delta.events.end(), [](const auto &a, const auto &b) { return a.seq < b.seq; });

    // Nothing throws from here on but the lack of memory: the feed moves as a whole.
    if (!scanned_to_)
        next_position_ = xid_of(rows.text(0, 0));
    seen_.insert(places.begin(), places.end());
    delta.more = places.size() == page_size_;
    if (delta.more) {
        scanned_to_ = places.back();
        return delta;
    }
    // Whatever commits behind the scan was running when it began, and so lies at or past the xmin of that moment.
    scanned_to_.reset();
    position_ = next_position_;
    seen_.erase(seen_.begin(), seen_.lower_bound({position_, 0}));
    return delta;
}

WindowReader::WindowReader(std::string position, std::size_t page_size)
    : page_size_(std::max<std::size_t>(page_size, 1)), position_(std::move(position))
{
    if (!parse_xid(position_, low_))
        throw std::invalid_argument("not a position of the event log: '" + position_ + "'");
    high_ = low_;
}

/// False when nothing has been closed since the last window.
bool WindowReader::open_window(storage::Connection &connection)
{
    const auto xmin = xid_of(connection.query("select pg_snapshot_xmin(pg_current_snapshot())").text(0, 0));
    if (xmin <= low_)
        return false;
    high_ = xmin;
    last_xid_ = low_;
    last_seq_ = 0;
    return true;
}

std::vector<FeedEvent> WindowReader::next(storage::Connection &connection)
{
    static const auto sql = resources::text("sql/insight/feed_window.sql");
    while (high_ != low_ || open_window(connection)) {
        const auto rows = connection.query(sql, {std::to_string(last_xid_), std::to_string(last_seq_),
                                                 std::to_string(high_), std::to_string(page_size_)});
        std::vector<FeedEvent> events;
        for (std::size_t row = 0; row < rows.size(); ++row)
            events.push_back(event_of(rows, row, 1));
        if (rows.size() == page_size_) {
            last_xid_ = xid_of(rows.text(rows.size() - 1, 0));
            last_seq_ = events.back().seq;
            return events;
        }
        low_ = high_;
        position_ = std::to_string(low_);
        if (!events.empty())
            return events;
    }
    return {};
}

} // namespace holdfast::insight
