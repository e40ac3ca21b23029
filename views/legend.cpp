#include "views/legend.h"

#include "views/text.h"

#include <QPainter>

namespace holdfast::views {

Legend::Legend(const Theme &theme, QWidget *parent) : QWidget(parent), m_theme(theme)
{
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setFixedHeight(20);
    connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
}

void Legend::set(const QList<Entry> &entries)
{
    m_entries = entries;
    const auto all = texts().join(QStringLiteral(", "));
    setToolTip(all);
    setAccessibleName(all);
    update();
}

QStringList Legend::texts() const
{
    QStringList found;
    for (const auto &entry : m_entries)
        found.append(entry.text);
    return found;
}

void Legend::paintEvent(QPaintEvent *)
{
    constexpr int stroke = 12;
    constexpr int gap = 16;
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_theme.smallFont());
    const auto metrics = painter.fontMetrics();
    int x = 0;
    for (const auto &entry : m_entries) {
        const int words = tabularWidth(metrics, entry.text);
        if (x + stroke + 6 + words > width())
            break;
        painter.setPen(QPen(m_theme.tokens().of(entry.series), 2.4, Qt::SolidLine, Qt::RoundCap));
        painter.drawLine(QPointF(x + 1, height() / 2.0 + 0.5), QPointF(x + stroke - 1, height() / 2.0 + 0.5));
        painter.setPen(m_theme.tokens().muted);
        drawTabular(painter, QRect(x + stroke + 6, 0, words + 1, height()), Qt::AlignLeft | Qt::AlignVCenter, entry.text);
        x += stroke + 6 + words + gap;
    }
}

} // namespace holdfast::views
