#include "views/filter_bar.h"

#include "views/filter_popup.h"
#include "views/filter_words.h"
#include "views/flow_layout.h"
#include "views/widgets.h"

#include <QHBoxLayout>
#include <QInputDialog>
#include <QMenu>
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
        const auto name = FilterBar::tr("Remove filter: %1 %2").arg(part.subject, part.value).simplified();
        setAccessibleName(name);
        setToolTip(name);
    }

    [[nodiscard]] QSize sizeHint() const override
    {
        return {side + subjectWidth() + valueWidth() + gap + cross + side, 24};
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
        painter.drawText(QRect(x, 0, subjectWidth(), height()), Qt::AlignVCenter, m_subject);
        x += subjectWidth();
        painter.setFont(m_theme.strongFont());
        painter.drawText(QRect(x, 0, valueWidth() + 1, height()), Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(m_value, Qt::ElideRight, valueWidth()));
        x += valueWidth() + gap;
        painter.drawPixmap(x, (height() - cross) / 2,
                           m_theme.pixmap(QStringLiteral("close"), tokens.muted, cross, devicePixelRatioF()));
    }

private:
    /// With the gap behind it.
    [[nodiscard]] int subjectWidth() const
    {
        return m_subject.isEmpty() ? 0 : QFontMetrics(m_theme.textFont()).horizontalAdvance(m_subject) + gap;
    }
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
      m_add(makeButton(tr("+ Filter"), "link-chip", this)), m_save(makeButton(tr("Save view"), "link-chip", this)),
      m_popup(new FilterPopup(theme, this))
{
    auto policy = sizePolicy();
    policy.setHeightForWidth(true);
    policy.setVerticalPolicy(QSizePolicy::Minimum);
    setSizePolicy(policy);
    setAccessibleName(tr("Filters"));
    for (const auto &preset : filterPresets()) {
        m_presets.append(makeChip(preset.label, [filter = preset.filter] { return filter; }));
        m_flow->addWidget(m_presets.last());
    }
    m_claimed = makeChip(tr("Claimed by me"), [this] {
        models::ReservationFilterSpec mine;
        mine.claimedBy = m_person;
        return mine;
    });
    m_claimed->hide();
    auto *ruleRow = new QHBoxLayout(m_rule);
    ruleRow->setContentsMargins(2, 5, 2, 5);
    auto *rule = makeRule(Qt::Vertical, m_rule);
    rule->setFixedHeight(14);
    ruleRow->addWidget(rule);
    m_add->setToolTip(tr("Filter by state, vendor, partner, time or text (Ctrl+F)"));
    m_save->setToolTip(tr("Keep this filter, its order and the columns under a name"));
    rebuildViews();
    connect(m_add, &QPushButton::clicked, this, &FilterBar::openPopup);
    connect(m_save, &QPushButton::clicked, this,
            [this] { askName(tr("Save view"), {}, [this](const QString &name) { saveView(name); }); });
    connect(m_popup, &FilterPopup::filterChosen, this, &FilterBar::filterChosen);
    setFilter({});
}

QPushButton *FilterBar::makeChip(const QString &text, std::function<models::ReservationFilterSpec()> filter)
{
    auto *chip = makeButton(text, "chip", this);
    chip->setCheckable(true);
    connect(chip, &QPushButton::clicked, this, [this, filter = std::move(filter)] { choose(filter()); });
    return chip;
}

void FilterBar::choose(models::ReservationFilterSpec filter)
{
    filter.limit = m_filter.limit;
    emit filterChosen(filter);
    setFilter(m_filter); // a click on the checked one must not uncheck it
}

void FilterBar::setPerson(const QString &name)
{
    m_person = name;
    m_popup->setPerson(name);
    rebuildViews();
}

void FilterBar::setViews(const QList<FilterView> &views)
{
    m_views = views;
    rebuildViews();
}

void FilterBar::rebuildViews()
{
    for (auto *chip : m_viewChips) {
        m_flow->removeWidget(chip);
        chip->hide();
        chip->deleteLater(); // its menu may be open
    }
    m_viewChips.clear();
    for (auto *widget : {static_cast<QWidget *>(m_claimed), m_rule, static_cast<QWidget *>(m_add),
                         static_cast<QWidget *>(m_save)})
        m_flow->removeWidget(widget);
    for (auto *part : m_parts)
        m_flow->removeWidget(part);
    m_claimed->setVisible(!m_person.isEmpty());
    if (!m_person.isEmpty())
        m_flow->addWidget(m_claimed);
    for (qsizetype i = 0; i < m_views.size(); ++i) {
        auto *chip = makeChip(m_views[i].name, [this, i] { return m_views.at(i).filter; });
        chip->setToolTip(tr("A view of your own. Its menu (right click, or the menu key) renames or deletes it."));
        connect(chip, &QPushButton::clicked, this, [this, i] {
            if (!m_views.at(i).columns.isEmpty())
                emit columnsChosen(m_views.at(i).columns);
        });
        chip->setContextMenuPolicy(Qt::CustomContextMenu);
        connect(chip, &QWidget::customContextMenuRequested, this,
                [this, chip, i](const QPoint &at) { offerViewMenu(i, chip->mapToGlobal(at)); });
        m_flow->addWidget(chip);
        chip->show();
        m_viewChips.append(chip);
    }
    m_flow->addWidget(m_rule);
    for (auto *part : m_parts)
        m_flow->addWidget(part);
    m_flow->addWidget(m_add);
    m_flow->addWidget(m_save);
    showChosen();
    updateGeometry();
}

void FilterBar::showChosen()
{
    const auto presets = filterPresets();
    bool known = false;
    const auto show = [&](QPushButton *chip, const models::ReservationFilterSpec &filter) {
        chip->setChecked(narrowsAlike(filter, m_filter));
        known |= chip->isChecked();
    };
    for (qsizetype i = 0; i < presets.size(); ++i)
        show(m_presets[i], presets[i].filter);
    models::ReservationFilterSpec mine;
    mine.claimedBy = m_person;
    m_claimed->setChecked(!m_person.isEmpty() && narrowsAlike(mine, m_filter));
    known |= m_claimed->isChecked();
    for (qsizetype i = 0; i < m_viewChips.size(); ++i)
        show(m_viewChips[i], m_views[i].filter);
    m_save->setVisible(!known && m_views.size() < FilterView::most);
}

void FilterBar::offerViewMenu(qsizetype view, const QPoint &at)
{
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const auto name = m_views.at(view).name;
    connect(menu->addAction(tr("Rename…")), &QAction::triggered, this, [this, view, name] {
        askName(tr("Rename “%1”").arg(name), name, [this, view](const QString &text) { renameView(view, text); });
    });
    connect(menu->addAction(tr("Replace by what is shown now")), &QAction::triggered, this,
            [this, name] { saveView(name); });
    menu->addSeparator();
    connect(menu->addAction(tr("Delete “%1”").arg(name)), &QAction::triggered, this,
            [this, view] { removeView(view); });
    menu->popup(at);
}

void FilterBar::askName(const QString &title, const QString &name, const std::function<void(const QString &)> &then)
{
    auto *dialog = new QInputDialog(window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setWindowTitle(title);
    dialog->setLabelText(tr("Name"));
    dialog->setTextValue(name);
    connect(dialog, &QInputDialog::textValueSelected, this, then);
    dialog->open();
}

void FilterBar::saveView(const QString &text)
{
    const auto name = text.trimmed().left(FilterView::longestName);
    if (name.isEmpty())
        return;
    m_columns.clear();
    emit columnsWanted();
    const FilterView view{name, m_filter, m_columns};
    const auto same = std::find_if(m_views.begin(), m_views.end(), [&](const auto &one) { return one.name == name; });
    if (same != m_views.end())
        *same = view;
    else if (m_views.size() < FilterView::most)
        m_views.append(view);
    rebuildViews();
    emit viewsChanged();
}

void FilterBar::renameView(qsizetype view, const QString &text)
{
    const auto name = text.trimmed().left(FilterView::longestName);
    const bool taken = std::any_of(m_views.begin(), m_views.end(), [&](const auto &one) { return one.name == name; });
    if (name.isEmpty() || taken || view >= m_views.size())
        return;
    m_views[view].name = name;
    rebuildViews();
    emit viewsChanged();
}

void FilterBar::removeView(qsizetype view)
{
    if (view >= m_views.size())
        return;
    m_views.removeAt(view);
    rebuildViews();
    emit viewsChanged();
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
    showChosen();
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
    m_flow->removeWidget(m_save);
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
    m_flow->addWidget(m_save);
    for (qsizetype i = 1; i < m_parts.size(); ++i)
        setTabOrder(m_parts[i - 1], m_parts[i]);
    if (!m_parts.isEmpty()) {
        setTabOrder(m_presets.last(), m_parts.first());
        setTabOrder(m_parts.last(), m_add);
    }
    updateGeometry();
}

} // namespace holdfast::views
