#include "views/top_bar.h"

#include "models/acts.h"
#include "models/environment_list.h"
#include "models/live_source.h"
#include "views/status_words.h"

#include <QActionGroup>
#include <QHBoxLayout>
#include <QMenu>
#include <QPainter>
#include <QStyleOptionButton>
#include <QToolButton>

#include <algorithm>
#include <cmath>

namespace holdfast::views {

/// "● Embedded ⌄": the dot says how the connection is.
class EnvironmentButton final : public QPushButton
{
public:
    EnvironmentButton(const Theme &theme, QWidget *parent) : QPushButton(parent), m_theme(theme)
    {
        setFocusPolicy(Qt::TabFocus);
        setAutoDefault(false);
        connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    }

    void setDot(Tone tone)
    {
        m_tone = tone;
        update();
    }

    [[nodiscard]] QSize sizeHint() const override
    {
        // Rounded up: half a pixel too few would elide the last letters.
        const int words = int(std::ceil(QFontMetricsF(m_theme.strongFont()).horizontalAdvance(text())));
        return {std::min(words, widest) + left + right, 30};
    }
    [[nodiscard]] QSize minimumSizeHint() const override { return {140, 30}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        QStyleOptionButton option;
        initStyleOption(&option);
        option.text.clear(); // the style draws the frame, this class the content
        style()->drawControl(QStyle::CE_PushButton, &option, &painter, this);
        const auto &tokens = m_theme.tokens();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(tokens.of(m_tone));
        painter.drawEllipse(QRectF(12, height() / 2.0 - 4, 8, 8));
        painter.setFont(m_theme.strongFont());
        painter.setPen(tokens.text);
        const QRect words(left, 0, width() - left - right, height());
        painter.drawText(words, Qt::AlignVCenter | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(text(), Qt::ElideRight, words.width()));
        constexpr int side = 16;
        painter.drawPixmap(width() - side - 8, (height() - side) / 2,
                           m_theme.pixmap(QStringLiteral("chevron-down"), tokens.muted, side, devicePixelRatioF()));
    }

private:
    static constexpr int left = 28;
    static constexpr int right = 30;
    static constexpr int widest = 320;
    const Theme &m_theme;
    Tone m_tone = Tone::Muted;
};

/// Looks like a field to type into, and opens the palette, which is one.
class SearchButton final : public QPushButton
{
public:
    SearchButton(const Theme &theme, const QString &words, QWidget *parent)
        : QPushButton(parent), m_theme(theme), m_words(words)
    {
        setFocusPolicy(Qt::TabFocus);
        setAutoDefault(false);
        setAccessibleName(words);
        setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
        setMaximumWidth(420);
        setMinimumWidth(120);
        connect(&theme, &Theme::changed, this, qOverload<>(&QWidget::update));
    }

    [[nodiscard]] QSize sizeHint() const override { return {420, 30}; }
    [[nodiscard]] QSize minimumSizeHint() const override { return {120, 30}; }

protected:
    void paintEvent(QPaintEvent *) override
    {
        QPainter painter(this);
        QStyleOptionButton option;
        initStyleOption(&option);
        style()->drawControl(QStyle::CE_PushButton, &option, &painter, this);
        const auto &tokens = m_theme.tokens();
        constexpr int side = 12;
        painter.setFont(m_theme.monoFont());
        const auto keys = QStringLiteral("Ctrl K");
        const int keysWidth = painter.fontMetrics().horizontalAdvance(keys);
        const QRect cap(width() - keysWidth - side - 8, 6, keysWidth + 10, height() - 12);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(tokens.border);
        painter.drawRoundedRect(QRectF(cap).adjusted(0.5, 0.5, -0.5, -0.5), 3, 3);
        painter.setPen(tokens.muted);
        painter.drawText(cap, Qt::AlignCenter, keys);
        painter.setFont(m_theme.textFont());
        const QRect words(side, 0, cap.left() - 2 * side, height());
        painter.drawText(words, Qt::AlignVCenter | Qt::TextSingleLine,
                         painter.fontMetrics().elidedText(m_words, Qt::ElideRight, words.width()));
    }

private:
    const Theme &m_theme;
    QString m_words; ///< gives way where there is little room, as a field's would
};

TopBar::TopBar(Theme &theme, models::EnvironmentList &environments, models::LiveSource &live, models::Acts &acts,
               QMenu *choices, QWidget *parent)
    : QFrame(parent), m_theme(theme), m_environments(environments), m_live(live), m_acts(acts),
      m_environment(new EnvironmentButton(theme, this)),
      m_pillGlyph(new GlyphLabel(theme, 12, this)), m_pill(new NumberLabel(this)),
      m_pause(makeButton({}, "", this)),
      m_search(new SearchButton(theme, tr("Find a reservation, page, action…"), this)),
      m_role(makeLabel({}, "", Tone::Muted, this)), m_menu(new QToolButton(this))
{
    setKind(this, "bar-top");
    setFixedHeight(48);
    m_environment->setMenu(choices);
    m_environment->setToolTip(tr("Choose the environment to watch"));
    m_pause->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Space));
    m_pill->setAccessibleDescription(tr("How fresh the data on the screen is"));
    m_pill->setMinimumWidth(140); // "live, 888 ms behind": the button beside it stays where it is
    m_pillGlyph->hide();
    m_menu->setMenu(makeMainMenu());
    m_menu->setPopupMode(QToolButton::InstantPopup);
    m_menu->setFocusPolicy(Qt::TabFocus);
    m_menu->setIconSize({20, 20});
    m_menu->setAccessibleName(tr("Appearance and help"));
    m_menu->setToolTip(tr("Appearance and help"));

    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(16, 0, 16, 0);
    row->setSpacing(12);
    row->addWidget(m_environment);
    row->addWidget(m_pillGlyph);
    row->addWidget(m_pill);
    row->addWidget(m_pause);
    row->addStretch(1);
    row->addWidget(m_search, 4);
    row->addWidget(m_role);
    row->addWidget(m_menu);

    connect(m_pause, &QPushButton::clicked, this, [this] { m_live.setPaused(!m_live.isPaused()); });
    connect(&environments, &models::EnvironmentList::currentChanged, this, &TopBar::showEnvironment);
    connect(&live, &models::LiveSource::statusChanged, this, &TopBar::showStatus);
    connect(&live, &models::LiveSource::pausedChanged, this, &TopBar::showPause);
    connect(&theme, &Theme::changed, this, &TopBar::dress);
    connect(m_search, &QPushButton::clicked, this, &TopBar::paletteRequested);
    connect(&acts, &models::Acts::roleChanged, this, &TopBar::showRole);
    dress();
    showRole();
    showEnvironment();
    showStatus(live.status());
}

QMenu *TopBar::makeMainMenu()
{
    auto *menu = new QMenu(this);
    auto *modes = new QActionGroup(menu);
    const std::pair<Theme::Mode, QString> choices[] = {
        {Theme::Mode::System, tr("Follow the desktop")},
        {Theme::Mode::Light, tr("Light")},
        {Theme::Mode::Dark, tr("Dark")},
    };
    for (const auto &[mode, label] : choices) {
        auto *action = menu->addAction(label);
        action->setCheckable(true);
        action->setChecked(m_theme.mode() == mode);
        modes->addAction(action);
        connect(menu, &QMenu::aboutToShow, action,
                [this, action, chosen = mode] { action->setChecked(m_theme.mode() == chosen); });
        connect(action, &QAction::triggered, this, [this, chosen = mode] { m_theme.setMode(chosen); });
    }
    menu->addSeparator();
    connect(menu->addAction(tr("Settings…\tCtrl+,")), &QAction::triggered, this, &TopBar::settingsRequested);
    connect(menu->addAction(tr("Keyboard shortcuts\tF1")), &QAction::triggered, this, &TopBar::shortcutsRequested);
    return menu;
}

void TopBar::showEnvironment()
{
    const auto &current = m_environments.current();
    m_environment->setText(current.name);
    m_environment->setAccessibleName(tr("Environment: %1").arg(current.name));
    m_environment->updateGeometry();
}

void TopBar::showStatus(const models::LiveStatus &status)
{
    m_state = status.state;
    const auto tone = toneOf(status.state);
    static_cast<EnvironmentButton *>(m_environment)->setDot(tone);
    const bool trouble = status.state == models::LiveState::Disconnected;
    m_pillGlyph->setVisible(trouble);
    m_pillGlyph->set(Glyph::Warning, Tone::Bad);
    m_pill->setText(status.text());
    m_pill->setAccessibleName(status.text());
    m_pill->setToolTip(status.error);
    setTone(m_pill, trouble ? Tone::Bad : Tone::Muted);
    m_pill->updateGeometry();
    const bool pausable = status.state == models::LiveState::Live || status.state == models::LiveState::Paused
        || status.state == models::LiveState::Disconnected;
    m_pause->setEnabled(pausable || m_live.isPaused());
    showPause(status.state == models::LiveState::Paused || m_live.isPaused());
}

void TopBar::showPause(bool paused)
{
    const auto label = paused ? tr("Resume") : tr("Pause");
    m_pause->setText(label);
    m_pause->setAccessibleName(label);
    m_pause->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_Space)); // setText drops it
    m_pause->setToolTip(paused ? tr("Show changes again (Ctrl+Space)")
                               : tr("Stand still to read; the system goes on (Ctrl+Space)"));
    m_pause->setIcon(m_theme.icon(paused ? QStringLiteral("run") : QStringLiteral("pause")));
}

void TopBar::showRole()
{
    const auto role = models::nameOf(m_acts.role());
    m_role->setText(role);
    m_role->setVisible(!role.isEmpty());
    m_role->setAccessibleName(tr("Your role: %1").arg(role));
    m_role->setToolTip(tr("What this login may do in the chosen environment"));
}

void TopBar::dress()
{
    m_menu->setIcon(m_theme.icon(QStringLiteral("theme"), Tone::Muted));
    showPause(m_live.isPaused());
}

} // namespace holdfast::views
