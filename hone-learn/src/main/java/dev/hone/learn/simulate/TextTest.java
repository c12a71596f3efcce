package dev.hone.learn.simulate;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * A test of a text. Capitals and small letters are the same to all forms but {@link Form#MATCHES}
 * and {@link Form#LOWER_CASE}; white space around the text never counts. Immutable and thread-safe.
 *
 * @param form what is tested
 * @param values what it is tested for, in the order of the file; may hold {@code {names}}
 */
public record TextTest(Form form, List<String> values) {

  /** The forms, by the name that they have in a file. */
  public enum Form {
    /** Every value is in it. */
    CONTAINS,
    /** Some value is in it. */
    CONTAINS_ANY,
    /** No value is in it. */
    NOT_CONTAINS,
    /** Every value is in it as whole words: {@code 4} is not in {@code 42} nor in {@code 4.5}. */
    SAYS,
    /** It is one of the values, white space inside counted once. */
    IS,
    /** Every regular expression finds something. */
    MATCHES,
    /** It begins with one of the values. */
    STARTS_WITH,
    /** It ends with one of the values. */
    ENDS_WITH,
    MIN_WORDS,
    MAX_WORDS,
    /** No bold, headings, lists, code, tables, boxes. */
    NO_MARKDOWN,
    /** No capital letter. */
    LOWER_CASE,
    /** The value names the language that most of its small words are of. */
    LANGUAGE;

    /** As it stands in a file: {@code not-contains}. */
    public String key() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private static final Pattern MARKDOWN =
      Pattern.compile(
          "\\*\\*|__|`|\\\\boxed|(?m)^\\s*#{1,6}\\s|^\\s*[-*+•]\\s|^\\s*\\d{1,3}[.)]\\s|^\\s*\\|.*\\|");
  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{N}'’.-]*");

  public TextTest {
    values = List.copyOf(values);
  }

  /** Whether a text passes. */
  public boolean holds(String raw) {
    String text = raw.strip();
    String low = text.toLowerCase(Locale.ROOT);
    return switch (form) {
      case CONTAINS -> values.stream().allMatch(value -> low.contains(lower(value)));
      case CONTAINS_ANY -> values.stream().anyMatch(value -> low.contains(lower(value)));
      case NOT_CONTAINS -> values.stream().noneMatch(value -> low.contains(lower(value)));
      case SAYS -> values.stream().allMatch(value -> says(low, lower(value).strip()));
      case IS -> values.stream().anyMatch(value -> flat(low).equals(flat(lower(value))));
      case MATCHES ->
          values.stream().allMatch(value -> Pattern.compile(value).matcher(text).find());
      case STARTS_WITH -> values.stream().anyMatch(value -> low.startsWith(lower(value).strip()));
      case ENDS_WITH -> values.stream().anyMatch(value -> low.endsWith(lower(value).strip()));
      case MIN_WORDS -> words(text) >= number();
      case MAX_WORDS -> words(text) <= number();
      case NO_MARKDOWN -> !MARKDOWN.matcher(text).find();
      case LOWER_CASE -> text.codePoints().noneMatch(Character::isUpperCase);
      case LANGUAGE -> Tongue.of(values.getFirst()) == Tongue.spoken(text);
    };
  }

  TextTest filled(Map<String, String> slots) {
    return new TextTest(
        form,
        values.stream()
            .map(
                value ->
                    form == Form.MATCHES
                        ? Template.fill(value, slots, Pattern::quote)
                        : Template.fill(value, slots))
            .toList());
  }

  List<String> names() {
    return form == Form.MATCHES
        ? List.of()
        : values.stream().flatMap(value -> Template.names(value).stream()).toList();
  }

  private int number() {
    return Integer.parseInt(values.getFirst());
  }

  private static boolean says(String text, String value) {
    return !value.isEmpty()
        && Pattern.compile(
                "(?<![\\p{L}\\p{N}])(?<!\\p{N}[.,])(?<!(?:^|\\s)-)"
                    + Pattern.quote(value)
                    + "(?![\\p{L}\\p{N}]|[.,]\\p{N})")
            .matcher(text)
            .find();
  }

  private static int words(String text) {
    return (int) WORD.matcher(text).results().count();
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  private static String flat(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
