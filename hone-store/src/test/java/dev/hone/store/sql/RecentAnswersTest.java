package dev.hone.store.sql;

import static dev.hone.store.sql.Talk.messages;
import static org.assertj.core.api.Assertions.assertThat;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.ToolCall;
import dev.hone.store.LedgerOptions;
import dev.hone.store.OpenedStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Conversations whose beginning is not the one that is kept, as agent programs make them. */
@ParameterizedClass
@EnumSource(Store.class)
class RecentAnswersTest {

  private static final String LONG = "The tests of the parser pass again now.";

  private final Store store;
  @TempDir Path folder;
  private final MovableClock clock = new MovableClock();
  private SqlLedger ledger;
  private Talk alice;

  RecentAnswersTest(Store store) {
    this.store = store;
  }

  @BeforeEach
  void open() {
    ledger = store.open(folder, LedgerOptions.defaults(), clock);
    alice = Talk.of(ledger);
  }

  @AfterEach
  void close() {
    if (ledger != null) {
      ledger.close();
    }
  }

  private OpenedStep.Fresh calls(Talk talk, ToolCall call, ChatMessage... messages) {
    OpenedStep.Fresh fresh = talk.open(messages);
    ChatMessage answer = ChatMessage.assistant("", List.of(call));
    talk.tenant().steps().complete(fresh.step(), Talk.result(answer, 3));
    return fresh;
  }

  private int nextStates(OpenedStep.Fresh step) {
    return alice.tenant().steps().nextStates(step.step()).size();
  }

  @Test
  void aCompactedConversationGoesOn() {
    OpenedStep.Fresh first = alice.ask(LONG, messages("u:fix the parser"));
    OpenedStep.Fresh next =
        alice.ask("ok", messages("u:summary of what was before", "a:" + LONG, "u:thanks"));
    assertThat(next.session()).isEqualTo(first.session());
    assertThat(nextStates(first)).isEqualTo(1);
  }

  @Test
  void anEditedHistoryInANamedSessionGoesOnFromItsLastAnswer() {
    Talk named = alice.session("s");
    OpenedStep.Fresh first = named.ask("short", messages("u:one"));
    OpenedStep.Fresh second = named.ask(LONG, messages("u:one", "a:short", "u:two"));
    named.ask("ok", messages("u:one", "a:short", "u:two (cut)", "a:" + LONG, "u:three"));
    assertThat(nextStates(first)).isEqualTo(1);
    assertThat(nextStates(second)).isEqualTo(1);
  }

  @Test
  void aChangedIdOfACallIsTheSameCall() {
    ToolCall call = new ToolCall("call_ab-1", "run", "{\"command\":\"ls\"}");
    OpenedStep.Fresh first = calls(alice, call, messages("u:list it"));
    ToolCall changed = new ToolCall("callab1", "run", "{\"command\":\"ls\"}");
    OpenedStep.Fresh next =
        alice.open(
            ChatMessage.user("list it"),
            ChatMessage.assistant("", List.of(changed)),
            ChatMessage.tool("callab1", "a.txt"));
    assertThat(next.session()).isEqualTo(first.session());
    assertThat(next.turn()).isEqualTo(first.turn());
  }

  @Test
  void whatAProgramAddsForOneCallIsNotTheUsers() {
    String passing =
        "<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>\nnone\n<<<END_OPENCLAW_INTERNAL_CONTEXT>>>";
    OpenedStep.Fresh first =
        alice.ask("fine", ChatMessage.user("hello"), ChatMessage.user(passing));
    ChatMessage[] later = {
      ChatMessage.user("hello"),
      ChatMessage.assistant("fine"),
      ChatMessage.user("and now?"),
      ChatMessage.user(passing)
    };
    OpenedStep.Fresh next = alice.open(later);
    assertThat(next.session()).isEqualTo(first.session());
    assertThat(alice.tenant().steps().nextStates(first.step()).getFirst().messages())
        .containsExactly(ChatMessage.user("and now?"));
    assertThat(alice.record(next.step()).prompt().messages()).containsExactly(later);
  }

  @Test
  void aSubAgentBelongsToTheCallThatWaitsForIt() {
    String words = "Count the lines of all files there are.";
    ToolCall call = new ToolCall("call_1", "agent", "{\"prompt\":\"" + words + "\"}");
    OpenedStep.Fresh parent = calls(alice, call, messages("u:how many lines?"));
    OpenedStep.Fresh child = alice.ask("12", messages("s:You are a sub-agent.", "u:" + words));
    assertThat(child.session()).isEqualTo(parent.session());
    assertThat(child.turn()).isNotEqualTo(parent.turn());

    // Once the call is answered, the same words are somebody's own.
    alice.open(
        ChatMessage.user("how many lines?"),
        ChatMessage.assistant("", List.of(call)),
        ChatMessage.tool("call_1", "12"));
    clock.advance(Duration.ofHours(1));
    assertThat(alice.open(messages("s:Something else.", "u:" + words)).session())
        .isNotEqualTo(parent.session());
  }

  @Test
  void aSideCallBelongsToTheSessionThatItQuotes() {
    OpenedStep.Fresh other = alice.ask("Something else entirely was said.", messages("u:other"));
    OpenedStep.Fresh first = alice.ask(LONG, messages("u:fix the parser"));
    OpenedStep.Fresh side =
        alice.side().ask("title", messages("u:Title for: [Assistant] " + LONG + " [End]"));
    assertThat(side.session()).isEqualTo(first.session()).isNotEqualTo(other.session());
    // On the main line a quotation says nothing.
    assertThat(alice.open(messages("u:What does this mean? " + LONG)).session())
        .isNotEqualTo(first.session());
  }

  @Test
  void theSessionThatIsQuotedIsFoundAmongManyLongOnes() {
    OpenedStep.Fresh first = alice.ask(LONG, messages("u:fix the parser"));
    for (int session = 0; session < 5; session++) {
      for (int turn = 0; turn < 20; turn++) {
        clock.advance(Duration.ofSeconds(1));
        alice
            .session("busy-" + session)
            .ask("Turn " + turn + " of the busy session " + session, messages("u:turn " + turn));
      }
    }

    OpenedStep.Fresh side =
        alice.side().ask("title", messages("u:Title for: [Assistant] " + LONG + " [End]"));

    assertThat(side.session()).isEqualTo(first.session());
  }

  @Test
  void aQuestionWhoseAnswerWasLostIsQuotedAsWell() {
    OpenedStep.Fresh lost = alice.session("one").open(messages("u:fix the parser of the tests"));
    clock.advance(Duration.ofSeconds(1));
    alice.session("two").ask("Something else was said there.", messages("u:go on"));

    OpenedStep.Fresh side =
        alice.side().ask("title", messages("u:Title for:\n[User]: fix the parser of the tests"));

    assertThat(side.session()).isEqualTo(lost.session());
  }

  @Test
  void theFormOfAnotherSideCallIsNoQuotation() {
    String form =
        "This is the beginning of a turn that is too long.\n[Tool result]: 1 lines of output\n";
    OpenedStep.Fresh first = alice.session("one").ask("Yes.", messages("u:" + LONG));
    clock.advance(Duration.ofSeconds(1));
    alice.session("two").ask("No.", messages("u:Say what the weather is like today"));
    OpenedStep.Fresh other =
        alice.side().ask("Sum.", messages("u:" + form + "Say what the weather is like today"));

    OpenedStep.Fresh side = alice.side().ask("Sum.", messages("u:" + form + LONG));

    assertThat(other.session()).isNotEqualTo(first.session());
    assertThat(side.session()).isEqualTo(first.session());
  }

  @Test
  void whatSeveralSessionsSayTellsNoneOfThem() {
    String program = "Go on with the task that was interrupted.";
    OpenedStep.Fresh first = alice.session("one").ask(LONG, messages("u:fix the parser"));
    alice.session("one").ask("Going on.", messages("u:" + program));
    clock.advance(Duration.ofSeconds(1));
    alice.session("two").ask("Something else was said there.", messages("u:" + program));

    OpenedStep.Fresh side =
        alice
            .side()
            .ask(
                "title", messages("u:Title for:\n" + program + "\n[Assistant] " + LONG + " [End]"));
    OpenedStep.Fresh none = alice.side().ask("title", messages("u:Title for:\n" + program));

    assertThat(side.session()).isEqualTo(first.session());
    assertThat(alice.steps(first.session())).hasSize(3);
    assertThat(alice.steps(none.session())).as("a session of its own").hasSize(1);
  }

  @Test
  void nobodyElsesAndNothingOld() {
    OpenedStep.Fresh first = alice.ask(LONG, messages("u:fix the parser"));
    assertThat(alice.user("bob").open(messages("u:so far", "a:" + LONG, "u:thanks")).session())
        .isNotEqualTo(first.session());
    clock.advance(Duration.ofHours(7));
    assertThat(alice.open(messages("u:so far", "a:" + LONG, "u:thanks")).session())
        .isNotEqualTo(first.session());
  }
}
