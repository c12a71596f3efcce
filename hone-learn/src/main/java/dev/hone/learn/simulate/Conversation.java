package dev.hone.learn.simulate;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.ToolCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One session of a simulated user, step by step: who asks, gets an answer, corrects it or says
 * thanks. Makes no call itself: {@link #pending} says what the agent is to be asked, {@link
 * #answered} takes what it said.
 *
 * <pre>
 * asked → (tool call → result)* → words ┬ as wanted and right → praise → over
 *    ↑                                  ├ as wanted, but wrong → over
 *    └─────────── correction ───────────┘ not as wanted; over when the user's patience is
 * </pre>
 *
 * <p>The first reply is what counts. Owned by one thread.
 */
public final class Conversation {

  /** Steps of one turn; an agent that goes on calling tools has no answer by then. */
  static final int MOST_STEPS = 4;

  /** Corrections after which the user leaves. */
  static final int PATIENCE = 1;

  private final SimulatedUser user;
  private final SplittableRandom random;
  private final Map<String, String> values;
  private final List<ToolStub> tools;
  private final Check wants;
  private final Check right;
  private final List<ChatMessage> messages = new ArrayList<>();
  private final List<ToolCall> calls = new ArrayList<>();
  private int steps;
  private int corrections;
  private boolean thanked;
  private boolean over;
  private @Nullable First first;
  private boolean corrected;

  /**
   * What came of the first reply.
   *
   * @param format whether it is as the user wants it
   * @param right whether it is a right answer
   */
  public record First(boolean format, boolean right, Reply reply) {

    /** Right and as wanted: the one without the other is no pass. */
    public boolean passed() {
      return format && right;
    }
  }

  private Conversation(
      SimulatedUser user,
      SplittableRandom random,
      Map<String, String> values,
      String request,
      Ask ask) {
    this.user = user;
    this.random = random;
    this.values = values;
    this.tools = ask.tools();
    this.wants = user.wants().filled(values);
    this.right = ask.answer().filled(values);
    if (!user.system().isBlank()) {
      messages.add(ChatMessage.system(user.system()));
    }
    messages.add(ChatMessage.user(request));
  }

  /**
   * Begins a session.
   *
   * @param number of the session, from 0: the user's asks take turns
   * @param random of this session alone
   */
  public static Conversation begin(SimulatedUser user, int number, SplittableRandom random) {
    Ask ask = user.asks().get(number % user.asks().size());
    Map<String, String> values = Slot.draw(ask.slots(), random);
    String request = Template.fill(ask.say().get(random.nextInt(ask.say().size())), values);
    return new Conversation(user, random, values, request, ask);
  }

  public SimulatedUser user() {
    return user;
  }

  /** What the agent is asked next; null when the session is over. */
  public @Nullable Prompt pending() {
    return over ? null : new Prompt(messages, tools.stream().map(ToolStub::spec).toList());
  }

  /** Takes the agent's answer to {@link #pending}. */
  public void answered(ChatMessage answer, int tokens) {
    if (over) {
      throw new IllegalStateException("the session is over");
    }
    messages.add(answer);
    if (thanked) {
      over = true;
      return;
    }
    calls.addAll(answer.toolCalls());
    steps++;
    if (!answer.toolCalls().isEmpty() && steps < MOST_STEPS) {
      for (ToolCall call : answer.toolCalls()) {
        messages.add(ChatMessage.tool(call.id(), result(call)));
      }
      return;
    }
    judge(new Reply(answer.content(), calls, tokens));
  }

  private void judge(Reply reply) {
    First seen = new First(wants.holds(reply), right.holds(reply), reply);
    if (first == null) {
      first = seen;
    }
    steps = 0;
    calls.clear();
    if (!seen.format() && corrections < PATIENCE) {
      corrections++;
      say(user.corrects());
    } else if (seen.passed() && !user.praises().isEmpty()) {
      corrected = corrections > 0;
      thanked = true;
      say(user.praises());
    } else {
      corrected = corrections > 0 && seen.format();
      over = true;
    }
  }

  private void say(List<String> ways) {
    String words = Template.fill(ways.get(random.nextInt(ways.size())), values);
    messages.add(ChatMessage.user(words));
  }

  private String result(ToolCall call) {
    return tools.stream()
        .filter(tool -> tool.spec().name().equals(call.name()))
        .findFirst()
        .map(tool -> tool.resultOf(call, values))
        .orElse("{\"error\":\"there is no such tool\"}");
  }

  /** The user leaves: the agent could not answer. A first reply that never came has failed. */
  public void left() {
    if (first == null) {
      first = new First(false, false, new Reply("", calls, 0));
    }
    over = true;
  }

  /**
   * What came of the first reply.
   *
   * @throws IllegalStateException if there is none yet
   */
  public First first() {
    if (first == null) {
      throw new IllegalStateException("the first reply is still awaited");
    }
    return first;
  }

  /** Whether the user had to correct, and the agent then did as told. */
  public boolean corrected() {
    return corrected;
  }

  /** What was said so far, the system text first. */
  public List<ChatMessage> messages() {
    return List.copyOf(messages);
  }

  /** How often the user corrected. */
  public int corrections() {
    return corrections;
  }

  public boolean isOver() {
    return over;
  }
}
