#include "views/shortcuts_dialog.h"

#include "views/widgets.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QVBoxLayout>

namespace holdfast::views {

ShortcutsDialog::ShortcutsDialog(const QList<ShortcutGroup> &groups, QWidget *parent) : QDialog(parent)
{
    setWindowTitle(tr("Keyboard shortcuts"));
    auto *sides = new QHBoxLayout;
    sides->setSpacing(40);
    QVBoxLayout *side = nullptr;
    for (qsizetype number = 0; number < groups.size(); ++number) {
        if (number < 2) {
            if (side)
                side->addStretch(1);
            side = new QVBoxLayout;
            side->setSpacing(8);
            sides->addLayout(side);
        } else {
            side->addSpacing(12);
        }
        const auto &group = groups.at(number);
        side->addWidget(makeLabel(group.title, "heading", Tone::Text, this));
        auto *grid = new QGridLayout;
        grid->setHorizontalSpacing(20);
        grid->setVerticalSpacing(6);
        for (int row = 0; row < int(group.shortcuts.size()); ++row) {
            grid->addWidget(makeLabel(group.shortcuts.at(row).keys, "mono", Tone::Text, this), row, 0);
            grid->addWidget(makeLabel(group.shortcuts.at(row).what, "", Tone::Muted, this), row, 1);
        }
        grid->setColumnStretch(1, 1);
        grid->setColumnMinimumWidth(0, 110);
        side->addLayout(grid);
    }
    if (side)
        side->addStretch(1);
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
    column->addLayout(sides);
    column->addStretch(1);
    column->addLayout(buttons);
}

} // namespace holdfast::views
