// What the cards of the overview show.

#include "views/overview_page.h"

#include "models/figure_text.h"
#include "models/health_lights.h"
#include "models/language.h"
#include "models/reservation_model.h"
#include "models/stuck_table.h"
#include "views/data_table.h"

#include <QGridLayout>
#include <QRegularExpression>

#include <algorithm>
#include <array>
#include <numeric>

namespace holdfast::views {

using models::OverviewReading;
using Health = models::ComponentModel::Health;

namespace {

constexpr qint64 windowMs = 10 * 60 * 1000;
constexpr qint64 leastMs = 60 * 1000; ///< less would make much of little
constexpr qint64 gapMs = 3 * models::Overview::period.count() + 4'000;

Tone toneOf(Health health)
{
    return health == Health::Good ? Tone::Good
        : health == Health::Warn  ? Tone::Warn
        : health == Health::Bad   ? Tone::Bad
                                  : Tone::Muted;
}

Glyph glyphOfHealth(Health health)
{
    return health == Health::Good ? Glyph::Check
        : health == Health::Warn  ? Glyph::Warning
        : health == Health::Bad   ? Glyph::Cross
                                  : Glyph::Ring;
}

QString clockOf(qint64 atMs)
{
    return QDateTime::fromMSecsSinceEpoch(atMs).toString(QStringLiteral("HH:mm:ss"));
}

QString moneyText(const Money &money, bool complete)
{
    return complete ? models::formatMoney(money) : QStringLiteral("≥\u00a0") + models::formatMoney(money);
}

QStringList moneyTexts(const models::MoneyFigure &figure)
{
    QStringList texts;
    for (const auto &sum : figure.sums)
        texts.append(moneyText(sum, figure.complete));
    return texts;
}

/// One line over the readings of the window, oldest first.
template <typename ValueOf>
QList<QPointF> pointsOf(const models::Overview &overview, qint64 from, ValueOf valueOf)
{
    QList<QPointF> points;
    for (const auto &reading : overview.readings()) {
        if (reading.atMs < from)
            break;
        if (const std::optional<double> value = valueOf(reading))
            points.prepend({double(reading.atMs), *value});
    }
    return points;
}

qint64 totalOf(const models::StateCounts &counts)
{
    return std::accumulate(counts.begin(), counts.end(), qint64(0));
}

/// Where a violation is looked at: what its first example names and the timeline's search finds, reservations before what
/// belongs to several. A partner alone is looked for among the reservations in flight.
models::Link linkOf(const models::InvariantLight &light)
{
    static const std::array things = [] {
        const auto uuid = QStringLiteral("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
        return std::array{QRegularExpression(QStringLiteral("\\breservations?:? \\{?(%1)").arg(uuid)),
                          QRegularExpression(QStringLiteral("\\boperation (%1)").arg(uuid)),
                          QRegularExpression(QStringLiteral("\\bslot (%1)").arg(uuid)),
                          QRegularExpression(QStringLiteral("\\b(?:webhook|intent) ([\\w-]+)"))};
    }();
    models::Link link;
    if (light.id == QLatin1String("I9")) {
        link.page = QStringLiteral("audit");
        return link;
    }
    link.page = QStringLiteral("timeline");
    for (const auto &example : light.examples) {
        for (const auto &thing : things) {
            if (const auto found = thing.match(example); found.hasMatch()) {
                link.item = found.captured(1);
                return link;
            }
        }
    }
    if (!light.examples.isEmpty()) {
        link.page = QStringLiteral("in-flight");
        link.filter.emplace();
    }
    return link;
}

} // namespace

void OverviewPage::tellLines()
{
    m_inFlightLine->setTell([this](qint64 at) {
        const auto samples = models().history().samples();
        const auto after = std::lower_bound(samples.begin(), samples.end(), at,
                                            [](const auto &sample, qint64 time) { return sample.atMs < time; });
        if (after == samples.end())
            return QString();
        return tr("%1: %2 in flight").arg(clockOf(after->atMs), models::formatCount(totalOf(after->counts)));
    });
    const auto readingAt = [this](qint64 at) {
        const auto &readings = m_overview.readings(); // newest first
        const auto before = std::lower_bound(readings.begin(), readings.end(), at,
                                             [](const auto &reading, qint64 time) { return reading.atMs > time; });
        return before == readings.end() ? nullptr : &*before;
    };
    m_bookedLine->setTell([readingAt](qint64 at) {
        const auto *reading = readingAt(at);
        return !reading ? QString()
                        : tr("%1: %2 booked, %3 failed per minute")
                              .arg(clockOf(reading->atMs), models::formatRate(reading->confirmed),
                                   models::formatRate(reading->failed));
    });
    m_latencyLine->setTell([readingAt](qint64 at) {
        const auto *reading = readingAt(at);
        if (!reading || !reading->latency || reading->latency->requests == 0)
            return QString();
        return tr("%1: p50 %2, p95 %3, p99 %4")
            .arg(clockOf(reading->atMs), models::formatMs(reading->latency->p50Ms),
                 models::formatMs(reading->latency->p95Ms), models::formatMs(reading->latency->p99Ms));
    });
}

void OverviewPage::showInFlight()
{
    const auto &history = models().history();
    const auto samples = history.samples();
    const auto latest = history.latest();
    const bool known = !samples.empty();
    m_inFlight->setFigure(known ? models::formatCount(totalOf(latest)) : QString(), Tone::Text, tr("reservations"));
    for (qsizetype i = 0; i < m_states.size(); ++i)
        m_states.at(i)->setFigure(known ? models::formatCount(latest[std::size_t(i)]) : QString());
    if (!known) {
        m_inFlightLine->replace({}, 0, 1, gapMs);
        return;
    }
    const auto to = samples.back().atMs;
    const auto from = std::max(to - windowMs, std::min(samples.front().atMs, to - leastMs));
    Sparkline::Line line{Series::First, {}};
    for (const auto &sample : samples) {
        if (sample.atMs >= from && (sample.atMs / 1000 % 4 == 0 || sample.atMs == to)) // as many as there are pixels
            line.points.append({double(sample.atMs), double(totalOf(sample.counts))});
    }
    m_inFlightLine->replace({line}, from, to, gapMs);
}

void OverviewPage::showReading()
{
    showInFlight();
    showLines();
    const auto *reading = m_overview.latest();
    m_numbers->showEmpty(!reading);
    if (!reading) {
        for (auto *link : {m_booked, m_held, m_failed, m_expired, m_p99, m_p95, m_p50, m_requests, m_expiring, m_overdue,
                           m_stuck, m_atRisk, m_worth, m_authorized, m_seats, m_fullSlots, m_otherWorth, m_seatsText})
            link->setFigure({});
        showReasons(nullptr);
        m_otherWorth->hide();
        m_seatsBar->setParts({});
        showAttention();
        return;
    }
    m_booked->setFigure(models::formatRate(reading->confirmed), Tone::Text, tr("booked"));
    const auto over = tr("Counted over the last %1 s").arg(models::formatRate(double(reading->ratesOverMs) / 1000));
    for (auto *link : {m_booked, m_held, m_failed, m_expired})
        link->setMore(over);
    m_held->setFigure(models::formatRate(reading->held));
    m_failed->setFigure(models::formatRate(reading->failed), reading->failed > 0 ? Tone::Bad : Tone::Text);
    m_expired->setFigure(models::formatRate(reading->expired));
    const auto many = reading->expiringComplete ? QString() : QStringLiteral("+");
    m_expiring->setFigure(models::formatCount(reading->expiringSoon) + many, Tone::Text, tr("within 5 min"));
    m_overdue->setFigure(models::formatCount(reading->overdue), reading->overdue > 0 ? Tone::Bad : Tone::Text);
    const auto stuck = models::formatCount(reading->stuck) + (reading->stuckComplete ? QString() : QStringLiteral("+"));
    m_stuck->setFigure(reading->stuckKnown ? stuck : QString(), reading->stuck > 0 ? Tone::Bad : Tone::Text);
    showReasons(reading);
    const auto atRisk = moneyTexts(reading->atRisk);
    const auto most = atRisk.isEmpty() ? tr("none") : atRisk.first();
    m_atRisk->setFigure(reading->stuckKnown ? most : QString(), atRisk.isEmpty() ? Tone::Text : Tone::Bad,
                        atRisk.size() > 1 ? tr("and %1 more").arg(atRisk.size() - 1) : QString());
    m_atRisk->setMore(atRisk.size() > 1 ? atRisk.join(u'\n') : QString());
    showLatency(*reading);
    showMoney(*reading);
    showSeats(*reading);
    showAttention();
}

void OverviewPage::showReasons(const OverviewReading *reading)
{
    const auto reasons = reading ? reading->stuckReasons : decltype(reading->stuckReasons)();
    const qsizetype named = m_reasons.size() - 1;
    for (qsizetype i = 0; i < named; ++i) {
        auto *link = m_reasons.at(i);
        link->setVisible(i < reasons.size());
        if (i >= reasons.size())
            continue;
        const auto &[reason, count] = reasons.at(i);
        auto to = link->link();
        to.item = reason;
        link->setLink(to);
        link->setCaption(models::stuckLabel(reason));
        link->setFigure(models::formatCount(count));
    }
    QStringList others;
    for (const auto &[reason, count] : reasons.mid(named))
        others.append(tr("%1 %2").arg(models::formatCount(count), models::stuckLabel(reason)));
    m_reasons.last()->setVisible(!others.isEmpty());
    m_reasons.last()->setFigure(tr("and %1 more").arg(others.size()), Tone::Muted);
    m_reasons.last()->setMore(others.join(u'\n'));
}

void OverviewPage::showLatency(const OverviewReading &reading)
{
    const bool answered = reading.latency && reading.latency->requests > 0;
    const auto latency = reading.latency.value_or(models::LatencyFigure{});
    const auto ms = [&](double value) { return answered ? models::formatMs(value) : QString(); };
    m_p99->setFigure(ms(latency.p99Ms), Tone::Text, tr("p99"));
    m_p50->setFigure(ms(latency.p50Ms));
    m_p95->setFigure(ms(latency.p95Ms));
    m_requests->setFigure(reading.latency ? models::formatRate(latency.perSecond()) : QString(),
                          latency.serverErrors > 0 ? Tone::Bad : Tone::Text, tr("per s"));
    const auto more = !reading.latency ? tr("Known after the second reading")
        : !answered ? tr("The API was asked nothing in the last minute")
                    : tr("%1 requests in %2 s, longest %3, %4 server errors; all API nodes together, each percentile at most an "
                         "eighth too long")
                          .arg(models::formatCount(latency.requests), models::formatRate(double(latency.overMs) / 1000),
                               models::formatMs(latency.longestMs), models::formatCount(latency.serverErrors));
    for (auto *link : {m_p99, m_p50, m_p95, m_requests})
        link->setMore(more);
}

void OverviewPage::showMoney(const OverviewReading &reading)
{
    const auto worth = moneyTexts(reading.worth);
    m_worth->setFigure(worth.isEmpty() ? tr("none") : worth.first());
    m_worth->setMore(tr("What the reservations in flight are worth to their requesters"));
    m_otherWorth->setVisible(worth.size() > 1);
    m_otherWorth->setFigure(worth.mid(1).join(QStringLiteral(" · ")), Tone::Muted);
    const auto authorized = moneyTexts(reading.authorized);
    m_authorized->setFigure(authorized.isEmpty() ? tr("none") : authorized.first(), Tone::Text,
                            authorized.size() > 1 ? tr("and %1 more").arg(authorized.size() - 1) : QString());
    m_authorized->setMore(tr("At the gateway, neither captured nor given back") + u'\n' + authorized.join(u'\n'));
}

void OverviewPage::showSeats(const OverviewReading &reading)
{
    const auto &seats = reading.seats;
    const auto count = [](qint64 number) { return models::formatCount(number); };
    m_seatsText->setVisible(seats.capacity > 0);
    if (seats.capacity == 0) {
        m_seats->setFigure(tr("none"), Tone::Text, tr("on offer"));
        m_seatsBar->setParts({});
        m_fullSlots->setFigure(count(0));
        return;
    }
    const auto share = [&](qint64 part) { return double(part) / double(seats.capacity); };
    m_seats->setFigure(models::formatShare(seats.taken()), Tone::Text,
                       tr("of %1").arg(count(seats.capacity)));
    m_seats->setMore(seats.complete ? QString() : tr("Of the nearest %1 slots").arg(count(seats.slotCount)));
    m_seatsBar->setParts({{share(seats.confirmed), State::Confirmed},
                          {share(seats.held), State::Held},
                          {share(seats.external), State::Released}});
    m_seatsText->setFigure(tr("%1 booked, %2 held, %3 elsewhere")
                               .arg(count(seats.confirmed), count(seats.held), count(seats.external)),
                           Tone::Muted);
    m_fullSlots->setFigure(count(seats.fullSlots), Tone::Text, tr("of %1").arg(count(seats.slotCount)));
}

void OverviewPage::showLines()
{
    const auto *latest = m_overview.latest();
    if (!latest) {
        m_bookedLine->replace({}, 0, 1, gapMs);
        m_latencyLine->replace({}, 0, 1, gapMs);
        return;
    }
    const auto to = latest->atMs;
    const auto from = std::max(to - windowMs, std::min(m_overview.readings().back().atMs, to - leastMs));
    const auto rate = [&](double OverviewReading::*member) {
        return pointsOf(m_overview, from, [member](const auto &reading) { return std::optional(reading.*member); });
    };
    m_bookedLine->replace({{Series::First, rate(&OverviewReading::confirmed)}, {Series::Failure, rate(&OverviewReading::failed)}},
                          from, to, gapMs);
    const auto percentile = [&](double models::LatencyFigure::*member) {
        return pointsOf(m_overview, from, [member](const auto &reading) {
            const bool answered = reading.latency && reading.latency->requests > 0;
            return answered ? std::optional((*reading.latency).*member) : std::nullopt;
        });
    };
    m_latencyLine->replace({{Series::First, percentile(&models::LatencyFigure::p50Ms)},
                            {Series::Second, percentile(&models::LatencyFigure::p95Ms)},
                            {Series::Third, percentile(&models::LatencyFigure::p99Ms)}},
                           from, to, gapMs);
}

void OverviewPage::showInvariants()
{
    const auto &report = models().components().verify();
    while (m_lights.size() < report.lights.size()) {
        auto *row = makeLink(FigureLink::Size::Row, {}, {});
        const int place = int(m_lights.size());
        m_lights.append(row);
        // Down the left column, then down the right one.
        const int rows = int(report.lights.size() + 1) / 2;
        m_invariants->addWidget(row, place % rows, place / rows);
    }
    for (qsizetype i = 0; i < m_lights.size(); ++i) {
        auto *row = m_lights.at(i);
        row->setVisible(i < report.lights.size());
        if (i >= report.lights.size())
            continue;
        const auto &light = report.lights.at(i);
        row->setGlyph(light.holds ? Glyph::Check : Glyph::Cross, light.holds ? Tone::Good : Tone::Bad);
        row->setCaption(tr("%1  %2").arg(light.id, light.title));
        row->setFigure(light.holds ? tr("holds") : tr("%1 violated").arg(models::formatCount(light.violations)),
                       light.holds ? Tone::Text : Tone::Bad);
        auto more = tr("%1, checked %2, took %3")
                        .arg(light.severity.toLower(),
                             models::writtenTime(report.at.toLocalTime(), QStringLiteral("d MMM yyyy, HH:mm:ss t")),
                             models::formatMs(light.tookMs));
        if (!light.examples.isEmpty())
            more += u'\n' + light.examples.join(u'\n');
        row->setMore(more);
        row->setLink(linkOf(light));
    }
    if (!report.at.isValid()) {
        m_checked->setFullText(tr("not checked yet"));
        return;
    }
    const auto ago = models::formatAge(report.at.secsTo(QDateTime::currentDateTime()));
    m_checked->setFullText(report.violated == 0 ? tr("all %1 hold, checked %2 ago").arg(report.checked).arg(ago)
                                                : tr("%1 of %2 violated, checked %3 ago").arg(report.violated).arg(report.checked).arg(ago));
    setTone(m_checked, report.violated == 0 ? Tone::Muted : Tone::Bad);
    showAttention();
}

void OverviewPage::showHealth()
{
    const auto lights = models::healthLights(models().components(), liveStatus());
    for (qsizetype i = 0; i < std::min(lights.size(), m_health.size()); ++i) {
        const auto &light = lights.at(i);
        auto *row = m_health.at(i);
        row->setGlyph(glyphOfHealth(light.health), toneOf(light.health));
        row->setFigure(light.text, light.health == Health::Bad || light.health == Health::Warn ? toneOf(light.health) : Tone::Text);
        row->setMore(light.toolTip);
    }
    showAttention();
}

void OverviewPage::showAttention()
{
    const auto *reading = m_overview.latest();
    const auto &report = models().components().verify();
    QStringList needs;
    if (report.violated > 0)
        needs.append(report.violated == 1 ? tr("1 invariant violated") : tr("%1 invariants violated").arg(report.violated));
    if (reading && reading->stuck > 0)
        needs.append(tr("%1 stuck").arg(models::formatCount(reading->stuck)));
    if (reading && reading->overdue > 0)
        needs.append(tr("%1 past their deadline").arg(models::formatCount(reading->overdue)));
    for (const auto &light : models::healthLights(models().components(), liveStatus())) {
        if (light.health == Health::Bad)
            needs.append(QStringLiteral("%1: %2").arg(light.name, light.text));
    }
    setSummary(!needs.isEmpty() ? needs.join(QStringLiteral(" · ")) : reading ? tr("nothing needs you") : QString());
}

} // namespace holdfast::views
