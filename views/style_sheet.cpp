#include "views/theme.h"

#include <QHash>

namespace holdfast::views {
namespace {

// $names are tokens. Sizes follow a 4 px grid: control height 28, padding 12, corners 5 on controls and 6 on cards.
constexpr auto sheet = R"(
QMainWindow, QDialog, QMessageBox { background: $window; }
QWidget { color: $text; }
QToolTip { background: $surface; color: $text; border: 1px solid $border; padding: 4px 8px; }

QFrame[kind="card"] { background: $surface; border: 1px solid $border; border-radius: 6px; }
QFrame[kind="bar"], QFrame[kind="rail"] { background: $surface; border: none; }
QFrame[kind="bar-top"] { background: $surface; border: none; border-bottom: 1px solid $border; }
QFrame[kind="bar-bottom"] { background: $surface; border: none; border-top: 1px solid $border; }
QFrame[kind="rail"] { border-right: 1px solid $border; }
QFrame[kind="rule"] { background: $border; border: none; }
QFrame[kind="notice"] { background: $surface; border: 1px solid $warn; border-radius: 6px; }
QFrame[kind="notice-accent"] { background: $surface; border: 1px solid $border; border-radius: 6px; }
QFrame[kind="notice-bad"] { background: $surface; border: 1px solid $bad; border-radius: 6px; }

QLabel { background: transparent; }
QLabel[kind="title"] { font-size: 18px; font-weight: 600; }
QLabel[kind="heading"] { font-weight: 600; }
QLabel[kind="verdict"] { font-size: 16px; font-weight: 600; }
QLabel[kind="mono"], QLineEdit[kind="mono"] { font-family: "JetBrains Mono", monospace; font-size: 12px; }
QLabel[kind="status"] { font-size: 12px; }
QLabel[tone="muted"] { color: $muted; }
QLabel[tone="accent"] { color: $accent; }
QLabel[tone="good"] { color: $good; }
QLabel[tone="warn"] { color: $warn; }
QLabel[tone="bad"] { color: $bad; }

QPushButton { background: $surface; border: 1px solid $border; border-radius: 5px; padding: 0 12px;
              min-height: 28px; max-height: 28px; font-weight: 500; }
QPushButton:hover { background: $hover; }
QPushButton:pressed, QPushButton:checked { background: $selection; }
QPushButton:focus { border: 2px solid $accent; padding: 0 11px; min-height: 26px; max-height: 26px; }
QPushButton:disabled { color: $muted; background: $window; }
QPushButton::menu-indicator { image: none; width: 0; }
QPushButton[kind="primary"] { background: $accent; border-color: $accent; color: $onAccent; font-weight: 600; }
QPushButton[kind="primary"]:hover { background: $accentHover; }
QPushButton[kind="primary"]:focus { border: 2px solid $text; }
QPushButton[kind="primary"]:disabled { background: $window; border-color: $border; color: $muted; }
QPushButton[kind="danger"] { border-color: $bad; color: $bad; font-weight: 600; }
QPushButton[kind="danger"]:focus { border: 2px solid $bad; }
QPushButton[kind="danger"]:disabled { border-color: $border; color: $muted; }
QPushButton[kind="disclosure"] { background: transparent; border: 1px solid transparent; color: $accent;
                                 padding: 0 6px 0 0; min-height: 22px; max-height: 22px; text-align: left; }
QPushButton[kind="disclosure"]:hover { background: $hover; }
QPushButton[kind="disclosure"]:focus { border: 1px solid $accent; padding: 0 6px 0 0; min-height: 22px;
                                       max-height: 22px; }
QPushButton[kind="link-chip"] { background: transparent; border: 1px solid transparent; color: $accent;
                                padding: 0 6px; border-radius: 12px; min-height: 22px; max-height: 22px; }
QPushButton[kind="link-chip"]:disabled { color: $muted; }
QPushButton[kind="link-chip"]:hover { background: $hover; }
QPushButton[kind="link-chip"]:focus { border: 2px solid $accent; padding: 0 5px; min-height: 20px; max-height: 20px; }
QPushButton[kind="chip"] { border-radius: 12px; padding: 0 10px; min-height: 22px; max-height: 22px;
                           font-weight: 400; }
QPushButton[kind="chip"]:checked { background: $selection; border-color: $accent; color: $accent; font-weight: 600; }
QPushButton[kind="chip"]:focus { border: 2px solid $accent; padding: 0 9px; min-height: 20px; max-height: 20px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 5px; padding: 3px; }
QToolButton:hover { background: $hover; }
QToolButton:pressed, QToolButton:checked { background: $selection; }
QToolButton:focus { border: 1px solid $accent; }
QToolButton::menu-indicator { image: none; width: 0; }

QLineEdit, QSpinBox, QComboBox { background: $surface; border: 1px solid $border; border-radius: 5px; padding: 0 8px;
                                 min-height: 26px; selection-background-color: $selection; selection-color: $text; }
QLineEdit:focus, QSpinBox:focus, QComboBox:focus { border: 2px solid $accent; padding: 0 7px; min-height: 24px; }
QLineEdit:disabled, QSpinBox:disabled, QComboBox:disabled { color: $muted; background: $window; }
QLineEdit[invalid="true"] { border: 1px solid $bad; }
QComboBox::drop-down { border: none; width: 24px; }
QComboBox::down-arrow { image: url(:/holdfast/icons/$chevron.svg); width: 16px; height: 16px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $border; selection-background-color: $selection;
                              selection-color: $text; outline: none; }
QCheckBox { spacing: 8px; min-height: 24px; background: transparent; }
QCheckBox::indicator { width: 14px; height: 14px; border: 1px solid $muted; border-radius: 3px; background: $surface; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url(:/holdfast/icons/$tick.svg); }
QCheckBox::indicator:focus { border: 2px solid $accent; }
QCheckBox:focus { color: $accent; }

QMenu { background: $surface; border: 1px solid $border; padding: 4px; }
QMenu::item { padding: 5px 28px 5px 28px; border-radius: 4px; }
QMenu::item:selected { background: $selection; }
QMenu::item:disabled { color: $muted; }
QMenu::icon { padding-left: 8px; }
QMenu::separator { height: 1px; background: $border; margin: 4px 8px; }
QMenu::indicator { width: 14px; height: 14px; margin-left: 8px; }
QMenu::indicator:non-exclusive:unchecked { border: 1px solid $muted; border-radius: 3px; }
QMenu::indicator:non-exclusive:checked { border: 1px solid $accent; border-radius: 3px; background: $accent;
                                         image: url(:/holdfast/icons/$tick.svg); }
QMenu::indicator:exclusive:checked { image: url(:/holdfast/icons/$dot.svg); }

QAbstractItemView { background: transparent; border: 1px solid transparent; border-radius: 6px; outline: none;
                    selection-background-color: $selection; selection-color: $text; }
QAbstractItemView:focus { border: 1px solid $accent; }
QTreeView::branch { background: transparent; }
QTreeView::branch:selected { background: $selection; }
QTreeView::branch:has-children:closed { image: url(:/holdfast/icons/$onward.svg); }
QTreeView::branch:has-children:open { image: url(:/holdfast/icons/$chevron.svg); }
QHeaderView, QTableView QTableCornerButton::section { background: transparent; border: none; }
QHeaderView::section { background: transparent; border: none; border-bottom: 1px solid $border; color: $muted;
                       padding: 0 10px; }
QTabBar { background: transparent; border: none; font-weight: 500; }
QTabBar::tab { background: transparent; color: $muted; border: none; border-bottom: 2px solid transparent;
               padding: 0 2px; margin-right: 20px; min-height: 26px; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; }
QTabBar:focus::tab:selected { color: $accent; }
QPushButton[kind="flat"] { background: transparent; border: 1px solid transparent; padding: 0 4px; min-height: 22px;
                           max-height: 22px; }
QPushButton[kind="flat"]:hover { background: $hover; }
QPushButton[kind="flat"]:focus { border: 1px solid $accent; }
QPlainTextEdit[kind="field"] { background: $surface; border: 1px solid $border; border-radius: 5px; padding: 4px; }
QPlainTextEdit[kind="field"]:focus { border: 2px solid $accent; padding: 3px; }
QPlainTextEdit, QTextBrowser { background: transparent; border: none; selection-background-color: $selection;
                               selection-color: $text; }

QScrollArea, QScrollArea > QWidget > QWidget[kind="plain"] { background: transparent; border: none; }
QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 10px; margin: 0; }
QScrollBar::handle { background: $scroll; border-radius: 3px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 28px; }
QScrollBar::handle:horizontal { min-width: 28px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QAbstractScrollArea::corner { background: transparent; }
QSplitter::handle { background: transparent; }
QSplitter::handle:hover { background: $border; }
)";

QColor mixed(const QColor &a, const QColor &b, double part)
{
    const auto mix = [part](int x, int y) { return qRound(x + (y - x) * part); };
    return {mix(a.red(), b.red()), mix(a.green(), b.green()), mix(a.blue(), b.blue())};
}

} // namespace

QString styleSheetFor(const Tokens &tokens)
{
    // Longer names first: "$accentHover" must not be read as "$accent".
    const std::pair<QString, QString> names[] = {
        {QStringLiteral("$accentHover"), mixed(tokens.accent, tokens.text, 0.15).name()},
        {QStringLiteral("$onAccent"), tokens.onAccent.name()},
        {QStringLiteral("$selection"), tokens.selection.name()},
        {QStringLiteral("$surface"), tokens.surface.name()},
        {QStringLiteral("$window"), tokens.window.name()},
        {QStringLiteral("$border"), tokens.border.name()},
        {QStringLiteral("$accent"), tokens.accent.name()},
        {QStringLiteral("$scroll"), mixed(tokens.border, tokens.muted, 0.4).name()},
        {QStringLiteral("$hover"), tokens.hover.name()},
        {QStringLiteral("$muted"), tokens.muted.name()},
        {QStringLiteral("$text"), tokens.text.name()},
        {QStringLiteral("$good"), tokens.good.name()},
        {QStringLiteral("$warn"), tokens.warn.name()},
        {QStringLiteral("$bad"), tokens.bad.name()},
        {QStringLiteral("$tick"), tokens.dark ? QStringLiteral("tick-dark") : QStringLiteral("tick-light")},
        {QStringLiteral("$chevron"),
         tokens.dark ? QStringLiteral("chevron-down-dark") : QStringLiteral("chevron-down-light")},
        {QStringLiteral("$onward"),
         tokens.dark ? QStringLiteral("chevron-right-dark") : QStringLiteral("chevron-right-light")},
        {QStringLiteral("$dot"), tokens.dark ? QStringLiteral("dot-dark") : QStringLiteral("dot-light")},
    };
    auto text = QString::fromLatin1(sheet);
    for (const auto &[name, value] : names)
        text.replace(name, value);
    return text;
}

} // namespace holdfast::views
