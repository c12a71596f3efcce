package dev.hone.engine.embedded;

import dev.hone.core.engine.EngineException;
import dev.hone.engine.constrain.Acceptor;
import dev.hone.engine.constrain.TokenMask;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * A model's tokens and which of them may come next in an answer. Owned by the scheduler's thread,
 * but for {@link #bytes} and {@link #isEnd}, which never change.
 */
final class Vocabulary {

  private final byte[][] bytes;
  private final CallMarks marks;
  private final BitSet ends;

  /** Every id that means something. */
  private final BitSet known;

  /** Those but the opening mark of a call. */
  private final BitSet knownButOpen;

  /** Over the learned tokens: added ones are never a part of a call's JSON. */
  private final TokenMask mask;

  /**
   * @param bytes each token's bytes by id, empty for special ones
   * @param added ids of the tokens that were added to the learned ones
   * @param size of the model's logits; ids from {@code bytes.length} on mean nothing
   */
  Vocabulary(byte[][] bytes, BitSet added, BitSet ends, CallMarks marks, int size) {
    this.bytes = bytes;
    this.marks = marks;
    this.ends = (BitSet) ends.clone();
    known = new BitSet(size);
    known.set(0, Math.min(size, bytes.length));
    knownButOpen = (BitSet) known.clone();
    if (marks.openId() >= 0) {
      knownButOpen.clear(marks.openId());
    }
    List<byte[]> learned = new ArrayList<>(bytes.length);
    for (int id = 0; id < bytes.length; id++) {
      learned.add(added.get(id) || id >= size ? new byte[0] : bytes[id]);
    }
    mask = new TokenMask(learned);
  }

  /** What a token stands for; not to be changed. */
  byte[] bytes(int id) {
    return id < bytes.length ? bytes[id] : new byte[0];
  }

  boolean isEnd(int id) {
    return ends.get(id);
  }

  boolean hasEnd() {
    return !ends.isEmpty();
  }

  /**
   * Which tokens may come next.
   *
   * @param room tokens that may still be answered
   */
  private BitSet allowed(AnswerText text, CallRules rules, int room) {
    Acceptor constraint = text.constraint();
    if (constraint != null) {
      BitSet allowed = mask.allowed(constraint);
      if (marks.closeId() >= 0 && constraint.complete()) {
        allowed = (BitSet) allowed.clone();
        allowed.set(marks.closeId());
      }
      return allowed;
    }
    if (rules.grammar() == null) {
      return knownButOpen;
    }
    int calls = text.callCount();
    boolean another = calls < rules.most() && room > rules.shortest() + 2;
    if (text.inText() && rules.due() && calls == 0) {
      return only(marks.openId());
    }
    if (text.inText() && calls > 0 && (rules.due() || marks.bare())) {
      BitSet allowed = (BitSet) ends.clone();
      if (another && marks.openId() >= 0) {
        allowed.set(marks.openId());
      }
      return allowed;
    }
    return another ? known : knownButOpen;
  }

  private static BitSet only(int id) {
    BitSet one = new BitSet();
    one.set(id);
    return one;
  }

  /** Whether nothing but an end token could come, and the model has none. */
  boolean mustStop(AnswerText text, CallRules rules) {
    return ends.isEmpty() && text.inText() && text.callCount() > 0 && (marks.bare() || rules.due());
  }

  /**
   * Chooses the next token of an answer. In a call, it heads for the call's end in time: a choice
   * after which the rest could not be finished within {@code room} gives way to the shortest way
   * out.
   *
   * @throws EngineException {@code BAD_MODEL} if no token of the vocabulary may come
   */
  int choose(
      Sampler sampler,
      float[] logits,
      int offset,
      int size,
      AnswerText text,
      CallRules rules,
      int room) {
    BitSet allowed = allowed(text, rules, room);
    int id = sampler.choose(logits, offset, size, allowed);
    if (id < 0) {
      throw new EngineException(
          EngineException.Code.BAD_MODEL,
          "no token of the vocabulary fits a tool call here; the tokenizer lacks single bytes");
    }
    Acceptor constraint = text.constraint();
    if (constraint == null || (id == marks.closeId() && constraint.complete())) {
      return id;
    }
    Acceptor next = constraint.next(bytes(id));
    int tail = (marks.closeId() >= 0 ? 1 : 0) + (ends.isEmpty() ? 0 : 1);
    if (next == null || next.shortestEnd().length + tail <= room - 1) {
      return id;
    }
    byte[] end = constraint.shortestEnd();
    int out = end.length == 0 ? marks.closeId() : mask.longestPrefix(end, 0);
    return out < 0 ? id : out;
  }
}
