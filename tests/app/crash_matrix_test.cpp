#include "backend/faultpoints/fault_points.h"
#include "tests/app/money_processes.h"
#include "tests/support/eventually.h"
#include "tests/support/test_cluster.h"
#include "tests/workers/troubles.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <future>
#include <map>

using namespace holdfast;
using namespace std::chrono_literals;
using booking::Verb;
using test::Course;
using test::Json;

namespace {

constexpr std::chrono::milliseconds lease{2'000};
constexpr std::chrono::milliseconds stall = lease * 3 / 2;
constexpr std::chrono::milliseconds timeout{1'000}; ///< of the gateway's answers
constexpr std::chrono::milliseconds too_long{1'500};
constexpr int lanes_of_each_policy = 3;
constexpr std::array<std::string_view, 3> acts = {"crash", "fail", "stall"};

/// Points that are not driven here, by their name's beginning, and why.
const std::map<std::string, std::string> exempt = {
    {"sabotage.", "bugs on purpose, which scenarios must catch: money does not end where it belongs"},
};

std::vector<std::string> driven_points()
{
    std::vector<std::string> driven;
    for (const auto point : faultpoints::known_points()) {
        if (std::ranges::none_of(exempt, [&](const auto &one) { return point.starts_with(one.first); }))
            driven.emplace_back(point);
    }
    return driven;
}

/// One thing that goes wrong at one point, and what it led to.
struct Case
{
    std::string point, act;
    bool roll_forward = false; ///< the policy for dead commits
    Uuid reservation = {};
    std::string reached = {};

    [[nodiscard]] bool is(std::string_view room) const { return point.starts_with(room); }
    [[nodiscard]] std::string name() const { return point + " " + act + (roll_forward ? " (roll forward)" : ""); }
    /// How long it takes, more or less: a dead sweeper's lease is the longest.
    [[nodiscard]] int weight() const { return act == "fail" ? 1 : is("expiry.") ? 10 : 4; }
};

/// What is asked before the point is armed, what leads to it, and what comes after.
struct Drive
{
    std::vector<Verb> before, trigger, after;
};

std::optional<Drive> drive_of(const Case &one)
{
    if (one.is("payment."))
        return Drive{{Verb::VendorConfirm}, {Verb::AuthorizeVendor}, {Verb::AuthorizeRequester, Verb::Confirm}};
    if (one.is("commit."))
        return Drive{test::steps_to_authorize(), {Verb::Confirm}, {}};
    if (one.is("unwind."))
        return Drive{test::steps_to_authorize(), {Verb::Release}, {}};
    if (one.is("webhook."))
        return Drive{test::steps_to_authorize(), {}, {Verb::Confirm}};
    if (one.is("expiry."))
        return Drive{{Verb::VendorConfirm}, {Verb::AuthorizeVendor}, {}};
    if (one.is("booking."))
        return Drive{};
    return std::nullopt;
}

/// A database with a worker of its own, on a thread of its own. Goes through its cases one after another.
class Lane final
{
public:
    Lane(const std::string &dsn, const test::GatewayProcess &gateway, const std::filesystem::path &log, bool roll_forward)
        : stage_(dsn), dsn_(dsn), control_(gateway.url(), test::processes_gateway_key),
          worker_({"worker", "--dsn", dsn, "--lease-ms", std::to_string(lease.count())}, gateway.surroundings(log, timeout)),
          api_({"serve", "--dsn", dsn}, {{}, log})
    {
        if (roll_forward)
            stage_.roll_dead_commits_forward();
        worker_.start();
    }

    /// What went wrong, one line each.
    std::vector<std::string> run(std::vector<Case> &cases)
    {
        prepare(cases);
        for (auto &one : cases) {
            one.is("booking.") ? book_over_http(one) : work(one);
            report(one.name(), stage_.find_unsettled(control_));
        }
        if (!worker_.stop())
            report("worker", {"it did not end well"});
        report("at the end", stage_.find_violated());
        return wrong_;
    }

    /// Every trouble at every call, all at once, and the worker killed in the midst of it.
    std::vector<std::string> meet_troubles(std::map<std::string, std::map<std::string, std::string>> &table);

private:
    void prepare(std::vector<Case> &cases)
    {
        std::vector<Course> courses;
        for (auto &one : cases) {
            if (one.is("booking."))
                continue;
            one.reservation = stage_.hold();
            courses.push_back({.name = one.name(), .reservation = one.reservation, .steps = drive_of(one)->before});
        }
        if (!stage_.run(courses))
            report("before", {"the courses did not get where they should"});
    }

    void arm(test::ArmedCtl &process, const Case &one)
    {
        process.faults().arm({.point = one.point, .act = one.act, .duration = stall});
    }

    void work(Case &one)
    {
        const auto drive = drive_of(one).value();
        arm(worker_, one);
        if (one.is("webhook."))
            stage_.store_hint(control_.events_of(stage_.intent(one.reservation, "vendor")).back());
        if (one.is("expiry."))
            set_deadline("1 second");
        for (const auto verb : drive.trigger)
            stage_.ask(one.reservation, verb);
        wait_fired(one);
        std::vector<Course> rest = {{.name = one.name(), .reservation = one.reservation, .steps = drive.after}};
        if (!stage_.run(rest))
            report(one.name(), {"work is left: " + test::lines(stage_.find_unsettled(control_))});
        if (one.is("expiry.")) {
            if (!test::eventually([&] { return stage_.state(one.reservation) == "EXPIRED" && stage_.is_at_rest(); }, 40s))
                report(one.name(), {"it did not expire"});
            set_deadline("30 minutes");
        }
        one.reached = stage_.state(one.reservation);
    }

    void wait_fired(const Case &one)
    {
        if (one.act == "crash") {
            if (!worker_.died(20s))
                report(one.name(), {"the worker did not die of it"});
            worker_.start();
            return;
        }
        if (!test::eventually([&] { return worker_.faults().report().fired.at(one.point) > 0; }))
            report(one.name(), {"it was never reached"});
    }

    /// The points of the API: its clients ask again until they are answered.
    void book_over_http(Case &one)
    {
        if (api_.url().empty()) {
            api_.start();
            const auto partner = test::run_ctl({"admin", "create-partner", "Partner", "--json", "--dsn", dsn_});
            api_key_ = Json::parse(partner.out).at("key");
        }
        arm(api_, one);
        bool died = false;
        test::Customer customer(api_key_, [&] {
            if (one.act == "crash" && !died && api_.died(5s)) {
                died = true;
                api_.start();
            }
            return false;
        });
        customer.use(api_.url());
        const auto slot = stage_.add_slot(1, "two_party").to_string();
        const auto key = one.point + "-" + one.act;
        one.reached = customer.hold(slot, key);
        if (one.act == "crash" ? !died : api_.faults().report().fired.at(one.point) == 0)
            report(one.name(), {"it was never reached"});
        const auto id = customer.reservation();
        for (const auto *verb : {"vendor-confirmation", "vendor-authorization", "requester-authorization", "confirm"}) {
            const bool pays = std::string_view(verb).ends_with("authorization");
            one.reached = customer.step(id, verb, key + "-" + verb, pays ? "pm_card_visa" : "");
        }
        if (!customer.refusal().empty())
            report(one.name(), {customer.refusal()});
        if (stage_.count("reservation where slot_id = '" + slot + "'") != 1)
            report(one.name(), {"not one reservation, but another number"});
        (void)test::eventually([&] { return stage_.is_at_rest(); });
    }

    void set_deadline(const std::string &interval)
    {
        stage_.database().query("update holdfast.state set deadline = $1::interval where name = 'VENDOR_AUTHORIZED'", {interval});
    }

    void report(const std::string &where, const std::vector<std::string> &wrong)
    {
        for (const auto &line : wrong)
            wrong_.push_back(where + ": " + line);
    }

    test::MoneyStage stage_;
    const std::string dsn_;
    test::GatewayControl control_;
    test::ArmedCtl worker_;
    test::ArmedCtl api_;
    std::string api_key_;
    std::vector<std::string> wrong_;
};

std::vector<std::string> Lane::meet_troubles(std::map<std::string, std::map<std::string, std::string>> &table)
{
    struct Met
    {
        std::string trouble, call, fault;
    };
    std::vector<Course> courses;
    std::vector<Met> met;
    for (const auto &trouble : test::troubles(too_long)) {
        for (const auto &target : test::targets()) {
            if (trouble.declines && target.end_if_declined.empty())
                continue;
            courses.push_back({.reservation = stage_.hold()});
            auto order = trouble.order;
            order.update({{"call", target.call}, {"times", 1},
                          {"match", {{"reservation", courses.back().reservation.to_string()}, {"party", "requester"}}}});
            met.push_back({trouble.name, target.call, control_.fault(order)});
            courses.back().steps = target.steps;
        }
        if (trouble.declines)
            continue;
        // The list is asked for where the stored answer to a create is a failure.
        courses.push_back({.reservation = stage_.hold(), .steps = test::steps_to_book()});
        control_.fault({{"call", "create"}, {"kind", "error"}, {"after", true}, {"times", 1},
                        {"match", {{"reservation", courses.back().reservation.to_string()}}}});
        auto order = trouble.order;
        order.update({{"call", "list"}, {"times", 1}});
        met.push_back({trouble.name, "list", control_.fault(order)});
    }
    const auto hits = [&] {
        std::map<std::string, std::uint64_t> by_id;
        for (const auto &fault : control_.faults())
            by_id[fault.at("id")] = fault.at("hit");
        return std::ranges::count_if(met, [&](const Met &one) { return by_id[one.fault] > 0; });
    };
    for (const auto share : {3, 2}) { // a third and half of them are met
        if (!test::eventually([&] { return stage_.advance(courses) || hits() >= std::ssize(met) / share; }, 60s))
            report("troubles", {"they were not met"});
        worker_.kill();
        worker_.start();
    }
    if (!stage_.run(courses))
        report("troubles", {"work is left"});
    if (hits() != std::ssize(met))
        report("troubles", {std::to_string(std::ssize(met) - hits()) + " were never met"});
    for (std::size_t i = 0; i < met.size(); ++i)
        table[met[i].trouble][met[i].call] = stage_.state(courses[i].reservation);
    report("troubles", stage_.find_unsettled(control_));
    report("troubles", stage_.find_violated());
    return wrong_;
}

using Table = std::vector<std::vector<std::string>>;

std::string show(const Table &table)
{
    std::string text;
    for (const auto &row : table) {
        for (const auto &cell : row)
            text += "| " + cell + " ";
        text += "|\n";
    }
    return text;
}

/// The rows of the table in TESTING.md whose header is this one.
Table read_table(const std::vector<std::string> &header)
{
    QFile file(HOLDFAST_TESTING_MD);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    Table table;
    for (const auto &line : file.readAll().split('\n')) {
        std::vector<std::string> row;
        if (line.startsWith('|')) {
            const auto cells = line.mid(1, line.lastIndexOf('|') - 1).split('|');
            for (const auto &cell : cells)
                row.push_back(cell.trimmed().toStdString());
        }
        if (table.empty() ? row == header : !row.empty())
            table.push_back(row);
        else if (!table.empty())
            break;
    }
    std::erase_if(table, [](const auto &row) { return row.front().starts_with("---"); });
    return table;
}

} // namespace

/// Real processes that are killed, fail and stall wherever they can, and a gateway that fails wherever it can. What is
/// reached stands in TESTING.md, and is what is reached.
class CrashMatrixTest final : public QObject
{
    Q_OBJECT

    test::TestCluster cluster_;

    static std::vector<Case> allCases()
    {
        std::vector<Case> all;
        for (const auto &point : driven_points()) {
            for (const auto act : acts) {
                all.push_back({.point = point, .act = std::string(act)});
                if (point.starts_with("commit."))
                    all.push_back({.point = point, .act = std::string(act), .roll_forward = true});
            }
        }
        return all;
    }

    /// To lanes of their policy, so that all take about as long. What goes over HTTP has a lane of its own.
    static std::vector<std::vector<Case>> shareOut(const std::vector<Case> &all)
    {
        std::vector<std::vector<Case>> lanes(2 * lanes_of_each_policy);
        std::vector<int> loads(lanes.size());
        for (const auto &one : all) {
            const auto first = one.roll_forward ? lanes_of_each_policy : 0;
            const auto last = one.roll_forward || !one.is("commit.") ? 2 * lanes_of_each_policy : lanes_of_each_policy;
            auto at = std::min_element(loads.begin() + first, loads.begin() + last) - loads.begin();
            if (one.is("booking."))
                at = 0;
            lanes[std::size_t(at)].push_back(one);
            loads[std::size_t(at)] += one.weight();
        }
        return lanes;
    }

    static Table tableOf(const std::vector<std::vector<Case>> &lanes)
    {
        std::map<std::string, std::map<std::string, std::string>> cells;
        for (const auto policy : {false, true}) {
            for (const auto &lane : lanes) {
                for (const auto &one : lane) {
                    auto &cell = cells[one.point][one.act];
                    if (one.roll_forward == policy)
                        cell += (cell.empty() ? "" : " / ") + one.reached;
                }
            }
        }
        Table table = {{"fault point", "crash", "fail", "stall"}};
        for (const auto &point : driven_points())
            table.push_back({point, cells[point]["crash"], cells[point]["fail"], cells[point]["stall"]});
        return table;
    }

private slots:
    void everyPointIsDrivenOrExempt()
    {
        const auto written = read_table({"fault point", "crash", "fail", "stall"});
        std::vector<std::string> told;
        for (std::size_t i = 1; i < written.size(); ++i)
            told.push_back(written[i].front());
        QCOMPARE(told, driven_points());
        for (const auto &point : driven_points())
            QVERIFY2(drive_of({.point = point, .act = "fail"}), (point + " is not driven, nor exempt").c_str());
    }

    void whateverHappensMoneyEndsWhereItBelongs()
    {
        const test::GatewayProcess gateway(cluster_.folder() / "gateway.log");
        auto lanes = shareOut(allCases());
        std::map<std::string, std::map<std::string, std::string>> troubled;
        std::vector<std::future<std::vector<std::string>>> running;
        const auto log = [&] { return cluster_.folder() / ("lane" + std::to_string(running.size()) + ".log"); };
        for (std::size_t i = 0; i < lanes.size(); ++i) {
            running.push_back(std::async(std::launch::async, [&, i, dsn = cluster_.fresh_database(), file = log()] {
                Lane lane(dsn, gateway, file, i >= lanes_of_each_policy);
                return lane.run(lanes[i]);
            }));
        }
        running.push_back(std::async(std::launch::async, [&, dsn = cluster_.fresh_database(), file = log()] {
            Lane lane(dsn, gateway, file, true);
            return lane.meet_troubles(troubled);
        }));
        std::vector<std::string> wrong;
        for (auto &lane : running) {
            const auto lines = lane.get();
            wrong.insert(wrong.end(), lines.begin(), lines.end());
        }

        const auto points = tableOf(lanes);
        Table troubles = {{"trouble at the gateway", "create", "capture", "cancel", "refund", "retrieve", "list"}};
        for (const auto &trouble : test::troubles(too_long)) {
            auto &row = troubles.emplace_back(std::vector{trouble.name});
            for (std::size_t i = 1; i < troubles.front().size(); ++i) {
                const auto reached = troubled[trouble.name][troubles.front()[i]];
                row.push_back(reached.empty() ? "-" : reached);
            }
        }
        qInfo("What is reached:\n%s\n%s", show(points).c_str(), show(troubles).c_str());
        QVERIFY2(wrong.empty(), test::lines(wrong).c_str());
        QCOMPARE(show(read_table(points.front())), show(points));
        QCOMPARE(show(read_table(troubles.front())), show(troubles));
    }
};

QTEST_APPLESS_MAIN(CrashMatrixTest)
#include "crash_matrix_test.moc"
