package dev.hone.engine.text;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The printable stand-ins for the 256 byte values that byte-level vocabularies are written in:
 * bytes that print stand for themselves, the others for U+0100 and up (as GPT-2 introduced them).
 */
final class ByteAlphabet {

  /** One more than the highest stand-in. */
  static final int LIMIT = 256 + 68;

  private static final char[] CHARACTER_OF_BYTE = new char[256];
  private static final short[] BYTE_OF_CHARACTER = new short[LIMIT];

  static {
    Arrays.fill(BYTE_OF_CHARACTER, (short) -1);
    int next = 256;
    for (int value = 0; value < 256; value++) {
      boolean prints =
          (value >= '!' && value <= '~')
              || (value >= 0xA1 && value <= 0xAC)
              || (value >= 0xAE && value <= 0xFF);
      char character = (char) (prints ? value : next++);
      CHARACTER_OF_BYTE[value] = character;
      BYTE_OF_CHARACTER[character] = (short) value;
    }
  }

  private ByteAlphabet() {}

  static char characterOf(int unsignedByte) {
    return CHARACTER_OF_BYTE[unsignedByte];
  }

  /** The byte that a stand-in means, or -1 if the character is none. */
  static int byteOf(char character) {
    return character < LIMIT ? BYTE_OF_CHARACTER[character] : -1;
  }

  /** The text's UTF-8 bytes, each as its stand-in. */
  static String write(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    char[] characters = new char[bytes.length];
    for (int i = 0; i < bytes.length; i++) {
      characters[i] = CHARACTER_OF_BYTE[bytes[i] & 0xFF];
    }
    return new String(characters);
  }

  /** The bytes of a token; a token with a character that is no stand-in is taken as plain text. */
  static byte[] read(String token) {
    byte[] bytes = new byte[token.length()];
    for (int i = 0; i < bytes.length; i++) {
      int value = byteOf(token.charAt(i));
      if (value < 0) {
        return token.getBytes(StandardCharsets.UTF_8);
      }
      bytes[i] = (byte) value;
    }
    return bytes;
  }
}
