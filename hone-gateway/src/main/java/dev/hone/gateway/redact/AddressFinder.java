package dev.hone.gateway.redact;

import java.util.function.Consumer;

/** Internet addresses: each run of the characters that one is made of, looked at as a whole. */
final class AddressFinder implements Finder {

  private static final int GROUPS = 8;
  private static final int MOST_IN_GROUP = 4;
  private static final int OCTETS = 4;

  /** The longest address in version 6, with an address of version 4 at its end. */
  private static final int MOST = 45;

  @Override
  public void find(String text, Consumer<Span> found) {
    int at = 0;
    while (at < text.length()) {
      if (!part(text.charAt(at))) {
        at++;
        continue;
      }
      int from = at;
      while (at < text.length() && part(text.charAt(at))) {
        at++;
      }
      look(text, from, at, found);
    }
  }

  private static boolean part(char c) {
    return Characters.hex(c) || c == ':' || c == '.';
  }

  private static void look(String text, int from, int to, Consumer<Span> found) {
    if (beside(text, from - 1) || beside(text, to)) {
      return;
    }
    int end = to;
    while (end > from && text.charAt(end - 1) == '.') {
      end--;
    }
    if (end - from > MOST) {
      return;
    }
    String run = text.substring(from, end);
    int colon = run.indexOf(':');
    if (four(run) || six(run)) {
      found.accept(new Span(from, end, RedactionKind.IP.word()));
    } else if (colon > 0 && four(run.substring(0, colon))) {
      // With a port behind it.
      found.accept(new Span(from, from + colon, RedactionKind.IP.word()));
    }
  }

  private static boolean beside(String text, int at) {
    return Characters.word(text, at) || at >= 0 && at < text.length() && text.charAt(at) == '_';
  }

  private static boolean four(String run) {
    String[] octets = run.split("\\.", -1);
    if (octets.length != OCTETS) {
      return false;
    }
    for (String octet : octets) {
      if (octet.isEmpty()
          || octet.length() > 3
          || !octet.chars().allMatch(c -> Characters.digit((char) c))
          || Integer.parseInt(octet) > 255) {
        return false;
      }
    }
    return true;
  }

  private static boolean six(String run) {
    if (run.indexOf(':') < 0 || run.chars().noneMatch(c -> Characters.digit((char) c))) {
      return false;
    }
    int gap = run.indexOf("::");
    if (gap < 0) {
      return groups(run) == GROUPS;
    }
    int before = groups(run.substring(0, gap));
    int after = groups(run.substring(gap + 2));
    return before >= 0 && after >= 0 && before + after < GROUPS;
  }

  /** How many groups these are; an address of version 4 at the end counts as two. -1 if none. */
  private static int groups(String part) {
    if (part.isEmpty()) {
      return 0;
    }
    String[] groups = part.split(":", -1);
    int count = 0;
    for (int i = 0; i < groups.length; i++) {
      String group = groups[i];
      if (i == groups.length - 1 && four(group)) {
        count += 2;
      } else if (group.isEmpty()
          || group.length() > MOST_IN_GROUP
          || !group.chars().allMatch(c -> Characters.hex((char) c))) {
        return -1;
      } else {
        count++;
      }
    }
    return count;
  }
}
