#pragma once

#include "models/polled_table.h"
#include "models/timeline.h"

namespace holdfast::models {

/// The entries of one reservation's story, asked for again each second, or those of a stored one, which stand still.
/// GUI thread.
class TimelineModel final : public PolledTable<TimelineEntry>
{
    Q_OBJECT

public:
    enum Columns { TimeColumn, KindColumn, StateColumn, ActorColumn, WhatColumn };

    explicit TimelineModel(Questions &questions, QObject *parent = nullptr);

    /// Follows this one; nullopt: none.
    void follow(const std::optional<Uuid> &reservation);
    /// Shows this one, whatever the database says.
    void show(const TimelineStory &stored);

    [[nodiscard]] const std::optional<Uuid> &reservation() const { return m_id; }
    [[nodiscard]] bool isStored() const { return m_stored; }
    /// Of reservation(); nullopt before it is read, and when there is none.
    [[nodiscard]] const std::optional<TimelineStory> &story() const { return m_story; }
    /// The environment has none with that id.
    [[nodiscard]] bool isMissing() const { return m_missing; }

signals:
    /// Another story, or the same one with something new in it.
    void storyChanged();

protected:
    [[nodiscard]] DatabaseQueue::Work question() const override;
    void apply(const std::any &answer) override;
    void forget() override;
    [[nodiscard]] QString key(const TimelineEntry &entry) const override { return entry.key; }
    [[nodiscard]] QVariant cell(const TimelineEntry &entry, int column, int role) const override;

private:
    void take(const std::optional<TimelineStory> &story);

    std::optional<Uuid> m_id;
    std::optional<TimelineStory> m_story;
    bool m_stored = false;
    bool m_missing = false;
};

} // namespace holdfast::models
