#pragma once

#include "models/acts.h"
#include "views/widgets.h"

#include <QDialog>

class QComboBox;
class QLineEdit;
class QPlainTextEdit;

namespace holdfast::views {

/// What a person is asked before something is done, by how much it touches: one hold takes a reason; many, or money,
/// take their number and amount in words and a word to be typed.
struct ActQuestion
{
    models::ActRequest request;
    QString title;                                        ///< "Force-release 12 holds?"
    QString what;                                         ///< how many, how much money, what it means
    QString verb;                                         ///< on the button: "Force-release 12 holds"
    bool dangerous = false;
    bool reasonRequired = false;
    bool hasReason = true;
    bool longText = false;                                ///< a note rather than a reason
    QString typed;                                        ///< must be typed as it stands; empty: nothing must
    QList<std::pair<QString, std::chrono::seconds>> times; ///< to choose ActRequest::by from
};

/// Asks, sends, and stays until it is known what became of it: it closes by itself when everything was done or
/// accepted, and otherwise says of which, and why. What is acted on is what was shown when it was opened, whatever the
/// rows do meanwhile. Cancel is the default.
class ActDialog final : public QDialog
{
    Q_OBJECT

public:
    static constexpr int resultsShown = 8;

    ActDialog(const Theme &theme, models::Acts &acts, ActQuestion question, QWidget *parent);

    [[nodiscard]] QWidget *reasonField() const;
    [[nodiscard]] QLineEdit *typedField() const { return m_typed; }
    [[nodiscard]] QComboBox *timeChoice() const { return m_time; }
    [[nodiscard]] QPushButton *verbButton() const { return m_verb; }
    [[nodiscard]] QPushButton *cancelButton() const { return m_cancel; }
    [[nodiscard]] Notice *notice() const { return m_notice; }
    void setReason(const QString &reason);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

signals:
    void concluded(const QList<holdfast::models::ActResult> &results);

private:
    void makeFields(QLayout *column);
    [[nodiscard]] QString reason() const;
    void showReadiness();
    void send();
    void conclude(const QList<models::ActResult> &results);

    models::Acts &m_acts;
    ActQuestion m_question;
    quint64 m_number = 0;
    bool m_over = false; ///< nothing more can be sent from here
    QLineEdit *m_reason = nullptr;
    QPlainTextEdit *m_note = nullptr;
    QLineEdit *m_typed = nullptr;
    QComboBox *m_time = nullptr;
    Notice *m_notice;
    LoadingBar *m_loading;
    QLabel *m_missing;
    QPushButton *m_verb;
    QPushButton *m_cancel;
};

} // namespace holdfast::views
