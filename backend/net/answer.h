#pragma once

#include "backend/net/http.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

// How an answer given on any thread reaches the session that waits for it. Included by the server's sources only.
namespace holdfast::net {

class Answer;

/// Carries answers to one I/O thread: many that arrive together cost one wake-up of it.
class Mailbox final : public std::enable_shared_from_this<Mailbox>
{
public:
    explicit Mailbox(boost::asio::io_context &context) : context_(&context) {}

    void push(std::shared_ptr<Answer> answer);
    /// The I/O thread ends: answers that come later go nowhere.
    void close();

private:
    void deliver();

    std::mutex mutex_;
    boost::asio::io_context *context_;
    std::vector<std::shared_ptr<Answer>> waiting_;
};

/// One request's answer: written by whoever claims it first, read by the session once it is there.
class Answer final : public std::enable_shared_from_this<Answer>
{
public:
    /// What goes on in the session when the answer is there.
    struct Continuation
    {
        virtual ~Continuation() = default;
        virtual void resume() = 0;
    };

    explicit Answer(std::shared_ptr<Mailbox> mailbox) : mailbox_(std::move(mailbox)) {}

    /// From any thread; the first call counts.
    void give(Response response)
    {
        if (claimed_.exchange(true, std::memory_order_acq_rel))
            return;
        response_ = std::move(response);
        if (step_.exchange(Step::Given, std::memory_order_acq_rel) == Step::Awaited)
            mailbox_->push(shared_from_this());
    }

    /// On the I/O thread: the session stops waiting. No effect when an answer is on its way already.
    void give_up(Response response)
    {
        if (claimed_.exchange(true, std::memory_order_acq_rel))
            return;
        given_up_ = true;
        response_ = std::move(response);
        if (step_.exchange(Step::Given, std::memory_order_acq_rel) == Step::Awaited)
            resume();
    }

    [[nodiscard]] bool given() const { return step_.load(std::memory_order_acquire) == Step::Given; }
    [[nodiscard]] bool given_up() const { return given_up_; }
    [[nodiscard]] Response take() { return std::move(response_); }

    /// On the I/O thread. False: the answer is there already, and nobody will resume `continuation`.
    [[nodiscard]] bool await(std::unique_ptr<Continuation> continuation)
    {
        continuation_ = std::move(continuation);
        auto expected = Step::Open;
        return step_.compare_exchange_strong(expected, Step::Awaited, std::memory_order_acq_rel);
    }
    [[nodiscard]] std::unique_ptr<Continuation> take_continuation() { return std::move(continuation_); }

    /// On the I/O thread.
    void resume()
    {
        if (const auto continuation = take_continuation())
            continuation->resume();
    }

private:
    enum class Step { Open, Awaited, Given };

    std::shared_ptr<Mailbox> mailbox_;
    std::unique_ptr<Continuation> continuation_;
    Response response_;
    std::atomic<bool> claimed_ = false;
    std::atomic<Step> step_ = Step::Open;
    bool given_up_ = false;
};

inline void Mailbox::push(std::shared_ptr<Answer> answer)
{
    const std::lock_guard lock(mutex_);
    if (!context_)
        return;
    waiting_.push_back(std::move(answer));
    if (waiting_.size() == 1)
        boost::asio::post(*context_, [self = shared_from_this()] { self->deliver(); });
}

inline void Mailbox::close()
{
    const std::lock_guard lock(mutex_);
    context_ = nullptr;
    waiting_.clear();
}

inline void Mailbox::deliver()
{
    std::vector<std::shared_ptr<Answer>> answers;
    {
        const std::lock_guard lock(mutex_);
        answers.swap(waiting_);
    }
    for (const auto &answer : answers)
        answer->resume();
}

} // namespace holdfast::net
