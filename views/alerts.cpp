#include "views/alerts.h"

#include <QCoreApplication>
#include <QHBoxLayout>

#include <algorithm>

namespace holdfast::views {

using models::StuckAlert;

namespace {

constexpr int barHeight = 40;
constexpr qsizetype reasonsNamed = 3;
constexpr qsizetype mostKept = 1'000;

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Alerts)
};

QStringList reasonsOf(const QList<StuckAlert> &alerts)
{
    QStringList reasons;
    for (const auto &alert : alerts) {
        if (!reasons.contains(alert.reason))
            reasons.append(alert.reason);
    }
    return reasons;
}

} // namespace

QString alertWords(const QList<StuckAlert> &alerts)
{
    QList<Money> money;
    for (const auto &alert : alerts) {
        if (alert.atRisk.amount_minor == 0)
            continue;
        const auto same = std::find_if(money.begin(), money.end(),
                                       [&](const Money &sum) { return sum.currency == alert.atRisk.currency; });
        if (same == money.end())
            money.append(alert.atRisk);
        else
            same->amount_minor += alert.atRisk.amount_minor;
    }
    QStringList labels;
    for (const auto &reason : reasonsOf(alerts))
        labels.append(models::stuckLabel(reason));
    if (labels.size() > reasonsNamed)
        labels = labels.mid(0, reasonsNamed) << Words::tr("and more");
    const auto what = labels.join(QStringLiteral(", "));
    const auto count = QString::number(alerts.size()) + (alerts.size() < mostKept ? QString() : QStringLiteral("+"));
    const auto told = alerts.size() == 1 ? Words::tr("Something became stuck: %1.").arg(what)
                                         : Words::tr("%1 things became stuck: %2.").arg(count, what);
    return money.isEmpty() ? told : Words::tr("%1 At risk: %2.").arg(told, models::moneyWords(money));
}

models::Link linkOf(const QList<StuckAlert> &alerts)
{
    models::Link link;
    link.page = QStringLiteral("stuck");
    if (const auto reasons = reasonsOf(alerts); reasons.size() == 1)
        link.item = reasons.first();
    return link;
}

AlertBar::AlertBar(const Theme &theme, models::StuckWatch &watch, QWidget *parent)
    : QFrame(parent), m_glyph(new GlyphLabel(theme, 14, this)), m_words(new ElidedLabel(Qt::ElideRight, this)),
      m_look(makeButton(tr("Look at it"), "link-chip", this)), m_dismiss(makeButton(tr("Dismiss"), "link-chip", this))
{
    setKind(this, "bar-top");
    setFixedHeight(barHeight);
    setAccessibleName(tr("Alerts"));
    m_glyph->set(Glyph::Warning, Tone::Warn);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 0, 16, 0);
    row->setSpacing(8);
    row->addWidget(m_glyph);
    row->addWidget(m_words, 1);
    for (auto *button : {m_look, m_dismiss}) {
        button->setFocusPolicy(Qt::TabFocus);
        row->addWidget(button);
    }
    connect(m_look, &QPushButton::clicked, this, [this] {
        const auto link = linkOf(m_alerts);
        dismiss();
        emit linkActivated(link);
    });
    connect(m_dismiss, &QPushButton::clicked, this, &AlertBar::dismiss);
    connect(&watch, &models::StuckWatch::raised, this, &AlertBar::add);
    connect(&watch, &models::StuckWatch::forgotten, this, &AlertBar::dismiss);
    hide();
}

void AlertBar::add(const QList<StuckAlert> &alerts)
{
    m_alerts.append(alerts.mid(0, std::max<qsizetype>(0, mostKept - m_alerts.size())));
    m_words->setFullText(alertWords(m_alerts));
    m_words->setAccessibleName(m_words->fullText());
    show();
}

void AlertBar::dismiss()
{
    m_alerts.clear();
    hide();
}

TrayAlerts::TrayAlerts(const Theme &theme, models::StuckWatch &watch, QObject *parent)
    : QObject(parent), m_theme(theme), m_watch(watch)
{
    connect(&watch, &models::StuckWatch::countChanged, this, &TrayAlerts::showCount);
    connect(&theme, &Theme::changed, this, [this] { showCount(m_watch.count()); });
    connect(&watch, &models::StuckWatch::raised, this, [this](const QList<StuckAlert> &alerts) {
        m_link = linkOf(alerts);
        if (m_icon)
            m_icon->showMessage(tr("Holdfast"), alertWords(alerts), QSystemTrayIcon::Warning);
    });
    m_link.page = QStringLiteral("stuck");
    setOn(true);
}

void TrayAlerts::setOn(bool on)
{
    if (!on || !QSystemTrayIcon::isSystemTrayAvailable()) {
        delete std::exchange(m_icon, nullptr);
        return;
    }
    if (m_icon)
        return;
    m_icon = new QSystemTrayIcon(this);
    connect(m_icon, &QSystemTrayIcon::messageClicked, this, [this] { emit activated(m_link); });
    connect(m_icon, &QSystemTrayIcon::activated, this, [this](QSystemTrayIcon::ActivationReason reason) {
        if (reason == QSystemTrayIcon::Trigger)
            emit activated(m_link);
    });
    showCount(m_watch.count());
    m_icon->show();
}

void TrayAlerts::showCount(int count)
{
    if (!m_icon)
        return;
    m_icon->setIcon(m_theme.icon(QStringLiteral("stuck"), count > 0 ? Tone::Warn : Tone::Muted));
    m_icon->setToolTip(count > 0 ? tr("Holdfast: %1 stuck").arg(count) : tr("Holdfast: nothing is stuck"));
}

} // namespace holdfast::views
