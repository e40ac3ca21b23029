#include "models/reservation_matching.h"

#include "backend/insight/reservations.h"
#include "models/from_insight.h"

namespace holdfast::models {

void askMatching(Questions &questions, QObject *context, const ReservationFilterSpec &spec, int most,
                 std::function<void(const Matching &)> then)
{
    auto filter = toFilter(spec);
    filter.limit = std::size_t(most);
    filter.count_up_to = 0; // whether there are more is told by the cursor
    questions.ask(
        context,
        [filter](storage::Connection &connection) {
            const auto page = insight::list_reservations(connection, filter);
            Matching matching;
            for (const auto &row : page.rows)
                matching.rows.append(toReservation(row));
            matching.more = !page.next_cursor.empty();
            return std::any(matching);
        },
        [then = std::move(then)](const Answer &answer) {
            if (answer.ok())
                return then(answer.as<Matching>());
            Matching failed;
            failed.error = answer.error;
            then(failed);
        });
}

} // namespace holdfast::models
