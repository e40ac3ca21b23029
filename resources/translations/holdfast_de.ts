<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Alerts</name>
    <message>
        <source>and more</source>
        <translation>und mehr</translation>
    </message>
    <message>
        <source>Something became stuck: %1.</source>
        <translation>Etwas hängt neu: %1.</translation>
    </message>
    <message>
        <source>%1 things became stuck: %2.</source>
        <translation>%1 Dinge hängen neu: %2.</translation>
    </message>
    <message>
        <source>%1 At risk: %2.</source>
        <translation>%1 Gefährdet: %2.</translation>
    </message>
</context>
<context>
    <name>Audit</name>
    <message>
        <source>reservation %1</source>
        <translation>Reservierung %1</translation>
    </message>
    <message>
        <source>operation %1</source>
        <translation>Vorgang %1</translation>
    </message>
    <message>
        <source>webhook %1</source>
        <translation>Webhook %1</translation>
    </message>
    <message>
        <source>reconciliation %1</source>
        <translation>Abgleich %1</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Freigeben</translation>
    </message>
    <message>
        <source>Extend</source>
        <translation>Verlängern</translation>
    </message>
    <message>
        <source>Void</source>
        <translation>Autorisierung aufheben</translation>
    </message>
    <message>
        <source>Force-release</source>
        <translation>Zwangsfreigabe</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Give up claim</source>
        <translation>Übernahme aufgeben</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Reconcile</source>
        <translation>Abgleich</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>Reparieren</translation>
    </message>
    <message>
        <source>A reason is required.</source>
        <translation>Ein Grund ist nötig.</translation>
    </message>
    <message>
        <source>A reason has at most %1 characters.</source>
        <translation>Ein Grund hat höchstens %1 Zeichen.</translation>
    </message>
    <message>
        <source>A note has 1 to %1 characters.</source>
        <translation>Eine Notiz hat 1 bis %1 Zeichen.</translation>
    </message>
    <message>
        <source>This has what looks like the number of a card, which is not kept here.</source>
        <translation>Hier steht, was wie die Nummer einer Karte aussieht; so etwas wird hier nicht aufbewahrt.</translation>
    </message>
    <message>
        <source>%1 of role %2 may not do this: it takes %3.</source>
        <translation>%1 mit der Rolle %2 darf das nicht: nötig ist %3.</translation>
    </message>
    <message>
        <source>%1 has claimed it until %2 UTC: taking it over needs a reason.</source>
        <translation>%1 hat sie bis %2 UTC übernommen: sie an sich zu nehmen braucht einen Grund.</translation>
    </message>
    <message>
        <source>%1 has claimed it: giving it back for them needs a reason.</source>
        <translation>%1 hat sie übernommen: sie für andere zurückzugeben braucht einen Grund.</translation>
    </message>
    <message>
        <source>A reservation is extended by one second to 24 hours.</source>
        <translation>Eine Reservierung wird um eine Sekunde bis 24 Stunden verlängert.</translation>
    </message>
    <message>
        <source>A reservation is kept for at most 24 hours from now.</source>
        <translation>Eine Reservierung wird von jetzt an höchstens 24 Stunden gehalten.</translation>
    </message>
    <message>
        <source>Its authorization lapses too soon for more time.</source>
        <translation>Ihre Autorisierung verfällt zu bald für mehr Zeit.</translation>
    </message>
    <message>
        <source>At most %1 reservations at once.</source>
        <translation>Höchstens %1 Reservierungen auf einmal.</translation>
    </message>
    <message>
        <source>Only reservations in flight can be released.</source>
        <translation>Nur laufende Reservierungen können freigegeben werden.</translation>
    </message>
    <message>
        <source>A repair is about 1 to 1,000 discrepancies or reservations.</source>
        <translation>Eine Reparatur betrifft 1 bis 1.000 Abweichungen oder Reservierungen.</translation>
    </message>
    <message>
        <source>A reservation moved to another slot meanwhile.</source>
        <translation>Eine Reservierung ist inzwischen in einem anderen Slot.</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>fehlgeschlagen</translation>
    </message>
    <message>
        <source>not needed any more</source>
        <translation>nicht mehr gebraucht</translation>
    </message>
    <message>
        <source>of no concern</source>
        <translation>ohne Belang</translation>
    </message>
    <message>
        <source>given up</source>
        <translation>aufgegeben</translation>
    </message>
</context>
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
    <message>
        <source>claimed by</source>
        <translation>übernommen von</translation>
    </message>
    <message>
        <source>before %1</source>
        <translation>vor %1</translation>
    </message>
    <message>
        <source>from %1</source>
        <translation>ab %1</translation>
    </message>
    <message>
        <source>%1 – %2</source>
        <translation>%1 – %2</translation>
    </message>
    <message>
        <source>past deadline</source>
        <translation>Frist vorbei</translation>
    </message>
    <message>
        <source>any that takes seats</source>
        <translation>alle, die Plätze belegen</translation>
    </message>
    <message>
        <source>slot</source>
        <translation>Slot</translation>
    </message>
    <message>
        <source>slot starts</source>
        <translation>Beginn des Slots</translation>
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
        <translation>Kein Worker hier spricht mit einem Zahlungs-Gateway</translation>
    </message>
    <message>
        <source>Its circuit breaker is open</source>
        <translation>Sein Schutzschalter ist offen</translation>
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
        <translation>Stand %1</translation>
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
    <name>Keyring</name>
    <message>
        <source>The password is kept until Holdfast ends: the desktop&apos;s keyring did not take it (%1).</source>
        <translation>Das Passwort bleibt, bis Holdfast endet: der Schlüsselbund des Desktops hat es nicht angenommen (%1).</translation>
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
    <name>Reconcile</name>
    <message>
        <source>Requested</source>
        <translation>Angefordert</translation>
    </message>
    <message>
        <source>Running</source>
        <translation>Läuft</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
    </message>
    <message>
        <source>Differs</source>
        <translation>Weicht ab</translation>
    </message>
    <message>
        <source>Agrees</source>
        <translation>Stimmt überein</translation>
    </message>
    <message>
        <source>Repair of one payment</source>
        <translation>Reparatur einer Zahlung</translation>
    </message>
    <message numerus="yes">
        <source>Repair of %n payments</source>
        <translation>
            <numerusform>Reparatur von %n Zahlung</numerusform>
            <numerusform>Reparatur von %n Zahlungen</numerusform>
        </translation>
    </message>
    <message>
        <source>Comparison with repair</source>
        <translation>Vergleich mit Reparatur</translation>
    </message>
    <message>
        <source>Comparison</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Payment not needed</source>
        <translation>Zahlung nicht gebraucht</translation>
    </message>
    <message>
        <source>Payment missing</source>
        <translation>Zahlung fehlt</translation>
    </message>
    <message>
        <source>Captured, not confirmed</source>
        <translation>Abgebucht, nicht bestätigt</translation>
    </message>
    <message>
        <source>Confirmed, not captured</source>
        <translation>Bestätigt, nicht abgebucht</translation>
    </message>
    <message>
        <source>Another amount</source>
        <translation>Anderer Betrag</translation>
    </message>
    <message>
        <source>Another currency</source>
        <translation>Andere Währung</translation>
    </message>
    <message>
        <source>Authorization expiring</source>
        <translation>Autorisierung läuft ab</translation>
    </message>
    <message>
        <source>The gateway holds an authorization that no reservation needs.</source>
        <translation>Das Gateway hält eine Autorisierung, die keine Reservierung braucht.</translation>
    </message>
    <message>
        <source>A reservation counts on a payment that the gateway does not have.</source>
        <translation>Eine Reservierung rechnet mit einer Zahlung, die das Gateway nicht hat.</translation>
    </message>
    <message>
        <source>Money was taken, and there is no booking for it.</source>
        <translation>Geld wurde abgebucht, und es gibt keine Buchung dafür.</translation>
    </message>
    <message>
        <source>A booking stands whose money was not taken.</source>
        <translation>Eine Buchung besteht, deren Geld nicht abgebucht wurde.</translation>
    </message>
    <message>
        <source>The gateway has another amount than the reservation.</source>
        <translation>Das Gateway hat einen anderen Betrag als die Reservierung.</translation>
    </message>
    <message>
        <source>The gateway has another currency than the reservation.</source>
        <translation>Das Gateway hat eine andere Währung als die Reservierung.</translation>
    </message>
    <message>
        <source>An authorization lapses soon, and its reservation still needs it.</source>
        <translation>Eine Autorisierung verfällt bald, und ihre Reservierung braucht sie noch.</translation>
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
    <name>RunFiles</name>
    <message>
        <source>log of a process</source>
        <translation>Protokoll eines Prozesses</translation>
    </message>
    <message>
        <source>what an oracle asked and was told</source>
        <translation>was ein Orakel fragte und hörte</translation>
    </message>
    <message>
        <source>the result</source>
        <translation>das Ergebnis</translation>
    </message>
    <message>
        <source>the run as it went</source>
        <translation>der Lauf, wie er ging</translation>
    </message>
    <message>
        <source>requests and answers</source>
        <translation>Anfragen und Antworten</translation>
    </message>
    <message>
        <source>what clients asked for and were told</source>
        <translation>was Clients verlangten und hörten</translation>
    </message>
    <message>
        <source>the event log of the database</source>
        <translation>das Ereignisprotokoll der Datenbank</translation>
    </message>
    <message>
        <source>the lives of reservations</source>
        <translation>die Leben der Reservierungen</translation>
    </message>
    <message>
        <source>faults and what they hit</source>
        <translation>Störungen und was sie trafen</translation>
    </message>
    <message>
        <source>what was measured</source>
        <translation>was gemessen wurde</translation>
    </message>
    <message>
        <source>the invariants, judged</source>
        <translation>die Invarianten, beurteilt</translation>
    </message>
    <message>
        <source>the system before</source>
        <translation>das System davor</translation>
    </message>
    <message>
        <source>the system after</source>
        <translation>das System danach</translation>
    </message>
    <message>
        <source>calls the gateway was asked</source>
        <translation>Aufrufe an das Gateway</translation>
    </message>
    <message>
        <source>the gateway&apos;s books</source>
        <translation>die Bücher des Gateways</translation>
    </message>
    <message>
        <source>the command that runs it again</source>
        <translation>der Befehl, der es wiederholt</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 ist nicht lesbar: %2</translation>
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
    <name>RunReport</name>
    <message>
        <source>The report was not written in time, or %1 could not be started.</source>
        <translation>Der Bericht wurde nicht rechtzeitig geschrieben, oder %1 ließ sich nicht starten.</translation>
    </message>
    <message>
        <source>There is no report of this run. %1</source>
        <translation>Von diesem Lauf gibt es keinen Bericht. %1</translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation>Seite %1 von %2</translation>
    </message>
    <message>
        <source>%1 cannot be read: %2</source>
        <translation>%1 ist nicht lesbar: %2</translation>
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
    <message>
        <source>%1 is no file</source>
        <translation>%1 ist keine Datei</translation>
    </message>
</context>
<context>
    <name>StoredTimeline</name>
    <message>
        <source>%1 cannot be read.</source>
        <translation>%1 ist nicht lesbar.</translation>
    </message>
    <message>
        <source>The run has left no timelines: it was made before they were kept, or it did not come to its end.</source>
        <translation>Der Lauf hat keine Zeitachsen hinterlassen: er ist älter als sie, oder er kam nicht ans Ende.</translation>
    </message>
    <message>
        <source>One line of %1 is damaged and left out.</source>
        <translation>Eine Zeile von %1 ist beschädigt und fehlt.</translation>
    </message>
    <message>
        <source>%1 lines of %2 are damaged and left out.</source>
        <translation>%1 Zeilen von %2 sind beschädigt und fehlen.</translation>
    </message>
    <message>
        <source>%1 has more reservations than are read; the rest is left out.</source>
        <translation>%1 enthält mehr Reservierungen, als gelesen werden; der Rest fehlt.</translation>
    </message>
</context>
<context>
    <name>Stuck</name>
    <message>
        <source>Authorized too long</source>
        <translation>Zu lange autorisiert</translation>
    </message>
    <message>
        <source>Never captured</source>
        <translation>Nie abgebucht</translation>
    </message>
    <message>
        <source>Not given back</source>
        <translation>Nicht zurückgegeben</translation>
    </message>
    <message>
        <source>Past deadline</source>
        <translation>Frist überschritten</translation>
    </message>
    <message>
        <source>Given-up operation</source>
        <translation>Aufgegebener Vorgang</translation>
    </message>
    <message>
        <source>Given-up webhook</source>
        <translation>Aufgegebener Webhook</translation>
    </message>
    <message>
        <source>No worker</source>
        <translation>Kein Worker</translation>
    </message>
    <message>
        <source>Cards are authorized, and the reservation is still not on its way to a booking.</source>
        <translation>Karten sind autorisiert, und die Reservierung ist noch nicht auf dem Weg zur Buchung.</translation>
    </message>
    <message>
        <source>An authorization that nobody captures: its reservation is committing, booked or over.</source>
        <translation>Eine Autorisierung, die niemand abbucht: ihre Reservierung wird verbucht, ist gebucht oder vorbei.</translation>
    </message>
    <message>
        <source>Money was captured without a booking, and does not come back.</source>
        <translation>Geld wurde ohne Buchung abgebucht und kommt nicht zurück.</translation>
    </message>
    <message>
        <source>In flight although its deadline is over.</source>
        <translation>Läuft noch, obwohl die Frist vorbei ist.</translation>
    </message>
    <message>
        <source>An operation on money that was given up after its last attempt.</source>
        <translation>Ein Vorgang mit Geld, der nach dem letzten Versuch aufgegeben wurde.</translation>
    </message>
    <message>
        <source>What the gateway told could not be processed.</source>
        <translation>Was das Gateway meldete, ließ sich nicht verarbeiten.</translation>
    </message>
    <message>
        <source>Operations on money are due, and no worker is there that takes them. Start one.</source>
        <translation>Vorgänge mit Geld sind fällig, und kein Worker nimmt sie. Einen starten.</translation>
    </message>
</context>
<context>
    <name>StuckActs</name>
    <message>
        <source>No money of it is known of.</source>
        <translation>Von Geld dabei ist nichts bekannt.</translation>
    </message>
    <message>
        <source>At risk: %1.</source>
        <translation>Gefährdet: %1.</translation>
    </message>
    <message>
        <source>Select one row: a timeline is of one reservation.</source>
        <translation>Eine Zeile wählen: eine Zeitachse gehört zu einer Reservierung.</translation>
    </message>
    <message>
        <source>It belongs to no reservation.</source>
        <translation>Gehört zu keiner Reservierung.</translation>
    </message>
    <message>
        <source>Only operations and webhooks that were given up are retried.</source>
        <translation>Wiederholt werden nur aufgegebene Vorgänge und Webhooks.</translation>
    </message>
    <message>
        <source>Select operations or webhooks, not both.</source>
        <translation>Vorgänge oder Webhooks wählen, nicht beides.</translation>
    </message>
    <message>
        <source>Only where money of a reservation is at risk is there something to be repaired.</source>
        <translation>Zu reparieren ist nur etwas, wo Geld einer Reservierung gefährdet ist.</translation>
    </message>
    <message>
        <source>Only money of reservations that are neither committing nor booked can be given back.</source>
        <translation>Zurückgeben lässt sich nur Geld von Reservierungen, die weder verbucht werden noch gebucht sind.</translation>
    </message>
    <message>
        <source>Only reservations in flight can be released by force.</source>
        <translation>Zwangsweise freigeben lassen sich nur laufende Reservierungen.</translation>
    </message>
    <message>
        <source>Select what to act on.</source>
        <translation>Erst Zeilen wählen.</translation>
    </message>
    <message>
        <source>Retry %1?</source>
        <translation>%1 wiederholen?</translation>
    </message>
    <message numerus="yes">
        <source>Retry %n things?</source>
        <translation>
            <numerusform>%n Ding wiederholen?</numerusform>
            <numerusform>%n Dinge wiederholen?</numerusform>
        </translation>
    </message>
    <message>
        <source>A worker tries again now, with all attempts. %1</source>
        <translation>Ein Worker versucht es jetzt neu, mit allen Versuchen. %1</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Retry %1</source>
        <translation>%1 wiederholen</translation>
    </message>
    <message>
        <source>retry</source>
        <translation>wiederholen</translation>
    </message>
    <message>
        <source>Repair the money of %1?</source>
        <translation>Geld von %1 reparieren?</translation>
    </message>
    <message numerus="yes">
        <source>Repair the money of %n reservations?</source>
        <translation>
            <numerusform>Geld von %n Reservierung reparieren?</numerusform>
            <numerusform>Geld von %n Reservierungen reparieren?</numerusform>
        </translation>
    </message>
    <message>
        <source>A worker asks the gateway what it keeps, and gives back what no booking needs. %1</source>
        <translation>Ein Worker fragt das Gateway, was es hält, und gibt zurück, was keine Buchung braucht. %1</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>Reparieren</translation>
    </message>
    <message>
        <source>Repair %1</source>
        <translation>%1 reparieren</translation>
    </message>
    <message>
        <source>repair</source>
        <translation>reparieren</translation>
    </message>
    <message>
        <source>Give the money of %1 back?</source>
        <translation>Geld von %1 zurückgeben?</translation>
    </message>
    <message numerus="yes">
        <source>Give the money of %n reservations back?</source>
        <translation>
            <numerusform>Geld von %n Reservierung zurückgeben?</numerusform>
            <numerusform>Geld von %n Reservierungen zurückgeben?</numerusform>
        </translation>
    </message>
    <message>
        <source>Those in flight end as released; what is authorized or captured is given back. %1</source>
        <translation>Laufende enden als freigegeben; was autorisiert oder abgebucht ist, wird zurückgegeben. %1</translation>
    </message>
    <message>
        <source>Void</source>
        <translation>Autorisierung aufheben</translation>
    </message>
    <message>
        <source>Void %1</source>
        <translation>Autorisierung von %1 aufheben</translation>
    </message>
    <message>
        <source>void</source>
        <translation>aufheben</translation>
    </message>
    <message>
        <source>Force-release %1?</source>
        <translation>%1 zwangsweise freigeben?</translation>
    </message>
    <message numerus="yes">
        <source>Force-release %n holds?</source>
        <translation>
            <numerusform>%n Reservierung zwangsweise freigeben?</numerusform>
            <numerusform>%n Reservierungen zwangsweise freigeben?</numerusform>
        </translation>
    </message>
    <message>
        <source>Their places become free, and their money is given back. One that is committing waits for the outcome of its captures. %1</source>
        <translation>Ihre Plätze werden frei, ihr Geld wird zurückgegeben. Eine, die verbucht wird, wartet den Ausgang ihrer Abbuchungen ab. %1</translation>
    </message>
    <message>
        <source>Force-release</source>
        <translation>Zwangsfreigabe</translation>
    </message>
    <message numerus="yes">
        <source>Force-release %n holds</source>
        <translation>
            <numerusform>%n zwangsweise freigeben</numerusform>
            <numerusform>%n zwangsweise freigeben</numerusform>
        </translation>
    </message>
    <message>
        <source>force-release</source>
        <translation>freigeben</translation>
    </message>
    <message>
        <source>Only reservations are claimed.</source>
        <translation>Übernommen werden nur Reservierungen.</translation>
    </message>
    <message>
        <source>Claim %1?</source>
        <translation>%1 übernehmen?</translation>
    </message>
    <message numerus="yes">
        <source>Claim %n reservations?</source>
        <translation>
            <numerusform>%n Reservierung übernehmen?</numerusform>
            <numerusform>%n Reservierungen übernehmen?</numerusform>
        </translation>
    </message>
    <message>
        <source>Others see that you work on it. It lapses by itself.</source>
        <translation>Andere sehen, wer daran arbeitet. Die Übernahme verfällt von selbst.</translation>
    </message>
    <message>
        <source>%1 works on it now. The audit tells from whom it was taken, and why.</source>
        <translation>Jetzt arbeitet %1 daran. Das Protokoll sagt, von wem übernommen wurde und warum.</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>Übernehmen</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>vendor</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>requester</source>
        <translation>Anfragender</translation>
    </message>
    <message>
        <source>capture</source>
        <translation>Abbuchung</translation>
    </message>
    <message>
        <source>void %1</source>
        <translation>%1 aufheben</translation>
    </message>
    <message>
        <source>give back %1</source>
        <translation>%1 zurückgeben</translation>
    </message>
    <message>
        <source>authorize %1</source>
        <translation>%1 autorisieren</translation>
    </message>
    <message>
        <source>deadline %1</source>
        <translation>Frist %1</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>%1 added a note</source>
        <translation>%1 fügte eine Notiz hinzu</translation>
    </message>
    <message>
        <source>Note: %1</source>
        <translation>Notiz: %1</translation>
    </message>
    <message>
        <source> and </source>
        <translation> und </translation>
    </message>
    <message>
        <source>%1: planned</source>
        <translation>%1: geplant</translation>
    </message>
    <message>
        <source>only the first %1 entries are shown</source>
        <translation>nur die ersten %1 Einträge sind zu sehen</translation>
    </message>
    <message>
        <source>not whole: its transitions lead to %1, stored is %2</source>
        <translation>nicht ganz: die Übergänge führen zu %1, gespeichert ist %2</translation>
    </message>
    <message>
        <source>not whole: transitions are missing or do not follow from each other</source>
        <translation>nicht ganz: Übergänge fehlen oder folgen nicht aufeinander</translation>
    </message>
    <message>
        <source>whole: replayed to %1</source>
        <translation>ganz: nachgespielt bis %1</translation>
    </message>
    <message>
        <source>nobody pays</source>
        <translation>niemand zahlt</translation>
    </message>
    <message>
        <source>nothing captured</source>
        <translation>nichts abgebucht</translation>
    </message>
    <message>
        <source>%1 captured</source>
        <translation>%1 abgebucht</translation>
    </message>
    <message>
        <source>nothing authorized</source>
        <translation>nichts autorisiert</translation>
    </message>
    <message>
        <source>%1 authorized</source>
        <translation>%1 autorisiert</translation>
    </message>
    <message>
        <source>in flight: %1</source>
        <translation>läuft: %1</translation>
    </message>
    <message>
        <source>not settled: %1</source>
        <translation>nicht abgeschlossen: %1</translation>
    </message>
    <message>
        <source>settled: %1</source>
        <translation>abgeschlossen: %1</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Zahlung</translation>
    </message>
    <message>
        <source>Webhook</source>
        <translation>Webhook</translation>
    </message>
    <message>
        <source>Note</source>
        <translation>Notiz</translation>
    </message>
    <message>
        <source>Act</source>
        <translation>Handlung</translation>
    </message>
    <message>
        <source>Payments</source>
        <translation>Zahlungen</translation>
    </message>
    <message>
        <source>Webhooks</source>
        <translation>Webhooks</translation>
    </message>
    <message>
        <source>Events</source>
        <translation>Ereignisse</translation>
    </message>
    <message>
        <source>People</source>
        <translation>Personen</translation>
    </message>
    <message>
        <source>1 call</source>
        <translation>1 Aufruf</translation>
    </message>
    <message numerus="yes">
        <source>%n calls</source>
        <translation>
            <numerusform>%n Aufruf</numerusform>
            <numerusform>%n Aufrufe</numerusform>
        </translation>
    </message>
    <message>
        <source>not settled, 1 operation open: %1</source>
        <translation>nicht abgeschlossen, 1 Vorgang offen: %1</translation>
    </message>
    <message numerus="yes">
        <source>not settled, %n operations open: %1</source>
        <translation>
            <numerusform>nicht abgeschlossen, %n Vorgang offen: %1</numerusform>
            <numerusform>nicht abgeschlossen, %n Vorgänge offen: %1</numerusform>
        </translation>
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
    <name>holdfast::models::Acts</name>
    <message>
        <source>Requested. It is released when the outcome of its captures is known.</source>
        <translation>Angefordert. Die Freigabe folgt, sobald der Ausgang der Abbuchungen bekannt ist.</translation>
    </message>
    <message>
        <source>%1, until %2.</source>
        <translation>%1, bis %2.</translation>
    </message>
    <message>
        <source>Now %1.</source>
        <translation>Jetzt %1.</translation>
    </message>
    <message>
        <source>It has changed since it was shown: now %1, version %2.</source>
        <translation>Seit der Anzeige geändert: jetzt %1, Version %2.</translation>
    </message>
    <message>
        <source>There is no such reservation.</source>
        <translation>Diese Reservierung gibt es nicht.</translation>
    </message>
    <message>
        <source>It has ended: %1.</source>
        <translation>Schon beendet: %1.</translation>
    </message>
    <message>
        <source>Refused.</source>
        <translation>Abgelehnt.</translation>
    </message>
    <message>
        <source>Not possible while it is %1.</source>
        <translation>Nicht möglich im Zustand %1.</translation>
    </message>
    <message>
        <source>Tried again now.</source>
        <translation>Wird jetzt noch einmal versucht.</translation>
    </message>
    <message>
        <source>It has changed since it was shown: now %1.</source>
        <translation>Seit der Anzeige geändert: jetzt %1.</translation>
    </message>
    <message>
        <source>There is no such work.</source>
        <translation>Diese Arbeit gibt es nicht.</translation>
    </message>
    <message>
        <source>Requested. A worker compares the books.</source>
        <translation>Angefordert. Ein Worker vergleicht die Bücher.</translation>
    </message>
    <message>
        <source>The connection broke here: whether this one was done is not known.</source>
        <translation>Hier brach die Verbindung ab: ob dies noch geschah, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>Not connected: what this login may do is not known.</source>
        <translation>Nicht verbunden: was diese Anmeldung darf, ist nicht bekannt.</translation>
    </message>
    <message>
        <source>Takes the role %1; this login has none.</source>
        <translation>Verlangt die Rolle %1; diese Anmeldung hat keine.</translation>
    </message>
    <message>
        <source>Takes the role %1; this login is %2.</source>
        <translation>Verlangt die Rolle %1; diese Anmeldung ist %2.</translation>
    </message>
    <message>
        <source>releasing</source>
        <translation>wird freigegeben</translation>
    </message>
    <message>
        <source>%1 Whether it was done is not known: look before you do it again.</source>
        <translation>%1 Ob es geschah, ist nicht bekannt: erst nachsehen, dann wiederholen.</translation>
    </message>
    <message>
        <source>release requested</source>
        <translation>Freigabe angefordert</translation>
    </message>
    <message>
        <source>Requested. A worker looks at the gateway and repairs what is safe.</source>
        <translation>Angefordert. Ein Worker sieht beim Gateway nach und repariert, was sicher ist.</translation>
    </message>
    <message>
        <source>Something of it has been repaired since it was shown. Nothing was requested.</source>
        <translation>Einiges davon wurde seit der Anzeige repariert. Nichts wurde angefordert.</translation>
    </message>
    <message>
        <source>Something of it is not there any more. Nothing was requested.</source>
        <translation>Einiges davon gibt es nicht mehr. Nichts wurde angefordert.</translation>
    </message>
    <message>
        <source>There is nothing that could be repaired without a person. Nothing was requested.</source>
        <translation>Nichts davon lässt sich ohne einen Menschen reparieren. Nichts wurde angefordert.</translation>
    </message>
    <message>
        <source>Not sent: the connection had broken.</source>
        <translation>Nicht gesendet: Die Verbindung war abgerissen.</translation>
    </message>
    <message>
        <source>You look at %1 now; this was about another environment. Nothing was sent.</source>
        <translation>Angezeigt wird jetzt %1; dies betraf eine andere Umgebung. Nichts wurde gesendet.</translation>
    </message>
</context>
<context>
    <name>holdfast::models::AuditExport</name>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1 ließ sich nicht schreiben: %2</translation>
    </message>
</context>
<context>
    <name>holdfast::models::AuditTable</name>
    <message>
        <source>No.</source>
        <translation>Nr.</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Role</source>
        <translation>Rolle</translation>
    </message>
    <message>
        <source>Act</source>
        <translation>Handlung</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Hash</source>
        <translation>Hash</translation>
    </message>
    <message>
        <source>Hash before</source>
        <translation>Hash davor</translation>
    </message>
</context>
<context>
    <name>holdfast::models::CheckComparison</name>
    <message>
        <source>now fails</source>
        <translation>schlägt jetzt fehl</translation>
    </message>
    <message>
        <source>now holds</source>
        <translation>hält jetzt</translation>
    </message>
    <message>
        <source>only after</source>
        <translation>nur danach</translation>
    </message>
    <message>
        <source>only before</source>
        <translation>nur davor</translation>
    </message>
    <message>
        <source>other value</source>
        <translation>anderer Wert</translation>
    </message>
    <message>
        <source>same</source>
        <translation>gleich</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfung</translation>
    </message>
    <message>
        <source>Observed before</source>
        <translation>Davor beobachtet</translation>
    </message>
    <message>
        <source>Observed after</source>
        <translation>Danach beobachtet</translation>
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
    <name>holdfast::models::ConnectionProbe</name>
    <message>
        <source>Connected as %1 to PostgreSQL %2, but this database does not hold Holdfast&apos;s tables.</source>
        <translation>Verbunden als %1 mit PostgreSQL %2, aber diese Datenbank enthält Holdfasts Tabellen nicht.</translation>
    </message>
    <message>
        <source>Connected as %1 to PostgreSQL %2, but this login may not read Holdfast&apos;s tables. Ask for one of the roles holdfast_viewer, holdfast_tester, holdfast_operator or holdfast_admin.</source>
        <translation>Verbunden als %1 mit PostgreSQL %2, aber diese Anmeldung darf Holdfasts Tabellen nicht lesen. Nötig ist eine der Rollen holdfast_viewer, holdfast_tester, holdfast_operator oder holdfast_admin.</translation>
    </message>
    <message>
        <source>Connected as %1, who may read but has none of Holdfast&apos;s roles. PostgreSQL %2, schema %3.</source>
        <translation>Verbunden als %1, mit Leserecht, aber ohne eine von Holdfasts Rollen. PostgreSQL %2, Schema %3.</translation>
    </message>
    <message>
        <source>Connected as %1 with the role %2. PostgreSQL %3, schema %4.</source>
        <translation>Verbunden als %1 mit der Rolle %2. PostgreSQL %3, Schema %4.</translation>
    </message>
    <message>
        <source>It is newer than this program, which knows schema %1: some pages may not work.</source>
        <translation>Es ist neuer als dieses Programm, das Schema %1 kennt: manche Seiten funktionieren womöglich nicht.</translation>
    </message>
    <message>
        <source>It is older than this program, which knows schema %1: some pages may not work.</source>
        <translation>Es ist älter als dieses Programm, das Schema %1 kennt: manche Seiten funktionieren womöglich nicht.</translation>
    </message>
    <message>
        <source>The database does not answer.</source>
        <translation>Die Datenbank antwortet nicht.</translation>
    </message>
</context>
<context>
    <name>holdfast::models::DatabaseQueue</name>
    <message>
        <source>No database is connected.</source>
        <translation>Keine Datenbank ist verbunden.</translation>
    </message>
    <message>
        <source>The database is too slow for what is asked of it.</source>
        <translation>Die Datenbank ist zu langsam für das, was von ihr verlangt wird.</translation>
    </message>
</context>
<context>
    <name>holdfast::models::Demo</name>
    <message>
        <source>%1 could not be started: %2</source>
        <translation>%1 ließ sich nicht starten: %2</translation>
    </message>
    <message>
        <source>The demo ended with exit code %1. %2</source>
        <translation>Die Demo endete mit Code %1. %2</translation>
    </message>
    <message>
        <source>The demo said something else than that it is ready.</source>
        <translation>Die Demo meldete etwas anderes, als dass sie bereit ist.</translation>
    </message>
</context>
<context>
    <name>holdfast::models::DiscrepancyTable</name>
    <message>
        <source>Class</source>
        <translation>Klasse</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Betrag</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>Reparieren</translation>
    </message>
    <message>
        <source>Reservation</source>
        <translation>Reservierung</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Zahlung</translation>
    </message>
    <message>
        <source>Party</source>
        <translation>Partei</translation>
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
        <source>Repaired</source>
        <translation>Repariert</translation>
    </message>
    <message>
        <source>Can be repaired</source>
        <translation>Reparierbar</translation>
    </message>
    <message>
        <source>Needs a person</source>
        <translation>Braucht einen Menschen</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>A worker can give the money back.</source>
        <translation>Ein Worker kann das Geld zurückgeben.</translation>
    </message>
    <message>
        <source>Nobody can say what is right but a person: look at both sides.</source>
        <translation>Was richtig ist, kann nur ein Mensch sagen: beide Seiten ansehen.</translation>
    </message>
    <message>
        <source>%1 Severity: %2.</source>
        <translation>%1 Schwere: %2.</translation>
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
        <translation>Unbenutzter Index</translation>
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
        <translation>%1 Durchläufe von je %2 Zeilen</translation>
    </message>
</context>
<context>
    <name>holdfast::models::KeptSandboxes</name>
    <message>
        <source>%1 could not be started: %2</source>
        <translation>%1 ließ sich nicht starten: %2</translation>
    </message>
    <message>
        <source>in use</source>
        <translation>in Gebrauch</translation>
    </message>
    <message>
        <source>at rest</source>
        <translation>ruht</translation>
    </message>
    <message>
        <source>Kept sandbox</source>
        <translation>Aufgehobene Sandbox</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>holdfastctl ended with exit code %1.</source>
        <translation>holdfastctl endete mit Code %1.</translation>
    </message>
</context>
<context>
    <name>holdfast::models::LatencyComparison</name>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>p95 before</source>
        <translation>p95 davor</translation>
    </message>
    <message>
        <source>p99 before</source>
        <translation>p99 davor</translation>
    </message>
    <message>
        <source>p95 after</source>
        <translation>p95 danach</translation>
    </message>
    <message>
        <source>p99 after</source>
        <translation>p99 danach</translation>
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
    <name>holdfast::models::MetricComparison</name>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
    <message>
        <source>better</source>
        <translation>besser</translation>
    </message>
    <message>
        <source>worse</source>
        <translation>schlechter</translation>
    </message>
    <message>
        <source>Metric</source>
        <translation>Messwert</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Davor</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Danach</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Unterschied</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Änderung</translation>
    </message>
    <message>
        <source>Direction</source>
        <translation>Richtung</translation>
    </message>
</context>
<context>
    <name>holdfast::models::OccupancyModel</name>
    <message>
        <source>appointment</source>
        <translation>Termin</translation>
    </message>
    <message>
        <source>class</source>
        <translation>Kurs</translation>
    </message>
    <message>
        <source>event</source>
        <translation>Veranstaltung</translation>
    </message>
    <message>
        <source>Slot</source>
        <translation>Slot</translation>
    </message>
    <message>
        <source>Vendor</source>
        <translation>Anbieter</translation>
    </message>
    <message>
        <source>Seats</source>
        <translation>Plätze</translation>
    </message>
    <message>
        <source>Taken</source>
        <translation>Belegt</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Confirmed</source>
        <translation>Bestätigt</translation>
    </message>
    <message>
        <source>External</source>
        <translation>Extern</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>Frei</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>%1 of %2</source>
        <translation>%1 von %2</translation>
    </message>
    <message>
        <source>%1 held, %2 confirmed, %3 external, %4 free of %5</source>
        <translation>%1 gehalten, %2 bestätigt, %3 extern, %4 frei von %5</translation>
    </message>
</context>
<context>
    <name>holdfast::models::OccupancyTable</name>
    <message>
        <source>All vendors</source>
        <translation>Alle Anbieter</translation>
    </message>
    <message>
        <source>%1 of %2 seats</source>
        <translation>%1 von %2 Plätzen</translation>
    </message>
    <message>
        <source>Vendor</source>
        <translation>Anbieter</translation>
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
        <translation>Laufend</translation>
    </message>
    <message>
        <source>Held per min</source>
        <translation>Gehalten je min</translation>
    </message>
    <message>
        <source>Booked per min</source>
        <translation>Gebucht je min</translation>
    </message>
    <message>
        <source>Failed per min</source>
        <translation>Fehlgeschlagen je min</translation>
    </message>
    <message>
        <source>Expired per min</source>
        <translation>Abgelaufen je min</translation>
    </message>
    <message>
        <source>Requests per s</source>
        <translation>Anfragen je s</translation>
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
        <translation>Hängend</translation>
    </message>
    <message>
        <source>Seats taken</source>
        <translation>Belegte Plätze</translation>
    </message>
</context>
<context>
    <name>holdfast::models::ReconcileRuns</name>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Left</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Um</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>%1, by %2</source>
        <translation>%1, von %2</translation>
    </message>
    <message>
        <source>Found and not repaired</source>
        <translation>Gefunden und nicht repariert</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
</context>
<context>
    <name>holdfast::models::ReservationExport</name>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1 ließ sich nicht schreiben: %2</translation>
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
    <message>
        <source>Claimed by</source>
        <translation>Übernommen von</translation>
    </message>
    <message>
        <source>%1 reservations or more</source>
        <translation>%1 Reservierungen oder mehr</translation>
    </message>
    <message>
        <source>%1 of %2 or more</source>
        <translation>%1 von %2 oder mehr</translation>
    </message>
    <message>
        <source>%1 to %2 of %3</source>
        <translation>%1 bis %2 von %3</translation>
    </message>
    <message>
        <source>%1 to %2 of %3 or more</source>
        <translation>%1 bis %2 von %3 oder mehr</translation>
    </message>
    <message>
        <source>you</source>
        <translation>mir</translation>
    </message>
    <message>
        <source>claimed by %1, %2 left</source>
        <translation>übernommen von %1, noch %2</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>Release requested</source>
        <translation>Freigabe angefordert</translation>
    </message>
    <message>
        <source>%1, until %2</source>
        <translation>%1, bis %2</translation>
    </message>
    <message>
        <source> in flight, worth %1</source>
        <translation> laufend, im Wert von %1</translation>
    </message>
    <message>
        <source>, worth %1</source>
        <translation>, im Wert von %1</translation>
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
    <name>holdfast::models::RunFiles</name>
    <message>
        <source>%1, changed %2</source>
        <translation>%1, geändert %2</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>What it is</source>
        <translation>Was es ist</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
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
    <name>holdfast::models::RunReservations</name>
    <message>
        <source>unknown</source>
        <translation>unbekannt</translation>
    </message>
    <message>
        <source>the scenario</source>
        <translation>das Szenario</translation>
    </message>
    <message>
        <source>the steady state</source>
        <translation>der Ruhezustand</translation>
    </message>
    <message>
        <source>Reservation</source>
        <translation>Reservierung</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Made by</source>
        <translation>Angelegt von</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Einträge</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Von</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Bis</translation>
    </message>
</context>
<context>
    <name>holdfast::models::RunTrend</name>
    <message>
        <source>%1, flaky</source>
        <translation>%1, wackelig</translation>
    </message>
    <message>
        <source>Ended</source>
        <translation>Beendet</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Duration</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Requests/s</source>
        <translation>Anfragen/s</translation>
    </message>
    <message>
        <source>p95, ms</source>
        <translation>p95, ms</translation>
    </message>
    <message>
        <source>p99, ms</source>
        <translation>p99, ms</translation>
    </message>
    <message>
        <source>Parameters</source>
        <translation>Parameter</translation>
    </message>
</context>
<context>
    <name>holdfast::models::SandboxProcesses</name>
    <message>
        <source>gone</source>
        <translation>weg</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>runs</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>Part</source>
        <translation>Teil</translation>
    </message>
    <message>
        <source>Process</source>
        <translation>Prozess</translation>
    </message>
    <message>
        <source>Condition</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>CPU time</source>
        <translation>CPU-Zeit</translation>
    </message>
    <message>
        <source>keeper</source>
        <translation>Hüter</translation>
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
        <translation>Trend</translation>
    </message>
    <message>
        <source>An old transaction keeps the server from removing what nobody sees any more</source>
        <translation>Eine alte Transaktion hindert den Server, zu entfernen, was niemand mehr sieht</translation>
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
        <translation>Summe</translation>
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
        <translation>Trend</translation>
    </message>
    <message>
        <source>This server does not measure its statements: it was started without pg_stat_statements. Name it in shared_preload_libraries and restart the server.</source>
        <translation>Dieser Server misst seine Anweisungen nicht: er wurde ohne pg_stat_statements gestartet. In shared_preload_libraries eintragen und den Server neu starten.</translation>
    </message>
    <message>
        <source>The statements of this database are not measured: it lacks the extension pg_stat_statements, which a superuser can add.</source>
        <translation>Die Anweisungen dieser Datenbank werden nicht gemessen: ihr fehlt die Erweiterung pg_stat_statements, die ein Superuser hinzufügen kann.</translation>
    </message>
    <message>
        <source>Standard deviation %1</source>
        <translation>Standardabweichung %1</translation>
    </message>
</context>
<context>
    <name>holdfast::models::StuckTable</name>
    <message>
        <source>Reason</source>
        <translation>Grund</translation>
    </message>
    <message>
        <source>Reservation</source>
        <translation>Reservierung</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Age</source>
        <translation>Alter</translation>
    </message>
    <message>
        <source>At risk</source>
        <translation>Gefährdet</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>Reservation %1, %2</source>
        <translation>Reservierung %1, %2</translation>
    </message>
    <message>
        <source>Since %1</source>
        <translation>Seit %1</translation>
    </message>
    <message>
        <source>%1. Its deadline: %2</source>
        <translation>%1. Frist: %2</translation>
    </message>
    <message>
        <source>Authorized and not captured, or captured and not given back</source>
        <translation>Autorisiert und nicht abgebucht oder abgebucht und nicht zurückgegeben</translation>
    </message>
    <message>
        <source>deadline %1</source>
        <translation>Frist %1</translation>
    </message>
    <message>
        <source>Claimed by</source>
        <translation>Übernommen von</translation>
    </message>
    <message>
        <source>%1 works on it</source>
        <translation>%1 arbeitet daran</translation>
    </message>
</context>
<context>
    <name>holdfast::models::TimelineFile</name>
    <message>
        <source>%1 holds nothing of this reservation.</source>
        <translation>%1 enthält nichts von dieser Reservierung.</translation>
    </message>
    <message>
        <source>%1 holds no reservation.</source>
        <translation>%1 enthält keine Reservierung.</translation>
    </message>
</context>
<context>
    <name>holdfast::models::TimelineModel</name>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>State after</source>
        <translation>Zustand danach</translation>
    </message>
    <message>
        <source>Actor</source>
        <translation>Akteur</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Was geschah</translation>
    </message>
    <message>
        <source>%1, trace %2</source>
        <translation>%1, Trace %2</translation>
    </message>
</context>
<context>
    <name>holdfast::models::TimelineSearch</name>
    <message>
        <source>Reservation</source>
        <translation>Reservierung</translation>
    </message>
    <message>
        <source>Partner reference</source>
        <translation>Partner-Referenz</translation>
    </message>
    <message>
        <source>Operation</source>
        <translation>Vorgang</translation>
    </message>
    <message>
        <source>Payment intent</source>
        <translation>Zahlungsabsicht</translation>
    </message>
    <message>
        <source>Webhook</source>
        <translation>Webhook</translation>
    </message>
    <message>
        <source>Gateway request</source>
        <translation>Gateway-Anfrage</translation>
    </message>
    <message>
        <source>Trace</source>
        <translation>Trace</translation>
    </message>
    <message>
        <source>Slot</source>
        <translation>Slot</translation>
    </message>
    <message>
        <source>Requester</source>
        <translation>Anfragender</translation>
    </message>
    <message>
        <source>Found by</source>
        <translation>Gefunden über</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
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
        <source>Partner</source>
        <translation>Partner</translation>
    </message>
    <message>
        <source>Made</source>
        <translation>Angelegt</translation>
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
        <translation>Arbeit je s</translation>
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
        <translation>Schlange</translation>
    </message>
    <message>
        <source>Failures per min</source>
        <translation>Fehlschläge je min</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Trend</translation>
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
    <name>holdfast::views::ActDialog</name>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>By</source>
        <translation>Um</translation>
    </message>
    <message>
        <source>Note, for everyone who opens the timeline</source>
        <translation>Notiz, für alle, die die Zeitachse öffnen</translation>
    </message>
    <message>
        <source>Reason, for the audit</source>
        <translation>Grund, fürs Protokoll</translation>
    </message>
    <message>
        <source>Reason, for the audit (may be left out)</source>
        <translation>Grund, fürs Protokoll (kann entfallen)</translation>
    </message>
    <message>
        <source>Type “%1” to confirm</source>
        <translation>Zum Bestätigen „%1“ eingeben</translation>
    </message>
    <message>
        <source>Write the note first.</source>
        <translation>Erst die Notiz schreiben.</translation>
    </message>
    <message>
        <source>A note has at most %1 characters.</source>
        <translation>Eine Notiz hat höchstens %1 Zeichen.</translation>
    </message>
    <message>
        <source>A reason is needed.</source>
        <translation>Ein Grund ist nötig.</translation>
    </message>
    <message>
        <source>Type the words to confirm.</source>
        <translation>Zum Bestätigen die Worte eingeben.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>und %n weitere</numerusform>
            <numerusform>und %n weitere</numerusform>
        </translation>
    </message>
    <message>
        <source>The outcome is unknown.</source>
        <translation>Der Ausgang ist unbekannt.</translation>
    </message>
    <message>
        <source>It could not be sent.</source>
        <translation>Es ließ sich nicht senden.</translation>
    </message>
    <message>
        <source>It was refused.</source>
        <translation>Es wurde abgelehnt.</translation>
    </message>
    <message>
        <source>%1 of %2 were not done.</source>
        <translation>%1 von %2 geschahen nicht.</translation>
    </message>
</context>
<context>
    <name>holdfast::views::AlertBar</name>
    <message>
        <source>Look at it</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Dismiss</source>
        <translation>Ausblenden</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Warnungen</translation>
    </message>
</context>
<context>
    <name>holdfast::views::AuditPage</name>
    <message>
        <source>no anchor outside of the database is known here</source>
        <translation>ein Anker außerhalb der Datenbank ist hier nicht bekannt</translation>
    </message>
    <message>
        <source>there is no anchor yet</source>
        <translation>es gibt noch keinen Anker</translation>
    </message>
    <message>
        <source>it goes through its anchor</source>
        <translation>sie geht durch ihren Anker</translation>
    </message>
    <message>
        <source>it does not go through its anchor: it was replaced or cut off</source>
        <translation>sie geht nicht durch ihren Anker: sie wurde ersetzt oder gekürzt</translation>
    </message>
    <message>
        <source>its anchor is damaged, so nothing can be said about what was replaced</source>
        <translation>ihr Anker ist beschädigt; ob etwas ersetzt wurde, lässt sich nicht sagen</translation>
    </message>
    <message>
        <source>Audit</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Check the chain</source>
        <translation>Kette prüfen</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>What people did</source>
        <translation>Was Menschen taten</translation>
    </message>
    <message>
        <source>Newest</source>
        <translation>Neueste</translation>
    </message>
    <message>
        <source>Newer</source>
        <translation>Neuere</translation>
    </message>
    <message>
        <source>Older</source>
        <translation>Ältere</translation>
    </message>
    <message>
        <source>Walk along all entries: none was changed, taken out or put in</source>
        <translation>Alle Einträge abgehen: keiner wurde geändert, entfernt oder eingefügt</translation>
    </message>
    <message>
        <source>Hash of the last entry</source>
        <translation>Hash des letzten Eintrags</translation>
    </message>
    <message>
        <source>The chain of entries</source>
        <translation>Die Kette der Einträge</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>Wer</translation>
    </message>
    <message>
        <source>Act</source>
        <translation>Handlung</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>Wörter</translation>
    </message>
    <message>
        <source>Reason, target, trace or a whole id</source>
        <translation>Grund, Ziel, Trace oder ganze Id</translation>
    </message>
    <message>
        <source>Any time</source>
        <translation>Jederzeit</translation>
    </message>
    <message>
        <source>Last hour</source>
        <translation>Letzte Stunde</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Heute</translation>
    </message>
    <message>
        <source>Last 7 days</source>
        <translation>Letzte 7 Tage</translation>
    </message>
    <message>
        <source>Last 30 days</source>
        <translation>Letzte 30 Tage</translation>
    </message>
    <message>
        <source>Anybody</source>
        <translation>Alle Personen</translation>
    </message>
    <message>
        <source>Any act</source>
        <translation>Alle Handlungen</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Finden</translation>
    </message>
    <message>
        <source>Find in the audit</source>
        <translation>Im Protokoll finden</translation>
    </message>
    <message>
        <source>Check the audit&apos;s chain</source>
        <translation>Kette des Protokolls prüfen</translation>
    </message>
    <message>
        <source>%1 on record</source>
        <translation>%1 verzeichnet</translation>
    </message>
    <message>
        <source>Entries %1 to %2</source>
        <translation>Einträge %1 bis %2</translation>
    </message>
    <message>
        <source>Nothing among these 20,000 entries; look at older ones.</source>
        <translation>Nichts unter diesen 20.000 Einträgen; ältere ansehen.</translation>
    </message>
    <message>
        <source>No entry here matches. Older ones may.</source>
        <translation>Kein Eintrag passt hier. Ältere vielleicht.</translation>
    </message>
    <message>
        <source>No entry matches.</source>
        <translation>Kein Eintrag passt.</translation>
    </message>
    <message>
        <source>Look at older ones</source>
        <translation>Ältere ansehen</translation>
    </message>
    <message>
        <source>Show all entries</source>
        <translation>Alle Einträge zeigen</translation>
    </message>
    <message>
        <source>What people do appears here, with their reason: releases, retries, notes, repairs.</source>
        <translation>Was Menschen tun, erscheint hier mit ihrem Grund: Freigaben, Wiederholungen, Notizen, Reparaturen.</translation>
    </message>
    <message>
        <source>See what is in flight</source>
        <translation>Laufende ansehen</translation>
    </message>
    <message>
        <source>The chain has not been checked yet.</source>
        <translation>Die Kette wurde noch nicht geprüft.</translation>
    </message>
    <message>
        <source>Walking along the chain…</source>
        <translation>Die Kette wird abgegangen …</translation>
    </message>
    <message>
        <source>The chain could not be checked. %1 Nothing is known of it.</source>
        <translation>Die Kette ließ sich nicht prüfen. %1 Über sie ist nichts bekannt.</translation>
    </message>
    <message>
        <source>checked at %1</source>
        <translation>geprüft um %1</translation>
    </message>
    <message>
        <source>Nothing is on record yet, %1; %2.</source>
        <translation>Noch nichts verzeichnet, %1; %2.</translation>
    </message>
    <message>
        <source>The chain of %1 holds, %2; %3.</source>
        <translation>Die Kette von %1 hält, %2; %3.</translation>
    </message>
    <message>
        <source>The chain is broken: %1; %2; %3.</source>
        <translation>Die Kette ist gebrochen: %1; %2; %3.</translation>
    </message>
    <message>
        <source>All that match, CSV…</source>
        <translation>Alle passenden, CSV …</translation>
    </message>
    <message>
        <source>All that match, JSON…</source>
        <translation>Alle passenden, JSON …</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>The newest %1 entries were written to %2; there are more.</source>
        <translation>Die neuesten %1 Einträge stehen in %2; es gibt mehr.</translation>
    </message>
    <message>
        <source>%1 entries were written to %2.</source>
        <translation>%1 Einträge stehen in %2.</translation>
    </message>
    <message>
        <source>Not exported</source>
        <translation>Nicht exportiert</translation>
    </message>
    <message>
        <source>No file was changed.</source>
        <translation>Keine Datei wurde geändert.</translation>
    </message>
</context>
<context>
    <name>holdfast::views::ConnectionDialog</name>
    <message>
        <source>never encrypted</source>
        <translation>nie verschlüsselt</translation>
    </message>
    <message>
        <source>encrypted if the server insists</source>
        <translation>verschlüsselt, wenn der Server darauf besteht</translation>
    </message>
    <message>
        <source>encrypted if the server can</source>
        <translation>verschlüsselt, wenn der Server es kann</translation>
    </message>
    <message>
        <source>always encrypted, server not checked</source>
        <translation>immer verschlüsselt, Server ungeprüft</translation>
    </message>
    <message>
        <source>always encrypted, certificate checked</source>
        <translation>immer verschlüsselt, Zertifikat geprüft</translation>
    </message>
    <message>
        <source>always encrypted, certificate and host name checked</source>
        <translation>immer verschlüsselt, Zertifikat und Name geprüft</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>Test</source>
        <translation>Testen</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Save and connect</source>
        <translation>Speichern und verbinden</translation>
    </message>
    <message>
        <source>Change the connection</source>
        <translation>Verbindung ändern</translation>
    </message>
    <message>
        <source>Connect to a database</source>
        <translation>Mit einer Datenbank verbinden</translation>
    </message>
    <message>
        <source>the system&apos;s</source>
        <translation>das des Systems</translation>
    </message>
    <message>
        <source>Connection string</source>
        <translation>Verbindungszeile</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Host</source>
        <translation>Rechner</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>User</source>
        <translation>Benutzer</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>SSL mode</source>
        <translation>SSL-Modus</translation>
    </message>
    <message>
        <source>Root certificate</source>
        <translation>Wurzelzertifikat</translation>
    </message>
    <message>
        <source>this machine</source>
        <translation>dieser Rechner</translation>
    </message>
    <message>
        <source>Goes to the desktop&apos;s keyring, never to a file; without a keyring it is kept until Holdfast ends</source>
        <translation>Kommt in den Schlüsselbund des Desktops, nie in eine Datei; ohne Schlüsselbund bleibt es, bis Holdfast endet</translation>
    </message>
    <message>
        <source>Choose the root certificate</source>
        <translation>Wurzelzertifikat wählen</translation>
    </message>
    <message>
        <source>Connect once and tell what this login may do there</source>
        <translation>Einmal verbinden und sagen, was diese Anmeldung dort darf</translation>
    </message>
    <message>
        <source>Certificates (*.crt *.pem *.cer)</source>
        <translation>Zertifikate (*.crt *.pem *.cer)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Connecting…</source>
        <translation>Verbindet …</translation>
    </message>
    <message>
        <source>Not connected. %1</source>
        <translation>Nicht verbunden. %1</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Saved. Waiting for the keyring…</source>
        <translation>Gespeichert. Wartet auf den Schlüsselbund …</translation>
    </message>
    <message>
        <source>Saved. %1</source>
        <translation>Gespeichert. %1</translation>
    </message>
    <message>
        <source>This is no connection string: %1</source>
        <translation>Das ist keine Verbindungszeile: %1</translation>
    </message>
    <message>
        <source>Which database? Give its name or a connection string.</source>
        <translation>Welche Datenbank? Nötig ist ihr Name oder eine Verbindungszeile.</translation>
    </message>
    <message>
        <source>A port is a number from 1 to 65535.</source>
        <translation>Ein Port ist eine Zahl von 1 bis 65535.</translation>
    </message>
    <message>
        <source>%1 on %2</source>
        <translation>%1 auf %2</translation>
    </message>
    <message>
        <source>There is a connection called %1 already.</source>
        <translation>Eine Verbindung namens %1 gibt es schon.</translation>
    </message>
    <message>
        <source>There are %1 connections already; remove one first.</source>
        <translation>Es gibt schon %1 Verbindungen; erst eine entfernen.</translation>
    </message>
    <message>
        <source>The password goes to the desktop&apos;s keyring. Test tells what this login may do.</source>
        <translation>Das Passwort kommt in den Schlüsselbund des Desktops. „Testen“ sagt, was diese Anmeldung darf.</translation>
    </message>
</context>
<context>
    <name>holdfast::views::DataTable</name>
    <message>
        <source>Copy the id</source>
        <translation>Id kopieren</translation>
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
    <message>
        <source>Claim, note, extend</source>
        <translation>Übernehmen, Notiz, verlängern</translation>
    </message>
    <message>
        <source>More to do with it</source>
        <translation>Mehr damit tun</translation>
    </message>
    <message numerus="yes">
        <source>%n reservations selected</source>
        <translation>
            <numerusform>%n Reservierung gewählt</numerusform>
            <numerusform>%n Reservierungen gewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>Claimed by</source>
        <translation>Übernommen von</translation>
    </message>
    <message>
        <source>%1, %2</source>
        <translation>%1, %2</translation>
    </message>
    <message>
        <source>%1, release requested</source>
        <translation>%1, Freigabe angefordert</translation>
    </message>
    <message>
        <source>nobody</source>
        <translation>niemand</translation>
    </message>
    <message>
        <source>in flight, worth %1</source>
        <translation>laufend, im Wert von %1</translation>
    </message>
    <message>
        <source>worth %1</source>
        <translation>im Wert von %1</translation>
    </message>
</context>
<context>
    <name>holdfast::views::EnvironmentMenu</name>
    <message>
        <source>Connect to a database…</source>
        <translation>Mit einer Datenbank verbinden …</translation>
    </message>
    <message>
        <source>Change %1…</source>
        <translation>%1 ändern …</translation>
    </message>
    <message>
        <source>Remove %1…</source>
        <translation>%1 entfernen …</translation>
    </message>
    <message>
        <source>Getting started</source>
        <translation>Erste Schritte</translation>
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
        <source>Start the demo</source>
        <translation>Demo starten</translation>
    </message>
    <message>
        <source>Stop the demo</source>
        <translation>Demo beenden</translation>
    </message>
    <message>
        <source>Remove the connection</source>
        <translation>Verbindung entfernen</translation>
    </message>
    <message>
        <source>Remove %1 from the environments?</source>
        <translation>%1 aus den Umgebungen entfernen?</translation>
    </message>
    <message>
        <source>Its password is forgotten. The database is not touched.</source>
        <translation>Das Passwort wird vergessen. Die Datenbank wird nicht berührt.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
</context>
<context>
    <name>holdfast::views::ExportButton</name>
    <message>
        <source>%1 could not be written: %2</source>
        <translation>%1 ließ sich nicht schreiben: %2</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Write what is shown to a file</source>
        <translation>Was gezeigt wird, in eine Datei schreiben</translation>
    </message>
    <message>
        <source>CSV…</source>
        <translation>CSV …</translation>
    </message>
    <message>
        <source>JSON…</source>
        <translation>JSON …</translation>
    </message>
    <message>
        <source>Picture, PNG…</source>
        <translation>Bild, PNG …</translation>
    </message>
    <message>
        <source>Picture, SVG…</source>
        <translation>Bild, SVG …</translation>
    </message>
    <message>
        <source>Written to %1</source>
        <translation>Geschrieben nach %1</translation>
    </message>
    <message>
        <source>Not exported</source>
        <translation>Nicht exportiert</translation>
    </message>
    <message>
        <source>Nothing was changed; choose another place.</source>
        <translation>Nichts wurde geändert; einen anderen Ort wählen.</translation>
    </message>
    <message>
        <source>Exporting…</source>
        <translation>Exportiert …</translation>
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
    <message>
        <source>Save view</source>
        <translation>Ansicht speichern</translation>
    </message>
    <message>
        <source>Claimed by me</source>
        <translation>Von mir übernommen</translation>
    </message>
    <message>
        <source>Keep this filter, its order and the columns under a name</source>
        <translation>Diesen Filter mit Reihenfolge und Spalten unter einem Namen behalten</translation>
    </message>
    <message>
        <source>A view of your own. Its menu (right click, or the menu key) renames or deletes it.</source>
        <translation>Eine eigene Ansicht. Ihr Menü (Rechtsklick oder Menütaste) benennt sie um oder löscht sie.</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>Umbenennen …</translation>
    </message>
    <message>
        <source>Rename “%1”</source>
        <translation>„%1“ umbenennen</translation>
    </message>
    <message>
        <source>Replace by what is shown now</source>
        <translation>Durch das jetzt Gezeigte ersetzen</translation>
    </message>
    <message>
        <source>Delete “%1”</source>
        <translation>„%1“ löschen</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
</context>
<context>
    <name>holdfast::views::FilterExport</name>
    <message>
        <source>CSV…</source>
        <translation>CSV …</translation>
    </message>
    <message>
        <source>JSON…</source>
        <translation>JSON …</translation>
    </message>
    <message>
        <source>Stop export, %1 rows</source>
        <translation>Export abbrechen, %1 Zeilen</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Exportieren</translation>
    </message>
    <message>
        <source>Write all that match to a file, up to %1</source>
        <translation>Alle passenden in eine Datei schreiben, bis zu %1</translation>
    </message>
    <message>
        <source>Stop export</source>
        <translation>Export abbrechen</translation>
    </message>
    <message>
        <source>The file stays as it was</source>
        <translation>Die Datei bleibt, wie sie war</translation>
    </message>
    <message>
        <source>The first %1 rows were written to %2; there are more.</source>
        <translation>Die ersten %1 Zeilen stehen in %2; es gibt mehr.</translation>
    </message>
    <message>
        <source>%1 rows were written to %2.</source>
        <translation>%1 Zeilen stehen in %2.</translation>
    </message>
    <message>
        <source>Not exported</source>
        <translation>Nicht exportiert</translation>
    </message>
    <message>
        <source>No file was changed.</source>
        <translation>Keine Datei wurde geändert.</translation>
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
    <message>
        <source>Claimed by me</source>
        <translation>Von mir übernommen</translation>
    </message>
    <message>
        <source>Not connected: who you are is not known.</source>
        <translation>Nicht verbunden: wer handelt, ist nicht bekannt.</translation>
    </message>
</context>
<context>
    <name>holdfast::views::FirstRunPage</name>
    <message>
        <source>Choose a scenario</source>
        <translation>Szenario wählen</translation>
    </message>
    <message>
        <source>Connect…</source>
        <translation>Verbinden …</translation>
    </message>
    <message>
        <source>Go on without any of them</source>
        <translation>Ohne all das weiter</translation>
    </message>
    <message>
        <source>Getting started</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>Look at a demo</source>
        <translation>Demo ansehen</translation>
    </message>
    <message>
        <source>A small town that books, with a database, an API, workers and a payment gateway of its own. It ends with Holdfast.</source>
        <translation>Eine kleine Stadt, die bucht, mit eigener Datenbank, API, Workern und Zahlungs-Gateway. Sie endet mit Holdfast.</translation>
    </message>
    <message>
        <source>Try to break it</source>
        <translation>Auf die Probe stellen</translation>
    </message>
    <message>
        <source>Scenarios run against fresh sandboxes of real processes, break things on purpose, and judge what came of it.</source>
        <translation>Szenarien laufen gegen frische Sandboxes echter Prozesse, stören mit Absicht und urteilen, was daraus wurde.</translation>
    </message>
    <message>
        <source>Watch a database</source>
        <translation>Datenbank beobachten</translation>
    </message>
    <message>
        <source>One that Holdfast runs on already, here or on another machine. What you may do there goes by your login&apos;s role.</source>
        <translation>Eine, auf der Holdfast schon läuft, hier oder anderswo. Was dort erlaubt ist, richtet sich nach der Rolle der Anmeldung.</translation>
    </message>
    <message>
        <source>Holdfast keeps reservations and the money behind them. Choose how to begin; the first two touch nothing but sandboxes that they bring up themselves.</source>
        <translation>Holdfast hält Reservierungen und das Geld dahinter. Womit beginnen? Die ersten beiden berühren nur Sandboxes, die sie selbst aufbauen.</translation>
    </message>
    <message>
        <source>Start the demo</source>
        <translation>Demo starten</translation>
    </message>
    <message>
        <source>Stop the demo</source>
        <translation>Demo beenden</translation>
    </message>
    <message>
        <source>Bringing up the sandbox…</source>
        <translation>Sandbox wird aufgebaut …</translation>
    </message>
    <message>
        <source>Running: sandbox %1</source>
        <translation>Läuft: Sandbox %1</translation>
    </message>
    <message>
        <source>Taking the sandbox down…</source>
        <translation>Sandbox wird abgebaut …</translation>
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
        <source>Force-release all…</source>
        <translation>Alle zwangsweise freigeben …</translation>
    </message>
    <message>
        <source>Filter reservations</source>
        <translation>Reservierungen filtern</translation>
    </message>
    <message>
        <source>There is no such page.</source>
        <translation>Diese Seite gibt es nicht.</translation>
    </message>
    <message>
        <source>Nothing matches.</source>
        <translation>Nichts passt.</translation>
    </message>
    <message>
        <source>At most %1 at once: narrow the filter.</source>
        <translation>Höchstens %1 auf einmal: den Filter einengen.</translation>
    </message>
    <message>
        <source>Ends every reservation that matches the filter, after asking</source>
        <translation>Beendet nach Rückfrage jede Reservierung, die zum Filter passt</translation>
    </message>
    <message>
        <source>Not done</source>
        <translation>Nicht geschehen</translation>
    </message>
    <message>
        <source>More match by now than can be ended at once: narrow the filter.</source>
        <translation>Inzwischen passen mehr, als sich auf einmal beenden lassen: den Filter einengen.</translation>
    </message>
    <message>
        <source>Nothing that matches is in flight any more.</source>
        <translation>Nichts Passendes läuft mehr.</translation>
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
        <source>Choose the environment</source>
        <translation>Umgebung wählen</translation>
    </message>
    <message>
        <source>Pause and resume the display</source>
        <translation>Anzeige anhalten und fortsetzen</translation>
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
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>Everywhere</source>
        <translation>Überall</translation>
    </message>
    <message>
        <source>Find a reservation, page or action</source>
        <translation>Reservierung, Seite oder Aktion finden</translation>
    </message>
    <message>
        <source>Filter or search the page</source>
        <translation>Seite filtern oder durchsuchen</translation>
    </message>
    <message>
        <source>Page</source>
        <translation>Seite</translation>
    </message>
    <message>
        <source>Environment</source>
        <translation>Umgebung</translation>
    </message>
    <message>
        <source>chosen already</source>
        <translation>schon gewählt</translation>
    </message>
    <message>
        <source>Connect to a database…</source>
        <translation>Mit einer Datenbank verbinden …</translation>
    </message>
    <message>
        <source>Getting started</source>
        <translation>Erste Schritte</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Resume the display</source>
        <translation>Anzeige fortsetzen</translation>
    </message>
    <message>
        <source>Pause the display</source>
        <translation>Anzeige anhalten</translation>
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
        <source>Follow the desktop</source>
        <translation>Wie der Desktop</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Keyboard shortcuts</source>
        <translation>Tastenkürzel</translation>
    </message>
    <message>
        <source>Search “%1” in timelines</source>
        <translation>„%1“ in Zeitachsen suchen</translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>Show what matches “%1” in flight</source>
        <translation>Laufende zeigen, auf die „%1“ passt</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>Laufend</translation>
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
    <message numerus="yes">
        <source>%n waiting</source>
        <translation>
            <numerusform>%n wartet</numerusform>
            <numerusform>%n warten</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdfast::views::OccupancyChart</name>
    <message>
        <source>Confirmed</source>
        <translation>Bestätigt</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>External</source>
        <translation>Extern</translation>
    </message>
    <message>
        <source>Free</source>
        <translation>Frei</translation>
    </message>
    <message>
        <source>Seats taken over time, in percent of what is offered</source>
        <translation>Belegte Plätze über die Zeit, in Prozent des Angebots</translation>
    </message>
    <message>
        <source>no slots</source>
        <translation>keine Slots</translation>
    </message>
    <message>
        <source>%1 taken: %2 confirmed, %3 held, %4 external of %5 seats</source>
        <translation>%1 belegt: %2 bestätigt, %3 gehalten, %4 extern von %5 Plätzen</translation>
    </message>
    <message>
        <source>Parts of the seats: confirmed, held, external, free</source>
        <translation>Anteile der Plätze: bestätigt, gehalten, extern, frei</translation>
    </message>
</context>
<context>
    <name>holdfast::views::OccupancyHeatMap</name>
    <message>
        <source>Seats taken, by vendor and time</source>
        <translation>Belegte Plätze nach Anbieter und Zeit</translation>
    </message>
    <message>
        <source>All vendors</source>
        <translation>Alle Anbieter</translation>
    </message>
    <message>
        <source>no slots</source>
        <translation>keine Slots</translation>
    </message>
    <message>
        <source>%1 held, %2 confirmed, %3 external, %4 free</source>
        <translation>%1 gehalten, %2 bestätigt, %3 extern, %4 frei</translation>
    </message>
    <message>
        <source>%1 taken: %2 of %3 seats in 1 slot</source>
        <translation>%1 belegt: %2 von %3 Plätzen in 1 Slot</translation>
    </message>
    <message numerus="yes">
        <source>%1 taken: %2 of %3 seats in %n slots</source>
        <translation>
            <numerusform>%1 belegt: %2 von %3 Plätzen in %n Slot</numerusform>
            <numerusform>%1 belegt: %2 von %3 Plätzen in %n Slots</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdfast::views::OccupancyPage</name>
    <message>
        <source>Percent of the seats taken: none to all; more than there are is marked</source>
        <translation>Prozent der belegten Plätze: keine bis alle; mehr als vorhanden ist markiert</translation>
    </message>
    <message>
        <source>beyond!</source>
        <translation>darüber!</translation>
    </message>
    <message>
        <source>Occupancy</source>
        <translation>Auslastung</translation>
    </message>
    <message>
        <source>Now</source>
        <translation>Jetzt</translation>
    </message>
    <message>
        <source>Next 24 hours</source>
        <translation>Nächste 24 Stunden</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Tag</translation>
    </message>
    <message>
        <source>Week</source>
        <translation>Woche</translation>
    </message>
    <message>
        <source>Time shown</source>
        <translation>Gezeigte Zeit</translation>
    </message>
    <message>
        <source>Earlier (Alt+Left)</source>
        <translation>Früher (Alt+Links)</translation>
    </message>
    <message>
        <source>Later (Alt+Right)</source>
        <translation>Später (Alt+Rechts)</translation>
    </message>
    <message>
        <source>Seats taken, by vendor and time</source>
        <translation>Belegte Plätze nach Anbieter und Zeit</translation>
    </message>
    <message>
        <source>As a table</source>
        <translation>Als Tabelle</translation>
    </message>
    <message>
        <source>Show the map as a table</source>
        <translation>Karte als Tabelle zeigen</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Show the whole time again (Esc)</source>
        <translation>Wieder die ganze Zeit zeigen (Esc)</translation>
    </message>
    <message>
        <source>Taken over time</source>
        <translation>Belegt über die Zeit</translation>
    </message>
    <message>
        <source>Fullest slots</source>
        <translation>Vollste Slots</translation>
    </message>
    <message>
        <source>No slots start in this time.</source>
        <translation>In dieser Zeit beginnen keine Slots.</translation>
    </message>
    <message>
        <source>Occupancy: earlier</source>
        <translation>Auslastung: früher</translation>
    </message>
    <message>
        <source>Occupancy: later</source>
        <translation>Auslastung: später</translation>
    </message>
    <message>
        <source>Occupancy: now</source>
        <translation>Auslastung: jetzt</translation>
    </message>
    <message>
        <source>Occupancy: as a table</source>
        <translation>Auslastung: als Tabelle</translation>
    </message>
    <message>
        <source>How full the slots are appears here once a database is read.</source>
        <translation>Wie voll die Slots sind, erscheint hier, sobald eine Datenbank gelesen wird.</translation>
    </message>
    <message>
        <source>A week</source>
        <translation>Eine Woche</translation>
    </message>
    <message>
        <source>%1 – %2 chosen</source>
        <translation>%1 – %2 gewählt</translation>
    </message>
    <message>
        <source>Back to now</source>
        <translation>Zurück zu jetzt</translation>
    </message>
    <message>
        <source>It shows now.</source>
        <translation>Zeigt schon jetzt.</translation>
    </message>
    <message>
        <source>%1 of %2 seats taken, %3</source>
        <translation>%1 von %2 Plätzen belegt, %3</translation>
    </message>
    <message>
        <source>; the busiest %1 of %2 vendors</source>
        <translation>; die vollsten %1 von %2 Anbietern</translation>
    </message>
    <message>
        <source>; too many slots, the end is missing</source>
        <translation>; zu viele Slots, das Ende fehlt</translation>
    </message>
    <message>
        <source>; 1 vendor</source>
        <translation>; 1 Anbieter</translation>
    </message>
    <message numerus="yes">
        <source>; %n vendors</source>
        <translation>
            <numerusform>; %n Anbieter</numerusform>
            <numerusform>; %n Anbieter</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdfast::views::OverviewPage</name>
    <message>
        <source>%1: %2 in flight</source>
        <translation>%1: %2 laufend</translation>
    </message>
    <message>
        <source>%1: %2 booked, %3 failed per minute</source>
        <translation>%1: %2 gebucht, %3 fehlgeschlagen je Minute</translation>
    </message>
    <message>
        <source>%1: p50 %2, p95 %3, p99 %4</source>
        <translation>%1: p50 %2, p95 %3, p99 %4</translation>
    </message>
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
        <translation>binnen 5 min</translation>
    </message>
    <message>
        <source>%1 %2</source>
        <translation>%1 %2</translation>
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
        <translation>je s</translation>
    </message>
    <message>
        <source>Known after the second reading</source>
        <translation>Bekannt nach der zweiten Messung</translation>
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
        <translation>Was die laufenden Reservierungen ihren Anfragenden wert sind</translation>
    </message>
    <message>
        <source>At the gateway, neither captured nor given back</source>
        <translation>Beim Gateway, weder abgebucht noch zurückgegeben</translation>
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
        <translation>Von den nächsten %1 Slots</translation>
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
        <translation>hält</translation>
    </message>
    <message>
        <source>%1 violated</source>
        <translation>%1 verletzt</translation>
    </message>
    <message>
        <source>%1, checked %2, took %3</source>
        <translation>%1, geprüft %2, Dauer %3</translation>
    </message>
    <message>
        <source>not checked yet</source>
        <translation>noch nicht geprüft</translation>
    </message>
    <message>
        <source>all %1 hold, checked %2 ago</source>
        <translation>alle %1 halten, geprüft vor %2</translation>
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
        <translation>%1 hängen</translation>
    </message>
    <message>
        <source>%1 past their deadline</source>
        <translation>%1 über der Frist</translation>
    </message>
    <message>
        <source>nothing needs you</source>
        <translation>nichts zu tun</translation>
    </message>
    <message>
        <source>Overview</source>
        <translation>Übersicht</translation>
    </message>
    <message>
        <source>Readings of the overview, as numbers</source>
        <translation>Messungen der Übersicht, als Zahlen</translation>
    </message>
    <message>
        <source>The readings of the last quarter of an hour appear here, one every two seconds.</source>
        <translation>Die Messungen der letzten Viertelstunde erscheinen hier, alle zwei Sekunden eine.</translation>
    </message>
    <message>
        <source>In flight</source>
        <translation>Laufend</translation>
    </message>
    <message>
        <source>In flight over the last minutes; the table has the numbers</source>
        <translation>Laufende über die letzten Minuten; die Tabelle hat die Zahlen</translation>
    </message>
    <message>
        <source>Bookings per minute</source>
        <translation>Buchungen je Minute</translation>
    </message>
    <message>
        <source>Bookings and failures per minute over the last minutes; the table has the numbers</source>
        <translation>Buchungen und Fehlschläge je Minute über die letzten Minuten; die Tabelle hat die Zahlen</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Gehalten</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Fehlgeschlagen</translation>
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
        <translation>Latenz der API über die letzten Minuten; die Tabelle hat die Zahlen</translation>
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
        <translation>Über der Frist</translation>
    </message>
    <message>
        <source>Stuck</source>
        <translation>Hängend</translation>
    </message>
    <message>
        <source>Money at risk</source>
        <translation>Gefährdetes Geld</translation>
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
        <translation>Belegt, nächste 7 Tage</translation>
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
</context>
<context>
    <name>holdfast::views::Page</name>
    <message>
        <source>What you see is as of %1. Bookings go on or not without this screen.</source>
        <translation>Zu sehen ist der Stand von %1. Buchungen laufen unabhängig von diesem Bildschirm.</translation>
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
        <source>This page fills as soon as it is up.</source>
        <translation>Diese Seite füllt sich, sobald es läuft.</translation>
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
        <source>This page could not be read. %1</source>
        <translation>Diese Seite ließ sich nicht lesen. %1</translation>
    </message>
    <message>
        <source>What you see is as of %1; it is asked for again by itself.</source>
        <translation>Zu sehen ist der Stand von %1; es wird von selbst wieder gefragt.</translation>
    </message>
    <message>
        <source>Nothing was changed. It is asked for again by itself.</source>
        <translation>Nichts wurde geändert. Es wird von selbst wieder gefragt.</translation>
    </message>
    <message>
        <source>%1 cannot be read. %2</source>
        <translation>%1 lässt sich nicht lesen. %2</translation>
    </message>
</context>
<context>
    <name>holdfast::views::Pager</name>
    <message>
        <source>Pages</source>
        <translation>Seiten</translation>
    </message>
    <message>
        <source>%1 per page</source>
        <translation>%1 je Seite</translation>
    </message>
    <message>
        <source>Rows on a page</source>
        <translation>Zeilen je Seite</translation>
    </message>
    <message>
        <source>First page</source>
        <translation>Erste Seite</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>Vorige Seite</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>Nächste Seite</translation>
    </message>
    <message>
        <source>Last page</source>
        <translation>Letzte Seite</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Rows %1</source>
        <translation>Zeilen %1</translation>
    </message>
</context>
<context>
    <name>holdfast::views::Palette</name>
    <message>
        <source>Command palette</source>
        <translation>Befehlspalette</translation>
    </message>
    <message>
        <source>Find a reservation, page, action…</source>
        <translation>Reservierung, Seite, Aktion finden …</translation>
    </message>
    <message>
        <source>What fits</source>
        <translation>Was passt</translation>
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
    <message>
        <source>keep it</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>its data folder stays when the run ends; page Runs lists and removes it</source>
        <translation>ihr Datenordner bleibt nach dem Lauf; die Seite „Läufe“ zeigt und entfernt ihn</translation>
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
        <translation>API-Knoten und Worker, die sich bei dieser Datenbank melden, erscheinen hier. In der letzten Minute war es keiner.</translation>
    </message>
    <message>
        <source>The connections to this database appear here.</source>
        <translation>Die Verbindungen zu dieser Datenbank erscheinen hier.</translation>
    </message>
    <message>
        <source>No long table is read from end to end, and every index of a size is used.</source>
        <translation>Keine lange Tabelle wird ganz durchgelesen, und jeder größere Index wird benutzt.</translation>
    </message>
    <message>
        <source>Tables that want an index, and indexes that nobody reads, appear here.</source>
        <translation>Tabellen, denen ein Index fehlt, und Indexe, die niemand liest, erscheinen hier.</translation>
    </message>
    <message>
        <source>The statements that take most of the server&apos;s time appear here.</source>
        <translation>Die Anweisungen, die den Server am meisten Zeit kosten, erscheinen hier.</translation>
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
    <name>holdfast::views::ReconcilePage</name>
    <message>
        <source>Reconcile</source>
        <translation>Abgleich</translation>
    </message>
    <message>
        <source>Compare now</source>
        <translation>Jetzt vergleichen</translation>
    </message>
    <message>
        <source>Repair all…</source>
        <translation>Alles reparieren …</translation>
    </message>
    <message>
        <source>Repair selected…</source>
        <translation>Auswahl reparieren …</translation>
    </message>
    <message>
        <source>Classes</source>
        <translation>Klassen</translation>
    </message>
    <message>
        <source>Discrepancies</source>
        <translation>Abweichungen</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>The run under way</source>
        <translation>Der laufende Abgleich</translation>
    </message>
    <message>
        <source>Compare the gateway&apos;s books with ours</source>
        <translation>Bücher des Gateways mit unseren vergleichen</translation>
    </message>
    <message>
        <source>Repair all that is safe…</source>
        <translation>Alles Sichere reparieren …</translation>
    </message>
    <message>
        <source>Repair the selected discrepancies…</source>
        <translation>Gewählte Abweichungen reparieren …</translation>
    </message>
    <message>
        <source>nothing differs</source>
        <translation>nichts weicht ab</translation>
    </message>
    <message>
        <source>%1 found, %2 not repaired</source>
        <translation>%1 gefunden, %2 nicht repariert</translation>
    </message>
    <message>
        <source>%1 of %2 · %3</source>
        <translation>%1 von %2 · %3</translation>
    </message>
    <message>
        <source>(the first %1 of %2 are listed)</source>
        <translation>(die ersten %1 von %2 stehen in der Liste)</translation>
    </message>
    <message>
        <source>under way</source>
        <translation>unterwegs</translation>
    </message>
    <message>
        <source>Comparisons and repairs are listed here.</source>
        <translation>Vergleiche und Reparaturen stehen hier.</translation>
    </message>
    <message>
        <source>Whether it was requested is not known: %1</source>
        <translation>Ob es angefordert wurde, ist nicht bekannt: %1</translation>
    </message>
    <message>
        <source>Not requested: %1</source>
        <translation>Nicht angefordert: %1</translation>
    </message>
    <message>
        <source>The books have not been compared yet.</source>
        <translation>Die Bücher wurden noch nicht verglichen.</translation>
    </message>
    <message>
        <source>%1 for %2 is running: %3</source>
        <translation>%1 läuft seit %2: %3</translation>
    </message>
    <message>
        <source>%1 waits: no worker with the gateway&apos;s credentials is there. Start one: holdfastctl worker</source>
        <translation>%1 wartet: kein Worker mit Zugang zum Gateway ist da. Einen starten: holdfastctl worker</translation>
    </message>
    <message>
        <source>%1 for %2 waits for a worker.</source>
        <translation>%1 wartet seit %2 auf einen Worker.</translation>
    </message>
    <message>
        <source>%1 did not come to its end: %2. Nothing is known of what it did not reach; compare again.</source>
        <translation>%1 kam nicht ans Ende: %2. Über das nicht Erreichte ist nichts bekannt; noch einmal vergleichen.</translation>
    </message>
    <message>
        <source>Operations that are worked on, and not judged yet: %1.</source>
        <translation>Vorgänge in Arbeit, noch nicht beurteilt: %1.</translation>
    </message>
    <message>
        <source>Both sides agree: %1.</source>
        <translation>Beide Seiten stimmen überein: %1.</translation>
    </message>
    <message>
        <source>Everything found is repaired or on its way: %1.</source>
        <translation>Alles Gefundene ist repariert oder unterwegs: %1.</translation>
    </message>
    <message>
        <source>The two sides differ: %1.</source>
        <translation>Die beiden Seiten weichen ab: %1.</translation>
    </message>
    <message>
        <source>Nothing of this class was found.</source>
        <translation>Von dieser Klasse wurde nichts gefunden.</translation>
    </message>
    <message>
        <source>Show every class</source>
        <translation>Alle Klassen zeigen</translation>
    </message>
    <message>
        <source>What differs appears here when this run has come to its end.</source>
        <translation>Was abweicht, erscheint hier, wenn dieser Lauf am Ende ist.</translation>
    </message>
    <message>
        <source>What the gateway&apos;s books and ours do not agree on appears here, once they were compared.</source>
        <translation>Worin die Bücher des Gateways und unsere nicht übereinstimmen, erscheint hier nach dem Vergleich.</translation>
    </message>
    <message>
        <source>This run found nothing that differs.</source>
        <translation>Dieser Lauf fand keine Abweichung.</translation>
    </message>
    <message>
        <source>Compare again</source>
        <translation>Noch einmal vergleichen</translation>
    </message>
    <message>
        <source>Select discrepancies that can be repaired.</source>
        <translation>Reparierbare Abweichungen auswählen.</translation>
    </message>
    <message>
        <source>Only what can be repaired without a person, and was not yet, can be selected for it.</source>
        <translation>Auswählen lässt sich nur, was ohne einen Menschen reparierbar ist und es noch nicht wurde.</translation>
    </message>
    <message>
        <source>Have a worker compare the gateway&apos;s books with ours; nothing is changed</source>
        <translation>Ein Worker vergleicht die Bücher des Gateways mit unseren; nichts wird geändert</translation>
    </message>
    <message>
        <source>Compare, and put right what is safe</source>
        <translation>Vergleichen und berichtigen, was sicher ist</translation>
    </message>
    <message>
        <source>Put right what is selected, and nothing else</source>
        <translation>Die Auswahl berichtigen und nichts sonst</translation>
    </message>
    <message>
        <source>Compare, and repair what is safe?</source>
        <translation>Vergleichen und reparieren, was sicher ist?</translation>
    </message>
    <message>
        <source>A worker compares all books anew. Money that no booking needs is given back, whatever this run finds. The run shown has %1 that can be repaired%2.</source>
        <translation>Ein Worker vergleicht alle Bücher neu. Geld, das keine Buchung braucht, wird zurückgegeben, was immer dieser Lauf findet. Der gezeigte Lauf hat %1 Reparierbare%2.</translation>
    </message>
    <message>
        <source>, worth %1</source>
        <translation>, im Wert von %1</translation>
    </message>
    <message>
        <source>Repair all</source>
        <translation>Alles reparieren</translation>
    </message>
    <message>
        <source>repair all</source>
        <translation>alles reparieren</translation>
    </message>
    <message>
        <source>Repair this discrepancy?</source>
        <translation>Diese Abweichung reparieren?</translation>
    </message>
    <message numerus="yes">
        <source>Repair %n discrepancies?</source>
        <translation>
            <numerusform>%n Abweichung reparieren?</numerusform>
            <numerusform>%n Abweichungen reparieren?</numerusform>
        </translation>
    </message>
    <message>
        <source>A worker looks at each of these payments at the gateway, and gives back what no booking needs. %1</source>
        <translation>Ein Worker sieht jede dieser Zahlungen beim Gateway nach und gibt zurück, was keine Buchung braucht. %1</translation>
    </message>
    <message>
        <source>None of it was captured.</source>
        <translation>Nichts davon wurde abgebucht.</translation>
    </message>
    <message>
        <source>Amount: %1.</source>
        <translation>Betrag: %1.</translation>
    </message>
    <message>
        <source>Repair</source>
        <translation>Reparieren</translation>
    </message>
    <message numerus="yes">
        <source>Repair %n discrepancies</source>
        <translation>
            <numerusform>%n Abweichung reparieren</numerusform>
            <numerusform>%n Abweichungen reparieren</numerusform>
        </translation>
    </message>
    <message>
        <source>repair</source>
        <translation>reparieren</translation>
    </message>
</context>
<context>
    <name>holdfast::views::ReservationActions</name>
    <message>
        <source> and </source>
        <translation> und </translation>
    </message>
    <message>
        <source>Timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>Extend…</source>
        <translation>Verlängern …</translation>
    </message>
    <message>
        <source>Release…</source>
        <translation>Freigeben …</translation>
    </message>
    <message>
        <source>Force-release…</source>
        <translation>Zwangsfreigabe …</translation>
    </message>
    <message>
        <source>Note…</source>
        <translation>Notiz …</translation>
    </message>
    <message>
        <source>Claim</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Give the claim back</source>
        <translation>Übernahme zurückgeben</translation>
    </message>
    <message>
        <source>Copy the id</source>
        <translation>Id kopieren</translation>
    </message>
    <message>
        <source>Select a reservation first.</source>
        <translation>Erst eine Reservierung wählen.</translation>
    </message>
    <message>
        <source>One reservation at a time.</source>
        <translation>Nur eine Reservierung auf einmal.</translation>
    </message>
    <message>
        <source>Nobody has claimed it.</source>
        <translation>Niemand hat sie übernommen.</translation>
    </message>
    <message>
        <source>Its release is on the way.</source>
        <translation>Ihre Freigabe ist unterwegs.</translation>
    </message>
    <message>
        <source>Not possible while it is %1.</source>
        <translation>Nicht möglich im Zustand %1.</translation>
    </message>
    <message>
        <source>%1 (%2)</source>
        <translation>%1 (%2)</translation>
    </message>
    <message>
        <source>Claim for longer</source>
        <translation>Länger übernehmen</translation>
    </message>
    <message>
        <source>Take over from %1…</source>
        <translation>Von %1 übernehmen …</translation>
    </message>
    <message>
        <source>%1 at %2, %3, for %4.</source>
        <translation>%1 bei %2, %3, für %4.</translation>
    </message>
    <message>
        <source>Amount: %1.</source>
        <translation>Betrag: %1.</translation>
    </message>
    <message numerus="yes">
        <source>%n reservations, nothing owed.</source>
        <translation>
            <numerusform>%n Reservierung, nichts geschuldet.</numerusform>
            <numerusform>%n Reservierungen, nichts geschuldet.</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 has claimed it and may be working on it.</source>
        <translation>%1 hat sie übernommen und arbeitet vielleicht daran.</translation>
    </message>
    <message>
        <source>%1 has claimed one of them and may be working on it.</source>
        <translation>%1 hat eine davon übernommen und arbeitet vielleicht daran.</translation>
    </message>
    <message>
        <source>Extend %1?</source>
        <translation>%1 verlängern?</translation>
    </message>
    <message numerus="yes">
        <source>Extend %n reservations?</source>
        <translation>
            <numerusform>%n Reservierung verlängern?</numerusform>
            <numerusform>%n Reservierungen verlängern?</numerusform>
        </translation>
    </message>
    <message>
        <source>Extend</source>
        <translation>Verlängern</translation>
    </message>
    <message>
        <source>Release %1?</source>
        <translation>%1 freigeben?</translation>
    </message>
    <message numerus="yes">
        <source>Release %n reservations?</source>
        <translation>
            <numerusform>%n Reservierung freigeben?</numerusform>
            <numerusform>%n Reservierungen freigeben?</numerusform>
        </translation>
    </message>
    <message>
        <source>The capacity becomes free; authorizations are given back.</source>
        <translation>Die Plätze werden frei; Autorisierungen werden aufgehoben.</translation>
    </message>
    <message>
        <source>Release</source>
        <translation>Freigeben</translation>
    </message>
    <message numerus="yes">
        <source>Release %n reservations</source>
        <translation>
            <numerusform>%n Reservierung freigeben</numerusform>
            <numerusform>%n Reservierungen freigeben</numerusform>
        </translation>
    </message>
    <message>
        <source>release</source>
        <translation>freigeben</translation>
    </message>
    <message>
        <source>Force-release %1?</source>
        <translation>%1 zwangsweise freigeben?</translation>
    </message>
    <message numerus="yes">
        <source>Force-release %n reservations?</source>
        <translation>
            <numerusform>%n Reservierung zwangsweise freigeben?</numerusform>
            <numerusform>%n Reservierungen zwangsweise freigeben?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n being committed: released when the outcome of the captures is known.</source>
        <translation>
            <numerusform>%n wird verbucht: Freigabe, sobald der Ausgang der Abbuchungen bekannt ist.</numerusform>
            <numerusform>%n werden verbucht: Freigabe, sobald der Ausgang der Abbuchungen bekannt ist.</numerusform>
        </translation>
    </message>
    <message>
        <source>Force-release</source>
        <translation>Zwangsfreigabe</translation>
    </message>
    <message numerus="yes">
        <source>Force-release %n reservations</source>
        <translation>
            <numerusform>%n Reservierung zwangsweise freigeben</numerusform>
            <numerusform>%n Reservierungen zwangsweise freigeben</numerusform>
        </translation>
    </message>
    <message>
        <source>force-release</source>
        <translation>freigeben</translation>
    </message>
    <message>
        <source>Note on %1</source>
        <translation>Notiz zu %1</translation>
    </message>
    <message>
        <source>Write the note</source>
        <translation>Notiz schreiben</translation>
    </message>
    <message>
        <source>Take over from somebody else?</source>
        <translation>Von jemand anderem übernehmen?</translation>
    </message>
    <message>
        <source>The audit tells from whom it was taken, and why.</source>
        <translation>Das Protokoll sagt, von wem und warum.</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>Give back somebody else&apos;s claim?</source>
        <translation>Übernahme von jemand anderem zurückgeben?</translation>
    </message>
    <message>
        <source>Not done</source>
        <translation>Nicht geschehen</translation>
    </message>
    <message>
        <source>not claimed</source>
        <translation>nicht übernommen</translation>
    </message>
    <message>
        <source>release on the way</source>
        <translation>Freigabe unterwegs</translation>
    </message>
    <message>
        <source>being committed</source>
        <translation>in Verbuchung</translation>
    </message>
    <message>
        <source>%1 of %2 are left out: %3.</source>
        <translation>%1 von %2 bleiben außen vor: %3.</translation>
    </message>
    <message numerus="yes">
        <source>%n reservations in flight, worth %1.</source>
        <translation>
            <numerusform>%n laufende Reservierung im Wert von %1.</numerusform>
            <numerusform>%n laufende Reservierungen im Wert von %1.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n reservations, worth %1.</source>
        <translation>
            <numerusform>%n Reservierung im Wert von %1.</numerusform>
            <numerusform>%n Reservierungen im Wert von %1.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>holdfast::views::RunCompareView</name>
    <message>
        <source>seed %1</source>
        <translation>Seed %1</translation>
    </message>
    <message>
        <source>saboteur “%1”</source>
        <translation>Saboteur „%1“</translation>
    </message>
    <message>
        <source>Checks of both runs</source>
        <translation>Prüfungen beider Läufe</translation>
    </message>
    <message>
        <source>Metrics of both runs</source>
        <translation>Messwerte beider Läufe</translation>
    </message>
    <message>
        <source>Neither run has judged a check.</source>
        <translation>Keiner der Läufe hat eine Prüfung entschieden.</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Davor</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Danach</translation>
    </message>
    <message>
        <source>Chart of the latency of both runs; the table beside it has the numbers</source>
        <translation>Diagramm der Latenz beider Läufe; die Tabelle daneben hat die Zahlen</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>p95 before %1 ms</source>
        <translation>p95 davor %1 ms</translation>
    </message>
    <message>
        <source>p99 before %1 ms</source>
        <translation>p99 davor %1 ms</translation>
    </message>
    <message>
        <source>p95 after %1 ms</source>
        <translation>p95 danach %1 ms</translation>
    </message>
    <message>
        <source>p99 after %1 ms</source>
        <translation>p99 danach %1 ms</translation>
    </message>
    <message>
        <source>Latency, ms</source>
        <translation>Latenz, ms</translation>
    </message>
    <message>
        <source>Latency of both runs, as numbers</source>
        <translation>Latenz beider Läufe, als Zahlen</translation>
    </message>
    <message>
        <source>Different scenarios</source>
        <translation>Verschiedene Szenarien</translation>
    </message>
    <message>
        <source>1 check now fails</source>
        <translation>1 Prüfung schlägt jetzt fehl</translation>
    </message>
    <message>
        <source>%1 checks now fail</source>
        <translation>%1 Prüfungen schlagen jetzt fehl</translation>
    </message>
    <message>
        <source>1 check now holds</source>
        <translation>1 Prüfung hält jetzt</translation>
    </message>
    <message>
        <source>%1 checks now hold</source>
        <translation>%1 Prüfungen halten jetzt</translation>
    </message>
    <message>
        <source>The same checks hold, some with other values</source>
        <translation>Dieselben Prüfungen halten, manche mit anderen Werten</translation>
    </message>
    <message>
        <source>The checks came out the same</source>
        <translation>Die Prüfungen gingen gleich aus</translation>
    </message>
    <message>
        <source>p95 before</source>
        <translation>p95 davor</translation>
    </message>
    <message>
        <source>p99 before</source>
        <translation>p99 davor</translation>
    </message>
    <message>
        <source>p95 after</source>
        <translation>p95 danach</translation>
    </message>
    <message>
        <source>p99 after</source>
        <translation>p99 danach</translation>
    </message>
</context>
<context>
    <name>holdfast::views::RunFilesView</name>
    <message>
        <source>Files of the run</source>
        <translation>Dateien des Laufs</translation>
    </message>
    <message>
        <source>What a run leaves behind appears here when it has begun.</source>
        <translation>Was ein Lauf hinterlässt, erscheint hier, wenn er begonnen hat.</translation>
    </message>
    <message>
        <source>Show the end</source>
        <translation>Ende zeigen</translation>
    </message>
    <message>
        <source>Copy path</source>
        <translation>Pfad kopieren</translation>
    </message>
    <message>
        <source>Text of the file</source>
        <translation>Text der Datei</translation>
    </message>
    <message>
        <source>the last %1 of %2</source>
        <translation>die letzten %1 von %2</translation>
    </message>
    <message>
        <source>the first %1 of %2</source>
        <translation>die ersten %1 von %2</translation>
    </message>
    <message>
        <source>Show the beginning</source>
        <translation>Anfang zeigen</translation>
    </message>
</context>
<context>
    <name>holdfast::views::RunPanel</name>
    <message>
        <source>Stop</source>
        <translation>Stopp</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Noch einmal starten</translation>
    </message>
    <message>
        <source>Open report</source>
        <translation>Bericht öffnen</translation>
    </message>
    <message>
        <source>End all runs of this session; sandboxes are taken down and faults are undone</source>
        <translation>Alle Läufe dieser Sitzung beenden; Sandboxes werden abgebaut und Störungen zurückgenommen</translation>
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
        <source>Open the report of this run or, without one, the folder with its evidence</source>
        <translation>Bericht dieses Laufs öffnen oder, wenn es keinen gibt, den Ordner mit den Belegen</translation>
    </message>
    <message>
        <source>Report, PDF…</source>
        <translation>Bericht, PDF …</translation>
    </message>
    <message>
        <source>Report, HTML…</source>
        <translation>Bericht, HTML …</translation>
    </message>
    <message>
        <source>Report, Markdown…</source>
        <translation>Bericht, Markdown …</translation>
    </message>
    <message>
        <source>Report, JSON…</source>
        <translation>Bericht, JSON …</translation>
    </message>
    <message>
        <source>Report, JUnit XML…</source>
        <translation>Bericht, JUnit-XML …</translation>
    </message>
    <message>
        <source>Parts of the run</source>
        <translation>Teile des Laufs</translation>
    </message>
    <message>
        <source>Run</source>
        <translation>Lauf</translation>
    </message>
    <message>
        <source>Reservations</source>
        <translation>Reservierungen</translation>
    </message>
    <message>
        <source>Files</source>
        <translation>Dateien</translation>
    </message>
    <message>
        <source>Sandbox</source>
        <translation>Sandbox</translation>
    </message>
    <message>
        <source>Trend</source>
        <translation>Trend</translation>
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
        <source>Not all of this run can be shown.</source>
        <translation>Nicht alles von diesem Lauf lässt sich zeigen.</translation>
    </message>
    <message>
        <source>One run at a time: one is on</source>
        <translation>Ein Lauf zur Zeit: einer ist dran</translation>
    </message>
    <message>
        <source>Scenario %1 is not in the catalogue</source>
        <translation>Szenario %1 ist nicht im Katalog</translation>
    </message>
    <message>
        <source>The same scenario with the same parameters, seed and saboteur</source>
        <translation>Dasselbe Szenario mit denselben Parametern, Seed und Saboteur</translation>
    </message>
</context>
<context>
    <name>holdfast::views::RunReservationsView</name>
    <message>
        <source>Reservations of the run</source>
        <translation>Reservierungen des Laufs</translation>
    </message>
    <message>
        <source>Show timeline</source>
        <translation>Zeitachse zeigen</translation>
    </message>
    <message>
        <source>The reservations of a run appear here when it has ended, each with its timeline.</source>
        <translation>Die Reservierungen eines Laufs erscheinen hier nach seinem Ende, jede mit ihrer Zeitachse.</translation>
    </message>
    <message>
        <source>1 reservation of the scenario; its life was written down before the sandbox went.</source>
        <translation>1 Reservierung des Szenarios; ihr Leben wurde vor dem Abbau der Sandbox aufgezeichnet.</translation>
    </message>
    <message>
        <source>%1 reservations of the scenario; their lives were written down before the sandbox went.</source>
        <translation>%1 Reservierungen des Szenarios; ihre Leben wurden vor dem Abbau der Sandbox aufgezeichnet.</translation>
    </message>
    <message>
        <source>Show what happened to this reservation (Enter)</source>
        <translation>Zeigen, was mit dieser Reservierung geschah (Eingabe)</translation>
    </message>
    <message>
        <source>Choose a reservation first</source>
        <translation>Erst eine Reservierung wählen</translation>
    </message>
</context>
<context>
    <name>holdfast::views::RunSandboxView</name>
    <message>
        <source>Processes of the sandbox</source>
        <translation>Prozesse der Sandbox</translation>
    </message>
    <message>
        <source>Kept sandboxes</source>
        <translation>Aufgehobene Sandboxes</translation>
    </message>
    <message>
        <source>Sandboxes that are kept when their run ends appear here, until they are removed.</source>
        <translation>Sandboxes, die nach ihrem Lauf aufgehoben werden, stehen hier, bis sie entfernt sind.</translation>
    </message>
    <message>
        <source>Keep it when the run ends</source>
        <translation>Nach dem Lauf aufheben</translation>
    </message>
    <message>
        <source>Watch it</source>
        <translation>Beobachten</translation>
    </message>
    <message>
        <source>API</source>
        <translation>API</translation>
    </message>
    <message>
        <source>Gateway</source>
        <translation>Gateway</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Copy: %1</source>
        <translation>Kopieren: %1</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Copy command</source>
        <translation>Befehl kopieren</translation>
    </message>
    <message>
        <source>Remove…</source>
        <translation>Entfernen …</translation>
    </message>
    <message>
        <source>%1, up since %2</source>
        <translation>%1, läuft seit %2</translation>
    </message>
    <message>
        <source>The sandbox is coming up</source>
        <translation>Die Sandbox wird aufgebaut</translation>
    </message>
    <message>
        <source>The sandbox of this run is down, and was kept</source>
        <translation>Die Sandbox dieses Laufs ist beendet und aufgehoben</translation>
    </message>
    <message>
        <source>The sandbox of this run has been taken down</source>
        <translation>Die Sandbox dieses Laufs wurde abgebaut</translation>
    </message>
    <message>
        <source>Its data folder stays when the run ends, with its database; every command opens it with --data-dir</source>
        <translation>Ihr Datenordner bleibt nach dem Lauf, mit der Datenbank; jeder Befehl öffnet ihn mit --data-dir</translation>
    </message>
    <message>
        <source>The other pages show this sandbox already</source>
        <translation>Die anderen Seiten zeigen diese Sandbox schon</translation>
    </message>
    <message>
        <source>Let the other pages show this sandbox</source>
        <translation>Die anderen Seiten diese Sandbox zeigen lassen</translation>
    </message>
    <message>
        <source>It is not up yet</source>
        <translation>Noch nicht aufgebaut</translation>
    </message>
    <message>
        <source>The processes of the sandbox appear here in a moment.</source>
        <translation>Die Prozesse der Sandbox erscheinen gleich.</translation>
    </message>
    <message>
        <source>1 kept sandbox</source>
        <translation>1 aufgehobene Sandbox</translation>
    </message>
    <message>
        <source>%1 kept sandboxes</source>
        <translation>%1 aufgehobene Sandboxes</translation>
    </message>
    <message>
        <source>Choose a kept sandbox first</source>
        <translation>Erst eine aufgehobene Sandbox wählen</translation>
    </message>
    <message>
        <source>Copy the command that opens it again from a shell</source>
        <translation>Befehl kopieren, der sie in einer Shell wieder öffnet</translation>
    </message>
    <message>
        <source>Its database runs: end who uses it first</source>
        <translation>Ihre Datenbank läuft: erst beenden, was sie benutzt</translation>
    </message>
    <message>
        <source>Remove its folder with its database for good</source>
        <translation>Ihren Ordner samt Datenbank endgültig entfernen</translation>
    </message>
    <message>
        <source>Remove a kept sandbox</source>
        <translation>Aufgehobene Sandbox entfernen</translation>
    </message>
    <message>
        <source>Remove %1 for good?</source>
        <translation>%1 endgültig entfernen?</translation>
    </message>
    <message>
        <source>Its database and logs go, %1. The results of its run stay.</source>
        <translation>Ihre Datenbank und Protokolle gehen, %1. Die Ergebnisse ihres Laufs bleiben.</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
</context>
<context>
    <name>holdfast::views::RunTrendView</name>
    <message>
        <source>Duration, s</source>
        <translation>Dauer, s</translation>
    </message>
    <message>
        <source>Requests/s</source>
        <translation>Anfragen/s</translation>
    </message>
    <message>
        <source>Latency, ms</source>
        <translation>Latenz, ms</translation>
    </message>
    <message>
        <source>Runs of the scenario</source>
        <translation>Läufe des Szenarios</translation>
    </message>
    <message>
        <source>What the chart shows</source>
        <translation>Was das Diagramm zeigt</translation>
    </message>
    <message>
        <source>Chart of the runs of the scenario; the table below it has the numbers</source>
        <translation>Diagramm der Läufe des Szenarios; die Tabelle darunter hat die Zahlen</translation>
    </message>
    <message>
        <source>The runs of this scenario appear here, one below the other, once there are some.</source>
        <translation>Die Läufe dieses Szenarios erscheinen hier untereinander, sobald es welche gibt.</translation>
    </message>
    <message>
        <source>1 run of %1; a trend needs two</source>
        <translation>1 Lauf von %1; ein Trend braucht zwei</translation>
    </message>
    <message>
        <source>%1 runs of %2, %3 passed</source>
        <translation>%1 Läufe von %2, %3 bestanden</translation>
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
        <source>run %.0f</source>
        <translation>Lauf %.0f</translation>
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
    <message>
        <source>Timeline of the reservation it names</source>
        <translation>Zeitachse der genannten Reservierung</translation>
    </message>
    <message>
        <source>Timeline of its reservation</source>
        <translation>Zeitachse seiner Reservierung</translation>
    </message>
    <message>
        <source>Timelines of its %1 reservations</source>
        <translation>Zeitachsen seiner %1 Reservierungen</translation>
    </message>
    <message>
        <source>What happened to it, as the run wrote it down before its sandbox went</source>
        <translation>Was mit ihr geschah, vom Lauf aufgezeichnet, bevor seine Sandbox ging</translation>
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
        <source>Compare</source>
        <translation>Vergleichen</translation>
    </message>
    <message>
        <source>Choose two runs to compare them</source>
        <translation>Zwei Läufe wählen, um sie zu vergleichen</translation>
    </message>
    <message>
        <source>Compare two runs</source>
        <translation>Zwei Läufe vergleichen</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>Noch einmal starten</translation>
    </message>
    <message>
        <source>Reservations of the run</source>
        <translation>Reservierungen des Laufs</translation>
    </message>
    <message>
        <source>Files of the run</source>
        <translation>Dateien des Laufs</translation>
    </message>
    <message>
        <source>Sandbox of the run</source>
        <translation>Sandbox des Laufs</translation>
    </message>
    <message>
        <source>Trend of the scenario</source>
        <translation>Trend des Szenarios</translation>
    </message>
    <message>
        <source>Compare with the one before</source>
        <translation>Mit dem vorigen vergleichen</translation>
    </message>
    <message>
        <source>Show what differs between the two chosen runs</source>
        <translation>Zeigen, worin sich die beiden gewählten Läufe unterscheiden</translation>
    </message>
    <message>
        <source>Show what differs from the run of this scenario before this one</source>
        <translation>Zeigen, was sich seit dem vorigen Lauf dieses Szenarios unterscheidet</translation>
    </message>
    <message>
        <source>Choose two runs of the history (Ctrl and click, or Shift and arrow)</source>
        <translation>Zwei Läufe des Verlaufs wählen (Strg und Klick oder Umschalt und Pfeil)</translation>
    </message>
    <message>
        <source>1 run</source>
        <translation>1 Lauf</translation>
    </message>
    <message>
        <source>the last %1 runs, the newest first</source>
        <translation>die letzten %1 Läufe, der neueste zuerst</translation>
    </message>
    <message>
        <source>%1 runs, the newest first</source>
        <translation>%1 Läufe, der neueste zuerst</translation>
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
    <name>holdfast::views::SettingsDialog</name>
    <message>
        <source>Watch runs in In flight</source>
        <translation>Läufe in „Laufend“ verfolgen</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>Light or dark; at once.</source>
        <translation>Hell oder dunkel; sofort.</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Of the console, with its numbers and days. Scenarios, reports and the command line speak English.</source>
        <translation>Der Konsole, mit Zahlen und Tagen. Szenarien, Berichte und Befehlszeile bleiben englisch.</translation>
    </message>
    <message>
        <source>Runs</source>
        <translation>Läufe</translation>
    </message>
    <message>
        <source>While a scenario runs, the pages show its sandbox, and what they showed before once it is over.</source>
        <translation>Während ein Szenario läuft, zeigen die Seiten seine Sandbox und danach wieder das Vorige.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
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
        <source>Holdfast speaks it from its next start on.</source>
        <translation>Gilt ab dem nächsten Start von Holdfast.</translation>
    </message>
    <message>
        <source>Also in the desktop&apos;s tray</source>
        <translation>Auch im Infobereich des Desktops</translation>
    </message>
    <message>
        <source>Alerts</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>What becomes stuck is told in the window in any case.</source>
        <translation>Was hängt, steht in jedem Fall im Fenster.</translation>
    </message>
    <message>
        <source>This desktop has no tray</source>
        <translation>Dieser Desktop hat keinen Infobereich</translation>
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
    <name>holdfast::views::StuckPage</name>
    <message>
        <source>Timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>Retry…</source>
        <translation>Wiederholen …</translation>
    </message>
    <message>
        <source>Repair…</source>
        <translation>Reparieren …</translation>
    </message>
    <message>
        <source>Void…</source>
        <translation>Autorisierung aufheben …</translation>
    </message>
    <message>
        <source>Force-release…</source>
        <translation>Zwangsfreigabe …</translation>
    </message>
    <message>
        <source>The reservation&apos;s whole story (Enter)</source>
        <translation>Die ganze Geschichte der Reservierung (Eingabe)</translation>
    </message>
    <message>
        <source>Have a given-up operation or webhook tried again</source>
        <translation>Aufgegebenen Vorgang oder Webhook neu versuchen lassen</translation>
    </message>
    <message>
        <source>Have a worker ask the gateway, and give back what no booking needs</source>
        <translation>Einen Worker das Gateway fragen und zurückgeben lassen, was keine Buchung braucht</translation>
    </message>
    <message>
        <source>Give authorized money back</source>
        <translation>Autorisiertes Geld zurückgeben</translation>
    </message>
    <message>
        <source>End the hold whatever it waits for</source>
        <translation>Die Reservierung beenden, worauf sie auch wartet</translation>
    </message>
    <message>
        <source>Stuck</source>
        <translation>Hängend</translation>
    </message>
    <message>
        <source>Reasons</source>
        <translation>Gründe</translation>
    </message>
    <message>
        <source>What is stuck</source>
        <translation>Was hängt</translation>
    </message>
    <message>
        <source>the oldest %1 of %2</source>
        <translation>die ältesten %1 von %2</translation>
    </message>
    <message>
        <source>nothing to look at</source>
        <translation>nichts anzusehen</translation>
    </message>
    <message>
        <source>one thing to look at</source>
        <translation>eines anzusehen</translation>
    </message>
    <message numerus="yes">
        <source>%n things to look at</source>
        <translation>
            <numerusform>%n anzusehen</numerusform>
            <numerusform>%n anzusehen</numerusform>
        </translation>
    </message>
    <message>
        <source>What does not get on by itself appears here. Nothing is stuck.</source>
        <translation>Was von selbst nicht weiterkommt, erscheint hier. Nichts hängt.</translation>
    </message>
    <message>
        <source>See what is in flight</source>
        <translation>Laufende ansehen</translation>
    </message>
    <message>
        <source>Nothing is stuck for this reason.</source>
        <translation>Aus diesem Grund hängt nichts.</translation>
    </message>
    <message>
        <source>Show every reason</source>
        <translation>Alle Gründe zeigen</translation>
    </message>
    <message>
        <source>Select rows to act on them; Enter shows the timeline.</source>
        <translation>Zeilen wählen, um zu handeln; Eingabe zeigt die Zeitachse.</translation>
    </message>
    <message numerus="yes">
        <source>%n selected</source>
        <translation>
            <numerusform>%n gewählt</numerusform>
            <numerusform>%n gewählt</numerusform>
        </translation>
    </message>
    <message>
        <source>%1 · %2 at risk</source>
        <translation>%1 · %2 gefährdet</translation>
    </message>
    <message>
        <source>Claim…</source>
        <translation>Übernehmen …</translation>
    </message>
    <message>
        <source>Tell others that you work on it</source>
        <translation>Anderen sagen, wer daran arbeitet</translation>
    </message>
</context>
<context>
    <name>holdfast::views::SumCard</name>
    <message>
        <source>%1 At stake: %2</source>
        <translation>%1 Auf dem Spiel: %2</translation>
    </message>
    <message>
        <source>%1: %2</source>
        <translation>%1: %2</translation>
    </message>
    <message>
        <source>%1: %2, %3</source>
        <translation>%1: %2, %3</translation>
    </message>
</context>
<context>
    <name>holdfast::views::TimelinePage</name>
    <message>
        <source>Timeline</source>
        <translation>Zeitachse</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Reservations found</source>
        <translation>Gefundene Reservierungen</translation>
    </message>
    <message>
        <source>Find by any id or reference</source>
        <translation>Über jede Id oder Referenz finden</translation>
    </message>
    <message>
        <source>Reservation, partner reference, requester, slot, operation, payment intent, webhook event, request or trace; Enter finds (Ctrl+F)</source>
        <translation>Reservierung, Partner-Referenz, Anfragender, Slot, Vorgang, Zahlungsabsicht, Webhook-Ereignis, Anfrage oder Trace; Eingabe findet (Strg+F)</translation>
    </message>
    <message>
        <source>Find a reservation by any id or reference</source>
        <translation>Reservierung über jede Id oder Referenz finden</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Finden</translation>
    </message>
    <message>
        <source>Copy the reservation&apos;s id</source>
        <translation>Id der Reservierung kopieren</translation>
    </message>
    <message>
        <source>Entries of the timeline</source>
        <translation>Einträge der Zeitachse</translation>
    </message>
    <message>
        <source>Zoom out (−)</source>
        <translation>Verkleinern (−)</translation>
    </message>
    <message>
        <source>Zoom in (+, Ctrl and the wheel)</source>
        <translation>Vergrößern (+, Strg und Mausrad)</translation>
    </message>
    <message>
        <source>Fit</source>
        <translation>Einpassen</translation>
    </message>
    <message>
        <source>Show all of it (0)</source>
        <translation>Alles zeigen (0)</translation>
    </message>
    <message>
        <source>No reservation is chosen.</source>
        <translation>Keine Reservierung ist gewählt.</translation>
    </message>
    <message>
        <source>Previous entry of the timeline</source>
        <translation>Voriger Eintrag der Zeitachse</translation>
    </message>
    <message>
        <source>Next entry of the timeline</source>
        <translation>Nächster Eintrag der Zeitachse</translation>
    </message>
    <message>
        <source>Zoom into the timeline</source>
        <translation>Zeitachse vergrößern</translation>
    </message>
    <message>
        <source>Zoom out of the timeline</source>
        <translation>Zeitachse verkleinern</translation>
    </message>
    <message>
        <source>Show the whole timeline</source>
        <translation>Ganze Zeitachse zeigen</translation>
    </message>
    <message>
        <source>Stored by the run %1.</source>
        <translation>Gespeichert vom Lauf %1.</translation>
    </message>
    <message>
        <source>It is as of %1 %2 and does not change: the run&apos;s sandbox is gone, unless it was kept.</source>
        <translation>Stand %1 %2, ändert sich nicht: die Sandbox des Laufs ist weg, sofern sie nicht aufgehoben wurde.</translation>
    </message>
    <message>
        <source>To the runs</source>
        <translation>Zu den Läufen</translation>
    </message>
    <message>
        <source>The stored timeline could not be read. %1</source>
        <translation>Die gespeicherte Zeitachse ließ sich nicht lesen. %1</translation>
    </message>
    <message>
        <source>Find another</source>
        <translation>Eine andere finden</translation>
    </message>
    <message>
        <source>the first %1 that match</source>
        <translation>die ersten %1 passenden</translation>
    </message>
    <message>
        <source>%1 could not be looked for. %2</source>
        <translation>Nach %1 ließ sich nicht suchen. %2</translation>
    </message>
    <message>
        <source>Nothing is known by %1. Of requesters, traces and parts of ids the newest %2 are searched.</source>
        <translation>Unter %1 ist nichts bekannt. Bei Anfragenden, Traces und Teilen von Ids werden die neuesten %2 durchsucht.</translation>
    </message>
    <message>
        <source>This environment has no such reservation. Another one may: a run&apos;s sandbox has its own.</source>
        <translation>Diese Umgebung hat keine solche Reservierung. Eine andere vielleicht: die Sandbox eines Laufs hat ihre eigenen.</translation>
    </message>
    <message>
        <source>The timeline appears here as soon as it is read.</source>
        <translation>Die Zeitachse erscheint, sobald sie gelesen ist.</translation>
    </message>
    <message>
        <source>The whole life of one reservation appears here: find it by any id or reference, or choose it in flight.</source>
        <translation>Hier erscheint das ganze Leben einer Reservierung: über eine Id oder Referenz finden oder unter „Laufend“ wählen.</translation>
    </message>
    <message>
        <source>To the reservations in flight</source>
        <translation>Zu den laufenden Reservierungen</translation>
    </message>
    <message>
        <source>1 reservation matches</source>
        <translation>1 Reservierung passt</translation>
    </message>
    <message numerus="yes">
        <source>%n reservations match</source>
        <translation>
            <numerusform>%n Reservierung passt</numerusform>
            <numerusform>%n Reservierungen passen</numerusform>
        </translation>
    </message>
    <message>
        <source>What %1 names appears here.</source>
        <translation>Was %1 bezeichnet, erscheint hier.</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>1 entry</source>
        <translation>1 Eintrag</translation>
    </message>
    <message numerus="yes">
        <source>%n entries over %1</source>
        <translation>
            <numerusform>%n Eintrag über %1</numerusform>
            <numerusform>%n Einträge über %1</numerusform>
        </translation>
    </message>
    <message>
        <source>; 1 idle gap cut short</source>
        <translation>; 1 Leerlauf gekürzt</translation>
    </message>
    <message numerus="yes">
        <source>; %n idle gaps cut short</source>
        <translation>
            <numerusform>; %n Leerlauf gekürzt</numerusform>
            <numerusform>; %n Leerläufe gekürzt</numerusform>
        </translation>
    </message>
    <message>
        <source>Act</source>
        <translation>Handlung</translation>
    </message>
    <message>
        <source>Extend, release, note and more</source>
        <translation>Verlängern, freigeben, Notiz und mehr</translation>
    </message>
    <message>
        <source>A stored one cannot be acted on.</source>
        <translation>An einer gespeicherten lässt sich nichts tun.</translation>
    </message>
</context>
<context>
    <name>holdfast::views::TimelineView</name>
    <message>
        <source>now</source>
        <translation>jetzt</translation>
    </message>
    <message>
        <source>deadline %1</source>
        <translation>Frist %1</translation>
    </message>
    <message>
        <source>Time axis of the reservation</source>
        <translation>Zeitachse der Reservierung</translation>
    </message>
    <message>
        <source>%1 since %2, %3</source>
        <translation>%1 seit %2, %3</translation>
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
    <message>
        <source>Settings…	Ctrl+,</source>
        <translation>Einstellungen …	Strg+,</translation>
    </message>
    <message>
        <source>Find a reservation, page, action…</source>
        <translation>Reservierung, Seite, Aktion finden …</translation>
    </message>
    <message>
        <source>Your role: %1</source>
        <translation>Rolle: %1</translation>
    </message>
    <message>
        <source>What this login may do in the chosen environment</source>
        <translation>Was diese Anmeldung in der gewählten Umgebung darf</translation>
    </message>
</context>
<context>
    <name>holdfast::views::TrayAlerts</name>
    <message>
        <source>Holdfast</source>
        <translation>Holdfast</translation>
    </message>
    <message>
        <source>Holdfast: %1 stuck</source>
        <translation>Holdfast: %1 hängen</translation>
    </message>
    <message>
        <source>Holdfast: nothing is stuck</source>
        <translation>Holdfast: nichts hängt</translation>
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
