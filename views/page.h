#pragma once

#include "models/console_models.h"
#include "models/link.h"
#include "views/widgets.h"

#include <QKeySequence>
#include <QWidget>

class QSettings;
class QVBoxLayout;

namespace holdfast::models {
class PolledModel;
}

namespace holdfast::views {

/// What a page offers by name: in the palette, and in the list of shortcuts when it has a key.
struct Command
{
    QString text;       ///< "Force-release…"
    QKeySequence key;   ///< for the lists; the page itself listens for it
    std::function<void()> run;
    QString whyNot;     ///< not now, and why; empty: it can be done
};

struct PageInfo
{
    QString name; ///< fits a file's name: "in-flight"
    QString icon; ///< of resources/icons
    QString label;
};

/// One page of the window. It has a title row with a summary and room for buttons, a thin bar while something loads,
/// and, on pages that show the database, the notice that says when what is seen is not live; below it the page's own
/// body. GUI thread.
class Page : public QWidget
{
    Q_OBJECT

public:
    enum class Shows { Database, Files }; ///< of what the page is a picture

    Page(const Theme &theme, models::ConsoleModels &models, PageInfo info, Shows shows, QWidget *parent);

    [[nodiscard]] const PageInfo &pageInfo() const { return m_info; }
    [[nodiscard]] Notice *notice() const { return m_notice; }
    [[nodiscard]] bool isLoading() const { return m_loading->isActive(); }
    /// What the page asked for when it was shown has been answered.
    [[nodiscard]] bool isSettled() const;
    [[nodiscard]] QString summary() const { return m_summary->fullText(); }
    /// Shown in the rail; 0: nothing to see.
    [[nodiscard]] int badge() const { return m_badge; }

    /// Shows what the link is about.
    virtual void open(const models::Link &link) { Q_UNUSED(link) }
    [[nodiscard]] virtual QList<Command> commands() { return {}; }
    virtual void restore(const QSettings &settings) { Q_UNUSED(settings) }
    virtual void save(QSettings &settings) const { Q_UNUSED(settings) }

signals:
    void linkActivated(const holdfast::models::Link &link);
    void badgeChanged(int count);

protected:
    [[nodiscard]] const Theme &theme() const { return m_theme; }
    [[nodiscard]] models::ConsoleModels &models() const { return m_models; }
    /// Where the page puts what it shows: margins and gaps are set.
    [[nodiscard]] QVBoxLayout *body() const { return m_body; }
    [[nodiscard]] QLabel *titleLabel() const { return m_title; }
    /// At the right end of the title row, from left to right.
    void addToTitle(QWidget *widget);
    void setSummary(const QString &text) { m_summary->setFullText(text); }
    void setLoading(bool loading);
    [[nodiscard]] const models::LiveStatus &liveStatus() const { return m_status; }
    void setBadge(int count);
    /// The model asks while the page is seen, and its first question shows as loading.
    void watch(models::PolledModel &model);

    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    void showNotice();
    void showLoading();
    /// Of what is seen the oldest; invalid before anything was read.
    [[nodiscard]] QDateTime dataAsOf() const;

    const Theme &m_theme;
    models::ConsoleModels &m_models;
    PageInfo m_info;
    Shows m_shows;
    models::LiveStatus m_status;
    LoadingBar *m_loading;
    QLabel *m_title;
    ElidedLabel *m_summary;
    QHBoxLayout *m_titleRow;
    Notice *m_notice;
    QVBoxLayout *m_body;
    QList<models::PolledModel *> m_watched;
    bool m_loadsItself = false;
    int m_badge = 0;
};

} // namespace holdfast::views
