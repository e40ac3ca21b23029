#include "views/area_chart.h"

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

/// Draws gaps and the hover line over Qt Charts' scene.
class ChartView final : public QChartView
{
public:
    ChartView(const Theme &theme, QChart *chart, QWidget *parent) : QChartView(chart, parent), m_theme(theme) {}

    QList<std::pair<qint64, qint64>> gaps;
    double hoverX = -1;

protected:
    void drawForeground(QPainter *painter, const QRectF &rect) override
    {
        QChartView::drawForeground(painter, rect);
        const auto plot = chart()->plotArea();
        auto shade = m_theme.tokens().warn;
        shade.setAlphaF(0.16F);
        for (const auto &[from, to] : gaps) {
            const double left = chart()->mapToPosition(QPointF(double(from), 0)).x();
            const double right = chart()->mapToPosition(QPointF(double(to), 0)).x();
            painter->fillRect(QRectF(left, plot.top(), right - left, plot.height()).intersected(plot), shade);
        }
        if (hoverX >= plot.left() && hoverX <= plot.right()) {
            painter->setPen(QPen(m_theme.tokens().muted, 1));
            painter->drawLine(QPointF(hoverX, plot.top()), QPointF(hoverX, plot.bottom()));
        }
    }

private:
    const Theme &m_theme;
};

class QtAreaChart final : public AreaChart
{
public:
    QtAreaChart(const Theme &theme, const QList<State> &states, QWidget *parent)
        : AreaChart(parent), m_theme(theme), m_chart(new QChart), m_view(new ChartView(theme, m_chart, this)),
          m_time(new QValueAxis), m_count(new QValueAxis)
    {
        m_chart->setAnimationOptions(QChart::NoAnimation);
        m_chart->setBackgroundVisible(false);
        m_chart->setMargins({0, 0, 0, 0});
        m_chart->layout()->setContentsMargins(0, 0, 0, 0);
        m_chart->legend()->hide();
        m_time->setVisible(false);
        m_count->setLineVisible(false);
        m_count->setLabelFormat(QStringLiteral("%.0f"));
        m_count->setTickCount(3);
        m_chart->addAxis(m_time, Qt::AlignBottom);
        m_chart->addAxis(m_count, Qt::AlignRight);
        for (const auto state : states)
            addBand(state);
        m_view->setFrameShape(QFrame::NoFrame);
        m_view->setRenderHint(QPainter::Antialiasing);
        m_view->setStyleSheet(QStringLiteral("background: transparent; border: none"));
        m_view->setMouseTracking(true);
        m_view->setFocusPolicy(Qt::NoFocus);
        m_view->viewport()->setFocusPolicy(Qt::NoFocus);
        m_view->viewport()->installEventFilter(this);
        auto *column = new QVBoxLayout(this);
        column->setContentsMargins(0, 0, 0, 0);
        column->addWidget(m_view);
        dress();
        connect(&theme, &Theme::changed, this, [this] { dress(); });
    }

    void replace(const QList<Band> &bands, qint64 fromMs, qint64 toMs, double highest) override
    {
        m_time->setRange(double(fromMs), double(toMs));
        m_count->setRange(0, niceCeiling(highest));
        for (qsizetype i = 0; i < std::min(bands.size(), m_bands.size()); ++i) {
            m_bands[i].area->lowerSeries()->replace(bands[i].lower);
            m_bands[i].area->upperSeries()->replace(bands[i].upper);
        }
    }

    void setGaps(const QList<std::pair<qint64, qint64>> &gaps) override
    {
        m_view->gaps = gaps;
        m_view->viewport()->update();
    }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::MouseMove) {
            const auto *move = static_cast<QMouseEvent *>(event);
            m_view->hoverX = move->position().x();
            m_view->viewport()->update();
            const auto value = m_chart->mapToValue(move->position());
            emit hovered(qint64(value.x()), move->globalPosition().toPoint());
        } else if (event->type() == QEvent::Leave) {
            m_view->hoverX = -1;
            m_view->viewport()->update();
            emit hovered(0, {});
        }
        return AreaChart::eventFilter(watched, event);
    }

private:
    struct Shown
    {
        State state;
        QAreaSeries *area;
    };

    void addBand(State state)
    {
        auto *upper = new QLineSeries(this);
        auto *lower = new QLineSeries(this);
        auto *area = new QAreaSeries(upper, lower);
        m_chart->addSeries(area);
        area->attachAxis(m_time);
        area->attachAxis(m_count);
        m_bands.append({state, area});
    }

    void dress()
    {
        const auto &tokens = m_theme.tokens();
        for (const auto &band : m_bands) {
            auto colour = tokens.of(band.state);
            colour.setAlphaF(tokens.dark ? 0.72F : 0.78F);
            band.area->setBrush(colour);
            band.area->setPen(QPen(tokens.surface, 0.5));
        }
        m_count->setGridLineColor(tokens.grid);
        m_count->setLabelsColor(tokens.muted);
        m_count->setLabelsFont(m_theme.smallFont());
    }

    const Theme &m_theme;
    QChart *m_chart;
    ChartView *m_view;
    QValueAxis *m_time;
    QValueAxis *m_count;
    QList<Shown> m_bands;
};

} // namespace

AreaChart *AreaChart::create(const Theme &theme, const QList<State> &states, QWidget *parent)
{
    return new QtAreaChart(theme, states, parent);
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
