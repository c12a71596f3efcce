package dev.hone.learn.judge;

import java.util.List;
import java.util.regex.Pattern;

/**
 * What in a message of the user's role a person wrote. Agent programs put notes of their own there:
 * reminders in tags, remarks in brackets, tables of their state, orders to go on with a task. None
 * of that is judged, and none of it becomes a lesson. The rules look at structure first, and at
 * words only where a text speaks of the conversation itself and never of its writer.
 */
final class OwnWords {

  /** Of a longer message the rest is not looked at; nobody corrects in so many words. */
  private static final int MAX_LOOKED_AT = 65_536;

  /** Of what is left, only so much is read word by word. */
  private static final int WORDS_LOOKED_AT = 4_000;

  /** Kinds of words about the conversation that one line of a program's text has at least. */
  private static final int OF_A_LINE = 2;

  /** The same of a whole message whose lines have fewer. */
  private static final int OF_A_MESSAGE = 3;

  private static final Pattern FENCED =
      Pattern.compile("(?s)<<<BEGIN_(\\w{1,80})>>>.*?(?:<<<END_\\1>>>|\\z)");
  private static final Pattern TAGGED =
      Pattern.compile(
          "(?sm)^[ \\t]*<([A-Za-z][\\w.-]{0,80})(?:\\s[^<>\\n]{0,400})?>.*?(?:</\\1>|\\z)");
  private static final Pattern NOTE = Pattern.compile("(?m)^[ \\t]*\\[[^\\]\\n]{3,400}\\][ \\t]*$");
  private static final Pattern STAMP =
      Pattern.compile("(?m)^[ \\t]*\\[[^\\]\\n]{0,40}\\d[^\\]\\n]{0,40}\\][ \\t]*(?=\\S)");

  /** {@code Runtime: agent=main | session=… | host=…}. */
  private static final Pattern TABLE =
      Pattern.compile("(?m)^.{0,200}?\\b\\w+=[^|\\n]{0,200}\\|\\s*\\w+=.*$");

  private static final CueSet SET = new CueSet(Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);

  private static final Cue FIRST_PERSON =
      words(
          "i|i'(?:m|d|ve|ll)|me|my|mine|myself|we|us|our|ich|mir|mich|mein\\w*|wir|uns|unser\\w*|yo|mi|mis|conmigo"
              + "|nosotr[oa]s|nuestr[oa]s?|quiero|prefiero|necesito|quería|pedí|dije|je|moi|mon|ma|mes|nous|notre");

  /** Each is one kind of word that is about the conversation and not about its matter. */
  private static final List<Cue> ABOUT_THE_TALK =
      List.of(
          words("transcript|transkript|transcripción"),
          words(
              "conversation(?: history)?|chat history|historial|(?:bisherige\\w*|gesprächs)\\s?verlauf|verlauf"
                  + "|conversación|historique"),
          words(
              "compact(?:ed|ion)|context (?:checkpoint|window|was|is)|resumid[oa]|gekürzt|zusammengefasst"),
          words("handoff|summari[sz]ed|produced a summ\\w*|following summ\\w*"),
          words("language model|llm|next model|assistant|sprachmodell|modelo de lenguaje"),
          words("the user|user's|der nutzer|des nutzers|el usuario|del usuario|l'utilisateur"),
          words(
              "(?:current|previous|active|last) (?:task|turn|session|run)|restart(?:ed|ing)? (?:the |of the )?\\w+"
                  + "|(?:aktuelle|vorige|letzte)\\w* (?:aufgabe|sitzung)|setze die aufgabe|continúa la tarea"
                  + "|tarea (?:actual|anterior)"),
          words(
              "completed (?:work|actions?|steps?)|already (?:done|completed)|(?:erledigte|abgeschlossene)\\w* \\w+"
                  + "|(?:pasos|acciones) (?:ya )?(?:hech|complet)\\w*"),
          words(
              "left off|where (?:it|you) (?:stopped|left)|resum(?:e|ed|ing)|fortsetzen|fortgesetzt|reanud\\w*"),
          words(
              "tool (?:calls?|results?|output)|subagents?|system[- ](?:note|reminder|prompt)|process restart"));

  private OwnWords() {}

  private static Cue words(String alternatives) {
    return SET.any("\\b(?:" + alternatives + ")\\b");
  }

  /** The person's words; empty if a program wrote all of it. */
  static String of(String message) {
    String text = message.length() <= MAX_LOOKED_AT ? message : message.substring(0, MAX_LOOKED_AT);
    String plain = without(TAGGED, '<', without(FENCED, '<', text, " "), " ");
    plain = without(STAMP, '[', without(NOTE, '[', plain, " "), "");
    plain = without(TABLE, '|', plain, " ").strip();
    String head = plain.substring(0, Math.min(plain.length(), WORDS_LOOKED_AT));
    long kinds = kinds(head);
    if (kinds < OF_A_LINE) {
      // Then no line of it has more.
      return plain;
    }
    boolean program =
        isOfProgram(head.lines().findFirst().orElse(""))
            || (kinds >= OF_A_MESSAGE && !isFirstPerson(head));
    return program ? "" : (ofLines(head) + plain.substring(head.length())).strip();
  }

  /** Most messages do not even have the mark that such a part begins with. */
  private static String without(Pattern part, char mark, String text, String instead) {
    return text.indexOf(mark) < 0 ? text : part.matcher(text).replaceAll(instead);
  }

  private static boolean isOfProgram(String line) {
    return kinds(line) >= OF_A_LINE && !isFirstPerson(line);
  }

  private static String ofLines(String plain) {
    StringBuilder own = new StringBuilder();
    for (String line : plain.split("\n", -1)) {
      if (!isOfProgram(line)) {
        own.append(own.isEmpty() ? "" : "\n").append(line);
      }
    }
    return own.toString().strip();
  }

  /** Whether its writer speaks of himself; then he is a person. */
  static boolean isFirstPerson(String text) {
    return FIRST_PERSON.isIn(CueText.of(text.replace('’', '\'')));
  }

  /** How many kinds of words about the conversation a text holds. */
  private static long kinds(String text) {
    CueText read = CueText.of(text);
    return ABOUT_THE_TALK.stream().filter(kind -> kind.isIn(read)).count();
  }
}
