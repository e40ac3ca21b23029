#include "views/theme.h"

#include <QApplication>
#include <QEvent>
#include <QFile>
#include <QFontDatabase>
#include <QPainter>
#include <QPalette>
#include <QStyle>
#include <QStyleFactory>
#include <QSvgRenderer>
#include <QWidget>

#include <utility>

static void initIcons() // the macro must stand outside any namespace
{
    Q_INIT_RESOURCE(icons);
}

namespace holdfast::views {
namespace {

/// Qt 6.4 cannot say whether the desktop is dark (6.5 can): its window colour does.
bool desktopIsDark()
{
    const auto palette = QGuiApplication::palette();
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

QFont fontOf(const QString &family, QFontDatabase::SystemFont fallback, int pixels)
{
    QFont font;
    font.setFamilies({family, QFontDatabase::systemFont(fallback).family()});
    font.setPixelSize(pixels);
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature(QFont::Tag("tnum"), 1);
#endif
    return font;
}

const char *nameOf(Tone tone)
{
    switch (tone) {
    case Tone::Text:
        return "text";
    case Tone::Muted:
        return "muted";
    case Tone::Accent:
        return "accent";
    case Tone::Good:
        return "good";
    case Tone::Warn:
        return "warn";
    case Tone::Bad:
        return "bad";
    }
    return "text";
}

void setStyleProperty(QWidget *widget, const char *property, const char *value)
{
    const QString text = QString::fromLatin1(value);
    if (widget->property(property).toString() == text)
        return;
    widget->setProperty(property, text);
    widget->style()->unpolish(widget); // a style sheet looks at properties only when it polishes
    widget->style()->polish(widget);
    widget->update();
}

} // namespace

Theme::Theme(QApplication &application) : m_application(application), m_tokens(&lightTokens())
{
    initIcons();
    m_application.setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    m_application.setFont(textFont());
    m_application.setEffectEnabled(Qt::UI_AnimateMenu, false);
    m_application.setEffectEnabled(Qt::UI_AnimateCombo, false);
    m_application.installEventFilter(this);
    apply();
}

Theme::~Theme()
{
    m_application.removeEventFilter(this);
    m_application.setStyleSheet({});
}

void Theme::setMode(Mode mode)
{
    m_mode = mode;
    apply();
}

void Theme::apply()
{
    const bool dark = m_mode == Mode::System ? desktopIsDark() : m_mode == Mode::Dark;
    const auto &wanted = dark ? darkTokens() : lightTokens();
    if (&wanted == m_tokens && !m_application.styleSheet().isEmpty())
        return;
    m_tokens = &wanted;
    m_applying = true; // a style sheet makes the application announce a palette change of its own
    m_application.setStyleSheet(styleSheetFor(wanted));
    m_applying = false;
    emit changed();
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == &m_application && event->type() == QEvent::ApplicationPaletteChange && !m_applying)
        QMetaObject::invokeMethod(this, &Theme::apply, Qt::QueuedConnection);
    return QObject::eventFilter(watched, event);
}

// Made once: every cell that is painted asks for one.

QFont Theme::textFont() const
{
    static const QFont font = fontOf(QStringLiteral("Inter"), QFontDatabase::GeneralFont, 13);
    return font;
}

QFont Theme::strongFont() const
{
    static const QFont font = [this] {
        auto strong = textFont();
        strong.setWeight(QFont::DemiBold);
        return strong;
    }();
    return font;
}

QFont Theme::smallFont() const
{
    static const QFont font = [this] {
        auto small = textFont();
        small.setPixelSize(11);
        return small;
    }();
    return font;
}

QFont Theme::monoFont() const
{
    static const QFont font = [] {
        auto mono = fontOf(QStringLiteral("JetBrains Mono"), QFontDatabase::FixedFont, 12);
        mono.setStyleStrategy(QFont::PreferNoShaping); // no ligatures: "!=" in a log is two characters
        return mono;
    }();
    return font;
}

QPixmap Theme::pixmap(const QString &name, const QColor &colour, int size, qreal pixelRatio) const
{
    QFile file(QStringLiteral(":/holdfast/icons/%1.svg").arg(name));
    const bool found = file.open(QIODevice::ReadOnly);
    Q_ASSERT_X(found, "Theme::pixmap", qPrintable(name));
    QPixmap pixmap(QSize(size, size) * pixelRatio);
    pixmap.setDevicePixelRatio(pixelRatio);
    pixmap.fill(Qt::transparent);
    if (!found)
        return pixmap;
    QSvgRenderer renderer(file.readAll().replace("#000", colour.name().toLatin1()));
    QPainter painter(&pixmap);
    renderer.render(&painter, QRectF(0, 0, size, size));
    return pixmap;
}

QIcon Theme::icon(const QString &name, Tone tone) const
{
    QIcon icon;
    for (const qreal ratio : {1.0, 2.0}) {
        for (const int size : {16, 20}) {
            icon.addPixmap(pixmap(name, m_tokens->of(tone), size, ratio));
            auto faded = m_tokens->muted;
            icon.addPixmap(pixmap(name, faded, size, ratio), QIcon::Disabled);
        }
    }
    return icon;
}

void setKind(QWidget *widget, const char *kind)
{
    setStyleProperty(widget, "kind", kind);
}

void setTone(QWidget *widget, Tone tone)
{
    setStyleProperty(widget, "tone", nameOf(tone));
}

} // namespace holdfast::views
