#pragma once

#include "views/glyphs.h"
#include "views/theme.h"

#include <QFrame>
#include <QLabel>
#include <QPushButton>

#include <functional>
#include <optional>

class QAbstractItemModel;
class QAbstractItemView;
class QHBoxLayout;

namespace holdfast::views {

/// A surface with a border: what every page is made of.
class Card : public QFrame
{
public:
    explicit Card(QWidget *parent = nullptr);
};

/// A label that gives way: shorter than its text it elides (ids in the middle) and offers the whole in a tooltip.
class ElidedLabel final : public QLabel
{
public:
    explicit ElidedLabel(Qt::TextElideMode mode, QWidget *parent = nullptr);
    void setFullText(const QString &text);
    [[nodiscard]] const QString &fullText() const { return m_text; }
    [[nodiscard]] QSize minimumSizeHint() const override;
    [[nodiscard]] QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void elide();

    Qt::TextElideMode m_mode;
    QString m_text;
};

/// A label whose figures are tabular, for numbers that tick.
class NumberLabel final : public QLabel
{
public:
    explicit NumberLabel(QWidget *parent = nullptr);
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override { return sizeHint(); }

protected:
    void paintEvent(QPaintEvent *event) override;
};

/// One glyph. It is decoration beside a word, which is what a screen reader reads.
class GlyphLabel final : public QWidget
{
public:
    GlyphLabel(const Theme &theme, int side, QWidget *parent = nullptr);
    void set(Glyph glyph, Tone tone);
    void set(State state);
    void clear();

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    std::optional<Glyph> m_glyph;
    std::optional<State> m_state;
    Tone m_tone = Tone::Muted;
};

/// A rounded bar, filled from the left.
class ProgressBar final : public QWidget
{
public:
    explicit ProgressBar(const Theme &theme, QWidget *parent = nullptr);
    void setFraction(double fraction); ///< 0 to 1
    void setTone(Tone tone);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    double m_fraction = 0;
    Tone m_tone = Tone::Accent;
};

/// The thin bar at the very top of what is loading; the layout below stands still.
class LoadingBar final : public QWidget
{
    Q_OBJECT

public:
    explicit LoadingBar(const Theme &theme, QWidget *parent = nullptr);
    void setActive(bool active);
    [[nodiscard]] bool isActive() const { return m_active; }

protected:
    void paintEvent(QPaintEvent *event) override;
    void timerEvent(QTimerEvent *event) override;

private:
    const Theme &m_theme;
    bool m_active = false;
    int m_timer = 0;
    int m_phase = 0;
};

/// One sentence saying what would be here, and one button that makes it so.
class EmptyState final : public QWidget
{
public:
    explicit EmptyState(QWidget *parent = nullptr);
    void set(const QString &sentence, const QString &action, std::function<void()> act);
    [[nodiscard]] QPushButton *button() const { return m_button; }
    [[nodiscard]] QString sentence() const { return m_sentence->text(); }

private:
    QLabel *m_sentence;
    QPushButton *m_button;
    std::function<void()> m_act;
};

/// What happened, what is still true, what to do.
class Notice final : public QFrame
{
public:
    explicit Notice(const Theme &theme, QWidget *parent = nullptr);
    /// An empty `action` shows no button.
    void show(Tone tone, const QString &happened, const QString &stillTrue, const QString &action,
              std::function<void()> act);
    [[nodiscard]] QString text() const;
    [[nodiscard]] QPushButton *button() const { return m_button; }

private:
    GlyphLabel *m_glyph;
    QLabel *m_happened;
    QLabel *m_stillTrue;
    QPushButton *m_button;
    std::function<void()> m_act;
};

/// Shows another model; the selection in the one before goes with it.
void changeModel(QAbstractItemView *view, QAbstractItemModel *model);

/// A vertical or horizontal hairline.
[[nodiscard]] QFrame *makeRule(Qt::Orientation orientation, QWidget *parent);

/// A label of one kind and tone; see setKind().
[[nodiscard]] QLabel *makeLabel(const QString &text, const char *kind, Tone tone, QWidget *parent);

/// A push button that a click does not focus: the focus ring is for the keyboard. Its accessible name is its text.
[[nodiscard]] QPushButton *makeButton(const QString &text, const char *kind, QWidget *parent);

} // namespace holdfast::views
