#pragma once

#include "models/component_model.h"
#include "views/widgets.h"

#include <QFrame>
#include <QTimer>

namespace holdfast::views {

/// API, database, workers and invariants at the left, the clock at the right. 26 px.
class StatusBar final : public QFrame
{
    Q_OBJECT

public:
    StatusBar(const Theme &theme, models::ComponentModel &components, QWidget *parent = nullptr);

private:
    struct Entry
    {
        QWidget *box;
        GlyphLabel *glyph;
        QLabel *label;
    };
    Entry addEntry();
    void show(const Entry &entry, const models::ComponentModel::Item &item, bool showGood);
    void refresh();
    void tick();

    const Theme &m_theme;
    models::ComponentModel &m_components;
    Entry m_api;
    Entry m_database;
    Entry m_workers;
    Entry m_verify;
    QLabel *m_date;
    NumberLabel *m_clock;
    QTimer m_timer;
};

} // namespace holdfast::views
