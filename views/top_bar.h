#pragma once

#include "models/environment.h"
#include "models/live_status.h"
#include "views/widgets.h"

#include <QFrame>

class QMenu;
class QToolButton;

namespace holdfast::models {
class Acts;
class EnvironmentList;
class LiveSource;
}

namespace holdfast::views {

/// Which database is on the screen, how fresh it is, and the pause button. 48 px.
class TopBar final : public QFrame
{
    Q_OBJECT

public:
    /// `choices`: what the environment's button opens.
    TopBar(Theme &theme, models::EnvironmentList &environments, models::LiveSource &live, models::Acts &acts,
           QMenu *choices, QWidget *parent = nullptr);

    [[nodiscard]] QString liveText() const { return m_pill->text(); }
    [[nodiscard]] QPushButton *environmentButton() const { return m_environment; }
    [[nodiscard]] QPushButton *pauseButton() const { return m_pause; }

    [[nodiscard]] QPushButton *searchButton() const { return m_search; }
    [[nodiscard]] QString roleText() const { return m_role->text(); }

signals:
    void paletteRequested();
    void settingsRequested();
    void shortcutsRequested();

private:
    void showEnvironment();
    void showStatus(const models::LiveStatus &status);
    void showPause(bool paused);
    void showRole();
    void dress();
    QMenu *makeMainMenu();

    Theme &m_theme;
    models::EnvironmentList &m_environments;
    models::LiveSource &m_live;
    models::Acts &m_acts;
    QPushButton *m_environment;
    GlyphLabel *m_pillGlyph;
    NumberLabel *m_pill;
    QPushButton *m_pause;
    QPushButton *m_search;
    QLabel *m_role;
    QToolButton *m_menu;
    models::LiveState m_state = models::LiveState::Idle;
};

} // namespace holdfast::views
