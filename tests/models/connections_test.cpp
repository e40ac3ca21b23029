#include "models/connection_probe.h"
#include "models/console_models.h"
#include "models/keyring.h"
#include "tests/support/test_cluster.h"

#include <QFile>
#include <QSettings>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

using namespace holdfast;
using namespace holdfast::models;

namespace {

constexpr int patienceMs = 60'000;

/// Passwords of a keyring that outlives the program: what one Drawer keeps, the next has.
class Drawer final : public PasswordStore
{
public:
    explicit Drawer(QHash<QString, QString> &kept) : m_kept(kept) {}
    void read(const QString &key, QObject *context, std::function<void(std::optional<QString>)> then) override
    {
        const auto found = m_kept.contains(key) ? std::optional(m_kept.value(key)) : std::nullopt;
        QTimer::singleShot(0, context, [found, then = std::move(then)] { then(found); });
    }
    void write(const QString &key, const QString &password, QObject *context,
               std::function<void(const Kept &)> then) override
    {
        m_kept.insert(key, password);
        QTimer::singleShot(0, context, [then = std::move(then)] { then({true, {}}); });
    }
    void forget(const QString &key) override { m_kept.remove(key); }

private:
    QHash<QString, QString> &m_kept;
};

SavedConnection sampleConnection()
{
    return {{}, QStringLiteral("The shop"), {{QStringLiteral("host"), QStringLiteral("db.example")},
                                             {QStringLiteral("dbname"), QStringLiteral("it's here")}}};
}

} // namespace

class ConnectionsTest final : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void aStringIsTakenApart_data();
    void aStringIsTakenApart();
    void aConnectionComesBackWithoutItsPasswordInAFile();
    void whatAHandHasSpoiledIsLeftOut();
    void withoutAKeyringThePasswordStaysForThisSession();
    void aSavedConnectionIsAnEnvironment();
    void aTrialNamesTheRole_data();
    void aTrialNamesTheRole();
    void aTrialTellsWhatIsMissing();
    void aTrialFailsPlainly_data();
    void aTrialFailsPlainly();
    void onlyTheLastTrialAnswers();
    void aTrialCanBeCutShort();

private:
    [[nodiscard]] ProbeResult tryOut(const QString &dsn);
    [[nodiscard]] QString dsnAs(const QString &user, const QString &password = QStringLiteral("secret")) const;

    test::TestCluster m_cluster;
    QString m_dsn;
};

void ConnectionsTest::initTestCase()
{
    // No test writes to the keyring of whoever runs it.
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent");
    const auto dsn = m_cluster.fresh_database();
    m_dsn = QString::fromStdString(dsn);
    for (const auto *role : {"viewer", "tester", "operator", "admin"})
        test::run_sql(dsn, std::string("create role probe_") + role + " login password 'secret' in role holdfast_" + role);
    test::run_sql(dsn, "create role probe_stranger login password 'secret'");
}

QString ConnectionsTest::dsnAs(const QString &user, const QString &password) const
{
    return m_dsn + QStringLiteral(" user=%1 password=%2").arg(user, password);
}

ProbeResult ConnectionsTest::tryOut(const QString &dsn)
{
    ConnectionProbe probe;
    std::optional<ProbeResult> result;
    connect(&probe, &ConnectionProbe::finished, this, [&](const ProbeResult &found) { result = found; });
    probe.start(dsn);
    [&] { QTRY_VERIFY_WITH_TIMEOUT(result.has_value(), patienceMs); }();
    return result.value_or(ProbeResult());
}

void ConnectionsTest::aStringIsTakenApart_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("written"); // as it is shown, without its password
    QTest::addColumn<QString>("password");
    QTest::addColumn<bool>("fine");
    QTest::newRow("keywords") << "host=db dbname=holdfast user=ann" << "dbname=holdfast host=db user=ann" << "" << true;
    QTest::newRow("an address") << "postgresql://ann:s3%20cret@db.example:5433/holdfast?sslmode=verify-full"
                                << "dbname=holdfast host=db.example port=5433 sslmode=verify-full user=ann" << "s3 cret" << true;
    QTest::newRow("quoted") << R"(host=/run/pg dbname='it\'s here' password='a \\ b')" << R"(dbname='it\'s here' host=/run/pg)"
                            << R"(a \ b)" << true;
    QTest::newRow("blanks around") << "  dbname=x \n" << "dbname=x" << "" << true;
    QTest::newRow("nothing") << "" << "" << "" << true;
    QTest::newRow("not a string") << "holdfast" << "" << "" << false;
    QTest::newRow("an unknown keyword") << "dbname=x colour=blue" << "" << "" << false;
    QTest::newRow("an open quote") << "dbname='x" << "" << "" << false;
}

void ConnectionsTest::aStringIsTakenApart()
{
    QFETCH(QString, text);
    QFETCH(QString, written);
    QFETCH(QString, password);
    QFETCH(bool, fine);
    const auto parsed = parseConnection(text);
    QCOMPARE(parsed.error.isEmpty(), fine);
    if (!fine)
        return;
    QCOMPARE(connectionString(parsed.parameters), written);
    QCOMPARE(parsed.password, password);
    const auto again = parseConnection(connectionString(parsed.parameters, parsed.password));
    QCOMPARE(again.parameters, parsed.parameters);
    QCOMPARE(again.password, parsed.password);
}

void ConnectionsTest::aConnectionComesBackWithoutItsPasswordInAFile()
{
    QTemporaryDir folder;
    const auto file = folder.filePath(QStringLiteral("s.ini"));
    QHash<QString, QString> keyring;
    QString id;
    {
        QSettings settings(file, QSettings::IniFormat);
        Connections connections(std::make_unique<Drawer>(keyring));
        connections.restore(settings);
        QSignalSpy kept(&connections, &Connections::passwordKept);
        id = connections.save(sampleConnection(), QStringLiteral("hunter2"));
        QTRY_COMPARE(kept.size(), 1);
        QCOMPARE(kept.first().at(1).toBool(), true);
        connections.save({{}, QStringLiteral("Another"), {{QStringLiteral("dbname"), QStringLiteral("b")}}}, {});
        QVERIFY(connections.isNameTaken(QStringLiteral("the SHOP"), {}));
        QVERIFY(!connections.isNameTaken(QStringLiteral("The shop"), id));
    }
    QFile written(file);
    QVERIFY(written.open(QIODevice::ReadOnly));
    QVERIFY(!written.readAll().contains("hunter2"));

    QSettings settings(file, QSettings::IniFormat);
    Connections connections(std::make_unique<Drawer>(keyring));
    connections.restore(settings);
    QCOMPARE(connections.all().size(), 2);
    auto wanted = sampleConnection();
    wanted.id = id;
    QCOMPARE(connections.find(id), std::optional(wanted));
    QTRY_COMPARE(connections.passwordOf(id), QStringLiteral("hunter2"));

    wanted.name = QStringLiteral("The old shop");
    QCOMPARE(connections.save(wanted, QStringLiteral("hunter3")), id);
    QCOMPARE(connections.all().size(), 2);
    QTRY_COMPARE(keyring.value(id), QStringLiteral("hunter3"));
    connections.remove(id);
    QVERIFY(!keyring.contains(id));
    Connections last(std::make_unique<Drawer>(keyring));
    last.restore(settings);
    QCOMPARE(last.all().size(), 1);
    QCOMPARE(last.all().first().name, QStringLiteral("Another"));
}

void ConnectionsTest::whatAHandHasSpoiledIsLeftOut()
{
    QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    settings.beginWriteArray(QStringLiteral("connections"), 3);
    for (const auto &[row, dsn] : {std::pair(0, "dbname='open"), std::pair(1, "dbname=fine"), std::pair(2, "")}) {
        settings.setArrayIndex(row);
        settings.setValue(QStringLiteral("id"), row == 2 ? QString() : QString::number(row));
        settings.setValue(QStringLiteral("name"), QStringLiteral("a"));
        settings.setValue(QStringLiteral("dsn"), QString::fromLatin1(dsn));
    }
    settings.endArray();
    QHash<QString, QString> keyring;
    Connections connections(std::make_unique<Drawer>(keyring));
    connections.restore(settings);
    QCOMPARE(connections.all().size(), 1);
    QCOMPARE(connections.all().first().id, QStringLiteral("1"));
}

void ConnectionsTest::withoutAKeyringThePasswordStaysForThisSession()
{
    Keyring keyring;
    std::optional<PasswordStore::Kept> kept;
    keyring.write(QStringLiteral("k"), QStringLiteral("hunter2"), this, [&](const auto &what) { kept = what; });
    QTRY_VERIFY_WITH_TIMEOUT(kept.has_value(), patienceMs);
    QVERIFY(!kept->lasting);
    QVERIFY2(kept->why.contains(QStringLiteral("until Holdfast ends")), qPrintable(kept->why));
    std::optional<std::optional<QString>> found;
    keyring.read(QStringLiteral("k"), this, [&](const auto &password) { found = password; });
    QTRY_VERIFY(found.has_value());
    QCOMPARE(*found, std::optional(QStringLiteral("hunter2")));
    keyring.forget(QStringLiteral("k"));
    found.reset();
    keyring.read(QStringLiteral("k"), this, [&](const auto &password) { found = password; });
    QTRY_VERIFY_WITH_TIMEOUT(found.has_value(), patienceMs);
    QVERIFY(!found->has_value());
}

void ConnectionsTest::aSavedConnectionIsAnEnvironment()
{
    QTemporaryDir folder;
    QSettings settings(folder.filePath(QStringLiteral("s.ini")), QSettings::IniFormat);
    ConsoleModels models({folder.path(), folder.path(), QStringLiteral("/nonexistent"), {}});
    models.connections().restore(settings);
    auto &environments = models.environments();
    const auto parsed = parseConnection(dsnAs(QStringLiteral("probe_viewer")));
    const auto id = models.connections().save({{}, QStringLiteral("Shop"), parsed.parameters}, parsed.password);
    const auto key = Connections::environmentKey(*models.connections().find(id));
    QCOMPARE(Connections::idOf(key), id);
    QVERIFY(environments.rowOf(key) >= 0);
    QVERIFY(!environments.data(environments.index(environments.rowOf(key)), Qt::ToolTipRole).toString().contains(
        QStringLiteral("secret")));
    environments.setCurrent(key);
    QTRY_COMPARE_WITH_TIMEOUT(models.live().status().state, LiveState::Live, patienceMs);
    QTRY_COMPARE_WITH_TIMEOUT(models.acts().role(), Role::Viewer, patienceMs);

    auto changed = *models.connections().find(id);
    changed.name = QStringLiteral("The shop");
    models.connections().save(changed, parsed.password);
    QCOMPARE(environments.current().name, QStringLiteral("The shop"));
    QCOMPARE(environments.current().key, key);

    // Another database under the same name: nothing of the old one is kept.
    QSignalSpy switched(&models.questions(), &Questions::environmentSwitched);
    models.connections().save(changed, QStringLiteral("other"));
    QCOMPARE(environments.current().key, key);
    QCOMPARE(switched.size(), 0); // the same login of the same database
    const int row = environments.currentRow();
    changed.parameters.insert(QStringLiteral("dbname"), QStringLiteral("another"));
    models.connections().save(changed, parsed.password);
    QCOMPARE(environments.rowOf(key), -1);
    QCOMPARE(environments.currentRow(), row);
    QVERIFY(environments.current().dsn.contains(QStringLiteral("another")));
    QCOMPARE(Connections::idOf(environments.current().key), id);
    QCOMPARE(switched.size(), 1);
    models.connections().remove(id);
    QVERIFY(!std::any_of(&environments.at(0), &environments.at(0) + environments.rowCount(), [](const Environment &one) {
        return one.kind == Environment::Kind::Saved;
    }));
    QCOMPARE(environments.current().key, QStringLiteral("embedded"));
}

void ConnectionsTest::aTrialNamesTheRole_data()
{
    QTest::addColumn<QString>("role");
    for (const auto *role : {"viewer", "tester", "operator", "admin"})
        QTest::newRow(role) << QString::fromLatin1(role);
}

void ConnectionsTest::aTrialNamesTheRole()
{
    QFETCH(QString, role);
    const auto result = tryOut(dsnAs(QStringLiteral("probe_") + role));
    QCOMPARE(result.verdict, ProbeResult::Verdict::Usable);
    QCOMPARE(result.role, role);
    QCOMPARE(result.user, QStringLiteral("probe_") + role);
    QVERIFY(result.serverVersion > 100'000);
    QVERIFY(result.schemaVersion.value_or(0) > 0);
    QVERIFY2(result.words.contains(QStringLiteral("with the role ") + role), qPrintable(result.words));
}

void ConnectionsTest::aTrialTellsWhatIsMissing()
{
    const auto stranger = tryOut(dsnAs(QStringLiteral("probe_stranger")));
    QCOMPARE(stranger.verdict, ProbeResult::Verdict::Doubtful);
    QVERIFY2(stranger.words.contains(QStringLiteral("may not read")), qPrintable(stranger.words));
    const auto empty = tryOut(QString::fromStdString(m_cluster.empty_database()));
    QCOMPARE(empty.verdict, ProbeResult::Verdict::Doubtful);
    QVERIFY2(empty.words.contains(QStringLiteral("does not hold")), qPrintable(empty.words));
    const auto newer = m_cluster.fresh_database();
    test::run_sql(newer, "insert into holdfast.schema_migration select (m).* from (select jsonb_populate_record(t, "
                         "jsonb_build_object('version', t.version + 1)) m from holdfast.schema_migration t "
                         "order by t.version desc limit 1) x");
    const auto ahead = tryOut(QString::fromStdString(newer));
    QCOMPARE(ahead.verdict, ProbeResult::Verdict::Doubtful);
    QVERIFY2(ahead.words.contains(QStringLiteral("newer than this program")), qPrintable(ahead.words));
}

void ConnectionsTest::aTrialFailsPlainly_data()
{
    QTest::addColumn<QString>("dsn");
    QTest::addColumn<QString>("words");
    QTest::newRow("wrong password") << dsnAs(QStringLiteral("probe_viewer"), QStringLiteral("wrong"))
                                    << "did not accept the password";
    QTest::newRow("no such database") << m_dsn + QStringLiteral(" dbname=nowhere") << "\"nowhere\" does not exist";
    QTest::newRow("nobody listens") << "host=127.0.0.1 port=1 dbname=x" << "is not running";
    QTest::newRow("not a connection string") << "dbname='x" << "not valid";
}

void ConnectionsTest::aTrialFailsPlainly()
{
    QFETCH(QString, dsn);
    QFETCH(QString, words);
    const auto result = tryOut(dsn);
    QCOMPARE(result.verdict, ProbeResult::Verdict::Unreachable);
    QVERIFY2(result.words.contains(words), qPrintable(result.words));
    QVERIFY(!result.words.contains(QStringLiteral("wrong")));
    QVERIFY(result.role.isEmpty());
}

void ConnectionsTest::onlyTheLastTrialAnswers()
{
    QTcpServer silent; // takes connections and never says a word
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    ConnectionProbe probe;
    QList<ProbeResult> results;
    connect(&probe, &ConnectionProbe::finished, this, [&](const ProbeResult &found) { results.append(found); });
    probe.start(QStringLiteral("host=127.0.0.1 dbname=x port=%1").arg(silent.serverPort()));
    QTRY_VERIFY_WITH_TIMEOUT(silent.hasPendingConnections(), patienceMs);
    QVERIFY(probe.isBusy());
    probe.start(dsnAs(QStringLiteral("probe_operator")));
    QTRY_COMPARE_WITH_TIMEOUT(results.size(), 1, patienceMs);
    QCOMPARE(results.first().role, QStringLiteral("operator"));
    QVERIFY(!probe.isBusy());

    probe.start(QStringLiteral("host=127.0.0.1 dbname=x port=%1").arg(silent.serverPort()));
    QTRY_COMPARE_WITH_TIMEOUT(results.size(), 2, patienceMs);
    QVERIFY2(results.last().words.contains(QStringLiteral("does not answer")), qPrintable(results.last().words));
}

void ConnectionsTest::aTrialCanBeCutShort()
{
    QTcpServer silent;
    QVERIFY(silent.listen(QHostAddress::LocalHost));
    ConnectionProbe probe;
    QSignalSpy finished(&probe, &ConnectionProbe::finished);
    probe.start(QStringLiteral("host=127.0.0.1 dbname=x port=%1").arg(silent.serverPort()));
    QTRY_VERIFY_WITH_TIMEOUT(silent.hasPendingConnections(), patienceMs);
    probe.cancel();
    QVERIFY(!probe.isBusy());
    std::optional<ProbeResult> next;
    connect(&probe, &ConnectionProbe::finished, this, [&](const ProbeResult &found) { next = found; });
    probe.start(dsnAs(QStringLiteral("probe_tester")));
    QTRY_VERIFY_WITH_TIMEOUT(next.has_value(), patienceMs);
    QCOMPARE(next->role, QStringLiteral("tester"));
    QCOMPARE(finished.size(), 1);
}

QTEST_GUILESS_MAIN(ConnectionsTest)
#include "connections_test.moc"
