package dev.hone.gateway.dialect;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Puts parts that are sent in turns one behind another. The part that began first goes out as it
 * comes; others wait until it is whole. Used by one thread.
 */
final class PartSequencer {

  /** Most characters that wait for a part before them. */
  static final int MAX_WAITING = 8 << 20;

  /** Most parts that are open at once. */
  static final int MAX_OPEN = 1024;

  private static final class Waiting {
    private final List<AnswerEvent> events = new ArrayList<>();
    private boolean whole;
  }

  private final Consumer<AnswerEvent> out;
  private final Map<String, Waiting> open = new LinkedHashMap<>();
  private long waiting;

  PartSequencer(Consumer<AnswerEvent> out) {
    this.out = out;
  }

  /** The part that goes out now, or null. */
  @Nullable String head() {
    return open.isEmpty() ? null : open.keySet().iterator().next();
  }

  boolean isOpen(String key) {
    Waiting part = open.get(key);
    return part != null && !part.whole;
  }

  /** A piece of a part, which begins with it if it is not open. */
  void add(String key, AnswerEvent event) {
    if (!open.containsKey(key) && open.size() >= MAX_OPEN) {
      throw new GatewayException(
          Code.UPSTREAM_BROKEN, "The upstream's answer has more than " + MAX_OPEN + " open parts.");
    }
    Waiting part = open.computeIfAbsent(key, any -> new Waiting());
    if (key.equals(head())) {
      out.accept(event);
      return;
    }
    waiting += size(event);
    if (waiting > MAX_WAITING) {
      throw new GatewayException(
          Code.UPSTREAM_BROKEN,
          "The upstream sends parts of its answer in turns, and more than "
              + MAX_WAITING
              + " characters wait for the first of them to end.");
    }
    part.events.add(event);
  }

  private static long size(AnswerEvent event) {
    return switch (event) {
      case AnswerEvent.TextDelta(String text, var tokens) -> text.length();
      case AnswerEvent.ReasoningDelta(String text) -> text.length();
      case AnswerEvent.RefusalDelta(String text) -> text.length();
      case AnswerEvent.Signature(String text) -> text.length();
      case AnswerEvent.Arguments(String text) -> text.length();
      case AnswerEvent.CallBegin(String id, String name) -> id.length() + name.length();
      case AnswerEvent.Start any -> 0;
      case AnswerEvent.PartEnd any -> 0;
      case AnswerEvent.Finish any -> 0;
      case AnswerEvent.Failure any -> 0;
    };
  }

  /** A part is whole; does nothing if it is not open. */
  void close(String key) {
    Waiting part = open.get(key);
    if (part == null) {
      return;
    }
    part.whole = true;
    if (!key.equals(head())) {
      return;
    }
    out.accept(new AnswerEvent.PartEnd());
    open.remove(key);
    for (String next = head(); next != null; next = head()) {
      Waiting first = open.get(next);
      if (first == null) {
        return;
      }
      for (AnswerEvent event : first.events) {
        waiting -= size(event);
        out.accept(event);
      }
      first.events.clear();
      if (!first.whole) {
        return;
      }
      out.accept(new AnswerEvent.PartEnd());
      open.remove(next);
    }
  }

  /** The answer is over: every part is whole. */
  void closeAll() {
    for (String key : List.copyOf(open.keySet())) {
      close(key);
    }
  }
}
