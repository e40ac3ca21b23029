#pragma once

#include "backend/process/files.h"
#include "backend/scenarios/report/record.h"

#include <QJsonArray>
#include <QJsonObject>

#include <string>
#include <vector>

namespace holdfast::test {

[[nodiscard]] scenarios::Check check(const std::string &name, bool ok,
                                     scenarios::Severity severity = scenarios::Severity::High);

/// A result of this scenario; its status follows from the checks, of which one holds when none is given.
[[nodiscard]] scenarios::Result result(const std::string &id, std::vector<scenarios::Check> checks = {});
[[nodiscard]] scenarios::Result failed(const std::string &id, scenarios::Severity severity);
[[nodiscard]] scenarios::Result error(const std::string &id);
[[nodiscard]] scenarios::Result flaky(scenarios::Result result);

/// The folder of an invocation as the runner leaves it, written piece by piece.
class InvocationFolder final
{
public:
    /// `number`: of those beside it, by time.
    InvocationFolder(const std::filesystem::path &parent, int number);

    InvocationFolder &select(const std::vector<std::string> &ids, const std::vector<std::string> &others = {});
    /// With a result of its own, or nothing but its events when it was killed.
    InvocationFolder &add(const scenarios::Result &result, const std::vector<std::string> &events = {});
    InvocationFolder &add_killed(const std::string &id);
    InvocationFolder &add_unrun(const std::string &id);
    InvocationFolder &set(const char *member, const QJsonValue &value);
    void write() const;

    [[nodiscard]] const std::filesystem::path &path() const { return path_; }

private:
    void list(const scenarios::Result &result, const std::string &folder);

    std::filesystem::path path_;
    QJsonObject file_;
    QJsonArray runs_;
};

} // namespace holdfast::test
