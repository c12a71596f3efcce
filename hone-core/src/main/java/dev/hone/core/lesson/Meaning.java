package dev.hone.core.lesson;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a lesson is about, as far as words tell: the {@link Topic}s it decides, what it wants put in
 * certain places ("sign with X"), whether it wants to be asked, and its remaining content words.
 * Compares two lessons by that. It is meant to be cautious: what is not plainly the same or plainly
 * a contradiction is independent, so that no wish is lost. Immutable.
 */
public final class Meaning {

  /** Content words two lessons without a common topic must share to speak of the same thing. */
  private static final double SAME_SUBJECT = 0.6;

  private static final double SAME_WORDS = 0.8;

  private static final int FLAGS = Pattern.UNICODE_CHARACTER_CLASS;
  private static final Pattern CLAUSE =
      Pattern.compile("[,;.!?]\\s|\\s(?:and|but|und|aber|y|pero|et|mais)\\s", FLAGS);
  private static final Pattern NEGATION =
      Pattern.compile(
          "\\b(?:not|no|never|n't|dont|don't|doesn't|without|avoid|stop|omit|skip|hide|exclude|drop"
              + "|leave out|away|unsigned|normally|instead of|rather than|nicht|keine?[nrms]?|nie|niemals|ohne|nunca|sin|jamais"
              + "|ne|pas|sans)\\b",
          FLAGS);
  private static final Pattern ASK =
      Pattern.compile(
          "\\b(?:ask(?:ing|ed)?|let me confirm|have me confirm|let me decide|i must approve|my yes|say yes|unless i agree|until i agree|have to agree|whether you may|my okay|check with|checking with|confirm(?:ing|ation)?|permission|approval"
              + "|frag(?:e|st|en)?|fragen|preg[uú]nta(?:me|r)?|demande[rz]?)\\b",
          FLAGS);
  private static final Pattern NO_ASK =
      Pattern.compile(
          "\\b(?:don't|do not|stop|never|no need to|needn't|quit|without) (?:\\w+ )?"
              + "(?:ask(?:ing)?|confirm(?:ing|ation)?|check(?:ing)? with)\\b|\\bohne zu fragen\\b|\\bsin preguntar\\b"
              + "|\\bsans demander\\b|\\bfrag mich nicht\\b",
          FLAGS);
  private static final Pattern NOT_WITHOUT_ASK =
      Pattern.compile(
          "\\b(?:don't|do not|never|nothing|no)\\b.*\\bwithout (?:\\w+ )?(?:ask|confirm|check)",
          FLAGS);

  private static final Map<String, Pattern> THINGS =
      Map.of(
          "mail",
          word("e-?mails?|mails?|mailing|letters?|correo|correos|courriels?"),
          "message",
          word("messages?|nachrichten|mensajes?"),
          "reply",
          word(
              "repl(?:y|ies)|answers?|responses?|respond|antwort(?:en|e)?|responde|respuestas?|réponds|réponses?"),
          "event",
          word("events?|meetings?|appointments?|calendar|termine?"),
          "note",
          word("notes?|notizen"),
          "file",
          word("files?|documents?|dateien"),
          "reminder",
          word("reminders?|timers?|alarms?"),
          "weather",
          word("weather|forecasts?"),
          "light",
          word("lights?|lamps?"),
          "search",
          word("search(?:es)?|results"));

  private static final Set<String> FILLERS =
      // Words of several languages; some are the same in two.
      new HashSet<>(
          List.of(
              ("a an the i me my mine you your yours we us our it its to of in on at for with by as is are be"
                      + " been do does did will would should can could please always never from now on next time future"
                      + " every each all any when whenever if then that this these those and or but so too also just only"
                      + " really want wants like prefer need use using used make keep give show tell write put say get have"
                      + " has not no don dont t d don't without instead rather than more less very stop avoid before first"
                      + " again way one thing things them they what how out off per default rule general going forward"
                      + " version format style tone unit units system degrees temperature temperatures distance distances"
                      + " date dates clock times hour hours language answer answers reply replies respond response responses"
                      + " speak talk ask asking send sending delete deleting create creating do doing ich möchte will bitte"
                      + " immer nie auf in und der die das mir mich zu por favor siempre en de la el los las quiero je veux"
                      + " toujours les des le mal vez fois include leave sign begin start open end close finish call address remember make sure going forward could would need needs must be sure ought bit little away sound sounds state tell report switch think only understand am pm comes come goes go read reads first see know mention weather short answer like want wanted wants here okay ok up anything something do tool tools call wait get set start add write save put change touch switch turn someone approval confirmation nothing may agree if measure convert change place let format beginning cut some miss more text minimum enough word words seek decide yes permission approve confirm have clock here reduce polite you've")
                  .split(" ")));

  private static final Pattern WORD = Pattern.compile("[\\p{L}][\\p{L}'-]*", FLAGS);
  private static final Pattern NUMBER = Pattern.compile("\\d[\\d:.,]*");
  private static final Pattern QUOTED = Pattern.compile("[\"“„«]([^\"”“»]+)[\"”“»]");

  private final Map<String, Set<String>> wanted = new HashMap<>();
  private final Map<String, Set<String>> unwanted = new HashMap<>();
  private final Map<String, String> slots = new HashMap<>();
  private final Set<String> things = new HashSet<>();
  private final Set<String> words = new HashSet<>();
  private final Set<String> values = new HashSet<>();
  private final boolean negated;

  private Meaning(String text) {
    String lower = text.strip().toLowerCase(Locale.ROOT).replace('’', '\'').replaceAll("\\s+", " ");
    // "You never …" complains that it is not done.
    String rest = lower.replaceAll("\\byou never\\b", "you should");
    negated = NEGATION.matcher(QUOTED.matcher(rest).replaceAll(" ")).find();
    Slot.read(rest, negated, FILLERS)
        .ifPresent(filling -> slots.put(filling.slot(), filling.value()));
    readTopics(rest);
    if (slots.isEmpty()) {
      readAsking(rest);
    }
    THINGS.forEach(
        (name, pattern) -> {
          if (pattern.matcher(rest).find()) {
            things.add(name);
          }
        });
    QUOTED.matcher(rest).results().forEach(found -> values.add(found.group(1).strip()));
    String bare = QUOTED.matcher(withoutTopics(rest)).replaceAll(" ");
    NUMBER.matcher(bare).results().forEach(found -> values.add(found.group()));
    WORD.matcher(bare)
        .results()
        .map(found -> found.group())
        .filter(word -> !FILLERS.contains(word) && !isThing(word))
        .map(Meaning::stem)
        .forEach(words::add);
  }

  /** Reads a lesson: some tens of microseconds. */
  public static Meaning of(String text) {
    return new Meaning(text);
  }

  /** How {@code newer} stands to {@code older}. Symmetric. */
  public static Relation relation(String older, String newer) {
    return of(older).to(of(newer));
  }

  /**
   * Whether two lessons that are not plainly the same decide alike what rules can read of them:
   * places filled, topics, numbers, quotes, negation. Then other words may still mean the same.
   */
  public boolean mayBeSame(Meaning other) {
    return negated == other.negated
        && slots.equals(other.slots)
        && values.equals(other.values)
        && wanted.equals(other.wanted)
        && unwanted.equals(other.unwanted)
        && thingsMeet(other);
  }

  /** Whether it fills a place with words of the user's own: a name, an address, a folder. */
  public boolean hasOwnWords() {
    return slots.values().stream()
        .anyMatch(value -> !value.isEmpty() && !value.equals("yes") && !value.equals("none"));
  }

  /** How a lesson stands to another one. Symmetric. */
  public Relation to(Meaning other) {
    if (contradicts(other)) {
      return Relation.CONTRADICTS;
    }
    boolean sameChoices = wanted.equals(other.wanted) && unwanted.equals(other.unwanted);
    if (!slots.isEmpty() || !other.slots.isEmpty()) {
      return slots.equals(other.slots) && !slots.containsValue("") && sameChoices
          ? Relation.SAME
          : Relation.INDEPENDENT;
    }
    if (!sameChoices) {
      return Relation.INDEPENDENT;
    }
    if (!wanted.isEmpty() || !unwanted.isEmpty()) {
      return sameThings(other) && words.equals(other.words) && values.equals(other.values)
          ? Relation.SAME
          : Relation.INDEPENDENT;
    }
    return byWords(other);
  }

  private boolean contradicts(Meaning other) {
    for (Topic topic : Topic.ALL) {
      if ((!topic.bound() || thingsMeet(other)) && contradicts(topic.name(), other)) {
        return true;
      }
    }
    if (thingsMeet(other) && contradicts("asking", other)) {
      return true;
    }
    for (Map.Entry<String, String> slot : slots.entrySet()) {
      String theirs = other.slots.getOrDefault(slot.getKey(), "");
      if (!theirs.isEmpty() && !slot.getValue().isEmpty() && !theirs.equals(slot.getValue())) {
        return true;
      }
    }
    return false;
  }

  private boolean contradicts(String topic, Meaning other) {
    Set<String> mine = wanted.getOrDefault(topic, Set.of());
    Set<String> theirs = other.wanted.getOrDefault(topic, Set.of());
    Set<String> notMine = unwanted.getOrDefault(topic, Set.of());
    Set<String> notTheirs = other.unwanted.getOrDefault(topic, Set.of());
    if (!mine.isEmpty() && !theirs.isEmpty()) {
      return meet(mine, theirs).isEmpty();
    }
    return !meet(mine, notTheirs).isEmpty() || !meet(theirs, notMine).isEmpty();
  }

  private Relation byWords(Meaning other) {
    if (words.isEmpty() || other.words.isEmpty()) {
      boolean same =
          words.isEmpty()
              && other.words.isEmpty()
              && !things.isEmpty()
              && things.equals(other.things);
      if (!same || !values.equals(other.values)) {
        return Relation.INDEPENDENT;
      }
      return negated == other.negated ? Relation.SAME : Relation.CONTRADICTS;
    }
    Set<String> shared = meet(words, other.words);
    double overlap = (double) shared.size() / (words.size() + other.words.size() - shared.size());
    if (overlap < SAME_SUBJECT || !thingsMeet(other)) {
      return Relation.INDEPENDENT;
    }
    if (negated != other.negated) {
      return Relation.CONTRADICTS;
    }
    if (!values.equals(other.values)) {
      return values.isEmpty() || other.values.isEmpty()
          ? Relation.INDEPENDENT
          : Relation.CONTRADICTS;
    }
    return overlap >= SAME_WORDS && things.equals(other.things)
        ? Relation.SAME
        : Relation.INDEPENDENT;
  }

  /** Whether both may speak of the same kind of thing; who names none speaks of all. */
  private boolean thingsMeet(Meaning other) {
    return things.isEmpty() || other.things.isEmpty() || !meet(things, other.things).isEmpty();
  }

  /** Saying nothing of the kind of thing means replies. */
  private boolean sameThings(Meaning other) {
    Set<String> mine = things.isEmpty() ? Set.of("reply") : things;
    Set<String> theirs = other.things.isEmpty() ? Set.of("reply") : other.things;
    boolean unbound =
        Topic.ALL.stream()
            .filter(topic -> wanted.containsKey(topic.name()) || unwanted.containsKey(topic.name()))
            .noneMatch(Topic::bound);
    return mine.equals(theirs) || (unbound && !wanted.containsKey("asking"));
  }

  private void readTopics(String text) {
    for (Topic topic : Topic.ALL) {
      for (Topic.Way way : topic.ways()) {
        Matcher matcher = way.words().matcher(text);
        while (matcher.find()) {
          boolean refused = NEGATION.matcher(clauseBefore(text, matcher.start())).find();
          (refused ? unwanted : wanted)
              .computeIfAbsent(topic.name(), name -> new HashSet<>())
              .add(way.name());
        }
      }
      // "Celsius, not Fahrenheit" is settled by what is wanted.
      if (wanted.containsKey(topic.name())) {
        unwanted.remove(topic.name());
      } else if (unwanted.containsKey(topic.name()) && topic.ways().size() == 2) {
        // Of two ways, not the one is the other.
        Set<String> refused = unwanted.get(topic.name());
        topic.ways().stream()
            .map(Topic.Way::name)
            .filter(way -> !refused.contains(way))
            .forEach(way -> wanted.computeIfAbsent(topic.name(), n -> new HashSet<>()).add(way));
        unwanted.remove(topic.name());
      }
    }
  }

  private void readAsking(String text) {
    if (!ASK.matcher(text).find()) {
      return;
    }
    boolean no = NO_ASK.matcher(text).find() && !NOT_WITHOUT_ASK.matcher(text).find();
    wanted.computeIfAbsent("asking", name -> new HashSet<>()).add(no ? "do not ask" : "ask");
  }

  private static String clauseBefore(String text, int end) {
    String before = text.substring(0, end);
    int from = 0;
    Matcher matcher = CLAUSE.matcher(before);
    while (matcher.find()) {
      from = matcher.end();
    }
    return before.substring(from);
  }

  private static String withoutTopics(String text) {
    String rest = text;
    for (Topic topic : Topic.ALL) {
      for (Topic.Way way : topic.ways()) {
        rest = way.words().matcher(rest).replaceAll(" ");
      }
    }
    return ASK.matcher(NO_ASK.matcher(rest).replaceAll(" ")).replaceAll(" ");
  }

  private static boolean isThing(String word) {
    return THINGS.values().stream().anyMatch(pattern -> pattern.matcher(word).matches())
        || NEGATION.matcher(word).matches();
  }

  private static String stem(String word) {
    String stem = word.replaceAll("'s?$", "");
    if (stem.length() > 5) {
      stem = stem.replaceAll("(?:ing|ies|ed|es|ly)$", "");
    }
    return stem.length() > 3 ? stem.replaceAll("[sy]$", "") : stem;
  }

  private static Set<String> meet(Set<String> one, Set<String> other) {
    Set<String> both = new HashSet<>(one);
    both.retainAll(other);
    return both;
  }

  private static Pattern word(String alternatives) {
    return Pattern.compile("\\b(?:" + alternatives + ")\\b", FLAGS);
  }
}
