#pragma once

#include "models/timeline_file.h"
#include "models/timeline_model.h"
#include "models/timeline_search.h"
#include "views/page.h"

class QLineEdit;
class QSplitter;
class QStackedWidget;
class QToolButton;

namespace holdfast::views {

class DataTable;
class ExportButton;
class ReservationActions;
class TimelineView;

/// The whole life of one reservation, on a time axis and as a table, live or as a run stored it; and the way to it from
/// any id or reference.
class TimelinePage final : public Page
{
    Q_OBJECT

public:
    TimelinePage(const Theme &theme, models::ConsoleModels &models, QWidget *parent);

    /// A reservation; with `item` the file in which it is stored; without a reservation, `item` is looked for.
    void open(const models::Link &link) override;
    [[nodiscard]] QList<Command> commands() override;

    [[nodiscard]] QLineEdit *searchField() const { return m_search; }
    [[nodiscard]] DataTable *matches() const { return m_matchTable; }
    [[nodiscard]] DataTable *entries() const { return m_table; }
    [[nodiscard]] TimelineView *axis() const { return m_axis; }
    [[nodiscard]] models::TimelineModel &model() { return m_model; }
    [[nodiscard]] EmptyState *emptyState() const { return m_empty; }
    [[nodiscard]] Notice *storedNotice() const { return m_storedNotice; }
    [[nodiscard]] QString standing() const { return m_standing->fullText(); }
    [[nodiscard]] QPushButton *copyButton() const { return m_copy; }
    [[nodiscard]] QPushButton *actButton() const { return m_act; }
    [[nodiscard]] ReservationActions *actions() const { return m_actions; }
    [[nodiscard]] ExportButton *exportButton() const { return m_export; }
    [[nodiscard]] QString shownId() const { return m_id->fullText(); }

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;

private:
    enum Place { Nothing, Matches, Story };

    void makeTitle();
    [[nodiscard]] QWidget *makeIdentity();
    [[nodiscard]] QWidget *makeStory();
    [[nodiscard]] QWidget *makeAxisCard();
    void addKeys();
    void find(const QString &text);
    void takeMatches();
    void follow(const Uuid &id);
    void copyId();
    void step(int by);
    void choose(const QString &key);
    void followTable();
    void showStory();
    void showIdentity();
    void showStored();
    void showPlace();
    void showExtent();

    models::TimelineModel m_model;
    models::TimelineSearch m_matches;
    models::TimelineFile m_file;
    QLineEdit *m_search;
    ReservationActions *m_actions;
    QPushButton *m_act;
    QPushButton *m_copy;
    ExportButton *m_export;
    QWidget *m_identity = nullptr;
    ElidedLabel *m_id = nullptr;
    GlyphLabel *m_stateGlyph = nullptr;
    QLabel *m_state = nullptr;
    GlyphLabel *m_standingGlyph = nullptr;
    ElidedLabel *m_standing = nullptr;
    Notice *m_storedNotice;
    QStackedWidget *m_stack;
    EmptyState *m_empty;
    DataTable *m_matchTable;
    QSplitter *m_story = nullptr;
    TimelineView *m_axis = nullptr;
    ElidedLabel *m_extent = nullptr;
    QList<QToolButton *> m_zoom;
    DataTable *m_table = nullptr;
    QString m_current; ///< key of the chosen entry
    bool m_searching = false;
    bool m_readingFile = false;
    bool m_choosing = false;
    QString m_problem; ///< of a stored one that could not be read
};

} // namespace holdfast::views
