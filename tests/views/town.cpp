#include "tests/views/town.h"

#include <QDateTime>
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
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

/// Writes one invocation as the runner does.
class Shelf final
{
public:
    Shelf(const QString &runs, const QString &name, int minutesAgo)
        : m_folder(runs + u'/' + name), m_at(QDateTime::currentDateTimeUtc().addSecs(-60 * minutesAgo))
    {
    }

    void event(QByteArray &lines, double second, QJsonObject members) const
    {
        members.insert(QStringLiteral("run"), m_run);
        members.insert(QStringLiteral("at"), m_at.addMSecs(qint64(second * 1000)).toString(Qt::ISODateWithMs));
        lines += QJsonDocument(members).toJson(QJsonDocument::Compact) + '\n';
    }

    void begin(const QString &run) { m_run = run; }

    void add(const QJsonObject &result, const QByteArray &events, bool damaged = false)
    {
        const auto scenario = result.value(u"id").toString();
        const auto folder = scenario + u'-' + m_run;
        write(folder + QStringLiteral("/run.jsonl"), events);
        const auto text = QJsonDocument(result).toJson();
        write(folder + QStringLiteral("/result.json"), damaged ? text.left(40) : text);
        m_runs.append(QJsonObject{{"id", m_run}, {"scenario", scenario}, {"saboteur", result.value(u"saboteur")},
                                  {"repeat", 1}, {"status", result.value(u"status")}, {"flaky", false},
                                  {"duration_ms", result.value(u"duration_ms")}, {"folder", folder}});
    }

    void finish(bool saboteurs = false) const
    {
        const QJsonObject index{{"id", m_run}, {"started_at", m_at.toString(Qt::ISODateWithMs)},
                                {"finished_at", m_at.addSecs(42).toString(Qt::ISODateWithMs)}, {"seed", 90417},
                                {"saboteurs", saboteurs}, {"runs", m_runs}, {"exit", 0}};
        write(QStringLiteral("invocation.json"), QJsonDocument(index).toJson());
    }

    void write(const QString &name, const QByteArray &text) const
    {
        const QString path = m_folder + u'/' + name;
        QDir().mkpath(QFileInfo(path).absolutePath());
        QFile file(path);
        if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
            qFatal("%s cannot be written", qPrintable(path));
    }

private:
    QString m_folder;
    QDateTime m_at;
    QString m_run;
    QJsonArray m_runs;
};

QJsonObject check(const char *name, const char *expected, const char *observed, bool ok, const char *severity)
{
    return {{"name", name}, {"expected", expected}, {"observed", observed}, {"ok", ok}, {"severity", severity}};
}

/// Seventy requests a second for forty seconds; from the fifteenth to the twenty-fifth a proxy holds them up.
QByteArray loadEvents(const Shelf &shelf)
{
    const QStringList steps{QStringLiteral("Sandbox up"), QStringLiteral("Steady state proven"),
                            QStringLiteral("Load, 70 requests a second"), QStringLiteral("Fault on: slow network"),
                            QStringLiteral("Fault off"), QStringLiteral("Recovery"), QStringLiteral("Invariants I1 to I14")};
    QByteArray lines;
    shelf.event(lines, 0, {{"event", "run_started"}, {"scenario", "3.1"}, {"title", "Volume over random slots"},
                           {"seed", 90417}, {"repeat", 1}, {"of", 1}, {"steps", QJsonArray::fromStringList(steps)}});
    for (const auto &step : steps)
        shelf.event(lines, 1, {{"event", "step"}, {"step", step}, {"status", "done"}, {"detail", ""}, {"ms", 912}});
    std::mt19937 random(7);
    for (int second = 1; second <= 40; ++second) {
        const bool slow = second > 15 && second <= 25;
        if (second == 16)
            shelf.event(lines, 15, {{"event", "fault"}, {"name", "proxy"}, {"on", true}, {"detail", "latency 80 ms"}});
        if (second == 26)
            shelf.event(lines, 25, {{"event", "fault"}, {"name", "proxy"}, {"on", false}, {"detail", "412 connections hit"}});
        const int ok = (slow ? 22 : 62) + int(random() % 7);
        const double p50 = (slow ? 88 : 6) + double(random() % 20) / 10;
        shelf.event(lines, second,
                    {{"event", "load"}, {"phase", "volume"}, {"at_ms", second * 1000}, {"interval_ms", 1000}, {"offered", 70},
                     {"started", 70}, {"dropped", 0}, {"ok", ok}, {"refused", 70 - ok}, {"failed", 0}, {"unknown", 0},
                     {"p50_ms", p50}, {"p95_ms", p50 * 1.6 + double(random() % 9)}, {"p99_ms", p50 * 2.4 + double(random() % 15)},
                     {"service_p50_ms", p50 - 1}, {"service_p95_ms", p50 * 1.4}, {"service_p99_ms", p50 * 1.9}, {"lag_ms", 0.6}});
        shelf.event(lines, second, {{"event", "log"}, {"level", slow ? "WARN" : "INFO"}, {"source", "load"},
                                    {"text", QStringLiteral("%1 of 70 booked, %2 refused").arg(ok).arg(70 - ok)}});
    }
    return lines;
}

/// One line of timelines.jsonl.
QByteArray lifeOf(const QByteArray &id, const QByteArray &state)
{
    return R"({"reservation_id":")" + id + R"(","state":")" + state + R"(","version":2,"own":true,"entries":[)"
        + R"({"at":"2026-11-21T14:07:30.118Z","kind":"transition","what":"hold","to":"HELD","version":1},)"
        + R"({"at":"2026-11-21T14:07:32.400Z","kind":"transition","what":"expire","from":"HELD","to":")" + state
        + R"(","version":2}]})" + "\n";
}

} // namespace

void Town::storeRuns() const
{
    const QString runs = m_folder.path() + QStringLiteral("/data/runs");
    Shelf load(runs, QStringLiteral("20261121T140000Z-0000000a"), 3);
    load.begin(QStringLiteral("0000000a"));
    const auto loadLines = loadEvents(load);
    load.add({{"id", "3.1"}, {"title", "Volume over random slots"}, {"status", "FAIL"}, {"duration_ms", 42'400}, {"seed", 90417},
              {"parameters", QJsonObject{{"attempts", 64}}},
              {"metrics", QJsonObject{{"volume_p95_ms", 141.0}, {"volume_p99_ms", 208.5}, {"volume_per_second", 57.4},
                                      {"collisions", 19}}},
              {"reproduce", "holdfastctl scenario run 3.1 --seed 90417"},
              {"checks", QJsonArray{check("Each slot booked once", "100", "100", true, "CRITICAL"),
                                    check("Refusals are 409 SLOT_HELD", "1,412", "1,412", true, "HIGH"),
                                    check("every request of the last tenth is answered as fast as those of the first were, "
                                          "measured from when it was meant to start",
                                          "p95 within 1.5 times 11.2 ms, or under 20 ms, in each of the last ten seconds",
                                          "46.8 ms in the 39th second (reservation 01936d0e-77aa-7cc1-9d5e-2f1d4f6c0a11)", false,
                                          "MEDIUM"),
                                    check("No money held at the end", "0.00 EUR", "0.00 EUR", true, "CRITICAL")}},
              {"conditions", QJsonArray{QJsonObject{{"name", "Connections were slowed"}, {"happened", true},
                                                    {"detail", "412 of 2,800"}}}}},
             loadLines);
    load.finish();
    load.write(QStringLiteral("report.html"), "<!doctype html><title>Report</title>");
    load.write(QStringLiteral("report.md"), "# Stress test report\n\n**NOT SAFE**: 1 check failed.\n\n| id | status |\n|---|---|\n"
                                            "| 3.1 | FAIL |\n\nAgain: `holdfastctl scenario run 3.1`\n");
    load.write(QStringLiteral("3.1-0000000a/timelines.jsonl"),
               lifeOf("01936d0e-77aa-7cc1-9d5e-2f1d4f6c0a11", "EXPIRED") + lifeOf("01936d0e-77aa-7cc1-9d5e-2f1d4f6c0a12", "CONFIRMED"));
    load.write(QStringLiteral("3.1-0000000a/logs/api.log"), "2026-11-21 14:00:00 listening\n");

    const auto simple = [](const Shelf &shelf, const char *id, const char *title, const QJsonValue &saboteur) {
        QByteArray lines;
        shelf.event(lines, 0, {{"event", "run_started"}, {"scenario", id}, {"title", title}, {"seed", 90417},
                               {"saboteur", saboteur}, {"repeat", 1}, {"of", 1}, {"steps", QJsonArray{"Sandbox up", "Fire"}}});
        shelf.event(lines, 1, {{"event", "step"}, {"step", "Sandbox up"}, {"status", "done"}, {"detail", ""}, {"ms", 912}});
        shelf.event(lines, 1, {{"event", "step"}, {"step", "Fire"}, {"status", "done"}, {"detail", ""}, {"ms", 64}});
        shelf.event(lines, 1, {{"event", "log"}, {"level", "INFO"}, {"source", "actor 7"}, {"text", "POST 201 in 14 ms"}});
        return lines;
    };
    const auto result = [](const char *id, const char *title, const char *status, bool ok) {
        return QJsonObject{{"id", id}, {"title", title}, {"status", status}, {"duration_ms", 1290}, {"seed", 90417},
                           {"checks", QJsonArray{check("One winner", "1", ok ? "1" : "2", ok, "CRITICAL")}}};
    };
    Shelf passed(runs, QStringLiteral("20261121T130000Z-00000001"), 20);
    passed.begin(QStringLiteral("00000001"));
    passed.add(result("1.1", "Concurrent attempts on one slot", "PASS", true),
               simple(passed, "1.1", "Concurrent attempts on one slot", {}));
    passed.finish();
    passed.write(QStringLiteral("1.1-00000001/timelines.jsonl"), lifeOf("01936d0e-77aa-7cc1-9d5e-2f1d4f6c0a21", "CONFIRMED"));

    Shelf bugs(runs, QStringLiteral("20261121T120000Z-00000002"), 65);
    for (const auto &[run, id, bug] : {std::tuple("00000002", "1.1", "capacity-unchecked"),
                                       std::tuple("00000003", "1.2", "idempotency-ignored")}) {
        bugs.begin(QString::fromLatin1(run));
        auto caught = result(id, "Under a saboteur", "FAIL", false);
        caught.insert(QStringLiteral("saboteur"), QLatin1String(bug));
        caught.insert(QStringLiteral("caught_by"), QStringLiteral("One winner"));
        bugs.add(caught, simple(bugs, id, "Under a saboteur", QLatin1String(bug)));
    }
    bugs.finish(true);

    Shelf damaged(runs, QStringLiteral("20261121T110000Z-00000004"), 130);
    damaged.begin(QStringLiteral("00000004"));
    damaged.add(result("4.2", "Requester captured, vendor capture fails", "PASS", true),
                simple(damaged, "4.2", "Requester captured, vendor capture fails", {}), true);
    damaged.finish();
}

void Town::storeEarlierRuns() const
{
    const QString runs = m_folder.path() + QStringLiteral("/data/runs");
    for (int i = 0; i < 6; ++i) {
        const auto number = QStringLiteral("00000%1").arg(100 + i);
        Shelf earlier(runs, QStringLiteral("20261120T1%1000Z-").arg(i) + number, 600 + 60 * (6 - i));
        earlier.begin(number);
        const bool fails = i == 2;
        earlier.add({{"id", "3.1"}, {"title", "Volume over random slots"}, {"status", fails ? "FAIL" : "PASS"},
                     {"duration_ms", 40'000 + 900 * i}, {"seed", 7 + i}, {"parameters", QJsonObject{{"attempts", 64}}},
                     {"metrics", QJsonObject{{"volume_p95_ms", 14.5 + 3 * (i % 3)}, {"volume_p99_ms", 22.5 + 5 * (i % 3)},
                                             {"volume_per_second", 66.0 - i}, {"collisions", 12 + i}}},
                     {"checks", QJsonArray{check("Each slot booked once", "100", fails ? "101" : "100", !fails, "CRITICAL"),
                                           check("Refusals are 409 SLOT_HELD", "1,398", "1,398", true, "HIGH")}}},
                    loadEvents(earlier));
        earlier.finish();
    }
}

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
          ctl.isEmpty() ? runner() : ctl, QStringLiteral("console/ann")}))
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
