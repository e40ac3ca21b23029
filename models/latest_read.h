#pragma once

#include <QObject>
#include <QString>
#include <QThread>

#include <functional>
#include <memory>
#include <optional>
#include <utility>

namespace holdfast::models {

/// Reads something slow on a thread of its own, one at a time; of several asked for meanwhile only the last is read and
/// told. GUI thread; its end waits for what is being read.
template <typename Value>
class LatestRead final
{
public:
    explicit LatestRead(QString threadName) : m_name(std::move(threadName)) {}
    ~LatestRead()
    {
        if (m_thread)
            m_thread->wait();
    }

    /// `read` runs on the other thread, `then` on this one.
    void start(std::function<Value()> read, std::function<void(Value)> then)
    {
        m_next = [this, read = std::move(read), then = std::move(then)] { launch(read, then); };
        if (!m_thread)
            std::exchange(m_next, nullptr)();
    }
    /// What is being read is not wanted any more.
    void forget()
    {
        m_next = nullptr;
        ++m_generation;
    }
    [[nodiscard]] bool isReading() const { return bool(m_thread); }

private:
    void launch(const std::function<Value()> &read, const std::function<void(Value)> &then)
    {
        auto value = std::make_shared<std::optional<Value>>();
        const int generation = ++m_generation;
        m_thread.reset(QThread::create([read, value] { value->emplace(read()); }));
        m_thread->setObjectName(m_name);
        QObject::connect(m_thread.get(), &QThread::finished, &m_context, [this, value, then, generation] {
            m_thread->wait();
            m_thread.release()->deleteLater();
            if (m_next)
                std::exchange(m_next, nullptr)();
            else if (generation == m_generation)
                then(std::move(**value));
        });
        m_thread->start(QThread::LowPriority);
    }

    QString m_name;
    std::unique_ptr<QThread> m_thread; // while it reads
    std::function<void()> m_next;
    int m_generation = 0;
    QObject m_context; // what is told late finds nobody
};

} // namespace holdfast::models
