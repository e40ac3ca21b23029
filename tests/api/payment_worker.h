#pragma once

#include "backend/booking/operations.h"
#include "backend/storage/connection.h"

#include <string>

namespace holdfast::test {

/// Works off operations as a payment worker does, with the gateway's word made up. Each call waits for an operation of
/// its kind, and ends the program when none comes.
class PaymentWorker final
{
public:
    explicit PaymentWorker(const std::string &dsn) : connection_(dsn) {}

    booking::Recorded authorize();
    booking::Recorded decline(); ///< the card's issuer says no
    booking::Recorded refuse();  ///< the gateway will not have the request
    /// Captures every party's money and ends the commit. `after_death`: as the worker that comes after one that died.
    booking::Recorded commit(bool after_death = false);
    booking::Recorded fail_commit();

    [[nodiscard]] booking::LeasedOperation lease(booking::OperationKind kind);
    booking::Recorded authorize(const booking::LeasedOperation &operation);

private:
    booking::Recorded record(booking::Authorization outcome, const std::string &detail);

    storage::Connection connection_;
};

} // namespace holdfast::test
