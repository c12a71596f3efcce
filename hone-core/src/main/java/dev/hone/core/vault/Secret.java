package dev.hone.core.vault;

/**
 * A value that must not be seen. It does not appear in {@link #toString}; whoever reveals it puts
 * it on the wire and nowhere else. Immutable.
 */
public final class Secret {

  /** Longest value; more is taken for a mistake. */
  public static final int MAX_LENGTH = 16_384;

  private final String value;

  private Secret(String value) {
    this.value = value;
  }

  /**
   * A secret of a value, which may stand in a header.
   *
   * @param name to be told in errors
   * @throws VaultException if it is empty, too long or holds what no header may hold
   */
  public static Secret of(String name, String value) {
    String stripped = value.strip();
    if (stripped.isEmpty()) {
      throw new VaultException("the secret '" + name + "' is empty");
    }
    if (stripped.length() > MAX_LENGTH) {
      throw new VaultException(
          "the secret '" + name + "' is longer than " + MAX_LENGTH + " characters");
    }
    if (!stripped.chars().allMatch(c -> c >= ' ' && c < 0x7f)) {
      throw new VaultException(
          "the secret '"
              + name
              + "' holds a line break or another character that cannot be sent; keep it on one"
              + " line, in ASCII");
    }
    return new Secret(stripped);
  }

  /** The value itself. */
  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "secret";
  }
}
