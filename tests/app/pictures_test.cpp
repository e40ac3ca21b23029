#include <QDir>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

namespace {

constexpr int patienceMs = 400'000;
constexpr int cell = 16;            ///< px: smaller than a row, larger than a letter
constexpr int differs = 20;         ///< of 255, the mean of a cell
constexpr double tolerated = 0.22;  ///< of the cells: what other rows, figures and curves change
constexpr QSize size(1440, 900);

/// The picture in cells, each the mean of its pixels.
QImage coarse(const QImage &image)
{
    return image.convertToFormat(QImage::Format_Grayscale8)
        .scaled(image.width() / cell, image.height() / cell, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

/// How much of two pictures is not alike, 0 to 1.
double difference(const QImage &one, const QImage &other)
{
    const auto a = coarse(one);
    const auto b = coarse(other);
    int found = 0;
    for (int y = 0; y < a.height(); ++y) {
        for (int x = 0; x < a.width(); ++x) {
            if (std::abs(qGray(a.pixel(x, y)) - qGray(b.pixel(x, y))) > differs)
                ++found;
        }
    }
    return double(found) / (a.width() * a.height());
}

} // namespace

/// The pictures of every page, made as people make them, against those in the documents: what moved is seen.
class PicturesTest final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    QStringList m_written;

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        // As root, PostgreSQL's account has to get at what lies below.
        QFile::setPermissions(m_folder.path(), QFile::permissions(m_folder.path()) | QFile::ReadGroup | QFile::ExeGroup
                                                   | QFile::ReadOther | QFile::ExeOther);
        QProcess process;
        auto environment = QProcessEnvironment::systemEnvironment();
        environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_folder.filePath(QStringLiteral("config")));
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QStringLiteral(HOLDFAST_CONSOLE),
                      {QStringLiteral("--screenshots"), m_folder.filePath(QStringLiteral("pictures")),
                       QStringLiteral("--data-dir"), m_folder.filePath(QStringLiteral("data"))});
        QVERIFY2(process.waitForFinished(patienceMs), "it did not end");
        QCOMPARE(process.exitCode(), 0);
        const auto text = QString::fromLocal8Bit(process.readAllStandardOutput());
        m_written = text.split(u'\n', Qt::SkipEmptyParts);
    }
    void everyPageHasItsPictures()
    {
        const QStringList documented = QDir(QStringLiteral(HOLDFAST_PICTURES)).entryList({QStringLiteral("*.png")}, QDir::Files);
        QStringList made;
        for (const auto &file : m_written)
            made.append(QFileInfo(file).fileName());
        made.sort();
        QCOMPARE(made, documented);
        QVERIFY(made.size() >= 20); // ten pages, light and dark
    }

    void theyLookAsDocumented_data()
    {
        QTest::addColumn<QString>("file");
        for (const auto &file : m_written)
            QTest::newRow(qPrintable(QFileInfo(file).fileName())) << file;
    }
    void theyLookAsDocumented()
    {
        QFETCH(QString, file);
        const QImage made(file);
        QCOMPARE(made.size(), size);
        const QImage documented(QStringLiteral(HOLDFAST_PICTURES) + u'/' + QFileInfo(file).fileName());
        QVERIFY(!documented.isNull());
        const double found = difference(made, documented);
        qInfo("%.1f %% of it differ", found * 100);
        if (found > tolerated)
            made.save(QDir::temp().filePath(QStringLiteral("differs-") + QFileInfo(file).fileName()));
        QVERIFY2(found <= tolerated, "look at both; when the new one is right, put it into docs/pictures");
    }

    /// The comparison itself: another page, or a page that moved, is not taken for the same.
    void whatMovedIsSeen()
    {
        QVERIFY(m_written.size() > 2);
        const QImage one(m_written.at(0));
        QVERIFY(difference(one, QImage(m_written.at(1))) > tolerated);
        QVERIFY(difference(one, one) == 0.0);
    }
};

QTEST_GUILESS_MAIN(PicturesTest)
#include "pictures_test.moc"
