#include "tests/views/town.h"
#include "views/detail_panel.h"
#include "views/filter_bar.h"
#include "views/filter_popup.h"
#include "views/filter_words.h"
#include "views/history_card.h"
#include "views/in_flight_page.h"
#include "views/delegates.h"

#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QDir>
#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QScrollBar>
#include <QTableView>
#include <QToolButton>
#include <QtTest>

using namespace holdfast;
using namespace holdfast::views;
using models::ReservationColumn;

class InFlightTest : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void presetsFilterOnTheServer();
    void partsAreTakenAwayOneByOne();
    void popupFiltersByEverything();
    void whatIsPastItsDeadlineStaysFiltered();
    void slotsAndTheirTimeAreChips();
    void typingIsDebounced();
    void whatWasTypedCountsWhenThePopupCloses();
    void headerOrdersOnTheServer();
    void columnsMenuHidesAndShows();
    void selectionFollowsTheIdNotTheRow();
    void detailStaysWhenTheRowLeaves();
    void escapeClearsTheSelection();
    void escapeInThePopupOnlyClosesIt();
    void aPartTakenAwayKeepsTheOrder();
    void theDeadlineIsInSight_data();
    void theDeadlineIsInSight();
    void endedOffersAnEnvironmentThatLives();
    void copiesTheWholeId();
    void emptyAsksForAScenario();
    void emptyBecauseOfFiltersOffersAll();
    void disconnectedSaysWhatIsStillTrue();
    void startingAndFailedBackend();
    void historyHasATableTwin();

private:
    std::unique_ptr<Theme> m_theme;
    std::unique_ptr<views::testing::Town> m_town;
    std::unique_ptr<InFlightPage> m_page;
    models::ReservationModel *m_model = nullptr;
};

void InFlightTest::init()
{
    m_theme = std::make_unique<Theme>(*qApp);
    m_town = std::make_unique<views::testing::Town>();
    m_page = std::make_unique<InFlightPage>(*m_theme, m_town->models());
    m_model = &m_town->models().reservations();
    m_page->resize(1356, 826);
    m_page->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_page.get()));
    m_town->fill();
}

void InFlightTest::cleanup()
{
    m_page.reset();
    m_town.reset();
    m_theme.reset();
}

void InFlightTest::presetsFilterOnTheServer()
{
    QSignalSpy asked(m_model, &models::ReservationModel::filterRequested);
    const auto presets = m_page->filters()->presets();
    QVERIFY(presets[0]->isChecked()); // all in flight
    QTest::mouseClick(presets[1], Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(m_model->filter().deadlineWithin, std::optional<std::chrono::seconds>(std::chrono::minutes(5)));
    QVERIFY(presets[1]->isChecked());
    QVERIFY(!presets[0]->isChecked());
    QTest::mouseClick(presets[1], Qt::LeftButton); // asks for nothing new and stays chosen
    QCOMPARE(asked.count(), 1);
    QVERIFY(presets[1]->isChecked());
    QTest::mouseClick(presets[3], Qt::LeftButton);
    QCOMPARE(m_model->filter().states, endedStates());
    QTest::mouseClick(presets[0], Qt::LeftButton);
    QVERIFY(!m_model->filter().isNarrowed());
}

void InFlightTest::partsAreTakenAwayOneByOne()
{
    models::ReservationFilterSpec filter;
    filter.vendor = QStringLiteral("kea");
    filter.deadlineWithin = std::chrono::minutes(15);
    filter.states = {State::Held};
    m_model->setFilter(filter);
    QCOMPARE(m_page->filters()->parts().size(), 3);
    QCOMPARE(m_page->filters()->parts()[1]->accessibleName(), QStringLiteral("Remove filter: deadline < 15 min"));
    QTest::mouseClick(m_page->filters()->parts()[1], Qt::LeftButton);
    QVERIFY(!m_model->filter().deadlineWithin);
    QCOMPARE(m_model->filter().vendor, QStringLiteral("kea"));
    QCOMPARE(m_page->filters()->parts().size(), 2);
    QTest::mouseClick(m_page->filters()->parts()[1], Qt::LeftButton);
    QTest::mouseClick(m_page->filters()->parts()[0], Qt::LeftButton);
    QVERIFY(!m_model->filter().isNarrowed());
    QVERIFY(m_page->filters()->parts().isEmpty());
}

void InFlightTest::popupFiltersByEverything()
{
    m_page->filters()->openPopup();
    auto *popup = m_page->filters()->popup();
    QVERIFY(popup->isVisible());
    QTest::mouseClick(popup->stateBox(State::Committing), Qt::LeftButton, {}, QPoint(6, 12));
    QCOMPARE(m_model->filter().states, QList<State>{State::Committing});
    popup->deadlineChoice()->setCurrentIndex(popup->deadlineChoice()->findData(15 * 60));
    QCOMPARE(m_model->filter().deadlineWithin, std::optional<std::chrono::seconds>(std::chrono::minutes(15)));
    popup->ageChoice()->setCurrentIndex(popup->ageChoice()->findData(3600));
    QCOMPARE(m_model->filter().olderThan, std::optional<std::chrono::seconds>(std::chrono::hours(1)));
    QTest::keyClicks(popup->partnerField(), QStringLiteral("acme"));
    QTRY_COMPARE(m_model->filter().partner, QStringLiteral("acme"));
    QCOMPARE(m_page->filters()->parts().size(), 4);
    popup->close();
}

/// As Overview leads to it: the popup keeps it, whatever else is chosen there.
void InFlightTest::whatIsPastItsDeadlineStaysFiltered()
{
    models::ReservationFilterSpec overdue;
    overdue.deadlineWithin = std::chrono::seconds(0);
    m_model->setFilter(overdue);
    QCOMPARE(m_page->filters()->parts().size(), 1);
    QCOMPARE(m_page->filters()->parts()[0]->accessibleName(), QStringLiteral("Remove filter: past deadline"));
    m_page->filters()->openPopup();
    auto *popup = m_page->filters()->popup();
    QCOMPARE(popup->deadlineChoice()->currentText(), QStringLiteral("past deadline"));
    QTest::mouseClick(popup->stateBox(State::Held), Qt::LeftButton, {}, QPoint(6, 12));
    QCOMPARE(m_model->filter().states, QList<State>{State::Held});
    QCOMPARE(m_model->filter().deadlineWithin, std::optional(std::chrono::seconds(0)));
    popup->deadlineChoice()->setCurrentIndex(0);
    QVERIFY(!m_model->filter().deadlineWithin);
    popup->close();
}

void InFlightTest::slotsAndTheirTimeAreChips()
{
    models::ReservationFilterSpec filter;
    filter.states = seatedStates();
    filter.vendor = QStringLiteral("Kea");
    filter.vendorId = Uuid::make_v7();
    filter.slot = Uuid::make_v7();
    filter.slotFrom = *parse_rfc3339("2031-01-01T12:00:00Z");
    filter.slotTo = *filter.slotFrom + std::chrono::hours(1);
    m_model->setFilter(filter);
    const auto parts = partsOf(filter);
    QCOMPARE(parts.size(), 4);
    QCOMPARE(parts[0].value, QStringLiteral("any that takes seats"));
    QVERIFY2(parts[3].value.contains(QStringLiteral("1 Jan, ")), qPrintable(parts[3].value));
    QCOMPARE(filterViewsFrom(toJson({{QStringLiteral("mine"), filter, {}}})).first().filter, filter);
    for (int left = 4; left > 0; --left) {
        QCOMPARE(m_page->filters()->parts().size(), left);
        QTest::mouseClick(m_page->filters()->parts().last(), Qt::LeftButton);
    }
    QVERIFY(!m_model->filter().isNarrowed());
}

void InFlightTest::typingIsDebounced()
{
    QSignalSpy asked(m_model, &models::ReservationModel::filterRequested);
    m_page->filters()->openPopup();
    QTest::keyClicks(m_page->filters()->popup()->textField(), QStringLiteral("bk-88"));
    QCoreApplication::processEvents(); // a timer without rest would fire here
    QCOMPARE(asked.count(), 0);
    QTRY_COMPARE(m_model->filter().text, QStringLiteral("bk-88"));
    QCOMPARE(asked.count(), 1);
    m_page->filters()->popup()->close();
}

void InFlightTest::whatWasTypedCountsWhenThePopupCloses()
{
    m_page->filters()->openPopup();
    QTest::keyClicks(m_page->filters()->popup()->vendorField(), QStringLiteral("nine"));
    m_page->filters()->popup()->close();
    QCOMPARE(m_model->filter().vendor, QStringLiteral("nine"));
}

void InFlightTest::headerOrdersOnTheServer()
{
    auto *header = m_page->table()->horizontalHeader();
    const auto click = [header](ReservationColumn column) {
        const int x = header->sectionViewportPosition(int(column)) + 20;
        QTest::mouseClick(header->viewport(), Qt::LeftButton, {}, QPoint(x, header->height() / 2));
    };
    click(ReservationColumn::Vendor);
    QCOMPARE(m_model->filter().order, ReservationColumn::Vendor);
    QVERIFY(!m_model->filter().descending);
    click(ReservationColumn::Vendor);
    QVERIFY(m_model->filter().descending);
    QCOMPARE(header->sortIndicatorSection(), int(ReservationColumn::Vendor));
    QCOMPARE(header->sortIndicatorOrder(), Qt::DescendingOrder);
    header->setSectionHidden(int(ReservationColumn::PartnerRef), false);
    click(ReservationColumn::PartnerRef); // nothing to order by
    QCOMPARE(m_model->filter().order, ReservationColumn::Vendor);
    QCOMPARE(header->sortIndicatorSection(), int(ReservationColumn::Vendor));
}

void InFlightTest::columnsMenuHidesAndShows()
{
    auto *menu = m_page->columnsMenu();
    emit menu->aboutToShow();
    auto *age = menu->actions()[int(ReservationColumn::Age)];
    QVERIFY(!age->isChecked());
    QVERIFY(m_page->table()->isColumnHidden(int(ReservationColumn::Age)));
    age->trigger();
    QVERIFY(!m_page->table()->isColumnHidden(int(ReservationColumn::Age)));
    QVERIFY(!menu->actions()[int(ReservationColumn::Id)]->isEnabled());
    m_model->setOrder(ReservationColumn::Amount, true);
    menu->actions()[int(ReservationColumn::Vendor)]->trigger();
    QVERIFY(m_page->table()->isColumnHidden(int(ReservationColumn::Vendor)));
    QCOMPARE(m_page->table()->horizontalHeader()->sortIndicatorSection(), int(ReservationColumn::Amount));
    menu->actions().last()->trigger(); // back to the usual
    QVERIFY(!m_page->table()->isColumnHidden(int(ReservationColumn::Vendor)));
    QVERIFY(m_page->table()->isColumnHidden(int(ReservationColumn::Age)));
}

void InFlightTest::selectionFollowsTheIdNotTheRow()
{
    auto page = views::testing::Town::page();
    m_model->applyPage(page);
    m_page->table()->selectRow(3);
    const auto chosen = page.rows[3].id;
    QCOMPARE(m_town->models().detail().id(), std::optional(chosen));
    page.rows.move(3, 9);
    page.rows.removeAt(0);
    m_model->applyPage(page);
    const auto rows = m_page->table()->selectionModel()->selectedRows();
    QCOMPARE(rows.size(), 1);
    QCOMPARE(m_model->at(rows.first().row()).id, chosen);
    QCOMPARE(m_town->models().detail().id(), std::optional(chosen));
}

void InFlightTest::detailStaysWhenTheRowLeaves()
{
    auto page = views::testing::Town::page();
    m_model->applyPage(page);
    m_page->table()->selectRow(3);
    const auto chosen = page.rows[3];
    m_town->models().detail().applyStory(chosen.id, views::testing::Town::storyOf(chosen));
    page.rows.removeAt(3);
    m_model->applyPage(page);
    QVERIFY(m_page->table()->selectionModel()->selectedRows().isEmpty()); // not the neighbour
    QCOMPARE(m_page->detail()->shownId(), QString::fromStdString(chosen.id.to_string()));
    QCOMPARE(m_page->detail()->shownState(), QStringLiteral("Vendor confirmed"));
    page.rows.insert(5, chosen);
    m_model->applyPage(page);
    QCOMPARE(m_page->table()->selectionModel()->selectedRows().size(), 1);
    QCOMPARE(m_page->table()->selectionModel()->selectedRows().first().row(), 5);
}

void InFlightTest::escapeClearsTheSelection()
{
    m_page->table()->selectRow(2);
    m_page->table()->setFocus();
    QTest::keyClick(m_page->table(), Qt::Key_Escape);
    QVERIFY(!m_town->models().detail().id());
    QVERIFY(m_page->table()->selectionModel()->selectedRows().isEmpty());
}

void InFlightTest::escapeInThePopupOnlyClosesIt()
{
    m_page->table()->selectRow(2);
    m_page->filters()->openPopup();
    auto *popup = m_page->filters()->popup();
    QTest::keyClick(popup->textField(), Qt::Key_Escape);
    QVERIFY(!popup->isVisible());
    QVERIFY(m_town->models().detail().id());
}

void InFlightTest::aPartTakenAwayKeepsTheOrder()
{
    models::ReservationFilterSpec filter;
    filter.vendor = QStringLiteral("kea");
    m_model->setFilter(filter);
    m_model->setOrder(ReservationColumn::Amount, true);
    QTest::mouseClick(m_page->filters()->parts().constFirst(), Qt::LeftButton);
    QVERIFY(!m_model->filter().isNarrowed());
    QCOMPARE(m_model->filter().order, ReservationColumn::Amount);
    QVERIFY(m_model->filter().descending);
}

void InFlightTest::theDeadlineIsInSight_data()
{
    QTest::addColumn<QSize>("size");
    QTest::addColumn<bool>("selected");
    for (const auto &size : {QSize(940, 566), QSize(1356, 826)}) {
        for (const bool selected : {false, true})
            QTest::addRow("%d%s", size.width(), selected ? ", selected" : "") << size << selected;
    }
}

void InFlightTest::theDeadlineIsInSight()
{
    QFETCH(QSize, size);
    QFETCH(bool, selected);
    auto page = views::testing::Town::page();
    page.rows[0].vendor = QStringLiteral("Pilates on Mill Lane"); // the longest of the demonstration town
    page.rows[0].partner = QStringLiteral("Tidewater Concierge");
    m_model->applyPage(page);
    m_page->resize(size);
    if (selected)
        m_town->selectOne();
    const auto *header = m_page->table()->horizontalHeader();
    const auto right = [header](ReservationColumn column) {
        return header->sectionViewportPosition(int(column)) + header->sectionSize(int(column));
    };
    QTRY_VERIFY(right(ReservationColumn::Deadline) <= m_page->table()->viewport()->width());
    QVERIFY(header->sectionSize(int(ReservationColumn::Deadline)) >= 80);
    const QFontMetrics metrics(m_theme->textFont());
    for (const auto column : {ReservationColumn::Vendor, ReservationColumn::Partner}) {
        const auto text = m_model->index(0, int(column)).data().toString();
        QVERIFY(header->isSectionHidden(int(column))
                || metrics.horizontalAdvance(text) <= header->sectionSize(int(column)) - 2 * RowDelegate::padding);
    }
    QVERIFY(selected && size.width() < 1000
                ? header->isSectionHidden(int(ReservationColumn::Vendor))
                : !header->isSectionHidden(int(ReservationColumn::Vendor)));
    m_page->resize(1356, 826); // back where there is room
    QTRY_VERIFY(!header->isSectionHidden(int(ReservationColumn::Vendor)));
    QVERIFY(!header->isSectionHidden(int(ReservationColumn::Quantity)));
}

void InFlightTest::endedOffersAnEnvironmentThatLives()
{
    models::LiveStatus ended;
    ended.state = models::LiveState::Ended;
    auto &environments = m_town->models().environments();
    emit m_town->models().live().statusChanged(ended);
    QVERIFY(!m_page->notice()->button()->isVisible()); // nowhere to go to
    QVERIFY(!m_page->isLoading());
    environments.setGiven(QStringLiteral("host=/nonexistent"));
    QCOMPARE(environments.rowCount(), 1); // the embedded one never comes
    QDir().mkpath(m_town->registry());
    QFile file(m_town->registry() + QStringLiteral("/otter.json"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(R"({"name":"otter","dsn":"host=/nonexistent","pid":)" + QByteArray::number(QCoreApplication::applicationPid())
               + "}");
    file.close();
    environments.rescan();
    environments.setCurrent(environments.sandboxNamed(QStringLiteral("otter"))->key);
    emit m_town->models().live().statusChanged(ended);
    QCOMPARE(m_page->notice()->button()->text(), QStringLiteral("Back to Database given with --dsn"));
    QTest::mouseClick(m_page->notice()->button(), Qt::LeftButton);
    QCOMPARE(environments.current().kind, models::Environment::Kind::Given);
}

void InFlightTest::copiesTheWholeId()
{
    m_page->table()->setFocus();
    m_page->table()->selectRow(1);
    QTest::keyClick(m_page->table(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QGuiApplication::clipboard()->text(), QString::fromStdString(m_model->at(1).id.to_string()));
}

void InFlightTest::emptyAsksForAScenario()
{
    QSignalSpy wanted(m_page.get(), &Page::linkActivated);
    m_model->applyPage(views::testing::Town::page(0));
    QVERIFY(m_page->emptyState()->isVisible());
    QVERIFY(!m_page->table()->isVisible());
    QTest::mouseClick(m_page->emptyState()->button(), Qt::LeftButton);
    QCOMPARE(wanted.count(), 1);
    QCOMPARE(wanted.at(0).at(0).value<models::Link>().page, QStringLiteral("scenarios"));
    m_model->applyPage(views::testing::Town::page());
    QVERIFY(m_page->table()->isVisible());
}

void InFlightTest::emptyBecauseOfFiltersOffersAll()
{
    models::ReservationFilterSpec filter;
    filter.vendor = QStringLiteral("nobody");
    m_model->setFilter(filter);
    m_model->applyPage(views::testing::Town::page(0));
    QVERIFY(m_page->emptyState()->sentence().contains(QStringLiteral("filters")));
    QTest::mouseClick(m_page->emptyState()->button(), Qt::LeftButton);
    QVERIFY(!m_model->filter().isNarrowed());
}

void InFlightTest::disconnectedSaysWhatIsStillTrue()
{
    QVERIFY(!m_page->notice()->isVisible());
    m_town->disconnect();
    QVERIFY(m_page->notice()->isVisible());
    QVERIFY(m_page->notice()->text().contains(QStringLiteral("The server closed the connection.")));
    QVERIFY(m_page->notice()->text().contains(QStringLiteral("as of")));
    QCOMPARE(m_page->notice()->button()->text(), QStringLiteral("Try now"));
    QVERIFY(m_page->table()->isVisible()); // the rows stay
    m_town->goLive();
    QVERIFY(!m_page->notice()->isVisible());
}

void InFlightTest::startingAndFailedBackend()
{
    auto &backend = m_town->models().backend();
    m_model->clear();
    emit m_town->models().live().statusChanged({});
    backend.setStarting(QStringLiteral("Starting PostgreSQL"));
    QVERIFY(m_page->notice()->text().startsWith(QStringLiteral("Starting PostgreSQL")));
    QVERIFY(m_page->isLoading());
    QVERIFY(!m_page->notice()->button()->isVisible());
    backend.setFailed(QStringLiteral("No PostgreSQL server was found."));
    QVERIFY(m_page->notice()->text().contains(QStringLiteral("No PostgreSQL server was found.")));
    QVERIFY(!m_page->isLoading()); // nothing is on its way
    QSignalSpy retried(&backend, &models::BackendStatus::retryRequested);
    QTest::mouseClick(m_page->notice()->button(), Qt::LeftButton);
    QCOMPARE(retried.count(), 1);
    backend.setRunning();
    m_town->goLive();
    QVERIFY(!m_page->notice()->isVisible());
}

void InFlightTest::historyHasATableTwin()
{
    auto *card = m_page->findChild<HistoryCard *>();
    QVERIFY(card);
    QTest::mouseClick(card->tableSwitch(), Qt::LeftButton);
    QVERIFY(card->showsTable());
    auto *numbers = card->findChild<QTableView *>();
    QVERIFY(numbers->isVisible());
    QVERIFY(numbers->model()->rowCount() >= 89); // fifteen minutes, every ten seconds
    const auto sum = [numbers](int row) {
        qint64 total = 0;
        for (int column = 1; column <= 5; ++column)
            total += numbers->model()->index(row, column).data().toLongLong();
        return total;
    };
    QCOMPARE(numbers->model()->index(0, 6).data().toLongLong(), sum(0));
}

QTEST_MAIN(InFlightTest)
#include "in_flight_test.moc"
