#include "views/overview_page.h"

#include "models/health_lights.h"
#include "views/data_table.h"
#include "views/export_button.h"
#include "views/filter_words.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QScrollArea>
#include <QSettings>
#include <QStackedWidget>
#include <QToolButton>
#include <QVBoxLayout>

namespace holdfast::views {

using models::Link;

namespace {

constexpr int columns = 12; // three cards of four above, four of three below them
constexpr std::chrono::seconds soon = std::chrono::minutes(5);

const QList<State> failures = {State::FailedVendorAuth, State::FailedRequesterAuth, State::FailedAvailabilityChanged,
                               State::FailedCommit};

Link pageLink(const QString &page, const QString &item = {})
{
    Link link;
    link.page = page;
    link.item = item;
    return link;
}

Link rowsLink(const QList<State> &states, std::optional<std::chrono::seconds> within = {})
{
    Link link;
    link.page = QStringLiteral("in-flight");
    link.filter.emplace();
    link.filter->states = states;
    link.filter->deadlineWithin = within;
    if (!states.isEmpty() && !info(states.first()).in_flight) { // no deadline any more: the newest first, by their key
        link.filter->order = models::ReservationColumn::Id;
        link.filter->descending = true;
    }
    return link;
}

} // namespace

struct OverviewPage::Titled
{
    Card *card;
    QVBoxLayout *column;
    QHBoxLayout *head;
};

OverviewPage::OverviewPage(const Theme &theme, models::ConsoleModels &models, QWidget *parent)
    : Page(theme, models, {QStringLiteral("overview"), QStringLiteral("overview"), tr("Overview")}, Shows::Database, parent),
      m_overview(models.questions(), models.history(), models.stuckWatch()), m_stack(new QStackedWidget(this)),
      m_numbers(new DataTable(theme, m_overview, {96, 80, 96, 104, 96, 104, 110, 80, 80, 80, 110, 70, 90},
                              tr("Readings of the overview, as numbers"), this)),
      m_switch(new QToolButton(this))
{
    m_numbers->emptyState()->set(tr("The readings of the last quarter of an hour appear here, one every two seconds."), {}, {});
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(makeCards());
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    m_stack->addWidget(scroll);
    m_stack->addWidget(m_numbers);
    body()->addWidget(m_stack, 1);
    makeTitleRow();
    connectModels();
    tellLines();
    watch(m_overview);
    dress();
    showReading();
    showInvariants();
    showHealth();
}

void OverviewPage::makeTitleRow()
{
    m_switch->setCheckable(true);
    m_switch->setFocusPolicy(Qt::TabFocus);
    m_switch->setIconSize({16, 16});
    connect(m_switch, &QToolButton::toggled, this, &OverviewPage::setShowsNumbers);
    auto *out = new ExportButton(this);
    out->addTable(QStringLiteral("overview"), [this] { return &m_overview; });
    addToTitle(m_switch);
    addToTitle(out);
}

OverviewPage::Titled OverviewPage::makeCard(const QString &title, QGridLayout *grid, int row, int column, int span)
{
    auto *card = new Card(this);
    card->setAccessibleName(title);
    auto *inside = new QVBoxLayout(card);
    inside->setContentsMargins(10, 10, 10, 10); // a link keeps four px around it for the focus frame
    inside->setSpacing(4);
    auto *head = new QHBoxLayout;
    head->setSpacing(8);
    auto *label = new ElidedLabel(Qt::ElideRight, card);
    label->setFullText(title);
    label->setContentsMargins(4, 0, 0, 0);
    setTone(label, Tone::Muted);
    head->addWidget(label, 1);
    inside->addLayout(head);
    grid->addWidget(card, row, column, 1, span);
    return {card, inside, head};
}

FigureLink *OverviewPage::makeLink(FigureLink::Size size, const QString &caption, const Link &link)
{
    auto *figure = new FigureLink(theme(), size, caption, this);
    figure->setLink(link);
    connect(figure, &FigureLink::followed, this, &Page::linkActivated);
    return figure;
}

ElidedLabel *OverviewPage::makeText()
{
    auto *text = new ElidedLabel(Qt::ElideRight, this);
    setTone(text, Tone::Muted);
    text->setContentsMargins(4, 0, 4, 0);
    return text;
}

Sparkline *OverviewPage::makeLine(const QString &name)
{
    auto *line = new Sparkline(theme(), this);
    line->setAccessibleName(name);
    return line;
}

QWidget *OverviewPage::makeCards()
{
    auto *cards = new QWidget(this);
    setKind(cards, "plain");
    auto *grid = new QGridLayout(cards);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setSpacing(12);
    for (int column = 0; column < columns; ++column)
        grid->setColumnStretch(column, 1);
    makeInFlight(grid);
    makeBookings(grid);
    makeLatency(grid);
    makeExpiring(grid);
    makeStuck(grid);
    makeMoney(grid);
    makeSeats(grid);
    makeInvariants(grid);
    makeHealth(grid);
    grid->setRowStretch(0, 5);
    grid->setRowStretch(1, 1);
    grid->setRowStretch(2, 3);
    return cards;
}

void OverviewPage::makeInFlight(QGridLayout *grid)
{
    const auto card = makeCard(tr("In flight"), grid, 0, 0, 4);
    m_inFlight = makeLink(FigureLink::Size::Big, tr("In flight"), rowsLink({}));
    m_inFlightLine = makeLine(tr("In flight over the last minutes; the table has the numbers"));
    card.column->addWidget(m_inFlight);
    card.column->addWidget(m_inFlightLine, 1);
    auto *states = new QHBoxLayout;
    states->setSpacing(2);
    for (const auto state : models::inFlightStates) {
        auto *link = makeLink(FigureLink::Size::Small, {}, rowsLink({state}));
        link->setState(state);
        link->setName(labelOf(state));
        states->addWidget(link, 1);
        m_states.append(link);
    }
    card.column->addLayout(states);
}

void OverviewPage::makeBookings(QGridLayout *grid)
{
    const auto card = makeCard(tr("Bookings per minute"), grid, 0, 4, 4);
    m_booked = makeLink(FigureLink::Size::Big, tr("Bookings per minute"), rowsLink({State::Confirmed}));
    m_bookedLine = makeLine(tr("Bookings and failures per minute over the last minutes; the table has the numbers"));
    m_held = makeLink(FigureLink::Size::Small, tr("Held"), rowsLink({}));
    m_failed = makeLink(FigureLink::Size::Small, tr("Failed"), rowsLink(failures));
    m_expired = makeLink(FigureLink::Size::Small, tr("Expired"), rowsLink({State::Expired}));
    card.column->addWidget(m_booked);
    card.column->addWidget(m_bookedLine, 1);
    auto *row = new QHBoxLayout;
    row->setSpacing(2);
    for (auto *link : {m_held, m_failed, m_expired})
        row->addWidget(link, 1);
    card.column->addLayout(row);
}

void OverviewPage::makeLatency(QGridLayout *grid)
{
    const auto performance = pageLink(QStringLiteral("performance"));
    const auto card = makeCard(tr("API latency, last minute"), grid, 0, 8, 4);
    m_p99 = makeLink(FigureLink::Size::Big, tr("API latency, last minute"), performance);
    m_latencyLine = makeLine(tr("Latency of the API over the last minutes; the table has the numbers"));
    m_p50 = makeLink(FigureLink::Size::Small, tr("p50"), performance);
    m_p95 = makeLink(FigureLink::Size::Small, tr("p95"), performance);
    m_requests = makeLink(FigureLink::Size::Small, tr("Requests"), performance);
    card.column->addWidget(m_p99);
    card.column->addWidget(m_latencyLine, 1);
    auto *row = new QHBoxLayout;
    row->setSpacing(2);
    for (const auto &[link, share] : {std::pair(m_p50, 5), {m_p95, 5}, {m_requests, 7}})
        row->addWidget(link, share);
    card.column->addLayout(row);
}

void OverviewPage::makeExpiring(QGridLayout *grid)
{
    const auto card = makeCard(tr("Expiring soon"), grid, 1, 0, 3);
    m_expiring = makeLink(FigureLink::Size::Big, tr("Expiring soon"), rowsLink({}, soon));
    m_overdue = makeLink(FigureLink::Size::Small, tr("Past their deadline"), rowsLink({}, std::chrono::seconds(0)));
    card.column->addWidget(m_expiring);
    card.column->addStretch(1);
    card.column->addWidget(m_overdue);
}

void OverviewPage::makeStuck(QGridLayout *grid)
{
    const auto link = pageLink(QStringLiteral("stuck"));
    const auto card = makeCard(tr("Stuck"), grid, 1, 3, 3);
    m_stuck = makeLink(FigureLink::Size::Big, tr("Stuck"), link);
    m_atRisk = makeLink(FigureLink::Size::Small, tr("Money at risk"), link);
    card.column->addWidget(m_stuck);
    auto *reasons = new QHBoxLayout;
    reasons->setSpacing(2);
    for (int i = 0; i < 2; ++i) { // the one that weighs most, and the others
        m_reasons.append(makeLink(FigureLink::Size::Small, {}, link));
        m_reasons.last()->setAccessibleName(tr("Stuck")); // until there is a reason to name
        reasons->addWidget(m_reasons.last());
    }
    reasons->addStretch(1);
    reasons->addStrut(m_reasons.first()->sizeHint().height()); // also while there are none
    card.column->addLayout(reasons);
    card.column->addStretch(1);
    card.column->addWidget(m_atRisk);
}

void OverviewPage::makeMoney(QGridLayout *grid)
{
    const auto card = makeCard(tr("Money held"), grid, 1, 6, 3);
    m_worth = makeLink(FigureLink::Size::Big, tr("Money held"), rowsLink({}));
    m_otherWorth = makeLink(FigureLink::Size::Small, {}, rowsLink({}));
    m_otherWorth->setName(tr("Money held"));
    m_authorized = makeLink(FigureLink::Size::Small, tr("Authorized"), rowsLink({State::VendorAuthorized, State::AuthorizedBoth,
                                                                             State::Committing}));
    card.column->addWidget(m_worth);
    card.column->addWidget(m_otherWorth);
    card.column->addStretch(1);
    card.column->addWidget(m_authorized);
}

void OverviewPage::makeSeats(QGridLayout *grid)
{
    const auto link = pageLink(QStringLiteral("occupancy"));
    const auto card = makeCard(tr("Seats taken, next 7 days"), grid, 1, 9, 3);
    m_seats = makeLink(FigureLink::Size::Big, tr("Seats taken, next 7 days"), link);
    m_seatsBar = new PartsBar(theme(), this);
    m_seatsText = makeLink(FigureLink::Size::Small, {}, link);
    m_seatsText->setName(tr("Seats taken, next 7 days"));
    m_fullSlots = makeLink(FigureLink::Size::Small, tr("Full slots"), link);
    card.column->addWidget(m_seats);
    card.column->addWidget(m_seatsBar);
    card.column->addStretch(1);
    card.column->addWidget(m_seatsText);
    card.column->addWidget(m_fullSlots);
}

void OverviewPage::makeInvariants(QGridLayout *grid)
{
    const auto card = makeCard(tr("Invariants"), grid, 2, 0, 8);
    m_checked = makeText();
    card.head->addWidget(m_checked);
    m_invariants = new QGridLayout;
    m_invariants->setHorizontalSpacing(16);
    m_invariants->setVerticalSpacing(0);
    m_invariants->setColumnStretch(0, 1);
    m_invariants->setColumnStretch(1, 1);
    card.column->addLayout(m_invariants);
    card.column->addStretch(1);
}

void OverviewPage::makeHealth(QGridLayout *grid)
{
    const auto card = makeCard(tr("Health"), grid, 2, 8, 4);
    const auto lights = models::healthLights(models().components(), liveStatus());
    card.column->setSpacing(0);
    card.column->addSpacing(4);
    for (const auto &light : lights) {
        const bool feed = light.part == models::HealthLight::Part::Feed;
        auto *row = makeLink(FigureLink::Size::Row, light.name, feed ? rowsLink({}) : pageLink(QStringLiteral("performance")));
        card.column->addWidget(row);
        m_health.append(row);
    }
    card.column->addStretch(1);
}

void OverviewPage::connectModels()
{
    connect(&m_overview, &models::PolledModel::applied, this, &OverviewPage::showReading);
    connect(&m_overview, &QAbstractItemModel::modelReset, this, &OverviewPage::showReading);
    connect(&models().history(), &models::StateHistory::changed, this, &OverviewPage::showInFlight);
    connect(&models().components(), &models::ComponentModel::statusLineChanged, this, [this] {
        showHealth();
        showInvariants();
    });
    connect(&models().live(), &models::LiveSource::statusChanged, this, &OverviewPage::showHealth);
    connect(&theme(), &Theme::changed, this, &OverviewPage::dress);
}

bool OverviewPage::showsNumbers() const
{
    return m_stack->currentWidget() == m_numbers;
}

void OverviewPage::setShowsNumbers(bool on)
{
    m_switch->setChecked(on);
    m_stack->setCurrentIndex(on ? 1 : 0);
    dress();
}

void OverviewPage::dress()
{
    const bool on = showsNumbers();
    const auto name = on ? tr("Show as cards") : tr("Show as numbers");
    m_switch->setIcon(theme().icon(on ? QStringLiteral("chart") : QStringLiteral("table"), Tone::Muted));
    m_switch->setAccessibleName(name);
    m_switch->setToolTip(name);
}

QList<Command> OverviewPage::commands()
{
    const bool on = showsNumbers();
    return {{on ? tr("Overview: show as cards") : tr("Overview: show as numbers"), {}, [this, on] { setShowsNumbers(!on); }, {}}};
}

void OverviewPage::restore(const QSettings &settings)
{
    setShowsNumbers(settings.value(QStringLiteral("overview/numbers"), false).toBool());
}

void OverviewPage::save(QSettings &settings) const
{
    settings.setValue(QStringLiteral("overview/numbers"), showsNumbers());
}

} // namespace holdfast::views
