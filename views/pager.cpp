#include "views/pager.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QToolButton>

namespace holdfast::views {

using models::PageTurn;

namespace {

constexpr std::array sizes = {100, 250, 500, 1'000};
constexpr std::array icons = {"page-first", "page-previous", "page-next", "page-last"};

} // namespace

Pager::Pager(const Theme &theme, models::ReservationModel &rows, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_rows(rows), m_range(new ElidedLabel(Qt::ElideRight, this)),
      m_size(new QComboBox(this))
{
    setAccessibleName(tr("Pages"));
    setTone(m_range, Tone::Muted);
    setKind(m_range, "status");
    for (const int size : sizes)
        m_size->addItem(tr("%1 per page").arg(size), size);
    m_size->setAccessibleName(tr("Rows on a page"));
    m_size->setToolTip(tr("Rows on a page"));
    m_size->setFocusPolicy(Qt::TabFocus);
    const std::array names = {tr("First page"), tr("Previous page"), tr("Next page"), tr("Last page")};
    const std::array keys = {QKeySequence(Qt::ALT | Qt::Key_Home), QKeySequence(Qt::ALT | Qt::Key_PageUp),
                             QKeySequence(Qt::ALT | Qt::Key_PageDown), QKeySequence(Qt::ALT | Qt::Key_End)};
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(10, 4, 6, 4);
    row->setSpacing(4);
    row->addWidget(m_range, 1);
    row->addWidget(m_size);
    row->addSpacing(8);
    for (std::size_t i = 0; i < m_buttons.size(); ++i) {
        auto *button = new QToolButton(this);
        button->setIconSize({16, 16});
        button->setFocusPolicy(Qt::TabFocus);
        button->setAccessibleName(names[i]);
        button->setToolTip(tr("%1 (%2)").arg(names[i], keys[i].toString(QKeySequence::NativeText)));
        button->setShortcut(keys[i]);
        connect(button, &QToolButton::clicked, this, [this, i] { m_rows.turnPage(PageTurn(i)); });
        row->addWidget(button);
        m_buttons[i] = button;
    }
    connect(m_size, &QComboBox::activated, this, [this] {
        auto filter = m_rows.filter();
        filter.limit = m_size->currentData().toInt();
        m_rows.setFilter(filter);
    });
    connect(&rows, &models::ReservationModel::summaryChanged, this, &Pager::refresh);
    connect(&theme, &Theme::changed, this, &Pager::dress);
    dress();
    refresh();
}

void Pager::refresh()
{
    const auto range = m_rows.range();
    m_range->setFullText(range.isEmpty() ? QString() : tr("Rows %1").arg(range));
    for (std::size_t i = 0; i < m_buttons.size(); ++i)
        m_buttons[i]->setEnabled(m_rows.canTurn(PageTurn(i)));
    m_size->setCurrentIndex(m_size->findData(m_rows.filter().limit));
}

void Pager::dress()
{
    for (std::size_t i = 0; i < m_buttons.size(); ++i)
        m_buttons[i]->setIcon(m_theme.icon(QLatin1String(icons[i]), Tone::Muted));
}

} // namespace holdfast::views
