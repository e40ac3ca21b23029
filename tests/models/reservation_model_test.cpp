#include "models/reservation_model.h"

#include <QAbstractItemModelTester>
#include <QItemSelectionModel>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>
#include <map>
#include <random>

using namespace holdfast;
using namespace holdfast::models;
using namespace std::chrono_literals;

namespace {

using Column = ReservationColumn;
using Role = ReservationModel::Role;

/// Far from the wall clock, so that nothing passes by using the wrong one.
const Timestamp bookingTime = *parse_rfc3339("2031-05-01T12:00:00Z");

Reservation hold(std::chrono::seconds age = 60s, std::chrono::seconds left = 240s)
{
    Reservation value;
    value.id = Uuid::make_v7();
    value.version = 1;
    value.slotKind = QStringLiteral("class");
    value.slotStartsAt = bookingTime + 24h;
    value.slotEndsAt = bookingTime + 25h;
    value.vendor = QStringLiteral("Kea Pilates");
    value.partner = QStringLiteral("weekender");
    value.partnerBookingRef = QStringLiteral("bk-1");
    value.quantity = 2;
    value.amount = {6500, "EUR"};
    value.createdAt = bookingTime - age;
    value.changedAt = value.createdAt;
    value.deadline = bookingTime + left;
    return value;
}

ReservationPage pageOf(const QList<Reservation> &rows)
{
    ReservationPage page;
    page.rows = rows;
    page.matching = rows.size();
    page.now = bookingTime;
    return page;
}

QString idText(const Reservation &value)
{
    return QString::fromStdString(value.id.to_string());
}

/// What somebody knows of the model who only ever listened to its signals.
class Listener final : public QObject
{
    Q_OBJECT

public:
    explicit Listener(const ReservationModel &model) : m_model(model)
    {
        connect(&model, &QAbstractItemModel::modelReset, this, &Listener::readAll);
        connect(&model, &QAbstractItemModel::layoutChanged, this, &Listener::readAll);
        connect(&model, &QAbstractItemModel::rowsInserted, this, [this](const QModelIndex &, int first, int last) {
            for (int row = first; row <= last; ++row)
                m_rows.insert(m_rows.begin() + row, read(row));
        });
        connect(&model, &QAbstractItemModel::rowsRemoved, this, [this](const QModelIndex &, int first, int last) {
            m_rows.erase(m_rows.begin() + first, m_rows.begin() + last + 1);
        });
        connect(&model, &QAbstractItemModel::rowsMoved, this,
                [this](const QModelIndex &, int first, int last, const QModelIndex &, int to) {
                    QCOMPARE(first, last);
                    const auto row = m_rows[std::size_t(first)];
                    m_rows.erase(m_rows.begin() + first);
                    m_rows.insert(m_rows.begin() + (to > first ? to - 1 : to), row);
                });
        connect(&model, &QAbstractItemModel::dataChanged, this,
                [this](const QModelIndex &from, const QModelIndex &to, const QList<int> &roles) {
                    QVERIFY(!roles.isEmpty());
                    for (int row = from.row(); row <= to.row(); ++row) {
                        const auto now = read(row);
                        for (auto &[key, value] : m_rows[std::size_t(row)]) {
                            if (key.first >= from.column() && key.first <= to.column() && roles.contains(key.second))
                                value = now.at(key);
                        }
                    }
                });
        readAll();
    }

    void compare() const
    {
        QCOMPARE(int(m_rows.size()), m_model.rowCount());
        for (int row = 0; row < m_model.rowCount(); ++row) {
            for (const auto &[key, value] : read(row)) {
                if (m_rows[std::size_t(row)].at(key) != value) {
                    QFAIL(qPrintable(QStringLiteral("row %1 column %2 role %3 was not told of")
                                         .arg(row).arg(key.first).arg(key.second)));
                }
            }
        }
    }

private:
    using Cells = std::map<std::pair<int, int>, QVariant>;

    /// Everything that does not change by itself as time passes.
    Cells read(int row) const
    {
        Cells cells;
        for (int column = 0; column < reservationColumnCount; ++column) {
            for (const int role : {int(Role::RawValueRole), int(Role::StateRole), int(Qt::ToolTipRole)})
                cells[{column, role}] = m_model.index(row, column).data(role);
            if (column < int(Column::Age))
                cells[{column, Qt::DisplayRole}] = m_model.index(row, column).data();
        }
        return cells;
    }
    void readAll()
    {
        m_rows.clear();
        for (int row = 0; row < m_model.rowCount(); ++row)
            m_rows.push_back(read(row));
    }

    const ReservationModel &m_model;
    std::vector<Cells> m_rows;
};

/// A town's worth of reservations of which pages show some, in an order that changes a little or altogether.
class Town final
{
public:
    explicit Town(quint32 seed, int size) : m_random(seed)
    {
        for (int i = 0; i < size; ++i)
            m_order.append(hold());
    }

    QList<Reservation> nextPage()
    {
        mutate();
        reorder();
        QList<Reservation> page;
        const double share = std::uniform_real_distribution<>(0, 1.2)(m_random);
        for (const auto &value : m_order) {
            if (std::uniform_real_distribution<>(0, 1)(m_random) < share)
                page.append(value);
        }
        return page;
    }

private:
    int upTo(int bound) { return std::uniform_int_distribution<>(0, bound)(m_random); }

    void mutate()
    {
        for (auto &value : m_order) {
            if (upTo(9) != 0)
                continue;
            ++value.version;
            switch (upTo(5)) {
            case 0:
                value.state = State(upTo(int(State::FailedCommit)));
                value.changedAt += 1s;
                break;
            case 1:
                value.deadline = *value.deadline + 60s;
                break;
            case 2:
                value.quantity = 1 + upTo(5);
                value.amount.amount_minor = value.quantity * 3250;
                break;
            case 3:
                value.partnerBookingRef = QStringLiteral("bk-%1").arg(upTo(1000));
                break;
            case 4:
                value.vendor = QStringLiteral("Vendor %1").arg(upTo(3));
                break;
            default:
                value.slotStartsAt += 1h;
            }
        }
    }
    void reorder()
    {
        switch (upTo(3)) {
        case 0: // as it is
            break;
        case 1: // a few are elsewhere
            for (int i = upTo(5); i >= 0; --i)
                m_order.move(upTo(int(m_order.size()) - 1), upTo(int(m_order.size()) - 1));
            break;
        case 2: // the first becomes the last
            m_order.move(0, m_order.size() - 1);
            break;
        default:
            std::shuffle(m_order.begin(), m_order.end(), m_random);
        }
    }

    std::mt19937 m_random;
    QList<Reservation> m_order;
};

} // namespace

class ReservationModelTest final : public QObject
{
    Q_OBJECT

private slots:
    void anyPageAfterAny_data()
    {
        QTest::addColumn<int>("size");
        QTest::addColumn<int>("pages");
        QTest::newRow("few") << 6 << 400;
        QTest::newRow("some") << 40 << 200;
        QTest::newRow("many, beyond the bound on moves") << 300 << 40;
    }
    void anyPageAfterAny()
    {
        QFETCH(int, size);
        QFETCH(int, pages);
        const quint32 seed = qEnvironmentVariableIntValue("HOLDFAST_SEED") != 0
            ? quint32(qEnvironmentVariableIntValue("HOLDFAST_SEED"))
            : QRandomGenerator::global()->generate();
        qInfo("seed %u (HOLDFAST_SEED replays it)", seed);

        Town town(seed, size);
        ReservationModel model;
        model.setTicking(false);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        const Listener listener(model);
        const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        for (int i = 0; i < pages; ++i) {
            std::map<Uuid, QPersistentModelIndex> kept;
            for (int row = 0; row < model.rowCount(); ++row)
                kept[model.at(row).id] = model.index(row, row % reservationColumnCount);

            const auto page = town.nextPage();
            model.applyPage(pageOf(page));

            QCOMPARE(model.rowCount(), int(page.size()));
            for (int row = 0; row < int(page.size()); ++row) {
                QVERIFY(model.at(row) == page.at(row));
                QCOMPARE(model.rowOf(page.at(row).id), row);
                QCOMPARE(model.index(row, 0).data(Role::IdRole).toString(), idText(page.at(row)));
            }
            if (i > 0) { // the first page comes with a reset
                for (const auto &[id, index] : kept) {
                    QCOMPARE(index.row(), model.rowOf(id));
                    QCOMPARE(index.isValid(), model.rowOf(id) >= 0);
                }
            }
            listener.compare();
            if (QTest::currentTestFailed())
                return;
        }
        QCOMPARE(resets.size(), 1);
    }

    void oneThatGoesToTheEndIsOneMove()
    {
        QList<Reservation> rows;
        for (int i = 0; i < 500; ++i)
            rows.append(hold());
        ReservationModel model;
        model.applyPage(pageOf(rows));
        const QSignalSpy moves(&model, &QAbstractItemModel::rowsMoved);
        const QSignalSpy layouts(&model, &QAbstractItemModel::layoutChanged);
        rows.move(0, 499);
        model.applyPage(pageOf(rows));
        QCOMPARE(moves.size(), 1);
        QCOMPARE(layouts.size(), 0);
        rows.move(499, 0);
        model.applyPage(pageOf(rows));
        QCOMPARE(moves.size(), 2);
    }

    void neighboursThatChangeAreToldTogetherWithWhatChanged()
    {
        QList<Reservation> rows{hold(), hold(), hold(), hold()};
        ReservationModel model;
        model.setTicking(false);
        model.applyPage(pageOf(rows));
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.applyPage(pageOf(rows));
        QCOMPARE(changes.size(), 0);

        rows[1].quantity = 5;
        rows[2].quantity = 6;
        model.applyPage(pageOf(rows));
        QCOMPARE(changes.size(), 1);
        const auto change = changes.takeFirst();
        QCOMPARE(change.at(0).toModelIndex(), model.index(1, int(Column::Quantity)));
        QCOMPARE(change.at(1).toModelIndex(), model.index(2, int(Column::Quantity)));
        const auto roles = change.at(2).value<QList<int>>();
        QVERIFY(roles.contains(Qt::DisplayRole));
        QVERIFY(!roles.contains(Role::StateRole));
        QVERIFY(!roles.contains(Role::DeadlineFractionRole));
    }

    void selectionFollowsItsReservation()
    {
        QList<Reservation> rows{hold(), hold(), hold()};
        ReservationModel model;
        model.applyPage(pageOf(rows));
        QItemSelectionModel selection(&model);
        const auto chosen = idText(rows.at(1));
        selection.setCurrentIndex(model.index(1, 0), QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);

        rows.move(1, 0);
        rows.append(hold());
        rows.prepend(hold());
        rows[1].state = State::VendorConfirmed;
        model.applyPage(pageOf(rows));
        QCOMPARE(selection.currentIndex().data(Role::IdRole).toString(), chosen);
        QCOMPARE(selection.selectedRows().size(), 1);
        QCOMPARE(selection.selectedRows().constFirst().row(), 1);

        rows.removeAt(1);
        model.applyPage(pageOf(rows));
        QVERIFY(selection.selectedRows().isEmpty());
    }

    void aRepeatedRowIsShownOnce()
    {
        const auto one = hold();
        ReservationModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        model.applyPage(pageOf({one, one}));
        QCOMPARE(model.rowCount(), 1);
        model.applyPage(pageOf({one, hold(), one}));
        QCOMPARE(model.rowCount(), 2);
    }

    void timeIsTheDatabasesNotOurs()
    {
        auto one = hold(90s, 247s);
        one.changedAt = bookingTime - 353s; // ten minutes in this state
        one.createdAt = bookingTime - 4000s;
        ReservationModel model;
        model.setTicking(false);
        model.applyPage(pageOf({one}));
        const auto deadline = model.index(0, int(Column::Deadline));
        QCOMPARE(deadline.data().toString(), QStringLiteral("4:07"));
        QCOMPARE(deadline.data(Role::SecondsLeftRole).toLongLong(), 247);
        QCOMPARE(deadline.data(Role::AgeRole).toLongLong(), 4000);
        QVERIFY(qAbs(deadline.data(Role::DeadlineFractionRole).toDouble() - 247.0 / 600) < 0.001);
        QCOMPARE(model.index(0, int(Column::Age)).data().toString(), QStringLiteral("1 h 6 min"));
        QVERIFY(model.now() >= bookingTime);
        QVERIFY(model.now() < bookingTime + 10s);
    }

    void aTickTouchesOnlyWhatTimeChanges()
    {
        ReservationModel model;
        model.applyPage(pageOf({hold(), hold()}));
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        QTRY_VERIFY_WITH_TIMEOUT(changes.size() >= 1, 3000);
        const auto change = changes.takeFirst();
        QCOMPARE(change.at(0).toModelIndex(), model.index(0, int(Column::Claim)));
        QCOMPARE(change.at(1).toModelIndex(), model.index(1, int(Column::Deadline)));
        QVERIFY(change.at(2).value<QList<int>>().contains(Role::SecondsLeftRole));
        QVERIFY(model.index(0, int(Column::Deadline)).data(Role::SecondsLeftRole).toLongLong() < 240);
    }

    void withoutADeadlineThereIsNothingToCount()
    {
        auto one = hold();
        one.state = State::Confirmed;
        one.deadline.reset();
        ReservationModel model;
        model.applyPage(pageOf({one}));
        const auto index = model.index(0, int(Column::Deadline));
        QVERIFY(!index.data(Role::SecondsLeftRole).isValid());
        QVERIFY(!index.data(Role::DeadlineFractionRole).isValid());
        QCOMPARE(index.data().toString(), QString());
    }

    void aFilterAsksAndTheOldRowsStandUntilItsPageCame()
    {
        ReservationModel model;
        model.applyPage(pageOf({hold(), hold()}));
        QSignalSpy asked(&model, &ReservationModel::filterRequested);
        const QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        auto filter = model.filter();
        filter.vendor = QStringLiteral("kea");
        model.setFilter(filter);
        QCOMPARE(asked.size(), 1);
        QVERIFY(model.isLoading());
        QCOMPARE(model.rowCount(), 2);
        model.setFilter(filter);
        QCOMPARE(asked.size(), 1);
        model.applyPage(pageOf({hold()}));
        QVERIFY(!model.isLoading());
        QCOMPARE(resets.size(), 1);
        QCOMPARE(model.rowCount(), 1);
    }

    void theHeaderAsksForAnOrder()
    {
        ReservationModel model;
        QSignalSpy ordered(&model, &ReservationModel::orderChanged);
        model.sort(int(Column::Vendor), Qt::DescendingOrder);
        QCOMPARE(ordered.size(), 1);
        QVERIFY(model.filter().order == Column::Vendor);
        QVERIFY(model.filter().descending);
        model.sort(int(Column::PartnerRef), Qt::AscendingOrder); // the query cannot
        QCOMPARE(ordered.size(), 1);
        QVERIFY(model.filter().order == Column::Vendor);
    }

    void anotherEnvironmentEmptiesAtOnce()
    {
        ReservationModel model;
        model.applyPage(pageOf({hold()}));
        model.clear();
        QCOMPARE(model.rowCount(), 0);
        QVERIFY(!model.isLoaded());
        QVERIFY(model.isLoading());
        QCOMPARE(model.summary(), QString());
    }

    void everyCellSpeaks()
    {
        ReservationModel model;
        auto claimed = hold();
        claimed.claim = Claim{QStringLiteral("Ada"), bookingTime + 90s};
        model.applyPage(pageOf({claimed}));
        for (int column = 0; column < reservationColumnCount; ++column) {
            const auto index = model.index(0, column);
            QVERIFY(!index.data().toString().isEmpty());
            QVERIFY(index.data(Qt::AccessibleTextRole).toString().contains(u": "));
            QVERIFY(!index.data(Qt::ToolTipRole).toString().isEmpty());
            QVERIFY(index.data(Role::RawValueRole).isValid());
            QCOMPARE(index.data(Role::IdRole).toString().size(), 36);
            QVERIFY(!model.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
        }
        QModelRoleData roles[] = {QModelRoleData(Qt::DisplayRole), QModelRoleData(Role::StateRole)};
        model.multiData(model.index(0, int(Column::State)), roles);
        QCOMPARE(roles[0].data().toString(), QStringLiteral("Held"));
        QCOMPARE(roles[1].data().toInt(), int(State::Held));
    }

    void summary()
    {
        ReservationModel model;
        auto page = pageOf({hold()});
        model.applyPage(page);
        QCOMPARE(model.summary(), QStringLiteral("1 reservation"));
        page.matching = 1284;
        page.held = {6193050, "EUR"};
        model.applyPage(page);
        QCOMPARE(model.summary().replace(QChar(0xa0), u' '),
                 QStringLiteral("1,284 reservations in flight, worth 61,930.50 €"));
        auto filter = model.filter();
        filter.states = {State::Held, State::Confirmed};
        model.setFilter(filter);
        model.applyPage(page);
        QCOMPARE(model.summary().replace(QChar(0xa0), u' '),
                 QStringLiteral("1,284 reservations, worth 61,930.50 €"));
    }

    void timeLeft_data()
    {
        QTest::addColumn<qint64>("seconds");
        QTest::addColumn<QString>("text");
        QTest::newRow("zero") << qint64(0) << "0:00";
        QTest::newRow("minutes") << qint64(247) << "4:07";
        QTest::newRow("hours") << qint64(3753) << "1:02:33";
        QTest::newRow("past") << qint64(-12) << "past by 0:12";
    }
    void timeLeft()
    {
        QFETCH(qint64, seconds);
        QTEST(formatTimeLeft(seconds), "text");
    }

    void money_data()
    {
        QTest::addColumn<qint64>("minor");
        QTest::addColumn<QString>("currency");
        QTest::addColumn<QString>("text");
        QTest::newRow("euro") << qint64(4500) << "EUR" << "45.00 €";
        QTest::newRow("grouped") << qint64(6193050) << "USD" << "61,930.50 USD";
        QTest::newRow("no minor unit") << qint64(1200) << "JPY" << "1,200 JPY";
        QTest::newRow("three digits") << qint64(1005) << "KWD" << "1.005 KWD";
        QTest::newRow("negative") << qint64(-5) << "EUR" << "-0.05 €";
        QTest::newRow("smallest") << std::numeric_limits<qint64>::min() << "JPY" << "-9,223,372,036,854,775,808 JPY";
        QTest::newRow("nothing owed") << qint64(0) << "" << "";
    }
    void money()
    {
        QFETCH(qint64, minor);
        QFETCH(QString, currency);
        QFETCH(QString, text);
        QCOMPARE(formatMoney({minor, currency.toStdString()}).replace(QChar(0xa0), u' '), text);
    }
};

QTEST_GUILESS_MAIN(ReservationModelTest)
#include "reservation_model_test.moc"
