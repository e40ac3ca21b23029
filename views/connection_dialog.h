#pragma once

#include "models/connection_probe.h"
#include "models/connections.h"
#include "views/theme.h"

#include <QDialog>

#include <optional>

class QComboBox;
class QGridLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace holdfast::views {

class GlyphLabel;
class LoadingBar;

/// Adds a database to the environments, or changes one that was added: as a connection string or in its parts, each of
/// which follows the other. Test tells what the login may do there. Stays open where the password could not be kept.
class ConnectionDialog final : public QDialog
{
    Q_OBJECT

public:
    /// `edited`: nullopt for a new one. Models and theme outlive it.
    ConnectionDialog(const Theme &theme, models::Connections &connections, models::ConnectionProbe &probe,
                     const std::optional<models::SavedConnection> &edited, QWidget *parent = nullptr);
    ~ConnectionDialog() override;

    [[nodiscard]] QString resultText() const;

signals:
    /// It is among the environments now, under this id.
    void saved(const QString &id);

private:
    void build();
    void addRow(QGridLayout *grid, const QString &label, QWidget *field, QWidget *beside = nullptr);
    void fillFields();
    void takeString();
    void takeFields();
    void chooseCertificate();
    void test();
    /// What was tried out is not what the fields say.
    void forgetTrial();
    void showResult(const models::ProbeResult &result);
    void tell(Tone tone, const QString &words);
    void save();
    void showKept(const QString &id, bool lasting, const QString &why);
    void check();
    [[nodiscard]] QString nameToSave() const;
    /// Empty, or why it cannot be tested or saved as it is.
    [[nodiscard]] QString whyNot() const;

    models::Connections &m_connections;
    models::ConnectionProbe &m_probe;
    models::SavedConnection m_connection; ///< as the fields say; parameters without a field stay in it
    QString m_stringError;
    LoadingBar *m_loading;
    QLineEdit *m_string;
    QLineEdit *m_name;
    QLineEdit *m_host;
    QLineEdit *m_port;
    QLineEdit *m_database;
    QLineEdit *m_user;
    QLineEdit *m_password;
    QComboBox *m_ssl;
    QLineEdit *m_certificate;
    QPushButton *m_choose;
    GlyphLabel *m_glyph;
    QLabel *m_result;
    QPushButton *m_test;
    QPushButton *m_cancel;
    QPushButton *m_save;
};

} // namespace holdfast::views
