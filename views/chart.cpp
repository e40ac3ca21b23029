#include "views/chart.h"

#include <QAreaSeries>
#include <QChart>
#include <QChartView>
#include <QGraphicsLayout>
#include <QLineSeries>
#include <QMouseEvent>
#include <QPainter>
#include <QVBoxLayout>
#include <QValueAxis>

#include <cmath>

namespace holdfast::views {
namespace {

/// Draws shades and the hover line over Qt Charts' scene.
class ChartView final : public QChartView
{
public:
    ChartView(const Theme &theme, QChart *chart, QWidget *parent) : QChartView(chart, parent), m_theme(theme) {}

    QList<Shade> shades;
    double hoverX = -1;

protected:
    void drawForeground(QPainter *painter, const QRectF &rect) override
    {
        QChartView::drawForeground(painter, rect);
        const auto plot = chart()->plotArea();
        double labelledTo = plot.left();
        for (const auto &shade : shades) {
            const double left = chart()->mapToPosition(QPointF(shade.from, 0)).x();
            const double right = chart()->mapToPosition(QPointF(shade.to, 0)).x();
            // What lasted no time is seen all the same.
            const auto box = QRectF(left, plot.top(), std::max(1.5, right - left), plot.height()).intersected(plot);
            auto colour = m_theme.tokens().warn;
            colour.setAlphaF(0.16F);
            painter->fillRect(box, colour);
            if (!shade.label.isEmpty() && !box.isEmpty() && box.left() >= labelledTo)
                labelledTo = drawLabel(*painter, box, plot.right(), shade.label);
        }
        if (hoverX >= plot.left() && hoverX <= plot.right()) {
            painter->setPen(QPen(m_theme.tokens().muted, 1));
            painter->drawLine(QPointF(hoverX, plot.top()), QPointF(hoverX, plot.bottom()));
        }
    }

private:
    /// Where the next label may begin.
    double drawLabel(QPainter &painter, const QRectF &box, double end, const QString &label) const
    {
        constexpr double longest = 160;
        painter.setFont(m_theme.smallFont());
        painter.setPen(m_theme.tokens().muted);
        const double room = std::min(longest, end - box.left() - 12);
        const auto shown = painter.fontMetrics().elidedText(label, Qt::ElideRight, int(room));
        const QRectF words(box.left() + 6, box.top() + 3, painter.fontMetrics().horizontalAdvance(shown) + 2,
                           painter.fontMetrics().height());
        painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, shown);
        return words.right() + 12;
    }

    const Theme &m_theme;
};

/// What areas and lines share: the axes, the shades, the pointer.
class Stage final : public QObject
{
public:
    Stage(const Theme &theme, Chart *owner)
        : QObject(owner), m_theme(theme), m_owner(owner), chart(new QChart), view(new ChartView(theme, chart, owner)),
          x(new QValueAxis), y(new QValueAxis)
    {
        chart->setAnimationOptions(QChart::NoAnimation);
        chart->setBackgroundVisible(false);
        chart->setMargins({0, 0, 0, 0});
        chart->layout()->setContentsMargins(0, 0, 0, 0);
        chart->legend()->hide();
        x->setVisible(false);
        y->setLineVisible(false);
        y->setLabelFormat(QStringLiteral("%.0f"));
        y->setTickCount(3);
        chart->addAxis(x, Qt::AlignBottom);
        chart->addAxis(y, Qt::AlignRight);
        view->setFrameShape(QFrame::NoFrame);
        view->setRenderHint(QPainter::Antialiasing);
        view->setStyleSheet(QStringLiteral("background: transparent; border: none"));
        view->setMouseTracking(true);
        view->setFocusPolicy(Qt::NoFocus);
        view->viewport()->setFocusPolicy(Qt::NoFocus);
        view->viewport()->installEventFilter(this);
        auto *column = new QVBoxLayout(owner);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(view);
    }

    void add(QAbstractSeries *series)
    {
        chart->addSeries(series);
        series->attachAxis(x);
        series->attachAxis(y);
    }

    void show(double from, double to, double highest)
    {
        x->setRange(from, to);
        const double ceiling = niceCeiling(highest);
        if (y->max() == ceiling)
            return;
        y->setRange(0, ceiling);
        // The room for labels is measured when they come into being, not when they grow.
        y->setLabelsVisible(false);
        y->setLabelsVisible(true);
    }

    void shade(const QList<Shade> &shades)
    {
        view->shades = shades;
        view->viewport()->update();
    }

    void dress()
    {
        const auto &tokens = m_theme.tokens();
        for (auto *axis : {x, y}) {
            axis->setGridLineColor(tokens.grid);
            axis->setLabelsColor(tokens.muted);
            axis->setLabelsFont(m_theme.smallFont());
        }
    }

private:
    const Theme &m_theme;
    Chart *m_owner;

public:
    QChart *chart;
    ChartView *view;
    QValueAxis *x;
    QValueAxis *y;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::MouseMove) {
            const auto *move = static_cast<QMouseEvent *>(event);
            view->hoverX = move->position().x();
            view->viewport()->update();
            emit m_owner->hovered(chart->mapToValue(move->position()).x(), move->globalPosition().toPoint());
        } else if (event->type() == QEvent::Leave) {
            view->hoverX = -1;
            view->viewport()->update();
            emit m_owner->left();
        }
        return QObject::eventFilter(watched, event);
    }
};

class QtAreaChart final : public AreaChart
{
public:
    QtAreaChart(const Theme &theme, const QList<State> &states, QWidget *parent)
        : AreaChart(parent), m_theme(theme), m_stage(new Stage(theme, this))
    {
        for (const auto state : states) {
            auto *area = new QAreaSeries(new QLineSeries(this), new QLineSeries(this));
            m_stage->add(area);
            m_bands.append({state, area});
        }
        dress();
        connect(&theme, &Theme::changed, this, [this] { dress(); });
    }

    void replace(const QList<Band> &bands, double from, double to, double highest) override
    {
        m_stage->show(from, to, highest);
        for (qsizetype i = 0; i < std::min(bands.size(), m_bands.size()); ++i) {
            m_bands[i].area->lowerSeries()->replace(bands[i].lower);
            m_bands[i].area->upperSeries()->replace(bands[i].upper);
        }
    }

    void setShades(const QList<Shade> &shades) override { m_stage->shade(shades); }

private:
    struct Shown
    {
        State state;
        QAreaSeries *area;
    };

    void dress()
    {
        const auto &tokens = m_theme.tokens();
        for (const auto &band : m_bands) {
            auto colour = tokens.of(band.state);
            colour.setAlphaF(tokens.dark ? 0.72F : 0.78F);
            band.area->setBrush(colour);
            band.area->setPen(QPen(tokens.surface, 0.5));
        }
        m_stage->dress();
    }

    const Theme &m_theme;
    Stage *m_stage;
    QList<Shown> m_bands;
};

class QtLineChart final : public LineChart
{
public:
    QtLineChart(const Theme &theme, const QList<Series> &series, QWidget *parent)
        : LineChart(parent), m_theme(theme), m_series(series.first(std::min(series.size(), lineCap))),
          m_stage(new Stage(theme, this)), m_parts(m_series.size())
    {
        m_stage->x->setVisible(true);
        m_stage->x->setLineVisible(false);
        m_stage->x->setGridLineVisible(false);
        m_stage->x->setLabelFormat(LineChart::tr("%.0f s"));
        m_stage->x->setTickCount(5);
        dress();
        connect(&theme, &Theme::changed, this, [this] { dress(); });
    }

    void replace(const QList<Line> &lines, double from, double to, double highest) override
    {
        m_stage->show(from, to, highest);
        for (qsizetype i = 0; i < std::min(lines.size(), m_parts.size()); ++i) {
            auto &parts = m_parts[i];
            while (parts.size() < std::min(lines[i].size(), partCap)) {
                auto *part = new QLineSeries(this);
                part->setPen(penOf(m_series[i]));
                m_stage->add(part);
                parts.append(part);
            }
            for (qsizetype part = 0; part < parts.size(); ++part)
                parts[part]->replace(lines[i].value(part));
        }
    }

    void setShades(const QList<Shade> &shades) override { m_stage->shade(shades); }
    void setAxisFormat(const QString &format, int ticks) override
    {
        m_stage->x->setLabelFormat(format);
        m_stage->x->setTickCount(ticks);
    }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        LineChart::resizeEvent(event);
        constexpr int low = 90; // the lines matter more than the seconds below them
        m_stage->x->setLabelsVisible(height() >= low);
    }

private:
    static constexpr qsizetype partCap = 12; ///< of a line; further ones are not drawn

    [[nodiscard]] QPen penOf(Series series) const
    {
        return QPen(m_theme.tokens().of(series), series == Series::Reference ? 1.2 : 1.8);
    }

    void dress()
    {
        for (qsizetype i = 0; i < m_parts.size(); ++i) {
            for (auto *part : m_parts[i])
                part->setPen(penOf(m_series[i]));
        }
        m_stage->dress();
    }

    const Theme &m_theme;
    QList<Series> m_series;
    Stage *m_stage;
    QList<QList<QLineSeries *>> m_parts;
};

} // namespace

AreaChart *AreaChart::create(const Theme &theme, const QList<State> &states, QWidget *parent)
{
    return new QtAreaChart(theme, states, parent);
}

LineChart *LineChart::create(const Theme &theme, const QList<Series> &series, QWidget *parent)
{
    return new QtLineChart(theme, series, parent);
}

double niceCeiling(double value)
{
    constexpr double least = 4;
    if (!(value > least))
        return least;
    const double power = std::pow(10.0, std::floor(std::log10(value)));
    for (const double step : {1.0, 1.2, 1.6, 2.0, 2.4, 3.0, 4.0, 6.0, 8.0}) {
        if (step * power >= value)
            return step * power;
    }
    return 10 * power;
}

} // namespace holdfast::views
