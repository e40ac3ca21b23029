#pragma once

#include <QByteArray>
#include <QList>
#include <QPoint>
#include <QProcess>
#include <QStringList>

#include <functional>

class QWidget;

namespace holdfast::test {

/// An X server without a screen, of this program's own. Start it before the application object is made, and give its
/// display to it.
class Display final
{
public:
    Display();
    ~Display();
    Display(const Display &) = delete;
    Display &operator=(const Display &) = delete;

    /// ":99"; empty when it did not come up, and why then.
    [[nodiscard]] const QByteArray &name() const { return m_name; }
    [[nodiscard]] const QString &problem() const { return m_problem; }

private:
    QProcess m_server;
    QByteArray m_name;
    QString m_problem;
};

/// A person's hand: what it presses and types goes to the X server and comes back as any person's does.
class Hand final
{
public:
    /// Presses the left button in the middle of the widget, or at a place in it.
    static bool press(const QWidget *widget);
    static bool press(const QWidget *widget, const QPoint &place);
    /// Keys by their X names: "ctrl+k", "Return".
    static bool key(const QString &keys);
    static bool type(const QString &text);

    /// What is done as soon as something is so. Menus and dialogs of files hold the program until they close: what
    /// comes meanwhile has to be planned before.
    struct Step
    {
        std::function<bool()> when;
        QStringList then; ///< xdotool's arguments
    };
    /// Presses the widget, then goes through the steps. False when one did not come to it.
    static bool press(const QWidget *widget, const QList<Step> &steps);
    /// xdotool's arguments for a press there.
    [[nodiscard]] static QStringList pressAt(const QWidget *widget, const QPoint &place);

private:
    static bool xdotool(const QStringList &arguments);
};

} // namespace holdfast::test
