#include "backend/storage/connection.h"
#include "models/polled_table.h"
#include "models/questions.h"
#include "models/table_export.h"
#include "tests/support/test_cluster.h"

#include <QAbstractItemModelTester>
#include <QElapsedTimer>
#include <QItemSelectionModel>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPersistentModelIndex>
#include <QRandomGenerator>
#include <QSignalSpy>
#include <QTest>

#include <csignal>

using namespace holdfast;
using namespace holdfast::models;
using namespace std::chrono_literals;

namespace {

struct Fruit
{
    QString name;
    qint64 count = 0;
    bool operator==(const Fruit &) const = default;
};

/// A table like a page's, over a table made for it.
class FruitModel final : public PolledTable<Fruit>
{
public:
    explicit FruitModel(Questions &questions)
        : PolledTable<Fruit>(questions, {{QStringLiteral("Fruit"), CellKind::Text}, {QStringLiteral("Count"), CellKind::Number}}, 50ms)
    {
    }
    using PolledTable<Fruit>::setRows;

protected:
    [[nodiscard]] DatabaseQueue::Work question() const override
    {
        return [](storage::Connection &connection) {
            const auto rows = connection.query("select name, count from public.fruit order by place, name limit 100");
            std::vector<Fruit> fruits;
            for (std::size_t row = 0; row < rows.size(); ++row)
                fruits.push_back({QString::fromStdString(rows.text(row, 0)), rows.integer(row, 1)});
            return std::any(fruits);
        };
    }
    void apply(const std::any &answer) override { setRows(std::any_cast<const std::vector<Fruit> &>(answer)); }
    [[nodiscard]] QString key(const Fruit &row) const override { return row.name; }
    [[nodiscard]] QVariant cell(const Fruit &row, int column, int role) const override
    {
        if (role == Qt::DisplayRole)
            return column == 0 ? QVariant(row.name) : QVariant(QString::number(row.count));
        if (role == RawValueRole)
            return column == 0 ? QVariant(row.name) : QVariant(row.count);
        return {};
    }
};

Environment environmentOf(const std::string &dsn, const QString &key)
{
    Environment environment;
    environment.key = key;
    environment.name = key;
    environment.kind = Environment::Kind::Given;
    environment.dsn = QString::fromStdString(dsn);
    environment.alive = true;
    return environment;
}

DatabaseQueue::Work scalar(const std::string &sql)
{
    return [sql](storage::Connection &connection) { return std::any(connection.query(sql).text(0, 0)); };
}

} // namespace

class QuestionsTest final : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> m_cluster;
    std::string m_dsn;

private slots:
    void initTestCase()
    {
        m_cluster = std::make_unique<test::TestCluster>();
        m_dsn = m_cluster->fresh_database();
        test::run_sql(m_dsn, "create table public.fruit (name text primary key, count bigint, place int)");
        test::run_sql(m_dsn, "insert into public.fruit values ('apple', 1, 1), ('pear', 2, 2), ('plum', 3, 3)");
    }

    void answersComeInOrderAndOffThisThread()
    {
        Questions questions;
        questions.setEnvironment(environmentOf(m_dsn, QStringLiteral("a")));
        QList<int> order;
        QElapsedTimer asking;
        asking.start();
        for (int i = 0; i < 5; ++i) {
            questions.ask(this, scalar("select pg_sleep(0.05)::text || " + std::to_string(i)),
                          [&order, i](const Answer &answer) {
                              QVERIFY2(answer.ok(), qPrintable(answer.error));
                              QCOMPARE(answer.as<std::string>(), std::to_string(i));
                              order.append(i);
                          });
        }
        QVERIFY2(asking.elapsed() < 50, "asking waited for the database");
        QTRY_COMPARE(order, QList<int>({0, 1, 2, 3, 4}));
    }

    void whatItReadsWithCannotWrite()
    {
        Questions questions;
        questions.setEnvironment(environmentOf(m_dsn, QStringLiteral("a")));
        std::optional<Answer> got;
        questions.ask(this, scalar("insert into public.fruit values ('kiwi', 1, 9) returning name"),
                      [&](const Answer &answer) { got = answer; });
        QTRY_VERIFY(got);
        QCOMPARE(*got->failure, Answer::Failure::Refused);
        QCOMPARE(test::run_sql(m_dsn, "select count(*) from public.fruit where name = 'kiwi'").integer(0, 0), 0);
    }

    void anotherEnvironmentGetsNoAnswerOfTheOldOne()
    {
        Questions questions;
        questions.setEnvironment(environmentOf(m_dsn, QStringLiteral("a")));
        bool old = false;
        bool now = false;
        questions.ask(this, scalar("select pg_sleep(0.2)::text"), [&](const Answer &) { old = true; });
        questions.setEnvironment(environmentOf(m_dsn, QStringLiteral("b")));
        questions.ask(this, scalar("select 'b'"), [&](const Answer &) { now = true; });
        QTRY_VERIFY(now);
        QVERIFY(!old);
    }

    void nobodyIsToldWhoIsGone()
    {
        Questions questions;
        questions.setEnvironment(environmentOf(m_dsn, QStringLiteral("a")));
        bool told = false;
        bool after = false;
        {
            QObject context;
            questions.ask(&context, scalar("select 'x'"), [&](const Answer &) { told = true; });
        }
        questions.ask(this, scalar("select 'y'"), [&](const Answer &) { after = true; });
        QTRY_VERIFY(after);
        QVERIFY(!told);
    }

    void withoutADatabaseNothingIsSent()
    {
        Questions questions;
        std::optional<Answer> got;
        questions.ask(this, scalar("select 1"), [&](const Answer &answer) { got = answer; });
        QVERIFY(!got); // later, as any answer
        QTRY_VERIFY(got);
        QCOMPARE(*got->failure, Answer::Failure::NotSent);
    }

    void aWedgedDatabaseIsCutAndAskedAgain()
    {
        Questions questions;
        questions.setEnvironment(environmentOf(m_dsn, QStringLiteral("a")));
        std::optional<Answer> got;
        questions.ask(this, scalar("select pg_sleep(3600)::text"), [&](const Answer &answer) { got = answer; }, 300ms);
        QTRY_VERIFY_WITH_TIMEOUT(got, 10'000);
        QCOMPARE(*got->failure, Answer::Failure::Lost);
        QVERIFY2(got->error.contains(QStringLiteral("does not answer")), qPrintable(got->error));
        std::optional<Answer> next;
        questions.ask(this, scalar("select 'back'"), [&](const Answer &answer) { next = answer; });
        QTRY_VERIFY(next);
        QVERIFY2(next->ok(), qPrintable(next->error));
    }

    void tooManyQuestionsAreRefusedOneByOne()
    {
        Questions questions;
        questions.setEnvironment(environmentOf(m_dsn, QStringLiteral("a")));
        int answered = 0;
        int refused = 0;
        const int asked = int(DatabaseQueue::longest) + 20;
        for (int i = 0; i < asked; ++i) {
            questions.ask(this, scalar("select pg_sleep(0.005)::text"), [&](const Answer &answer) {
                answer.ok() ? ++answered : ++refused;
            });
        }
        QTRY_COMPARE_WITH_TIMEOUT(answered + refused, asked, 20'000);
        QVERIFY(refused >= 19); // one may be worked on by then
        QVERIFY(answered >= int(DatabaseQueue::longest));
    }

    void aPolledTableFollowsItsTable()
    {
        Questions questions;
        FruitModel model(questions);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QSignalSpy states(&model, &PolledModel::readStateChanged);
        questions.setEnvironment(environmentOf(m_dsn, QStringLiteral("a")));
        QCOMPARE(model.readState(), ReadState::Idle); // nobody looks
        model.setActive(true);
        QCOMPARE(model.readState(), ReadState::Loading);
        QTRY_COMPARE(model.readState(), ReadState::Ready);
        QCOMPARE(model.rowCount(), 3);
        const QPersistentModelIndex pear = model.index(model.rowOf(QStringLiteral("pear")), 1);
        test::run_sql(m_dsn, "update public.fruit set count = 20, place = 9 where name = 'pear'");
        test::run_sql(m_dsn, "insert into public.fruit values ('fig', 4, 0)");
        QTRY_COMPARE(pear.data().toString(), QStringLiteral("20"));
        QTRY_COMPARE(model.rowCount(), 4);
        QCOMPARE(pear.row(), 3);
        QCOMPARE(model.at(0).name, QStringLiteral("fig"));
        test::run_sql(m_dsn, "delete from public.fruit where name in ('fig', 'apple')");
        QTRY_COMPARE(model.rowCount(), 2);
        QCOMPARE(pear.row(), 1);

        questions.setPaused(true);
        test::run_sql(m_dsn, "insert into public.fruit values ('apple', 1, 1)");
        model.refresh(); // a person asks: that is answered
        QTRY_COMPARE(model.rowCount(), 3);
        questions.setEnvironment(environmentOf(m_dsn, QStringLiteral("b")));
        QCOMPARE(model.rowCount(), 0);
        questions.setPaused(false);
        QTRY_COMPARE(model.rowCount(), 3);
    }

    void aDeadDatabaseLeavesTheRowsAndComesBack()
    {
        Questions questions;
        FruitModel model(questions);
        questions.setEnvironment(environmentOf(m_dsn, QStringLiteral("a")));
        model.setActive(true);
        QTRY_COMPARE(model.readState(), ReadState::Ready);
        const int rows = model.rowCount();
        ::kill(m_cluster->postmaster_pid(), SIGKILL);
        QTRY_COMPARE_WITH_TIMEOUT(model.readState(), ReadState::Failed, 20'000);
        QVERIFY(!model.error().isEmpty());
        QVERIFY(model.dataAsOf().isValid());
        QCOMPARE(model.rowCount(), rows);
        m_cluster->ensure_running();
        QTRY_COMPARE_WITH_TIMEOUT(model.readState(), ReadState::Ready, 20'000);
        QVERIFY(model.error().isEmpty());
    }

    /// Any answer after any other: the rows are the answer's, and an index follows its row.
    void anyAnswerIsMerged()
    {
        const auto seed = QRandomGenerator::global()->generate();
        qInfo("seed %u", seed);
        QRandomGenerator random(seed);
        Questions questions;
        FruitModel model(questions);
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        for (int step = 0; step < 200; ++step) {
            std::vector<Fruit> rows;
            const int count = random.bounded(12);
            for (int i = 0; i < count; ++i)
                rows.push_back({QString(QChar(u'a' + random.bounded(16))), random.bounded(3)});
            QHash<QString, QPersistentModelIndex> followed;
            for (int row = 0; row < model.rowCount(); ++row)
                followed.insert(model.at(row).name, QPersistentModelIndex(model.index(row, 0)));
            model.setRows(rows);
            QStringList expected;
            for (const auto &row : rows) {
                if (!expected.contains(row.name))
                    expected.append(row.name);
            }
            QStringList shown;
            for (int row = 0; row < model.rowCount(); ++row)
                shown.append(model.at(row).name);
            QCOMPARE(shown, expected);
            for (auto it = followed.begin(); it != followed.end(); ++it) {
                if (expected.contains(it.key()))
                    QCOMPARE(it.value().data().toString(), it.key());
                else
                    QVERIFY(!it.value().isValid());
            }
        }
    }

    void csvCells_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isText");
        QTest::addColumn<QString>("cell");
        QTest::newRow("plain") << "Kea Pilates" << true << "Kea Pilates";
        QTest::newRow("formula") << "=cmd|'/c calc'!A1" << true << "'=cmd|'/c calc'!A1";
        QTest::newRow("plus") << "+1" << true << "'+1";
        QTest::newRow("at") << "@SUM(A1)" << true << "'@SUM(A1)";
        QTest::newRow("tab") << "\t=1" << true << "'\t=1";
        QTest::newRow("carriage return") << "\r=1" << true << "\"'\r=1\"";
        QTest::newRow("a number below zero") << "-12" << false << "-12";
        QTest::newRow("text that begins with a minus") << "-12" << true << "'-12";
        QTest::newRow("comma") << "a,b" << true << "\"a,b\"";
        QTest::newRow("quote") << "say \"hi\"" << true << "\"say \"\"hi\"\"\"";
        QTest::newRow("line") << "a\nb" << true << "\"a\nb\"";
        QTest::newRow("empty") << "" << true << "";
    }
    void csvCells()
    {
        QFETCH(QString, text);
        QFETCH(bool, isText);
        QFETCH(QString, cell);
        QCOMPARE(csvCell(text, isText), cell);
    }

    void tablesBecomeFiles()
    {
        Questions questions;
        FruitModel model(questions);
        model.setRows({{QStringLiteral("=fig"), 3}, {QStringLiteral("plum, red"), -2}});
        QCOMPARE(toCsv(model), QByteArray("Fruit,Count\r\n'=fig,3\r\n\"plum, red\",-2\r\n"));
        QCOMPARE(toCsv(model, {1}), QByteArray("Count\r\n3\r\n-2\r\n"));
        const auto rows = QJsonDocument::fromJson(toJson(model)).array();
        QCOMPARE(rows.size(), 2);
        QCOMPARE(rows.at(0).toObject().value(u"Fruit").toString(), QStringLiteral("=fig")); // JSON runs nothing
        QCOMPARE(rows.at(1).toObject().value(u"Count").toInt(), -2);
    }
};

QTEST_GUILESS_MAIN(QuestionsTest)
#include "questions_test.moc"
