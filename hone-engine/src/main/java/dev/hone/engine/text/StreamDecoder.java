package dev.hone.engine.text;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Bytes of token after token in, whole characters out: an unfinished character is held back until
 * the rest of it comes; bytes that are no UTF-8 become U+FFFD, the same as if everything were
 * decoded at once. One per answer; not thread-safe.
 */
public final class StreamDecoder {

  private static final int LONGEST_CHARACTER = 4;

  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPLACE)
          .onUnmappableCharacter(CodingErrorAction.REPLACE);
  private byte[] held = new byte[0];

  /** Takes the next bytes and returns the characters that are whole now; may be empty. */
  public String feed(byte[] bytes) {
    return decode(bytes, false);
  }

  /** Whether a part of a character is held back. */
  public boolean holding() {
    return held.length > 0;
  }

  /** Ends the text: what is still held back is broken and becomes U+FFFD. */
  public String finish() {
    String rest = decode(new byte[0], true);
    decoder.reset();
    return rest;
  }

  private String decode(byte[] bytes, boolean end) {
    ByteBuffer in = ByteBuffer.allocate(held.length + bytes.length);
    in.put(held).put(bytes).flip();
    CharBuffer out = CharBuffer.allocate(in.remaining() + LONGEST_CHARACTER);
    decoder.decode(in, out, end);
    if (end) {
      decoder.flush(out);
    }
    held = new byte[in.remaining()];
    in.get(held);
    return out.flip().toString();
  }
}
