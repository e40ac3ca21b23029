#pragma once

#include "backend/faultpoints/fault_points.h"

#include <QtGlobal>

#include <sys/socket.h>
#include <unistd.h>

#include <QByteArray>

#include <memory>

namespace holdfast::test {

/// The other end of the socket pair that arms this process's fault points.
class Armament final
{
public:
    Armament()
    {
        int ends[2] = {-1, -1};
        if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0)
            qFatal("no socket pair");
        own_ = ends[0];
        qputenv("HOLDFAST_FAULT_FD", QByteArray::number(ends[1]));
        points_ = faultpoints::FaultPoints::from_environment();
        qunsetenv("HOLDFAST_FAULT_FD");
    }
    ~Armament() { close(own_); }
    Armament(const Armament &) = delete;
    Armament &operator=(const Armament &) = delete;

    /// Sends an order and returns the answer.
    QByteArray order(const QByteArray &line) const
    {
        const QByteArray text = line + '\n';
        if (write(own_, text.constData(), static_cast<std::size_t>(text.size())) != text.size())
            qFatal("the order was not taken");
        QByteArray answer;
        char byte = 0;
        while (read(own_, &byte, 1) == 1 && byte != '\n')
            answer += byte;
        return answer;
    }
    [[nodiscard]] faultpoints::FaultPoints *points() const { return points_.get(); }

private:
    int own_ = -1;
    std::unique_ptr<faultpoints::FaultPoints> points_;
};

} // namespace holdfast::test
