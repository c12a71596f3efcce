package dev.hone.core.lesson;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words of a text that say something, in lower case and without their commonest endings. Light
 * on purpose: a wrong stem costs more than a missed one.
 */
public final class Terms {

  private static final int LEAST_STEM = 4;

  private static final Set<String> SILENT =
      new HashSet<>(
          List.of(
              ("a an the i me my mine you your yours we us our they their he she it its his her this that these those"
                      + " there here to of in on at for with by from into about as is are was were be been am do does did"
                      + " done will would should shall can could may might must have has had and or but so if then than"
                      + " when while because just also too very really please always never every each all any some no"
                      + " not don't dont doesn't instead only more most less much many own same such what which who whom"
                      + " how why where again once now next use using used want wants wanted like need needs prefer"
                      + " make makes made give gives get gets put let keep go going one two thing things something"
                      + " anything everything ich du er sie es wir ihr mich mir dich dir uns euch mein meine meinen"
                      + " meiner meinem dein deine deinen deiner der die das den dem des ein eine einen einem einer"
                      + " eines und oder aber wenn dann als wie wo was wer warum weil dass ob ist sind war waren sein"
                      + " bin wird werden wurde kann können soll sollen muss müssen darf dürfen will wollen möchte"
                      + " möchten habe haben hat hatte bitte immer nie niemals nicht kein keine keinen auch nur noch"
                      + " schon mehr sehr mal im in am an auf aus bei mit nach von vom vor zu zum zur für über unter um"
                      + " bis durch gegen ohne alle alles jede jeden jedes jeder jedem dies diese diesen dieser dieses"
                      + " etwas gib mach mache stets hier da el la los las un una y o de que en por para con siempre"
                      + " le les une et ou du des au aux je tu il elle nous vous pour avec toujours")
                  .split(" ")));

  private Terms() {}

  /** Stems in their order; those that say nothing are left out. */
  public static List<String> of(String text) {
    List<String> terms = new ArrayList<>();
    String lower = text.toLowerCase(Locale.ROOT).replace('’', '\'');
    int from = -1;
    for (int i = 0; i <= lower.length(); i++) {
      boolean inWord =
          i < lower.length()
              && (Character.isLetterOrDigit(lower.charAt(i))
                  || (from >= 0
                      && (lower.charAt(i) == '\'' || lower.charAt(i) == '-')
                      && i + 1 < lower.length()
                      && Character.isLetterOrDigit(lower.charAt(i + 1))));
      if (inWord && from < 0) {
        from = i;
      } else if (!inWord && from >= 0) {
        String word = lower.substring(from, i);
        if (!SILENT.contains(word)) {
          terms.add(stem(word));
        }
        from = -1;
      }
    }
    return terms;
  }

  /** Without the endings of plural, possession and the commonest verb forms. */
  static String stem(String word) {
    String stem = word.endsWith("'s") ? word.substring(0, word.length() - 2) : word;
    for (String ending :
        List.of("ings", "ing", "ern", "ed", "en", "es", "er", "em", "e", "s", "n")) {
      if (stem.endsWith(ending) && stem.length() - ending.length() >= LEAST_STEM) {
        return stem.substring(0, stem.length() - ending.length());
      }
    }
    return stem;
  }
}
