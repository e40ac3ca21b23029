#include "views/filter_bar.h"

#include "views/filter_popup.h"
#include "views/filter_words.h"
#include "views/flow_layout.h"
#include "views/widgets.h"

#include <QHBoxLayout>
#include <QPainter>
#include <QStyleOptionButton>

namespace holdfast::views {
namespace {

/// "deadline **< 15 min** ×": the whole chip is the button that takes it away.
class PartChip final : public QPushButton
{
public:
    PartChip(const Theme &theme, const FilterPart &part, QWidget *parent)
        : QPushButton(parent), m_theme(theme), m_subject(part.subject), m_value(part.value)
    {
        setKind(this, "chip");
        setFocusPolicy(Qt::TabFocus);
        setAutoDefault(false);
        const auto name = FilterBar::tr("Remove filter: %1 %2").arg(part.subject, part.value);
        setAccessibleName(name);
        setToolTip(name);
    }

    [[nodiscard]] QSize sizeHint() const override
    {
        return {side + subjectWidth() + gap + valueWidth() + gap + cross + side, 24};
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        QStyleOptionButton option;
        initStyleOption(&option);
        style()->drawControl(QStyle::CE_PushButton, &option, &painter, this);
        const auto &tokens = m_theme.tokens();
        painter.setPen(tokens.text);
        painter.setFont(m_theme.textFont());
        int x = side;
        painter.drawText(QRect(x, 0, subjectWidth() + 1, height()), Qt::AlignVCenter, m_subject);
        x += subjectWidth() + gap;
        painter.setFont(m_theme.strongFont());
        painter.drawText(QRect(x, 0, valueWidth() + 1, height()), Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(m_value, Qt::ElideRight, valueWidth()));
        x += valueWidth() + gap;
        painter.drawPixmap(x, (height() - cross) / 2,
                           m_theme.pixmap(QStringLiteral("close"), tokens.muted, cross, devicePixelRatioF()));
    }

private:
    [[nodiscard]] int subjectWidth() const { return QFontMetrics(m_theme.textFont()).horizontalAdvance(m_subject); }
    [[nodiscard]] int valueWidth() const
    {
        constexpr int widest = 220;
        return std::min(widest, QFontMetrics(m_theme.strongFont()).horizontalAdvance(m_value) + 1);
    }

    static constexpr int side = 10;
    static constexpr int gap = 6;
    static constexpr int cross = 12;
    const Theme &m_theme;
    QString m_subject;
    QString m_value;
};

} // namespace

FilterBar::FilterBar(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_flow(new FlowLayout(this, 8, 8)), m_rule(new QWidget(this)),
      m_add(makeButton(tr("+ Filter"), "link-chip", this)), m_popup(new FilterPopup(theme, this))
{
    auto policy = sizePolicy();
    policy.setHeightForWidth(true);
    policy.setVerticalPolicy(QSizePolicy::Minimum);
    setSizePolicy(policy);
    setAccessibleName(tr("Filters"));
    for (const auto &preset : filterPresets()) {
        auto *chip = makeButton(preset.label, "chip", this);
        chip->setCheckable(true);
        connect(chip, &QPushButton::clicked, this, [this, wanted = preset.filter] {
            auto filter = wanted;
            filter.limit = m_filter.limit;
            emit filterChosen(filter);
            setFilter(m_filter); // a click on the checked one must not uncheck it
        });
        m_presets.append(chip);
        m_flow->addWidget(chip);
    }
    auto *ruleRow = new QHBoxLayout(m_rule);
    ruleRow->setContentsMargins(2, 5, 2, 5);
    auto *rule = makeRule(Qt::Vertical, m_rule);
    rule->setFixedHeight(14);
    ruleRow->addWidget(rule);
    m_flow->addWidget(m_rule);
    m_flow->addWidget(m_add);
    m_add->setToolTip(tr("Filter by state, vendor, partner, time or text (Ctrl+F)"));
    connect(m_add, &QPushButton::clicked, this, &FilterBar::openPopup);
    connect(m_popup, &FilterPopup::filterChosen, this, &FilterBar::filterChosen);
    setFilter({});
}

void FilterBar::openPopup()
{
    m_popup->setFilter(m_filter);
    m_popup->adjustSize();
    m_popup->openBelow(m_add);
}

void FilterBar::setFilter(const models::ReservationFilterSpec &filter)
{
    const bool same = narrowsAlike(filter, m_filter) && !m_parts.isEmpty();
    m_filter = filter;
    const auto presets = filterPresets();
    for (qsizetype i = 0; i < presets.size(); ++i)
        m_presets[i]->setChecked(narrowsAlike(presets[i].filter, filter));
    if (!same)
        rebuildParts();
}

void FilterBar::rebuildParts()
{
    for (auto *chip : m_parts) {
        m_flow->removeWidget(chip);
        chip->hide();
        chip->deleteLater(); // it may be the one that was clicked
    }
    m_parts.clear();
    m_flow->removeWidget(m_add);
    const auto parts = partsOf(m_filter);
    for (qsizetype i = 0; i < parts.size(); ++i) {
        auto *chip = new PartChip(m_theme, parts[i], this);
        // Asked when clicked: the order may be another by then.
        connect(chip, &QPushButton::clicked, this, [this, i] { emit filterChosen(partsOf(m_filter).at(i).without); });
        m_flow->addWidget(chip);
        chip->show();
        m_parts.append(chip);
    }
    m_flow->addWidget(m_add);
    for (qsizetype i = 1; i < m_parts.size(); ++i)
        setTabOrder(m_parts[i - 1], m_parts[i]);
    if (!m_parts.isEmpty()) {
        setTabOrder(m_presets.last(), m_parts.first());
        setTabOrder(m_parts.last(), m_add);
    }
    updateGeometry();
}

} // namespace holdfast::views
