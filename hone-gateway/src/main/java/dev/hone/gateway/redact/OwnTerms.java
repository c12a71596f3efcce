package dev.hone.gateway.redact;

import dev.hone.gateway.redact.RedactionRules.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * The dictionary that a tenant has set for itself, as it is kept: a term on a line, TAB, the word
 * of its placeholder.
 */
public final class OwnTerms {

  /** Under which it is kept. */
  public static final String SETTING = "redaction.terms";

  /** Of one tenant's own. */
  public static final int MOST = 10_000;

  private OwnTerms() {}

  /** As it is kept. */
  public static String write(List<Term> terms) {
    StringBuilder text = new StringBuilder();
    for (Term term : terms) {
      text.append(term.text().replaceAll("\\s+", " ").strip())
          .append('\t')
          .append(term.word())
          .append('\n');
    }
    return text.toString();
  }

  /** What was kept. */
  public static List<Term> read(String text) {
    List<Term> terms = new ArrayList<>();
    text.lines()
        .forEach(
            line -> {
              int tab = line.indexOf('\t');
              terms.add(new Term(line.substring(0, tab), line.substring(tab + 1)));
            });
    return terms;
  }
}
