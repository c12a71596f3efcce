package dev.hone.learn.judge;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
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
  private static final Pattern NAME = Pattern.compile("(?<=[\\p{L}\\p{N},;] )\\p{Lu}[\\p{L}'-]+");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}]+");
  private static final Pattern VALUE =
      Pattern.compile("\"[^\"]+\"|\\S+@\\S+|\\d[\\d:.]*|(?<=[\\p{L}\\p{N},;:] )\\p{Lu}[\\p{L}'-]+");

  private static final CueSet SET = new CueSet(0);

  private static final Cue OBJECTION =
      SET.any(
          "^(?:no no|not like (?:that|this)|not good|hm+|that'?s not|that is not|please not like this"
              + "|that'?s wrong|that is wrong)\\b[^a-z]*(?:(?:right|what i want|how i want it)[^a-z]*)?$");
  private static final Cue POINTS =
      SET.any(
          "\\b(?:this|(?<!replies |answers |mails )that|them|these|those|him|her|another|one of)\\b");
  private static final Cue OF_THE_ANSWER =
      SET.any("^(?:that'?s|that is|it'?s|this is|das ist|das war|eso es|esto es|c'est)\\b");

  /** "Don't send it.", "You should call Anna instead." */
  private static final Cue ONE_OFF =
      SET.any(
          "^(?:please )?(?:don'?t|do not) (?!forget|worry|know|think|mind|care)\\w+",
          "^you should(?:n'?t)?\\b",
          "\\bplease\\b.*\\binstead\\b",
          "\\binstead,? please\\b");

  private static final Pattern ASKS_FOR_CONSENT = Pattern.compile("\\bok(?:ay)?\\?$");
  private static final Pattern ASKS_KINDLY =
      Pattern.compile("^(?:please )?(?:can|could|would|will) you\\b");

  /** German writes every noun with a capital; there the mark of a name is missing. */
  private static final Pattern WITH_CAPITALS =
      Pattern.compile("(?iU)\\b(?:ich|bitte|und|der|die|das|nicht|kein\\w*|mir|mich)\\b");

  private static final Pattern OPENING_MARKS = Pattern.compile("^[¿¡\\s]+");

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
    if (!request.isBlank() && isSame(message, request)) {
      return new UserReply(Kind.REPEATED, List.of());
    }
    String own = withoutQuotes(message);
    boolean pasted = own.length() > MAX_OWN_WORDS;
    List<Sentence> sentences =
        Sentences.of(pasted ? own.substring(0, MAX_OWN_WORDS) : own).stream()
            .map(UserReply::withoutMarks)
            .map(Contentment::withoutCourtesy)
            .filter(sentence -> !sentence.isBlank())
            .map(Sentence::new)
            .toList();
    if (sentences.isEmpty()) {
      return new UserReply(Kind.UNCLEAR, List.of());
    }
    boolean asked = answer.stripTrailing().endsWith("?");
    List<String> hints = pasted ? List.of() : hints(sentences);
    if (!hints.isEmpty() || isCorrection(sentences, asked)) {
      return new UserReply(Kind.CORRECTION, hints);
    }
    CueText first = sentences.getFirst().heard();
    boolean takenBack = sentences.stream().anyMatch(s -> CueWords.BUT.isIn(s.heard()));
    if (CueWords.PRAISE.isIn(first)
        || CueWords.APPROVAL.isIn(first)
        || sentences.stream().anyMatch(s -> Contentment.isIn(s.heard()))) {
      return new UserReply(takenBack ? Kind.UNCLEAR : Kind.CONTENT, List.of());
    }
    if (!asked && isEcho(own, request)) {
      return new UserReply(Kind.REPEATED, List.of());
    }
    // Who first says what the answer is may well complain about it; that is not moving on.
    if (!OF_THE_ANSWER.isIn(first)
        && sentences.stream().anyMatch(s -> CueWords.ACTION.isIn(s.heard()))) {
      return new UserReply(isRephrased(own, request) ? Kind.REPEATED : Kind.MOVED_ON, List.of());
    }
    return new UserReply(Kind.UNCLEAR, List.of());
  }

  /** A sentence as it was said and as cues are looked for in it. */
  private record Sentence(String said, CueText heard) {
    Sentence(String said) {
      this(said, CueText.ofSentence(said));
    }

    boolean asks() {
      return said.endsWith("?");
    }
  }

  /** What in a user's own words is to hold from now on. */
  static List<String> hints(String text) {
    return text.length() > MAX_OWN_WORDS
        ? List.of()
        : hints(Sentences.of(text).stream().map(Sentence::new).toList());
  }

  private static List<String> hints(List<Sentence> sentences) {
    List<String> hints = new ArrayList<>();
    int count = 0;
    boolean open = false;
    boolean objected = false;
    for (Sentence sentence : sentences) {
      Sentence rest = withoutNo(sentence);
      String words = rest.said();
      boolean objects = isObjection(sentence);
      if (objects && words.equals(sentence.said())) {
        // "No." alone: what follows says how it should be.
        objected = true;
        open = false;
        continue;
      }
      if (words.length() <= Opinion.MAX_HINT_LENGTH
          && (isLasting(rest) || ((objected || objects) && isLastingAfterNo(rest)))) {
        if (hints.size() == Opinion.MAX_HINTS) {
          break;
        }
        hints.add(capitalised(words));
        count = 1;
        open = true;
      } else if (open
          && count < MAX_SENTENCES_OF_A_HINT
          && CueWords.CONTINUES.isIn(rest.heard())
          && !rest.asks()
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

  private static boolean isObjection(Sentence sentence) {
    return CueWords.NO.isIn(sentence.heard()) || OBJECTION.isIn(sentence.heard());
  }

  /**
   * After "no" a sentence is taken to hold from now on if it speaks of manners, of all things of a
   * kind or of a habit, and not of this one case.
   */
  private static boolean isLastingAfterNo(Sentence sentence) {
    CueText heard = sentence.heard();
    boolean manner = CueWords.PLAIN_MANNER.isIn(heard);
    if (CueWords.ONE_DAY.isIn(heard) || (CueWords.DEED.isIn(heard) && !manner)) {
      return false;
    }
    if (manner) {
      return words(heard.text(), 2) >= 2;
    }
    if (words(sentence.said(), 3) < 3 && !CueWords.MANNER.isIn(heard)) {
      return false;
    }
    if (CueWords.HABIT.isIn(heard)) {
      return true;
    }
    return !POINTS.isIn(heard)
        && (CueWords.GENERAL.isIn(heard)
            || (CueWords.WISH.isIn(heard) && CueWords.MANNER.isIn(heard)));
  }

  private static boolean isCorrection(List<Sentence> sentences, boolean asked) {
    for (Sentence sentence : sentences) {
      // "No" after a question is its answer, not a complaint.
      if (!asked && CueWords.NO.isIn(sentence.heard())) {
        return true;
      }
      CueText rest = withoutNo(sentence).heard();
      if (CueWords.WRONG.isIn(rest) || Objections.isIn(sentence.heard(), asked)) {
        return true;
      }
      if (!asked && ONE_OFF.isIn(rest)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isLasting(Sentence sentence) {
    CueText heard = sentence.heard();
    String lower = heard.text();
    if (words(lower, 2) < 2) {
      return false;
    }
    boolean question = sentence.asks() && !ASKS_FOR_CONSENT.matcher(lower).find();
    if (question && !ASKS_KINDLY.matcher(lower).find()) {
      return false;
    }
    boolean manner = CueWords.MANNER.isIn(heard);
    MatchResult lasting = CueWords.LASTING.find(heard);
    if (lasting != null && !CueWords.NOT_LASTING.isIn(heard)) {
      // "Tell Anna that I never …" is a message, "Send mails in German from now on" a wish.
      boolean action = CueWords.ACTION.isIn(heard) && !question;
      boolean early = words(lower.substring(0, lasting.start()), 2) <= 1;
      return !action || early || manner || lasting.end() >= lower.length() - 2;
    }
    if (!CueWords.WISH.isIn(heard) || CueText.hasQuotation(sentence.said())) {
      return false;
    }
    CueText withoutManner = CueText.of(CueWords.MANNER.blankedOut(heard));
    if (CueWords.SINGLE_CASE.isIn(withoutManner) || hasName(sentence.said())) {
      return false;
    }
    if (CueWords.POINTING.isIn(withoutManner) && !manner) {
      return false;
    }
    // What asks for something to be done is a wish for later only if it says how.
    return manner || !CueWords.ACTION.isIn(heard);
  }

  private static boolean hasName(String sentence) {
    if (WITH_CAPITALS.matcher(sentence).find()) {
      return false;
    }
    Matcher names = NAME.matcher(sentence);
    while (names.find()) {
      String name = names.group().toLowerCase(Locale.ROOT);
      if (!name.equals("i") && !CueWords.MANNER.isIn(CueText.of(name))) {
        return true;
      }
    }
    return false;
  }

  /** The sentence without a leading "No," where something that stands alone is left. */
  private static Sentence withoutNo(Sentence sentence) {
    String said = sentence.said();
    CueText plain = CueText.of(said.toLowerCase(Locale.ROOT).replace('’', '\''));
    MatchResult no = CueWords.NO.find(plain);
    if (no == null) {
      return sentence;
    }
    String rest = said.substring(no.end()).strip();
    return words(rest, 2) >= 2 ? new Sentence(rest) : sentence;
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
    List<String> said =
        WORD.matcher(CueText.lower(message))
            .results()
            .limit(MOST_WORDS_OF_AN_ECHO + 1)
            .map(MatchResult::group)
            .toList();
    if (said.size() < 2 || said.size() > MOST_WORDS_OF_AN_ECHO) {
      return false;
    }
    Set<String> asked = wordSet(request);
    return said.size() < asked.size()
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
    return OPENING_MARKS.matcher(sentence).replaceFirst("");
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
    WORD.matcher(CueText.lower(text)).results().forEach(found -> words.add(found.group()));
    return words;
  }

  /** How many words there are; no more than so many are counted. */
  private static int words(String text, int most) {
    return (int) WORD.matcher(text).results().limit(most).count();
  }

  /** Whether both are the same words, whatever stands between them. */
  private static boolean isSame(String message, String request) {
    Matcher said = WORD.matcher(CueText.lower(message));
    Matcher before = WORD.matcher(CueText.lower(request));
    while (true) {
      boolean more = said.find();
      if (more != before.find()) {
        return false;
      }
      if (!more) {
        return true;
      }
      if (!said.group().equals(before.group())) {
        return false;
      }
    }
  }

  /** Without code, and without lines quoted from somebody. */
  private static String withoutQuotes(String message) {
    String text = message.contains("```") ? CODE.matcher(message).replaceAll(" ") : message;
    return text.indexOf('>') < 0 ? text : QUOTED_LINE.matcher(text).replaceAll(" ");
  }
}
