package dev.hone.learn.judge;

import java.util.Locale;
import java.util.regex.MatchResult;

/**
 * The forms in which people say that it was right, also those that begin like a "no". English,
 * German, Spanish and French; over one sentence in lower case with quotations blanked out.
 */
final class Contentment {

  private static final CueSet SET = new CueSet(0);

  private static Cue any(String... alternatives) {
    return SET.any(alternatives);
  }

  /** Courtesies and exclamations that hold a "no" and deny nothing. */
  private static final Cue COURTESY =
      any(
          "^(?:oh |ah )?no (?:problem|worries|rush|hurry|big deal|doubt|kidding|wonder\\b[^.!?]*)(?: at all)?\\b",
          "^nothing (?:else |more )?to (?:add|change|complain about)\\b",
          "^kein(?:e|en)? (?:problem|ding|thema|sorge|ursache|wunder|zweifel|eile|stress)\\b",
          "^nicht zu (?:fassen|glauben)\\b|^(?:da|es) fehlt nichts\\b|^macht nichts\\b",
          "^no (?:pasa nada|hay (?:problema|prisa|de qué)|falta nada|me lo (?:esperaba|creo|puedo creer))\\b",
          "^pas de (?:problème|souci|quoi)\\b|^il ne manque rien\\b");

  private static final Cue SAID =
      any(
          "\\b(?:thanks|thank you|thx)\\b",
          "\\b(?:did the trick|worked (?:perfectly|great|well|fine)|(?:it|that) work(?:s|ed)|love (?:it|this|that)"
              + "|(?:exactly|just) what i (?:needed|wanted|was looking for)|spot on|much better|looks (?:good|great)"
              + "|well done|nice one)\\b",
          "\\bha(?:ha)+\\b|^not (?:too |so )?bad\\b|^i'?ll (?:take|go with|use)\\b|^finally\\b",
          "^(?:ah|oh|ok(?:ay)?)[, ]+(?:right|of course|i see|got it|nice|great)\\b|^got it\\b",
          "\\bdanke\\b|\\bvielen dank\\b|\\b(?:hat|das) (?:geklappt|klappt|funktioniert|funktionierte)\\b",
          "^alles klar\\b|\\b(?:herrlich|wunderbar|großartig)\\b|^genau so\\b|^(?:stimmt|ach so|endlich)\\b",
          "\\bgefällt mir\\b|\\bnehme ich\\b|^ich nehme\\b|^nicht schlecht\\b",
          "\\bgracias\\b|\\bfuncionó\\b|\\bme (?:encanta|gusta)\\b|\\bjusto lo que\\b|^(?:así )?está (?:muy )?bien\\b",
          "^nada mal\\b|\\bme quedo con\\b|^(?:ah,? )?(?:es verdad|claro)\\b|^por fin\\b|\\bde maravilla\\b|\\bja(?:ja)+\\b",
          "\\bmerci\\b|\\bça marche\\b|^pas mal\\b|\\bj'adore\\b|^je prends\\b|^enfin\\b");

  private static final Cue DENIED =
      any("n't\\b|\\b(?:not|never|nicht|kein\\w*|no|nunca|pas|jamais|anyway|trotzdem)\\b");

  private Contentment() {}

  /** A sentence without the courtesy that it begins with; empty if it is nothing else. */
  static String withoutCourtesy(String sentence) {
    MatchResult courtesy = COURTESY.find(CueText.of(sentence.toLowerCase(Locale.ROOT)));
    return courtesy == null
        ? sentence
        : sentence.substring(courtesy.end()).replaceFirst("^[\\s,.!;:–-]+", "");
  }

  static boolean isIn(CueText sentence) {
    MatchResult found = SAID.find(sentence);
    if (found == null) {
      return false;
    }
    String text = sentence.text();
    String rest = text.substring(0, found.start()) + text.substring(found.end());
    return !DENIED.isIn(CueText.of(rest));
  }
}
