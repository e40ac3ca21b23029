#pragma once

#include "backend/core/reservation_state.h"
#include "backend/core/time.h"
#include "backend/core/uuid.h"

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace holdfast::storage {
class Connection;
}

namespace holdfast::insight {

struct FeedEvent
{
    std::int64_t seq = 0;
    Uuid reservation_id;
    std::int32_t version = 0;
    std::string event;
    State to = State::Held;
    Timestamp at;
    std::string trace_id;
};

struct FeedDelta
{
    std::vector<FeedEvent> events; ///< by seq; each event once over the life of the feed
    bool more = false;             ///< the page was full: poll again at once
    Timestamp now;                 ///< holdfast.now() of the snapshot
};

/// Follows the event log of one database. Transactions commit out of order, so a plain "seq > last" would lose rows;
/// this keeps as position the xmin of its last snapshot, reads what lies at or past it, and drops seqs it has seen.
/// Nothing is missed and nothing is repeated. Holds no connection: the caller passes one, a new one after a loss.
/// It relies on the snapshot's xmin alone, which is true on a standby as well; the list of running transactions is not.
class LiveFeed final
{
public:
    explicit LiveFeed(std::size_t page_size = 2000);
    /// The first poll finds the end of the log and returns nothing. A poll that throws has moved nothing.
    FeedDelta poll(storage::Connection &connection);
    /// Events remembered so as not to repeat them: those since the oldest transaction that was still running.
    [[nodiscard]] std::size_t remembered() const { return seen_.size(); }

private:
    using Place = std::pair<std::uint64_t, std::int64_t>; // xid, seq: the order of the index

    FeedDelta read_page(storage::Connection &connection);

    std::size_t page_size_;
    bool at_the_end_ = false;           // the first poll is over
    std::uint64_t position_ = 0;        // everything before this xid has been returned
    std::optional<Place> scanned_to_;   // within a scan that takes more than one page
    std::uint64_t next_position_ = 0;   // xmin when the scan began: its position once it is through
    std::set<Place> seen_;              // at or past the position
};

/// The relay's reader, which needs an end: pages a closed window lo <= xid < hi, then moves on. Position survives as
/// text.
class WindowReader final
{
public:
    /// `position`: what position() said, or "0" for the beginning. Throws std::invalid_argument for anything else.
    explicit WindowReader(std::string position, std::size_t page_size = 2000);
    /// Events of closed windows in (xid, seq) order; empty when nothing more is closed.
    std::vector<FeedEvent> next(storage::Connection &connection);
    /// Everything before this has been returned. Store it after the events are handled: a restart in the middle of a
    /// window returns that window again.
    [[nodiscard]] const std::string &position() const { return position_; }

private:
    bool open_window(storage::Connection &connection);

    std::size_t page_size_;
    std::string position_;
    std::uint64_t low_ = 0;
    std::uint64_t high_ = 0; // equal to low_ between windows
    std::uint64_t last_xid_ = 0;
    std::int64_t last_seq_ = 0;
};

} // namespace holdfast::insight
