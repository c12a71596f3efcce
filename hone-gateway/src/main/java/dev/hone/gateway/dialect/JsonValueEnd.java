package dev.hone.gateway.dialect;

/** Tells from fragments of JSON text whether an object or array is whole. Used by one thread. */
final class JsonValueEnd {

  private int depth;
  private boolean inString;
  private boolean escaped;
  private boolean whole;

  void feed(String fragment) {
    for (int i = 0; i < fragment.length() && !whole; i++) {
      char one = fragment.charAt(i);
      if (escaped) {
        escaped = false;
      } else if (inString) {
        escaped = one == '\\';
        inString = one != '"';
      } else {
        switch (one) {
          case '"' -> inString = true;
          case '{', '[' -> depth++;
          case '}', ']' -> {
            depth--;
            whole = depth <= 0;
          }
          default -> {}
        }
      }
    }
  }

  boolean whole() {
    return whole;
  }
}
