#include "views/performance_page.h"

#include "models/figure_text.h"
#include "views/data_table.h"
#include "views/export_button.h"
#include "views/sparkline.h"

#include <QBoxLayout>
#include <QClipboard>
#include <QGuiApplication>
#include <QHeaderView>
#include <QPainter>
#include <QResizeEvent>
#include <QScrollArea>
#include <QTableView>
#include <QVBoxLayout>

namespace holdfast::views {

namespace {

/// A cell with its last values as a small line.
class TrendDelegate final : public RowDelegate
{
public:
    using RowDelegate::RowDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        painter->save();
        paintRow(*painter, option);
        paintTrend(*painter, QRectF(cellOf(option)).adjusted(0, 7, 0, -7),
                   index.data(models::TrendRole).value<QList<double>>(), models::Trends::length,
                   theme().tokens().of(Series::First));
        painter->restore();
    }
};

} // namespace

PerformancePage::PerformancePage(const Theme &theme, models::ConsoleModels &models, QWidget *parent)
    : Page(theme, models, {QStringLiteral("performance"), QStringLiteral("performance"), tr("Performance")},
           Shows::Database, parent),
      m_work(models.questions()), m_statements(models.questions()), m_hints(models.questions()), m_sessions(models.questions()),
      m_workTable(makeTable(m_work, {170, 0, 104, 90, 80, 80, 140, 160}, models::WorkTable::Where,
                            tr("What each component does"))),
      m_statementTable(makeTable(m_statements, {0, 112, 90, 90, 90, 90, 116, 104, 130}, models::StatementTable::Text,
                                 tr("Statements by time"))),
      m_hintTable(makeTable(m_hints, {170, 190, 84, 0}, models::IndexHintTable::Detail, tr("Index hints"))),
      m_sessionTable(makeTable(m_sessions, {0, 128, 104, 76, 104, 110}, models::SessionTable::Application, tr("Connections"))),
      m_below(new QBoxLayout(QBoxLayout::LeftToRight))
{
    m_statementTable->view()->setItemDelegateForColumn(models::StatementTable::Trend, new TrendDelegate(theme, this));
    m_workTable->view()->setItemDelegateForColumn(models::WorkTable::Trend, new TrendDelegate(theme, this));
    m_sessionTable->view()->setItemDelegateForColumn(models::SessionTable::Trend, new TrendDelegate(theme, this));

    auto *inside = new QWidget(this);
    setKind(inside, "plain");
    auto *column = new QVBoxLayout(inside);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(12);
    m_below->setSpacing(12);
    m_below->addWidget(makeSection(tr("Connections"), m_sessionTable, 170), 1);
    m_below->addWidget(makeSection(tr("Index hints"), m_hintTable, 170), 1);
    column->addWidget(makeSection(tr("Components"), m_workTable, 172), 3);
    column->addWidget(makeSection(tr("Statements by time"), m_statementTable, 200), 5);
    column->addLayout(m_below, 4);
    auto *scroll = new QScrollArea(this);
    scroll->setWidget(inside);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setFocusPolicy(Qt::NoFocus);
    body()->addWidget(scroll, 1);
    makeTitleRow();
    for (models::PolledModel *model : {static_cast<models::PolledModel *>(&m_work), static_cast<models::PolledModel *>(&m_statements),
                                       static_cast<models::PolledModel *>(&m_hints),
                                       static_cast<models::PolledModel *>(&m_sessions)}) {
        watch(*model);
        connect(model, &models::PolledModel::applied, this, &PerformancePage::showEmptiness);
        connect(model, &QAbstractItemModel::modelReset, this, &PerformancePage::showEmptiness);
    }
    showEmptiness();
}

DataTable *PerformancePage::makeTable(models::PolledModel &model, const QList<int> &widths, int stretched, const QString &name)
{
    auto *table = new DataTable(theme(), model, widths, name, this);
    auto *header = table->view()->horizontalHeader();
    header->setStretchLastSection(false);
    header->resizeSection(int(widths.size()) - 1, widths.last());
    header->setSectionResizeMode(stretched, QHeaderView::Stretch);
    return table;
}

void PerformancePage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    constexpr int narrow = 1'180;
    const bool isNarrow = width() < narrow;
    m_below->setDirection(isNarrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
    // What else there is of a statement is in the file that Export writes.
    for (const auto column : {models::StatementTable::Longest, models::StatementTable::RowsPerCall, models::StatementTable::InMemory})
        m_statementTable->view()->setColumnHidden(column, isNarrow);
}

QWidget *PerformancePage::makeSection(const QString &title, DataTable *table, int least)
{
    auto *section = new QWidget(this);
    auto *column = new QVBoxLayout(section);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    column->addWidget(makeLabel(title, "heading", Tone::Text, section));
    column->addWidget(table, 1);
    table->setMinimumHeight(least - 24);
    return section;
}

void PerformancePage::makeTitleRow()
{
    auto *out = new ExportButton(this);
    out->addTable(QStringLiteral("components"), [this] { return &m_work; });
    out->addTable(QStringLiteral("statements"), [this] { return &m_statements; });
    out->addTable(QStringLiteral("connections"), [this] { return &m_sessions; });
    out->addTable(QStringLiteral("index-hints"), [this] { return &m_hints; });
    addToTitle(out);
}

void PerformancePage::showEmptiness()
{
    const auto show = [](DataTable *table, const models::PolledModel &model) { table->showEmpty(model.rowCount() == 0); };
    show(m_workTable, m_work);
    show(m_statementTable, m_statements);
    show(m_hintTable, m_hints);
    show(m_sessionTable, m_sessions);
    m_workTable->emptyState()->set(tr("API nodes and workers that report to this database appear here. None has in the last "
                                      "minute."), {}, {});
    m_sessionTable->emptyState()->set(tr("The connections to this database appear here."), {}, {});
    m_hintTable->emptyState()->set(m_hints.dataAsOf().isValid()
                                       ? tr("No long table is read from end to end, and every index of a size is used.")
                                       : tr("Tables that want an index, and indexes that nobody reads, appear here."),
                                   {}, {});
    if (m_statements.whyNot().isEmpty()) {
        m_statementTable->emptyState()->set(tr("The statements that take most of the server's time appear here."), {}, {});
    } else {
        m_statementTable->emptyState()->set(m_statements.whyNot(), tr("Copy the command"), [this] {
            QGuiApplication::clipboard()->setText(m_statements.remedy());
        });
    }
    showSummary();
}

void PerformancePage::showSummary()
{
    if (!m_sessions.dataAsOf().isValid()) {
        setSummary({});
        return;
    }
    const auto components = m_work.rowCount();
    setSummary((components == 1 ? tr("1 component") : tr("%1 components").arg(components)) + QStringLiteral(" · ")
               + tr("%1 connections").arg(models::formatCount(m_sessions.total())));
}

} // namespace holdfast::views
