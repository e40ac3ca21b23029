#include "tests/scenarios/invocations.h"

#include <QJsonDocument>

#include <algorithm>
#include <fstream>

namespace holdfast::test {

using namespace scenarios;

Check check(const std::string &name, bool ok, Severity severity)
{
    return {name, "this", ok ? "this" : "that", ok, severity};
}

Result result(const std::string &id, std::vector<Check> checks)
{
    Result one;
    one.run = "0193a8c2-51d0-7c44-b1a2-00000000" + id;
    one.id = id;
    one.title = "Scenario " + id;
    one.seed = 7;
    one.reproduce = "holdfastctl scenario run " + id + " --seed 7";
    one.duration = std::chrono::milliseconds(1'840);
    one.checks = checks.empty() ? std::vector<Check>{check("Something", true)} : std::move(checks);
    one.status = std::ranges::all_of(one.checks, &Check::ok) ? Status::Pass : Status::Fail;
    return one;
}

Result failed(const std::string &id, Severity severity)
{
    return result(id, {check("Something", true), check("Something else", false, severity)});
}

Result error(const std::string &id)
{
    Result one = result(id);
    one.status = Status::Error;
    one.error = "vacuous: nothing was checked";
    return one;
}

Result flaky(Result result)
{
    result.flaky = true;
    return result;
}

InvocationFolder::InvocationFolder(const std::filesystem::path &parent, int number)
{
    const QString day = QStringLiteral("%1").arg(number, 2, 10, QLatin1Char('0'));
    path_ = parent / ("202611" + day.toStdString() + "T140732Z-9f3ac2d1");
    process::make_folder(path_, 0755);
    file_ = {{"id", "0193a8c2-51d0-7c44-b1a2-0000000000" + day},
             {"started_at", "2026-11-" + day + "T14:07:32.118Z"},
             {"finished_at", "2026-11-" + day + "T14:09:35.000Z"},
             {"version", "0.1.0"},
             {"command", "holdfastctl scenario run all --seed 7"},
             {"seed", 7},
             {"saboteurs", false},
             {"exit", 0}};
    select({});
}

InvocationFolder &InvocationFolder::select(const std::vector<std::string> &ids, const std::vector<std::string> &others)
{
    const auto list_of = [](const std::vector<std::string> &texts) {
        QJsonArray list;
        for (const std::string &text : texts)
            list.append(QString::fromStdString(text));
        return list;
    };
    file_["selected"] = list_of(ids);
    file_["not_selected"] = list_of(others);
    return *this;
}

void InvocationFolder::list(const Result &result, const std::string &folder)
{
    runs_.append(
        QJsonObject{{"id", QString::fromStdString(result.run)},
                    {"scenario", QString::fromStdString(result.id)},
                    {"saboteur", result.saboteur ? QJsonValue(QString::fromStdString(*result.saboteur)) : QJsonValue()},
                    {"repeat", 1},
                    {"rerun_of", QJsonValue()},
                    {"status", QString::fromStdString(std::string(name(result.status)))},
                    {"flaky", result.flaky},
                    {"duration_ms", qint64(result.duration.count())},
                    {"folder", QString::fromStdString(folder)}});
}

InvocationFolder &InvocationFolder::add(const Result &result, const std::vector<std::string> &events)
{
    const std::string folder = result.id + "-" + std::to_string(runs_.size());
    process::make_folder(path_ / folder, 0755);
    process::write_atomically(path_ / folder / "result.json", to_json(result) + "\n");
    std::ofstream lines(path_ / folder / "run.jsonl");
    for (const std::string &event : events)
        lines << event << '\n';
    list(result, folder);
    return *this;
}

InvocationFolder &InvocationFolder::add_killed(const std::string &id)
{
    const std::filesystem::path folder = path_ / (id + "-killed");
    process::make_folder(folder, 0755);
    process::write_atomically(folder / "run.jsonl",
                              R"({"event":"run_started","at":"2026-11-21T14:07:32.118Z","scenario":")" + id
                                  + R"(","title":"Killed"})" + "\n{\"event\":\"st");
    return *this;
}

InvocationFolder &InvocationFolder::add_unrun(const std::string &id)
{
    Result unrun = result(id);
    unrun.status = Status::NotRun;
    list(unrun, "");
    return *this;
}

InvocationFolder &InvocationFolder::set(const char *member, const QJsonValue &value)
{
    file_[member] = value;
    return *this;
}

void InvocationFolder::write() const
{
    QJsonObject whole = file_;
    whole["runs"] = runs_;
    process::write_atomically(path_ / "invocation.json", QJsonDocument(whole).toJson().toStdString());
}

} // namespace holdfast::test
