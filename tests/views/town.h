#pragma once

#include "models/console_models.h"

#include <QTemporaryDir>

#include <memory>

namespace holdfast::views::testing {

/// A small town to look at: the real models, filled with values as the live source would hand them over.
class Town final
{
public:
    /// `ctl`: the runner to start for scenarios; runner.sh beside this file unless given.
    explicit Town(const QString &ctl = {});

    [[nodiscard]] models::ConsoleModels &models() { return *m_models; }

    /// Seventeen reservations in flight as of now, a quarter of an hour of history, healthy components.
    void fill();
    /// Selects the fourth row and hands over its story.
    void selectOne();
    void goLive();
    void disconnect();
    /// Leaves four invocations in the runs folder: 3.1 with a load and a fault in it, failed; 1.1, passed; two saboteurs,
    /// caught; 4.2 with a damaged result. The first is the newest.
    void storeRuns() const;
    /// Six runs of 3.1 on the day before, one of them failed.
    void storeEarlierRuns() const;

    [[nodiscard]] static models::ReservationPage page(int rows = 17);
    [[nodiscard]] static models::ReservationStory storyOf(const models::Reservation &reservation);
    [[nodiscard]] static QString runner();
    /// Where sandboxes register.
    [[nodiscard]] QString registry() const;

private:
    QTemporaryDir m_folder;
    std::unique_ptr<models::ConsoleModels> m_models;
};

} // namespace holdfast::views::testing
