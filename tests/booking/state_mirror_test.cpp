#include "backend/core/reservation_state.h"
#include "backend/storage/connection.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <set>
#include <string>

using namespace holdfast;

/// The state machine stands twice, in C++ and in SQL; here they are held against each other.
class StateMirrorTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;
    storage::Connection database_{cluster_.fresh_database()};

private slots:
    void statesAreTheSame()
    {
        const auto rows = database_.query(
            "select name, in_flight, terminal, coalesce(extract(epoch from deadline), 0) from holdfast.state");
        QCOMPARE(rows.size(), state_table.size());
        for (std::size_t row = 0; row < rows.size(); ++row) {
            const auto state = parse_state(rows.text(row, 0));
            QVERIFY2(state, rows.text(row, 0).c_str());
            QCOMPARE(rows.boolean(row, 1), info(*state).in_flight);
            QCOMPARE(rows.boolean(row, 2), info(*state).terminal);
            QCOMPARE(static_cast<std::int64_t>(rows.number(row, 3)),
                     static_cast<std::int64_t>(info(*state).default_deadline.count()));
        }
    }

    void transitionsAreTheSame()
    {
        std::set<std::string> ours;
        for (const auto &row : transition_table)
            ours.insert(std::string(name(row.from)) + ' ' + std::string(name(row.event)) + ' ' + std::string(name(row.to)));
        std::set<std::string> theirs;
        const auto rows = database_.query("select from_state, event, to_state from holdfast.transition");
        for (std::size_t row = 0; row < rows.size(); ++row)
            theirs.insert(rows.text(row, 0) + ' ' + rows.text(row, 1) + ' ' + rows.text(row, 2));
        QCOMPARE(theirs, ours);
    }

    /// The CHECK on reservations lists the states a third time: every state is accepted with the right deadline only.
    void theTableAcceptsEachStateWithItsDeadlineOnly()
    {
        for (const auto &state : state_table) {
            for (const bool with_deadline : {false, true}) {
                bool accepted = true;
                try {
                    database_.query("insert into holdfast.reservation (id, slot_id, partner_id, state, quantity, version, "
                                    "deadline, created_at, changed_at, creation_key, creation_fingerprint, "
                                    "partner_booking_ref, requester_id) values (gen_random_uuid(), gen_random_uuid(), "
                                    "gen_random_uuid(), $1, 1, 1, $2::timestamptz, now(), now(), 'k', sha256('x'), '', '')",
                                    {std::string(state.name),
                                     with_deadline ? storage::Param("2030-01-01T00:00:00Z") : storage::Param()});
                } catch (const storage::StatementFailed &) {
                    accepted = false;
                }
                QVERIFY2(accepted == (with_deadline == state.in_flight), state.name.data());
            }
        }
    }
};

QTEST_APPLESS_MAIN(StateMirrorTest)
#include "state_mirror_test.moc"
