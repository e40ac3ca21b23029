#include "views/widgets.h"

#include "views/text.h"

#include <QAbstractItemView>
#include <QEvent>
#include <QHBoxLayout>
#include <QItemSelectionModel>
#include <QPainter>
#include <QTimerEvent>
#include <QVBoxLayout>

#include <algorithm>

namespace holdfast::views {
namespace {

constexpr int sentenceWidth = 400;

} // namespace

Card::Card(QWidget *parent) : QFrame(parent)
{
    setKind(this, "card");
}

ElidedLabel::ElidedLabel(Qt::TextElideMode mode, QWidget *parent) : QLabel(parent), m_mode(mode)
{
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setFullText(const QString &text)
{
    if (m_text == text)
        return;
    m_text = text;
    setAccessibleName(text);
    updateGeometry();
    elide();
}

QSize ElidedLabel::sizeHint() const
{
    const auto margins = contentsMargins();
    return {fontMetrics().horizontalAdvance(m_text) + 2 + margins.left() + margins.right(), QLabel::sizeHint().height()};
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {std::min(sizeHint().width(), fontMetrics().horizontalAdvance(QStringLiteral("0000…"))),
            QLabel::minimumSizeHint().height()};
}

void ElidedLabel::resizeEvent(QResizeEvent *event)
{
    QLabel::resizeEvent(event);
    elide();
}

void ElidedLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        elide();
}

void ElidedLabel::elide()
{
    const auto shown = fontMetrics().elidedText(m_text, m_mode, contentsRect().width());
    setText(shown);
    setToolTip(shown == m_text ? QString() : m_text);
}

NumberLabel::NumberLabel(QWidget *parent) : QLabel(parent)
{
    setTextFormat(Qt::PlainText);
}

QSize NumberLabel::sizeHint() const
{
    const auto margins = contentsMargins();
    return {tabularWidth(fontMetrics(), text()) + margins.left() + margins.right(), QLabel::sizeHint().height()};
}

void NumberLabel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setPen(palette().color(foregroundRole()));
    drawTabular(painter, contentsRect(), alignment(), text());
}

GlyphLabel::GlyphLabel(const Theme &theme, int side, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setFixedSize(side, side);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void GlyphLabel::set(Glyph glyph, Tone tone)
{
    m_glyph = glyph;
    m_state.reset();
    m_tone = tone;
    update();
}

void GlyphLabel::set(State state)
{
    m_state = state;
    m_glyph = glyphOf(state);
    update();
}

void GlyphLabel::clear()
{
    m_glyph.reset();
    m_state.reset();
    update();
}

void GlyphLabel::paintEvent(QPaintEvent *)
{
    if (!m_glyph)
        return;
    QPainter painter(this);
    const auto &tokens = m_theme.tokens();
    drawGlyph(painter, rect(), *m_glyph, m_state ? tokens.of(*m_state) : tokens.of(m_tone));
}

ProgressBar::ProgressBar(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setFixedHeight(6);
    setMinimumWidth(80);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void ProgressBar::setFraction(double fraction)
{
    m_fraction = std::clamp(fraction, 0.0, 1.0);
    update();
}

void ProgressBar::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void ProgressBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF track(rect());
    const double radius = track.height() / 2;
    painter.setBrush(m_theme.tokens().grid);
    painter.drawRoundedRect(track, radius, radius);
    if (m_fraction <= 0)
        return;
    painter.setBrush(m_theme.tokens().of(m_tone));
    painter.drawRoundedRect(QRectF(0, 0, std::max(track.height(), track.width() * m_fraction), track.height()), radius,
                            radius);
}

LoadingBar::LoadingBar(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setFixedHeight(2);
    setAccessibleName(tr("Loading"));
}

void LoadingBar::setActive(bool active)
{
    if (m_active == active)
        return;
    m_active = active;
    if (active)
        m_timer = startTimer(40);
    else
        killTimer(m_timer);
    update();
}

void LoadingBar::timerEvent(QTimerEvent *event)
{
    if (event->timerId() != m_timer)
        return;
    m_phase = (m_phase + 2) % 100;
    if (isVisible())
        update();
}

void LoadingBar::paintEvent(QPaintEvent *)
{
    if (!m_active)
        return;
    QPainter painter(this);
    const int length = width() / 4;
    painter.fillRect((width() + length) * m_phase / 100 - length, 0, length, height(), m_theme.tokens().accent);
}

EmptyState::EmptyState(QWidget *parent)
    : QWidget(parent), m_sentence(makeLabel({}, "", Tone::Muted, this)), m_button(makeButton({}, "", this))
{
    m_sentence->setAlignment(Qt::AlignCenter);
    m_sentence->setWordWrap(true);
    m_sentence->setFixedWidth(sentenceWidth);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addStretch(2);
    column->addWidget(m_sentence, 0, Qt::AlignHCenter);
    column->addWidget(m_button, 0, Qt::AlignHCenter);
    column->addStretch(3);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_act)
            m_act();
    });
}

void EmptyState::set(const QString &sentence, const QString &action, std::function<void()> act)
{
    m_sentence->setText(sentence);
    // A layout that centres a wrapping label does not ask for its height at this width.
    m_sentence->setFixedHeight(m_sentence->heightForWidth(sentenceWidth));
    m_button->setText(action);
    m_button->setAccessibleName(action);
    m_button->setVisible(!action.isEmpty());
    m_act = std::move(act);
}

Notice::Notice(const Theme &theme, QWidget *parent)
    : QFrame(parent), m_glyph(new GlyphLabel(theme, 16, this)), m_happened(makeLabel({}, "heading", Tone::Text, this)),
      m_stillTrue(makeLabel({}, "", Tone::Muted, this)), m_button(makeButton({}, "", this))
{
    for (auto *label : {m_happened, m_stillTrue}) {
        label->setWordWrap(true);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    auto *words = new QVBoxLayout;
    words->setSpacing(4);
    words->addWidget(m_happened);
    words->addWidget(m_stillTrue);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 12, 16, 12);
    row->setSpacing(12);
    row->addWidget(m_glyph, 0, Qt::AlignTop);
    row->addLayout(words, 1);
    row->addWidget(m_button, 0, Qt::AlignVCenter);
    connect(m_button, &QPushButton::clicked, this, [this] {
        if (m_act)
            m_act();
    });
    hide();
}

void Notice::show(Tone tone, const QString &happened, const QString &stillTrue, const QString &action,
                  std::function<void()> act)
{
    setKind(this, tone == Tone::Bad ? "notice-bad" : tone == Tone::Accent ? "notice-accent" : "notice");
    m_glyph->set(tone == Tone::Accent ? Glyph::RingedDisc : Glyph::Warning, tone);
    m_happened->setText(happened);
    m_stillTrue->setText(stillTrue);
    m_stillTrue->setVisible(!stillTrue.isEmpty());
    m_button->setText(action);
    m_button->setAccessibleName(action);
    m_button->setVisible(!action.isEmpty());
    m_act = std::move(act);
    setAccessibleName(text());
    setVisible(true);
}

QString Notice::text() const
{
    return m_happened->text() + u' ' + m_stillTrue->text();
}

void changeModel(QAbstractItemView *view, QAbstractItemModel *model)
{
    auto *selection = view->selectionModel();
    view->setModel(model);
    delete selection; // the view makes a new one and keeps the old
}

QFrame *makeRule(Qt::Orientation orientation, QWidget *parent)
{
    auto *rule = new QFrame(parent);
    setKind(rule, "rule");
    if (orientation == Qt::Horizontal)
        rule->setFixedHeight(1);
    else
        rule->setFixedWidth(1);
    return rule;
}

QLabel *makeLabel(const QString &text, const char *kind, Tone tone, QWidget *parent)
{
    auto *label = new QLabel(text, parent);
    label->setTextFormat(Qt::PlainText);
    setKind(label, kind);
    setTone(label, tone);
    return label;
}

QPushButton *makeButton(const QString &text, const char *kind, QWidget *parent)
{
    auto *button = new QPushButton(text, parent);
    button->setFocusPolicy(Qt::TabFocus);
    button->setAccessibleName(text);
    button->setAutoDefault(false);
    setKind(button, kind);
    return button;
}

} // namespace holdfast::views
