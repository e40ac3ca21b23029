#include "backend/scenarios/evidence.h"

#include "backend/net/http.h"
#include "backend/storage/connection.h"
#include "resources/resources.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cstdio>

namespace holdfast::scenarios {

namespace fs = std::filesystem;
using json = nlohmann::ordered_json;

namespace {

/// Text from outside may hold anything; a line of ours is valid UTF-8 all the same.
std::string dump(const json &value)
{
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

bool is_secret(std::string_view header)
{
    std::string lower(header);
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return std::tolower(c); });
    return lower == "authorization" || lower == "x-api-key" || lower == "cookie" || lower == "set-cookie";
}

json headers_of(const net::Headers &headers)
{
    json shown = json::object();
    for (const auto &[name, value] : headers)
        shown[name] = is_secret(name) ? "(left out)" : value;
    return shown;
}

std::string cut(std::string_view body)
{
    return body.size() <= Evidence::body_limit
               ? std::string(body)
               : std::string(body.substr(0, Evidence::body_limit)) + "... (" + std::to_string(body.size()) + " bytes)";
}

std::int64_t microseconds(std::chrono::steady_clock::duration duration)
{
    return std::chrono::duration_cast<std::chrono::microseconds>(duration).count();
}

} // namespace

Evidence::Evidence(fs::path folder) : folder_(std::move(folder)), began_(std::chrono::steady_clock::now())
{
    fs::create_directories(folder_ / "oracles");
    fs::create_directories(logs());
    requests_.open(folder_ / "requests.jsonl");
    run_.open(folder_ / "run.jsonl");
}

void Evidence::exchange(const net::Request &request, const net::Exchange &exchange)
{
    const std::lock_guard lock(mutex_);
    if (++exchanges_ > exchange_limit) {
        if (exchanges_ == exchange_limit + 1)
            requests_ << dump(json::object({{"left_out", "all further exchanges"}})) << '\n';
        return;
    }
    json line = {{"started_us", microseconds(exchange.started - began_)},
                 {"finished_us", microseconds(exchange.finished - began_)},
                 {"method", request.method},
                 {"target", request.target},
                 {"headers", headers_of(request.headers)},
                 {"body", cut(request.body)}};
    if (exchange.response)
        line["response"] = {{"status", exchange.response->status},
                            {"headers", headers_of(exchange.response->headers)},
                            {"body", cut(exchange.response->body)}};
    else
        line["error"] = {{"text", exchange.error}, {"sent", exchange.sent}};
    requests_ << dump(line) << std::endl;
}

void Evidence::run_line(std::string_view line)
{
    const std::lock_guard lock(mutex_);
    run_ << line << std::endl;
}

void Evidence::oracle(std::string_view name, std::string_view sql, const storage::Rows &rows)
{
    json found = json::array();
    for (std::size_t row = 0; row < rows.size(); ++row) {
        json object = json::object();
        for (std::size_t column = 0; column < rows.columns(); ++column) {
            const auto cell = rows.optional_text(row, column);
            object[rows.column_name(column)] = cell ? json(*cell) : json();
        }
        found.push_back(std::move(object));
    }
    text(next_oracle(name),
         json{{"query", sql}, {"rows", std::move(found)}}.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

/// The file for it.
std::string Evidence::next_oracle(std::string_view name)
{
    char number[16];
    std::snprintf(number, sizeof number, "%02d", ++oracles_);
    std::string file = "oracles/" + std::string(number) + "-" + std::string(name) + ".json";
    std::ranges::replace(file, ' ', '-');
    return file;
}

void Evidence::gateway_books(std::string_view books)
{
    text(next_oracle("gateway-books"), books);
}

void Evidence::snapshot(std::string_view name, storage::Connection &database)
{
    const auto rows = database.query(resources::text("sql/scenarios/snapshot.sql"));
    text(std::string(name) + ".json", rows.text(0, 0) + "\n");
}

std::chrono::milliseconds Evidence::age() const
{
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began_);
}

void Evidence::timelines(storage::Connection &database, std::span<const Uuid> told)
{
    lines("events.jsonl", database.query(resources::text("sql/scenarios/timelines.sql")));
    std::vector<storage::Param> ids;
    for (const Uuid &id : told.first(std::min(told.size(), told_limit)))
        ids.emplace_back(id.to_string());
    lines("timelines.jsonl", database.query(resources::text("sql/scenarios/reservation_timelines.sql"),
                                            {storage::array_literal(ids)}));
}

void Evidence::lines(std::string_view file, const storage::Rows &rows)
{
    std::ofstream stream(folder_ / file);
    for (std::size_t row = 0; row < rows.size(); ++row)
        stream << rows.text(row, 0) << '\n';
}

void Evidence::history(const History &history)
{
    std::ofstream file(folder_ / "history.jsonl");
    for (const Operation &operation : history.operations()) {
        json line = {{"op", operation.kind},
                     {"key", operation.key},
                     {"outcome", name(operation.outcome)},
                     {"status", operation.status},
                     {"started_us", operation.started.count()},
                     {"finished_us", operation.finished.count()}};
        if (!operation.code.empty())
            line["code"] = operation.code;
        if (operation.quantity != 1)
            line["quantity"] = operation.quantity;
        if (operation.replayed)
            line["replayed"] = true;
        if (operation.deadline)
            line["deadline_us"] = operation.deadline->count();
        if (operation.slot)
            line["slot_id"] = operation.slot->to_string();
        if (operation.reservation)
            line["reservation_id"] = operation.reservation->to_string();
        if (operation.state)
            line["state"] = name(*operation.state);
        if (operation.version)
            line["version"] = *operation.version;
        file << dump(line) << '\n';
    }
}

void Evidence::metrics(const std::map<std::string, double> &metrics)
{
    text("metrics.json", json(metrics).dump(2) + "\n");
}

void Evidence::faults(std::span<const FaultUse> faults)
{
    json all = json::array();
    for (const FaultUse &fault : faults) {
        json one = {{"fault", fault.name}, {"from", to_rfc3339(fault.from)}, {"did", fault.did}};
        if (fault.until)
            one["until"] = to_rfc3339(*fault.until);
        for (const auto &[what, count] : fault.counts)
            one[what] = count;
        all.push_back(std::move(one));
    }
    text("faults.json", all.dump(2, ' ', false, json::error_handler_t::replace) + "\n");
}

void Evidence::text(std::string_view file, std::string_view text)
{
    std::ofstream(folder_ / file) << text;
}

void Evidence::copy_log(const fs::path &log, std::string_view name)
{
    std::error_code ignored;
    fs::copy_file(log, logs() / name, fs::copy_options::overwrite_existing, ignored);
}

} // namespace holdfast::scenarios
