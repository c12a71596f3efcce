package dev.hone.engine.text;

import dev.hone.core.engine.EngineException;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Regular expressions as tokenizer files write them (Oniguruma and Rust syntax) in Java's: classes
 * such as {@code \s} and {@code \w} follow Unicode, script names get Java's prefix.
 */
final class RustPattern {

  private static final Set<String> CATEGORIES =
      Set.of(
          "L", "LC", "Lu", "Ll", "Lt", "Lm", "Lo", "M", "Mn", "Mc", "Me", "N", "Nd", "Nl", "No",
          "P", "Pd", "Ps", "Pe", "Pc", "Po", "Pi", "Pf", "S", "Sm", "Sc", "Sk", "So", "Z", "Zs",
          "Zl", "Zp", "C", "Cc", "Cf", "Co", "Cs", "Cn");

  private RustPattern() {}

  /**
   * Compiles a pattern.
   *
   * @param field where in the file it stands, for the error
   * @throws EngineException {@code BAD_MODEL} if Java has no equal
   */
  static Pattern compile(String source, String field) {
    try {
      return Pattern.compile(translate(source), Pattern.UNICODE_CHARACTER_CLASS);
    } catch (PatternSyntaxException e) {
      throw new EngineException(
          EngineException.Code.BAD_MODEL,
          "tokenizer.json: the pattern in "
              + field
              + " cannot be read: "
              + e.getDescription()
              + " near index "
              + e.getIndex()
              + " of "
              + source,
          e);
    }
  }

  private static String translate(String source) {
    StringBuilder out = new StringBuilder(source.length() + 16);
    int i = 0;
    while (i < source.length()) {
      char c = source.charAt(i);
      if (c != '\\' || i + 1 == source.length()) {
        out.append(c);
        i++;
        continue;
      }
      char escaped = source.charAt(i + 1);
      int close = source.indexOf('}', i);
      if ((escaped == 'p' || escaped == 'P')
          && i + 2 < source.length()
          && source.charAt(i + 2) == '{'
          && close > 0) {
        out.append(property(escaped, source.substring(i + 3, close)));
        i = close + 1;
      } else if (escaped == 'h') {
        out.append("[0-9A-Fa-f]"); // Oniguruma's hexadecimal digit; Java's \h is a blank
        i += 2;
      } else {
        out.append(c).append(escaped);
        i += 2;
      }
    }
    return out.toString();
  }

  private static String property(char letter, String name) {
    boolean negated = name.startsWith("^");
    String plain = negated ? name.substring(1) : name;
    char sign = negated ? (letter == 'p' ? 'P' : 'p') : letter;
    boolean known = CATEGORIES.contains(plain) || plain.indexOf('=') > 0 || plain.startsWith("Is");
    return "\\" + sign + "{" + (known ? plain : "Is" + plain) + "}";
  }
}
