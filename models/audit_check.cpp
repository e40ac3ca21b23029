#include "models/audit_check.h"

#include "backend/insight/audit.h"
#include "backend/process/files.h"

#include <QElapsedTimer>

#include <filesystem>

namespace holdfast::models {

namespace {

constexpr std::chrono::minutes longestWalk{2};

struct AnchorFile
{
    AuditReport::Anchor state = AuditReport::Anchor::None;
    std::optional<insight::AuditHead> head;
};

/// Before the chain is read: entries are only added, so a head that was kept before is on it.
AnchorFile readAnchor(const std::filesystem::path &file)
{
    if (file.empty())
        return {};
    std::error_code error;
    if (std::filesystem::symlink_status(file, error).type() == std::filesystem::file_type::not_found)
        return {AuditReport::Anchor::Missing, {}};
    const auto text = process::read_file(file);
    auto head = text ? insight::parse_audit_head(*text) : std::nullopt;
    return {head ? AuditReport::Anchor::Kept : AuditReport::Anchor::Damaged, std::move(head)};
}

AuditReport walk(storage::Connection &connection, const std::filesystem::path &anchorFile)
{
    QElapsedTimer clock;
    clock.start();
    AuditReport report;
    const auto anchor = readAnchor(anchorFile);
    const auto verdict = insight::verify_audit(connection, anchor.head);
    report.anchor = anchor.state;
    for (const auto &problem : verdict.problems) {
        report.problems.append(QString::fromStdString(problem));
        if (problem.find("its anchor") != std::string::npos)
            report.anchor = AuditReport::Anchor::Broken;
    }
    report.count = verdict.head.count;
    report.hash = QString::fromStdString(verdict.head.hash);
    report.at = QDateTime::currentDateTime();
    report.tookMs = clock.elapsed();
    return report;
}

} // namespace

AuditCheck::AuditCheck(Questions &questions, const QString &anchorFile, QObject *parent)
    : QObject(parent), m_questions(questions), m_anchorFile(anchorFile)
{
    connect(&questions, &Questions::environmentSwitched, this, [this] {
        ++m_choice;
        m_queue.dropWaiting();
        m_report = {};
        set(State::None);
    });
}

void AuditCheck::check()
{
    if (m_state == State::Checking)
        return;
    const auto &environment = m_questions.environment();
    const auto file = environment.kind == Environment::Kind::Embedded ? m_anchorFile.toStdString() : std::string();
    const auto choice = ++m_choice;
    set(State::Checking);
    m_queue.add(
        environment.alive ? environment.dsn : QString(), this,
        [file](storage::Connection &connection) { return std::any(walk(connection, file)); },
        [this, choice](const Answer &answer) {
            if (choice != m_choice)
                return;
            if (!answer.ok()) {
                m_error = answer.error;
                set(State::Failed);
                return;
            }
            m_report = answer.as<AuditReport>();
            set(State::Done);
        },
        longestWalk);
}

void AuditCheck::set(State state)
{
    m_state = state;
    emit changed();
}

} // namespace holdfast::models
