#pragma once

#include "backend/process/files.h"
#include "backend/process/process.h"

#include <QJsonObject>
#include <QList>
#include <QString>

#include <filesystem>
#include <string>
#include <vector>

namespace holdfast::test {

/// A data folder for sandboxes, and holdfastctl working in it.
class Ctl final
{
public:
    Ctl();

    [[nodiscard]] static std::filesystem::path executable();
    [[nodiscard]] const std::filesystem::path &data_dir() const { return data_dir_; }
    /// Where holdfastctl registers sandboxes: the machine's own, shared with others.
    [[nodiscard]] static std::filesystem::path registry();

    /// How it is called with these arguments, in this data folder.
    [[nodiscard]] process::SpawnOptions command(std::vector<std::string> arguments) const;
    /// To its end, at most a minute.
    [[nodiscard]] process::Completed run(std::vector<std::string> arguments) const;

    /// What is left of sandboxes of this data folder: folders, claims, processes. Empty when all is clean.
    [[nodiscard]] QString leftovers() const;

private:
    process::TemporaryFolder folder_{"hf-scenarios-", {}, 0711};
    std::filesystem::path data_dir_;
};

/// Every line as a JSON object; one that is none becomes {"bad line": ...}.
[[nodiscard]] QList<QJsonObject> parse_lines(const std::string &text);

} // namespace holdfast::test
