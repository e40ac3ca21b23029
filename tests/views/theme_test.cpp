#include "views/delegates.h"
#include "views/glyphs.h"
#include "views/text.h"
#include "views/theme.h"

#include "models/reservation_model.h"
#include "tests/views/town.h"

#include <QPainter>
#include <QSet>
#include <QStyleOptionViewItem>
#include <QtTest>

using namespace holdfast;
using namespace holdfast::views;

namespace {

const Tokens &tokensOf(bool dark)
{
    return dark ? darkTokens() : lightTokens();
}

/// Thin strokes are smoothed: nearly the colour counts.
bool alike(const QColor &a, const QColor &b)
{
    constexpr int near = 60;
    return std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue()) < near;
}

QPalette paletteOf(bool dark)
{
    return QPalette(dark ? QColor(0x20, 0x20, 0x20) : QColor(0xf0, 0xf0, 0xf0));
}

} // namespace

class ThemeTest : public QObject
{
    Q_OBJECT

private slots:
    void textStandsOut_data();
    void textStandsOut();
    void stateColoursStandOut_data();
    void stateColoursStandOut();
    void linesStandOut();
    void followsThePaletteLive();
    void aChoiceOverridesThePalette();
    void everyStateHasAGlyphOfItsKind();
    void statesArePainted_data();
    void statesArePainted();
    void figuresLineUp();
    void deadlinesChangeColour_data();
    void deadlinesChangeColour();
    void iconsAreTinted();
    void styleSheetIsComplete();
};

void ThemeTest::textStandsOut_data()
{
    QTest::addColumn<QColor>("text");
    QTest::addColumn<QColor>("background");
    for (const bool dark : {false, true}) {
        const auto &t = tokensOf(dark);
        const std::pair<const char *, QColor> backgrounds[] = {
            {"window", t.window}, {"surface", t.surface}, {"selection", t.selection}, {"hover", t.hover}};
        const std::pair<const char *, Tone> tones[] = {{"text", Tone::Text},   {"muted", Tone::Muted},
                                                       {"accent", Tone::Accent}, {"good", Tone::Good},
                                                       {"warn", Tone::Warn},   {"bad", Tone::Bad}};
        for (const auto &[ground, background] : backgrounds) {
            for (const auto &[name, tone] : tones)
                QTest::addRow("%s %s on %s", dark ? "dark" : "light", name, ground) << t.of(tone) << background;
        }
        QTest::addRow("%s primary button", dark ? "dark" : "light") << t.onAccent << t.accent;
    }
}

void ThemeTest::textStandsOut()
{
    QFETCH(QColor, text);
    QFETCH(QColor, background);
    QVERIFY2(contrastRatio(text, background) >= 4.5, qPrintable(QString::number(contrastRatio(text, background))));
}

void ThemeTest::stateColoursStandOut_data()
{
    QTest::addColumn<State>("state");
    QTest::addColumn<bool>("dark");
    for (const bool dark : {false, true}) {
        for (const auto &row : state_table)
            QTest::addRow("%s %s", dark ? "dark" : "light", std::string(row.name).c_str()) << row.state << dark;
    }
}

void ThemeTest::stateColoursStandOut()
{
    QFETCH(State, state);
    QFETCH(bool, dark);
    const auto &t = tokensOf(dark);
    for (const auto &background : {t.window, t.surface, t.selection, t.hover})
        QVERIFY2(contrastRatio(t.of(state), background) >= 3.0, qPrintable(background.name()));
}

void ThemeTest::linesStandOut()
{
    for (const bool dark : {false, true}) {
        const auto &t = tokensOf(dark);
        QSet<QRgb> seen;
        for (const auto series : {Series::First, Series::Second, Series::Third, Series::Failure, Series::Reference}) {
            QVERIFY2(contrastRatio(t.of(series), t.surface) >= 3.0, qPrintable(t.of(series).name()));
            seen.insert(t.of(series).rgb());
        }
        QCOMPARE(seen.size(), 5);
    }
}

void ThemeTest::followsThePaletteLive()
{
    QApplication::setPalette(paletteOf(false));
    Theme theme(*qApp);
    QVERIFY(!theme.tokens().dark);
    QSignalSpy changed(&theme, &Theme::changed);
    QApplication::setPalette(paletteOf(true));
    QTRY_VERIFY(theme.tokens().dark);
    QCOMPARE(changed.count(), 1);
    QVERIFY(qApp->styleSheet().contains(darkTokens().surface.name()));
    QApplication::setPalette(paletteOf(false));
    QTRY_VERIFY(!theme.tokens().dark);
    QCOMPARE(changed.count(), 2);
}

void ThemeTest::aChoiceOverridesThePalette()
{
    QApplication::setPalette(paletteOf(false));
    Theme theme(*qApp);
    theme.setMode(Theme::Mode::Dark);
    QVERIFY(theme.tokens().dark);
    QApplication::setPalette(paletteOf(true));
    QApplication::setPalette(paletteOf(false));
    QCoreApplication::processEvents();
    QVERIFY(theme.tokens().dark);
    theme.setMode(Theme::Mode::System);
    QVERIFY(!theme.tokens().dark);
}

void ThemeTest::everyStateHasAGlyphOfItsKind()
{
    // In flight and confirmed: a shape each. Failures share the cross; the word beside it tells them apart.
    QSet<Glyph> seen;
    for (const auto &row : state_table) {
        const auto glyph = glyphOf(row.state);
        if (glyph == Glyph::Cross)
            continue;
        QVERIFY2(!seen.contains(glyph), std::string(row.name).c_str());
        seen.insert(glyph);
    }
    QCOMPARE(seen.size(), qsizetype(9));
}

void ThemeTest::statesArePainted_data()
{
    stateColoursStandOut_data();
}

void ThemeTest::statesArePainted()
{
    QFETCH(State, state);
    QFETCH(bool, dark);
    Theme theme(*qApp);
    theme.setMode(dark ? Theme::Mode::Dark : Theme::Mode::Light);
    models::ReservationModel model;
    auto page = views::testing::Town::page(1);
    page.rows[0].state = state;
    if (!info(state).in_flight)
        page.rows[0].deadline.reset();
    model.applyPage(page);
    const ReservationDelegate delegate(theme);
    const auto &tokens = theme.tokens();
    for (const bool selected : {false, true}) {
        QImage image(240, RowDelegate::rowHeight, QImage::Format_RGB32);
        const auto background = selected ? tokens.selection : tokens.surface;
        image.fill(background);
        QStyleOptionViewItem option;
        option.rect = image.rect();
        option.state.setFlag(QStyle::State_Selected, selected);
        {
            QPainter painter(&image);
            delegate.paint(&painter, option, model.index(0, int(models::ReservationColumn::State)));
        }
        int glyph = 0;
        int letters = 0;
        for (int y = 0; y < image.height() - 1; ++y) {
            for (int x = 0; x < image.width(); ++x) {
                glyph += x < 24 && alike(image.pixelColor(x, y), tokens.of(state)) ? 1 : 0;
                letters += x > 26 && image.pixelColor(x, y) != background ? 1 : 0;
            }
        }
        QVERIFY2(glyph >= 6, qPrintable(QString::number(glyph)));
        QVERIFY2(letters > 60, qPrintable(QString::number(letters)));
    }
}

void ThemeTest::figuresLineUp()
{
    Theme theme(*qApp);
    const QFontMetrics metrics(theme.textFont());
    const int width = tabularWidth(metrics, QStringLiteral("0:00"));
    for (const auto *text : {"1:11", "9:47", "7:01"})
        QCOMPARE(tabularWidth(metrics, QString::fromLatin1(text)), width);
    QVERIFY(metrics.horizontalAdvance(u'1') < metrics.horizontalAdvance(u'0')); // or none of this is needed
}

void ThemeTest::deadlinesChangeColour_data()
{
    QTest::addColumn<qint64>("seconds");
    QTest::addColumn<int>("tone");
    QTest::newRow("far") << qint64(600) << int(Tone::Text);
    QTest::newRow("2:30") << qint64(150) << int(Tone::Text);
    QTest::newRow("2:29") << qint64(149) << int(Tone::Warn);
    QTest::newRow("1:00") << qint64(60) << int(Tone::Warn);
    QTest::newRow("0:59") << qint64(59) << int(Tone::Bad);
    QTest::newRow("past") << qint64(-3) << int(Tone::Bad);
}

void ThemeTest::deadlinesChangeColour()
{
    QFETCH(qint64, seconds);
    QFETCH(int, tone);
    QCOMPARE(int(toneOfTimeLeft(seconds)), tone);
}

void ThemeTest::iconsAreTinted()
{
    Theme theme(*qApp);
    for (const auto *name : {"in-flight", "copy", "pause", "run", "stop", "saboteur", "folder", "theme", "runs"}) {
        const auto image = theme.pixmap(QString::fromLatin1(name), QColor(0xD55E00), 20, 2).toImage();
        QCOMPARE(image.size(), QSize(40, 40));
        int strokes = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                strokes += image.pixelColor(x, y).alpha() > 250 && image.pixelColor(x, y).red() > 0xC0 ? 1 : 0;
        }
        QVERIFY2(strokes > 20, name);
    }
}

void ThemeTest::styleSheetIsComplete()
{
    for (const bool dark : {false, true}) {
        const auto text = styleSheetFor(tokensOf(dark));
        QVERIFY2(!text.contains(u'$'), qPrintable(text.mid(text.indexOf(u'$'), 40)));
        QRegularExpression picture(QStringLiteral("url\\((:[^)]+)\\)"));
        for (auto match = picture.globalMatch(text); match.hasNext();)
            QVERIFY(QFile::exists(match.next().captured(1)));
    }
}

QTEST_MAIN(ThemeTest)
#include "theme_test.moc"
