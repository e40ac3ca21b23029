#include "views/run_reservations_view.h"

#include <QHBoxLayout>
#include <QTableView>
#include <QVBoxLayout>

namespace holdfast::views {

RunReservationsView::RunReservationsView(const Theme &theme, models::RunReservations &model, QWidget *parent)
    : QWidget(parent), m_model(model),
      m_table(new DataTable(theme, model, {300, 190, 130, 80, 120, 0}, tr("Reservations of the run"), this)),
      m_note(new ElidedLabel(Qt::ElideRight, this)), m_open(makeButton(tr("Show timeline"), "", this))
{
    setTone(m_note, Tone::Muted);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(12);
    foot->addWidget(m_note, 1);
    foot->addWidget(m_open);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(m_table, 1);
    column->addLayout(foot);
    connect(m_table, &DataTable::activated, this, &RunReservationsView::open);
    connect(m_table, &DataTable::selectionMoved, this, &RunReservationsView::refresh);
    connect(m_open, &QPushButton::clicked, this, [this] { open(m_table->currentRow()); });
    connect(&model, &models::RunReservations::loaded, this, [this] {
        if (m_model.rowCount() > 0)
            m_table->view()->selectRow(0);
        refresh();
    });
    refresh();
}

void RunReservationsView::open(int row)
{
    if (row >= 0 && row < m_model.rowCount())
        emit linkActivated(m_model.linkOf(row));
}

void RunReservationsView::refresh()
{
    const int count = m_model.rowCount();
    m_table->showEmpty(count == 0);
    m_table->emptyState()->set(m_model.problem().isEmpty()
                                   ? tr("The reservations of a run appear here when it has ended, each with its timeline.")
                                   : m_model.problem(),
                               QString(), {});
    const int own = m_model.own();
    m_note->setFullText(count == 0 ? QString()
                        : !m_model.problem().isEmpty()
                            ? m_model.problem()
                        : own == 1
                            ? tr("1 reservation of the scenario; its life was written down before the sandbox went.")
                            : tr("%1 reservations of the scenario; their lives were written down before the sandbox went.")
                                  .arg(own));
    m_open->setEnabled(m_table->currentRow() >= 0);
    m_open->setToolTip(m_open->isEnabled() ? tr("Show what happened to this reservation (Enter)")
                                           : tr("Choose a reservation first"));
    m_open->setStatusTip(m_open->toolTip());
}

} // namespace holdfast::views
