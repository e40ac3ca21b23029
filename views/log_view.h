#pragma once

#include "models/run_models.h"
#include "views/theme.h"

#include <QListView>

namespace holdfast::views {

/// The live log. It follows its end until the person scrolls up, and again once they are back at the end. Ctrl+C copies
/// the selected lines, or all of it when none is.
class LogView final : public QListView
{
    Q_OBJECT

public:
    explicit LogView(const Theme &theme, QWidget *parent = nullptr);

    /// From its end on. It must be replaced before it goes.
    void setLog(models::RunLogModel *log);

    [[nodiscard]] bool isFollowing() const { return m_following; }
    void follow();

signals:
    void followingChanged(bool following);

private:
    void setFollowing(bool following);
    void copy();

    models::RunLogModel *m_log = nullptr;
    bool m_following = true;
};

} // namespace holdfast::views
