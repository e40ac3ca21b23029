#include "views/first_run_page.h"

#include "views/widgets.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace holdfast::views {

namespace {

constexpr int iconSide = 24;
constexpr int doorWidth = 280;

QLabel *makeText(const QString &text, Tone tone, QWidget *parent)
{
    auto *label = makeLabel(text, "", tone, parent);
    label->setWordWrap(true);
    label->setAlignment(Qt::AlignTop);
    label->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::MinimumExpanding);
    return label;
}

} // namespace

FirstRunPage::FirstRunPage(const Theme &theme, models::Demo &demo, QWidget *parent)
    : QWidget(parent), m_theme(theme), m_demo(demo), m_demoButton(makeButton({}, "primary", this)),
      m_scenarioButton(makeButton(tr("Choose a scenario"), "", this)),
      m_connectButton(makeButton(tr("Connect…"), "", this)),
      m_skipButton(makeButton(tr("Go on without any of them"), "disclosure", this))
{
    setAccessibleName(tr("Getting started"));
    auto *doors = new QHBoxLayout;
    doors->setSpacing(12);
    doors->addWidget(makeDoor(QStringLiteral("in-flight"), tr("Look at a demo"),
                              tr("A small town that books, with a database, an API, workers and a payment gateway of its "
                                 "own. It ends with Holdfast."),
                              &m_demoStatus, m_demoButton), 1);
    doors->addWidget(makeDoor(QStringLiteral("run"), tr("Try to break it"),
                              tr("Scenarios run against fresh sandboxes of real processes, break things on purpose, and "
                                 "judge what came of it."),
                              nullptr, m_scenarioButton), 1);
    doors->addWidget(makeDoor(QStringLiteral("table"), tr("Watch a database"),
                              tr("One that Holdfast runs on already, here or on another machine. What you may do there goes "
                                 "by your login's role."),
                              nullptr, m_connectButton), 1);
    auto *inner = new QWidget(this);
    auto *column = new QVBoxLayout(inner);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(makeLabel(tr("Getting started"), "title", Tone::Text, this));
    column->addWidget(makeText(tr("Holdfast keeps reservations and the money behind them. Choose how to begin; the first two "
                                  "touch nothing but sandboxes that they bring up themselves."),
                               Tone::Muted, this));
    column->addSpacing(12);
    column->addLayout(doors);
    column->addSpacing(4);
    column->addWidget(m_skipButton, 0, Qt::AlignLeft);
    inner->setMaximumWidth(3 * doorWidth + 120);
    auto *row = new QHBoxLayout;
    row->addStretch(1);
    row->addWidget(inner, 8);
    row->addStretch(1);
    auto *page = new QVBoxLayout(this);
    page->setContentsMargins(16, 16, 16, 16);
    page->addStretch(2);
    page->addLayout(row);
    page->addStretch(3);

    connect(m_demoButton, &QPushButton::clicked, this, [this] {
        if (m_demo.state() == models::Demo::State::Off)
            m_demo.start();
        else
            m_demo.stop();
    });
    connect(m_scenarioButton, &QPushButton::clicked, this, &FirstRunPage::scenarioRequested);
    connect(m_connectButton, &QPushButton::clicked, this, &FirstRunPage::connectRequested);
    connect(m_skipButton, &QPushButton::clicked, this, &FirstRunPage::skipped);
    connect(&m_demo, &models::Demo::changed, this, &FirstRunPage::showDemo);
    connect(&theme, &Theme::changed, this, &FirstRunPage::dress);
    setFocusProxy(m_demoButton);
    dress();
    showDemo();
}

QWidget *FirstRunPage::makeDoor(const QString &icon, const QString &title, const QString &text, QLabel **status,
                                QPushButton *button)
{
    auto *card = new Card(this);
    card->setMinimumWidth(240);
    auto *picture = new QLabel(card);
    picture->setFixedSize(iconSide, iconSide);
    m_icons.append({picture, icon});
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(16, 16, 16, 16);
    column->setSpacing(8);
    column->addWidget(picture);
    column->addSpacing(4);
    column->addWidget(makeLabel(title, "heading", Tone::Text, card));
    column->addWidget(makeText(text, Tone::Muted, card), 1);
    auto *line = makeText({}, Tone::Text, card);
    line->setMinimumHeight(2 * line->fontMetrics().lineSpacing()); // the buttons of all doors stand at one height
    line->setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    line->setAlignment(Qt::AlignBottom);
    if (status)
        *status = line;
    column->addWidget(line);
    column->addWidget(button, 0, Qt::AlignLeft);
    button->setAccessibleDescription(text);
    return card;
}

void FirstRunPage::showDemo()
{
    using State = models::Demo::State;
    const auto state = m_demo.state();
    const bool off = state == State::Off;
    m_demoButton->setText(off ? tr("Start the demo") : tr("Stop the demo"));
    m_demoButton->setAccessibleName(m_demoButton->text());
    m_demoButton->setEnabled(state != State::Stopping);
    setKind(m_demoButton, off ? "primary" : "");
    setTone(m_demoStatus, off && !m_demo.error().isEmpty() ? Tone::Bad : Tone::Muted);
    switch (state) {
    case State::Off:
        m_demoStatus->setText(m_demo.error());
        break;
    case State::Starting:
        m_demoStatus->setText(tr("Bringing up the sandbox…"));
        break;
    case State::Running:
        m_demoStatus->setText(tr("Running: sandbox %1").arg(m_demo.sandbox()));
        break;
    case State::Stopping:
        m_demoStatus->setText(tr("Taking the sandbox down…"));
        break;
    }
}

QString FirstRunPage::demoText() const
{
    return m_demoStatus->text();
}

void FirstRunPage::dress()
{
    for (const auto &[label, name] : m_icons)
        label->setPixmap(m_theme.pixmap(name, m_theme.tokens().accent, iconSide, devicePixelRatioF()));
}

} // namespace holdfast::views
