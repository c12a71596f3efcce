package dev.hone.gateway.redact;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Keys and tokens: words that begin as issuers let theirs begin, JSON web tokens, what follows
 * {@code Bearer}, and the values of settings named like secrets. Each word is looked at once.
 */
final class SecretFinder implements Finder {

  /** How a key begins, and how many characters it has at least. */
  private record Prefix(String text, int least) {}

  private static final List<Prefix> PREFIXES =
      List.of(
          new Prefix("sk-", 20), // OpenAI, Anthropic, many others
          new Prefix("hone-", 20),
          new Prefix("hone_", 20),
          new Prefix("sk_live_", 16),
          new Prefix("sk_test_", 16),
          new Prefix("rk_live_", 16),
          new Prefix("pk_live_", 16),
          new Prefix("whsec_", 16),
          new Prefix("ghp_", 20),
          new Prefix("gho_", 20),
          new Prefix("ghu_", 20),
          new Prefix("ghs_", 20),
          new Prefix("ghr_", 20),
          new Prefix("github_pat_", 20),
          new Prefix("glpat-", 16),
          new Prefix("xoxb-", 16),
          new Prefix("xoxp-", 16),
          new Prefix("xoxa-", 16),
          new Prefix("xoxr-", 16),
          new Prefix("xoxs-", 16),
          new Prefix("xapp-", 16),
          new Prefix("AKIA", 20),
          new Prefix("ASIA", 20),
          new Prefix("AIza", 35),
          new Prefix("ya29.", 20),
          new Prefix("hf_", 20),
          new Prefix("npm_", 20),
          new Prefix("pypi-", 20),
          new Prefix("dop_v1_", 20),
          new Prefix("shpat_", 20),
          new Prefix("SG.", 30),
          new Prefix("gsk_", 20),
          new Prefix("xai-", 20),
          new Prefix("lin_api_", 20));

  private static final Set<String> SCHEMES = Set.of("bearer", "basic");

  private static final Set<String> SETTINGS =
      Set.of(
          "api_key",
          "apikey",
          "api-key",
          "x-api-key",
          "access_key",
          "access_token",
          "auth_token",
          "client_secret",
          "secret",
          "secret_key",
          "token",
          "password",
          "passwd",
          "pwd");

  private static final int LEAST_BEARER = 12;
  private static final int LEAST_VALUE = 8;
  private static final int LONGEST_SETTING = 20;

  @Override
  public void find(String text, Consumer<Span> found) {
    String before = "";
    int beforeEnd = 0;
    int at = 0;
    while (at < text.length()) {
      if (!token(text.charAt(at))) {
        at++;
        continue;
      }
      int from = at;
      while (at < text.length() && token(text.charAt(at))) {
        at++;
      }
      int end = at;
      while (end > from && ".-:".indexOf(text.charAt(end - 1)) >= 0) {
        end--;
      }
      look(text, from, end, before, beforeEnd, found);
      before =
          end - from <= LONGEST_SETTING ? text.substring(from, end).toLowerCase(Locale.ROOT) : "";
      beforeEnd = end;
    }
  }

  private static boolean token(char c) {
    return Characters.latin(c) || Characters.digit(c) || "_-.~+/".indexOf(c) >= 0;
  }

  private static void look(
      String text, int from, int to, String before, int beforeEnd, Consumer<Span> found) {
    // Each part of a path may be one.
    int end = 0;
    for (int part = from; part < to; part = end + 1) {
      end = part;
      while (end < to && text.charAt(end) != '/') {
        end++;
      }
      if (webToken(text, part, end)) {
        found.accept(new Span(part, end, RedactionKind.JWT.word()));
      } else if (issued(text, part, end)) {
        found.accept(new Span(part, end, RedactionKind.SECRET.word()));
      }
    }
    if (named(text, from, to, before, beforeEnd) && !webToken(text, from, to)) {
      int behind = to;
      while (behind < text.length() && text.charAt(behind) == '=') {
        behind++;
      }
      found.accept(new Span(from, behind, RedactionKind.SECRET.word()));
    }
  }

  /** Whether the word before says that this is a secret. */
  private static boolean named(String text, int from, int to, String before, int beforeEnd) {
    if (before.isEmpty()) {
      return false;
    }
    String between = text.substring(Math.min(beforeEnd, from), from);
    return SCHEMES.contains(before) && between.isBlank() && to - from >= LEAST_BEARER
        || SETTINGS.contains(before) && assigns(between) && secretive(text, from, to);
  }

  private static boolean issued(String text, int from, int to) {
    for (Prefix prefix : PREFIXES) {
      if (to - from >= prefix.least()
          && text.startsWith(prefix.text(), from)
          && plain(text, from, to)) {
        return true;
      }
    }
    return false;
  }

  /** A path or sum of words is no key. */
  private static boolean plain(String text, int from, int to) {
    boolean digit = false;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '/' || c == '+' || c == '~') {
        return false;
      }
      digit |= Characters.digit(c);
    }
    return digit;
  }

  private static boolean assigns(String between) {
    String sign = between.strip();
    return sign.length() <= 4
        && (sign.contains("=") || sign.contains(":"))
        && sign.chars().allMatch(c -> "=:\"' >".indexOf(c) >= 0);
  }

  /** Words have no digits; what is meant to be secret nearly always has. */
  private static boolean secretive(String text, int from, int to) {
    boolean digit = false;
    for (int i = from; i < to; i++) {
      digit |= Characters.digit(text.charAt(i));
    }
    return digit && to - from >= LEAST_VALUE;
  }

  /** Three parts of base64url, the first of which is a JSON object. */
  private static boolean webToken(String text, int from, int to) {
    if (!text.startsWith("eyJ", from)) {
      return false;
    }
    int dots = 0;
    int part = 0;
    for (int i = from; i < to; i++) {
      char c = text.charAt(i);
      if (c == '.') {
        if (part < 4) {
          return false;
        }
        dots++;
        part = 0;
      } else if (c == '~' || c == '+' || c == '/') {
        return false;
      } else {
        part++;
      }
    }
    return dots == 2 && part >= 4;
  }
}
