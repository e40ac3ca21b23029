#include "tests/payments/scripted_peer.h"

#include <arpa/inet.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <charconv>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace holdfast::test {

namespace {

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;
using Session = std::unique_ptr<SSL, decltype(&SSL_free)>;

Context make_context(const Identity &identity)
{
    Context context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    const auto memory = [](const std::string &text) {
        return BIO_new_mem_buf(text.data(), static_cast<int>(text.size()));
    };
    BIO *certificate_text = memory(identity.certificate);
    BIO *key_text = memory(identity.key);
    X509 *certificate = PEM_read_bio_X509(certificate_text, nullptr, nullptr, nullptr);
    EVP_PKEY *key = PEM_read_bio_PrivateKey(key_text, nullptr, nullptr, nullptr);
    const bool taken =
        SSL_CTX_use_certificate(context.get(), certificate) == 1 && SSL_CTX_use_PrivateKey(context.get(), key) == 1;
    X509_free(certificate);
    EVP_PKEY_free(key);
    BIO_free(certificate_text);
    BIO_free(key_text);
    if (!taken)
        throw std::runtime_error("not an identity");
    return context;
}

/// Bytes of one connection, plain or not.
class Wire final
{
public:
    Wire(int socket, SSL_CTX *context) : socket_(socket), session_(context ? SSL_new(context) : nullptr, SSL_free)
    {
        if (session_)
            SSL_set_fd(session_.get(), socket_);
    }

    [[nodiscard]] bool accept() { return !session_ || SSL_accept(session_.get()) == 1; }

    [[nodiscard]] bool read(std::string &in)
    {
        char buffer[16384];
        const auto size = session_ ? SSL_read(session_.get(), buffer, sizeof buffer)
                                   : static_cast<int>(::recv(socket_, buffer, sizeof buffer, 0));
        if (size <= 0)
            return false;
        in.append(buffer, static_cast<std::size_t>(size));
        return true;
    }

    void write(std::string_view out)
    {
        while (!out.empty()) {
            const auto size = session_ ? SSL_write(session_.get(), out.data(), static_cast<int>(out.size()))
                                       : static_cast<int>(::send(socket_, out.data(), out.size(), MSG_NOSIGNAL));
            if (size <= 0)
                return;
            out.remove_prefix(static_cast<std::size_t>(size));
        }
    }

private:
    int socket_;
    Session session_;
};

/// The first whole request in `in`, taken out of it.
std::optional<Seen> take_request(std::string &in)
{
    const auto head = in.find("\r\n\r\n");
    if (head == std::string::npos)
        return std::nullopt;
    Seen seen;
    const auto line_end = in.find("\r\n");
    const auto line = in.substr(0, line_end);
    for (auto at = line_end + 2; at < head + 2;) {
        const auto end = in.find("\r\n", at);
        const auto colon = in.find(": ", at);
        seen.headers.emplace_back(in.substr(at, colon - at), in.substr(colon + 2, end - colon - 2));
        at = end + 2;
    }
    std::size_t length = 0;
    const auto told = seen.header("Content-Length");
    std::from_chars(told.data(), told.data() + told.size(), length);
    if (in.size() < head + 4 + length)
        return std::nullopt;
    seen.body = in.substr(head + 4, length);
    in.erase(0, head + 4 + length);
    const auto space = line.find(' ');
    const auto target = line.substr(space + 1, line.rfind(' ') - space - 1);
    const auto mark = std::min(target.find('?'), target.size());
    seen.method = line.substr(0, space);
    seen.path = target.substr(0, mark);
    const auto form = seen.method == "GET" ? target.substr(std::min(mark + 1, target.size())) : seen.body;
    for (auto &[name, value] : net::parse_query(form).value_or(net::Headers{}))
        seen.fields.emplace(name, value);
    return seen;
}

} // namespace

std::string Seen::header(std::string_view name) const
{
    return std::string(net::header(headers, name).value_or(""));
}

struct ScriptedPeer::State
{
    void accept();
    void serve(int socket);
    bool answer(Wire &wire, Say say);

    Script script;
    Context context{nullptr, SSL_CTX_free};
    int listener = -1;
    std::uint16_t port = 0;
    mutable std::mutex mutex;
    std::condition_variable ended;
    bool ending = false;
    std::vector<Seen> requests;
    std::vector<int> sockets;
    std::vector<std::thread> threads;
    std::atomic<int> connections = 0;
    std::thread acceptor;
};

void ScriptedPeer::State::accept()
{
    for (;;) {
        const int socket = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0)
            return;
        ++connections;
        const std::lock_guard lock(mutex);
        sockets.push_back(socket);
        threads.emplace_back([this, socket] { serve(socket); });
    }
}

void ScriptedPeer::State::serve(int socket)
{
    {
        Wire wire(socket, context.get());
        std::string in;
        bool open = wire.accept();
        while (open) {
            const auto seen = take_request(in);
            if (!seen) {
                open = wire.read(in);
                continue;
            }
            Say say;
            {
                const std::lock_guard lock(mutex);
                requests.push_back(*seen);
                say = script(*seen, static_cast<int>(requests.size()));
            }
            open = answer(wire, std::move(say));
        }
    }
    const std::lock_guard lock(mutex);
    std::erase(sockets, socket);
    ::close(socket);
}

bool ScriptedPeer::State::answer(Wire &wire, Say say)
{
    if (say.hang) {
        std::unique_lock lock(mutex);
        ended.wait(lock, [this] { return ending; });
        return false;
    }
    if (say.drop)
        return false;
    std::string out =
        "HTTP/1.1 " + std::to_string(say.status) + " X\r\nContent-Length: " + std::to_string(say.body.size());
    for (const auto &[name, value] : say.headers)
        out += "\r\n" + name + ": " + value;
    wire.write(out + "\r\n\r\n" + say.body);
    return true;
}

ScriptedPeer::ScriptedPeer(Script script, std::optional<Identity> identity) : state_(std::make_unique<State>())
{
    std::signal(SIGPIPE, SIG_IGN); // OpenSSL writes without MSG_NOSIGNAL
    state_->script = std::move(script);
    if (identity)
        state_->context = make_context(*identity);
    state_->listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(state_->listener, reinterpret_cast<sockaddr *>(&address), size) != 0
        || ::listen(state_->listener, 64) != 0)
        throw std::runtime_error("cannot listen");
    ::getsockname(state_->listener, reinterpret_cast<sockaddr *>(&address), &size);
    state_->port = ntohs(address.sin_port);
    state_->acceptor = std::thread([this] { state_->accept(); });
}

ScriptedPeer::~ScriptedPeer()
{
    ::shutdown(state_->listener, SHUT_RDWR);
    state_->acceptor.join();
    ::close(state_->listener);
    {
        const std::lock_guard lock(state_->mutex);
        state_->ending = true;
        for (const int socket : state_->sockets)
            ::shutdown(socket, SHUT_RDWR);
    }
    state_->ended.notify_all();
    for (auto &thread : state_->threads)
        thread.join();
}

std::uint16_t ScriptedPeer::port() const
{
    return state_->port;
}

std::vector<Seen> ScriptedPeer::requests() const
{
    const std::lock_guard lock(state_->mutex);
    return state_->requests;
}

int ScriptedPeer::connections() const
{
    return state_->connections;
}

void ScriptedPeer::close_connections()
{
    const std::lock_guard lock(state_->mutex);
    for (const int socket : state_->sockets)
        ::shutdown(socket, SHUT_RDWR);
}

} // namespace holdfast::test
