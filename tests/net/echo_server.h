#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace holdfast::test {

/// Sends back what it gets, on a thread per connection, until it is told to end.
class EchoServer final
{
public:
    EchoServer();                                             ///< on 127.0.0.1
    explicit EchoServer(const std::filesystem::path &socket); ///< on a Unix socket
    ~EchoServer();
    EchoServer(const EchoServer &) = delete;
    EchoServer &operator=(const EchoServer &) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::uint64_t received() const { return received_; } ///< bytes
    [[nodiscard]] int ended() const { return ended_; }                 ///< connections, closed or reset by the client
    void hang_up(); ///< closes every connection

private:
    void listen();
    void serve(int peer);

    int listener_ = -1;
    std::uint16_t port_ = 0;
    std::atomic<std::uint64_t> received_ = 0;
    std::atomic<int> ended_ = 0;
    std::mutex mutex_;
    std::vector<int> peers_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

/// A client that says what became of its connection. Waits end after ten seconds.
class EchoClient final
{
public:
    enum class End { Open, Closed, Reset };

    explicit EchoClient(std::uint16_t port);
    ~EchoClient();
    EchoClient(const EchoClient &) = delete;
    EchoClient &operator=(const EchoClient &) = delete;

    bool send(std::string_view bytes); ///< false when the connection has ended
    void finish();                     ///< sends no more
    /// So many bytes, or fewer when the connection ends or time is over.
    [[nodiscard]] std::string receive(std::size_t size);
    /// Sends and gets it back.
    [[nodiscard]] bool echoes(std::string_view bytes) { return send(bytes) && receive(bytes.size()) == bytes; }
    [[nodiscard]] End wait_for_end(); ///< whatever else comes
    [[nodiscard]] bool silent();      ///< nothing has come by now, and the connection stands

private:
    std::size_t read(char *buffer, std::size_t size); ///< nothing when the connection has ended, or time is over

    int socket_ = -1;
    End end_ = End::Open;
};

} // namespace holdfast::test
