package dev.hone.gateway.redact;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What is taken out.
 *
 * @param kinds by form
 * @param terms a tenant's own words: names of people, projects, customers
 */
public record RedactionRules(Set<RedactionKind> kinds, List<Term> terms) {

  /** Most terms of one tenant. */
  public static final int MAX_TERMS = 100_000;

  /**
   * A word or several, found whatever the case of its letters and only as whole words.
   *
   * @param text what is found
   * @param word stands in the placeholder: lower-case letters, digits and hyphens
   */
  public record Term(String text, String word) {

    /** The longest term, in characters. */
    public static final int MAX_LENGTH = 200;

    private static final Pattern WORD = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    public Term {
      if (text.isBlank() || text.length() > MAX_LENGTH) {
        throw new IllegalArgumentException(
            "a term must have 1 to " + MAX_LENGTH + " characters, not be blank");
      }
      if (!WORD.matcher(word).matches()) {
        throw new IllegalArgumentException(
            "'" + word + "' cannot stand in a placeholder; use up to 40 of a-z, 0-9 and '-'");
      }
    }
  }

  public RedactionRules {
    kinds = kinds.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(kinds));
    terms = List.copyOf(terms);
    if (terms.size() > MAX_TERMS) {
      throw new IllegalArgumentException(
          terms.size() + " terms; at most " + MAX_TERMS + " are taken for one tenant");
    }
  }

  /** Every kind, no terms. */
  public static RedactionRules everyKind() {
    return new RedactionRules(EnumSet.allOf(RedactionKind.class), List.of());
  }

  public RedactionRules withTerms(List<Term> own) {
    return new RedactionRules(kinds, own);
  }
}
