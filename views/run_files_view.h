#pragma once

#include "models/run_files.h"
#include "views/data_table.h"

class QPlainTextEdit;

namespace holdfast::views {

/// The files a run has left at the left, the chosen one at the right: of a long one an end, the first or the last.
class RunFilesView final : public QWidget
{
    Q_OBJECT

public:
    explicit RunFilesView(const Theme &theme, QWidget *parent = nullptr);

    /// Empty: a run that has left nothing yet.
    void setFolder(const QString &folder);

    [[nodiscard]] DataTable *files() const { return m_files; }
    [[nodiscard]] QPlainTextEdit *text() const { return m_text; }
    [[nodiscard]] QString note() const { return m_note->fullText(); }
    [[nodiscard]] QPushButton *otherEnd() const { return m_otherEnd; }

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void listed();
    void read(models::ExcerptOf part);
    void show(const models::FileExcerpt &excerpt, models::ExcerptOf part);

    models::RunFiles m_model;
    models::LatestRead<models::FileExcerpt> m_read;
    DataTable *m_files;
    ElidedLabel *m_name;
    ElidedLabel *m_note;
    QPushButton *m_otherEnd;
    QPushButton *m_copy;
    QPlainTextEdit *m_text;
    QString m_chosen; ///< path
    models::ExcerptOf m_part = models::ExcerptOf::End;
};

} // namespace holdfast::views
