package dev.hone.engine.embedded;

import dev.hone.core.chat.ToolCall;
import dev.hone.core.engine.GenerationEvent;
import dev.hone.core.engine.TokenInfo;
import dev.hone.engine.constrain.Acceptor;
import dev.hone.engine.text.StreamDecoder;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Turns the tokens of an answer into text, tool calls and events. Owned by one thread.
 *
 * <pre>
 * TEXT ──opening mark──→ CALL ──closing mark──→ TEXT      (a call without marks ends the answer)
 *   └──stop text──→ stopped
 * </pre>
 *
 * Bytes that may turn out to be the beginning of a stop text or of an opening mark are held back.
 * Stop texts are looked for in text only: a call is held to its schema and never cut by one.
 */
final class AnswerText {

  private final CallRules rules;
  private final List<byte[]> stops;
  private final byte[] open;
  private final Supplier<String> callIds;
  private final Consumer<GenerationEvent> out;

  private final StringBuilder text = new StringBuilder();
  private final List<ToolCall> calls = new ArrayList<>();
  private final List<TokenInfo> unsent = new ArrayList<>();
  private StreamDecoder decoder = new StreamDecoder();
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();

  /** White space behind a call, kept back until it is known whether text follows. */
  private final StringBuilder gap = new StringBuilder();

  /** What may follow in the call that is being read; null in text. */
  private @Nullable Acceptor acceptor;

  private CallReader reader = new CallReader();
  private @Nullable String callId;

  /** Arguments that were read and not sent. */
  private final StringBuilder delta = new StringBuilder();

  /** Whether the call being read may still turn out to be text. */
  private boolean tentative;

  private boolean stopped;

  AnswerText(
      CallRules rules,
      List<String> stops,
      Supplier<String> callIds,
      Consumer<GenerationEvent> out) {
    this.rules = rules;
    this.stops = stops.stream().map(stop -> stop.getBytes(StandardCharsets.UTF_8)).toList();
    this.open = rules.marks().open().getBytes(StandardCharsets.UTF_8);
    this.callIds = callIds;
    this.out = out;
    if (rules.grammar() != null && rules.immediate()) {
      acceptor = rules.grammar().start();
      tentative = !rules.due();
    }
  }

  /** Takes a token that was answered; end tokens are not given here. */
  void feed(TokenInfo token) {
    unsent.add(token);
    byte[] bytes = token.bytes();
    if (token.id() == rules.marks().openId() && acceptor == null) {
      bytes = open;
    }
    if (acceptor != null && token.id() == rules.marks().closeId() && acceptor.complete()) {
      closeCall();
      return;
    }
    for (byte b : bytes) {
      feed(b & 0xFF);
    }
    release();
  }

  private void feed(int b) {
    if (acceptor == null) {
      feedText(b);
      return;
    }
    Acceptor next = acceptor.next(b);
    if (next == null) {
      becomeText();
      feedText(b);
      return;
    }
    acceptor = next;
    String more = reader.feed(b);
    String name = reader.name();
    if (name != null && callId == null) {
      callId = callIds.get();
      tentative = false;
      say(decoder.finish());
      decoder = new StreamDecoder();
      gap.setLength(0);
      send(new GenerationEvent.ToolCallStarted(calls.size(), callId, name, take()));
    }
    delta.append(more);
    if (next.closed() && rules.marks().closeId() < 0) {
      closeCall();
    }
  }

  private void feedText(int b) {
    if (stopped) {
      return;
    }
    held.write(b);
    byte[] bytes = held.toByteArray();
    for (byte[] stop : stops) {
      if (endsWith(bytes, stop)) {
        stopped = true;
        decode(bytes, bytes.length - stop.length);
        held.reset();
        return;
      }
    }
    if (mayOpen() && endsWith(bytes, open)) {
      decode(bytes, bytes.length - open.length);
      held.reset();
      beginCall();
    }
  }

  private boolean mayOpen() {
    return rules.grammar() != null && !rules.immediate() && calls.size() < rules.most();
  }

  private void beginCall() {
    if (rules.grammar() != null) {
      acceptor = rules.grammar().start();
    }
    reader = new CallReader();
    callId = null;
  }

  /** What looked like a call is none. */
  private void becomeText() {
    acceptor = null;
    tentative = false;
    if (!rules.immediate()) {
      decode(open, open.length);
    }
    for (byte b : reader.all()) {
      feedText(b & 0xFF);
    }
  }

  private void closeCall() {
    sendDelta();
    String name = reader.name();
    if (callId != null && name != null) {
      calls.add(new ToolCall(callId, name, reader.arguments()));
    }
    acceptor = null;
    callId = null;
  }

  /** Lets go of what can no longer become a stop text or a mark, and of arguments. */
  private void release() {
    sendDelta();
    byte[] bytes = held.toByteArray();
    int keep = 0;
    if (!stopped) {
      for (byte[] stop : stops) {
        keep = Math.max(keep, begun(bytes, stop));
      }
      if (mayOpen()) {
        keep = Math.max(keep, begun(bytes, open));
      }
    }
    decode(bytes, bytes.length - keep);
    held.reset();
    held.write(bytes, bytes.length - keep, keep);
  }

  /** Ends the answer: what was held back is text now. */
  void finish() {
    if (acceptor != null && callId == null) {
      becomeText();
    } else if (acceptor != null) {
      // Cut off within a call: kept as far as it came.
      closeCall();
    }
    byte[] rest = stopped ? new byte[0] : held.toByteArray();
    held.reset();
    decode(rest, rest.length);
    say(decoder.finish());
  }

  private void decode(byte[] bytes, int length) {
    if (length > 0) {
      say(decoder.feed(Arrays.copyOf(bytes, length)));
    }
  }

  private void say(String more) {
    if (more.isEmpty()) {
      return;
    }
    String whole = more;
    if (!calls.isEmpty()) {
      gap.append(more);
      if (gap.toString().isBlank()) {
        return;
      }
      whole = gap.toString();
      gap.setLength(0);
    }
    text.append(whole);
    send(new GenerationEvent.Text(whole, take()));
  }

  private void sendDelta() {
    if (!delta.isEmpty()) {
      String more = delta.toString();
      delta.setLength(0);
      send(new GenerationEvent.ToolArguments(calls.size(), more, take()));
    }
  }

  private void send(GenerationEvent event) {
    out.accept(event);
  }

  private List<TokenInfo> take() {
    List<TokenInfo> tokens = List.copyOf(unsent);
    unsent.clear();
    return tokens;
  }

  private static boolean endsWith(byte[] bytes, byte[] word) {
    int from = bytes.length - word.length;
    return word.length > 0
        && from >= 0
        && Arrays.equals(bytes, from, bytes.length, word, 0, word.length);
  }

  /** How many bytes at the end of {@code bytes} begin {@code word} without being all of it. */
  private static int begun(byte[] bytes, byte[] word) {
    for (int length = Math.min(word.length - 1, bytes.length); length > 0; length--) {
      if (Arrays.equals(bytes, bytes.length - length, bytes.length, word, 0, length)) {
        return length;
      }
    }
    return 0;
  }

  /** What must be held to for the next token; null if it is free. */
  @Nullable Acceptor constraint() {
    return tentative ? null : acceptor;
  }

  /** Whether neither a call has begun nor may yet turn out to have. */
  boolean inText() {
    return acceptor == null;
  }

  int callCount() {
    return calls.size();
  }

  boolean stopped() {
    return stopped;
  }

  String text() {
    return text.toString();
  }

  List<ToolCall> calls() {
    return List.copyOf(calls);
  }
}
