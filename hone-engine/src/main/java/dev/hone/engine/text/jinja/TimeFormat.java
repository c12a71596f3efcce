package dev.hone.engine.text.jinja;

import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates as C's {@code strftime} writes them, in English. */
final class TimeFormat {

  private TimeFormat() {}

  static String format(String format, ZonedDateTime time) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      if (c != '%' || i + 1 == format.length()) {
        out.append(c);
        continue;
      }
      char letter = format.charAt(++i);
      boolean unpadded = letter == '-' && i + 1 < format.length();
      if (unpadded) {
        letter = format.charAt(++i);
      }
      String field = field(letter, time);
      out.append(
          unpadded && field.startsWith("0") && field.length() > 1 ? field.substring(1) : field);
    }
    return out.toString();
  }

  private static String field(char letter, ZonedDateTime time) {
    String pattern =
        switch (letter) {
          case 'd' -> "dd";
          case 'm' -> "MM";
          case 'Y' -> "yyyy";
          case 'y' -> "yy";
          case 'B' -> "MMMM";
          case 'b', 'h' -> "MMM";
          case 'A' -> "EEEE";
          case 'a' -> "EEE";
          case 'H' -> "HH";
          case 'I' -> "hh";
          case 'M' -> "mm";
          case 'S' -> "ss";
          case 'p' -> "a";
          case 'j' -> "DDD";
          case 'F' -> "yyyy-MM-dd";
          case 'T' -> "HH:mm:ss";
          case 'z' -> "xx";
          case 'Z' -> "zzz";
          default -> "";
        };
    if (pattern.isEmpty()) {
      return letter == '%' ? "%" : "%" + letter;
    }
    return DateTimeFormatter.ofPattern(pattern, Locale.US).format(time);
  }
}
