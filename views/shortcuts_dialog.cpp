#include "views/shortcuts_dialog.h"

#include "views/widgets.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace holdfast::views {

ShortcutsDialog::ShortcutsDialog(const QList<Shortcut> &shortcuts, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Keyboard shortcuts"));
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(24);
    grid->setVerticalSpacing(8);
    int row = 0;
    for (const auto &shortcut : shortcuts) {
        auto *keys = makeLabel(shortcut.keys, "mono", Tone::Text, this);
        auto *what = makeLabel(shortcut.what, "", Tone::Muted, this);
        grid->addWidget(keys, row, 0);
        grid->addWidget(what, row, 1);
        ++row;
    }
    grid->setColumnStretch(1, 1);
    auto *close = makeButton(tr("Close"), "", this);
    close->setFocusPolicy(Qt::StrongFocus);
    close->setDefault(true);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(close);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(16);
    column->addWidget(makeLabel(tr("Keyboard shortcuts"), "title", Tone::Text, this));
    column->addLayout(grid);
    column->addStretch(1);
    column->addLayout(buttons);
    setMinimumWidth(440);
}

} // namespace holdfast::views
