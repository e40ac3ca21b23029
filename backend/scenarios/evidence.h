#pragma once

#include "backend/core/time.h"
#include "backend/core/uuid.h"
#include "backend/scenarios/history.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace holdfast::net {
struct Request;
struct Exchange;
}
namespace holdfast::storage {
class Connection;
class Rows;
}

namespace holdfast::scenarios {

/// A fault and what it really did.
struct FaultUse
{
    std::string name; ///< "pause database"
    std::string did;  ///< in words
    Timestamp from;
    std::optional<Timestamp> until; ///< while it is on, unset
    std::map<std::string, std::uint64_t> counts;
};

/// The folder of one run: everything somebody needs to judge it afterwards. Bounded: at most `exchange_limit`
/// exchanges with bodies cut at `body_limit`, event timelines and snapshots as their queries bound them. Secrets stay
/// out: credentials are not among the headers written. Thread-safe where it says so.
class Evidence final
{
public:
    static constexpr std::size_t exchange_limit = 2'000;
    static constexpr std::size_t body_limit = 4'096;
    static constexpr std::size_t told_limit = 200; ///< reservations that can be asked for

    /// Creates the folder. Throws std::filesystem::filesystem_error.
    explicit Evidence(std::filesystem::path folder);

    [[nodiscard]] const std::filesystem::path &folder() const { return folder_; }
    /// Since the folder was made, which is when the run begins.
    [[nodiscard]] std::chrono::milliseconds age() const;
    [[nodiscard]] std::filesystem::path logs() const { return folder_ / "logs"; }

    /// A request and what came of it, to requests.jsonl. Thread-safe.
    void exchange(const net::Request &request, const net::Exchange &exchange);
    /// A line of the run itself, to run.jsonl. Thread-safe.
    void run_line(std::string_view line);
    /// The rows of an oracle query, to oracles/NN-NAME.json with the query.
    void oracle(std::string_view name, std::string_view sql, const storage::Rows &rows);
    /// What the gateway itself says, as it says it, to oracles/NN-gateway-books.json.
    void gateway_books(std::string_view books);
    /// The system as a document of one query, to NAME.json.
    void snapshot(std::string_view name, storage::Connection &database);
    /// What happened to every reservation, to events.jsonl; and the whole life of `told` reservations, then of those that
    /// most happened to, to timelines.jsonl.
    void timelines(storage::Connection &database, std::span<const Uuid> told);
    void history(const History &history); ///< to history.jsonl
    void metrics(const std::map<std::string, double> &metrics); ///< to metrics.json
    void faults(std::span<const FaultUse> faults);              ///< to faults.json
    void text(std::string_view file, std::string_view text);
    /// Into logs/, when it exists.
    void copy_log(const std::filesystem::path &log, std::string_view name);

private:
    [[nodiscard]] std::string next_oracle(std::string_view name);
    void lines(std::string_view file, const storage::Rows &rows);

    std::filesystem::path folder_;
    std::chrono::steady_clock::time_point began_;
    std::mutex mutex_;
    std::ofstream requests_;
    std::ofstream run_;
    std::size_t exchanges_ = 0;
    int oracles_ = 0;
};

} // namespace holdfast::scenarios
