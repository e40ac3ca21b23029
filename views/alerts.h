#pragma once

#include "models/link.h"
#include "models/stuck_watch.h"
#include "views/widgets.h"

#include <QSystemTrayIcon>

namespace holdfast::views {

/// Says on every page that something became stuck, until it is looked at or put away. What was put away is not told
/// again; what comes after it is.
class AlertBar final : public QFrame
{
    Q_OBJECT

public:
    AlertBar(const Theme &theme, models::StuckWatch &watch, QWidget *parent);

    [[nodiscard]] QString text() const { return m_words->fullText(); }
    [[nodiscard]] QPushButton *lookButton() const { return m_look; }
    [[nodiscard]] QPushButton *dismissButton() const { return m_dismiss; }
    void dismiss();

signals:
    void linkActivated(const holdfast::models::Link &link);

private:
    void add(const QList<models::StuckAlert> &alerts);

    QList<models::StuckAlert> m_alerts;
    GlyphLabel *m_glyph;
    ElidedLabel *m_words;
    QPushButton *m_look;
    QPushButton *m_dismiss;
};

/// The same in the desktop's tray, where there is one: for those who look elsewhere. GUI thread.
class TrayAlerts final : public QObject
{
    Q_OBJECT

public:
    TrayAlerts(const Theme &theme, models::StuckWatch &watch, QObject *parent);

    /// Off: nothing in the tray. On by default.
    void setOn(bool on);

signals:
    void activated(const holdfast::models::Link &link);

private:
    void showCount(int count);

    const Theme &m_theme;
    models::StuckWatch &m_watch;
    QSystemTrayIcon *m_icon = nullptr; ///< none without a tray
    models::Link m_link;
};

/// "2 things became stuck: Past deadline, Given-up operation. At risk: 120.00 €".
[[nodiscard]] QString alertWords(const QList<models::StuckAlert> &alerts);
/// To page Stuck, and to the one reason when all have the same.
[[nodiscard]] models::Link linkOf(const QList<models::StuckAlert> &alerts);

} // namespace holdfast::views
