#pragma once

#include <QString>

namespace holdfast::views {

/// The folder of the invocation a run's folder belongs to; the run's own when it stands alone.
[[nodiscard]] QString invocationFolderOf(const QString &runFolder);

/// Writes the report of an invocation to `file`, whole or not at all. `end`: "html", "md", "json", "xml" (JUnit) or
/// "pdf". A report that is not there is written first, by `ctl`. Takes as long as that takes: not for the GUI thread.
/// Returns what went wrong in plain words, or nothing.
[[nodiscard]] QString exportReport(const QString &ctl, const QString &invocationFolder, const QString &end,
                                   const QString &file);

/// A report in Markdown as pages of A4.
[[nodiscard]] QByteArray toPdf(const QString &markdown);

} // namespace holdfast::views
