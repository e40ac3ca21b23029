#pragma once

#include "backend/core/reservation_state.h"
#include "backend/core/time.h"
#include "backend/core/uuid.h"

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
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
class LiveFeed final
{
public:
    explicit LiveFeed(std::size_t page_size = 2000);
    /// The first poll finds the end of the log and returns nothing.
    FeedDelta poll(storage::Connection &connection);

private:
    std::size_t page_size_;
    std::string position_; // an xid8, as text
    std::unordered_set<std::int64_t> seen_;
};

/// The relay's reader, which needs an end: pages a closed window lo <= xid < hi, then moves on. Position survives as text.
class WindowReader final
{
public:
    explicit WindowReader(std::string position, std::size_t page_size = 2000);
    /// Events of closed windows in (xid, seq) order; empty when nothing more is closed.
    std::vector<FeedEvent> next(storage::Connection &connection);
    /// Everything before this has been returned. Store it after the events are handled.
    [[nodiscard]] const std::string &position() const;

private:
    std::string low_;
    std::string high_;
    std::string last_xid_;
    std::int64_t last_seq_ = 0;
    std::size_t page_size_;
};

} // namespace holdfast::insight
