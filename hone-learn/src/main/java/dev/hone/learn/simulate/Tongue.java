package dev.hone.learn.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Languages that can be told apart by their small words. */
public enum Tongue {
  ENGLISH(
      "the is are of in on at for it and to you i was with have has this that what no not my your set sent done"
          + " added noted found"),
  GERMAN(
      "der die das ist sind und nicht ein eine im in den dem zu mit auf um am es für von wie ich du sie hat wird"
          + " läuft grad erledigt notiert gefunden"),
  SPANISH(
      "el la los las es son y no un una en de que por para con del al se hay lo le su está hecho añadido anotado"
          + " encontrado"),
  FRENCH(
      "le la les est sont et ne pas un une en de du des que pour avec au il elle fait à sur ce vous je"
          + " noté trouvé ajouté");

  private static final Pattern WORD = Pattern.compile("\\p{L}+");

  private final Set<String> words;

  Tongue(String words) {
    this.words = Set.of(words.split(" "));
  }

  /** The names that a file may use. */
  public static List<String> names() {
    List<String> names = new ArrayList<>();
    for (Tongue one : values()) {
      names.add(one.name().toLowerCase(Locale.ROOT));
    }
    return names;
  }

  /**
   * Reads a name.
   *
   * @throws IllegalArgumentException if it is none of {@link #names()}
   */
  public static Tongue of(String name) {
    return valueOf(name.strip().toUpperCase(Locale.ROOT));
  }

  /** The language with the most small words in the text; null if none has more than the others. */
  static @Nullable Tongue spoken(String text) {
    List<String> said =
        WORD.matcher(text.toLowerCase(Locale.ROOT)).results().map(found -> found.group()).toList();
    Tongue best = null;
    long most = 0;
    boolean alone = false;
    for (Tongue one : values()) {
      long count = said.stream().filter(one.words::contains).count();
      if (count > most) {
        best = one;
        most = count;
        alone = true;
      } else if (count == most) {
        alone = false;
      }
    }
    return alone ? best : null;
  }
}
