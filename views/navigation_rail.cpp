#include "views/navigation_rail.h"

#include <QAbstractButton>
#include <QButtonGroup>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

namespace holdfast::views {
namespace {

class RailButton final : public QAbstractButton
{
public:
    RailButton(const Theme &theme, const QString &icon, const QString &label, QWidget *parent)
        : QAbstractButton(parent), m_theme(theme), m_icon(icon)
    {
        setText(label);
        setAccessibleName(label);
        setCheckable(true);
        setFocusPolicy(Qt::TabFocus);
        setFixedSize(68, 56);
        setAttribute(Qt::WA_Hover);
        connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    }

    [[nodiscard]] QSize sizeHint() const override { return {68, 56}; }

    void setBadge(int count)
    {
        m_badge = count;
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        const auto &tokens = m_theme.tokens();
        const auto box = QRectF(rect()).adjusted(1, 1, -1, -1);
        painter.setPen(hasFocus() ? QPen(tokens.accent, 2) : QPen(Qt::NoPen));
        if (isChecked())
            painter.setBrush(tokens.selection);
        else if (underMouse())
            painter.setBrush(tokens.hover);
        if (isChecked() || underMouse() || hasFocus())
            painter.drawRoundedRect(box, 5, 5);
        const auto colour = isChecked() ? tokens.accent : tokens.muted;
        constexpr int side = 20;
        painter.drawPixmap((width() - side) / 2, 9, m_theme.pixmap(m_icon, colour, side, devicePixelRatioF()));
        if (m_badge > 0)
            paintBadge(painter);
        auto font = m_theme.smallFont();
        if (isChecked())
            font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        painter.setPen(colour);
        painter.drawText(QRect(0, 33, width(), 16), Qt::AlignCenter, text());
    }

private:
    void paintBadge(QPainter &painter) const
    {
        constexpr int most = 99;
        const auto words = m_badge > most ? QStringLiteral("99+") : QString::number(m_badge);
        auto font = m_theme.smallFont();
        font.setPixelSize(10);
        font.setWeight(QFont::DemiBold);
        painter.setFont(font);
        constexpr int height = 15;
        const int across = std::max(height, painter.fontMetrics().horizontalAdvance(words) + 8);
        const QRect box(width() / 2 + 6, 4, across, height);
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_theme.tokens().bad);
        painter.drawRoundedRect(box, height / 2.0, height / 2.0);
        painter.setPen(m_theme.tokens().surface);
        painter.drawText(box, Qt::AlignCenter, words);
    }

    const Theme &m_theme;
    QString m_icon;
    int m_badge = 0;
};

} // namespace

NavigationRail::NavigationRail(const Theme &theme, QWidget *parent)
    : QFrame(parent), m_theme(theme), m_group(new QButtonGroup(this)), m_column(new QVBoxLayout(this))
{
    setKind(this, "rail");
    setFixedWidth(84);
    setAccessibleName(tr("Pages"));
    m_column->setContentsMargins(8, 12, 7, 12);
    m_column->setSpacing(4);
    m_column->addStretch(1);
    connect(m_group, &QButtonGroup::idClicked, this, &NavigationRail::chosen);
}

void NavigationRail::addPage(const QString &icon, const QString &label)
{
    const int page = int(m_group->buttons().size());
    auto *button = new RailButton(m_theme, icon, label, this);
    if (page < 10)
        button->setToolTip(tr("%1 (Ctrl+%2)").arg(label).arg((page + 1) % 10));
    m_group->addButton(button, page);
    m_column->insertWidget(page, button);
}

void NavigationRail::setCurrent(int page)
{
    if (auto *chosenButton = m_group->button(page)) {
        chosenButton->setChecked(true);
    } else if (auto *current = m_group->checkedButton()) {
        m_group->setExclusive(false); // or one is always checked
        current->setChecked(false);
        m_group->setExclusive(true);
    }
}

void NavigationRail::setBadge(int page, int count)
{
    auto *button = static_cast<RailButton *>(m_group->button(page));
    if (!button)
        return;
    button->setBadge(count);
    button->setAccessibleDescription(count > 0 ? tr("%n waiting", nullptr, count) : QString());
}

QAbstractButton *NavigationRail::button(int page) const
{
    return m_group->button(page);
}

} // namespace holdfast::views
