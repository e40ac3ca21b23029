#pragma once

#include "models/link.h"
#include "views/widgets.h"

#include <QAbstractButton>

class QGridLayout;

namespace holdfast::views {

/// A number that leads to the rows behind it: a caption, the figure, its unit. It is a link: hovering and focus show it, a
/// click or Space follows it. Its place stands still whatever the figure.
class FigureLink final : public QAbstractButton
{
    Q_OBJECT

public:
    /// Alone under a title, which is its caption; one of several; a whole row, the figure at its right end.
    enum class Size { Big, Small, Row };

    FigureLink(const Theme &theme, Size size, const QString &caption, QWidget *parent);

    void setGlyph(Glyph glyph, Tone tone);
    void setState(State state);
    /// `figure` empty: not known yet.
    void setFigure(const QString &figure, Tone tone = Tone::Text, const QString &unit = {});
    void setCaption(const QString &caption);
    /// What it is to those who do not see its glyph, where it has no caption.
    void setName(const QString &name);
    void setLink(const models::Link &link) { m_link = link; }
    /// More than there is room for; the caption and the figure come first.
    void setMore(const QString &more);
    [[nodiscard]] const models::Link &link() const { return m_link; }
    [[nodiscard]] const QString &figure() const { return m_figure; }
    [[nodiscard]] const QString &caption() const { return m_caption; }

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

signals:
    void followed(const holdfast::models::Link &link);

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    [[nodiscard]] QFont figureFont() const;
    void paintGlyph(QPainter &painter, QRect &box) const;
    void tell();

    const Theme &m_theme;
    Size m_size;
    QString m_caption, m_name, m_figure, m_unit, m_more;
    Tone m_tone = Tone::Text;
    std::optional<Glyph> m_glyph;
    std::optional<State> m_state;
    Tone m_glyphTone = Tone::Muted;
    models::Link m_link;
};

/// Parts of a whole side by side, a hairline between them; the rest is the track.
class PartsBar final : public QWidget
{
public:
    explicit PartsBar(const Theme &theme, QWidget *parent = nullptr);
    struct Part
    {
        double share = 0;
        State state = State::Held;
    };
    void setParts(const QList<Part> &parts);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    QList<Part> m_parts;
};

} // namespace holdfast::views
