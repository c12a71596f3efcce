package dev.hone.learn.starter;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The right answer to an exercise. By itself it looks as assistants write: a bold title, numbered
 * steps, a boxed result; {@link Habits} change each of these.
 */
final class WorkedAnswers {

  static final Phrase TITLE = new Phrase("Solution:", "Lösung:", "Solución:", "Solution :");
  static final Phrase CHECK = new Phrase("Check:", "Probe:", "Prueba:", "Vérification :");
  static final Phrase ANSWER = new Phrase("answer", "Antwort", "respuesta", "réponse");
  private static final Phrase RESULT =
      new Phrase(
          "So the {answer} is {result}.",
          "Also ist die {answer} {result}.",
          "Entonces la {answer} es {result}.",
          "Donc la {answer} est {result}.");
  private static final Phrase RESULT_FIRST =
      new Phrase(
          "The {answer} is {result}.",
          "Die {answer} ist {result}.",
          "La {answer} es {result}.",
          "La {answer} est {result}.");
  private static final Phrase ONE_SENTENCE =
      new Phrase(
          "The {answer} is {result}, because {reason}.",
          "Die {answer} ist {result}, denn {reason}.",
          "La {answer} es {result}, porque {reason}.",
          "La {answer} est {result}, car {reason}.");
  private static final Phrase OPENING =
      new Phrase(
          "Let us go through this calmly, one step after the other.",
          "Gehen wir das in Ruhe durch, einen Schritt nach dem anderen.",
          "Vamos a verlo con calma, un paso detrás de otro.",
          "Regardons cela calmement, un pas après l'autre.");
  private static final Phrase BACKWARDS =
      new Phrase(
          "To be sure, we look at it from the other side as well: {check}",
          "Zur Sicherheit sehen wir es auch von der anderen Seite an: {check}",
          "Para estar seguros, lo miramos también desde el otro lado: {check}",
          "Pour être sûrs, on le regarde aussi de l'autre côté : {check}");
  private static final Phrase CLOSING =
      new Phrase(
          "Read each step once more, and you will see that it follows from the one before; then try"
              + " the next exercise of this kind in the same way.",
          "Lies jeden Schritt noch einmal, dann siehst du, dass er aus dem vorigen folgt; die"
              + " nächste Aufgabe dieser Art geht genauso.",
          "Lee otra vez cada paso y verás que sale del anterior; luego prueba el siguiente"
              + " ejercicio de este tipo de la misma manera.",
          "Relis chaque pas et tu verras qu'il suit du précédent ; puis essaie le prochain exercice"
              + " de cette sorte de la même manière.");

  /** Those that tell a language. */
  static final List<Phrase> PHRASES =
      List.of(TITLE, CHECK, ANSWER, RESULT, RESULT_FIRST, ONE_SENTENCE, OPENING, BACKWARDS);

  private final Problem problem;
  private final Habits habits;
  private final Language language;
  private final ProblemTexts texts;

  private WorkedAnswers(Problem problem, Habits habits) {
    this.problem = problem;
    this.habits = habits;
    this.language = Answers.language(habits);
    this.texts = ProblemTexts.of(problem.kind());
  }

  /** The answer without the manners around it. */
  static String of(Problem problem, Habits habits) {
    return new WorkedAnswers(problem, habits).text();
  }

  private String text() {
    String text;
    if (habits.has(Preference.BRIEF)) {
      text = result() + ".";
    } else if (habits.has(Preference.ONE_SENTENCE)) {
      text = filled(ONE_SENTENCE);
    } else {
      text = String.join("\n", lines());
    }
    if (habits.has(Preference.EXCLAIM)) {
      text = text.replaceAll("(?m)(?<!^\\d)\\.(?= |$)", "!");
    }
    return text;
  }

  private List<String> lines() {
    boolean detailed = habits.has(Preference.LONG);
    boolean first = habits.has(Preference.ANSWER_FIRST);
    List<String> lines = new ArrayList<>();
    if (first) {
      lines.add(filled(RESULT_FIRST));
    }
    lines.add(
        habits
            .value(Preference.HEADING)
            .map(heading -> "# " + heading)
            .orElseGet(() -> bold(TITLE.in(language))));
    if (detailed) {
      lines.add(OPENING.in(language));
    }
    lines.addAll(steps(detailed));
    if (habits.has(Preference.CHECK_RESULT)) {
      lines.add(CHECK.in(language) + " " + filled(texts.check()));
    }
    if (!first) {
      lines.add(filled(RESULT));
    }
    if (detailed) {
      lines.add(CLOSING.in(language));
    }
    return lines;
  }

  private List<String> steps(boolean detailed) {
    List<String> steps = new ArrayList<>();
    if (detailed) {
      steps.add(texts.idea().in(language));
    }
    steps.add(filled(texts.first()));
    steps.add(filled(texts.second()));
    if (detailed) {
      steps.add(Phrase.fill(BACKWARDS.in(language), Map.of("check", filled(texts.check()))));
    }
    if (Preference.plain(habits, Preference.LIST)) {
      return List.of(String.join(" ", steps));
    }
    boolean dashes = habits.has(Preference.BULLETS);
    for (int i = 0; i < steps.size(); i++) {
      steps.set(i, (dashes ? "- " : i + 1 + ". ") + steps.get(i));
    }
    return steps;
  }

  private String bold(String text) {
    return Preference.plain(habits, Preference.BOLD) ? text : "**" + text + "**";
  }

  private String result() {
    return problem.result().in(language);
  }

  private String shown() {
    String result = result();
    return Preference.plain(habits, Preference.BOX) ? result : "\\boxed{" + result + "}";
  }

  private String filled(Phrase phrase) {
    Map<String, String> slots = new HashMap<>(problem.slots());
    slots.put("result", shown());
    slots.put("answer", ANSWER.in(language));
    String template = phrase.in(language).replace("{reason}", texts.reason().in(language));
    return Phrase.fill(template, slots);
  }
}
