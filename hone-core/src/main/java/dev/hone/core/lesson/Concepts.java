package dev.hone.core.lesson;

import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Words of like meaning in several languages, as far as agents of an office or a home speak of
 * them. A word of the list lies near the others of its line; all others are compared by their
 * letters alone. A line that begins with a star names how something is said, not what it is about.
 */
final class Concepts {

  private static final String LINES =
      """
      weather weather forecast rain rainy sunny sun snow wind windy storm cold warm hot umbrella degrees outside wetter wettervorhersage vorhersage regen regnet regnen sonne sonnig schnee schneit wind sturm kalt warm heiß regenschirm schirm grad draußen tiempo lluvia météo pluie
      temperature temperature temperatures celsius fahrenheit degrees thermostat heating warm cold temperatur temperaturen grad heizung
      mail mail mails email emails e-mail letter inbox subject send draft recipient cc signature sign mail mails e-mail brief briefe betreff postfach entwurf empfänger unterschrift unterschreiben schreib kopie correo courriel
      message message messages text chat slack sms ping nachricht nachrichten
      meeting meeting meetings appointment calendar schedule event invite invitation call reschedule slot agenda termin termine kalender besprechung besprechungen einladung verabredung sitzung treffen verschieben verschieb reunión réunion
      time time clock hour hours minutes o'clock when timezone uhr uhrzeit stunde stunden minuten zeit zeitzone
      date date dates day month year today tomorrow monday weekday weekend datum tag monat jahr heute morgen wochentag wochenende montag dienstag mittwoch donnerstag freitag tuesday wednesday thursday friday saturday sunday
      reminder remind reminder reminders timer alarm wake snooze deadline erinnere erinnerung erinnerungen wecker wecken timer frist
      note note notes notebook memo jot tag tags notiz notizen notizbuch merken merke
      file file files folder document documents save pdf upload download path directory datei dateien ordner dokument dokumente speichern speicher ablage verzeichnis
      light light lights lamp lamps bright dim brightness bedroom kitchen licht lichter lampe lampen hell dunkel dimmen helligkeit
      music music song songs play playlist album artist volume musik lied lieder spiel spiele abspielen lautstärke
      food food eat dinner lunch breakfast recipe cook cooking restaurant meal menu vegetarian vegan allergy ingredients essen abendessen mittagessen frühstück rezept rezepte kochen restaurant gericht vegetarisch vegan allergie zutaten comida cena
      travel travel trip flight flights train hotel book booking ticket airport route seat journey reise reisen flug flüge bahn zug hotel buchen buchung ticket flughafen strecke sitzplatz fahrt viaje voyage
      distance distance far kilometres kilometers km miles metres walk drive run running entfernung weit kilometer meilen meter strecke laufen fahren
      money money price prices cost costs pay payment invoice invoices budget euro euros dollar currency expense expenses bill tax geld preis preise kosten kostet bezahlen zahlung rechnung rechnungen budget euro währung ausgaben steuer
      shopping buy shop shopping order cart groceries delivery store kaufen einkaufen einkauf bestellen bestellung warenkorb lieferung laden supermarkt
      code code function bug class method compile program programming refactor script implement variable api java python typescript javascript rust code funktion fehler klasse methode programm programmieren skript implementiere variable
      test test tests testing unit assertion coverage failing pytest junit test tests testen prüfung
      git git commit commits branch merge pull push pr repository rebase changelog commit branch
      database database sql query table index postgres mysql migration datenbank abfrage tabelle spalte
      shell shell terminal command bash run install linux docker kubernetes deploy deployment server befehl kommando ausführen installieren bereitstellen
      error error exception stack trace crash fails failure log logs fehler ausnahme absturz protokoll
      math math calculate sum solve equation number numbers algebra fraction homework exercise proof rechne rechnen rechnung mathe aufgabe gleichung zahl zahlen hausaufgabe hausaufgaben beweis lösung lösen
      essay essay text article paragraph story blog poem draft proofread grammar edit aufsatz text artikel absatz geschichte gedicht korrekturlesen grammatik
      translate translate translation translated übersetze übersetzen übersetzung traducir traduire
      summary summarize summarise summary minutes tl;dr recap zusammenfassen zusammenfassung fasse kurzfassung protokoll
      search search find look google web results lookup suche suchen finde ergebnisse recherche
      news news headline headlines newspaper politics nachrichten schlagzeilen zeitung politik
      sport sport sports football soccer match score team workout gym training exercise sport fußball spiel ergebnis mannschaft training fitness
      health health doctor medicine pill pills symptom headache sleep diet pain gesundheit arzt ärztin medizin tablette tabletten symptom kopfschmerzen schlaf diät schmerzen
      customer customer customers client clients ticket tickets support refund complaint kunde kunden kundin ticket support rückerstattung beschwerde reklamation
      contract contract legal law clause agreement lawyer vertrag rechtlich gesetz klausel vereinbarung anwalt
      sales sales offer quote deal lead leads pipeline crm verkauf angebot angebote vertrieb
      employee employee employees hr vacation holiday leave salary hire applicant cv resume mitarbeiter personal urlaub gehalt bewerber bewerbung lebenslauf einstellen
      report report reports dashboard chart charts graph metric metrics kpi quarterly bericht berichte diagramm diagramme kennzahl kennzahlen quartal
      slide slides presentation deck powerpoint keynote folie folien präsentation vortrag
      child child children kid kids son daughter school kind kinder sohn tochter schule
      delete delete deleting remove erase drop clear löschen lösche gelöscht entfernen entferne
      contact contact contacts phone number address call kontakt kontakte telefon telefonnummer anrufen adresse anschrift
      image image images picture photo photos logo screenshot bild bilder foto fotos screenshot
      password password passwords login secret credentials token passwort kennwort anmeldung zugang
      *reply reply replies answer answers respond response responses answering antworte antworten antwort respuesta réponse responde
      *short short brief concise concisely terse shorter brevity long longer detailed detail length sentence sentences words wordy verbose lengthy kurz knapp kürzer lang länger ausführlich detailliert satz sätze sätzen wörter worte
      *language english german spanish french language deutsch englisch spanisch französisch sprache español français
      *tone tone polite formal informal friendly casual professional warm ton höflich förmlich formell freundlich locker siezen duzen sieze duze
      *form list lists bullet bullets bold markdown heading headings table emoji emojis smiley format formatting numbered plain paragraphs liste listen aufzählung fett überschrift überschriften emoji formatierung stichpunkte stichpunkten
      *address call name title greet greeting introduction salutation closing anrede nenne nenn begrüße begrüßung gruß einleitung
      *asking ask question questions clarify confirm clarification step explain explanation steps reasoning sources frage fragen nachfragen rückfrage erkläre erklärung schritt schritte quellen
      *words word words phrase phrases jargon buzzwords filler vocabulary apologize apologies apologise wort wörter fachbegriffe floskeln fremdwörter entschuldige
      """;

  /**
   * What a word belongs to.
   *
   * @param lines indexes of its lines
   * @param style whether all of them say how, not what
   */
  record Place(int[] lines, boolean style) {}

  private static final Map<String, Place> PLACES = read();

  private Concepts() {}

  private static Map<String, Place> read() {
    Map<String, Set<Integer>> lines = new HashMap<>();
    Map<String, Boolean> style = new HashMap<>();
    List<String> all = LINES.lines().toList();
    for (int i = 0; i < all.size(); i++) {
      String[] words = all.get(i).strip().split(" ");
      boolean how = words[0].startsWith("*");
      for (String word : Arrays.asList(words).subList(1, words.length)) {
        String stem = Terms.stem(word);
        lines.computeIfAbsent(stem, key -> new HashSet<>()).add(i);
        style.merge(stem, how, Boolean::logicalAnd);
      }
    }
    Map<String, Place> places = new HashMap<>();
    lines.forEach(
        (stem, of) ->
            places.put(
                stem,
                new Place(
                    of.stream().sorted().mapToInt(Integer::intValue).toArray(),
                    style.getOrDefault(stem, false))));
    return places;
  }

  /** Where a stem stands; without lines if it is in none. */
  static Place of(String stem) {
    return PLACES.getOrDefault(stem, NOWHERE);
  }

  private static final Place NOWHERE = new Place(new int[0], false);
}
