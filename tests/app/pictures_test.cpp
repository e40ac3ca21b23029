#include <QDir>
#include <QImage>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include <algorithm>

namespace {

constexpr int patienceMs = 400'000;
constexpr QSize size(1440, 900);
constexpr int longEnough = 40;     ///< px: a border, not the stroke of a letter
constexpr int slack = 3;           ///< px by which a border may be off
constexpr double tolerated = 0.15; ///< of all borders: what depends on how much there is to show

/// What stands where: the borders of cards, bars and controls, which rows, figures and curves do not change.
QImage borders(const QImage &image, bool dark)
{
    const QRgb colour = dark ? qRgb(0x2a, 0x33, 0x3e) : qRgb(0xdd, 0xe2, 0xe8);
    const auto isBorder = [&](int x, int y) {
        const QRgb pixel = image.pixel(x, y);
        return std::abs(qRed(pixel) - qRed(colour)) < 3 && std::abs(qGreen(pixel) - qGreen(colour)) < 3
            && std::abs(qBlue(pixel) - qBlue(colour)) < 3;
    };
    QImage found(image.size(), QImage::Format_Grayscale8);
    found.fill(0);
    const auto mark = [&](bool across) {
        const int lines = across ? image.height() : image.width();
        const int length = across ? image.width() : image.height();
        for (int line = 0; line < lines; ++line) {
            for (int from = 0; from < length;) {
                int to = from;
                while (to < length && isBorder(across ? to : line, across ? line : to))
                    ++to;
                for (int i = from; to - from >= longEnough && i < to; ++i)
                    found.scanLine(across ? line : i)[across ? i : line] = 255;
                from = to + 1;
            }
        }
    };
    mark(true);
    mark(false);
    return found;
}

/// How much of one's borders the other has not, 0 to 1.
double missing(const QImage &one, const QImage &other)
{
    int all = 0;
    int lost = 0;
    for (int y = 0; y < one.height(); ++y) {
        for (int x = 0; x < one.width(); ++x) {
            if (one.constScanLine(y)[x] == 0)
                continue;
            ++all;
            bool near = false;
            for (int i = -slack; i <= slack && !near; ++i) {
                near = other.constScanLine(std::clamp(y + i, 0, other.height() - 1))[x] != 0
                    || other.constScanLine(y)[std::clamp(x + i, 0, other.width() - 1)] != 0;
            }
            lost += near ? 0 : 1;
        }
    }
    return all == 0 ? 1 : double(lost) / all;
}

double difference(const QImage &one, const QImage &other, bool dark)
{
    const auto a = borders(one, dark);
    const auto b = borders(other, dark);
    return std::max(missing(a, b), missing(b, a));
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
        const double found = difference(made, documented, file.contains(QStringLiteral("-dark")));
        qInfo("%.1f %% of its borders are elsewhere", found * 100);
        if (found > tolerated)
            made.save(QDir::temp().filePath(QStringLiteral("differs-") + QFileInfo(file).fileName()));
        QVERIFY2(found <= tolerated, "look at both; when the new one is right, put it into docs/pictures");
    }

    /// The comparison itself: another page, or a page that moved, is not taken for the same.
    void whatMovedIsSeen()
    {
        QVERIFY(m_written.size() > 2);
        const QImage one(m_written.at(0));
        QCOMPARE(difference(one, one, false), 0.0);
        for (int other = 1; other < m_written.size() / 2; ++other) // the light ones
            QVERIFY2(difference(one, QImage(m_written.at(other)), false) > tolerated, qPrintable(m_written.at(other)));
        QVERIFY(difference(one, one.copy(0, 8, one.width(), one.height()), false) > tolerated);
    }
};

QTEST_GUILESS_MAIN(PicturesTest)
#include "pictures_test.moc"
