#pragma once

#include "models/overview.h"
#include "views/figure.h"
#include "views/page.h"
#include "views/sparkline.h"

class QGridLayout;
class QStackedWidget;
class QToolButton;

namespace holdfast::views {

class DataTable;

/// What is looked at first: how much is under way, whether it goes well, what needs somebody. Every number leads to the rows
/// behind it; the readings of the last quarter of an hour stand beside it as a table.
class OverviewPage final : public Page
{
    Q_OBJECT

public:
    OverviewPage(const Theme &theme, models::ConsoleModels &models, QWidget *parent);

    [[nodiscard]] QList<Command> commands() override;
    void restore(const QSettings &settings) override;
    void save(QSettings &settings) const override;

    [[nodiscard]] models::Overview &readings() { return m_overview; }
    [[nodiscard]] bool showsNumbers() const;
    void setShowsNumbers(bool on);

private:
    struct Titled; // a card with a title

    [[nodiscard]] QWidget *makeCards();
    void makeInFlight(QGridLayout *grid);
    void makeBookings(QGridLayout *grid);
    void makeLatency(QGridLayout *grid);
    void makeExpiring(QGridLayout *grid);
    void makeStuck(QGridLayout *grid);
    void makeMoney(QGridLayout *grid);
    void makeSeats(QGridLayout *grid);
    void makeInvariants(QGridLayout *grid);
    void makeHealth(QGridLayout *grid);
    void makeTitleRow();
    [[nodiscard]] Titled makeCard(const QString &title, QGridLayout *grid, int row, int column, int span);
    [[nodiscard]] FigureLink *makeLink(FigureLink::Size size, const QString &caption, const models::Link &link);
    [[nodiscard]] ElidedLabel *makeText();
    [[nodiscard]] Sparkline *makeLine(const QString &name);

    void connectModels();
    void tellLines();
    void showReading();
    void showInFlight();
    void showLines();
    void showReasons(const models::OverviewReading *reading);
    void showLatency(const models::OverviewReading &reading);
    void showMoney(const models::OverviewReading &reading);
    void showSeats(const models::OverviewReading &reading);
    void showInvariants();
    void showHealth();
    void showAttention();
    void dress();

    models::Overview m_overview;
    QStackedWidget *m_stack;
    DataTable *m_numbers;
    QToolButton *m_switch;
    FigureLink *m_inFlight, *m_booked, *m_held, *m_failed, *m_expired, *m_p99, *m_p95, *m_p50, *m_requests, *m_expiring,
        *m_overdue, *m_stuck, *m_atRisk, *m_worth, *m_authorized, *m_seats, *m_fullSlots, *m_otherWorth, *m_seatsText;
    QList<FigureLink *> m_states;
    Sparkline *m_inFlightLine, *m_bookedLine, *m_latencyLine;
    PartsBar *m_seatsBar;
    ElidedLabel *m_checked;
    QList<FigureLink *> m_reasons; ///< the first ones that there are, and the rest of them in one
    QGridLayout *m_invariants;
    QList<FigureLink *> m_lights;
    QList<FigureLink *> m_health;
};

} // namespace holdfast::views
