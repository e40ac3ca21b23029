#include "tests/views/town.h"

#include <QDateTime>
#include <QSignalBlocker>

#include <cmath>
#include <random>

namespace holdfast::views::testing {
namespace {

using namespace std::chrono_literals;

struct Sketch
{
    State state;
    const char *vendor;
    int slotInMinutes;
    int quantity;
    const char *partner;
    int amountMinor;
    int secondsLeft;
};

constexpr Sketch sketches[] = {
    {State::VendorAuthorized, "Athena Physio", 203, 1, "weekender", 4500, 46},
    {State::Held, "Athena Physio", 60, 4, "acme-travel", 12000, 57},
    {State::VendorAuthorized, "Kea Pilates", 120, 1, "weekender", 6000, 67},
    {State::VendorConfirmed, "Kea Pilates", 1080, 2, "weekender", 3250, 82},
    {State::VendorConfirmed, "Studio Nine", 120, 1, "weekender", 6000, 96},
    {State::Held, "Studio Nine", 150, 4, "acme-travel", 4500, 104},
    {State::AuthorizedBoth, "Studio Nine", 30, 2, "acme-travel", 4500, 162},
    {State::Committing, "Studio Nine", 270, 4, "citybook", 4500, 227},
    {State::Held, "Athena Physio", 1110, 4, "weekender", 3250, 339},
    {State::VendorConfirmed, "Athena Physio", 150, 1, "weekender", 4500, 382},
    {State::VendorAuthorized, "Studio Nine", 1020, 2, "citybook", 3250, 412},
    {State::Held, "North Clinic", 210, 1, "citybook", 12000, 452},
    {State::VendorAuthorized, "Harbor Dental", 1020, 1, "acme-travel", 6000, 527},
    {State::Held, "Kea Pilates", 1050, 1, "acme-travel", 6000, 556},
    {State::VendorAuthorized, "Harbor Dental", 180, 2, "weekender", 3250, 604},
    {State::VendorConfirmed, "Athena Physio", 150, 1, "acme-travel", 4500, 674},
    {State::VendorConfirmed, "Athena Physio", 0, 1, "acme-travel", 6000, 848},
};

Uuid idOf(int row, Timestamp at)
{
    // Version 7 with bytes that depend on the row alone: pictures must be the same each time.
    std::mt19937 random(unsigned(row) * 7919U + 17U);
    Uuid::Bytes bytes{};
    const auto ms = std::uint64_t(std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch()).count());
    for (std::size_t i = 0; i < 6; ++i)
        bytes[i] = std::uint8_t(ms >> (40 - 8 * i));
    for (std::size_t i = 6; i < bytes.size(); ++i)
        bytes[i] = std::uint8_t(random());
    bytes[6] = std::uint8_t(0x70 | (bytes[6] & 0x0f));
    bytes[8] = std::uint8_t(0x80 | (bytes[8] & 0x3f));
    return Uuid(bytes);
}

} // namespace

QString Town::runner()
{
    return QStringLiteral(HOLDFAST_TEST_RUNNER);
}

QString Town::registry() const
{
    return m_folder.path() + QStringLiteral("/run/sandboxes");
}

Town::Town(const QString &ctl)
    : m_models(std::make_unique<models::ConsoleModels>(models::ConsoleOptions{
          m_folder.path() + QStringLiteral("/run"), m_folder.path() + QStringLiteral("/data"),
          ctl.isEmpty() ? runner() : ctl}))
{
}

models::ReservationPage Town::page(int rows)
{
    models::ReservationPage page;
    page.now = wall_clock_now();
    const auto day = std::chrono::floor<std::chrono::hours>(page.now) + 1h;
    for (int row = 0; row < rows; ++row) {
        const auto &sketch = sketches[std::size_t(row) % std::size(sketches)];
        models::Reservation value;
        const auto left = std::chrono::seconds(sketch.secondsLeft + row / int(std::size(sketches)) * 300);
        const auto allowed = info(sketch.state).default_deadline;
        value.createdAt = page.now - 20min - std::chrono::seconds(row * 37);
        value.id = idOf(row, Timestamp(std::chrono::hours(498'000)) + std::chrono::minutes(row));
        value.state = sketch.state;
        value.version = 1;
        value.slotKind = QStringLiteral("appointment");
        value.slotStartsAt = day + std::chrono::minutes(sketch.slotInMinutes);
        value.slotEndsAt = value.slotStartsAt + 1h;
        value.vendor = QString::fromLatin1(sketch.vendor);
        value.partner = QString::fromLatin1(sketch.partner);
        value.partnerBookingRef = QStringLiteral("bk-%1").arg(88121 + row);
        value.requesterId = QStringLiteral("r-%1").arg(20418 + row);
        value.quantity = sketch.quantity;
        value.amount = {sketch.amountMinor, "EUR"};
        value.deadline = page.now + left + 400ms;
        value.changedAt = *value.deadline - std::max<std::chrono::seconds>(allowed, left);
        page.rows.append(value);
    }
    page.matching = rows == 17 ? 1284 : rows;
    page.held = {rows == 0 ? 0 : 6'193'050, "EUR"};
    return page;
}

models::ReservationStory Town::storyOf(const models::Reservation &reservation)
{
    models::ReservationStory story;
    story.reservation = reservation;
    story.now = wall_clock_now();
    const auto add = [&](const char *event, const QString &label, State to, std::chrono::seconds ago) {
        models::ReservationEvent row;
        row.version = qint32(story.events.size()) + 1;
        row.event = QString::fromLatin1(event);
        row.label = label;
        row.to = to;
        row.at = story.now - ago;
        row.traceId = QStringLiteral("4bf92f3577b34da6a3ce929d0e0e4736");
        story.events.append(row);
    };
    add("hold", QStringLiteral("held by ") + reservation.partner, State::Held, 371s);
    add("vendor_confirm", QStringLiteral("vendor confirmed"), State::VendorConfirmed, 193s);
    return story;
}

void Town::goLive()
{
    models::LiveStatus status;
    status.state = models::LiveState::Live;
    status.lagMs = 38;
    status.since = QDateTime::currentDateTime();
    status.dataAsOf = status.since;
    emit m_models->live().statusChanged(status);
}

void Town::disconnect()
{
    models::LiveStatus status;
    status.state = models::LiveState::Disconnected;
    status.since = QDateTime::currentDateTime();
    status.dataAsOf = status.since.addSecs(-4);
    status.error = QStringLiteral("The server closed the connection.");
    emit m_models->live().statusChanged(status);
}

void Town::fill()
{
    m_models->reservations().applyPage(page());
    const auto now = QDateTime::currentMSecsSinceEpoch();
    constexpr int seconds = models::StateHistory::capacity;
    for (int i = 0; i < seconds; ++i) {
        // Fifteen minutes in one go: the chart draws the last of them.
        const QSignalBlocker quiet(i + 1 < seconds ? &m_models->history() : nullptr);
        const double t = double(i) / seconds * 9;
        const auto wave = [t](double base, double swing, double phase) {
            return qint64(base + swing * std::sin(t + phase) + 6 * std::sin(t * 9 + phase));
        };
        m_models->history().addAt(now - qint64(seconds - i) * 1000,
                                  {wave(410, 90, 0), wave(230, 50, 0.4), wave(170, 40, 0.9), wave(120, 30, 1.3),
                                   wave(52, 10, 0.2)});
    }
    goLive();
    models::Environment environment = m_models->environments().current();
    environment.apiUrl = QStringLiteral("http://127.0.0.1:8787");
    m_models->components().setEnvironment(environment);
    QList<models::Component> components;
    for (const auto *kind : {"api", "expiry", "expiry"}) {
        models::Component component;
        component.id = Uuid::make_v7();
        component.kind = QString::fromLatin1(kind);
        component.alive = true;
        component.healthy = true;
        components.append(component);
    }
    m_models->components().applyComponents(components, {QStringLiteral("15.18"), 11});
    models::VerifyReport report;
    report.checked = 6;
    report.at = QDateTime::currentDateTime().addSecs(-4);
    m_models->components().applyVerify(report);
}

void Town::selectOne()
{
    const auto &chosen = m_models->reservations().at(3);
    m_models->detail().setId(chosen.id);
    m_models->detail().applyStory(chosen.id, storyOf(chosen));
}

} // namespace holdfast::views::testing
