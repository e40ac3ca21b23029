#include "backend/storage/connection.h"
#include "tests/support/test_cluster.h"

#include <QTest>

#include <csignal>

#include <chrono>
#include <memory>
#include <thread>

using namespace holdfast;
using namespace holdfast::storage;
using namespace std::chrono_literals;

class ConnectionTest : public QObject
{
    Q_OBJECT

    std::unique_ptr<test::TestCluster> cluster_;

private slots:
    void initTestCase() { cluster_ = std::make_unique<test::TestCluster>(); }
    void cleanupTestCase() { cluster_.reset(); }

    void parametersComeBackAsTheyWent_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("empty") << QByteArray("");
        QTest::newRow("quotes") << QByteArray("a'b\"c\\d");
        QTest::newRow("beyond ASCII") << QByteArray("Zürich \xF0\x9F\x98\x80");
        QTest::newRow("long") << QByteArray(300000, 'x');
    }
    void parametersComeBackAsTheyWent()
    {
        QFETCH(QByteArray, text);
        Connection connection(cluster_->dsn());
        const Rows rows = connection.query("select $1::text, $2::text is null, $1::text = ''",
                                           {text.toStdString(), std::nullopt});
        QCOMPARE(rows.size(), std::size_t{1});
        QCOMPARE(QByteArray::fromStdString(rows.text(0, 0)), text);
        QVERIFY(rows.boolean(0, 1));
        QCOMPARE(rows.boolean(0, 2), text.isEmpty());
    }
};

QTEST_APPLESS_MAIN(ConnectionTest)
#include "connection_test.moc"
