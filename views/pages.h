#pragma once

#include "views/page.h"

namespace holdfast::views {

/// Every page of the window, in the order of the rail and of Ctrl+1 to 9 and Ctrl+0. To add one, add its line here.
[[nodiscard]] QList<Page *> makePages(Theme &theme, models::ConsoleModels &models, QSettings &settings,
                                      QWidget *parent);

} // namespace holdfast::views
