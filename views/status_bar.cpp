#include "views/status_bar.h"

#include "models/language.h"
#include "models/local_time.h"
#include "views/status_words.h"

#include <QDateTime>
#include <QHBoxLayout>

#include <cstdlib>

namespace holdfast::views {

StatusBar::StatusBar(const Theme &theme, models::ComponentModel &components, models::ReservationModel &reservations,
                     QWidget *parent)
    : QFrame(parent), m_theme(theme), m_components(components), m_reservations(reservations),
      m_bookingTime(new NumberLabel(this)),
      m_date(makeLabel({}, "status", Tone::Muted, this)), m_clock(new NumberLabel(this))
{
    setKind(this, "bar-bottom");
    setFixedHeight(26);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 0, 16, 0);
    row->setSpacing(24);
    m_api = addEntry();
    m_database = addEntry();
    m_workers = addEntry();
    m_verify = addEntry();
    row->addStretch(1);
    setKind(m_bookingTime, "status");
    setTone(m_bookingTime, Tone::Muted);
    m_bookingTime->setToolTip(tr("This environment's clock for deadlines was moved; its times are by that clock"));
    row->addWidget(m_bookingTime);
    setKind(m_clock, "status");
    setTone(m_clock, Tone::Muted);
    auto *clock = new QHBoxLayout;
    clock->setSpacing(6);
    clock->addWidget(m_date);
    clock->addWidget(m_clock);
    row->addLayout(clock);
    connect(&components, &models::ComponentModel::statusLineChanged, this, &StatusBar::refresh);
    connect(&reservations, &models::ReservationModel::summaryChanged, this, &StatusBar::showBookingTime);
    connect(&m_timer, &QTimer::timeout, this, &StatusBar::tick);
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    refresh();
    tick();
}

StatusBar::Entry StatusBar::addEntry()
{
    auto *box = new QWidget(this);
    auto *inside = new QHBoxLayout(box);
    inside->setContentsMargins(0, 0, 0, 0);
    inside->setSpacing(6);
    auto *glyph = new GlyphLabel(m_theme, 11, box);
    auto *label = makeLabel({}, "status", Tone::Muted, box);
    inside->addWidget(glyph);
    inside->addWidget(label);
    static_cast<QHBoxLayout *>(layout())->addWidget(box);
    return {box, glyph, label};
}

void StatusBar::show(const Entry &entry, const models::ComponentModel::Item &item, bool showGood)
{
    using Health = models::ComponentModel::Health;
    entry.box->setVisible(!item.text.isEmpty());
    entry.label->setText(item.text);
    entry.label->setAccessibleName(item.text);
    entry.box->setToolTip(item.toolTip);
    const bool trouble = item.health == Health::Warn || item.health == Health::Bad;
    const bool praised = showGood && item.health == Health::Good;
    setTone(entry.label, trouble || praised ? toneOf(item.health) : Tone::Muted);
    entry.glyph->setVisible(trouble || praised);
    entry.glyph->set(trouble ? Glyph::Warning : Glyph::Check, toneOf(item.health));
}

void StatusBar::refresh()
{
    const auto line = m_components.statusLine();
    show(m_api, line.api, false);
    show(m_database, line.database, false);
    show(m_workers, line.workers, false);
    show(m_verify, line.verify, true);
}

void StatusBar::tick()
{
    const auto now = QDateTime::currentDateTime();
    m_date->setText(models::writtenTime(now, QStringLiteral("d MMM yyyy")));
    m_clock->setText(now.toString(QStringLiteral("HH:mm:ss")) + u' ' + now.timeZoneAbbreviation());
    m_clock->updateGeometry();
    showBookingTime();
    m_timer.start(1000 - now.time().msec());
}

void StatusBar::showBookingTime()
{
    constexpr qint64 sameClock = 2; // seconds between two machines that agree
    const qint64 ahead = m_reservations.clockAhead().count();
    const bool moved = std::abs(ahead) > sameClock;
    m_bookingTime->setVisible(moved);
    if (!moved)
        return;
    const auto time = models::localTime(m_reservations.now()).toString(QStringLiteral("HH:mm:ss"));
    const auto by = models::formatTimeLeft(std::abs(ahead));
    m_bookingTime->setText(tr("booking time %1 (%2%3)").arg(time, ahead > 0 ? QStringLiteral("+") : QStringLiteral("−"), by));
    m_bookingTime->setAccessibleName(m_bookingTime->text());
    m_bookingTime->updateGeometry();
}

} // namespace holdfast::views
