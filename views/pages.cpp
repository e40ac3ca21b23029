#include "views/pages.h"

#include "views/audit_page.h"
#include "views/in_flight_page.h"
#include "views/occupancy_page.h"
#include "views/overview_page.h"
#include "views/performance_page.h"
#include "views/reconcile_page.h"
#include "views/runs_page.h"
#include "views/scenarios_page.h"
#include "views/stuck_page.h"
#include "views/timeline_page.h"

namespace holdfast::views {

QList<Page *> makePages(Theme &theme, models::ConsoleModels &models, QSettings &settings, QWidget *parent)
{
    return {
        new OverviewPage(theme, models, parent),
        new InFlightPage(theme, models, parent),
        new StuckPage(theme, models, parent),
        new OccupancyPage(theme, models, parent),
        new TimelinePage(theme, models, parent),
        new ReconcilePage(theme, models, parent),
        new ScenariosPage(theme, models, settings, parent),
        new RunsPage(theme, models, parent),
        new PerformancePage(theme, models, parent),
        new AuditPage(theme, models, parent),
    };
}

} // namespace holdfast::views
