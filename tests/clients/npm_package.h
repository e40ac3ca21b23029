#pragma once

#include "backend/process/process.h"

#include <filesystem>
#include <string>
#include <vector>

namespace holdfast::test {

/// A real client from npm, as its package-lock.json has it: versions and what they hash to.
class NpmPackage final
{
public:
    /// `files` of the folder `sources` are copied to the folder it is installed and run in.
    NpmPackage(std::filesystem::path sources, std::filesystem::path folder, std::vector<std::string> files);

    /// Only when it is not there: the tests may be run again without a registry. Empty, or what went wrong.
    [[nodiscard]] std::string install() const;
    /// How a program is called in its folder. It dies with us.
    [[nodiscard]] process::SpawnOptions command(std::vector<std::string> arguments) const;

private:
    std::filesystem::path sources_;
    std::filesystem::path folder_;
    std::vector<std::string> files_;
};

} // namespace holdfast::test
