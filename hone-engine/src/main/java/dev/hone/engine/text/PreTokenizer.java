package dev.hone.engine.text;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Cuts text into the pieces within which merges happen. */
sealed interface PreTokenizer {

  /** GPT-2's pattern, which {@code ByteLevel} uses when {@code use_regex} is on. */
  String GPT2_PATTERN =
      "'s|'t|'re|'ve|'m|'ll|'d| ?\\p{L}+| ?\\p{N}+| ?[^\\s\\p{L}\\p{N}]+|\\s+(?!\\S)|\\s+";

  /**
   * Cuts one piece.
   *
   * @param first whether the piece begins the whole text
   */
  void cut(String text, boolean first, PieceSink out);

  /** Takes pieces in their order. */
  interface PieceSink {
    void accept(String piece, boolean first);
  }

  record None() implements PreTokenizer {
    @Override
    public void cut(String text, boolean first, PieceSink out) {
      out.accept(text, first);
    }
  }

  record Split(Pattern pattern, SplitBehavior behavior, boolean invert) implements PreTokenizer {
    @Override
    public void cut(String text, boolean first, PieceSink out) {
      behavior.split(text, pattern, invert, startingWith(first, out));
    }
  }

  /** Bytes as their stand-ins, after GPT-2's own cut if {@code pattern} is not empty. */
  record ByteLevel(boolean addPrefixSpace, List<Pattern> pattern) implements PreTokenizer {
    @Override
    public void cut(String text, boolean first, PieceSink out) {
      String whole = addPrefixSpace && !text.startsWith(" ") ? " " + text : text;
      if (pattern.isEmpty()) {
        out.accept(ByteAlphabet.write(whole), first);
        return;
      }
      Consumer<String> next = startingWith(first, out);
      SplitBehavior.ISOLATED.split(
          whole, pattern.getFirst(), false, piece -> next.accept(ByteAlphabet.write(piece)));
    }
  }

  /** Blanks as a visible mark, and one in front of the text where the scheme says so. */
  record Metaspace(String replacement, String scheme, boolean split) implements PreTokenizer {
    @Override
    public void cut(String text, boolean first, PieceSink out) {
      String marked = text.replace(" ", replacement);
      boolean prepend = scheme.equals("always") || (scheme.equals("first") && first);
      if (prepend && !marked.startsWith(replacement)) {
        marked = replacement + marked;
      }
      if (split) {
        SplitBehavior.MERGED_WITH_NEXT.split(
            marked, Pattern.compile(Pattern.quote(replacement)), false, startingWith(first, out));
      } else {
        out.accept(marked, first);
      }
    }
  }

  record Sequence(List<PreTokenizer> parts) implements PreTokenizer {
    @Override
    public void cut(String text, boolean first, PieceSink out) {
      cutFrom(0, text, first, out);
    }

    private void cutFrom(int index, String text, boolean first, PieceSink out) {
      if (index == parts.size()) {
        out.accept(text, first);
      } else {
        parts.get(index).cut(text, first, (piece, start) -> cutFrom(index + 1, piece, start, out));
      }
    }
  }

  private static Consumer<String> startingWith(boolean first, PieceSink out) {
    boolean[] start = {first};
    return piece -> {
      out.accept(piece, start[0]);
      start[0] = false;
    };
  }

  /** Reads the {@code pre_tokenizer} field. */
  static PreTokenizer read(JsonNode node, String where) {
    if (Fields.isNull(node)) {
      return new None();
    }
    String type = Fields.type(node, where);
    return switch (type) {
      case "Sequence" -> {
        List<PreTokenizer> parts = new ArrayList<>();
        for (JsonNode part : Fields.array(node, "pretokenizers", where)) {
          parts.add(read(part, where + ".pretokenizers"));
        }
        yield new Sequence(List.copyOf(parts));
      }
      case "Split" ->
          new Split(
              Normalizer.pattern(node, where),
              SplitBehavior.named(Fields.string(node, "behavior", where), where + ".behavior"),
              Fields.flag(node, "invert", false));
      case "ByteLevel" ->
          new ByteLevel(
              Fields.flag(node, "add_prefix_space", true),
              Fields.flag(node, "use_regex", true)
                  ? List.of(RustPattern.compile(GPT2_PATTERN, where))
                  : List.of());
      case "Digits" ->
          new Split(
              RustPattern.compile("\\p{N}", where),
              Fields.flag(node, "individual_digits", false)
                  ? SplitBehavior.ISOLATED
                  : SplitBehavior.CONTIGUOUS,
              false);
      case "Punctuation" ->
          new Split(
              RustPattern.compile("[\\p{P}!-/:-@\\[-`{-~]", where),
              SplitBehavior.named(
                  Fields.string(node, "behavior", where, "Isolated"), where + ".behavior"),
              false);
      case "Whitespace" ->
          new Split(RustPattern.compile("\\w+|[^\\w\\s]+", where), SplitBehavior.REMOVED, true);
      case "WhitespaceSplit" ->
          new Split(RustPattern.compile("\\s", where), SplitBehavior.REMOVED, false);
      case "Metaspace" -> {
        String scheme =
            Fields.string(
                node,
                "prepend_scheme",
                where,
                Fields.flag(node, "add_prefix_space", true) ? "always" : "never");
        if (!List.of("always", "first", "never").contains(scheme)) {
          throw Fields.bad(where + ".prepend_scheme must be always, first or never");
        }
        yield new Metaspace(
            Fields.string(node, "replacement", where, "\u2581"),
            scheme,
            Fields.flag(node, "split", true));
      }
      default ->
          throw Fields.bad(
              where
                  + ".type '"
                  + type
                  + "' is not supported; supported are Sequence, Split, ByteLevel, Digits,"
                  + " Punctuation, Whitespace, WhitespaceSplit and Metaspace");
    };
  }
}
