package dev.hone.learn.judge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what a user's next message says of the answer before it.
 *
 * @param kind what it is
 * @param hints what is to hold from now on, in the user's own words; only with a correction
 */
record UserReply(Kind kind, List<String> hints) {

  enum Kind {
    CORRECTION,
    /** The same request again, word for word or in other words. */
    REPEATED,
    /** Thanks, praise or a yes. */
    CONTENT,
    /** A new request: the user has moved on. */
    MOVED_ON,
    UNCLEAR
  }

  /** Longer messages are read as pasted text: no hint is taken from them. */
  private static final int MAX_OWN_WORDS = 1_000;

  private static final int MAX_SENTENCES_OF_A_HINT = 3;

  private static final Pattern CODE = Pattern.compile("```.*?(?:```|$)", Pattern.DOTALL);
  private static final Pattern QUOTED_LINE = Pattern.compile("(?m)^\\s*>.*$");
  private static final Pattern QUOTATION =
      Pattern.compile("\"[^\"]*\"|“[^”]*”|„[^“”]*[“”]|«[^»]*»|(?<=\\s)'[^']+'(?=[\\s.,!?]|$)");
  private static final Pattern NAME = Pattern.compile("(?<=[\\p{L}\\p{N},;] )\\p{Lu}[\\p{L}'-]+");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final Pattern VALUE =
      Pattern.compile("\"[^\"]+\"|\\S+@\\S+|\\d[\\d:.]*|(?<=[\\p{L}\\p{N},;:] )\\p{Lu}[\\p{L}'-]+");

  private static final Pattern OBJECTION =
      Pattern.compile(
          "^(?:no no|not like (?:that|this)|not good|hm+|that'?s not|that is not|please not like this"
              + "|that'?s wrong|that is wrong)\\b[^a-z]*(?:(?:right|what i want|how i want it)[^a-z]*)?$");
  private static final Pattern POINTS =
      Pattern.compile(
          "\\b(?:this|(?<!replies |answers |mails )that|them|these|those|him|her|another|one of)\\b");

  private static final Pattern OF_THE_ANSWER =
      Pattern.compile("^(?:that'?s|that is|it'?s|this is|das ist|das war|eso es|esto es|c'est)\\b");

  /** A few words that all stood in the request already insist on them. */
  private static final int MOST_WORDS_OF_AN_ECHO = 4;

  private static final int STEM = 4;

  /** Words of two requests that must be the same for the second to be the first again. */
  private static final double SAME_REQUEST = 0.5;

  UserReply {
    hints = List.copyOf(hints);
  }

  /**
   * Reads a message.
   *
   * @param answer the assistant's text before it
   * @param request the request that was answered
   */
  static UserReply read(String message, String answer, String request) {
    if (!request.isBlank() && normal(message).equals(normal(request))) {
      return new UserReply(Kind.REPEATED, List.of());
    }
    String own = QUOTED_LINE.matcher(CODE.matcher(message).replaceAll(" ")).replaceAll(" ");
    boolean pasted = own.length() > MAX_OWN_WORDS;
    List<String> sentences =
        Sentences.of(pasted ? own.substring(0, MAX_OWN_WORDS) : own).stream()
            .map(UserReply::withoutMarks)
            .map(Contentment::withoutCourtesy)
            .filter(sentence -> !sentence.isBlank())
            .toList();
    if (sentences.isEmpty()) {
      return new UserReply(Kind.UNCLEAR, List.of());
    }
    boolean asked = answer.stripTrailing().endsWith("?");
    List<String> hints = pasted ? List.of() : hints(sentences);
    if (!hints.isEmpty() || isCorrection(sentences, asked)) {
      return new UserReply(Kind.CORRECTION, hints);
    }
    String first = lower(sentences.getFirst());
    boolean takenBack = sentences.stream().anyMatch(s -> CueWords.BUT.matcher(lower(s)).find());
    if (CueWords.PRAISE.matcher(first).find()
        || CueWords.APPROVAL.matcher(first).find()
        || sentences.stream().anyMatch(s -> Contentment.isIn(lower(s)))) {
      return new UserReply(takenBack ? Kind.UNCLEAR : Kind.CONTENT, List.of());
    }
    if (!asked && isEcho(own, request)) {
      return new UserReply(Kind.REPEATED, List.of());
    }
    // Who first says what the answer is may well complain about it; that is not moving on.
    if (!OF_THE_ANSWER.matcher(first).find()
        && sentences.stream().anyMatch(s -> CueWords.ACTION.matcher(lower(s)).find())) {
      return new UserReply(isRephrased(own, request) ? Kind.REPEATED : Kind.MOVED_ON, List.of());
    }
    return new UserReply(Kind.UNCLEAR, List.of());
  }

  /** What in a user's own words is to hold from now on. */
  static List<String> hints(String text) {
    return text.length() > MAX_OWN_WORDS ? List.of() : hints(Sentences.of(text));
  }

  private static List<String> hints(List<String> sentences) {
    List<String> hints = new ArrayList<>();
    int count = 0;
    boolean open = false;
    boolean objected = false;
    for (String sentence : sentences) {
      String words = withoutNo(sentence);
      boolean objects = isObjection(sentence);
      if (objects && words.equals(sentence)) {
        // "No." alone: what follows says how it should be.
        objected = true;
        open = false;
        continue;
      }
      if (words.length() <= Opinion.MAX_HINT_LENGTH
          && (isLasting(words) || ((objected || objects) && isLastingAfterNo(words)))) {
        if (hints.size() == Opinion.MAX_HINTS) {
          break;
        }
        hints.add(capitalised(words));
        count = 1;
        open = true;
      } else if (open
          && count < MAX_SENTENCES_OF_A_HINT
          && CueWords.CONTINUES.matcher(lower(words)).find()
          && !words.endsWith("?")
          && hints.getLast().length() + 1 + words.length() <= Opinion.MAX_HINT_LENGTH) {
        hints.set(hints.size() - 1, hints.getLast() + " " + words);
        count++;
      } else {
        open = false;
      }
      objected = false;
    }
    return hints.stream().distinct().toList();
  }

  private static boolean isObjection(String sentence) {
    String lower = lower(sentence);
    return CueWords.NO.matcher(lower).find() || OBJECTION.matcher(lower).find();
  }

  /**
   * After "no" a sentence is taken to hold from now on if it speaks of manners, of all things of a
   * kind or of a habit, and not of this one case.
   */
  private static boolean isLastingAfterNo(String sentence) {
    String lower = lower(sentence);
    boolean manner = CueWords.PLAIN_MANNER.matcher(lower).find();
    if (CueWords.ONE_DAY.matcher(lower).find()
        || (CueWords.DEED.matcher(lower).find() && !manner)) {
      return false;
    }
    if (manner) {
      return words(lower) >= 2;
    }
    if (words(sentence) < 3 && !CueWords.MANNER.matcher(lower).find()) {
      return false;
    }
    if (CueWords.HABIT.matcher(lower).find()) {
      return true;
    }
    boolean points = POINTS.matcher(lower).find();
    return !points
        && (CueWords.GENERAL.matcher(lower).find()
            || (CueWords.WISH.matcher(lower).find() && CueWords.MANNER.matcher(lower).find()));
  }

  private static boolean isCorrection(List<String> sentences, boolean asked) {
    for (String sentence : sentences) {
      String lower = lower(sentence);
      // "No" after a question is its answer, not a complaint.
      if (!asked && CueWords.NO.matcher(lower).find()) {
        return true;
      }
      String rest = lower(withoutNo(sentence));
      if (CueWords.WRONG.matcher(rest).find() || Objections.isIn(lower, asked)) {
        return true;
      }
      if (!asked && isOneOffCorrection(rest)) {
        return true;
      }
    }
    return false;
  }

  /** "Don't send it.", "You should call Anna instead." */
  private static boolean isOneOffCorrection(String lower) {
    return Pattern.compile(
            "^(?:please )?(?:don'?t|do not) (?!forget|worry|know|think|mind|care)\\w+"
                + "|^you should(?:n'?t)?\\b|\\bplease\\b.*\\binstead\\b|\\binstead,? please\\b")
        .matcher(lower)
        .find();
  }

  private static boolean isLasting(String sentence) {
    String lower = lower(sentence);
    if (WORD.matcher(lower).results().limit(2).count() < 2) {
      return false;
    }
    boolean question = sentence.endsWith("?") && !lower.matches(".*\\bok(?:ay)?\\?$");
    if (question && !lower.matches("^(?:please )?(?:can|could|would|will) you\\b.*")) {
      return false;
    }
    boolean manner = CueWords.MANNER.matcher(lower).find();
    Matcher lasting = CueWords.LASTING.matcher(lower);
    if (lasting.find() && !CueWords.NOT_LASTING.matcher(lower).find()) {
      // "Tell Anna that I never …" is a message, "Send mails in German from now on" a wish.
      boolean action = CueWords.ACTION.matcher(lower).find() && !question;
      boolean early = words(lower.substring(0, lasting.start())) <= 1;
      return !action || early || manner || lasting.end() >= lower.length() - 2;
    }
    if (!CueWords.WISH.matcher(lower).find() || hasQuotation(sentence)) {
      return false;
    }
    String withoutManner = CueWords.MANNER.matcher(lower).replaceAll(" ");
    if (CueWords.SINGLE_CASE.matcher(withoutManner).find() || hasName(sentence)) {
      return false;
    }
    if (CueWords.POINTING.matcher(withoutManner).find() && !manner) {
      return false;
    }
    // What asks for something to be done is a wish for later only if it says how.
    return manner || !CueWords.ACTION.matcher(lower).find();
  }

  private static boolean hasName(String sentence) {
    // German writes every noun with a capital; there the mark of a name is missing.
    if (sentence.matches("(?iU).*\\b(?:ich|bitte|und|der|die|das|nicht|kein\\w*|mir|mich)\\b.*")) {
      return false;
    }
    Matcher names = NAME.matcher(sentence);
    while (names.find()) {
      String name = names.group().toLowerCase(Locale.ROOT);
      if (!name.equals("i") && !CueWords.MANNER.matcher(name).find()) {
        return true;
      }
    }
    return false;
  }

  private static boolean hasQuotation(String sentence) {
    return QUOTATION.matcher(sentence).find();
  }

  /** The sentence without a leading "No," where something that stands alone is left. */
  private static String withoutNo(String sentence) {
    Matcher no = CueWords.NO.matcher(sentence.toLowerCase(Locale.ROOT).replace('’', '\''));
    if (!no.find()) {
      return sentence;
    }
    String rest = sentence.substring(no.end()).strip();
    return words(rest) >= 2 ? rest : sentence;
  }

  private static String capitalised(String words) {
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  /** In other words but with the same names and numbers; a like request for another case is new. */
  private static boolean isRephrased(String message, String request) {
    Set<String> values = values(request);
    if (values.isEmpty() || !values.equals(values(message))) {
      return false;
    }
    Set<String> before = wordSet(request);
    Set<String> now = wordSet(message);
    Set<String> shared = new HashSet<>(before);
    shared.retainAll(now);
    Set<String> union = new HashSet<>(before);
    union.addAll(now);
    return shared.size() >= SAME_REQUEST * union.size();
  }

  /** "One word." after "Answer in one word: …". */
  private static boolean isEcho(String message, String request) {
    List<String> said = WORD.matcher(lower(message)).results().map(r -> r.group()).toList();
    Set<String> asked = wordSet(request);
    return said.size() >= 2
        && said.size() <= MOST_WORDS_OF_AN_ECHO
        && said.size() < asked.size()
        && said.stream()
            .allMatch(
                word ->
                    asked.stream()
                        .anyMatch(
                            known ->
                                known.startsWith(
                                    word.substring(0, Math.min(STEM, word.length())))));
  }

  /** Without the marks that Spanish opens a question or a cry with. */
  private static String withoutMarks(String sentence) {
    return sentence.replaceFirst("^[¿¡\\s]+", "");
  }

  private static Set<String> values(String text) {
    Set<String> values = new HashSet<>();
    VALUE
        .matcher(text)
        .results()
        .forEach(found -> values.add(found.group().toLowerCase(Locale.ROOT)));
    return values;
  }

  private static Set<String> wordSet(String text) {
    Set<String> words = new HashSet<>();
    WORD.matcher(lower(text)).results().forEach(found -> words.add(found.group()));
    return words;
  }

  private static int words(String text) {
    return (int) WORD.matcher(text).results().count();
  }

  private static String normal(String text) {
    return String.join(" ", WORD.matcher(lower(text)).results().map(r -> r.group()).toList());
  }

  /** Lower case, plain apostrophes, quotations blanked out. */
  private static String lower(String sentence) {
    return QUOTATION
        .matcher(sentence)
        .replaceAll("\"\"")
        .toLowerCase(Locale.ROOT)
        .replace('’', '\'');
  }
}
