#pragma once

#include "backend/core/time.h"
#include "backend/core/uuid.h"
#include "backend/scenarios/fault_socket.h"
#include "backend/scenarios/gateway_control.h"
#include "backend/scenarios/links.h"
#include "backend/scenarios/part.h"
#include "backend/scenarios/proc.h"
#include "backend/storage/connection.h"

#include <chrono>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

namespace holdfast::scenarios {

/// The database does not carry a sandbox's mark: nothing here touches it.
class NotASandbox final : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

/// The person or program that started us wants us to end.
class Aborted final : public std::runtime_error
{
public:
    Aborted() : std::runtime_error("aborted") {}
};

/// The only way this room reaches a database: throws NotASandbox unless it is marked as the sandbox of this name.
[[nodiscard]] storage::Connection open_marked_database(const std::string &dsn, const std::string &name,
                                                       const storage::ConnectionOptions &options = {});

/// "hfk_" for a partner's key, "hft_" for a token, and 256 random bits, as the system itself gives them out.
[[nodiscard]] std::string make_credential(const std::string &prefix);

struct SandboxOptions
{
    std::filesystem::path executable;  ///< holdfastctl
    std::filesystem::path data_dir;    ///< the sandbox lives in data_dir/sandboxes/NAME
    std::filesystem::path runtime_dir; ///< the registry, and its sockets
    std::filesystem::path log_dir;     ///< for the logs of its processes; empty: in the sandbox itself
    std::string scenario;              ///< it is brought up for; may be empty
    std::string run;
    int api_nodes = 1;
    int workers = 1; ///< processes, each with every role
    std::vector<Link> links = {}; ///< that can be broken
    /// Real time after which the work of a dead worker is another's. Long enough for the gateway to answer in.
    std::chrono::milliseconds worker_lease{2'000};
    /// Leave its folder when it goes down: a data folder that every command opens with --data-dir. Somebody who makes up
    /// his mind while it is up leaves a file of the name keep_name in it.
    bool keep = false;
    std::function<bool()> aborted;                          ///< asked between the stages of coming up; may be empty
    std::function<void(const std::string &)> told;          ///< what it is doing; may be empty
};

struct SandboxInfo
{
    std::string name;
    std::string dsn;
    std::string api_url;               ///< the first node's
    std::vector<std::string> api_urls; ///< every node's, as clients are to reach it
    std::string gateway_url;
    std::string partner_key;  ///< of the partner "Sandbox partner"
    std::string admin_token;  ///< role admin
    std::filesystem::path dir;
    std::filesystem::path log_dir;
    std::chrono::milliseconds came_up_in{0};
};

/// A small data centre of real processes: a PostgreSQL of its own, copied from a prepared cluster and marked; API servers
/// and workers, children of this one that take orders for their fault points; and the gateway they work with, which tells
/// the API by webhook. The secrets they share are made for this sandbox, and go by the environment alone. It ends with its
/// owner, however that one ends: children die with their parent (PR_SET_PDEATHSIG and a lifeline), the rest is cleaned by
/// the next.
/// Used and destroyed by the thread that made it, which must last as long. The constructor cleans up what dead sandboxes left, and throws
/// what it meets (std::runtime_error with the end of the log of a process that did not start) after taking everything down.
class Sandbox final
{
public:
    explicit Sandbox(SandboxOptions options);
    ~Sandbox();
    Sandbox(const Sandbox &) = delete;
    Sandbox &operator=(const Sandbox &) = delete;

    static constexpr const char *keep_name = "keep";

    [[nodiscard]] const SandboxInfo &info() const { return info_; }
    /// Whether its folder stays; when it is down, whether it has stayed.
    [[nodiscard]] bool is_kept() const;
    [[nodiscard]] pid_t pid(Part part) const; ///< 0 when it is not running
    [[nodiscard]] std::vector<Part> parts() const; ///< those it is made of
    [[nodiscard]] const std::filesystem::path &executable() const { return options_.executable; }

    std::size_t kill(Part part);   ///< SIGKILL, and waits until it is dead; so many processes
    std::size_t pause(Part part);  ///< SIGSTOP; for the database every process of it
    std::size_t resume(Part part); ///< SIGCONT
    void restart(Part part); ///< brings it up again, at its old address if it has one; ends it first when it runs

    /// Throws std::logic_error for a part that has none.
    [[nodiscard]] FaultSocket &faults(Part part);
    [[nodiscard]] GatewayControl &gateway() { return *gateway_; }
    [[nodiscard]] Links &links() { return links_; }
    /// Runs a saboteur's script; it raises when what it breaks has changed since it was written.
    void sabotage(std::string_view script);
    /// Moves booking time forward, and the gateway's with it; returns holdfast.now().
    Timestamp advance_clock(std::chrono::milliseconds by);
    [[nodiscard]] storage::Connection connect() const;

    /// A partner of its own, with the key to use.
    [[nodiscard]] std::string create_partner(const std::string &name);
    void create_vendor(const Uuid &id, const std::string &name);

    [[nodiscard]] ResourceUse resource_use(Part part) const;

    /// Ends everything and removes it, unless it is to be kept. What a destructor does, but tells what went wrong.
    void take_down();

private:
    struct Child;
    struct Parts;

    void bring_up();
    void make_folders() const;
    void start_gateway();
    void start_database();
    void mark();
    void write_commands();
    void start(Part part);
    void set_up_gateway();
    void set_gateway_clock();
    void await_ready(Part part);
    void await_service(const std::string &url);
    void claim();
    void publish();
    void stage(const std::string &what) const;
    void tell(const std::string &what) const;
    void throw_if_aborted() const;
    std::size_t signal(Part part, int number);
    [[nodiscard]] std::vector<ProcessIdentity> database_processes() const; ///< the postmaster first; empty when it is down
    [[nodiscard]] Child &child(Part part) const;
    [[nodiscard]] std::vector<Part> children() const; ///< the parts that are processes of ours, the gateway first
    [[nodiscard]] std::filesystem::path cluster_dir() const { return info_.dir / "cluster"; }

    SandboxOptions options_;
    SandboxInfo info_;
    Links links_; ///< outlives those who use it
    std::string workers_gateway_url_;
    std::unique_ptr<Parts> parts_;
    std::optional<GatewayControl> gateway_;
    bool down_ = false;
};

} // namespace holdfast::scenarios
