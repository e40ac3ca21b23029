#include "backend/storage/conninfo.h"

#include <QTest>

#include <array>
#include <stdexcept>

using namespace holdfast;
using namespace holdfast::storage;

class RowsTest : public QObject
{
    Q_OBJECT

private slots:
    void cellsAreReadByType()
    {
        const Rows rows({"text", "number", "flag", "at", "nothing"},
                        {{"a"}, {"42"}, {"t"}, {"2026-11-21 14:07:32.118+00"}, {"", true},
                         {""}, {"-7"}, {"f"}, {"2026-11-21 14:07:32+00"}, {"0.5"}}, 2);
        QCOMPARE(rows.size(), std::size_t{2});
        QCOMPARE(rows.columns(), std::size_t{5});
        QCOMPARE(rows.text(0, 0), std::string("a"));
        QCOMPARE(rows.integer(1, 1), std::int64_t{-7});
        QCOMPARE(rows.boolean(0, 2), true);
        QCOMPARE(to_rfc3339(rows.time(0, 3)), std::string("2026-11-21T14:07:32.118Z"));
        QCOMPARE(rows.number(1, 4), 0.5);
        QVERIFY(rows.is_null(0, 4));
        QVERIFY(!rows.optional_text(0, 4));
        QVERIFY(!rows.optional_time(0, 4));
        QVERIFY_EXCEPTION_THROWN((void)rows.text(0, 4), std::logic_error);
        QVERIFY_EXCEPTION_THROWN((void)rows.integer(0, 0), std::logic_error);
        QVERIFY_EXCEPTION_THROWN((void)rows.uuid(0, 0), std::logic_error);
        QVERIFY_EXCEPTION_THROWN((void)rows.time(0, 0), std::logic_error);
        QVERIFY_EXCEPTION_THROWN((void)rows.text(2, 0), std::out_of_range);
        QVERIFY_EXCEPTION_THROWN((void)rows.text(0, 5), std::out_of_range);
    }

    void literals()
    {
        const std::array<Param, 5> elements = {Param("a"), std::nullopt, Param(""), Param("q\"b\\s"), Param("NULL")};
        QCOMPARE(array_literal(elements), std::string("{\"a\",NULL,\"\",\"q\\\"b\\\\s\",\"NULL\"}"));
        QCOMPARE(array_literal({}), std::string("{}"));
        const std::array<std::uint8_t, 3> bytes = {0, 255, 16};
        QCOMPARE(bytea_literal(bytes), std::string("\\x00ff10"));
        QCOMPARE(bytea_literal({}), std::string("\\x"));
    }

    void addresses_data()
    {
        QTest::addColumn<QString>("dsn");
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("password");
        QTest::newRow("keywords") << "host=/run/x password='a b\\'c\\\\d'" << "/run/x" << "a b'c\\d";
        QTest::newRow("uri") << "postgresql://me:p%40ss@db.example:6543/holdfast" << "db.example" << "p@ss";
        QTest::newRow("several hosts") << "host=a,b password=x target_session_attrs=read-write" << "a,b" << "x";
    }
    void addresses()
    {
        QFETCH(QString, dsn);
        QFETCH(QString, host);
        QFETCH(QString, password);
        const Conninfo parsed = parse_conninfo(dsn.toStdString());
        QCOMPARE(QString::fromStdString(parsed.at("host")), host);
        QCOMPARE(QString::fromStdString(parsed.at("password")), password);
        QVERIFY(parse_conninfo(to_dsn(parsed)) == parsed);
    }

    void nonsenseIsNoAddress()
    {
        QVERIFY_EXCEPTION_THROWN((void)parse_conninfo("host='open"), ConnectionLost);
        QVERIFY_EXCEPTION_THROWN((void)parse_conninfo("no such thing"), ConnectionLost);
    }

    void ownOptionsOfTheAddressAreKept()
    {
        const Conninfo parsed = parse_conninfo(with_session_settings("host=x options='-c work_mem=8MB'", {}));
        QVERIFY(parsed.at("options").starts_with("-c work_mem=8MB -c "));
        QCOMPARE(parsed.at("connect_timeout"), std::string("2"));
    }
};

QTEST_APPLESS_MAIN(RowsTest)
#include "rows_test.moc"
