#pragma once

#include "backend/core/secret.h"
#include "backend/simulators/books.h"
#include "backend/simulators/event_log.h"
#include "backend/simulators/faults.h"
#include "backend/simulators/idempotency.h"
#include "backend/simulators/webhooks.h"

#include <deque>
#include <mutex>
#include <set>

namespace holdfast::simulators {

/// What a call looked like and what came of it, for the control API.
struct CallRecord
{
    std::uint64_t number = 0;
    std::int64_t at_ms = 0; ///< the gateway's clock
    std::string method = {};
    std::string path = {};
    std::string call = {};     ///< its kind
    std::string key_hash = {}; ///< FNV-1a of the idempotency key, in hexadecimal
    int status = 0;            ///< 0: closed without an answer
    bool replayed = false;
    std::string fault = {};
    std::string request_id = {};
};

/// The latest calls. Thread-safe.
class CallLog final
{
public:
    static constexpr std::size_t max_calls = 10'000;

    void add(CallRecord record);
    /// Those with a number above `since`, oldest first.
    [[nodiscard]] std::vector<CallRecord> since(std::uint64_t number) const;

private:
    mutable std::mutex mutex_;
    std::deque<CallRecord> calls_;
    std::uint64_t added_ = 0;
};

/// Everything the gateway has. What is not thread-safe by itself is used under the mutex.
class Desk final
{
public:
    explicit Desk(Secret secret_key);

    /// The key that callers must show; any test key where it is empty.
    const Secret secret_key;
    GatewayClock clock;
    Faults faults;
    Webhooks webhooks;
    CallLog calls;

    std::mutex mutex;
    EventLog events;
    Books books;
    IdempotencyKeys keys;
    std::set<std::string> busy;  ///< intents that a call works on for a while
    std::string request_id = {}; ///< of the call that is being carried out: events name it
    std::string request_key = {};

private:
    void announce(std::string_view type, const Books::Object &object);
};

} // namespace holdfast::simulators
