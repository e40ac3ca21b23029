#include "views/timeline_page.h"

#include "models/local_time.h"
#include "models/reservation_model.h"
#include "views/data_table.h"
#include "views/export_button.h"
#include "views/reservation_actions.h"
#include "views/timeline_view.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>
#include <QItemSelectionModel>
#include <QLineEdit>
#include <QLocale>
#include <QMenu>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace holdfast::views {

using models::Mark;
using models::ReadState;
using models::TimelineModel;

namespace {

struct GlyphLook
{
    Glyph glyph;
    Tone tone;
};

std::optional<GlyphLook> lookOf(Mark mark)
{
    switch (mark) {
    case Mark::Good:
        return GlyphLook{Glyph::Check, Tone::Good};
    case Mark::Warn:
        return GlyphLook{Glyph::Warning, Tone::Warn};
    case Mark::Bad:
        return GlyphLook{Glyph::Cross, Tone::Bad};
    case Mark::None:
    case Mark::Muted:
        break;
    }
    return std::nullopt;
}

} // namespace

TimelinePage::TimelinePage(const Theme &theme, models::ConsoleModels &models, QWidget *parent)
    : Page(theme, models, {QStringLiteral("timeline"), QStringLiteral("timeline"), tr("Timeline")}, Shows::Database, parent),
      m_model(models.questions()), m_matches(models.questions()), m_search(new QLineEdit(this)),
      m_actions(new ReservationActions(theme, models, this)), m_act(makeButton(tr("Act"), "", this)),
      m_copy(makeButton(tr("Copy"), "", this)), m_export(new ExportButton(this)), m_storedNotice(new Notice(theme, this)),
      m_stack(new QStackedWidget(this)), m_empty(new EmptyState(this)),
      m_matchTable(new DataTable(theme, m_matches, {124, 170, 160, 120, 110, 100, 120}, tr("Reservations found"), this))
{
    makeTitle();
    body()->addWidget(makeIdentity());
    body()->addWidget(m_storedNotice);
    m_storedNotice->hide();
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_matchTable);
    m_stack->addWidget(makeStory());
    body()->addWidget(m_stack, 1);
    addKeys();
    watch(m_model);
    connect(&m_model, &TimelineModel::storyChanged, this, &TimelinePage::showStory);
    connect(&m_matches, &models::PolledModel::applied, this, &TimelinePage::takeMatches);
    connect(&m_matches, &models::PolledModel::readStateChanged, this, &TimelinePage::showPlace);
    connect(&m_model, &models::PolledModel::readStateChanged, this, &TimelinePage::showPlace);
    connect(m_matchTable, &DataTable::activated, this, [this](int row) { follow(m_matches.at(row).id); });
    connect(&m_file, &models::TimelineFile::told, this, [this](const models::TimelineStory &story) {
        m_readingFile = false;
        m_model.show(story);
    });
    connect(&m_file, &models::TimelineFile::failed, this, [this](const QString &words) {
        m_readingFile = false;
        m_problem = words;
        showPlace();
    });
    showStory();
}

void TimelinePage::makeTitle()
{
    m_search->setPlaceholderText(tr("Find by any id or reference"));
    m_search->setToolTip(tr("Reservation, partner reference, requester, slot, operation, payment intent, webhook event, "
                            "request or trace; Enter finds (Ctrl+F)"));
    m_search->setAccessibleName(tr("Find a reservation by any id or reference"));
    m_search->setClearButtonEnabled(true);
    m_search->setMinimumWidth(200);
    m_search->setMaximumWidth(300);
    m_search->setMaxLength(255);
    auto *findNow = makeButton(tr("Find"), "", this);
    m_copy->setToolTip(tr("Copy the reservation's id"));
    connect(m_search, &QLineEdit::returnPressed, this, [this] { find(m_search->text()); });
    connect(findNow, &QPushButton::clicked, this, [this] { find(m_search->text()); });
    connect(m_copy, &QPushButton::clicked, this, &TimelinePage::copyId);
    m_export->addTable(QStringLiteral("timeline"), [this] { return &m_model; });
    addToTitle(m_search);
    addToTitle(findNow);
    auto *menu = new QMenu(m_act);
    m_actions->addTo(menu);
    menu->removeAction(m_actions->action(ReservationActions::Kind::Timeline)); // it is here
    m_act->setMenu(menu);
    addToTitle(m_act);
    addToTitle(m_copy);
    addToTitle(m_export);
}

QWidget *TimelinePage::makeIdentity()
{
    constexpr int glyphSide = 13;
    m_identity = new QWidget(this);
    m_id = new ElidedLabel(Qt::ElideMiddle, m_identity);
    setKind(m_id, "mono");
    m_id->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_id->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Preferred);
    m_stateGlyph = new GlyphLabel(theme(), glyphSide, m_identity);
    m_state = makeLabel({}, "", Tone::Text, m_identity);
    m_standingGlyph = new GlyphLabel(theme(), glyphSide, m_identity);
    m_standing = new ElidedLabel(Qt::ElideRight, m_identity);
    setTone(m_standing, Tone::Muted);
    auto *row = new QHBoxLayout(m_identity);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(6);
    row->addWidget(m_id);
    row->addSpacing(8);
    row->addWidget(m_stateGlyph);
    row->addWidget(m_state);
    row->addSpacing(8);
    row->addWidget(m_standingGlyph);
    row->addWidget(m_standing, 1);
    return m_identity;
}

QWidget *TimelinePage::makeStory()
{
    m_story = new QSplitter(Qt::Vertical, this);
    m_story->setChildrenCollapsible(false);
    m_story->setHandleWidth(12);
    m_table = new DataTable(theme(), m_model, {120, 104, 190, 172, 200}, tr("Entries of the timeline"), this);
    m_story->addWidget(makeAxisCard());
    m_story->addWidget(m_table);
    m_story->setStretchFactor(0, 1);
    m_story->setStretchFactor(1, 1);
    m_story->setSizes({360, 380});
    connect(m_table, &DataTable::selectionMoved, this, &TimelinePage::followTable);
    return m_story;
}

QWidget *TimelinePage::makeAxisCard()
{
    auto *card = new Card(this);
    m_axis = new TimelineView(theme(), card);
    m_extent = new ElidedLabel(Qt::ElideRight, card);
    setTone(m_extent, Tone::Muted);
    auto *head = new QHBoxLayout;
    head->setSpacing(4);
    head->addWidget(m_extent, 1);
    const auto add = [&](const QString &text, const QString &name, auto act) {
        auto *button = new QToolButton(card);
        button->setText(text);
        button->setToolTip(name);
        button->setAccessibleName(name);
        button->setFocusPolicy(Qt::TabFocus);
        connect(button, &QToolButton::clicked, m_axis, act);
        head->addWidget(button);
        m_zoom.append(button);
    };
    add(QStringLiteral("\u2212"), tr("Zoom out (\u2212)"), &TimelineView::zoomOut);
    add(QStringLiteral("+"), tr("Zoom in (+, Ctrl and the wheel)"), &TimelineView::zoomIn);
    add(tr("Fit"), tr("Show all of it (0)"), &TimelineView::fit);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(14, 8, 10, 6);
    column->setSpacing(2);
    column->addLayout(head);
    column->addWidget(m_axis, 1);
    m_export->addPicture(QStringLiteral("timeline"), m_axis);
    connect(m_axis, &TimelineView::chosen, this, &TimelinePage::choose);
    connect(m_axis, &TimelineView::stepped, this, &TimelinePage::step);
    connect(m_axis, &TimelineView::zoomChanged, this, &TimelinePage::showExtent);
    return card;
}

void TimelinePage::addKeys()
{
    const auto add = [this](QWidget *owner, const QKeySequence &key, Qt::ShortcutContext context, auto act) {
        auto *action = new QAction(owner);
        action->setShortcut(key);
        action->setShortcutContext(context);
        connect(action, &QAction::triggered, this, act);
        owner->addAction(action);
    };
    add(this, QKeySequence::Find, Qt::WidgetWithChildrenShortcut, [this] {
        m_search->setFocus(Qt::ShortcutFocusReason);
        m_search->selectAll();
    });
    for (auto *view : {static_cast<QWidget *>(m_table->view()), static_cast<QWidget *>(m_axis)}) {
        m_actions->addTo(view);
        view->removeAction(m_actions->action(ReservationActions::Kind::Timeline)); // it is here
        view->removeAction(m_actions->action(ReservationActions::Kind::CopyId)); // the table copies what is chosen in it
    }
    add(m_table->view(), QKeySequence(Qt::Key_Left), Qt::WidgetShortcut, [this] { step(-1); });
    add(m_table->view(), QKeySequence(Qt::Key_Right), Qt::WidgetShortcut, [this] { step(1); });
    add(m_table->view(), QKeySequence(Qt::Key_Plus), Qt::WidgetShortcut, [this] { m_axis->zoomIn(); });
    add(m_table->view(), QKeySequence(Qt::Key_Minus), Qt::WidgetShortcut, [this] { m_axis->zoomOut(); });
    add(m_table->view(), QKeySequence(Qt::Key_0), Qt::WidgetShortcut, [this] { m_axis->fit(); });
}

QList<Command> TimelinePage::commands()
{
    const auto none = m_model.story() ? QString() : tr("No reservation is chosen.");
    auto commands = m_actions->commands();
    commands.removeFirst(); // the timeline is here
    commands.removeLast(); // its own copies a stored one's id too
    commands.append({
        {tr("Find by any id or reference"), QKeySequence::Find,
         [this] { m_search->setFocus(Qt::ShortcutFocusReason); }, {}},
        {tr("Previous entry of the timeline"), QKeySequence(Qt::Key_Left), [this] { step(-1); }, none},
        {tr("Next entry of the timeline"), QKeySequence(Qt::Key_Right), [this] { step(1); }, none},
        {tr("Zoom into the timeline"), QKeySequence(Qt::Key_Plus), [this] { m_axis->zoomIn(); }, none},
        {tr("Zoom out of the timeline"), QKeySequence(Qt::Key_Minus), [this] { m_axis->zoomOut(); }, none},
        {tr("Show the whole timeline"), QKeySequence(Qt::Key_0), [this] { m_axis->fit(); }, none},
        {tr("Copy the reservation's id"), {}, [this] { copyId(); }, none},
    });
    return commands;
}

void TimelinePage::open(const models::Link &link)
{
    m_problem.clear();
    m_readingFile = false;
    m_file.drop();
    if (link.item.endsWith(QLatin1String(".jsonl"))) {
        m_searching = false;
        m_readingFile = true;
        m_file.read(link.item, link.reservation);
        showPlace();
    } else if (!link.item.isEmpty()) {
        m_search->setText(link.item);
        find(link.item);
    } else if (link.reservation) {
        follow(*link.reservation);
    }
}

void TimelinePage::find(const QString &text)
{
    if (text.trimmed().isEmpty())
        return;
    m_problem.clear();
    m_searching = true;
    m_matches.setText(text);
    m_matches.setActive(isVisible());
    showPlace();
}

void TimelinePage::takeMatches()
{
    if (!m_searching)
        return;
    if (const auto meant = m_matches.meant())
        follow(*meant);
    else
        showPlace();
    if (m_searching && m_matches.rowCount() > 0 && m_matchTable->currentRow() < 0) {
        m_matchTable->view()->selectRow(0);
        if (m_search->hasFocus())
            m_matchTable->view()->setFocus(Qt::OtherFocusReason);
    }
}

void TimelinePage::follow(const Uuid &id)
{
    m_searching = false;
    m_matches.setActive(false);
    m_file.drop();
    m_readingFile = false;
    m_problem.clear();
    m_model.follow(id);
    showPlace();
}

void TimelinePage::showEvent(QShowEvent *event)
{
    Page::showEvent(event);
    m_matches.setActive(m_searching);
}

void TimelinePage::hideEvent(QHideEvent *event)
{
    Page::hideEvent(event);
    m_matches.setActive(false);
}

void TimelinePage::copyId()
{
    if (m_model.reservation())
        QGuiApplication::clipboard()->setText(QString::fromStdString(m_model.reservation()->to_string()));
}

void TimelinePage::step(int by)
{
    const int rows = m_model.rowCount();
    if (rows == 0)
        return;
    const int now = m_model.rowOf(m_current);
    const int next = by == -2 ? 0 : by == 2 ? rows - 1 : now < 0 ? (by < 0 ? rows - 1 : 0)
                                                                 : std::clamp(now + by, 0, rows - 1);
    choose(m_model.at(next).key);
}

void TimelinePage::choose(const QString &key)
{
    const int row = m_model.rowOf(key);
    if (row < 0 || m_choosing)
        return;
    m_choosing = true;
    m_current = key;
    m_table->view()->setCurrentIndex(m_model.index(row, 0));
    m_table->view()->scrollTo(m_model.index(row, 0));
    m_axis->setCurrent(key);
    m_choosing = false;
}

void TimelinePage::followTable()
{
    if (const int row = m_table->currentRow(); row >= 0)
        choose(m_model.at(row).key);
}

void TimelinePage::showStory()
{
    m_axis->setStory(m_model.story());
    if (m_model.rowOf(m_current) < 0)
        m_current.clear();
    showIdentity();
    showStored();
    showExtent();
    showPlace();
}

void TimelinePage::showIdentity()
{
    const auto &id = m_model.reservation();
    m_id->setFullText(id ? QString::fromStdString(id->to_string()) : QString());
    const auto row = m_model.story() ? m_model.story()->row : std::nullopt;
    m_actions->setChosen(row ? QList<models::Reservation>{*row} : QList<models::Reservation>());
    m_act->setEnabled(row.has_value());
    m_act->setToolTip(row                  ? tr("Extend, release, note and more")
                      : m_model.isStored() ? tr("A stored one cannot be acted on.")
                                           : tr("No reservation is chosen."));
    m_copy->setEnabled(id.has_value());
    m_copy->setToolTip(id ? tr("Copy the reservation's id") : tr("No reservation is chosen."));
    m_export->setEnabled(m_model.story().has_value());
    m_export->setToolTip(m_model.story() ? QString() : tr("No reservation is chosen."));
    m_stateGlyph->clear();
    m_standingGlyph->clear();
    m_state->clear();
    m_standing->setFullText({});
    const auto &story = m_model.story();
    if (!story)
        return;
    m_stateGlyph->set(story->state);
    m_state->setText(models::label(story->state));
    const auto standing = models::standingOf(*story);
    m_standing->setFullText(standing.words);
    m_standingGlyph->setVisible(standing.mark == Mark::Warn || standing.mark == Mark::Bad);
    if (const auto look = lookOf(standing.mark))
        m_standingGlyph->set(look->glyph, look->tone);
}

void TimelinePage::showStored()
{
    if (!m_model.isStored() || !m_model.story()) {
        m_storedNotice->hide();
        return;
    }
    const auto &story = *m_model.story();
    const auto at = models::localTime(story.now);
    m_storedNotice->show(
        Tone::Accent, tr("Stored by the run %1.").arg(story.origin),
        tr("It is as of %1 %2 and does not change: the run's sandbox is gone, unless it was kept.")
            .arg(QLocale().toString(at, QStringLiteral("d MMM yyyy HH:mm:ss")), at.timeZoneAbbreviation()),
        tr("To the runs"), [this] {
            models::Link link;
            link.page = QStringLiteral("runs");
            emit linkActivated(link);
        });
}

void TimelinePage::showPlace()
{
    const bool has = m_model.story().has_value();
    const bool asked = m_model.reservation() && !has && !m_model.isMissing() && m_model.readState() != ReadState::Failed;
    setLoading(m_readingFile || (asked && !m_searching)
               || (m_searching && !m_matches.isAnswered() && m_matches.readState() != ReadState::Failed));
    m_identity->setVisible(!m_searching && m_model.reservation().has_value() && m_problem.isEmpty());
    const auto focusSearch = [this] { m_search->setFocus(Qt::OtherFocusReason); };
    if (!m_problem.isEmpty()) {
        m_empty->set(tr("The stored timeline could not be read. %1").arg(m_problem), tr("Find another"), focusSearch);
        m_stack->setCurrentIndex(Nothing);
    } else if (m_searching && m_matches.rowCount() > 0) {
        m_stack->setCurrentIndex(Matches);
        setSummary(m_matches.hasMore() ? tr("the first %1 that match").arg(m_matches.rowCount())
                                       : m_matches.rowCount() == 1 ? tr("1 reservation matches")
                                                                  : tr("%n reservations match", nullptr, m_matches.rowCount()));
        return;
    } else if (m_searching) {
        const auto wanted = m_matches.wanted();
        m_empty->set(m_matches.readState() == ReadState::Failed
                         ? tr("%1 could not be looked for. %2").arg(wanted, m_matches.error())
                     : m_matches.isAnswered()
                         ? tr("Nothing is known by %1. Of requesters, traces and parts of ids the newest %2 are searched.")
                               .arg(wanted, QLocale().toString(models::TimelineSearch::newestSearched()))
                         : tr("What %1 names appears here.").arg(wanted),
                     tr("Find another"), focusSearch);
        m_stack->setCurrentIndex(Nothing);
    } else if (has) {
        m_stack->setCurrentIndex(Story);
    } else if (m_model.isMissing()) {
        m_empty->set(tr("This environment has no such reservation. Another one may: a run's sandbox has its own."),
                     tr("Find another"), focusSearch);
        m_stack->setCurrentIndex(Nothing);
    } else if (m_model.reservation()) {
        m_empty->set(tr("The timeline appears here as soon as it is read."), tr("Find another"), focusSearch);
        m_stack->setCurrentIndex(Nothing);
    } else {
        m_empty->set(tr("The whole life of one reservation appears here: find it by any id or reference, or choose it in "
                        "flight."),
                     tr("To the reservations in flight"), [this] {
                         models::Link link;
                         link.page = QStringLiteral("in-flight");
                         emit linkActivated(link);
                     });
        m_stack->setCurrentIndex(Nothing);
    }
    setSummary({});
}

void TimelinePage::showExtent()
{
    const auto &story = m_model.story();
    if (!story || story->entries.isEmpty()) {
        m_extent->setFullText({});
        return;
    }
    constexpr qint64 shortMs = 10'000;
    const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(story->entries.last().at
                                                                           - story->entries.first().at).count();
    const auto span = ms < shortMs ? tr("%1 ms").arg(ms) : models::formatAge(ms / 1000);
    const auto &pieces = m_axis->scale().pieces();
    const auto cuts = int(std::count_if(pieces.begin(), pieces.end(), [](const auto &piece) { return piece.cut; }));
    auto text = story->entries.size() == 1 ? tr("1 entry")
                                           : tr("%n entries over %1", nullptr, int(story->entries.size())).arg(span);
    if (cuts > 0)
        text += cuts == 1 ? tr("; 1 idle gap cut short") : tr("; %n idle gaps cut short", nullptr, cuts);
    m_extent->setFullText(text);
    m_zoom.first()->setEnabled(m_axis->zoom() > 1);
    m_zoom.last()->setEnabled(m_axis->zoom() > 1);
}

} // namespace holdfast::views
