#pragma once

#include "views/tokens.h"

#include <QFont>
#include <QIcon>
#include <QObject>
#include <QPixmap>

class QApplication;
class QWidget;

namespace holdfast::views {

/// Dresses the application: style sheet, fonts and icons out of one set of tokens, light or dark as the desktop's
/// palette says, or as the person chose. One per application, on the GUI thread; it outlives every view.
class Theme final : public QObject
{
    Q_OBJECT

public:
    enum class Mode { System, Light, Dark };
    Q_ENUM(Mode)

    explicit Theme(QApplication &application);
    ~Theme() override;

    [[nodiscard]] const Tokens &tokens() const { return *m_tokens; }
    [[nodiscard]] Mode mode() const { return m_mode; }
    void setMode(Mode mode);

    [[nodiscard]] QFont textFont() const;
    [[nodiscard]] QFont strongFont() const;
    [[nodiscard]] QFont smallFont() const;
    [[nodiscard]] QFont monoFont() const;

    /// An icon of resources/icons in one tone, sharp at the widget's pixel ratio. Icons do not follow the theme by
    /// themselves: take a new one on changed().
    [[nodiscard]] QIcon icon(const QString &name, Tone tone = Tone::Text) const;
    [[nodiscard]] QPixmap pixmap(const QString &name, const QColor &colour, int size, qreal pixelRatio) const;

signals:
    /// The tokens are others now; what paints itself should update.
    void changed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void apply();

    QApplication &m_application;
    const Tokens *m_tokens;
    Mode m_mode = Mode::System;
    bool m_applying = false;
};

/// The style sheet of the whole application for one set of tokens.
[[nodiscard]] QString styleSheetFor(const Tokens &tokens);

/// What a label or button is, as the style sheet knows it: "title", "muted", "mono", "primary", "danger", ...
void setKind(QWidget *widget, const char *kind);
/// The colour of a label's text.
void setTone(QWidget *widget, Tone tone);

} // namespace holdfast::views
