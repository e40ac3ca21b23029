#pragma once

#include "views/theme.h"

#include <QAbstractListModel>
#include <QFrame>
#include <QList>

#include <functional>

class QLineEdit;
class QListView;

namespace holdfast::views {

/// One thing that can be gone to or done by name.
struct PaletteEntry
{
    QString text;   ///< "Force-release…"
    QString group;  ///< "Page", "In flight", "Environment": said in muted beside it
    QString keys;   ///< its shortcut as text
    QString whyNot; ///< not now, and why; empty: it can be done
    std::function<void()> run;
};

/// The entries whose words hold what is typed, the best first. GUI thread.
class PaletteModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { GroupRole = Qt::UserRole + 1, KeysRole, WhyNotRole };

    using QAbstractListModel::QAbstractListModel;

    void setEntries(const QList<PaletteEntry> &entries);
    /// `always`: entries made of the text itself, first when nothing else fits as well.
    void setText(const QString &text, const QList<PaletteEntry> &always);
    [[nodiscard]] const PaletteEntry &at(int row) const { return m_shown.at(row); }

    [[nodiscard]] int rowCount(const QModelIndex &parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex &index, int role) const override;
    [[nodiscard]] Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    QList<PaletteEntry> m_entries;
    QList<PaletteEntry> m_shown;
};

/// How well `text` is found in `words`, case aside: 0 not at all; a beginning counts more than the beginning of a
/// word, that more than a place within, and that more than scattered letters.
[[nodiscard]] int paletteRank(const QString &words, const QString &text);

/// Ctrl+K: type a page, an action, an environment or an id; Enter goes there.
class Palette final : public QFrame
{
    Q_OBJECT

public:
    static constexpr int shownRows = 10;

    /// `ofText`: what can be done with the text itself, such as to search for it.
    Palette(const Theme &theme, std::function<QList<PaletteEntry>(const QString &text)> ofText, QWidget *parent);

    void openOver(QWidget *window, const QList<PaletteEntry> &entries);
    [[nodiscard]] QLineEdit *field() const { return m_field; }
    [[nodiscard]] QListView *list() const { return m_list; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void narrow();
    void run(const QModelIndex &index);
    void choose(int row);

    std::function<QList<PaletteEntry>(const QString &)> m_ofText;
    PaletteModel m_model;
    QLineEdit *m_field;
    QListView *m_list;
};

} // namespace holdfast::views
