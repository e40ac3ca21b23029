#include "tests/booking/model.h"

namespace holdfast::test {

void Model::add_slot(const Uuid &id, const std::string &kind, const std::string &settlement, int capacity)
{
    slots_[id] = {kind, settlement, capacity, 0, 0, 1};
}

Model::Verdict Model::Bound::replay() const
{
    Verdict verdict = answer;
    verdict.name = "REPLAYED";
    return verdict;
}

Model::Verdict Model::done(const Uuid &id) const
{
    const Reservation &reservation = reservations_.at(id);
    return {"DONE", id, reservation.slot, reservation.quantity, reservation.state, reservation.version};
}

Model::Verdict Model::judge(const booking::Hold &hold) const
{
    const Key key{hold.partner_id, hold.key};
    if (const auto bound = creation_keys_.find(key); bound != creation_keys_.end())
        return bound->second.fingerprint == hold.fingerprint ? bound->second.replay() : Verdict{"IDEMPOTENCY_KEY_REUSED"};
    const auto found = slots_.find(hold.slot_id);
    if (found == slots_.end())
        return {"SLOT_NOT_FOUND"};
    const Slot &slot = found->second;
    if (hold.availability_version && *hold.availability_version != slot.version)
        return {"AVAILABILITY_CHANGED"};
    if (slot.held + slot.confirmed + hold.quantity > slot.capacity) {
        if (slot.kind == "appointment")
            return {"SLOT_HELD"};
        return {slot.kind == "class" ? "SLOT_FULL" : "INSUFFICIENT_SEATS"};
    }
    return {"DONE"};
}

Model::Verdict Model::apply(const booking::Hold &hold)
{
    if (const Verdict verdict = judge(hold); verdict.name != "DONE")
        return verdict;
    Slot &slot = slots_.at(hold.slot_id);
    slot.held += hold.quantity;
    ++slot.version;
    reservations_[hold.reservation_id] = {hold.slot_id, hold.partner_id, State::Held, hold.quantity, 1,
                                          now_ + std::chrono::minutes(10)};
    const Verdict verdict = done(hold.reservation_id);
    creation_keys_[Key{hold.partner_id, hold.key}] = {hold.fingerprint, verdict};
    return verdict;
}

Model::Verdict Model::apply(const booking::Change &change)
{
    const Key key{*change.partner_id, *change.key};
    if (const auto bound = command_keys_.find(key); bound != command_keys_.end()) {
        const bool same = bound->second.fingerprint == change.fingerprint
            && bound->second.answer.reservation == change.reservation_id;
        return same ? bound->second.replay() : Verdict{"IDEMPOTENCY_KEY_REUSED"};
    }
    const auto found = reservations_.find(change.reservation_id);
    if (found == reservations_.end() || found->second.partner != *change.partner_id)
        return {"RESERVATION_NOT_FOUND"};
    Reservation &reservation = found->second;
    const bool gone = reservation.state == State::Released || reservation.state == State::Expired
        || (info(reservation.state).in_flight && reservation.deadline <= now_);
    if (gone)
        return {"RESERVATION_NOT_FOUND"};
    const auto to = next_state(reservation.state, change.verb == booking::Verb::Confirm ? Event::Confirm : Event::Release);
    if (!to || (change.verb == booking::Verb::Confirm && slots_.at(reservation.slot).settlement != "free"))
        return {"INVALID_STATE", {}, {}, 0, reservation.state, 0};
    move(reservation, *to);
    const Verdict verdict = done(change.reservation_id);
    command_keys_[key] = {change.fingerprint, verdict};
    return verdict;
}

void Model::expire_due()
{
    for (auto &[id, reservation] : reservations_) {
        if (info(reservation.state).in_flight && reservation.deadline <= now_)
            move(reservation, State::Expired);
    }
}

void Model::move(Reservation &reservation, State to)
{
    Slot &slot = slots_.at(reservation.slot);
    slot.held -= reservation.quantity;
    if (to == State::Confirmed)
        slot.confirmed += reservation.quantity;
    ++slot.version;
    reservation.state = to;
    ++reservation.version;
}

} // namespace holdfast::test
