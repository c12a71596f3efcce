package dev.hone.learn.judge;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what commands print: exit codes, summaries of test runs, complaints of compilers, shells
 * and package tools. An exit code of 0 is not believed when the output holds what only failures
 * print: it may be the code of {@code tee} or {@code true}. Where a command shows a text, the text
 * is no news of the command; only the command's own complaint is.
 */
final class TextOutcome {

  private static final int CASELESS =
      Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.MULTILINE;

  private static final Pattern EXIT =
      Pattern.compile(
          "(?<![\\w/-])(?:exit(?:ed)?(?: with)?|finished with exit|terminated with)[ _-]?"
              + "(?:code|status|value)?\\s*[:=]?\\s*(-?\\d{1,6})\\b"
              + "|(?:código de salida|code de sortie)\\s*[:=]?\\s*(-?\\d{1,6})\\b",
          CASELESS);
  private static final Pattern EXIT_LINE =
      Pattern.compile(
          "^.*(?:exit|código de salida|code de sortie)[ _-]?(?:code|status)?\\s*[:=]?\\s*-?\\d+\\W*$",
          CASELESS);
  private static final Pattern STATUS =
      Pattern.compile("\\bstatus(?:[ _]?code)?\\s*[:=]?\\s*([45]\\d\\d)\\b", CASELESS);

  /** "2 failed", where a run tells its sum. */
  private static final Pattern COUNTED =
      Pattern.compile("\\b(\\d+)\\s+(?:tests?\\s+)?(?:failed|failing|failures?)\\b", CASELESS);

  /** "Failures: 1", "Fehlgeschlagen: 2". */
  private static final Pattern SUM =
      Pattern.compile(
          "\\b(?:failed|failures?|fail|errors?|fehlgeschlagen|fehler|fallid[oa]s|fallos|con error|échecs?|échoués)"
              + "\\s*[:=]\\s*(\\d+)\\b",
          CASELESS);

  /** "# fail 2", "# FAIL: 1": lines that only test runs print. */
  private static final Pattern FAIL_LINE =
      Pattern.compile("^#\\s*(?:fail|errors?)\\s*:?\\s*(\\d+)\\s*$", CASELESS);

  private static final Pattern NO_TESTS =
      Pattern.compile(
          "\\btests run: 0,|\\bno tests? (?:ran|executed|specified|found|to run|files?)\\b|\\b\\d+ deselected\\b",
          CASELESS);
  private static final Pattern SOME_PASSED =
      Pattern.compile("\\b[1-9]\\d* (?:passed|passing)\\b|^ok\\b|\\btests run: [1-9]", CASELESS);

  /** What the system says when a program asks it for something it does not have. */
  private static final String REFUSALS =
      "No such file or directory|Permission denied|Is a directory|No space left on device|Operation not permitted"
          + "|Connection refused|Connection timed out|Datei oder Verzeichnis nicht gefunden|Keine Berechtigung"
          + "|Auf dem Gerät ist kein Speicherplatz mehr verfügbar|Ist ein Verzeichnis"
          + "|Die Operation ist nicht erlaubt|Verbindungsaufbau abgelehnt|No existe el (?:fichero|archivo) o el directorio"
          + "|Permiso denegado|No queda espacio en el dispositivo|Es un directorio|Operación no permitida"
          + "|Conexión rehusada|Aucun fichier ou dossier de ce (?:type|nom)|Permission non accordée"
          + "|Aucun espace disponible sur le périphérique|Connexion refusée";

  /** "cat: x: No such file or directory": the program's own complaint. */
  private static final Pattern COMPLAINT =
      Pattern.compile("^[^\\s:][^:\\n]{0,80}: .*(?:" + REFUSALS + ")\\s*\\.?$", CASELESS);

  private static final Pattern NO_COMMAND =
      Pattern.compile(
          "(?:command not found|(?:kommando|befehl) nicht gefunden|(?:orden|comando) no encontrad[oa]"
              + "|commande introuvable|is not recognized as an internal or external command)\\s*\\.?\\s*$",
          CASELESS);

  /** Lines that only failures print, whatever the exit code says. */
  private static final List<Pattern> STRONG =
      List.of(
          COMPLAINT,
          NO_COMMAND,
          Pattern.compile("^Traceback \\(most recent call last\\):", CASELESS),
          Pattern.compile("^Exception in thread ", CASELESS),
          Pattern.compile("^make(?:\\[\\d+\\])?: \\*\\*\\* ", Pattern.MULTILINE),
          Pattern.compile("^\\S+:\\d+(?::\\d+)?: (?:fatal )?(?:error|fehler|erreur)\\b", CASELESS),
          Pattern.compile("^\\S+\\(\\d+,\\d+\\): error\\b", CASELESS),
          Pattern.compile("^error\\[\\w+\\]: ", CASELESS),
          Pattern.compile("^(?:CONFLICT|KONFLIKT|CONFLICTO|CONFLIT) \\(", Pattern.MULTILINE),
          Pattern.compile("^\\s*! \\[(?:remote )?rejected\\]", Pattern.MULTILINE),
          Pattern.compile("^Segmentation fault|^Killed$|^panic: |^fatal: ", Pattern.MULTILINE),
          Pattern.compile("^(?:\\[ERROR\\] )?BUILD FAIL(?:URE|ED)", CASELESS),
          Pattern.compile("^not ok \\d+|^--- FAIL: |^FAILURES!", Pattern.MULTILINE));

  /** Lines that failures print and texts about failures may hold. */
  private static final List<Pattern> WEAK =
      List.of(
          Pattern.compile(
              "^(?:[\\w$]+\\.)*[A-Z]\\w*(?:Exception|Error)(?::|$| while )", Pattern.MULTILINE),
          Pattern.compile("^\\s*(?:fatal |unexpected )?(?:error|fehler|erreur)\\s*[:!]", CASELESS),
          Pattern.compile(
              "^(?:E: |ERROR: |ERROR \\S+\\.\\w+|npm (?:ERR!|error) )", Pattern.MULTILINE),
          Pattern.compile("^\\S+\\.\\w+:\\d+:\\d+: (?!warning|note|info|hint)", CASELESS),
          Pattern.compile("^\\s+\\d+:\\d+\\s+error\\s", Pattern.MULTILINE),
          Pattern.compile(
              "\\bFound [1-9]\\d* errors?\\b|\\b[1-9]\\d* errors? in \\d|\\([1-9]\\d* errors?,"),
          Pattern.compile("^(?:Could not|Cannot|Unable to|Failed to) \\w+", Pattern.MULTILINE),
          Pattern.compile("^FAIL(?:ED)?(?:[: \\t]|$)|^FAILED \\(", Pattern.MULTILINE));

  private TextOutcome() {}

  static Optional<ToolOutcome> read(CallKind call, String text) {
    Matcher exit = EXIT.matcher(text);
    boolean said = exit.find();
    if (said && !isZero(code(exit))) {
      if (call.isComparing() && code(exit).equals("1")) {
        return Optional.of(ToolOutcome.worked());
      }
      boolean silent = EXIT_LINE.matcher(text).replaceAll("").isBlank();
      return Optional.of(
          call.isSearching() && silent && code(exit).equals("1")
              ? ToolOutcome.unclear("nothing was found")
              : ToolOutcome.failed("exit code " + code(exit)));
    }
    if (call.isReading()) {
      return COMPLAINT.matcher(text).find() || NO_COMMAND.matcher(text).find()
          ? Optional.of(ToolOutcome.failed("an error message"))
          : Optional.of(ToolOutcome.worked());
    }
    if (isAnySet(FAIL_LINE, text)) {
      return Optional.of(ToolOutcome.failed("failed tests"));
    }
    if (anyOf(STRONG, text)) {
      return Optional.of(ToolOutcome.failed("an error message"));
    }
    // A command that says it ended well is believed over words that only may mean a failure.
    return said ? Optional.of(ToolOutcome.worked()) : unsaid(text);
  }

  private static Optional<ToolOutcome> unsaid(String text) {
    if (isAnySet(COUNTED, text) || isAnySet(SUM, text)) {
      return Optional.of(ToolOutcome.failed("failed tests"));
    }
    Matcher status = STATUS.matcher(text);
    if (status.find()) {
      return Optional.of(ToolOutcome.failed("HTTP status " + status.group(1)));
    }
    if (anyOf(WEAK, text)) {
      return Optional.of(ToolOutcome.failed("an error message"));
    }
    return NO_TESTS.matcher(text).find() && !SOME_PASSED.matcher(text).find()
        ? Optional.of(ToolOutcome.unclear("no test ran"))
        : Optional.empty();
  }

  private static String code(Matcher exit) {
    return exit.group(1) == null ? exit.group(2) : exit.group(1);
  }

  private static boolean anyOf(List<Pattern> patterns, String text) {
    return patterns.stream().anyMatch(pattern -> pattern.matcher(text).find());
  }

  /** Whether some count in the text is not zero. */
  private static boolean isAnySet(Pattern counts, String text) {
    return counts.matcher(text).results().anyMatch(found -> !isZero(found.group(1)));
  }

  private static boolean isZero(String digits) {
    return digits.chars().allMatch(c -> c == '0' || c == '-');
  }
}
