#pragma once

#include "backend/core/uuid.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

namespace holdfast::test {

/// A success that a client was told of: from then on it must be found, whatever dies.
struct Acknowledged
{
    std::string reservation_id;
    std::int64_t version = 0;
    std::string state;
    std::string key; ///< of the command
};

struct LoadPlan
{
    std::string url;
    std::string api_key;
    std::vector<Uuid> places; ///< slots to book
    unsigned seed = 0;
    int clients = 6;
};

/// Clients that hold, confirm and release without a pause, each on a connection of its own. After an answer that leaves
/// the outcome open (none at all, 503) they repeat the command under its key until they are told, as a good client
/// does.
class SoakLoad final
{
public:
    explicit SoakLoad(LoadPlan plan);
    ~SoakLoad();

    /// Waits until `more` further successes have been acknowledged; false after half a minute.
    bool wait_acknowledged(std::size_t more);
    /// Those acknowledged since the last call.
    [[nodiscard]] std::vector<Acknowledged> take_acknowledged();
    /// The first contradiction a client saw: two ids under one key, an answer that no contract allows.
    [[nodiscard]] std::optional<std::string> contradiction() const;
    [[nodiscard]] std::uint64_t repeated() const { return repeated_; } ///< commands that had to be sent again
    [[nodiscard]] std::uint64_t refused() const { return refused_; }
    /// Ends the clients. What is under way is left open.
    void stop();

private:
    struct Client;
    void run(unsigned number);

    LoadPlan plan_;
    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Acknowledged> acknowledged_;
    std::size_t total_ = 0;
    std::optional<std::string> contradiction_;
    bool stopping_ = false;
    std::atomic<std::uint64_t> repeated_ = 0;
    std::atomic<std::uint64_t> refused_ = 0;
    std::vector<std::thread> threads_;
};

} // namespace holdfast::test
