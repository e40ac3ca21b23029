#include "views/palette.h"

#include "views/delegates.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>

#include <algorithm>

namespace holdfast::views {

namespace {

constexpr int paletteWidth = 560;
constexpr int fromTop = 56;

class PaletteDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        paintRow(*painter, option);
        const auto &tokens = theme().tokens();
        auto cell = cellOf(option);
        const auto keys = index.data(PaletteModel::KeysRole).toString();
        const auto group = index.data(PaletteModel::GroupRole).toString();
        const auto whyNot = index.data(PaletteModel::WhyNotRole).toString();
        const auto right = [&](const QString &text, const QFont &font) {
            if (text.isEmpty())
                return;
            const int width = QFontMetrics(font).horizontalAdvance(text) + 2;
            paintText(*painter, QRect(cell.right() - width, cell.top(), width, cell.height()), text, font,
                      tokens.muted);
            cell.setRight(cell.right() - width - 16);
        };
        right(keys, theme().monoFont());
        right(group, theme().smallFont());
        const auto text = index.data(Qt::DisplayRole).toString();
        const auto shown = whyNot.isEmpty() ? text : text + QStringLiteral(" · ") + whyNot;
        paintText(*painter, cell, shown, theme().textFont(), whyNot.isEmpty() ? tokens.text : tokens.muted);
        painter->restore();
    }
};

} // namespace

int paletteRank(const QString &words, const QString &text)
{
    if (text.isEmpty())
        return 1;
    if (words.startsWith(text, Qt::CaseInsensitive))
        return 4;
    if (words.contains(u' ' + text, Qt::CaseInsensitive) || words.contains(u'-' + text, Qt::CaseInsensitive))
        return 3;
    if (words.contains(text, Qt::CaseInsensitive))
        return 2;
    qsizetype from = 0;
    for (const QChar letter : text) {
        from = words.indexOf(letter, from, Qt::CaseInsensitive);
        if (from < 0)
            return 0;
        ++from;
    }
    return 1;
}

void PaletteModel::setEntries(const QList<PaletteEntry> &entries)
{
    m_entries = entries;
    setText({}, {});
}

void PaletteModel::setText(const QString &text, const QList<PaletteEntry> &always)
{
    QList<std::pair<int, PaletteEntry>> found;
    for (const auto &entry : m_entries) {
        const int rank = std::max(paletteRank(entry.text, text), paletteRank(entry.group + u' ' + entry.text, text));
        if (rank > 0)
            found.append({rank, entry});
    }
    std::stable_sort(found.begin(), found.end(), [](const auto &a, const auto &b) { return a.first > b.first; });
    beginResetModel();
    m_shown.clear();
    constexpr int scattered = 1;
    const bool wordsFirst = !found.isEmpty() && found.first().first > scattered;
    if (!wordsFirst)
        m_shown = always;
    for (const auto &[rank, entry] : found)
        m_shown.append(entry);
    if (wordsFirst)
        m_shown.append(always);
    endResetModel();
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const auto &entry = m_shown.at(index.row());
    switch (role) {
    case Qt::DisplayRole:
        return entry.text;
    case Qt::ToolTipRole:
        return entry.whyNot;
    case Qt::AccessibleTextRole:
        return entry.whyNot.isEmpty() ? entry.text : entry.text + QStringLiteral(", ") + entry.whyNot;
    case GroupRole:
        return entry.group;
    case KeysRole:
        return entry.keys;
    case WhyNotRole:
        return entry.whyNot;
    default:
        return {};
    }
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? Qt::ItemIsEnabled | Qt::ItemIsSelectable : Qt::NoItemFlags;
}

Palette::Palette(const Theme &theme, std::function<QList<PaletteEntry>(const QString &)> ofText, QWidget *parent)
    : QFrame(parent, Qt::Popup), m_ofText(std::move(ofText)), m_field(new QLineEdit(this)),
      m_list(new QListView(this))
{
    setKind(this, "card");
    setAccessibleName(tr("Command palette"));
    m_field->setPlaceholderText(tr("Find a reservation, page, action…"));
    m_field->setAccessibleName(m_field->placeholderText());
    m_field->setMaxLength(200);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new PaletteDelegate(theme, m_list));
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMouseTracking(true);
    m_list->setFocusPolicy(Qt::NoFocus); // the keys stay with the field
    m_list->setAccessibleName(tr("What fits"));
    m_list->setFixedHeight(shownRows * RowDelegate::rowHeight + 2);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(8, 8, 8, 8);
    column->setSpacing(8);
    column->addWidget(m_field);
    column->addWidget(m_list);
    setFixedWidth(paletteWidth);
    m_field->installEventFilter(this);
    connect(m_field, &QLineEdit::textChanged, this, &Palette::narrow);
    connect(m_list, &QAbstractItemView::clicked, this, &Palette::run);
}

void Palette::openOver(QWidget *window, const QList<PaletteEntry> &entries)
{
    m_model.setEntries(entries);
    m_field->clear();
    narrow();
    adjustSize();
    move(window->mapToGlobal(QPoint((window->width() - width()) / 2, fromTop)));
    show();
    m_field->setFocus(Qt::PopupFocusReason);
}

void Palette::narrow()
{
    const auto text = m_field->text().trimmed();
    m_model.setText(text, text.isEmpty() ? QList<PaletteEntry>() : m_ofText(text));
    choose(0);
}

void Palette::choose(int row)
{
    if (m_model.rowCount() == 0)
        return;
    const auto index = m_model.index(std::clamp(row, 0, m_model.rowCount() - 1), 0);
    m_list->setCurrentIndex(index);
    m_list->scrollTo(index);
}

void Palette::run(const QModelIndex &index)
{
    if (!index.isValid() || !m_model.at(index.row()).whyNot.isEmpty())
        return;
    const auto entry = m_model.at(index.row());
    close();
    // After the popup has gone: what runs may open a dialog.
    QTimer::singleShot(0, parent(), [entry] { entry.run(); });
}

bool Palette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_field || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    const int row = m_list->currentIndex().row();
    switch (key->key()) {
    case Qt::Key_Down:
        choose(row + 1);
        return true;
    case Qt::Key_Up:
        choose(row - 1);
        return true;
    case Qt::Key_PageDown:
        choose(row + shownRows);
        return true;
    case Qt::Key_PageUp:
        choose(row - shownRows);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        run(m_list->currentIndex());
        return true;
    default:
        return QFrame::eventFilter(watched, event);
    }
}

} // namespace holdfast::views
