#pragma once

#include <QDialog>
#include <QList>

namespace holdfast::views {

struct Shortcut
{
    QString keys;
    QString what;
};

/// F1: what the keyboard can do here.
class ShortcutsDialog final : public QDialog
{
    Q_OBJECT

public:
    ShortcutsDialog(const QList<Shortcut> &shortcuts, QWidget *parent);
};

} // namespace holdfast::views
