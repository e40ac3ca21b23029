#include "backend/storage/conninfo.h"

#include <libpq-fe.h>

#include <memory>

namespace holdfast::storage {

Conninfo parse_conninfo(const std::string &dsn)
{
    char *complaint = nullptr;
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption *)> parsed(
        PQconninfoParse(dsn.c_str(), &complaint), &PQconninfoFree);
    const std::unique_ptr<char, void (*)(void *)> complaint_owner(complaint, &PQfreemem);
    if (!parsed)
        throw ConnectionLost("the database address is not valid: " + std::string(complaint != nullptr ? complaint : ""));
    Conninfo conninfo;
    for (const PQconninfoOption *option = parsed.get(); option->keyword != nullptr; ++option) {
        if (option->val != nullptr)
            conninfo[option->keyword] = option->val;
    }
    return conninfo;
}

std::string to_dsn(const Conninfo &conninfo)
{
    std::string dsn;
    for (const auto &[keyword, value] : conninfo) {
        dsn += (dsn.empty() ? "" : " ") + keyword + "='";
        for (const char letter : value) {
            if (letter == '\'' || letter == '\\')
                dsn += '\\';
            dsn += letter;
        }
        dsn += '\'';
    }
    return dsn;
}

std::string with_session_settings(const std::string &dsn, const ConnectionOptions &options)
{
    Conninfo conninfo = parse_conninfo(dsn);
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(options.connect_timeout).count();
    conninfo["connect_timeout"] = std::to_string(seconds);
    conninfo["application_name"] = options.application_name;
    conninfo["client_encoding"] = "UTF8";

    std::string &settings = conninfo["options"];
    const auto set = [&](const std::string &name, const std::string &value) {
        settings += (settings.empty() ? "-c " : " -c ") + name + "=" + value;
    };
    set("timezone", "UTC");
    set("datestyle", "ISO");
    set("intervalstyle", "postgres");
    set("bytea_output", "hex");
    set("search_path", "public"); // after pg_catalog, which is searched first unless named
    set("default_transaction_isolation", "read\\ committed");
    set("client_min_messages", "warning");
    if (options.statement_timeout)
        set("statement_timeout", std::to_string(options.statement_timeout->count()));
    if (options.lock_timeout)
        set("lock_timeout", std::to_string(options.lock_timeout->count()));
    if (options.read_only)
        set("default_transaction_read_only", "on");
    return to_dsn(conninfo);
}

} // namespace holdfast::storage
