#include "views/run_files_view.h"

#include <QClipboard>
#include <QFileInfo>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLocale>
#include <QPlainTextEdit>
#include <QScrollBar>
#include <QSplitter>
#include <QTableView>
#include <QVBoxLayout>

namespace holdfast::views {

using models::ExcerptOf;

namespace {

QString sizeText(qint64 bytes)
{
    return QLocale::c().formattedDataSize(bytes, 1, QLocale::DataSizeSIFormat);
}

/// A log is read from its end, a document from its beginning.
ExcerptOf firstLookAt(const QString &path)
{
    return path.endsWith(QLatin1String(".log")) ? ExcerptOf::End : ExcerptOf::Begin;
}

} // namespace

RunFilesView::RunFilesView(const Theme &theme, QWidget *parent)
    : QWidget(parent), m_read(QStringLiteral("file-reader")),
      m_files(new DataTable(theme, m_model, {180, 90, 0}, tr("Files of the run"), this))
{
    m_files->emptyState()->set(tr("What a run leaves behind appears here when it has begun."), QString(), {});
    auto *card = new Card(this);
    m_name = new ElidedLabel(Qt::ElideMiddle, card);
    setKind(m_name, "heading");
    m_note = new ElidedLabel(Qt::ElideRight, card);
    setTone(m_note, Tone::Muted);
    m_otherEnd = makeButton(tr("Show the end"), "", card);
    m_copy = makeButton(tr("Copy path"), "", card);
    m_text = new QPlainTextEdit(card);
    m_text->setReadOnly(true);
    m_text->setFont(theme.monoFont());
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setAccessibleName(tr("Text of the file"));
    m_text->setTabChangesFocus(true);
    m_text->setUndoRedoEnabled(false);
    auto *top = new QHBoxLayout;
    top->setContentsMargins(16, 8, 8, 8);
    top->setSpacing(8);
    top->addWidget(m_name, 1);
    top->addWidget(m_note, 1);
    top->addWidget(m_otherEnd);
    top->addWidget(m_copy);
    auto *column = new QVBoxLayout(card);
    column->setContentsMargins(1, 1, 1, 1);
    column->setSpacing(0);
    column->addLayout(top);
    column->addWidget(makeRule(Qt::Horizontal, card));
    auto *inside = new QVBoxLayout;
    inside->setContentsMargins(12, 4, 4, 8);
    inside->addWidget(m_text);
    column->addLayout(inside, 1);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    auto *split = new QSplitter(Qt::Horizontal, this);
    split->addWidget(m_files);
    split->addWidget(card);
    split->setHandleWidth(12);
    split->setChildrenCollapsible(false);
    split->setStretchFactor(0, 2);
    split->setStretchFactor(1, 3);
    split->setSizes({400, 600});
    m_files->setMinimumWidth(220);
    m_files->view()->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    outer->addWidget(split);

    connect(&m_model, &models::RunFiles::loaded, this, &RunFilesView::listed);
    connect(m_files, &DataTable::selectionMoved, this, [this] {
        const int row = m_files->currentRow();
        const auto path = row < 0 ? QString() : m_model.pathOf(row);
        if (path == m_chosen)
            return;
        m_chosen = path;
        read(firstLookAt(path));
    });
    connect(m_otherEnd, &QPushButton::clicked, this,
            [this] { read(m_part == ExcerptOf::End ? ExcerptOf::Begin : ExcerptOf::End); });
    connect(m_copy, &QPushButton::clicked, this, [this] { QGuiApplication::clipboard()->setText(m_chosen); });
    connect(&theme, &Theme::changed, this, [this, &theme] { m_text->setFont(theme.monoFont()); });
    setFolder({});
}

/// What a file is finds room where there is some; its tooltip tells it anyway.
void RunFilesView::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    constexpr int narrow = 900;
    m_files->view()->setColumnHidden(models::RunFiles::What, width() < narrow);
}

void RunFilesView::setFolder(const QString &folder)
{
    m_model.load(folder);
}

void RunFilesView::listed()
{
    m_files->showEmpty(m_model.rowCount() == 0);
    if (m_files->currentRow() >= 0)
        return;
    const int first = std::max(0, m_model.rowOf(QStringLiteral("run.jsonl")));
    if (m_model.rowCount() > 0)
        m_files->view()->selectRow(first);
    else
        read(ExcerptOf::Begin);
}

void RunFilesView::read(ExcerptOf part)
{
    if (m_chosen.isEmpty() || m_model.rowCount() == 0) {
        m_chosen.clear();
        m_read.forget();
        show({}, part);
        return;
    }
    m_read.start([path = m_chosen, part] { return models::readExcerpt(path, part); },
                 [this, part](const models::FileExcerpt &excerpt) { show(excerpt, part); });
}

void RunFilesView::show(const models::FileExcerpt &excerpt, ExcerptOf part)
{
    m_part = part;
    const bool any = !excerpt.path.isEmpty();
    m_name->setFullText(any ? QFileInfo(excerpt.path).fileName() : QString());
    m_note->setFullText(!excerpt.problem.isEmpty() ? excerpt.problem
                        : !any                     ? QString()
                        : excerpt.isWhole()        ? sizeText(excerpt.size)
                        : part == ExcerptOf::End
                            ? tr("the last %1 of %2").arg(sizeText(excerpt.to - excerpt.from), sizeText(excerpt.size))
                            : tr("the first %1 of %2").arg(sizeText(excerpt.to - excerpt.from), sizeText(excerpt.size)));
    m_otherEnd->setVisible(any && !excerpt.isWhole() && excerpt.problem.isEmpty());
    m_otherEnd->setText(part == ExcerptOf::End ? tr("Show the beginning") : tr("Show the end"));
    m_otherEnd->setAccessibleName(m_otherEnd->text());
    m_copy->setVisible(any);
    m_text->setPlainText(excerpt.text);
    auto *bar = m_text->verticalScrollBar();
    bar->setValue(part == ExcerptOf::End ? bar->maximum() : 0);
}

} // namespace holdfast::views
