#include "tests/api/payment_worker.h"

#include "tests/support/eventually.h"

#include <QtGlobal>

#include <array>

namespace holdfast::test {

using namespace std::chrono_literals;

namespace {

const char *const actor = "payments";

booking::IntentFacts intent_of(const booking::LeasedOperation &operation, booking::Party party)
{
    const auto &payment = *operation.payment_of(party);
    booking::IntentFacts intent;
    intent.id = payment.intent_id.value_or("pi_" + operation.id.to_string());
    intent.status = "requires_capture";
    intent.authorized_minor = payment.amount_minor;
    return intent;
}

} // namespace

booking::LeasedOperation PaymentWorker::lease(booking::OperationKind kind)
{
    std::vector<booking::LeasedOperation> leased;
    const std::array kinds = {kind};
    const bool came = eventually([&] {
        leased = booking::lease_operations(connection_, Uuid::make_v7(), kinds, 1, 30s);
        return !leased.empty();
    });
    if (!came)
        qFatal("no operation to %s", std::string(name(kind)).c_str());
    return leased.front();
}

booking::Recorded PaymentWorker::record(booking::Authorization outcome, const std::string &detail)
{
    return booking::record_authorization(connection_, lease(booking::OperationKind::Authorize), outcome, {}, detail, actor);
}

booking::Recorded PaymentWorker::authorize(const booking::LeasedOperation &operation)
{
    return booking::record_authorization(connection_, operation, booking::Authorization::Authorized,
                                         intent_of(operation, operation.party.value()), "", actor);
}

booking::Recorded PaymentWorker::authorize()
{
    return authorize(lease(booking::OperationKind::Authorize));
}

booking::Recorded PaymentWorker::decline()
{
    return record(booking::Authorization::Declined, "insufficient_funds");
}

booking::Recorded PaymentWorker::refuse()
{
    return record(booking::Authorization::Refused, "no such payment method");
}

booking::Recorded PaymentWorker::commit(bool after_death)
{
    const auto operation = lease(booking::OperationKind::Commit);
    for (const auto &payment : operation.payments) {
        auto intent = intent_of(operation, payment.party);
        intent.status = "succeeded";
        intent.captured_minor = payment.amount_minor;
        booking::record_capture(connection_, operation, payment.party, intent);
    }
    return booking::record_commit(connection_, operation, true, after_death, "", actor);
}

booking::Recorded PaymentWorker::fail_commit()
{
    return booking::record_commit(connection_, lease(booking::OperationKind::Commit), false, false, "the capture was refused",
                                  actor);
}

} // namespace holdfast::test
