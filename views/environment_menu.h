#pragma once

#include "models/console_models.h"
#include "views/theme.h"

#include <QMenu>

namespace holdfast::views {

/// What can be watched: the environments, and the ways to more of them. Theme and models outlive it.
class EnvironmentMenu final : public QMenu
{
    Q_OBJECT

public:
    EnvironmentMenu(const Theme &theme, models::ConsoleModels &models, QWidget *parent);

    /// Opens the dialog that adds a database. What is added is chosen.
    void connectToDatabase();

signals:
    void gettingStartedRequested();

private:
    void fill();
    void addEnvironments();
    void addDemo();
    void edit(const QString &id);
    void confirmRemoval(const QString &id);

    const Theme &m_theme;
    models::ConsoleModels &m_models;
};

} // namespace holdfast::views
