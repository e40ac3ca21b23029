#include "backend/scenarios/sandbox.h"

#include "backend/process/files.h"
#include "backend/process/process.h"
#include "backend/scenarios/answer.h"
#include "backend/scenarios/crowd.h"
#include "backend/scenarios/registry.h"
#include "backend/scenarios/requests.h"
#include "backend/storage/private_cluster.h"
#include "resources/resources.h"

#include <nlohmann/json.hpp>
#include <spdlog/spdlog.h>

#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <optional>
#include <random>
#include <stdexcept>
#include <thread>

namespace holdfast::scenarios {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

namespace {

constexpr auto start_patience = 15s;
constexpr auto stop_patience = 3s;
constexpr auto look_period = 10ms; ///< while waiting for what tells nobody that it is ready
constexpr auto abort_period = 100ms; ///< between two looks at whether it is time to end
constexpr int lifeline_in_child = 3;
constexpr int faults_in_child = 4;

fs::path server_log(const SandboxInfo &info, Part part)
{
    return info.log_dir / (std::string(name(part)) + ".log");
}

std::string last_lines(const fs::path &file)
{
    constexpr std::size_t enough = 2000;
    const std::string text = process::read_file(file).value_or("");
    return text.size() <= enough ? text : text.substr(text.size() - enough);
}

std::string make_name()
{
    const std::string id = Uuid::make_v7().to_string();
    return "sandbox-" + id.substr(id.size() - 8);
}

} // namespace

storage::Connection open_marked_database(const std::string &dsn, const std::string &name,
                                         const storage::ConnectionOptions &options)
{
    storage::Connection connection(dsn, options);
    std::optional<std::string> mark;
    try {
        const auto rows = connection.query(resources::text("sql/scenarios/find_mark.sql"));
        if (!rows.empty())
            mark = rows.text(0, 0);
    } catch (const storage::StatementFailed &error) {
        throw NotASandbox(std::string("this is no Holdfast database: ") + error.what());
    }
    if (!mark)
        throw NotASandbox("this database is not marked as a sandbox");
    if (*mark != name)
        throw NotASandbox("this database is marked as the sandbox " + *mark + ", not " + name);
    return connection;
}

std::string make_credential(const std::string &prefix)
{
    std::random_device device;
    std::string text = prefix;
    char digits[9];
    for (int word = 0; word < 8; ++word) {
        std::snprintf(digits, sizeof digits, "%08x", device());
        text += digits;
    }
    return text;
}

/// A process of ours, the pipe it dies with and the socket for its fault points.
struct Sandbox::Child
{
    std::vector<std::string> arguments;
    std::string url; ///< of an API or the gateway
    process::Pipe lifeline;
    std::optional<FaultSocket> faults;
    std::optional<process::Process> process;
};

struct Sandbox::Parts
{
    explicit Parts(const fs::path &runtime_dir) : registry(runtime_dir) {}

    SandboxRegistry registry;
    SandboxRecord record;
    std::optional<storage::PrivateCluster> cluster;
    std::map<Part, Child> children;
    std::string gateway_key = make_credential("sk_test_");
    std::string webhook_secret = make_credential("whsec_");
};

Sandbox::Sandbox(SandboxOptions options)
    : options_(std::move(options)), links_(options_.links), parts_(std::make_unique<Parts>(options_.runtime_dir))
{
    const auto began = std::chrono::steady_clock::now();
    for (const std::string &cleaned : parts_->registry.clean_stale())
        spdlog::info("cleaned up after sandbox {}, whose owner died", cleaned);

    info_.name = make_name();
    info_.dir = fs::weakly_canonical(options_.data_dir) / "sandboxes" / info_.name;
    info_.log_dir = options_.log_dir.empty() ? info_.dir / "logs" : options_.log_dir;
    SandboxRecord &record = parts_->record;
    record.name = info_.name;
    record.owner = identify(::getpid()).value();
    record.started_at = wall_clock_now();
    record.dir = info_.dir;
    record.socket_dir = parts_->registry.folder() / (info_.name + ".sock");
    record.scenario = options_.scenario;
    record.run = options_.run;
    try {
        claim();
        bring_up();
    } catch (...) {
        options_.keep = false;
        take_down();
        throw;
    }
    info_.came_up_in = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
}

Sandbox::~Sandbox()
{
    try {
        take_down();
    } catch (const std::exception &error) {
        spdlog::error("sandbox {} could not be taken down: {}", info_.name, error.what());
    }
}

void Sandbox::bring_up()
{
    for (const Part part : children())
        parts_->children.try_emplace(part);
    make_folders();
    start_gateway(); // it comes up beside the database
    start_database();
    stage("Marking the database");
    mark();
    await_ready(Part::Gateway);
    workers_gateway_url_ = links_.lead_to_service(Link::WorkerGateway, info_.gateway_url);
    stage("Starting API and workers");
    write_commands();
    for (const Part part : children())
        if (part != Part::Gateway)
            start(part);
    claim();
    for (const Part part : children()) {
        if (part == Part::Gateway)
            continue;
        await_ready(part);
        if (!child(part).url.empty())
            info_.api_urls.push_back(links_.lead_to_service(Link::ClientApi, child(part).url));
    }
    info_.api_url = info_.api_urls.front();
    set_up_gateway();
    publish();
}

void Sandbox::publish()
{
    SandboxRecord &record = parts_->record;
    record.dsn = info_.dsn;
    record.api_url = info_.api_url;
    record.gateway_url = info_.gateway_url;
    record.pids.clear();
    for (const Part part : parts())
        if (const pid_t process = pid(part); process != 0)
            record.pids[std::string(name(part))] = process;
    parts_->registry.publish(record);
}

void Sandbox::throw_if_aborted() const
{
    if (options_.aborted && options_.aborted())
        throw Aborted();
}

void Sandbox::tell(const std::string &what) const
{
    if (options_.told)
        options_.told(what);
}

void Sandbox::stage(const std::string &what) const
{
    throw_if_aborted();
    tell(what);
}

void Sandbox::claim()
{
    SandboxRecord &record = parts_->record;
    record.processes.clear();
    for (const auto &[part, child] : parts_->children)
        if (child.process)
            if (const auto process = identify(child.process->pid()))
                record.processes.push_back(*process);
    parts_->registry.claim(record);
}

void Sandbox::make_folders() const
{
    process::make_folder(info_.dir.parent_path(), 0711);
    process::make_folder(info_.dir, 0711);
    process::make_folder(info_.log_dir, 0755);
}

void Sandbox::start_gateway()
{
    stage("Starting the gateway");
    child(Part::Gateway).arguments = {options_.executable, "stripe-sim", "--listen", "127.0.0.1:0"};
    start(Part::Gateway);
    claim();
}

void Sandbox::write_commands()
{
    const std::string apis_dsn = links_.lead_to_database(Link::ApiDatabase, info_.dsn);
    const std::string workers_dsn = links_.lead_to_database(Link::WorkerDatabase, info_.dsn);
    for (const Part part : children()) {
        if (part == Part::Api || part == Part::SecondApi)
            child(part).arguments = {options_.executable, "serve", "--dsn", apis_dsn, "--listen", "127.0.0.1:0"};
        if (is_worker(part))
            child(part).arguments = {options_.executable, "worker", "--dsn", workers_dsn, "--roles",
                                     "expiry,payments,commit,webhooks,repair", "--lease-ms",
                                     std::to_string(options_.worker_lease.count())};
    }
}

/// What the gateway forgets when it dies: its clock, and whom it tells.
void Sandbox::set_up_gateway()
{
    gateway_.emplace(info_.gateway_url, options_.aborted);
    gateway_->set_webhook(child(Part::Api).url + "/webhooks/stripe", parts_->webhook_secret);
    set_gateway_clock();
}

void Sandbox::set_gateway_clock()
{
    const auto rows = connect().query(resources::text("sql/scenarios/find_clock_offset.sql"));
    gateway_->set_clock(std::chrono::milliseconds(rows.integer(0, 0)));
}

void Sandbox::start_database()
{
    stage("Copying the prepared cluster");
    storage::copy_template_cluster(options_.data_dir / "templates", info_.dir);
    stage("Starting PostgreSQL");
    storage::ClusterOptions options;
    options.data_dir = info_.dir;
    options.socket_dir = parts_->record.socket_dir;
    options.disposable = !options_.keep;
    parts_->cluster.emplace(std::move(options));
    info_.dsn = parts_->cluster->dsn();
    tell("PostgreSQL runs as process " + std::to_string(pid(Part::Database)));
}

/// The mark comes first; whatever else is written here is written to a marked database.
void Sandbox::mark()
{
    storage::Connection connection(info_.dsn);
    connection.query(resources::text("sql/scenarios/set_mark.sql"), {info_.name});
    info_.admin_token = make_credential("hft_");
    connect().query(resources::text("sql/scenarios/create_token.sql"), {info_.admin_token, "Sandbox", "admin"});
    info_.partner_key = create_partner("Sandbox partner");
}

std::string Sandbox::create_partner(const std::string &partner)
{
    std::string key = make_credential("hfk_");
    connect().query(resources::text("sql/scenarios/create_partner.sql"), {Uuid::make_v7().to_string(), partner, key});
    return key;
}

void Sandbox::create_vendor(const Uuid &id, const std::string &vendor)
{
    connect().query(resources::text("sql/scenarios/create_vendor.sql"), {id.to_string(), vendor});
}

storage::Connection Sandbox::connect() const
{
    return open_marked_database(info_.dsn, info_.name);
}

void Sandbox::sabotage(std::string_view script)
{
    storage::Connection database = connect();
    database.run_script(resources::text("sql/scenarios/sabotage.sql"));
    database.run_script(script);
}

Timestamp Sandbox::advance_clock(std::chrono::milliseconds by)
{
    const std::string text = std::to_string(by.count()) + " milliseconds";
    const Timestamp now = connect().query(resources::text("sql/scenarios/advance_clock.sql"), {text}).time(0, 0);
    set_gateway_clock();
    return now;
}

Sandbox::Child &Sandbox::child(Part part) const
{
    const auto found = parts_->children.find(part);
    if (found == parts_->children.end())
        throw std::logic_error("the " + std::string(name(part)) + " is no child of this sandbox");
    return found->second;
}

std::vector<Part> Sandbox::children() const
{
    constexpr std::array apis = {Part::Api, Part::SecondApi};
    constexpr std::array workers = {Part::Worker, Part::SecondWorker, Part::ThirdWorker, Part::FourthWorker};
    std::vector<Part> all = {Part::Gateway};
    all.insert(all.end(), apis.begin(), apis.begin() + options_.api_nodes);
    all.insert(all.end(), workers.begin(), workers.begin() + options_.workers);
    return all;
}

std::vector<Part> Sandbox::parts() const
{
    std::vector<Part> all = children();
    all.push_back(Part::Database);
    return all;
}

void Sandbox::start(Part part)
{
    Child &started = child(part);
    started.lifeline = process::make_pipe();
    process::SpawnOptions options;
    options.arguments = started.arguments;
    options.arguments.insert(options.arguments.end(), {"--lifeline", std::to_string(lifeline_in_child)});
    options.environment = {{"HOLDFAST_GATEWAY_URL", is_worker(part) ? workers_gateway_url_ : info_.gateway_url},
                           {"HOLDFAST_GATEWAY_KEY", parts_->gateway_key},
                           {"HOLDFAST_WEBHOOK_SECRET", parts_->webhook_secret}};
    options.inherit = {{started.lifeline.read.get(), lifeline_in_child}};
    if (has_faults(part)) {
        started.faults.emplace();
        options.environment.emplace_back("HOLDFAST_FAULT_FD", std::to_string(faults_in_child));
        options.inherit.emplace_back(started.faults->for_child(), faults_in_child);
    }
    options.capture_stdout = true;
    options.stderr_file = server_log(info_, part);
    options.death_signal = SIGKILL;
    options.new_session = true; // Ctrl+C is for us, and we take them down in order
    started.process.emplace(options);
    started.lifeline.read.reset();
    if (started.faults)
        started.faults->close_child_end();
}

void Sandbox::await_ready(Part part)
{
    Child &started = child(part);
    const auto deadline = std::chrono::steady_clock::now() + start_patience;
    auto line = started.process->read_line(abort_period);
    while (!line && started.process->running() && std::chrono::steady_clock::now() < deadline) {
        throw_if_aborted();
        line = started.process->read_line(abort_period);
    }
    if (!line)
        line = started.process->read_line(0ms); // what it said last
    const auto ready = line ? nlohmann::json::parse(*line, nullptr, false) : nlohmann::json();
    if (!ready.is_object() || ready.value("event", "") != "ready")
        throw std::runtime_error("the sandbox's " + std::string(name(part)) + " did not start: "
                                 + line.value_or(last_lines(server_log(info_, part))));
    std::string runs = std::string(name(part)) + " runs as process " + std::to_string(started.process->pid());
    if (ready.contains("url")) {
        started.url = ready.at("url").get<std::string>();
        runs += " at " + started.url;
    }
    if (part == Part::Gateway)
        info_.gateway_url = started.url;
    else if (!started.url.empty())
        await_service(started.url);
    tell(runs);
}

/// An API accepts before its lanes are connected; it is up when it says that it is ready to work.
void Sandbox::await_service(const std::string &url)
{
    Crowd client(url, 1, options_.aborted);
    const auto deadline = std::chrono::steady_clock::now() + start_patience;
    for (;;) {
        const Answer answer = read_answer(client.send(Requests("").get("/ready")));
        if (answer.status == 200)
            return;
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("the sandbox's api does not get ready: " + answer.summary());
        std::this_thread::sleep_for(look_period);
    }
}

pid_t Sandbox::pid(Part part) const
{
    if (part == Part::Database)
        return parts_->cluster ? parts_->cluster->postmaster_pid() : 0;
    Child &asked = child(part);
    return asked.process && asked.process->running() ? asked.process->pid() : 0;
}

std::size_t Sandbox::kill(Part part)
{
    if (part != Part::Database) {
        const bool ran = pid(part) != 0;
        child(part).process->stop(0ms, SIGKILL);
        return ran ? 1 : 0;
    }
    // Backends notice by themselves that their postmaster died; a restart needs them gone.
    const auto family = database_processes();
    if (!family.empty())
        send_signal(family.front(), SIGKILL);
    for (const auto &member : family)
        wait_until_gone(member, stop_patience);
    return family.size();
}

/// How many processes it reached.
std::size_t Sandbox::signal(Part part, int number)
{
    if (part != Part::Database) {
        const bool runs = pid(part) != 0;
        child(part).process->signal(number);
        return runs ? 1 : 0;
    }
    std::size_t reached = 0;
    for (const auto &member : database_processes()) // the postmaster first, so that a stopped one starts no more of them
        reached += send_signal(member, number) ? 1 : 0;
    return reached;
}

std::size_t Sandbox::pause(Part part)
{
    return signal(part, SIGSTOP);
}

std::size_t Sandbox::resume(Part part)
{
    return signal(part, SIGCONT);
}

std::vector<ProcessIdentity> Sandbox::database_processes() const
{
    std::vector<ProcessIdentity> family;
    if (const auto postmaster = find_postmaster(cluster_dir())) {
        family.push_back(*postmaster);
        for (const pid_t backend : children_of(postmaster->pid))
            if (const auto process = identify(backend))
                family.push_back(*process);
    }
    return family;
}

void Sandbox::restart(Part part)
{
    if (part == Part::Database) {
        end_postmaster(cluster_dir());
        parts_->cluster->ensure_running();
        publish();
        return;
    }
    Child &restarted = child(part);
    if (restarted.process)
        restarted.process->stop(stop_patience);
    if (!restarted.url.empty())
        restarted.arguments.back() = restarted.url.substr(std::string_view("http://").size());
    start(part);
    claim();
    await_ready(part);
    if (part == Part::Gateway)
        set_up_gateway();
    publish();
}

FaultSocket &Sandbox::faults(Part part)
{
    Child &asked = child(part);
    if (!asked.faults)
        throw std::logic_error("the " + std::string(name(part)) + " has no fault points, or was not started");
    return *asked.faults;
}

ResourceUse Sandbox::resource_use(Part part) const
{
    std::vector<pid_t> processes;
    if (part == Part::Database)
        for (const auto &process : database_processes())
            processes.push_back(process.pid);
    else
        processes.push_back(pid(part));
    return scenarios::resource_use(processes);
}

bool Sandbox::is_kept() const
{
    std::error_code ignored;
    return options_.keep || fs::exists(info_.dir / keep_name, ignored);
}

void Sandbox::take_down()
{
    if (std::exchange(down_, true))
        return;
    const bool kept = is_kept();
    for (auto &[part, child] : parts_->children) {
        if (child.process) {
            child.process->signal(SIGCONT); // it may have been paused
            child.process->signal(SIGTERM);
        }
    }
    for (auto &[part, child] : parts_->children) {
        if (child.process)
            child.process->stop(stop_patience);
        child.process.reset();
    }
    // Nobody needs what is still in PostgreSQL's memory when its folder goes too.
    const bool ended = kept || end_postmaster(cluster_dir());
    parts_->cluster.reset();

    std::error_code error;
    fs::remove_all(parts_->record.socket_dir, error);
    if (!error && !kept)
        fs::remove_all(info_.dir, error);
    if (error || !ended)
        throw std::runtime_error("something of " + info_.dir.string() + " is left: " + error.message());
    parts_->registry.forget(info_.name);
}

} // namespace holdfast::scenarios
