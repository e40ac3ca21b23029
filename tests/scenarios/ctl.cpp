#include "tests/scenarios/ctl.h"

#include "backend/storage/private_cluster.h"
#include "tests/support/test_cluster.h"

#include <QJsonDocument>

#include <algorithm>
#include <sstream>

namespace holdfast::test {

namespace fs = std::filesystem;

Ctl::Ctl() : data_dir_(folder_.path() / "data")
{
    process::make_folder(data_dir_, 0711);
    // The prepared cluster is the same for every test program: make it once.
    process::make_folder(template_cache(), 0711);
    fs::create_directory_symlink(template_cache(), data_dir_ / "templates");
}

fs::path Ctl::executable()
{
    return HOLDFASTCTL;
}

fs::path Ctl::registry()
{
    return storage::default_runtime_dir() / "sandboxes";
}

process::SpawnOptions Ctl::command(std::vector<std::string> arguments) const
{
    process::SpawnOptions options;
    options.arguments = {executable(), "--data-dir", data_dir_};
    options.arguments.insert(options.arguments.end(), arguments.begin(), arguments.end());
    return options;
}

process::Completed Ctl::run(std::vector<std::string> arguments) const
{
    return process::run(command(std::move(arguments)), std::chrono::minutes(4)); // as long as five saboteurs take on a busy machine
}

QString Ctl::leftovers() const
{
    std::ostringstream found;
    std::error_code error;
    for (const auto &entry : fs::directory_iterator(data_dir_ / "sandboxes", error))
        found << "folder " << entry.path() << '\n';
    for (const auto &entry : fs::directory_iterator(registry(), error))
        if (entry.is_regular_file(error) && process::read_file(entry.path()).value_or("").find(data_dir_.string()) != std::string::npos)
            found << "entry " << entry.path() << '\n';
    for (const auto &entry : fs::directory_iterator("/proc", error)) {
        std::string command = process::read_file(entry.path() / "cmdline").value_or("");
        // Not all of them name the folder; but where they work, or what they log to, lies there.
        const std::string log = fs::read_symlink(entry.path() / "fd/2", error).string();
        const std::string works_in = fs::read_symlink(entry.path() / "cwd", error).string();
        if ((command + '\n' + log + '\n' + works_in).find(data_dir_.string()) == std::string::npos)
            continue;
        std::ranges::replace(command, '\0', ' ');
        found << "process " << entry.path().filename() << ": " << command << '\n';
    }
    return QString::fromStdString(found.str());
}

QList<QJsonObject> parse_lines(const std::string &text)
{
    QList<QJsonObject> objects;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(line));
        objects.append(document.isObject() ? document.object() : QJsonObject{{"bad line", QString::fromStdString(line)}});
    }
    return objects;
}

} // namespace holdfast::test
