#pragma once

#include "backend/scenarios/answer.h"
#include "backend/scenarios/crowd.h"
#include "backend/scenarios/history.h"
#include "backend/scenarios/requests.h"

#include <chrono>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace holdfast::scenarios {

class Evidence;

/// A partner's client of the system, like any other, or with a token that of a person. Whatever it does goes into the history (successes are what I14 is
/// checked against) and into the evidence. Requests go to the first node unless it is said otherwise. Used by one thread;
/// throws Aborted when it is time to end.
class ApiClient final
{
public:
    /// So many exchanges are told in words; all of them are evidence.
    static constexpr std::size_t told_limit = 200;

    /// `urls`: the API's nodes. `told` hears of exchanges in a line each; may be empty.
    ApiClient(const std::vector<std::string> &urls, std::string credential, History &history, Evidence &evidence,
              std::function<bool()> aborted, std::function<void(const std::string &)> told = {});

    [[nodiscard]] std::size_t nodes() const { return crowd_.servers(); }

    Answer create_slot(const SlotRequest &slot);
    Answer hold(const HoldRequest &hold, std::size_t node = 0);
    Answer confirm(const Uuid &reservation, const std::string &key);
    Answer release(const Uuid &reservation, const std::string &key, std::size_t node = 0);
    Answer ask(const ReservationRequest &wanted, std::size_t node = 0);
    Answer book_externally(const ExternalBooking &booking);
    Answer get_reservation(const Uuid &reservation);
    Answer get_slot(const Uuid &slot);
    Answer reconcile(bool repair, const std::string &key); ///< asks for it
    Answer get(const std::string &target); ///< whatever can be asked for
    Answer act(const ActRequest &act);     ///< with a person's token
    Answer ready(std::size_t node = 0); ///< GET /ready

    /// All at once, to the nodes in turn: a connection each, opened before the first request is sent. `sent` is told how
    /// many are, after each. Answers in the order of `holds`. Throws std::runtime_error when a connection cannot be made.
    std::vector<Answer> hold_together(std::span<const HoldRequest> holds, const Crowd::Sent &sent = {});
    std::vector<Answer> ask_together(std::span<const ReservationRequest> wanted, const Crowd::Sent &sent = {});

    /// What was sent for us elsewhere, as by a load, and what came of it: told, and kept like any other.
    Answer record(const net::Request &request, net::Exchange exchange, const HoldRequest &hold);
    Answer record(const net::Request &request, net::Exchange exchange, const ReservationRequest &wanted);
    /// A slot that nobody made through a client, and that nobody has taken anything of: what is told of it is judged too.
    void know_slot(const Uuid &slot, int capacity) { history_.know_slot(slot, capacity); }

private:
    /// What is asked for, for the history; without a kind it is a question.
    struct Purpose
    {
        std::string kind;
        std::string key;
        std::size_t node = 0;
        std::optional<Uuid> slot = {};        ///< that it is about, as far as it is known
        std::optional<Uuid> reservation = {}; ///< likewise
        int quantity = 1;
    };

    std::vector<Answer> send_together(const std::vector<net::Request> &requests, const std::vector<Purpose> &purposes,
                                      const Crowd::Sent &sent);
    Answer send(const net::Request &request, const Purpose &purpose);
    [[nodiscard]] static Purpose purpose_of(const HoldRequest &hold, std::size_t node = 0);
    [[nodiscard]] static Purpose purpose_of(const ReservationRequest &wanted, std::size_t node = 0);
    Answer settle(const net::Request &request, net::Exchange exchange, const Purpose &purpose);
    void tell(const net::Request &request, const Answer &answer, const Purpose &purpose);

    Requests requests_;
    Crowd crowd_;
    History &history_;
    Evidence &evidence_;
    std::function<void(const std::string &)> told_;
    std::size_t told_count_ = 0;
    std::string partner_; ///< tells partners apart, and nobody their keys
};

} // namespace holdfast::scenarios
