#include "backend/storage/cluster_error.h"

#include "backend/process/files.h"

#include <algorithm>
#include <array>
#include <sstream>
#include <vector>

namespace holdfast::storage {

using Kind = ClusterError::Kind;

namespace {

std::string advice(Kind kind, const std::filesystem::path &path)
{
    const std::string where = path.string();
    switch (kind) {
    case Kind::DiskFull:
        return "The disk that holds " + where + " is full, or a limit on file sizes or space is reached. Everything saved "
               "so far is still there. Free some space and start again, or choose another folder with --data-dir.";
    case Kind::ReadOnly:
        return "The disk that holds " + where + " is read-only. Nothing was changed. Make it writable, or choose another "
               "folder with --data-dir.";
    case Kind::PermissionDenied:
        return "The permissions of " + where + " or a folder above it do not allow it. Nothing was changed. Allow access, "
               "or choose another folder with --data-dir.";
    case Kind::WrongVersion:
        return "The data in " + where + " belong to another PostgreSQL version. Nothing was changed. Install that version, "
               "or move the data with a backup made by it.";
    case Kind::Damaged:
        return "The data in " + where + " cannot be read by PostgreSQL. Nothing was deleted. Keep a copy of that folder, "
               "then restore your last backup into a new one with --data-dir.";
    case Kind::Locked:
        return "Another program uses " + where + ". Nothing was changed. End it, then start again.";
    case Kind::ToolFailed:
        return "Nothing was replaced.";
    case Kind::BinaryMissing:
    case Kind::StartFailed:
        break;
    }
    return "What was saved before is still in " + where + ".";
}

struct Symptom
{
    std::string_view text;
    Kind kind;
};

/// The first that is found counts: a full disk also makes a server panic.
constexpr std::array symptoms = {
    Symptom{"No space left on device", Kind::DiskFull},
    Symptom{"Disk quota exceeded", Kind::DiskFull},
    Symptom{"File too large", Kind::DiskFull},
    Symptom{"Read-only file system", Kind::ReadOnly},
    Symptom{"database files are incompatible with server", Kind::WrongVersion},
    Symptom{"was initialized by PostgreSQL version", Kind::WrongVersion},
    Symptom{"Permission denied", Kind::PermissionDenied},
    Symptom{"has wrong ownership", Kind::PermissionDenied},
    Symptom{"has invalid permissions", Kind::PermissionDenied},
    Symptom{"is not a valid data directory", Kind::Damaged},
    Symptom{"valid checkpoint record", Kind::Damaged},
    Symptom{"invalid primary checkpoint", Kind::Damaged},
    Symptom{"incorrect checksum in control file", Kind::Damaged},
    Symptom{"pg_control", Kind::Damaged},
    Symptom{"could not read file", Kind::Damaged},
    Symptom{"could not open directory", Kind::Damaged},
    Symptom{"PANIC:", Kind::Damaged},
    Symptom{"lock file", Kind::Locked},
    Symptom{"Address already in use", Kind::Locked},
    Symptom{"is still in use", Kind::Locked},
};

/// The last few lines, on one.
std::string tail(std::string_view output)
{
    constexpr std::size_t wanted = 3;
    std::vector<std::string> lines;
    std::istringstream stream{std::string(output)};
    for (std::string line; std::getline(stream, line);) {
        if (!line.empty())
            lines.push_back(line);
    }
    std::string text;
    for (std::size_t i = lines.size() > wanted ? lines.size() - wanted : 0; i < lines.size(); ++i)
        text += (text.empty() ? "" : " / ") + lines[i];
    return text;
}

} // namespace

ClusterError explain(const std::error_code &error, const std::string &doing, const std::filesystem::path &path)
{
    const auto kind = [&] {
        switch (error.value()) {
        case ENOSPC:
        case EDQUOT:
        case EFBIG:
            return Kind::DiskFull;
        case EROFS:
            return Kind::ReadOnly;
        case EACCES:
        case EPERM:
            return Kind::PermissionDenied;
        default:
            return Kind::StartFailed;
        }
    }();
    return {kind, "Cannot " + doing + ": " + error.message() + ". " + advice(kind, path)};
}

ClusterError explain_output(std::string_view output, const std::string &doing, const std::filesystem::path &path,
                            Kind otherwise)
{
    const auto symptom = std::find_if(symptoms.begin(), symptoms.end(), [&](const Symptom &candidate) {
        return output.find(candidate.text) != std::string_view::npos;
    });
    const Kind kind = symptom != symptoms.end() ? symptom->kind : otherwise;
    return {kind, "Cannot " + doing + ". " + advice(kind, path) + " PostgreSQL says: " + tail(output)};
}

void require_space(const std::filesystem::path &path, std::uintmax_t wanted, const std::string &doing)
{
    constexpr std::uintmax_t mebibyte = 1024 * 1024;
    const std::uintmax_t free = process::free_bytes(path);
    if (free < wanted) {
        throw ClusterError(Kind::DiskFull, "Cannot " + doing + ": only " + std::to_string(free / mebibyte)
                                               + " MiB are free, " + std::to_string(wanted / mebibyte)
                                               + " are needed. " + advice(Kind::DiskFull, path));
    }
}

} // namespace holdfast::storage
