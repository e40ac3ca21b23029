<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>ComponentModel</name>
    <message>
        <source>API</source>
        <translation>API</translation>
    </message>
    <message>
        <source>%1 worker</source>
        <translation>%1-Worker</translation>
    </message>
    <message>
        <source>Silent for %1 s</source>
        <translation>Still seit %1 s</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>Healthy</source>
        <translation>Gesund</translation>
    </message>
    <message>
        <source>Unhealthy</source>
        <translation>Nicht gesund</translation>
    </message>
    <message>
        <source>1 node</source>
        <translation>1 Knoten</translation>
    </message>
    <message>
        <source>%1 nodes</source>
        <translation>%1 Knoten</translation>
    </message>
    <message>
        <source>1 connection</source>
        <translation>1 Verbindung</translation>
    </message>
    <message>
        <source>%1 connections</source>
        <translation>%1 Verbindungen</translation>
    </message>
    <message>
        <source>1 invariant</source>
        <translation>1 Invariante</translation>
    </message>
    <message>
        <source>%1 invariants</source>
        <translation>%1 Invarianten</translation>
    </message>
</context>
<context>
    <name>Filter</name>
    <message>
        <source>All in flight</source>
        <translation>Alle laufenden</translation>
    </message>
    <message>
        <source>Expiring soon</source>
        <translation>Läuft bald ab</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Bestätigt</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>%1 d</source>
        <translation>%1 d</translation>
    </message>
    <message>
        <source>%1 h</source>
        <translation>%1 h</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>state</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>any ended</source>
        <translation>alle beendeten</translation>
    </message>
    <message>
        <source> or </source>
        <translation> oder </translation>
    </message>
    <message>
        <source>any of %1</source>
        <translation>eines von %1</translation>
    </message>
    <message>
        <source>deadline</source>
        <translation>Frist</translation>
    </message>
    <message>
        <source>&lt; %1</source>
        <translation>&lt; %1</translation>
    </message>
    <message>
        <source>age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>&gt; %1</source>
        <translation>&gt; %1</translation>
    </message>
    <message>
        <source>vendor</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>partner</source>
        <translation>Partner</translation>
    </message>
    <message>
        <source>text</source>
        <translation>Text</translation>
    </message>
</context>
<context>
    <name>HealthLights</name>
    <message>
        <source>Payment gateway</source>
        <translation>Zahlungs-Gateway</translation>
    </message>
    <message>
        <source>not used here</source>
        <translation>hier nicht benutzt</translation>
    </message>
    <message>
        <source>No worker here talks to a payment gateway</source>
        <translation>Kein Worker spricht hier mit einem Zahlungs-Gateway</translation>
    </message>
    <message>
        <source>Its circuit breaker is open</source>
        <translation>Seine Sicherung ist offen</translation>
    </message>
    <message>
        <source>%1 calls</source>
        <translation>%1 Aufrufe</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>antwortet nicht</translation>
    </message>
    <message>
        <source>Of %1 calls since the start, %2 ended with an unknown outcome</source>
        <translation>Von %1 Aufrufen seit dem Start endeten %2 mit unbekanntem Ausgang</translation>
    </message>
    <message>
        <source>Live feed</source>
        <translation>Live-Daten</translation>
    </message>
    <message>
        <source>Data as of %1</source>
        <translation>Stand von %1</translation>
    </message>
    <message>
        <source>not known</source>
        <translation>nicht bekannt</translation>
    </message>
    <message>
        <source>API</source>
        <translation>API</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Workers</source>
        <translation>Worker</translation>
    </message>
</context>
<context>
    <name>LiveReader</name>
    <message>
        <source>The database does not answer.</source>
        <translation>Die Datenbank antwortet nicht.</translation>
    </message>
    <message>
        <source>This database does not hold Holdfast&apos;s tables, or those of another version.</source>
        <translation>Diese Datenbank enthält Holdfasts Tabellen nicht oder die einer anderen Version.</translation>
    </message>
    <message>
        <source>The database took too long to answer.</source>
        <translation>Die Datenbank hat zu lange für die Antwort gebraucht.</translation>
    </message>
    <message>
        <source>This role may not read Holdfast&apos;s tables.</source>
        <translation>Diese Rolle darf Holdfasts Tabellen nicht lesen.</translation>
    </message>
    <message>
        <source>The database refused: %1</source>
        <translation>Die Datenbank hat abgelehnt: %1</translation>
    </message>
    <message>
        <source>The database did not accept the password.</source>
        <translation>Die Datenbank hat das Passwort nicht angenommen.</translation>
    </message>
    <message>
        <source>The database is not running.</source>
        <translation>Die Datenbank läuft nicht.</translation>
    </message>
    <message>
        <source>The database is starting up.</source>
        <translation>Die Datenbank startet gerade.</translation>
    </message>
    <message>
        <source>The connection to the database broke.</source>
        <translation>Die Verbindung zur Datenbank ist abgebrochen.</translation>
    </message>
</context>
<context>
    <name>LiveStatus</name>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1, data as of %2</source>
        <translation>%1, Stand %2</translation>
    </message>
    <message>
        <source>not connected</source>
        <translation>nicht verbunden</translation>
    </message>
    <message>
        <source>connecting</source>
        <translation>verbindet</translation>
    </message>
    <message>
        <source>live</source>
        <translation>live</translation>
    </message>
    <message>
        <source>live, %1 behind</source>
        <translation>live, %1 zurück</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>disconnected</source>
        <translation>getrennt</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>beendet</translation>
    </message>
</context>
<context>
    <name>ReservationEvent</name>
    <message>
        <source>Held</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Held by %1</source>
        <translation>Gehalten von %1</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Bestätigt</translation>
    </message>
    <message>
        <source>Vendor confirmed</source>
        <translation>Anbieter bestätigt</translation>
    </message>
    <message>
        <source>Vendor authorized</source>
        <translation>Anbieter autorisiert</translation>
    </message>
    <message>
        <source>Vendor authorization failed</source>
        <translation>Autorisierung des Anbieters fehlgeschlagen</translation>
    </message>
    <message>
        <source>Requester authorized</source>
        <translation>Anfragender autorisiert</translation>
    </message>
    <message>
        <source>Requester authorization failed</source>
        <translation>Autorisierung des Anfragenden fehlgeschlagen</translation>
    </message>
    <message>
        <source>Commit began</source>
        <translation>Verbuchung begonnen</translation>
    </message>
    <message>
        <source>Commit failed</source>
        <translation>Verbuchung fehlgeschlagen</translation>
    </message>
    <message>
        <source>Availability changed</source>
        <translation>Verfügbarkeit geändert</translation>
    </message>
    <message>
        <source>Released</source>
        <translation>Freigegeben</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>Abgelaufen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Storniert</translation>
    </message>
    <message>
        <source>Extended</source>
        <translation>Verlängert</translation>
    </message>
    <message>
        <source>Released by force</source>
        <translation>Zwangsweise freigegeben</translation>
    </message>
</context>
<context>
    <name>ReservationText</name>
    <message>
        <source>Held</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Vendor confirmed</source>
        <translation>Anbieter bestätigt</translation>
    </message>
    <message>
        <source>Vendor authorized</source>
        <translation>Anbieter autorisiert</translation>
    </message>
    <message>
        <source>Authorized both</source>
        <translation>Beide autorisiert</translation>
    </message>
    <message>
        <source>Committing</source>
        <translation>Wird verbucht</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Bestätigt</translation>
    </message>
    <message>
        <source>Released</source>
        <translation>Freigegeben</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>Abgelaufen</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Storniert</translation>
    </message>
    <message>
        <source>Vendor authorization failed</source>
        <translation>Autorisierung des Anbieters fehlgeschlagen</translation>
    </message>
    <message>
        <source>Requester authorization failed</source>
        <translation>Autorisierung des Anfragenden fehlgeschlagen</translation>
    </message>
    <message>
        <source>Availability changed</source>
        <translation>Verfügbarkeit geändert</translation>
    </message>
    <message>
        <source>Commit failed</source>
        <translation>Verbuchung fehlgeschlagen</translation>
    </message>
    <message>
        <source>past by %1</source>
        <translation>%1 überschritten</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>%1 min</source>
        <translation>%1 min</translation>
    </message>
    <message>
        <source>%1 h %2 min</source>
        <translation>%1 h %2 min</translation>
    </message>
    <message>
        <source>%1 d</source>
        <translation>%1 d</translation>
    </message>
</context>
<context>
    <name>RunModels</name>
    <message>
        <source>critical</source>
        <translation>kritisch</translation>
    </message>
    <message>
        <source>high</source>
        <translation>hoch</translation>
    </message>
    <message>
        <source>medium</source>
        <translation>mittel</translation>
    </message>
    <message>
        <source>low</source>
        <translation>gering</translation>
    </message>
    <message>
        <source>validity</source>
        <translation>Gültigkeit</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
</context>
<context>
    <name>ScenarioResult</name>
    <message>
        <source>happened</source>
        <translation>eingetreten</translation>
    </message>
    <message>
        <source>The result is not readable.</source>
        <translation>Das Ergebnis ist nicht lesbar.</translation>
    </message>
</context>
<context>
    <name>ScenarioStatus</name>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>Not run</source>
        <translation>Nicht gelaufen</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Passed</source>
        <translation>Bestanden</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Error</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Aborted</source>
        <translation>Abgebrochen</translation>
    </message>
</context>
<context>
    <name>StoredRuns</name>
    <message>
        <source>%1 cannot be opened: %2</source>
        <translation>%1 lässt sich nicht öffnen: %2</translation>
    </message>
    <message>
        <source>%1 is larger than any we write</source>
        <translation>%1 ist größer als alles, was wir schreiben</translation>
    </message>
    <message>
        <source>%1 is damaged: %2</source>
        <translation>%1 ist beschädigt: %2</translation>
    </message>
    <message>
        <source>not an object</source>
        <translation>kein Objekt</translation>
    </message>
    <message>
        <source>run.jsonl is longer than is read; its end is left out</source>
        <translation>run.jsonl ist länger als gelesen wird; das Ende fehlt</translation>
    </message>
    <message>
        <source>Its events cannot be read: %1</source>
        <translation>Seine Ereignisse sind nicht lesbar: %1</translation>
    </message>
    <message>
        <source>It has no result: it did not finish, or has not yet.</source>
        <translation>Ohne Ergebnis: nicht beendet oder noch nicht.</translation>
    </message>
</context>
<context>
    <name>holdfast::console::EmbeddedBackend</name>
    <message>
        <source>Starting PostgreSQL</source>
        <translation>PostgreSQL startet</translation>
    </message>
    <message>
        <source>Bringing the schema up to date</source>
        <translation>Schema wird aktualisiert</translation>
    </message>
    <message>
        <source>Starting the API and the workers</source>
        <translation>API und Worker starten</translation>
    </message>
</context>
<context>
    <name>holdfast::models::ComponentModel</name>
    <message>
        <source>%1, process %2</source>
        <translation>%1, Prozess %2</translation>
    </message>
    <message>
        <source>Component</source>
        <translation>Komponente</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>Since</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>Detail</source>
        <translation>Einzelheit</translation>
    </message>
    <message>
        <source>No API</source>
        <translation>Keine API</translation>
    </message>
    <message>
        <source>No API node reports to this database</source>
        <translation>Kein API-Knoten meldet sich bei dieser Datenbank</translation>
    </message>
    <message>
        <source>API %1:%2</source>
        <translation>API %1:%2</translation>
    </message>
    <message>
        <source>API %1</source>
        <translation>API %1</translation>
    </message>
    <message>
        <source>%1 of %2 healthy</source>
        <translation>%1 von %2 gesund</translation>
    </message>
    <message>
        <source>%1 down</source>
        <translation>%1 ausgefallen</translation>
    </message>
    <message>
        <source>%1 degraded</source>
        <translation>%1 beeinträchtigt</translation>
    </message>
    <message>
        <source>%1 starting</source>
        <translation>%1 startet</translation>
    </message>
    <message>
        <source>PostgreSQL unreachable</source>
        <translation>PostgreSQL nicht erreichbar</translation>
    </message>
    <message>
        <source>PostgreSQL %1</source>
        <translation>PostgreSQL %1</translation>
    </message>
    <message>
        <source>No workers</source>
        <translation>Keine Worker</translation>
    </message>
    <message>
        <source>Nothing expires: no worker reports to this database</source>
        <translation>Nichts läuft ab: kein Worker meldet sich bei dieser Datenbank</translation>
    </message>
    <message>
        <source>Workers %1 of %2</source>
        <translation>Worker %1 von %2</translation>
    </message>
    <message>
        <source>Some are silent or unhealthy</source>
        <translation>Einige sind still oder nicht gesund</translation>
    </message>
    <message>
        <source>Workers starting</source>
        <translation>Worker starten</translation>
    </message>
    <message>
        <source>All healthy</source>
        <translation>Alle gesund</translation>
    </message>
    <message>
        <source>The others are starting</source>
        <translation>Die anderen starten</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>vor %1 s</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>vor %1 min</translation>
    </message>
    <message>
        <source>%1, checked %2</source>
        <translation>%1, geprüft %2</translation>
    </message>
    <message>
        <source>All hold. Took %1 ms</source>
        <translation>Alle halten. Dauer %1 ms</translation>
    </message>
    <message>
        <source>%1 of %2 violated, checked %3</source>
        <translation>%1 von %2 verletzt, geprüft %3</translation>
    </message>
</context>
<context>
    <name>holdfast::models::EnvironmentList</name>
    <message>
        <source>Sandbox %1</source>
        <translation>Sandbox %1</translation>
    </message>
    <message>
        <source>Sandbox %1 · %2</source>
        <translation>Sandbox %1 · %2</translation>
    </message>
    <message>
        <source>Embedded</source>
        <translation>Eingebaut</translation>
    </message>
    <message>
        <source>Not running</source>
        <translation>Läuft nicht</translation>
    </message>
    <message>
        <source>%1, not running</source>
        <translation>%1, läuft nicht</translation>
    </message>
    <message>
        <source>Database given with --dsn</source>
        <translation>Mit --dsn angegebene Datenbank</translation>
    </message>
</context>
<context>
    <name>holdfast::models::IndexHintTable</name>
    <message>
        <source>Hint</source>
        <translation>Hinweis</translation>
    </message>
    <message>
        <source>Table or index</source>
        <translation>Tabelle oder Index</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Counted since %1</source>
        <translation>Gezählt seit %1</translation>
    </message>
    <message>
        <source>Unused index</source>
        <translation>Ungenutzter Index</translation>
    </message>
    <message>
        <source>Read from end to end</source>
        <translation>Ganz durchgelesen</translation>
    </message>
    <message>
        <source>nobody reads it, on %1 of %2 rows</source>
        <translation>niemand liest ihn, auf %1 mit %2 Zeilen</translation>
    </message>
    <message>
        <source>%1 scans of %2 rows each</source>
        <translation>%1-mal je %2 Zeilen gelesen</translation>
    </message>
</context>
<context>
    <name>holdfast::models::LifelineProcess</name>
    <message>
        <source>no more files can be opened</source>
        <translation>es lassen sich keine weiteren Dateien öffnen</translation>
    </message>
</context>
<context>
    <name>holdfast::models::LoadSeries</name>
    <message>
        <source>too few</source>
        <translation>zu wenige</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>At</source>
        <translation>Bei</translation>
    </message>
    <message>
        <source>Load</source>
        <translation>Last</translation>
    </message>
    <message>
        <source>Offered</source>
        <translation>Angeboten</translation>
    </message>
    <message>
        <source>Started</source>
        <translation>Begonnen</translation>
    </message>
    <message>
        <source>Dropped</source>
        <translation>Fallen gelassen</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>Refused</source>
        <translation>Abgelehnt</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source>Service p50</source>
        <translation>Bedienung p50</translation>
    </message>
    <message>
        <source>Service p95</source>
        <translation>Bedienung p95</translation>
    </message>
    <message>
        <source>Service p99</source>
        <translation>Bedienung p99</translation>
    </message>
    <message>
        <source>Lag</source>
        <translation>Verzug</translation>
    </message>
</context>
<context>
    <name>holdfast::models::Overview</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>Held per min</source>
        <translation>Gehalten pro min</translation>
    </message>
    <message>
        <source>Booked per min</source>
        <translation>Gebucht pro min</translation>
    </message>
    <message>
        <source>Failed per min</source>
        <translation>Gescheitert pro min</translation>
    </message>
    <message>
        <source>Expired per min</source>
        <translation>Abgelaufen pro min</translation>
    </message>
    <message>
        <source>Requests per s</source>
        <translation>Anfragen pro s</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source>Expiring soon</source>
        <translation>Läuft bald ab</translation>
    </message>
    <message>
        <source>Stuck</source>
        <translation>Festgefahren</translation>
    </message>
    <message>
        <source>Seats taken</source>
        <translation>Plätze belegt</translation>
    </message>
</context>
<context>
    <name>holdfast::models::ReservationModel</name>
    <message>
        <source>Reservation</source>
        <translation>Reservierung</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Vendor</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Slot</source>
        <translation>Slot</translation>
    </message>
    <message>
        <source>Qty</source>
        <translation>Anz.</translation>
    </message>
    <message>
        <source>Partner</source>
        <translation>Partner</translation>
    </message>
    <message>
        <source>Partner ref</source>
        <translation>Partner-Ref.</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>Deadline</source>
        <translation>Frist</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>1 reservation</source>
        <translation>1 Reservierung</translation>
    </message>
    <message>
        <source>%1 reservations</source>
        <translation>%1 Reservierungen</translation>
    </message>
    <message>
        <source>, the first %1 shown</source>
        <translation>, die ersten %1 angezeigt</translation>
    </message>
    <message>
        <source> · %1 held</source>
        <translation> · %1 gehalten</translation>
    </message>
    <message>
        <source>%1 since %2</source>
        <translation>%1 seit %2</translation>
    </message>
    <message>
        <source>%1 to %2, %3 at %4</source>
        <translation>%1 bis %2, %3 bei %4</translation>
    </message>
    <message>
        <source>Made %1</source>
        <translation>Angelegt %1</translation>
    </message>
    <message>
        <source>Until %1</source>
        <translation>Bis %1</translation>
    </message>
</context>
<context>
    <name>holdfast::models::RunCheckModel</name>
    <message>
        <source>Passed</source>
        <translation>Bestanden</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Erwartet</translation>
    </message>
    <message>
        <source>Observed</source>
        <translation>Beobachtet</translation>
    </message>
    <message>
        <source>Severity</source>
        <translation>Schwere</translation>
    </message>
    <message>
        <source>%1: expected %2, observed %3</source>
        <translation>%1: erwartet %2, beobachtet %3</translation>
    </message>
</context>
<context>
    <name>holdfast::models::RunHistory</name>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>No run</source>
        <translation>Kein Lauf</translation>
    </message>
    <message>
        <source>%1 scenarios</source>
        <translation>%1 Szenarien</translation>
    </message>
    <message>
        <source>%1 of %2 caught</source>
        <translation>%1 von %2 gefangen</translation>
    </message>
    <message>
        <source>%1 of %2 passed</source>
        <translation>%1 von %2 bestanden</translation>
    </message>
    <message>
        <source>saboteur %1</source>
        <translation>Saboteur %1</translation>
    </message>
    <message>
        <source>flaky</source>
        <translation>wackelig</translation>
    </message>
    <message>
        <source>not finished</source>
        <translation>nicht beendet</translation>
    </message>
    <message>
        <source>saboteur %1, caught</source>
        <translation>Saboteur %1, gefangen</translation>
    </message>
    <message>
        <source>tried again</source>
        <translation>noch einmal versucht</translation>
    </message>
    <message>
        <source>no. %1</source>
        <translation>Nr. %1</translation>
    </message>
</context>
<context>
    <name>holdfast::models::RunLogModel</name>
    <message>
        <source>1 earlier line dropped</source>
        <translation>1 frühere Zeile verworfen</translation>
    </message>
    <message>
        <source>%1 earlier lines dropped</source>
        <translation>%1 frühere Zeilen verworfen</translation>
    </message>
</context>
<context>
    <name>holdfast::models::RunRecord</name>
    <message>
        <source>on: %1</source>
        <translation>an: %1</translation>
    </message>
    <message>
        <source>off: %1</source>
        <translation>aus: %1</translation>
    </message>
</context>
<context>
    <name>holdfast::models::ScenarioCatalogue</name>
    <message>
        <source>%1 could not be started: %2</source>
        <translation>%1 ließ sich nicht starten: %2</translation>
    </message>
    <message>
        <source>Id</source>
        <translation>Id</translation>
    </message>
    <message>
        <source>Scenario</source>
        <translation>Szenario</translation>
    </message>
    <message>
        <source>Area</source>
        <translation>Bereich</translation>
    </message>
    <message>
        <source>Last result</source>
        <translation>Letztes Ergebnis</translation>
    </message>
    <message>
        <source>Last run</source>
        <translation>Letzter Lauf</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>The scenario runner ended with exit code %1.</source>
        <translation>Der Szenario-Läufer endete mit Code %1.</translation>
    </message>
    <message>
        <source>The scenario runner lists no scenarios.</source>
        <translation>Der Szenario-Läufer nennt keine Szenarien.</translation>
    </message>
    <message>
        <source>flaky</source>
        <translation>wackelig</translation>
    </message>
</context>
<context>
    <name>holdfast::models::ScenarioRun</name>
    <message>
        <source>%1 could not be started: %2</source>
        <translation>%1 ließ sich nicht starten: %2</translation>
    </message>
    <message>
        <source>The scenario runner ended unexpectedly.</source>
        <translation>Der Szenario-Läufer endete unerwartet.</translation>
    </message>
    <message>
        <source>The scenario runner ended with exit code %1.</source>
        <translation>Der Szenario-Läufer endete mit Code %1.</translation>
    </message>
</context>
<context>
    <name>holdfast::models::SessionTable</name>
    <message>
        <source>Application</source>
        <translation>Anwendung</translation>
    </message>
    <message>
        <source>Doing</source>
        <translation>Tut</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>For</source>
        <translation>Seit</translation>
    </message>
    <message>
        <source>Transaction</source>
        <translation>Transaktion</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>An old transaction keeps the server from removing what nobody sees any more</source>
        <translation>Eine alte Transaktion hindert den Server daran, zu entfernen, was niemand mehr sieht</translation>
    </message>
    <message>
        <source>%1, waits: %2</source>
        <translation>%1, wartet: %2</translation>
    </message>
</context>
<context>
    <name>holdfast::models::StatementTable</name>
    <message>
        <source>Statement</source>
        <translation>Anweisung</translation>
    </message>
    <message>
        <source>Share of time</source>
        <translation>Zeitanteil</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Aufrufe</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Gesamt</translation>
    </message>
    <message>
        <source>Mean</source>
        <translation>Mittel</translation>
    </message>
    <message>
        <source>Longest</source>
        <translation>Längste</translation>
    </message>
    <message>
        <source>Rows per call</source>
        <translation>Zeilen je Aufruf</translation>
    </message>
    <message>
        <source>In memory</source>
        <translation>Im Speicher</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>This server does not measure its statements: it was started without pg_stat_statements. Name it in shared_preload_libraries and restart the server.</source>
        <translation>Dieser Server misst seine Anweisungen nicht: Er wurde ohne pg_stat_statements gestartet. Nennen Sie es in shared_preload_libraries und starten Sie den Server neu.</translation>
    </message>
    <message>
        <source>The statements of this database are not measured: it lacks the extension pg_stat_statements, which a superuser can add.</source>
        <translation>Die Anweisungen dieser Datenbank werden nicht gemessen: Ihr fehlt die Erweiterung pg_stat_statements, die ein Superuser hinzufügen kann.</translation>
    </message>
    <message>
        <source>Standard deviation %1</source>
        <translation>Standardabweichung %1</translation>
    </message>
</context>
<context>
    <name>holdfast::models::WorkTable</name>
    <message>
        <source>Component</source>
        <translation>Komponente</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Work per s</source>
        <translation>Arbeit pro s</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source>Batch</source>
        <translation>Stapel</translation>
    </message>
    <message>
        <source>Queue</source>
        <translation>Warteschlange</translation>
    </message>
    <message>
        <source>Failures per min</source>
        <translation>Fehler pro min</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Verlauf</translation>
    </message>
    <message>
        <source>%1, process %2</source>
        <translation>%1, Prozess %2</translation>
    </message>
    <message>
        <source>Commands in one call to the database; the largest had %1</source>
        <translation>Befehle in einem Aufruf der Datenbank; der größte hatte %1</translation>
    </message>
    <message>
        <source>API</source>
        <translation>API</translation>
    </message>
    <message>
        <source>%1 worker</source>
        <translation>%1-Worker</translation>
    </message>
</context>
<context>
    <name>holdfast::views::DetailPanel</name>
    <message>
        <source>Selected reservation</source>
        <translation>Gewählte Reservierung</translation>
    </message>
    <message>
        <source>Copy the id (Ctrl+C)</source>
        <translation>Id kopieren (Strg+C)</translation>
    </message>
    <message>
        <source>Copy the id</source>
        <translation>Id kopieren</translation>
    </message>
    <message>
        <source>Clear the selection (Esc)</source>
        <translation>Auswahl aufheben (Esc)</translation>
    </message>
    <message>
        <source>Clear the selection</source>
        <translation>Auswahl aufheben</translation>
    </message>
    <message>
        <source>Reservation</source>
        <translation>Reservierung</translation>
    </message>
    <message>
        <source>Vendor</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Slot</source>
        <translation>Slot</translation>
    </message>
    <message>
        <source>Quantity</source>
        <translation>Anzahl</translation>
    </message>
    <message>
        <source>Partner</source>
        <translation>Partner</translation>
    </message>
    <message>
        <source>Partner ref</source>
        <translation>Partner-Ref.</translation>
    </message>
    <message>
        <source>Requester</source>
        <translation>Anfragender</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Deadline</source>
        <translation>Frist</translation>
    </message>
    <message>
        <source>Trace</source>
        <translation>Trace</translation>
    </message>
    <message>
        <source>Details and last events</source>
        <translation>Einzelheiten und letzte Ereignisse</translation>
    </message>
    <message>
        <source>Last events</source>
        <translation>Letzte Ereignisse</translation>
    </message>
    <message>
        <source>Select a reservation to read its details and last events.</source>
        <translation>Reservierung wählen, um Einzelheiten und letzte Ereignisse zu lesen.</translation>
    </message>
    <message>
        <source>Reading the reservation…</source>
        <translation>Reservierung wird gelesen …</translation>
    </message>
    <message>
        <source>This environment has no reservation with the id %1.</source>
        <translation>In dieser Umgebung gibt es keine Reservierung mit der Id %1.</translation>
    </message>
    <message>
        <source>nothing owed</source>
        <translation>nichts geschuldet</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message numerus="yes">
        <source>and %n earlier</source>
        <translation>
            <numerusform>und %n frühere</numerusform>
            <numerusform>und %n frühere</numerusform>
        </translation>
    </message>
    <message>
        <source>in %1</source>
        <translation>in %1</translation>
    </message>
</context>
<context>
    <name>holdfast::views::FigureLink</name>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
</context>
<context>
    <name>holdfast::views::FilterBar</name>
    <message>
        <source>Remove filter: %1 %2</source>
        <translation>Filter entfernen: %1 %2</translation>
    </message>
    <message>
        <source>+ Filter</source>
        <translation>+ Filter</translation>
    </message>
    <message>
        <source>Filters</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Filter by state, vendor, partner, time or text (Ctrl+F)</source>
        <translation>Nach Zustand, Anbieter, Partner, Zeit oder Text filtern (Strg+F)</translation>
    </message>
</context>
<context>
    <name>holdfast::views::FilterPopup</name>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Id, reference or requester</source>
        <translation>Id, Referenz oder Anfragender</translation>
    </message>
    <message>
        <source>Vendor</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Partner</source>
        <translation>Partner</translation>
    </message>
    <message>
        <source>Deadline within</source>
        <translation>Frist binnen</translation>
    </message>
    <message>
        <source>Older than</source>
        <translation>Älter als</translation>
    </message>
    <message>
        <source>State %1</source>
        <translation>Zustand %1</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Alle</translation>
    </message>
</context>
<context>
    <name>holdfast::views::HistoryCard</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Summe</translation>
    </message>
    <message>
        <source>The first samples appear here once an environment is connected.</source>
        <translation>Die ersten Werte erscheinen hier, sobald eine Umgebung verbunden ist.</translation>
    </message>
    <message>
        <source>In flight by state</source>
        <translation>Laufende nach Zustand</translation>
    </message>
    <message>
        <source>Chart of reservations in flight by state; the table beside it has the numbers</source>
        <translation>Diagramm der laufenden Reservierungen nach Zustand; die Tabelle daneben hat die Zahlen</translation>
    </message>
    <message>
        <source>In flight by state, as numbers</source>
        <translation>Laufende nach Zustand, als Zahlen</translation>
    </message>
    <message>
        <source>Show as numbers</source>
        <translation>Als Zahlen zeigen</translation>
    </message>
    <message>
        <source>Show as chart</source>
        <translation>Als Diagramm zeigen</translation>
    </message>
    <message>
        <source>In flight by state, 15 min</source>
        <translation>Laufende nach Zustand, 15 min</translation>
    </message>
    <message>
        <source>In flight by state since %1</source>
        <translation>Laufende nach Zustand seit %1</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>Total: %1</source>
        <translation>Summe: %1</translation>
    </message>
</context>
<context>
    <name>holdfast::views::InFlightPage</name>
    <message>
        <source>In flight</source>
        <translation>Laufend</translation>
    </message>
    <message>
        <source>Columns</source>
        <translation>Spalten</translation>
    </message>
    <message>
        <source>Choose the columns of the table</source>
        <translation>Spalten der Tabelle wählen</translation>
    </message>
    <message>
        <source>Reservations</source>
        <translation>Reservierungen</translation>
    </message>
    <message>
        <source>Back to the usual columns</source>
        <translation>Zurück zu den üblichen Spalten</translation>
    </message>
    <message>
        <source>Copy the id</source>
        <translation>Id kopieren</translation>
    </message>
    <message>
        <source>Clear the selection</source>
        <translation>Auswahl aufheben</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>No reservation matches these filters.</source>
        <translation>Keine Reservierung entspricht diesen Filtern.</translation>
    </message>
    <message>
        <source>Show all in flight</source>
        <translation>Alle laufenden zeigen</translation>
    </message>
    <message>
        <source>Reservations appear here while they are held. Nothing is in flight in this environment.</source>
        <translation>Reservierungen erscheinen hier, solange sie gehalten werden. In dieser Umgebung läuft keine.</translation>
    </message>
    <message>
        <source>Run a scenario to see some</source>
        <translation>Szenario starten, um welche zu sehen</translation>
    </message>
    <message>
        <source>The rows below are as of %1. Bookings go on or not without this screen.</source>
        <translation>Die Zeilen unten sind vom Stand %1. Buchungen laufen unabhängig von diesem Bildschirm.</translation>
    </message>
    <message>
        <source>No data has been read yet. Bookings go on or not without this screen.</source>
        <translation>Noch wurde nichts gelesen. Buchungen laufen unabhängig von diesem Bildschirm.</translation>
    </message>
    <message>
        <source>The embedded backend could not start. %1</source>
        <translation>Das eingebaute Backend konnte nicht starten. %1</translation>
    </message>
    <message>
        <source>Nothing was changed. Other environments and sandboxes still work.</source>
        <translation>Nichts wurde geändert. Andere Umgebungen und Sandboxes funktionieren weiter.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Starting the embedded backend</source>
        <translation>Das eingebaute Backend startet</translation>
    </message>
    <message>
        <source>Reservations appear as soon as it is up.</source>
        <translation>Reservierungen erscheinen, sobald es läuft.</translation>
    </message>
    <message>
        <source>The connection to %1 was lost. %2</source>
        <translation>Die Verbindung zu %1 ist verloren. %2</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message>
        <source>%1 has gone down.</source>
        <translation>%1 ist beendet.</translation>
    </message>
    <message>
        <source>What you see is its last state. Choose another environment to go on.</source>
        <translation>Zu sehen ist der letzte Stand. Weiter geht es mit einer anderen Umgebung.</translation>
    </message>
    <message>
        <source>Choose another environment to go on.</source>
        <translation>Weiter geht es mit einer anderen Umgebung.</translation>
    </message>
    <message>
        <source>Back to %1</source>
        <translation>Zurück zu %1</translation>
    </message>
    <message>
        <source>%1 is not up.</source>
        <translation>%1 läuft nicht.</translation>
    </message>
    <message>
        <source>Choose another environment to see its reservations.</source>
        <translation>Eine andere Umgebung wählen, um ihre Reservierungen zu sehen.</translation>
    </message>
</context>
<context>
    <name>holdfast::views::LineChart</name>
    <message>
        <source>%.0f s</source>
        <translation>%.0f s</translation>
    </message>
</context>
<context>
    <name>holdfast::views::LoadCard</name>
    <message>
        <source>Requests/s</source>
        <translation>Anfragen/s</translation>
    </message>
    <message>
        <source>Latency, ms</source>
        <translation>Latenz, ms</translation>
    </message>
    <message>
        <source>Counts over the whole run</source>
        <translation>Anzahlen über den ganzen Lauf</translation>
    </message>
    <message>
        <source>The highest of any interval</source>
        <translation>Der höchste Wert aller Intervalle</translation>
    </message>
    <message>
        <source>Chart of requests per second; the table beside it has the numbers</source>
        <translation>Diagramm der Anfragen je Sekunde; die Tabelle daneben hat die Zahlen</translation>
    </message>
    <message>
        <source>Chart of latency; the table beside it has the numbers</source>
        <translation>Diagramm der Latenz; die Tabelle daneben hat die Zahlen</translation>
    </message>
    <message>
        <source>Requests, as numbers</source>
        <translation>Anfragen, als Zahlen</translation>
    </message>
    <message>
        <source>Latency, as numbers</source>
        <translation>Latenz, als Zahlen</translation>
    </message>
    <message>
        <source>Show as chart</source>
        <translation>Als Diagramm zeigen</translation>
    </message>
    <message>
        <source>Show as numbers</source>
        <translation>Als Zahlen zeigen</translation>
    </message>
    <message>
        <source>%1 offered</source>
        <translation>%1 angeboten</translation>
    </message>
    <message>
        <source>%1 OK</source>
        <translation>%1 OK</translation>
    </message>
    <message>
        <source>%1 refused</source>
        <translation>%1 abgelehnt</translation>
    </message>
    <message>
        <source>%1 failed</source>
        <translation>%1 fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1 dropped</source>
        <translation>%1 fallen gelassen</translation>
    </message>
    <message>
        <source>p50 ≤ %1</source>
        <translation>p50 ≤ %1</translation>
    </message>
    <message>
        <source>p95 ≤ %1</source>
        <translation>p95 ≤ %1</translation>
    </message>
    <message>
        <source>p99 ≤ %1</source>
        <translation>p99 ≤ %1</translation>
    </message>
    <message>
        <source>service p99 ≤ %1</source>
        <translation>Bedienung p99 ≤ %1</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>offered %1/s</source>
        <translation>angeboten %1/s</translation>
    </message>
    <message>
        <source>OK %1/s</source>
        <translation>OK %1/s</translation>
    </message>
    <message>
        <source>refused %1/s</source>
        <translation>abgelehnt %1/s</translation>
    </message>
    <message>
        <source>failed or unknown %1/s</source>
        <translation>fehlgeschlagen oder unbekannt %1/s</translation>
    </message>
    <message>
        <source>dropped %1/s</source>
        <translation>fallen gelassen %1/s</translation>
    </message>
    <message>
        <source>p50 %1 ms</source>
        <translation>p50 %1 ms</translation>
    </message>
    <message>
        <source>p95 %1 ms</source>
        <translation>p95 %1 ms</translation>
    </message>
    <message>
        <source>p99 %1 ms</source>
        <translation>p99 %1 ms</translation>
    </message>
    <message>
        <source>service p99 %1 ms</source>
        <translation>Bedienung p99 %1 ms</translation>
    </message>
    <message>
        <source>fault: %1</source>
        <translation>Störung: %1</translation>
    </message>
    <message>
        <source>fault: %1, %2</source>
        <translation>Störung: %1, %2</translation>
    </message>
</context>
<context>
    <name>holdfast::views::LoadingBar</name>
    <message>
        <source>Loading</source>
        <translation>Lädt</translation>
    </message>
</context>
<context>
    <name>holdfast::views::LogView</name>
    <message>
        <source>Log of the run</source>
        <translation>Protokoll des Laufs</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
</context>
<context>
    <name>holdfast::views::MainWindow</name>
    <message>
        <source>Holdfast</source>
        <translation>Holdfast</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>Laufend</translation>
    </message>
    <message>
        <source>Scenarios</source>
        <translation>Szenarien</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>Page %1</source>
        <translation>Seite %1</translation>
    </message>
    <message>
        <source>Choose the environment</source>
        <translation>Umgebung wählen</translation>
    </message>
    <message>
        <source>Pause and resume the display</source>
        <translation>Anzeige anhalten und fortsetzen</translation>
    </message>
    <message>
        <source>Filter reservations</source>
        <translation>Reservierungen filtern</translation>
    </message>
    <message>
        <source>Copy the selected id, check or log lines</source>
        <translation>Gewählte Id, Prüfung oder Protokollzeilen kopieren</translation>
    </message>
    <message>
        <source>Clear the selection</source>
        <translation>Auswahl aufheben</translation>
    </message>
    <message>
        <source>Run the selected scenarios</source>
        <translation>Gewählte Szenarien starten</translation>
    </message>
    <message>
        <source>Select all scenarios in the list</source>
        <translation>Alle Szenarien der Liste auswählen</translation>
    </message>
    <message>
        <source>Tab, Shift+Tab</source>
        <translation>Tab, Umschalt+Tab</translation>
    </message>
    <message>
        <source>Next and previous control</source>
        <translation>Nächstes und voriges Bedienelement</translation>
    </message>
    <message>
        <source>This list</source>
        <translation>Diese Liste</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
    <message>
        <source>A scenario is running</source>
        <translation>Ein Szenario läuft</translation>
    </message>
    <message>
        <source>Still running: %1.</source>
        <translation>Läuft noch: %1.</translation>
    </message>
    <message>
        <source>Quitting stops it. Its sandbox is taken down; no other environment is touched.</source>
        <translation>Beenden bricht es ab. Seine Sandbox wird abgebaut; keine andere Umgebung wird berührt.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Stop the run and quit</source>
        <translation>Lauf abbrechen und beenden</translation>
    </message>
</context>
<context>
    <name>holdfast::views::NavigationRail</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>%1 (Ctrl+%2)</source>
        <translation>%1 (Strg+%2)</translation>
    </message>
</context>
<context>
    <name>holdfast::views::OverviewPage</name>
    <message>
        <source>reservations</source>
        <translation>Reservierungen</translation>
    </message>
    <message>
        <source>booked</source>
        <translation>gebucht</translation>
    </message>
    <message>
        <source>Counted over the last %1 s</source>
        <translation>Gezählt über die letzten %1 s</translation>
    </message>
    <message>
        <source>within 5 min</source>
        <translation>in 5 min</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keine</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>p99</source>
        <translation>p99</translation>
    </message>
    <message>
        <source>per s</source>
        <translation>pro s</translation>
    </message>
    <message>
        <source>Known after the second reading</source>
        <translation>Bekannt nach der zweiten Ablesung</translation>
    </message>
    <message>
        <source>The API was asked nothing in the last minute</source>
        <translation>Die API wurde in der letzten Minute nichts gefragt</translation>
    </message>
    <message>
        <source>%1 requests in %2 s, longest %3, %4 server errors; all API nodes together, each percentile at most an eighth too long</source>
        <translation>%1 Anfragen in %2 s, längste %3, %4 Serverfehler; alle API-Knoten zusammen, jedes Perzentil höchstens ein Achtel zu lang</translation>
    </message>
    <message>
        <source>What the reservations in flight are worth to their requesters</source>
        <translation>Was die Reservierungen in Arbeit ihren Anfragenden wert sind</translation>
    </message>
    <message>
        <source>At the gateway, neither captured nor given back</source>
        <translation>Beim Gateway, weder eingezogen noch zurückgegeben</translation>
    </message>
    <message>
        <source>on offer</source>
        <translation>im Angebot</translation>
    </message>
    <message>
        <source>of %1</source>
        <translation>von %1</translation>
    </message>
    <message>
        <source>Of the nearest %1 slots</source>
        <translation>Der nächsten %1 Slots</translation>
    </message>
    <message>
        <source>%1 booked, %2 held, %3 elsewhere</source>
        <translation>%1 gebucht, %2 gehalten, %3 anderswo</translation>
    </message>
    <message>
        <source>%1  %2</source>
        <translation>%1  %2</translation>
    </message>
    <message>
        <source>holds</source>
        <translation>gilt</translation>
    </message>
    <message>
        <source>%1 violated</source>
        <translation>%1 verletzt</translation>
    </message>
    <message>
        <source>%1, checked %2, took %3</source>
        <translation>%1, geprüft %2, dauerte %3</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>noch nicht geprüft</translation>
    </message>
    <message>
        <source>all %1 hold, checked %2 ago</source>
        <translation>alle %1 gelten, geprüft vor %2</translation>
    </message>
    <message>
        <source>%1 of %2 violated, checked %3 ago</source>
        <translation>%1 von %2 verletzt, geprüft vor %3</translation>
    </message>
    <message>
        <source>1 invariant violated</source>
        <translation>1 Invariante verletzt</translation>
    </message>
    <message>
        <source>%1 invariants violated</source>
        <translation>%1 Invarianten verletzt</translation>
    </message>
    <message>
        <source>%1 stuck</source>
        <translation>%1 festgefahren</translation>
    </message>
    <message>
        <source>%1 past their deadline</source>
        <translation>%1 über ihrer Frist</translation>
    </message>
    <message>
        <source>nothing needs you</source>
        <translation>nichts braucht Sie</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Readings of the overview, as numbers</source>
        <translation>Ablesungen der Übersicht, als Zahlen</translation>
    </message>
    <message>
        <source>The readings of the last quarter of an hour appear here, one every two seconds.</source>
        <translation>Hier erscheinen die Ablesungen der letzten Viertelstunde, alle zwei Sekunden eine.</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>In flight over the last minutes; the table has the numbers</source>
        <translation>In Arbeit während der letzten Minuten; die Zahlen stehen in der Tabelle</translation>
    </message>
    <message>
        <source>Bookings per minute</source>
        <translation>Buchungen pro Minute</translation>
    </message>
    <message>
        <source>Bookings and failures per minute over the last minutes; the table has the numbers</source>
        <translation>Buchungen und Fehlschläge pro Minute während der letzten Minuten; die Zahlen stehen in der Tabelle</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>Abgelaufen</translation>
    </message>
    <message>
        <source>API latency, last minute</source>
        <translation>API-Latenz, letzte Minute</translation>
    </message>
    <message>
        <source>Latency of the API over the last minutes; the table has the numbers</source>
        <translation>Latenz der API während der letzten Minuten; die Zahlen stehen in der Tabelle</translation>
    </message>
    <message>
        <source>p50</source>
        <translation>p50</translation>
    </message>
    <message>
        <source>p95</source>
        <translation>p95</translation>
    </message>
    <message>
        <source>Requests</source>
        <translation>Anfragen</translation>
    </message>
    <message>
        <source>Expiring soon</source>
        <translation>Läuft bald ab</translation>
    </message>
    <message>
        <source>Past their deadline</source>
        <translation>Über ihrer Frist</translation>
    </message>
    <message>
        <source>Stuck</source>
        <translation>Festgefahren</translation>
    </message>
    <message>
        <source>Money at risk</source>
        <translation>Geld in Gefahr</translation>
    </message>
    <message>
        <source>Money held</source>
        <translation>Gehaltenes Geld</translation>
    </message>
    <message>
        <source>Authorized</source>
        <translation>Autorisiert</translation>
    </message>
    <message>
        <source>Seats taken, next 7 days</source>
        <translation>Plätze belegt, nächste 7 Tage</translation>
    </message>
    <message>
        <source>Full slots</source>
        <translation>Volle Slots</translation>
    </message>
    <message>
        <source>Invariants</source>
        <translation>Invarianten</translation>
    </message>
    <message>
        <source>Health</source>
        <translation>Gesundheit</translation>
    </message>
    <message>
        <source>Show as cards</source>
        <translation>Als Karten zeigen</translation>
    </message>
    <message>
        <source>Show as numbers</source>
        <translation>Als Zahlen zeigen</translation>
    </message>
    <message>
        <source>Overview: show as cards</source>
        <translation>Übersicht: als Karten zeigen</translation>
    </message>
    <message>
        <source>Overview: show as numbers</source>
        <translation>Übersicht: als Zahlen zeigen</translation>
    </message>
    <message>
        <source>%1: %2 in flight</source>
        <translation>%1: %2 in Arbeit</translation>
    </message>
    <message>
        <source>%1: %2 booked, %3 failed per minute</source>
        <translation>%1: %2 gebucht, %3 gescheitert pro Minute</translation>
    </message>
    <message>
        <source>%1: p50 %2, p95 %3, p99 %4</source>
        <translation>%1: p50 %2, p95 %3, p99 %4</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
    </message>
</context>
<context>
    <name>holdfast::views::ParameterForm</name>
    <message>
        <source>%1, %2 to %3</source>
        <translation>%1, %2 bis %3</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>a new one</source>
        <translation>eine neue</translation>
    </message>
    <message>
        <source>as many as fit</source>
        <translation>so viele wie passen</translation>
    </message>
    <message>
        <source>Seed</source>
        <translation>Seed</translation>
    </message>
    <message>
        <source>the same seed makes the same run</source>
        <translation>derselbe Seed ergibt denselben Lauf</translation>
    </message>
    <message>
        <source>Repeat</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>times, each in a fresh sandbox</source>
        <translation>Mal, jeweils in frischer Sandbox</translation>
    </message>
    <message>
        <source>At once</source>
        <translation>Zugleich</translation>
    </message>
    <message>
        <source>sandboxes beside each other; what measures time runs alone</source>
        <translation>Sandboxes nebeneinander; was Zeit misst, läuft allein</translation>
    </message>
    <message>
        <source>Hide parameters</source>
        <translation>Parameter ausblenden</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
</context>
<context>
    <name>holdfast::views::PerformancePage</name>
    <message>
        <source>Performance</source>
        <translation>Leistung</translation>
    </message>
    <message>
        <source>What each component does</source>
        <translation>Was jede Komponente tut</translation>
    </message>
    <message>
        <source>Statements by time</source>
        <translation>Anweisungen nach Zeit</translation>
    </message>
    <message>
        <source>Index hints</source>
        <translation>Index-Hinweise</translation>
    </message>
    <message>
        <source>Connections</source>
        <translation>Verbindungen</translation>
    </message>
    <message>
        <source>Components</source>
        <translation>Komponenten</translation>
    </message>
    <message>
        <source>API nodes and workers that report to this database appear here. None has in the last minute.</source>
        <translation>Hier erscheinen API-Knoten und Worker, die sich bei dieser Datenbank melden. In der letzten Minute tat es keiner.</translation>
    </message>
    <message>
        <source>The connections to this database appear here.</source>
        <translation>Hier erscheinen die Verbindungen zu dieser Datenbank.</translation>
    </message>
    <message>
        <source>No long table is read from end to end, and every index of a size is used.</source>
        <translation>Keine lange Tabelle wird ganz durchgelesen, und jeder größere Index wird benutzt.</translation>
    </message>
    <message>
        <source>Tables that want an index, and indexes that nobody reads, appear here.</source>
        <translation>Hier erscheinen Tabellen, denen ein Index fehlt, und Indizes, die niemand liest.</translation>
    </message>
    <message>
        <source>The statements that take most of the server&apos;s time appear here.</source>
        <translation>Hier erscheinen die Anweisungen, die den Server am meisten Zeit kosten.</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>1 component</source>
        <translation>1 Komponente</translation>
    </message>
    <message>
        <source>%1 components</source>
        <translation>%1 Komponenten</translation>
    </message>
    <message>
        <source>%1 connections</source>
        <translation>%1 Verbindungen</translation>
    </message>
</context>
<context>
    <name>holdfast::views::PresetBar</name>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>a name to keep these under</source>
        <translation>Name, unter dem sie bleiben</translation>
    </message>
    <message>
        <source>Preset</source>
        <translation>Vorgabe</translation>
    </message>
    <message>
        <source>Name of the preset</source>
        <translation>Name der Vorgabe</translation>
    </message>
    <message>
        <source>Keep these parameters under this name</source>
        <translation>Diese Parameter unter diesem Namen behalten</translation>
    </message>
    <message>
        <source>Forget the parameters kept under this name</source>
        <translation>Parameter unter diesem Namen vergessen</translation>
    </message>
</context>
<context>
    <name>holdfast::views::RunView</name>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Steps of the run</source>
        <translation>Schritte des Laufs</translation>
    </message>
    <message>
        <source>Checks of the run</source>
        <translation>Prüfungen des Laufs</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Checks appear here as they are judged.</source>
        <translation>Prüfungen erscheinen hier, sobald sie entschieden sind.</translation>
    </message>
    <message>
        <source>Follow the log</source>
        <translation>Protokoll folgen</translation>
    </message>
    <message>
        <source>Go to the last line and stay there</source>
        <translation>Zur letzten Zeile gehen und dort bleiben</translation>
    </message>
    <message>
        <source>No check was judged.</source>
        <translation>Keine Prüfung wurde entschieden.</translation>
    </message>
</context>
<context>
    <name>holdfast::views::RunsPage</name>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>History of runs</source>
        <translation>Verlauf der Läufe</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>End all runs of this session; sandboxes are taken down and faults are undone</source>
        <translation>Alle Läufe dieser Sitzung beenden; Sandboxes werden abgebaut und Störungen zurückgenommen</translation>
    </message>
    <message>
        <source>Copy command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>Copy the command that does this run again from a shell</source>
        <translation>Befehl kopieren, der diesen Lauf in einer Shell wiederholt</translation>
    </message>
    <message>
        <source>Open report</source>
        <translation>Bericht öffnen</translation>
    </message>
    <message>
        <source>Open the report of this run or, without one, the folder with its evidence</source>
        <translation>Bericht dieses Laufs öffnen oder, wenn es keinen gibt, den Ordner mit den Belegen</translation>
    </message>
    <message>
        <source>This run never began, so there is nothing to show of it.</source>
        <translation>Dieser Lauf hat nie begonnen, es gibt nichts zu zeigen.</translation>
    </message>
    <message>
        <source>Nothing of this invocation can be shown. %1</source>
        <translation>Von diesem Aufruf lässt sich nichts zeigen. %1</translation>
    </message>
    <message>
        <source>The history appears here in a moment.</source>
        <translation>Der Verlauf erscheint gleich.</translation>
    </message>
    <message>
        <source>Runs of scenarios appear here, while they go and after.</source>
        <translation>Läufe von Szenarien erscheinen hier, währenddessen und danach.</translation>
    </message>
    <message>
        <source>Choose a scenario</source>
        <translation>Szenario wählen</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>Seed %1</translation>
    </message>
    <message>
        <source>saboteur “%1”</source>
        <translation>Saboteur „%1“</translation>
    </message>
    <message>
        <source>run %1 of %2</source>
        <translation>Lauf %1 von %2</translation>
    </message>
    <message>
        <source>sandbox kept in %1</source>
        <translation>Sandbox aufgehoben in %1</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>Not all of this run can be shown.</source>
        <translation>Nicht alles von diesem Lauf lässt sich zeigen.</translation>
    </message>
    <message>
        <source>1 call of the runner</source>
        <translation>1 Aufruf des Läufers</translation>
    </message>
    <message>
        <source>the last %1 calls of the runner</source>
        <translation>die letzten %1 Aufrufe des Läufers</translation>
    </message>
    <message>
        <source>%1 calls of the runner, the newest first</source>
        <translation>%1 Aufrufe des Läufers, der neueste zuerst</translation>
    </message>
</context>
<context>
    <name>holdfast::views::ScenariosPage</name>
    <message>
        <source>Watch runs in In flight</source>
        <translation>Läufe in „Laufend“ verfolgen</translation>
    </message>
    <message>
        <source>Scenarios</source>
        <translation>Szenarien</translation>
    </message>
    <message>
        <source>While a scenario runs, page In flight shows its sandbox, and what it showed before once you have left the page</source>
        <translation>Während ein Szenario läuft, zeigt die Seite „Laufend“ seine Sandbox und nach dem Verlassen der Seite wieder das Vorige</translation>
    </message>
    <message>
        <source>Run all</source>
        <translation>Alle starten</translation>
    </message>
    <message>
        <source>Open report</source>
        <translation>Bericht öffnen</translation>
    </message>
    <message>
        <source>Open the folder with the evidence of this run</source>
        <translation>Ordner mit den Belegen dieses Laufs öffnen</translation>
    </message>
    <message>
        <source>Copy the command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>Copy the command that does this run again from a shell</source>
        <translation>Befehl kopieren, der diesen Lauf in einer Shell wiederholt</translation>
    </message>
    <message>
        <source>Show in Runs</source>
        <translation>In „Läufe“ zeigen</translation>
    </message>
    <message>
        <source>Show this run with its load over time on page Runs</source>
        <translation>Diesen Lauf mit seiner Last über die Zeit auf der Seite „Läufe“ zeigen</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Run with saboteurs</source>
        <translation>Mit Saboteuren starten</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Starten</translation>
    </message>
    <message>
        <source>End the run; its sandbox is taken down and faults are undone</source>
        <translation>Lauf beenden; seine Sandbox wird abgebaut und Störungen zurückgenommen</translation>
    </message>
    <message>
        <source>%1 scenarios</source>
        <translation>%1 Szenarien</translation>
    </message>
    <message>
        <source>reading the catalogue…</source>
        <translation>Katalog wird gelesen …</translation>
    </message>
    <message>
        <source>1 scenario, run against a fresh sandbox of real processes</source>
        <translation>1 Szenario, gegen eine frische Sandbox echter Prozesse</translation>
    </message>
    <message>
        <source>%1 scenarios, each run against a fresh sandbox of real processes</source>
        <translation>%1 Szenarien, jedes gegen eine frische Sandbox echter Prozesse</translation>
    </message>
    <message>
        <source>The scenarios could not be listed. %1</source>
        <translation>Die Szenarien ließen sich nicht auflisten. %1</translation>
    </message>
    <message>
        <source>Page In flight works without them.</source>
        <translation>Die Seite „Laufend“ funktioniert ohne sie.</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>The scenario could not be run. %1</source>
        <translation>Das Szenario ließ sich nicht starten. %1</translation>
    </message>
    <message>
        <source>No environment was touched; a scenario only ever uses its own sandbox.</source>
        <translation>Keine Umgebung wurde berührt; ein Szenario benutzt nur seine eigene Sandbox.</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Noch einmal starten</translation>
    </message>
    <message>
        <source>Expected: %1</source>
        <translation>Erwartet: %1</translation>
    </message>
    <message>
        <source>Run %1 scenarios</source>
        <translation>%1 Szenarien starten</translation>
    </message>
    <message>
        <source>Run all %1</source>
        <translation>Alle %1 starten</translation>
    </message>
    <message>
        <source>One run at a time: %1 is on</source>
        <translation>Ein Lauf zur Zeit: %1 ist dran</translation>
    </message>
    <message>
        <source>Run these scenarios (Ctrl+R)</source>
        <translation>Diese Szenarien starten (Strg+R)</translation>
    </message>
    <message>
        <source>Run this scenario (Ctrl+R)</source>
        <translation>Dieses Szenario starten (Strg+R)</translation>
    </message>
    <message>
        <source>Run every scenario; together they make a verdict</source>
        <translation>Alle Szenarien starten; zusammen ergeben sie ein Urteil</translation>
    </message>
    <message>
        <source>Run once per deliberate bug; each must be caught:
%1</source>
        <translation>Je absichtlichem Fehler einmal starten; jeder muss gefangen werden:
%1</translation>
    </message>
    <message>
        <source>seed %1</source>
        <translation>Seed %1</translation>
    </message>
    <message>
        <source>run %1 of %2</source>
        <translation>Lauf %1 von %2</translation>
    </message>
    <message>
        <source>saboteur “%1”</source>
        <translation>Saboteur „%1“</translation>
    </message>
    <message>
        <source>paced</source>
        <translation>gedrosselt</translation>
    </message>
    <message>
        <source>sandbox %1</source>
        <translation>Sandbox %1</translation>
    </message>
    <message>
        <source>starting</source>
        <translation>startet</translation>
    </message>
    <message>
        <source>not run in this session</source>
        <translation>in dieser Sitzung nicht gelaufen</translation>
    </message>
    <message>
        <source>The scenarios appear here in a moment.</source>
        <translation>Die Szenarien erscheinen gleich.</translation>
    </message>
    <message>
        <source>There is no scenario to run.</source>
        <translation>Es gibt kein Szenario zu starten.</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal nachsehen</translation>
    </message>
    <message>
        <source>%1 is waiting for its turn. Under way: %2.</source>
        <translation>%1 wartet, bis es dran ist. Unterwegs: %2.</translation>
    </message>
    <message>
        <source>Under way: %1. These can run when that is done.</source>
        <translation>Unterwegs: %1. Danach können diese starten.</translation>
    </message>
    <message>
        <source>Under way: %1. %2 can run when that is done.</source>
        <translation>Unterwegs: %1. Danach kann %2 starten.</translation>
    </message>
    <message>
        <source>Show %1</source>
        <translation>%1 zeigen</translation>
    </message>
    <message>
        <source>They run in sandboxes of their own, several at once where they do not measure time.</source>
        <translation>Sie laufen in eigenen Sandboxes, mehrere zugleich, wo sie keine Zeit messen.</translation>
    </message>
    <message>
        <source>Steps, checks and the log of a run appear here while it goes.</source>
        <translation>Schritte, Prüfungen und Protokoll eines Laufs erscheinen hier, während er läuft.</translation>
    </message>
    <message>
        <source>Run %1</source>
        <translation>%1 starten</translation>
    </message>
</context>
<context>
    <name>holdfast::views::ShortcutsDialog</name>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>holdfast::views::StatusBar</name>
    <message>
        <source>This environment&apos;s clock for deadlines was moved; its times are by that clock</source>
        <translation>Die Uhr für Fristen wurde in dieser Umgebung verstellt; ihre Zeiten gelten nach dieser Uhr</translation>
    </message>
    <message>
        <source>booking time %1 (%2%3)</source>
        <translation>Buchungszeit %1 (%2%3)</translation>
    </message>
</context>
<context>
    <name>holdfast::views::TopBar</name>
    <message>
        <source>Choose the environment to watch</source>
        <translation>Beobachtete Umgebung wählen</translation>
    </message>
    <message>
        <source>How fresh the data on the screen is</source>
        <translation>Wie frisch die Daten auf dem Bildschirm sind</translation>
    </message>
    <message>
        <source>Appearance and help</source>
        <translation>Aussehen und Hilfe</translation>
    </message>
    <message>
        <source>Follow the desktop</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Keyboard shortcuts	F1</source>
        <translation>Tastenkürzel	F1</translation>
    </message>
    <message>
        <source> · gone down</source>
        <translation> · beendet</translation>
    </message>
    <message>
        <source> · not up</source>
        <translation> · läuft nicht</translation>
    </message>
    <message>
        <source>Environment: %1</source>
        <translation>Umgebung: %1</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Show changes again (Ctrl+Space)</source>
        <translation>Änderungen wieder zeigen (Strg+Leertaste)</translation>
    </message>
    <message>
        <source>Stand still to read; the system goes on (Ctrl+Space)</source>
        <translation>Zum Lesen stillstehen; das System läuft weiter (Strg+Leertaste)</translation>
    </message>
</context>
<context>
    <name>holdfast::views::VerdictCard</name>
    <message>
        <source>1 %1 check failed</source>
        <translation>1 Prüfung (%1) fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1 %2 checks failed</source>
        <translation>%1 Prüfungen (%2) fehlgeschlagen</translation>
    </message>
    <message>
        <source>%1, expected %2, observed %3</source>
        <translation>%1, erwartet %2, beobachtet %3</translation>
    </message>
    <message>
        <source>%1 of %2 checks passed</source>
        <translation>%1 von %2 Prüfungen bestanden</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>CAUGHT</source>
        <translation>GEFANGEN</translation>
    </message>
    <message>
        <source>MISSED</source>
        <translation>VERPASST</translation>
    </message>
    <message>
        <source>PASS</source>
        <translation>BESTANDEN</translation>
    </message>
    <message>
        <source>FAIL</source>
        <translation>FEHLSCHLAG</translation>
    </message>
    <message>
        <source>ERROR</source>
        <translation>FEHLER</translation>
    </message>
    <message>
        <source>Aborted</source>
        <translation>Abgebrochen</translation>
    </message>
    <message>
        <source>Not run</source>
        <translation>Nicht gelaufen</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Stopping</source>
        <translation>Hält an</translation>
    </message>
    <message>
        <source>Could not run</source>
        <translation>Nicht startbar</translation>
    </message>
    <message>
        <source>ALL CAUGHT</source>
        <translation>ALLE GEFANGEN</translation>
    </message>
    <message>
        <source>caught by “%1”</source>
        <translation>gefangen von „%1“</translation>
    </message>
    <message>
        <source>not caught</source>
        <translation>nicht gefangen</translation>
    </message>
    <message>
        <source>run %1, seed %2:</source>
        <translation>Lauf %1, Seed %2:</translation>
    </message>
    <message>
        <source>%1, seed %2:</source>
        <translation>%1, Seed %2:</translation>
    </message>
    <message>
        <source>and %1 more</source>
        <translation>und %1 weitere</translation>
    </message>
    <message>
        <source>“%1” was not caught</source>
        <translation>„%1“ wurde nicht gefangen</translation>
    </message>
    <message>
        <source>by “%1”</source>
        <translation>von „%1“</translation>
    </message>
    <message>
        <source>No result</source>
        <translation>Kein Ergebnis</translation>
    </message>
    <message>
        <source>flaky</source>
        <translation>wackelig</translation>
    </message>
    <message>
        <source>%1 of %2 saboteurs caught</source>
        <translation>%1 von %2 Saboteuren gefangen</translation>
    </message>
    <message>
        <source>%1 of %2 runs passed</source>
        <translation>%1 von %2 Läufen bestanden</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Verdict: %1</source>
        <translation>Urteil: %1</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
</TS>
