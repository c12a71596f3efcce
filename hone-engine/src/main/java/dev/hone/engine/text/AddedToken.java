package dev.hone.engine.text;

/**
 * A token that is cut out of text before anything else.
 *
 * @param id its number
 * @param content its text
 * @param special steers the model and stands for no text; a token that is not special (such as
 *     {@code <tool_call>}) is shown when it is answered
 * @param singleWord only where no letter or digit touches it
 * @param leftStrip takes the white space before it along
 * @param rightStrip takes the white space after it along
 * @param normalized looked for in the normalized text
 */
public record AddedToken(
    int id,
    String content,
    boolean special,
    boolean singleWord,
    boolean leftStrip,
    boolean rightStrip,
    boolean normalized) {

  /** A token that is found exactly as it is written. */
  public static AddedToken plain(int id, String content, boolean special) {
    return new AddedToken(id, content, special, false, false, false, false);
  }
}
