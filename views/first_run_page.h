#pragma once

#include "models/demo.h"
#include "views/theme.h"

#include <QWidget>

class QLabel;
class QPushButton;
class QHBoxLayout;

namespace holdfast::views {

class GlyphLabel;

/// Where somebody begins who has done nothing yet: three doors. Also reached later, to start or stop the demo.
/// Theme and demo outlive it.
class FirstRunPage final : public QWidget
{
    Q_OBJECT

public:
    FirstRunPage(const Theme &theme, models::Demo &demo, QWidget *parent = nullptr);

    [[nodiscard]] QPushButton *demoButton() const { return m_demoButton; }
    [[nodiscard]] QPushButton *scenarioButton() const { return m_scenarioButton; }
    [[nodiscard]] QPushButton *connectButton() const { return m_connectButton; }
    [[nodiscard]] QPushButton *skipButton() const { return m_skipButton; }
    [[nodiscard]] QString demoText() const;

signals:
    void scenarioRequested();
    void connectRequested();
    /// On to the console as it is.
    void skipped();

private:
    [[nodiscard]] QWidget *makeDoor(const QString &icon, const QString &title, const QString &text, QLabel **status,
                                    QPushButton *button);
    void showDemo();
    void dress();

    const Theme &m_theme;
    models::Demo &m_demo;
    QPushButton *m_demoButton;
    QPushButton *m_scenarioButton;
    QPushButton *m_connectButton;
    QPushButton *m_skipButton;
    QLabel *m_demoStatus = nullptr;
    QList<std::pair<QLabel *, QString>> m_icons; ///< and their names
};

} // namespace holdfast::views
