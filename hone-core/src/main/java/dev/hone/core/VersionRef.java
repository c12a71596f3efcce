package dev.hone.core;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Names immutable weights of a policy: {@code name@N}. Version 0 is the base that the policy began
 * with.
 *
 * @param policy the policy's name: letters, digits, '.', '_' and '-'
 * @param number 0 or more
 */
public record VersionRef(String policy, int number) implements Comparable<VersionRef> {

  private static final Pattern POLICY = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final Pattern FORM = Pattern.compile("([^@]+)@(\\d{1,9})");

  public VersionRef {
    if (!POLICY.matcher(policy).matches()) {
      throw new IllegalArgumentException(
          "policy name '"
              + policy
              + "' must begin with a letter or digit and hold only letters, digits, '.', '_', '-'");
    }
    if (number < 0) {
      throw new IllegalArgumentException("version number " + number + " is negative");
    }
  }

  /**
   * Reads {@code name@N}.
   *
   * @throws IllegalArgumentException if the text has another form
   */
  public static VersionRef parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("'" + text + "' is not a version; write name@N");
    }
    return new VersionRef(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }

  @Override
  public int compareTo(VersionRef other) {
    int byPolicy = policy.compareTo(other.policy);
    return byPolicy != 0 ? byPolicy : Integer.compare(number, other.number);
  }

  @Override
  public String toString() {
    return policy + "@" + number;
  }
}
