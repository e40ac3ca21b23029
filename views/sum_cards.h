#pragma once

#include "views/theme.h"

#include <QAbstractButton>
#include <QList>
#include <QStringList>
#include <QWidget>

class QGridLayout;

namespace holdfast::views {

/// What one card says. Without a number there is nothing of its kind.
struct Sum
{
    QString key;
    QString label;
    QString meaning; ///< tooltip: what the label means
    qint64 count = 0;
    QString money;   ///< below the number; empty: none
    Tone tone = Tone::Text; ///< of the number, when there is one
    bool complete = true;   ///< false: there may be more than that
};

/// One card of SumCards. Checked: the table shows these.
class SumCard final : public QAbstractButton
{
    Q_OBJECT

public:
    static constexpr int leastWidth = 160;
    static constexpr int height = 64;

    SumCard(const Theme &theme, QWidget *parent);

    void set(const Sum &sum);
    [[nodiscard]] const Sum &sum() const { return m_sum; }
    [[nodiscard]] QSize sizeHint() const override { return {leastWidth, height}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    const Theme &m_theme;
    Sum m_sum;
};

/// Cards side by side, each a number with its money, that narrow down the table below them: a click or Space chooses
/// one or several, the same again lets go. They keep their places whatever the numbers are.
class SumCards final : public QWidget
{
    Q_OBJECT

public:
    SumCards(const Theme &theme, const QString &name, QWidget *parent);

    /// The same keys in the same order each time, but for the first.
    void setSums(const QList<Sum> &sums);
    [[nodiscard]] QStringList chosen() const;
    void choose(const QStringList &keys);
    [[nodiscard]] const QList<SumCard *> &cards() const { return m_cards; }

signals:
    void chosenChanged(const QStringList &keys);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void place();

    const Theme &m_theme;
    QGridLayout *m_grid;
    QList<SumCard *> m_cards;
    int m_columns = 0;
};

} // namespace holdfast::views
