package dev.hone.engine.constrain;

import java.io.ByteArrayOutputStream;

/**
 * The inside of a JSON string, byte by byte: valid UTF-8, valid escapes, no lone surrogates.
 *
 * <p>A state is an int. A character has begun when {@link #BETWEEN} is left and has ended when it
 * is reached again; the closing quote is the caller's business.
 */
final class Characters {

  static final int REFUSED = -1;
  static final int BETWEEN = 0;

  private static final int ONE_MORE = 1;
  private static final int TWO_MORE = 2;
  private static final int THREE_MORE = 3;
  private static final int AFTER_E0 = 4;
  private static final int AFTER_ED = 5;
  private static final int AFTER_F0 = 6;
  private static final int AFTER_F4 = 7;
  private static final int ESCAPE = 8;
  private static final int HEX_1 = 9;
  private static final int HEX_2 = 10;
  private static final int HEX_2_AFTER_D = 11;
  private static final int HEX_3 = 12;
  private static final int HEX_4 = 13;
  private static final int HIGH_3 = 14;
  private static final int HIGH_4 = 15;
  private static final int LOW_BACKSLASH = 16;
  private static final int LOW_U = 17;
  private static final int LOW_D = 18;
  private static final int LOW_2 = 19;

  private Characters() {}

  static int next(int state, int b) {
    return switch (state) {
      case BETWEEN -> first(b);
      case ONE_MORE -> range(b, 0x80, 0xBF, BETWEEN);
      case TWO_MORE -> range(b, 0x80, 0xBF, ONE_MORE);
      case THREE_MORE -> range(b, 0x80, 0xBF, TWO_MORE);
      case AFTER_E0 -> range(b, 0xA0, 0xBF, ONE_MORE);
      case AFTER_ED -> range(b, 0x80, 0x9F, ONE_MORE);
      case AFTER_F0 -> range(b, 0x90, 0xBF, TWO_MORE);
      case AFTER_F4 -> range(b, 0x80, 0x8F, TWO_MORE);
      case ESCAPE ->
          switch (b) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> BETWEEN;
            case 'u' -> HEX_1;
            default -> REFUSED;
          };
      case HEX_1 -> b == 'd' || b == 'D' ? HEX_2_AFTER_D : hex(b, HEX_2);
      case HEX_2 -> hex(b, HEX_3);
      case HEX_2_AFTER_D -> afterD(b);
      case HEX_3 -> hex(b, HEX_4);
      case HEX_4, LOW_2 + 2 -> hex(b, BETWEEN);
      case HIGH_3 -> hex(b, HIGH_4);
      case HIGH_4 -> hex(b, LOW_BACKSLASH);
      case LOW_BACKSLASH -> b == '\\' ? LOW_U : REFUSED;
      case LOW_U -> b == 'u' ? LOW_D : REFUSED;
      case LOW_D -> b == 'd' || b == 'D' ? LOW_2 : REFUSED;
      case LOW_2 -> digit(b) >= 12 ? LOW_2 + 1 : REFUSED;
      case LOW_2 + 1 -> hex(b, LOW_2 + 2);
      default -> throw new IllegalArgumentException("no such state: " + state);
    };
  }

  /** Writes the bytes that end a begun character. */
  static void finish(int state, ByteArrayOutputStream out) {
    int at = state;
    while (at != BETWEEN) {
      int b =
          switch (at) {
            case ONE_MORE, TWO_MORE, THREE_MORE, AFTER_ED, AFTER_F4 -> 0x80;
            case AFTER_E0 -> 0xA0;
            case AFTER_F0 -> 0x90;
            case ESCAPE -> 'n';
            case LOW_BACKSLASH -> '\\';
            case LOW_U -> 'u';
            case LOW_D -> 'd';
            case LOW_2 -> 'c';
            default -> '0';
          };
      out.write(b);
      at = next(at, b);
    }
  }

  private static int first(int b) {
    if (b < 0x20 || b == '"') {
      return REFUSED;
    }
    if (b < 0x80) {
      return b == '\\' ? ESCAPE : BETWEEN;
    }
    if (b < 0xC2 || b > 0xF4) {
      return REFUSED;
    }
    if (b < 0xE0) {
      return ONE_MORE;
    }
    return switch (b) {
      case 0xE0 -> AFTER_E0;
      case 0xED -> AFTER_ED;
      case 0xF0 -> AFTER_F0;
      case 0xF4 -> AFTER_F4;
      default -> b < 0xF0 ? TWO_MORE : THREE_MORE;
    };
  }

  /** The second hexadecimal digit after a D: below 8 a plain character, 8 to B a high surrogate. */
  private static int afterD(int b) {
    int digit = digit(b);
    if (digit < 0 || digit >= 12) {
      return REFUSED;
    }
    return digit < 8 ? HEX_3 : HIGH_3;
  }

  private static int range(int b, int low, int high, int next) {
    return b >= low && b <= high ? next : REFUSED;
  }

  private static int hex(int b, int next) {
    return digit(b) >= 0 ? next : REFUSED;
  }

  private static int digit(int b) {
    return b < 0x80 ? Character.digit(b, 16) : -1;
  }
}
