#include "views/act_dialog.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QVBoxLayout>

namespace holdfast::views {

using models::ActResult;

namespace {

constexpr int least = 460;
constexpr int longestReason = 500;
constexpr int longestNote = 4'000;
constexpr int noteHeight = 96;

/// "…7f1e: It has changed since it was shown."
QString lineOf(const ActResult &result, bool alone)
{
    if (alone)
        return result.words;
    const auto id = QString::fromStdString(result.target.id.to_string());
    return QStringLiteral("…%1: %2").arg(id.right(4), result.words);
}

} // namespace

ActDialog::ActDialog(const Theme &theme, models::Acts &acts, ActQuestion question, QWidget *parent)
    : QDialog(parent), m_acts(acts), m_question(std::move(question)), m_notice(new Notice(theme, this)),
      m_loading(new LoadingBar(theme, this)), m_missing(makeLabel({}, "", Tone::Muted, this)),
      m_verb(makeButton(m_question.verb, m_question.dangerous ? "danger" : "primary", this)),
      m_cancel(makeButton(tr("Cancel"), "", this))
{
    m_question.request.environment = acts.environmentKey(); // what is asked about is there, whatever is chosen later
    setWindowTitle(m_question.title);
    setModal(true);
    auto *column = new QVBoxLayout;
    column->setContentsMargins(20, 16, 20, 16);
    column->setSpacing(12);
    auto *title = makeLabel(m_question.title, "title", Tone::Text, this);
    title->setWordWrap(true);
    column->addWidget(title);
    auto *what = makeLabel(m_question.what, "", Tone::Text, this);
    what->setWordWrap(true);
    what->setVisible(!m_question.what.isEmpty());
    column->addWidget(what);
    makeFields(column);
    column->addWidget(m_notice);
    column->addStretch(1);
    m_missing->setWordWrap(true);
    for (auto *button : {m_verb, m_cancel})
        button->setFocusPolicy(Qt::StrongFocus);
    auto *buttons = new QHBoxLayout;
    buttons->setSpacing(24); // what cannot be undone stands apart
    buttons->addWidget(m_missing, 1);
    buttons->addWidget(m_cancel);
    buttons->addWidget(m_verb);
    column->addLayout(buttons);
    auto *outer = new QVBoxLayout(this);
    outer->setContentsMargins(0, 0, 0, 0);
    outer->setSpacing(0);
    outer->addWidget(m_loading);
    outer->addLayout(column);
    setMinimumWidth(least);
    m_cancel->setDefault(true);
    // From field to field, then to what changes nothing, and only then to what does.
    QList<QWidget *> order;
    for (auto *field : {static_cast<QWidget *>(m_time), reasonField(), static_cast<QWidget *>(m_typed),
                        static_cast<QWidget *>(m_cancel), static_cast<QWidget *>(m_verb)}) {
        if (field)
            order.append(field);
    }
    for (qsizetype i = 1; i < order.size(); ++i)
        setTabOrder(order.at(i - 1), order.at(i));
    for (auto *field : {m_reason, m_typed}) {
        if (field)
            field->installEventFilter(this);
    }
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_verb, &QPushButton::clicked, this, &ActDialog::send);
    connect(&acts, &models::Acts::finished, this,
            [this](quint64 number, const models::ActRequest &, const QList<ActResult> &results) {
                if (number == m_number)
                    conclude(results);
            });
    connect(&acts, &models::Acts::roleChanged, this, &ActDialog::showReadiness);
    showReadiness();
    if (auto *field = reasonField())
        field->setFocus();
    else if (m_typed)
        m_typed->setFocus();
    else
        m_cancel->setFocus();
}

void ActDialog::makeFields(QLayout *column)
{
    const auto add = [&](const QString &name, QWidget *field) {
        auto *label = makeLabel(name, "", Tone::Muted, this);
        label->setBuddy(field);
        label->setWordWrap(true);
        field->setAccessibleName(name);
        auto *group = new QVBoxLayout;
        group->setSpacing(4);
        group->addWidget(label);
        group->addWidget(field);
        static_cast<QVBoxLayout *>(column)->addLayout(group);
    };
    if (!m_question.times.isEmpty()) {
        m_time = new QComboBox(this);
        for (const auto &[text, seconds] : m_question.times)
            m_time->addItem(text, qint64(seconds.count()));
        add(tr("By"), m_time);
    }
    if (m_question.hasReason && m_question.longText) {
        m_note = new QPlainTextEdit(this);
        setKind(m_note, "field");
        m_note->setTabChangesFocus(true);
        m_note->setFixedHeight(noteHeight);
        add(tr("Note, for everyone who opens the timeline"), m_note);
        connect(m_note, &QPlainTextEdit::textChanged, this, &ActDialog::showReadiness);
    } else if (m_question.hasReason) {
        m_reason = new QLineEdit(this);
        m_reason->setMaxLength(longestReason);
        add(m_question.reasonRequired ? tr("Reason, for the audit") : tr("Reason, for the audit (may be left out)"),
            m_reason);
        connect(m_reason, &QLineEdit::textChanged, this, &ActDialog::showReadiness);
    }
    if (!m_question.typed.isEmpty()) {
        m_typed = new QLineEdit(this);
        add(tr("Type “%1” to confirm").arg(m_question.typed), m_typed);
        connect(m_typed, &QLineEdit::textChanged, this, &ActDialog::showReadiness);
    }
}

bool ActDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Return || key == Qt::Key_Enter) {
            focusNextChild(); // Cancel is the default: what was written would be gone
            return true;
        }
    }
    return QDialog::eventFilter(watched, event);
}

QWidget *ActDialog::reasonField() const
{
    return m_reason ? static_cast<QWidget *>(m_reason) : m_note;
}

void ActDialog::setReason(const QString &reason)
{
    if (m_reason)
        m_reason->setText(reason);
    else if (m_note)
        m_note->setPlainText(reason);
}

QString ActDialog::reason() const
{
    if (m_reason)
        return m_reason->text().trimmed();
    return m_note ? m_note->toPlainText().trimmed() : QString();
}

void ActDialog::showReadiness()
{
    QString missing = m_acts.whyNot(m_question.request.act);
    if (missing.isEmpty() && m_note && reason().isEmpty())
        missing = tr("Write the note first.");
    else if (missing.isEmpty() && m_note && reason().size() > longestNote)
        missing = tr("A note has at most %1 characters.").arg(longestNote);
    else if (missing.isEmpty() && m_question.reasonRequired && reason().isEmpty())
        missing = tr("A reason is needed.");
    else if (missing.isEmpty() && m_typed && m_typed->text().trimmed() != m_question.typed)
        missing = tr("Type the words to confirm.");
    const bool sending = m_number != 0 && m_acts.isBusy(m_number);
    m_missing->setText(sending || m_over ? QString() : missing);
    m_verb->setEnabled(missing.isEmpty() && !sending && !m_over);
    m_verb->setToolTip(missing);
    m_loading->setActive(sending);
    for (auto *field : {static_cast<QWidget *>(m_reason), static_cast<QWidget *>(m_note),
                        static_cast<QWidget *>(m_typed), static_cast<QWidget *>(m_time)}) {
        if (field)
            field->setEnabled(!sending && !m_over);
    }
}

void ActDialog::send()
{
    auto request = m_question.request;
    request.reason = reason();
    if (m_time)
        request.by = std::chrono::seconds(m_time->currentData().toLongLong());
    m_notice->hide();
    m_number = m_acts.perform(request);
    m_cancel->setText(tr("Close")); // it is on its way: closing takes nothing back
    m_cancel->setAccessibleName(m_cancel->text());
    showReadiness();
}

void ActDialog::conclude(const QList<ActResult> &results)
{
    QStringList troubles;
    int trouble = 0;
    bool unknown = false;
    bool again = true; // nothing was sent: the same may be tried again
    for (const auto &result : results) {
        if (result.status == ActResult::Status::Done || result.status == ActResult::Status::Requested) {
            again = false;
            continue;
        }
        ++trouble;
        unknown |= result.status == ActResult::Status::Unknown;
        again &= result.status == ActResult::Status::NotSent;
        if (troubles.size() < resultsShown)
            troubles.append(lineOf(result, results.size() == 1));
    }
    emit concluded(results);
    if (trouble == 0) {
        accept();
        return;
    }
    if (trouble > resultsShown)
        troubles.append(tr("and %n more", nullptr, trouble - resultsShown));
    m_over = !again;
    const auto happened = results.size() == 1
        ? (unknown ? tr("The outcome is unknown.") : again ? tr("It could not be sent.") : tr("It was refused."))
        : tr("%1 of %2 were not done.").arg(trouble).arg(results.size());
    m_notice->show(unknown ? Tone::Bad : Tone::Warn, happened, troubles.join(u'\n'), {}, {});
    m_cancel->setText(tr("Close"));
    m_cancel->setAccessibleName(m_cancel->text());
    m_cancel->setFocus();
    showReadiness();
}

} // namespace holdfast::views
