#include "views/detail_panel.h"

#include "models/language.h"
#include "models/local_time.h"
#include "models/reservation_model.h"
#include "views/delegates.h"
#include "views/filter_words.h"
#include "views/flow_layout.h"
#include "views/reservation_actions.h"

#include <QClipboard>
#include <QDateTime>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QMenu>
#include <QScrollArea>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace holdfast::views {
namespace {

using models::localTime;
using models::writtenTime;

QString slotWords(const models::Reservation &reservation)
{
    const auto from = localTime(reservation.slotStartsAt);
    const auto to = localTime(reservation.slotEndsAt);
    constexpr qint64 secondsPerDay = 86'400;
    return writtenTime(from, QStringLiteral("ddd d MMM, HH:mm")) + QStringLiteral("–")
        + writtenTime(to, from.secsTo(to) < secondsPerDay ? QStringLiteral("HH:mm") : QStringLiteral("ddd d MMM, HH:mm"));
}

} // namespace

DetailPanel::DetailPanel(const Theme &theme, models::ConsoleModels &models, ReservationActions &actions, QWidget *parent)
    : Card(parent), m_models(models), m_actions(actions), m_detail(models.detail()), m_stack(new QStackedWidget(this)),
      m_nothing(makeLabel({}, "", Tone::Muted, this)), m_several(makeLabel({}, "", Tone::Text, this)),
      m_footer(makeButtons(actions))
{
    setMinimumWidth(280);
    setAccessibleName(tr("Selected reservation"));
    m_nothing->setAlignment(Qt::AlignCenter);
    m_nothing->setWordWrap(true);
    m_nothing->setMargin(24);
    m_several->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    m_several->setWordWrap(true);
    m_several->setContentsMargins(14, 14, 14, 14);
    m_stack->addWidget(m_nothing);
    m_stack->addWidget(makeStory(theme));
    m_stack->addWidget(m_several);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(m_stack, 1);
    column->addWidget(m_footer);
    m_tick.setInterval(1000);
    connect(&m_tick, &QTimer::timeout, this, &DetailPanel::showDeadline);
    connect(&m_detail, &models::ReservationDetail::changed, this, &DetailPanel::refresh);
    connect(&models.acts(), &models::Acts::pendingChanged, this, &DetailPanel::refresh);
    connect(&models.acts(), &models::Acts::roleChanged, this, &DetailPanel::refresh);
    refresh();
}

QWidget *DetailPanel::makeButtons(ReservationActions &actions)
{
    using Kind = ReservationActions::Kind;
    auto *footer = new QWidget(this);
    auto *line = new QWidget(footer);
    auto *flow = new FlowLayout(line, 8, 8); // a longer language takes a second line
    for (const auto kind : {Kind::Timeline, Kind::Release}) {
        auto *button = makeButton({}, "", line);
        ReservationActions::bind(button, actions.action(kind));
        flow->addWidget(button);
        m_buttons.append(button);
    }
    // What ends something wherever it stands keeps away from what is clicked often.
    auto *gap = new QWidget(line);
    gap->setFixedSize(1, 1);
    flow->addWidget(gap);
    auto *force = makeButton({}, "danger", line);
    ReservationActions::bind(force, actions.action(Kind::ForceRelease));
    flow->addWidget(force);
    m_buttons.append(force);
    auto policy = line->sizePolicy();
    policy.setHeightForWidth(true);
    policy.setVerticalPolicy(QSizePolicy::Minimum);
    line->setSizePolicy(policy);
    auto *column = new QVBoxLayout(footer);
    column->setContentsMargins(14, 8, 14, 14);
    column->addWidget(line);
    return footer;
}

QToolButton *DetailPanel::makeMore(const Theme &theme, QWidget *parent)
{
    using Kind = ReservationActions::Kind;
    auto *more = new QToolButton(parent);
    const auto dress = [more, &theme] { more->setIcon(theme.icon(QStringLiteral("more"), Tone::Muted)); };
    dress();
    connect(&theme, &Theme::changed, more, dress);
    more->setIconSize({16, 16});
    more->setFocusPolicy(Qt::TabFocus);
    more->setPopupMode(QToolButton::InstantPopup);
    more->setToolTip(tr("Claim, note, extend"));
    more->setAccessibleName(tr("More to do with it"));
    auto *menu = new QMenu(more);
    for (const auto kind : {Kind::Claim, Kind::Unclaim, Kind::Note, Kind::Extend, Kind::CopyId})
        menu->addAction(m_actions.action(kind));
    menu->setToolTipsVisible(true);
    more->setMenu(menu);
    return more;
}

void DetailPanel::setChosen(const QList<models::Reservation> &chosen)
{
    m_showsSeveral = chosen.size() > 1;
    if (m_showsSeveral)
        showSeveral(chosen);
    refresh();
}

void DetailPanel::showSeveral(const QList<models::Reservation> &chosen)
{
    QStringList lines{tr("%n reservations selected", nullptr, int(chosen.size()))};
    const auto money = sumOf(chosen);
    if (!money.isEmpty())
        lines.append((allInFlight(chosen) ? tr("in flight, worth %1") : tr("worth %1")).arg(money));
    lines.append(QString());
    for (const auto &row : state_table) {
        const auto count = std::count_if(chosen.begin(), chosen.end(),
                                         [&](const auto &one) { return one.state == row.state; });
        if (count > 0)
            lines.append(tr("%1: %2").arg(labelOf(row.state)).arg(count));
    }
    m_several->setText(lines.join(u'\n'));
}

ElidedLabel *DetailPanel::addField(QGridLayout *grid, const QString &name, const char *kind)
{
    const int row = grid->rowCount();
    auto *label = makeLabel(name, "", Tone::Muted, this);
    // Of an id the ends tell it apart, of words the beginning.
    auto *value = new ElidedLabel(qstrcmp(kind, "mono") == 0 ? Qt::ElideMiddle : Qt::ElideRight, this);
    setKind(value, kind);
    value->setAccessibleDescription(name);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    grid->addWidget(label, row, 0);
    grid->addWidget(value, row, 1);
    grid->setRowMinimumHeight(row, 24);
    return value;
}

QLayout *DetailPanel::makeHead(const Theme &theme, QWidget *parent)
{
    m_id = new ElidedLabel(Qt::ElideMiddle, parent);
    setKind(m_id, "mono");
    setTone(m_id, Tone::Muted);
    m_id->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    auto *copy = new QToolButton(parent);
    copy->setIcon(theme.icon(QStringLiteral("copy"), Tone::Muted));
    copy->setIconSize({16, 16});
    copy->setFocusPolicy(Qt::TabFocus);
    copy->setToolTip(tr("Copy the id (Ctrl+C)"));
    copy->setAccessibleName(tr("Copy the id"));
    connect(copy, &QToolButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_id->fullText()); });
    auto *close = new QToolButton(parent);
    close->setIcon(theme.icon(QStringLiteral("close"), Tone::Muted));
    close->setIconSize({16, 16});
    close->setFocusPolicy(Qt::TabFocus);
    close->setToolTip(tr("Clear the selection (Esc)"));
    close->setAccessibleName(tr("Clear the selection"));
    connect(close, &QToolButton::clicked, this, &DetailPanel::closeRequested);
    connect(&theme, &Theme::changed, copy, [copy, close, &theme] {
        copy->setIcon(theme.icon(QStringLiteral("copy"), Tone::Muted));
        close->setIcon(theme.icon(QStringLiteral("close"), Tone::Muted));
    });
    auto *head = new QHBoxLayout;
    head->setSpacing(4);
    head->addWidget(makeLabel(tr("Reservation"), "heading", Tone::Text, parent));
    head->addSpacing(8);
    head->addWidget(m_id, 1);
    head->addWidget(makeMore(theme, parent));
    head->addWidget(copy);
    head->addWidget(close);
    head->setContentsMargins(14, 10, 10, 6);
    return head;
}

QLayout *DetailPanel::makeFields(QWidget *parent)
{
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(12);
    grid->setVerticalSpacing(0);
    grid->setColumnMinimumWidth(0, 76);
    grid->setColumnStretch(1, 1);
    m_vendor = addField(grid, tr("Vendor"), "");
    m_slot = addField(grid, tr("Slot"), "");
    m_quantity = addField(grid, tr("Quantity"), "");
    m_partner = addField(grid, tr("Partner"), "");
    m_partnerRef = addField(grid, tr("Partner ref"), "mono");
    m_requester = addField(grid, tr("Requester"), "");
    m_amount = addField(grid, tr("Amount"), "");
    const int row = grid->rowCount();
    m_deadline = new NumberLabel(parent);
    m_deadline->setAccessibleDescription(tr("Deadline"));
    m_deadline->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    grid->addWidget(makeLabel(tr("Deadline"), "", Tone::Muted, parent), row, 0);
    grid->addWidget(m_deadline, row, 1);
    grid->setRowMinimumHeight(row, 24);
    m_claim = addField(grid, tr("Claimed by"), "");
    m_trace = addField(grid, tr("Trace"), "mono");
    return grid;
}

QWidget *DetailPanel::makeStory(const Theme &theme)
{
    auto *story = new QWidget(this);
    auto *outer = new QVBoxLayout(story);
    outer->setContentsMargins(0, 0, 0, 4);
    outer->setSpacing(0);
    outer->addLayout(makeHead(theme, story));
    auto *scroll = new QScrollArea(story);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::TabFocus);
    scroll->setAccessibleName(tr("Details and last events"));
    auto *body = new QWidget(scroll);
    setKind(body, "plain");
    scroll->setWidget(body);
    outer->addWidget(scroll, 1);
    auto *column = new QVBoxLayout(body);
    column->setContentsMargins(14, 2, 14, 8);
    column->setSpacing(0);

    m_stateGlyph = new GlyphLabel(theme, 12, story);
    m_state = makeLabel({}, "", Tone::Text, story);
    auto *stateRow = new QHBoxLayout;
    stateRow->setSpacing(8);
    stateRow->addWidget(m_stateGlyph);
    stateRow->addWidget(m_state, 1);
    column->addLayout(stateRow);
    column->addSpacing(8);

    column->addLayout(makeFields(body));
    column->addSpacing(12);
    column->addWidget(makeRule(Qt::Horizontal, story));
    column->addSpacing(12);

    column->addWidget(makeLabel(tr("Last events"), "", Tone::Muted, story));
    column->addSpacing(6);
    for (int i = 0; i < eventsShown; ++i) {
        m_lines.append(makeEventLine(theme, body));
        column->addWidget(m_lines.last().box);
    }
    m_earlier = makeLabel({}, "status", Tone::Muted, body);
    column->addWidget(m_earlier);
    column->addStretch(1);
    return story;
}

DetailPanel::EventLine DetailPanel::makeEventLine(const Theme &theme, QWidget *parent)
{
    EventLine line{new QWidget(parent), nullptr, nullptr, nullptr};
    line.time = new NumberLabel(line.box);
    setKind(line.time, "mono");
    setTone(line.time, Tone::Muted);
    line.glyph = new GlyphLabel(theme, 12, line.box);
    line.words = new ElidedLabel(Qt::ElideRight, line.box);
    line.box->setFixedHeight(24);
    auto *row = new QHBoxLayout(line.box);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    row->addWidget(line.time);
    row->addSpacing(8);
    row->addWidget(line.glyph);
    row->addWidget(line.words, 1);
    return line;
}

void DetailPanel::refresh()
{
    using DetailState = models::ReservationDetail::State;
    switch (m_detail.state()) {
    case DetailState::None:
        m_nothing->setText(tr("Select a reservation to read its details and last events."));
        break;
    case DetailState::Loading:
        m_nothing->setText(tr("Reading the reservation…"));
        break;
    case DetailState::Missing:
        m_nothing->setText(tr("This environment has no reservation with the id %1.")
                               .arg(m_detail.id() ? QString::fromStdString(m_detail.id()->to_string()) : QString()));
        break;
    case DetailState::Ready:
        break;
    }
    const bool ready = m_detail.state() == DetailState::Ready && m_detail.reservation();
    m_stack->setCurrentIndex(m_showsSeveral ? 2 : ready ? 1 : 0);
    m_footer->setVisible(m_showsSeveral || ready);
    if (!ready) {
        m_tick.stop();
        return;
    }
    showReservation(*m_detail.reservation());
    showEvents();
    showDeadline();
    if (m_detail.secondsLeft() || m_detail.reservation()->claim)
        m_tick.start();
    else
        m_tick.stop();
}

void DetailPanel::showReservation(const models::Reservation &reservation)
{
    m_id->setFullText(QString::fromStdString(reservation.id.to_string()));
    m_stateGlyph->set(reservation.state);
    const auto pending = m_models.acts().pendingWords(reservation.id);
    const auto state = labelOf(reservation.state);
    m_state->setText(!pending.isEmpty()             ? tr("%1, %2").arg(state, pending)
                         : reservation.releaseRequested ? tr("%1, release requested").arg(state)
                                                        : state);
    m_vendor->setFullText(reservation.vendor);
    m_slot->setFullText(slotWords(reservation));
    m_quantity->setFullText(QString::number(reservation.quantity));
    m_partner->setFullText(reservation.partner);
    m_partnerRef->setFullText(reservation.partnerBookingRef);
    m_requester->setFullText(reservation.requesterId);
    const auto amount = models::formatMoney(reservation.amount);
    m_amount->setFullText(amount.isEmpty() ? tr("nothing owed") : amount);
    const auto trace = m_detail.traceId();
    m_trace->setFullText(trace.isEmpty() ? tr("none") : trace);
}

void DetailPanel::showClaim()
{
    const auto &reservation = m_detail.reservation();
    const auto words = reservation ? m_models.reservations().claimWords(*reservation, false) : QString();
    m_claim->setFullText(words.isEmpty() ? tr("nobody") : words);
    setTone(m_claim, words.isEmpty() ? Tone::Muted : Tone::Text);
}

void DetailPanel::showEvents()
{
    const auto &events = m_detail.events();
    const auto shown = std::min<qsizetype>(events.size(), eventsShown);
    for (qsizetype i = 0; i < m_lines.size(); ++i) {
        auto &line = m_lines[i];
        line.box->setVisible(i < shown);
        if (i >= shown)
            continue;
        const auto &event = events[events.size() - shown + i];
        line.time->setText(localTime(event.at).toString(QStringLiteral("HH:mm:ss")));
        line.time->setToolTip(localTime(event.at).toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz")));
        line.glyph->set(event.to);
        line.words->setFullText(event.reason.isEmpty() ? event.label
                                                       : tr("%1: %2").arg(event.label, event.reason));
    }
    const auto earlier = events.size() - shown;
    m_earlier->setVisible(earlier > 0);
    m_earlier->setText(tr("and %n earlier", nullptr, int(earlier)));
}

void DetailPanel::showDeadline()
{
    showClaim(); // it runs out, too
    const auto left = m_detail.secondsLeft();
    const auto words = left ? models::formatTimeLeft(*left) : tr("none");
    m_deadline->setText(left && *left >= 0 ? tr("in %1").arg(words) : words);
    m_deadline->setAccessibleName(m_deadline->text());
    setTone(m_deadline, left ? toneOfTimeLeft(*left) : Tone::Muted);
}

} // namespace holdfast::views
