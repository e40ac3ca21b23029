#pragma once

#include <QDialog>
#include <QList>

namespace holdfast::views {

struct Shortcut
{
    QString keys;
    QString what;
};

struct ShortcutGroup
{
    QString title; ///< "Pages"
    QList<Shortcut> shortcuts;
};

/// F1: what the keyboard can do here.
class ShortcutsDialog final : public QDialog
{
    Q_OBJECT

public:
    /// The first group stands at the left, the others at the right.
    ShortcutsDialog(const QList<ShortcutGroup> &groups, QWidget *parent);
};

} // namespace holdfast::views
