#pragma once

#include "models/questions.h"
#include "tests/acts/stage.h"
#include "tests/insight/plant.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <csignal>
#include <memory>

namespace holdfast::test {

constexpr int patienceMs = 20'000; ///< the machine may be busy

/// A database of its own with reservations in it, and the environment by which a console sees it.
class WatchedDatabase final
{
public:
    explicit WatchedDatabase(TestCluster &cluster) : cluster_(cluster), dsn_(cluster.fresh_database()), database(dsn_)
    {
        mark_as_sandbox(database);
    }

    [[nodiscard]] models::Environment environment(const std::string &more = {}) const
    {
        models::Environment given;
        given.key = QString::fromStdString("given" + more);
        given.name = QStringLiteral("Given");
        given.kind = models::Environment::Kind::Given;
        given.dsn = QString::fromStdString(dsn_ + more);
        given.alive = true;
        return given;
    }
    /// A login of one role, in words to be added to the connection string.
    std::string login(const std::string &role)
    {
        database.run_script("do $$ begin if not exists (select from pg_roles where rolname = 'console_" + role
                            + "') then create role console_" + role + " login password 'secret' in role holdfast_" + role
                            + "; end if; end $$");
        return " user=console_" + role + " password=secret";
    }
    void advance(const char *by) { database.query("select holdfast.advance_clock($1::interval)", {by}); }
    /// Nothing of this reservation is overdue for a year.
    void give_time(const Uuid &id)
    {
        database.query("update holdfast.reservation set deadline = deadline + interval '1 year' where id = $1",
                       {id.to_string()});
    }
    void kill() const { ::kill(cluster_.postmaster_pid(), SIGKILL); }
    void revive()
    {
        cluster_.ensure_running();
        database = storage::Connection(dsn_);
    }

private:
    TestCluster &cluster_;
    std::string dsn_;

public:
    storage::Connection database;
};

} // namespace holdfast::test
