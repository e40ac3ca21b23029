#pragma once

#include "backend/core/uuid.h"
#include "backend/net/http.h"
#include "backend/process/process.h"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

// The real holdfastctl, as a person or a service manager would start it.
namespace holdfast::test {

/// What a process has around it.
struct Surroundings
{
    std::vector<std::pair<std::string, std::string>> environment = {}; ///< added to ours
    std::optional<std::filesystem::path> log = {};                     ///< of its stderr, appended to; otherwise ours
};

/// Runs it to its end; throws when it does not end within a minute.
[[nodiscard]] process::Completed run_ctl(std::vector<std::string> arguments, Surroundings surroundings = {});

/// One that lasts. Destroying it kills it.
class RunningCtl final
{
public:
    explicit RunningCtl(std::vector<std::string> arguments, std::vector<std::pair<int, int>> inherit = {},
                        Surroundings surroundings = {});

    /// Its first line on stdout; empty when it ended or said nothing within half a minute.
    [[nodiscard]] std::string wait_ready();
    /// Of the API, from the ready line.
    [[nodiscard]] const std::string &url() const { return url_; }
    [[nodiscard]] process::Process &process() { return process_; }

private:
    process::Process process_;
    std::string url_;
};

/// The body of a hold of one place.
[[nodiscard]] std::string hold_body(const Uuid &slot, const std::string &key);

/// One request on a connection of its own.
[[nodiscard]] net::Exchange request(const std::string &url, const std::string &method, const std::string &target,
                                    const std::string &key = {}, const std::string &body = {});
/// The status of a GET, 0 without an answer.
[[nodiscard]] int status_of(const std::string &url, const std::string &target);

} // namespace holdfast::test
