#include "views/filter_popup.h"

#include "views/filter_words.h"
#include "views/widgets.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLineEdit>
#include <QScreen>
#include <QVBoxLayout>

namespace holdfast::views {
namespace {

constexpr int any = -1; ///< instead of seconds

} // namespace

FilterPopup::FilterPopup(const Theme &theme, QWidget *parent)
    : QFrame(parent, Qt::Popup), m_text(new QLineEdit(this)), m_vendor(new QLineEdit(this)),
      m_partner(new QLineEdit(this)), m_deadline(makeDurations({1, 5, 15, 30})),
      m_age(makeDurations({5, 15, 60, 24 * 60})),
      m_claimed(new QCheckBox(tr("Claimed by me"), this))
{
    setKind(this, "card");
    setAccessibleName(tr("Filter"));
    auto *form = new QFormLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    form->setLabelAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    const auto addRow = [&](const QString &label, QWidget *field) {
        auto *name = makeLabel(label, "", Tone::Muted, this);
        name->setBuddy(field);
        name->setMinimumHeight(28);
        field->setAccessibleName(label);
        form->addRow(name, field);
    };
    addRow(tr("Id, reference or requester"), m_text);
    addRow(tr("Vendor"), m_vendor);
    addRow(tr("Partner"), m_partner);
    addRow(tr("Deadline within"), m_deadline);
    addRow(tr("Older than"), m_age);
    m_claimed->setAccessibleName(m_claimed->text());
    form->addRow(QString(), m_claimed);
    connect(m_claimed, &QCheckBox::clicked, this, &FilterPopup::emitFilter);
    m_deadline->insertItem(1, pastDeadline(), 0);
    setPerson({});
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(12);
    column->addLayout(form);
    column->addWidget(makeRule(Qt::Horizontal, this));
    column->addWidget(makeStates(theme));
    setFixedWidth(480);

    m_debounce.setSingleShot(true);
    m_debounce.setInterval(debounceMs);
    connect(&m_debounce, &QTimer::timeout, this, &FilterPopup::emitFilter);
    for (auto *field : {m_text, m_vendor, m_partner}) {
        field->setMaxLength(200);
        field->setClearButtonEnabled(false);
        connect(field, &QLineEdit::textEdited, &m_debounce, qOverload<>(&QTimer::start));
        connect(field, &QLineEdit::returnPressed, this, [this] {
            m_debounce.stop();
            emitFilter();
            close();
        });
    }
    for (auto *choice : {m_deadline, m_age})
        connect(choice, &QComboBox::currentIndexChanged, this, &FilterPopup::emitFilter);
    setTabOrder(m_text, m_vendor);
    setTabOrder(m_vendor, m_partner);
    setTabOrder(m_partner, m_deadline);
    setTabOrder(m_deadline, m_age);
    setTabOrder(m_age, m_claimed);
}

void FilterPopup::setPerson(const QString &name)
{
    m_person = name;
    m_claimed->setEnabled(!name.isEmpty());
    m_claimed->setToolTip(name.isEmpty() ? tr("Not connected: who you are is not known.") : QString());
}

QWidget *FilterPopup::makeStates(const Theme &theme)
{
    auto *box = new QWidget(this);
    auto *grid = new QGridLayout(box);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(0);
    int place = 0;
    const int rows = int(state_table.size() + 1) / 2;
    for (const auto &row : state_table) {
        auto *glyph = new GlyphLabel(theme, 12, box);
        glyph->set(row.state);
        auto *check = new QCheckBox(labelOf(row.state), box);
        check->setAccessibleName(tr("State %1").arg(labelOf(row.state)));
        connect(check, &QCheckBox::clicked, this, &FilterPopup::emitFilter);
        const int column = place / rows * 2;
        grid->addWidget(glyph, place % rows, column);
        grid->addWidget(check, place % rows, column + 1);
        m_states.append({row.state, check});
        ++place;
    }
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    return box;
}

QComboBox *FilterPopup::makeDurations(const QList<int> &minutes)
{
    auto *choice = new QComboBox(this);
    choice->addItem(tr("Any"), any);
    for (const int count : minutes)
        choice->addItem(shortDuration(std::chrono::minutes(count)), count * 60);
    return choice;
}

QCheckBox *FilterPopup::stateBox(State state) const
{
    for (const auto &[candidate, box] : m_states) {
        if (candidate == state)
            return box;
    }
    return nullptr;
}

void FilterPopup::setFilter(const models::ReservationFilterSpec &filter)
{
    m_filling = true;
    m_filter = filter;
    m_text->setText(filter.text);
    m_vendor->setText(filter.vendor);
    m_partner->setText(filter.partner);
    const auto choose = [](QComboBox *choice, const std::optional<std::chrono::seconds> &duration) {
        const auto seconds = duration ? int(duration->count()) : any;
        int at = choice->findData(seconds);
        if (at < 0) {
            choice->addItem(shortDuration(*duration), seconds);
            at = choice->count() - 1;
        }
        choice->setCurrentIndex(at);
    };
    choose(m_deadline, filter.deadlineWithin);
    choose(m_age, filter.olderThan);
    m_claimed->setChecked(!filter.claimedBy.isEmpty());
    for (const auto &[state, box] : m_states)
        box->setChecked(filter.states.contains(state));
    m_filling = false;
}

void FilterPopup::openBelow(const QWidget *anchor)
{
    auto corner = anchor->mapToGlobal(QPoint(0, anchor->height() + 4));
    const auto room = anchor->screen()->availableGeometry();
    corner.setX(std::max(room.left(), std::min(corner.x(), room.right() - width())));
    corner.setY(std::max(room.top(), std::min(corner.y(), room.bottom() - height())));
    move(corner);
    show();
    m_text->setFocus(Qt::PopupFocusReason);
}

void FilterPopup::hideEvent(QHideEvent *event)
{
    QFrame::hideEvent(event);
    if (m_debounce.isActive()) { // what was typed last counts, also when the popup closes first
        m_debounce.stop();
        emitFilter();
    }
}

void FilterPopup::emitFilter()
{
    if (m_filling)
        return;
    auto filter = m_filter;
    filter.text = m_text->text().trimmed();
    filter.vendor = m_vendor->text().trimmed();
    if (filter.vendor != m_filter.vendor) // another one was typed
        filter.vendorId.reset();
    filter.partner = m_partner->text().trimmed();
    const auto duration = [](const QComboBox *choice) {
        const int seconds = choice->currentData().toInt();
        return seconds != any ? std::optional(std::chrono::seconds(seconds)) : std::nullopt;
    };
    filter.deadlineWithin = duration(m_deadline);
    filter.olderThan = duration(m_age);
    if (m_claimed->isChecked() == filter.claimedBy.isEmpty()) // somebody else's stays
        filter.claimedBy = m_claimed->isChecked() ? m_person : QString();
    filter.states.clear();
    for (const auto &[state, box] : m_states) {
        if (box->isChecked())
            filter.states.append(state);
    }
    if (filter == m_filter)
        return;
    m_filter = filter;
    emit filterChosen(filter);
}

} // namespace holdfast::views
