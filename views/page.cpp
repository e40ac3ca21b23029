#include "views/page.h"

#include "models/polled_model.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>

namespace holdfast::views {

using models::LiveState;
using models::ReadState;

Page::Page(const Theme &theme, models::ConsoleModels &models, PageInfo info, Shows shows, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_models(models), m_info(std::move(info)), m_shows(shows),
      m_loading(new LoadingBar(theme, this)), m_title(makeLabel(m_info.label, "title", Tone::Text, this)),
      m_summary(new ElidedLabel(Qt::ElideRight, this)), m_titleRow(new QHBoxLayout), m_notice(new Notice(theme, this)),
      m_body(new QVBoxLayout)
{
    setAccessibleName(m_info.label);
    m_title->setFixedHeight(30);
    setTone(m_summary, Tone::Muted);
    m_titleRow->setSpacing(12);
    m_titleRow->addWidget(m_title);
    m_titleRow->addWidget(m_summary, 1);
    m_body->setContentsMargins(16, 14, 16, 16);
    m_body->setSpacing(12);
    m_body->addLayout(m_titleRow);
    m_body->addWidget(m_notice);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(m_loading);
    outer->addLayout(m_body);
    if (shows == Shows::Files)
        return;
    connect(&models.live(), &models::LiveSource::statusChanged, this, [this](const models::LiveStatus &status) {
        m_status = status;
        showNotice();
    });
    m_status = models.live().status();
    connect(&models.backend(), &models::BackendStatus::changed, this, &Page::showNotice);
    connect(&models.environments(), &models::EnvironmentList::currentChanged, this, &Page::showNotice);
    showNotice();
}

void Page::addToTitle(QWidget *widget)
{
    m_titleRow->addWidget(widget);
}

void Page::setLoading(bool loading)
{
    m_loadsItself = loading;
    showLoading();
}

void Page::setBadge(int count)
{
    if (count == m_badge)
        return;
    m_badge = count;
    emit badgeChanged(count);
}

void Page::watch(models::PolledModel &model)
{
    m_watched.append(&model);
    model.setActive(isVisible());
    connect(&model, &models::PolledModel::readStateChanged, this, &Page::showNotice);
    showNotice();
}

void Page::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    for (auto *model : m_watched)
        model->setActive(true);
}

void Page::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    for (auto *model : m_watched)
        model->setActive(false);
}

bool Page::isSettled() const
{
    return !m_loading->isActive() && std::none_of(m_watched.begin(), m_watched.end(), [](const auto *model) {
        return model->readState() == ReadState::Loading || model->readState() == ReadState::Idle;
    });
}

QDateTime Page::dataAsOf() const
{
    // What a page reads itself may be older than the feed.
    QDateTime oldest = m_status.dataAsOf;
    for (const auto *model : m_watched) {
        if (model->dataAsOf().isValid() && (!oldest.isValid() || model->dataAsOf() < oldest))
            oldest = model->dataAsOf();
    }
    return oldest;
}

void Page::showLoading()
{
    const bool asked = std::any_of(m_watched.begin(), m_watched.end(),
                                   [](const auto *model) { return model->readState() == ReadState::Loading; });
    const auto live = m_status.state;
    const bool connecting = m_shows == Shows::Database
        && (live == LiveState::Connecting
            || (m_models.backend().state() == models::BackendStatus::State::Starting
                && m_models.environments().current().kind == models::Environment::Kind::Embedded));
    m_loading->setActive(asked || connecting || m_loadsItself);
}

void Page::showNotice()
{
    using models::BackendStatus;
    const auto &environment = m_models.environments().current();
    const auto &status = m_status;
    const bool embedded = environment.kind == models::Environment::Kind::Embedded;
    auto &backend = m_models.backend();
    const auto asOf = dataAsOf();
    const bool hasData = asOf.isValid();
    const auto stillTrue = hasData
        ? tr("What you see is as of %1. Bookings go on or not without this screen.")
              .arg(asOf.toString(QStringLiteral("HH:mm:ss")))
        : tr("No data has been read yet. Bookings go on or not without this screen.");
    const auto failed = std::find_if(m_watched.begin(), m_watched.end(), [](const auto *model) {
        return model->readState() == ReadState::Failed;
    });
    if (embedded && backend.state() == BackendStatus::State::Failed) {
        m_notice->show(Tone::Bad, tr("The embedded backend could not start. %1").arg(backend.error()),
                       tr("Nothing was changed. Other environments and sandboxes still work."), tr("Try again"),
                       [&backend] { emit backend.retryRequested(); });
    } else if (embedded && backend.state() == BackendStatus::State::Starting) {
        m_notice->show(Tone::Accent, backend.progress().isEmpty() ? tr("Starting the embedded backend")
                                                                   : backend.progress(),
                       tr("This page fills as soon as it is up."), {}, {});
    } else if (status.state == LiveState::Disconnected) {
        m_notice->show(Tone::Bad,
                       (hasData ? tr("The connection to %1 was lost. %2") : tr("%1 cannot be read. %2"))
                           .arg(environment.name, status.error),
                       stillTrue, tr("Try now"), [this] { m_models.live().retryNow(); });
    } else if (status.state == LiveState::Ended) {
        const auto other = m_models.environments().firstAlive();
        m_notice->show(Tone::Warn, tr("%1 has gone down.").arg(environment.name),
                       hasData ? tr("What you see is its last state. Choose another environment to go on.")
                               : tr("Choose another environment to go on."),
                       other ? tr("Back to %1").arg(other->name) : QString(), [this, other] {
                           if (other)
                               m_models.environments().setCurrent(other->key);
                       });
    } else if (status.state == LiveState::Idle && !(embedded && backend.state() == BackendStatus::State::Running)) {
        m_notice->show(Tone::Warn, tr("%1 is not up.").arg(environment.name),
                       tr("Choose another environment to go on."), {}, {});
    } else if (failed != m_watched.end()) {
        auto *model = *failed;
        m_notice->show(Tone::Bad, tr("This page could not be read. %1").arg(model->error()),
                       model->dataAsOf().isValid()
                           ? tr("What you see is as of %1; it is asked for again by itself.")
                                 .arg(model->dataAsOf().toString(QStringLiteral("HH:mm:ss")))
                           : tr("Nothing was changed. It is asked for again by itself."),
                       tr("Try now"), [model] { model->refresh(); });
    } else {
        m_notice->hide();
    }
    showLoading();
}

} // namespace holdfast::views
