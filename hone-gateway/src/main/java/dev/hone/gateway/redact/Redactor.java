package dev.hone.gateway.redact;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolCall;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Takes what the rules name out of texts, messages and JSON, and puts a placeholder such as {@code
 * [email]} in its place. What was there cannot be told from the placeholder. Redacting again
 * changes nothing; the time is linear in the length of the text whatever the text. Immutable,
 * thread-safe.
 */
public final class Redactor {

  /**
   * What is left may, beside a new placeholder, be found in its turn. That ends after two or three
   * passes; this bounds it.
   */
  private static final int MOST_PASSES = 16;

  private static final int LONGEST_WORD = 40;

  private final List<Finder> finders;
  private final Set<String> words;

  private Redactor(List<Finder> finders, Set<String> words) {
    this.finders = List.copyOf(finders);
    this.words = Set.copyOf(words);
  }

  public static Redactor of(RedactionRules rules) {
    List<Finder> finders = new ArrayList<>();
    Set<String> words = new HashSet<>();
    for (RedactionKind kind : RedactionKind.values()) {
      words.add(kind.word());
      if (rules.kinds().contains(kind)) {
        finders.add(finder(kind));
      }
    }
    if (!rules.terms().isEmpty()) {
      finders.add(new Dictionary(rules.terms()));
      rules.terms().forEach(term -> words.add(term.word()));
    }
    return new Redactor(finders, words);
  }

  private static Finder finder(RedactionKind kind) {
    return switch (kind) {
      case EMAIL -> new EmailFinder();
      case PHONE -> new PhoneFinder();
      case IBAN -> new IbanFinder();
      case CARD -> new CardFinder();
      case IP -> new AddressFinder();
      case SECRET -> only(new SecretFinder(), kind);
      case JWT -> only(new SecretFinder(), kind);
      case PRIVATE_KEY -> new PrivateKeyFinder();
    };
  }

  private static Finder only(Finder finder, RedactionKind kind) {
    return (text, found) ->
        finder.find(
            text,
            span -> {
              if (span.word().equals(kind.word())) {
                found.accept(span);
              }
            });
  }

  /**
   * What redaction made of a text.
   *
   * @param found how often each placeholder was put in
   */
  public record Redacted(String text, Map<String, Integer> found) {

    public Redacted {
      found = Map.copyOf(found);
    }
  }

  /** A text without what the rules name. */
  public String text(String text) {
    return redact(text).text();
  }

  /** The same, with counts. */
  public Redacted redact(String text) {
    Map<String, Integer> found = new TreeMap<>();
    String now = text;
    for (int pass = 0; pass < MOST_PASSES; pass++) {
      String next = once(now, found);
      if (next.equals(now)) {
        break;
      }
      now = next;
    }
    return new Redacted(now, found);
  }

  private String once(String text, Map<String, Integer> counts) {
    List<Span> found = new ArrayList<>();
    finders.forEach(finder -> finder.find(text, found::add));
    if (found.isEmpty()) {
      return text;
    }
    // Of what begins at the same place the longest stands for all that it covers.
    found.sort(
        Comparator.comparingInt(Span::from).thenComparing(Span::to, Comparator.reverseOrder()));
    StringBuilder out = new StringBuilder(text.length());
    int done = 0;
    int i = 0;
    while (i < found.size()) {
      Span first = found.get(i);
      int to = first.to();
      for (i++; i < found.size() && found.get(i).from() < to; i++) {
        to = Math.max(to, found.get(i).to());
      }
      if (!placeholder(text, first.from(), to)) {
        out.append(text, done, first.from()).append('[').append(first.word()).append(']');
        counts.merge(first.word(), 1, Integer::sum);
        done = to;
      }
    }
    return out.append(text, done, text.length()).toString();
  }

  /**
   * Whether this lies in a placeholder, with its brackets or without. Looks no farther than one.
   */
  private boolean placeholder(String text, int from, int to) {
    int open = from;
    while (open > Math.max(0, from - LONGEST_WORD - 1) && text.charAt(open) != '[') {
      open--;
    }
    int close = open + 1;
    while (close < text.length() && close - open <= LONGEST_WORD && text.charAt(close) != ']') {
      close++;
    }
    return text.charAt(open) == '['
        && close < text.length()
        && close >= to - 1
        && words.contains(text.substring(open + 1, close));
  }

  /** A message whose content and arguments of calls are redacted; ids and names stay. */
  public ChatMessage message(ChatMessage message) {
    List<ToolCall> calls =
        message.toolCalls().stream()
            .map(
                call ->
                    new ToolCall(
                        call.id(), call.name(), RedactedJson.inText(this, call.arguments())))
            .toList();
    return new ChatMessage(
        message.role(), RedactedJson.inText(this, message.content()), calls, message.toolCallId());
  }

  /** A prompt whose messages are redacted; tools stay, they are the agent's own. */
  public Prompt prompt(Prompt prompt) {
    return new Prompt(prompt.messages().stream().map(this::message).toList(), prompt.tools());
  }

  /**
   * A request, an answer or a list of messages in any dialect: every text but those that say what
   * is what ({@code role}, {@code type}, {@code id}, {@code name}, {@code model}, …). The same node
   * if nothing was found, else a new one.
   */
  public JsonNode json(JsonNode node) {
    return RedactedJson.messages(this, node);
  }
}
