package dev.hone.engine.constrain;

import dev.hone.core.chat.ToolSpec;
import dev.hone.core.engine.EngineException;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The text of a tool call: {@code {"name":"…","arguments":…}} with the name of one of the tools and
 * arguments of that tool's schema. Immutable and thread-safe.
 */
public final class ToolCallGrammar {

  /** Most tools of one request. */
  public static final int MAX_TOOLS = 512;

  private final LiteralShape before;
  private final boolean beforeOptional;
  private final byte[][] heads;
  private final Choice[] arguments;
  private final LiteralShape tail;

  /**
   * @param tools whose calls are accepted; at least one
   * @param argumentsKey {@code arguments}, or {@code parameters} in the style of Llama 3
   * @param before texts that may stand before the call's opening brace; an empty one makes them
   *     optional
   * @param after texts one of which must follow the closing brace; an empty one stands for none
   * @throws EngineException {@code BAD_REQUEST} if a tool's schema cannot be held to
   */
  public ToolCallGrammar(
      List<ToolSpec> tools, String argumentsKey, List<String> before, List<String> after) {
    if (tools.isEmpty()) {
      throw new EngineException(
          EngineException.Code.BAD_REQUEST, "a tool call is asked for, but no tool is given");
    }
    if (tools.size() > MAX_TOOLS) {
      throw new EngineException(
          EngineException.Code.BAD_REQUEST,
          tools.size() + " tools are given; at most " + MAX_TOOLS + " are taken");
    }
    this.before = new LiteralShape(before.stream().map(ToolCallGrammar::utf8).toList());
    this.beforeOptional = before.isEmpty() || before.contains("");
    this.tail =
        new LiteralShape(
            (after.isEmpty() ? List.of("") : after).stream().map(s -> utf8("}" + s)).toList());
    Map<byte[], Choice> byHead = new TreeMap<>(Arrays::compareUnsigned);
    for (ToolSpec tool : tools) {
      Choice choice =
          JsonSchema.compileObject("tool '" + tool.name() + "'", tool.parameters()).root();
      for (String colon : List.of("", " ")) {
        for (String comma : List.of("", " ")) {
          ByteArrayOutputStream head = new ByteArrayOutputStream();
          head.writeBytes(utf8("{\"name\":" + colon + "\""));
          head.writeBytes(JsonSchema.escaped(tool.name()));
          head.writeBytes(utf8("\"," + comma + "\"" + argumentsKey + "\":"));
          byHead.putIfAbsent(head.toByteArray(), choice);
        }
      }
    }
    heads = byHead.keySet().toArray(byte[][]::new);
    arguments = byHead.values().toArray(Choice[]::new);
  }

  /** The beginning of a call. */
  public Acceptor start() {
    return Acceptor.of(Stack.EMPTY.push(new Head(this, 0, heads.length, 0, true)));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * The call up to its arguments; those of [low, high) agree with the {@code at} bytes seen.
   *
   * @param beforeAllowed nothing was read so far
   */
  private record Head(ToolCallGrammar grammar, int low, int high, int at, boolean beforeAllowed)
      implements Frame {

    @Override
    public void step(int b, Stack rest, List<Stack> out) {
      if (beforeAllowed) {
        grammar.before.open(b, rest.push(new Head(grammar, low, high, 0, false)), out);
        if (!grammar.beforeOptional) {
          return;
        }
      }
      byte[][] heads = grammar.heads;
      int from = low;
      while (from < high && (heads[from][at] & 0xFF) < b) {
        from++;
      }
      int to = from;
      while (to < high && (heads[to][at] & 0xFF) == b) {
        to++;
      }
      if (from == to) {
        return;
      }
      // No head begins another, for each ends with the colon behind the closed name.
      if (heads[from].length == at + 1) {
        out.add(rest.push(grammar.tail.due()).push(new Choice.Due(grammar.arguments[from], true)));
      } else {
        out.add(rest.push(new Head(grammar, from, to, at + 1, false)));
      }
    }

    @Override
    public Stack finish(Stack rest, ByteArrayOutputStream out) {
      if (beforeAllowed && !grammar.beforeOptional) {
        grammar.before.writeLeast(out);
      }
      int best = low;
      long bestCost = Long.MAX_VALUE;
      for (int i = low; i < high; i++) {
        Shape.Least least = grammar.arguments[i].least();
        long cost = grammar.heads[i].length + (least == null ? 0 : least.length());
        if (cost < bestCost) {
          best = i;
          bestCost = cost;
        }
      }
      out.write(grammar.heads[best], at, grammar.heads[best].length - at);
      grammar.arguments[best].writeLeast(out);
      return rest.push(grammar.tail.due());
    }
  }
}
