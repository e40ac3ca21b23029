#include "views/run_report.h"

#include "views/export_button.h"

#include <QAbstractTextDocumentLayout>
#include <QBuffer>
#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QHash>
#include <QPainter>
#include <QPdfWriter>
#include <QProcess>
#include <QTextBlock>
#include <QTextDocument>
#include <QTextFrame>
#include <QTextOption>
#include <QTextTable>

namespace holdfast::views {

namespace {

struct Words
{
    Q_DECLARE_TR_FUNCTIONS(RunReport)
};

constexpr int patienceMs = 120'000; // a report of thousands of runs
constexpr qint64 reportCap = 256 << 20;

// Paper is light, whatever the screen is.
const QColor ink(0x16, 0x20, 0x2B);
const QColor muted(0x58, 0x65, 0x72);
const QColor line(0xDD, 0xE2, 0xE8);
const QColor head(0xF4, 0xF6, 0xF8);

struct Source
{
    const char *format; ///< as holdfastctl report names it
    const char *file;
};

Source sourceOf(const QString &end)
{
    if (end == QLatin1String("html"))
        return {"html", "report.html"};
    if (end == QLatin1String("json"))
        return {"json", "report.json"};
    if (end == QLatin1String("xml"))
        return {"junit", "junit.xml"};
    return {"md", "report.md"};
}

QString makeSource(const QString &ctl, const QString &folder, const Source &source)
{
    QProcess process;
    process.start(ctl, {QStringLiteral("report"), folder, QStringLiteral("--format"), QLatin1String(source.format)},
                  QIODevice::ReadOnly);
    if (!process.waitForFinished(patienceMs)) {
        process.kill();
        process.waitForFinished();
        return Words::tr("The report was not written in time, or %1 could not be started.").arg(ctl);
    }
    const bool well = process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    const auto said = QString::fromUtf8(process.readAllStandardError()).trimmed();
    return well ? QString() : Words::tr("There is no report of this run. %1").arg(said.section(u'\n', -1));
}

void dressTable(QTextTable *table)
{
    QTextTableFormat format = table->format();
    format.setBorder(0.5);
    format.setBorderBrush(line);
    format.setBorderStyle(QTextFrameFormat::BorderStyle_Solid);
    format.setBorderCollapse(true);
    format.setCellPadding(4);
    format.setCellSpacing(0);
    format.setTopMargin(4);
    format.setBottomMargin(10);
    format.setWidth(QTextLength(QTextLength::PercentageLength, 100));
    table->setFormat(format);
    for (int column = 0; column < table->columns(); ++column) {
        auto cell = table->cellAt(0, column);
        auto cellFormat = cell.format();
        cellFormat.setBackground(head);
        cell.setFormat(cellFormat);
    }
}

/// Sizes in points, as on paper.
void dressBlock(QTextBlock block)
{
    constexpr double sizes[] = {9, 18, 13, 10.5};
    constexpr double verdictSize = 11.5; // the sentence below the title
    constexpr double tableSize = 8;
    const int level = std::min(block.blockFormat().headingLevel(), 3);
    QTextCursor cursor(block);
    QTextBlockFormat format = block.blockFormat();
    format.setLineHeight(120, QTextBlockFormat::ProportionalHeight);
    if (level > 0) {
        format.setTopMargin(level == 1 ? 0 : 14);
        format.setBottomMargin(5);
        format.setPageBreakPolicy(QTextFormat::PageBreak_Auto);
    } else {
        format.setTopMargin(0);
        format.setBottomMargin(cursor.currentTable() ? 0 : 5);
    }
    cursor.setBlockFormat(format);
    cursor.select(QTextCursor::BlockUnderCursor);
    QTextCharFormat letters;
    letters.setForeground(ink);
    const bool verdict = level == 0 && block.previous().blockFormat().headingLevel() == 1;
    if (level > 0)
        letters.setFontWeight(QFont::DemiBold);
    letters.setFontPointSize(verdict ? verdictSize : cursor.currentTable() ? tableSize : sizes[level]);
    cursor.mergeCharFormat(letters);
    // Code keeps its own face.
    for (auto it = block.begin(); !it.atEnd(); ++it) {
        const auto fragment = it.fragment();
        if (!fragment.charFormat().fontFixedPitch())
            continue;
        QTextCursor code(block);
        code.setPosition(fragment.position());
        code.setPosition(fragment.position() + fragment.length(), QTextCursor::KeepAnchor);
        QTextCharFormat mono;
        mono.setFontFamilies({QStringLiteral("JetBrains Mono"), QStringLiteral("monospace")});
        mono.setFontPointSize(7.5);
        code.mergeCharFormat(mono);
    }
}

} // namespace

QString invocationFolderOf(const QString &runFolder)
{
    const auto above = QFileInfo(runFolder).absolutePath();
    return QFile::exists(above + QStringLiteral("/invocation.json")) ? above : runFolder;
}

QByteArray toPdf(const QString &markdown)
{
    QByteArray bytes;
    QBuffer buffer(&bytes);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setPageMargins(QMarginsF(18, 16, 18, 18), QPageLayout::Millimeter);
    writer.setTitle(markdown.section(u'\n', 0, 0).remove(u'#').trimmed());
    writer.setCreator(QStringLiteral("Holdfast"));
    constexpr int dotsPerInch = 300;
    writer.setResolution(dotsPerInch);

    QTextDocument document;
    document.documentLayout()->setPaintDevice(&writer);
    QFont font;
    font.setFamilies({QStringLiteral("Inter"), QStringLiteral("sans-serif")});
    font.setPointSizeF(9);
    document.setDefaultFont(font);
    document.setMarkdown(markdown, QTextDocument::MarkdownDialectGitHub);
    QTextCursor whole(&document);
    whole.beginEditBlock(); // laid out once, at its end
    for (auto block = document.begin(); block.isValid(); block = block.next())
        dressBlock(block);
    const auto frames = document.rootFrame()->childFrames();
    for (auto *frame : frames) {
        if (auto *table = qobject_cast<QTextTable *>(frame))
            dressTable(table);
    }
    whole.endEditBlock();
    QTextOption words;
    words.setWrapMode(QTextOption::WordWrap);
    document.setDefaultTextOption(words);
    document.setDocumentMargin(0);
    const QSizeF page(writer.width(), writer.height() - dotsPerInch / 3); // the rest is the foot's
    document.setPageSize(page);

    QPainter painter(&writer);
    QFont small = font;
    small.setPointSizeF(7.5);
    for (int number = 0; number < document.pageCount(); ++number) {
        if (number > 0)
            writer.newPage();
        painter.save();
        painter.translate(0, -number * page.height());
        QAbstractTextDocumentLayout::PaintContext context;
        context.clip = QRectF(0, number * page.height(), page.width(), page.height());
        painter.setClipRect(context.clip);
        document.documentLayout()->draw(&painter, context);
        painter.restore();
        painter.setFont(small);
        painter.setPen(muted);
        painter.drawText(QRectF(0, page.height(), page.width(), writer.height() - page.height()),
                         Qt::AlignRight | Qt::AlignBottom,
                         Words::tr("Page %1 of %2").arg(number + 1).arg(document.pageCount()));
        painter.drawText(QRectF(0, page.height(), page.width(), writer.height() - page.height()),
                         Qt::AlignLeft | Qt::AlignBottom, QStringLiteral("Holdfast"));
    }
    painter.end();
    return bytes;
}

QString exportReport(const QString &ctl, const QString &invocationFolder, const QString &end, const QString &file)
{
    const auto source = sourceOf(end);
    QFile in(invocationFolder + u'/' + QLatin1String(source.file));
    if (!in.exists()) {
        if (const auto wrong = makeSource(ctl, invocationFolder, source); !wrong.isEmpty())
            return wrong;
    }
    if (!QFileInfo(in).isFile() || !in.open(QIODevice::ReadOnly) || in.size() > reportCap)
        return Words::tr("%1 cannot be read: %2").arg(in.fileName(), in.errorString());
    const auto text = in.readAll();
    return writeFile(file, end == QLatin1String("pdf") ? toPdf(QString::fromUtf8(text)) : text);
}

} // namespace holdfast::views
