#include "views/run_delegates.h"

#include "models/run_history.h"
#include "models/run_models.h"
#include "models/scenario_catalogue.h"
#include "views/glyphs.h"
#include "views/status_words.h"
#include "views/text.h"

#include <QAbstractItemView>
#include <QPainter>
#include <QTextLayout>
#include <QTextOption>

#include <cmath>

namespace holdfast::views {

namespace {

constexpr int cellMargin = 5;      ///< above and below wrapped words

QTextOption wrapping()
{
    QTextOption option(Qt::AlignLeft);
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere); // ids and JSON have no spaces
    return option;
}

QString shownOf(const QString &text)
{
    constexpr auto cap = CheckDelegate::cellCap;
    auto shown = text.size() <= cap ? text : text.left(cap) + QStringLiteral("…");
    return shown.replace(u'_', QStringLiteral("_\u200b")); // IDEMPOTENCY_KEY_REUSED breaks between its words
}

int wrappedHeight(const QString &text, const QFont &font, int width)
{
    QTextLayout layout(QString(text).replace(u'\n', QChar::LineSeparator), font);
    layout.setTextOption(wrapping());
    double height = 0;
    layout.beginLayout();
    for (auto line = layout.createLine(); line.isValid(); line = layout.createLine()) {
        line.setLineWidth(std::max(1, width));
        height += line.height();
    }
    layout.endLayout();
    return int(std::ceil(height));
}

constexpr int stepMargin = 16;
constexpr int stepGlyph = 20; ///< with the gap after it

/// What it came to is told when it is over.
QString stepWords(const QModelIndex &index)
{
    using Model = models::RunStepModel;
    const auto status = static_cast<Model::Status>(index.data(Model::StatusRole).toInt());
    const auto *steps = qobject_cast<const Model *>(index.model());
    const bool over = status == Model::Status::Done || status == Model::Status::Failed;
    return steps && !over ? steps->at(index.row()).name : index.data(Qt::DisplayRole).toString();
}

} // namespace

void CheckDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    using Model = models::RunCheckModel;
    painter->save();
    paintRow(*painter, option);
    const auto cell = cellOf(option);
    const auto &tokens = theme().tokens();
    const bool ok = index.data(Model::OkRole).toBool();
    if (index.column() == Model::Ok) {
        constexpr int side = 12;
        drawGlyph(*painter, QRect(cell.left(), cell.top() + (rowHeight - 1 - side) / 2, side, side),
                  ok ? Glyph::Check : Glyph::Cross, ok ? tokens.good : tokens.bad);
        painter->restore();
        return;
    }
    painter->setFont(theme().textFont());
    painter->setPen(index.column() == Model::Severity         ? tokens.muted
                    : index.column() == Model::Observed && !ok ? tokens.bad
                                                               : tokens.text);
    painter->drawText(QRectF(cell.adjusted(0, cellMargin, 0, 0)), shownOf(index.data(Qt::DisplayRole).toString()),
                      wrapping());
    painter->restore();
}

QSize CheckDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    if (index.column() == models::RunCheckModel::Ok)
        return {0, rowHeight};
    const int words = wrappedHeight(shownOf(index.data(Qt::DisplayRole).toString()), theme().textFont(),
                                    option.rect.width() - 2 * padding);
    return {0, std::max(rowHeight, words + 2 * cellMargin + 1)};
}

void StepDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    using Model = models::RunStepModel;
    painter->save();
    const auto &tokens = theme().tokens();
    const auto status = static_cast<Model::Status>(index.data(Model::StatusRole).toInt());
    constexpr int side = 12;
    const auto cell = option.rect.adjusted(stepMargin, 0, -stepMargin, 0);
    const QRect glyph(cell.left(), cell.top() + (rowHeight - 1 - side) / 2, side, side);
    switch (status) {
    case Model::Status::Waiting:
        drawGlyph(*painter, glyph, Glyph::Ring, tokens.muted);
        break;
    case Model::Status::Running:
        drawGlyph(*painter, glyph, Glyph::RingedDisc, tokens.accent);
        break;
    case Model::Status::Done:
        drawGlyph(*painter, glyph, Glyph::Check, tokens.good);
        break;
    case Model::Status::Failed:
        drawGlyph(*painter, glyph, Glyph::Cross, tokens.bad);
        break;
    }
    painter->setFont(theme().textFont());
    painter->setPen(status == Model::Status::Waiting ? tokens.muted : tokens.text);
    painter->drawText(QRectF(cell.adjusted(stepGlyph, cellMargin, 0, 0)), shownOf(stepWords(index)), wrapping());
    painter->restore();
}

QSize StepDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    const int width = (view ? view->viewport()->width() : option.rect.width()) - 2 * stepMargin - stepGlyph;
    const int words = wrappedHeight(shownOf(stepWords(index)), theme().textFont(), width);
    return {0, std::max(rowHeight, words + 2 * cellMargin + 1)};
}

void LogDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    using Model = models::RunLogModel;
    painter->save();
    const auto &tokens = theme().tokens();
    if (option.state & QStyle::State_Selected)
        painter->fillRect(option.rect, tokens.selection);
    const auto font = theme().monoFont();
    const int cell = QFontMetrics(font).horizontalAdvance(u'0');
    auto box = option.rect.adjusted(16, 0, -8, 0);
    const auto level = static_cast<Model::Level>(index.data(Model::LevelRole).toInt());
    const auto time = index.data(Model::TimeRole).toDateTime();
    if (level == Model::Level::Dropped || level == Model::Level::Raw) {
        box.setLeft(box.left() + cell * 22);
        paintText(*painter, box, index.data(Model::TextRole).toString(), font, tokens.muted);
        painter->restore();
        return;
    }
    paintText(*painter, box, time.toString(QStringLiteral("HH:mm:ss.zzz")), font, tokens.muted);
    box.setLeft(box.left() + cell * 14);
    paintText(*painter, box, models::label(level), font, tokens.of(toneOf(level)));
    box.setLeft(box.left() + cell * 8);
    const auto source = index.data(Model::SourceRole).toString();
    const auto text = index.data(Model::TextRole).toString();
    paintText(*painter, box, source.isEmpty() ? text : source + QStringLiteral(": ") + text, font, tokens.text);
    painter->restore();
}

QSize LogDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, lineHeight};
}

void ScenarioDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    using Model = models::ScenarioCatalogue;
    painter->save();
    const auto &tokens = theme().tokens();
    auto row = option;
    const auto group = index.data(Model::GroupRole).toString();
    if (!group.isEmpty()) {
        row.rect.setTop(option.rect.top() + groupHeight);
        paintText(*painter, QRect(row.rect.left() + 12, option.rect.top() + 4, row.rect.width() - 24, groupHeight - 4),
                  group, theme().smallFont(), tokens.muted);
    }
    paintRow(*painter, row);
    const auto cell = row.rect.adjusted(12, 8, -12, -9);
    const int half = cell.height() / 2;
    constexpr int idWidth = 32;
    const QRect top(cell.left(), cell.top(), cell.width(), half);
    const QRect bottom(cell.left() + idWidth, cell.top() + half, cell.width() - idWidth, half);
    paintText(*painter, QRect(top.left(), top.top(), idWidth, half), index.data(Model::ScenarioIdRole).toString(),
              theme().monoFont(), tokens.muted);
    const auto title = index.siblingAtColumn(Model::Title).data(Qt::DisplayRole).toString();
    paintText(*painter, top.adjusted(idWidth, 0, 0, 0), title, theme().strongFont(), tokens.text);
    const auto look = lookOf(static_cast<models::ScenarioStatus>(index.data(Model::StatusRole).toInt()));
    constexpr int side = 11;
    drawGlyph(*painter, QRect(bottom.left(), bottom.top() + (half - side) / 2, side, side), look.glyph,
              tokens.of(look.tone));
    QStringList words{look.word};
    const bool running = index.data(Model::StatusRole).toInt() == int(models::ScenarioStatus::Running);
    if (index.data(Model::FlakyRole).toBool() && !running)
        words.append(models::ScenarioCatalogue::tr("flaky"));
    for (const auto column : {Model::Duration, Model::LastRun}) {
        const auto part = index.siblingAtColumn(column).data(Qt::DisplayRole).toString();
        if (!part.isEmpty() && !running)
            words.append(part);
    }
    paintText(*painter, bottom.adjusted(side + 6, 0, 0, 0), words.join(QStringLiteral(" · ")), theme().textFont(),
              tokens.muted);
    painter->restore();
}

QSize ScenarioDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &index) const
{
    const bool first = !index.data(models::ScenarioCatalogue::GroupRole).toString().isEmpty();
    return {200, height + (first ? groupHeight : 0)};
}

void HistoryDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    using Model = models::RunHistory;
    painter->save();
    paintRow(*painter, option);
    const auto &tokens = theme().tokens();
    const auto cell = option.rect.adjusted(4, 6, -10, -7);
    const int half = cell.height() / 2;
    const auto status = static_cast<models::ScenarioStatus>(index.data(Model::StatusRole).toInt());
    auto look = lookOf(status);
    if (index.data(Model::GoodRole).toBool()) // a saboteur that was caught is as it should be
        look = lookOf(models::ScenarioStatus::Pass);
    constexpr int side = 11;
    drawGlyph(*painter, QRect(cell.left(), cell.top() + (half - side) / 2, side, side), look.glyph,
              tokens.of(look.tone));
    const auto words = cell.adjusted(side + 8, 0, 0, 0);
    const bool child = index.parent().isValid();
    paintText(*painter, QRect(words.left(), words.top(), words.width(), half), index.data(Qt::DisplayRole).toString(),
              child ? theme().textFont() : theme().strongFont(), tokens.text);
    const bool broken = !index.data(Model::ProblemRole).toString().isEmpty();
    paintText(*painter, QRect(words.left(), words.top() + half, words.width(), half),
              index.data(Model::DetailRole).toString(), theme().textFont(), broken ? tokens.bad : tokens.muted);
    painter->restore();
}

QSize HistoryDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    return {200, height};
}

} // namespace holdfast::views
