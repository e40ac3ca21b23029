#include "views/sum_cards.h"

#include "models/language.h"
#include "views/text.h"

#include <QGridLayout>
#include <QPainter>

#include <algorithm>

namespace holdfast::views {

namespace {

constexpr int gap = 12;
constexpr int numberPixels = 20;
constexpr int numberTop = 22; ///< below the label

} // namespace

SumCard::SumCard(const Theme &theme, QWidget *parent) : QAbstractButton(parent), m_theme(theme)
{
    setCheckable(true);
    setFocusPolicy(Qt::TabFocus);
    setFixedHeight(height);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAttribute(Qt::WA_Hover);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SumCard::set(const Sum &sum)
{
    m_sum = sum;
    setText(sum.label);
    setToolTip(sum.money.isEmpty() ? sum.meaning : tr("%1 At stake: %2").arg(sum.meaning, sum.money));
    const auto count = QString::number(sum.count) + (sum.complete ? QString() : QStringLiteral("+"));
    setAccessibleName(sum.money.isEmpty() ? tr("%1: %2").arg(sum.label, count)
                                          : tr("%1: %2, %3").arg(sum.label, count, sum.money));
    setAccessibleDescription(sum.meaning);
    update();
}

void SumCard::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const auto &tokens = m_theme.tokens();
    const bool marked = isChecked() || hasFocus();
    painter.setPen(QPen(marked ? tokens.accent : tokens.border, hasFocus() ? 2 : 1));
    painter.setBrush(isChecked() ? tokens.selection : underMouse() ? tokens.hover : tokens.surface);
    const auto inset = hasFocus() ? 1.0 : 0.5;
    painter.drawRoundedRect(QRectF(rect()).adjusted(inset, inset, -inset, -inset), 6, 6);

    const auto inner = rect().adjusted(12, 8, -12, -8);
    painter.setFont(m_theme.textFont());
    painter.setPen(isChecked() ? tokens.text : tokens.muted);
    const auto label = painter.fontMetrics().elidedText(m_sum.label, Qt::ElideRight, inner.width());
    painter.drawText(inner, Qt::AlignLeft | Qt::AlignTop, label);

    auto font = m_theme.textFont();
    font.setPixelSize(numberPixels);
    font.setWeight(QFont::DemiBold);
    painter.setFont(font);
    painter.setPen(m_sum.count > 0 ? tokens.of(m_sum.tone) : tokens.muted);
    const auto number = models::screenLocale().toString(m_sum.count) + (m_sum.complete ? QString() : QStringLiteral("+"));
    const auto below = inner.adjusted(0, numberTop, 0, 0);
    drawTabular(painter, below, Qt::AlignLeft, number);
    const int used = tabularWidth(painter.fontMetrics(), number) + 10;
    painter.setFont(m_theme.textFont());
    painter.setPen(tokens.muted);
    const auto money = painter.fontMetrics().elidedText(m_sum.money, Qt::ElideRight, inner.width() - used);
    drawTabular(painter, below.adjusted(used, 2, 0, 2), Qt::AlignRight, money); // on one line with the number
}

SumCards::SumCards(const Theme &theme, const QString &name, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_grid(new QGridLayout(this))
{
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(gap);
    setAccessibleName(name);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SumCards::setSums(const QList<Sum> &sums)
{
    if (sums.size() != m_cards.size()) {
        qDeleteAll(m_cards);
        m_cards.clear();
        m_columns = 0;
        for (qsizetype i = 0; i < sums.size(); ++i) {
            auto *card = new SumCard(m_theme, this);
            connect(card, &QAbstractButton::clicked, this, [this] { emit chosenChanged(chosen()); });
            m_cards.append(card);
        }
        place();
    }
    for (qsizetype i = 0; i < sums.size(); ++i)
        m_cards[i]->set(sums[i]);
}

QStringList SumCards::chosen() const
{
    QStringList keys;
    for (const auto *card : m_cards) {
        if (card->isChecked())
            keys.append(card->sum().key);
    }
    return keys;
}

void SumCards::choose(const QStringList &keys)
{
    for (auto *card : m_cards)
        card->setChecked(keys.contains(card->sum().key));
}

void SumCards::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    place();
}

void SumCards::place()
{
    const int count = int(m_cards.size());
    if (count == 0)
        return;
    const int fit = std::clamp((width() + gap) / (SumCard::leastWidth + gap), 1, count);
    const int rows = (count + fit - 1) / fit;
    const int columns = (count + rows - 1) / rows; // as even as they go
    if (columns == m_columns)
        return;
    for (int i = 0; i < count; ++i)
        m_grid->addWidget(m_cards[i], i / columns, i % columns);
    for (int column = 0; column < std::max(columns, m_columns); ++column)
        m_grid->setColumnStretch(column, column < columns ? 1 : 0);
    m_columns = columns;
}

} // namespace holdfast::views
