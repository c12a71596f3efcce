package dev.hone.engine.text;

import dev.hone.core.engine.EngineException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What becomes of the text that a splitting pattern matches. */
enum SplitBehavior {
  ISOLATED,
  REMOVED,
  MERGED_WITH_PREVIOUS,
  MERGED_WITH_NEXT,
  CONTIGUOUS;

  static SplitBehavior named(String name, String where) {
    return switch (name) {
      case "Isolated" -> ISOLATED;
      case "Removed" -> REMOVED;
      case "MergedWithPrevious" -> MERGED_WITH_PREVIOUS;
      case "MergedWithNext" -> MERGED_WITH_NEXT;
      case "Contiguous" -> CONTIGUOUS;
      default ->
          throw Fields.bad(
              where
                  + " '"
                  + name
                  + "' is not supported; supported are Isolated, Removed, MergedWithPrevious,"
                  + " MergedWithNext and Contiguous");
    };
  }

  /** A stretch of the text that the pattern matched, or did not. */
  private record Span(int from, int to, boolean match) {}

  void split(String text, Pattern pattern, boolean invert, Consumer<String> out) {
    if (this == ISOLATED) {
      isolate(text, pattern, out);
      return;
    }
    List<Span> spans = spans(text, pattern, invert);
    switch (this) {
      case ISOLATED, REMOVED -> {
        for (Span span : spans) {
          if (!span.match()) {
            out.accept(text.substring(span.from(), span.to()));
          }
        }
      }
      case MERGED_WITH_PREVIOUS -> {
        int from = 0;
        for (int i = 0; i < spans.size(); i++) {
          Span span = spans.get(i);
          boolean absorbed = !span.match() && i + 1 < spans.size() && spans.get(i + 1).match();
          if (!absorbed) {
            out.accept(text.substring(from, span.to()));
            from = span.to();
          }
        }
      }
      case MERGED_WITH_NEXT -> {
        int from = 0;
        for (int i = 0; i < spans.size(); i++) {
          Span span = spans.get(i);
          boolean absorbs = span.match() && i + 1 < spans.size() && !spans.get(i + 1).match();
          if (!absorbs) {
            out.accept(text.substring(from, span.to()));
            from = span.to();
          }
        }
      }
      case CONTIGUOUS -> {
        int from = 0;
        for (int i = 0; i < spans.size(); i++) {
          if (i + 1 == spans.size() || spans.get(i + 1).match() != spans.get(i).match()) {
            out.accept(text.substring(from, spans.get(i).to()));
            from = spans.get(i).to();
          }
        }
      }
    }
  }

  private static void isolate(String text, Pattern pattern, Consumer<String> out) {
    Matcher matcher = pattern.matcher(text);
    int end = 0;
    while (find(matcher)) {
      if (matcher.start() > end) {
        out.accept(text.substring(end, matcher.start()));
      }
      if (matcher.end() > matcher.start()) {
        out.accept(matcher.group());
      }
      end = matcher.end();
    }
    if (end < text.length()) {
      out.accept(text.substring(end));
    }
  }

  private static List<Span> spans(String text, Pattern pattern, boolean invert) {
    List<Span> spans = new ArrayList<>();
    Matcher matcher = pattern.matcher(text);
    int end = 0;
    while (find(matcher)) {
      if (matcher.start() > end) {
        spans.add(new Span(end, matcher.start(), invert));
      }
      if (matcher.end() > matcher.start()) {
        spans.add(new Span(matcher.start(), matcher.end(), !invert));
      }
      end = matcher.end();
    }
    if (end < text.length()) {
      spans.add(new Span(end, text.length(), invert));
    }
    return spans;
  }

  /** Java's matcher recurses for some patterns; a model's pattern must not end the thread. */
  private static boolean find(Matcher matcher) {
    try {
      return matcher.find();
    } catch (StackOverflowError e) {
      throw new EngineException(
          EngineException.Code.BAD_REQUEST,
          "the text is too long for the tokenizer's pattern "
              + matcher.pattern().pattern()
              + "; send it in shorter parts",
          e);
    }
  }
}
