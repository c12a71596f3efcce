package dev.hone.gateway.transfer;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Conversations, one a line, as OpenAI's fine-tuning takes them: {@code messages} with {@code
 * tools}. Beside them {@code session} (or {@code session_id}, {@code conversation_id}, {@code
 * thread_id}), {@code user} ({@code user_id}), {@code agent}, {@code model}, {@code timestamp}
 * ({@code created_at}, {@code created}). Each assistant message that something stands before is a
 * call.
 */
final class ChatLog extends LineLog {

  ChatLog(LineSource lines) {
    super(lines);
  }

  @Override
  Iterator<LoggedCall> calls(ObjectNode line, LoggedCall.Origin origin) {
    Prompt whole = Fields.prompt(line);
    List<Integer> answers = answers(whole.messages());
    if (answers.isEmpty()) {
      passOver("conversations without an answer");
      return Collections.emptyIterator();
    }
    if (whole.messages().getLast().role() != Role.ASSISTANT) {
      answers.add(whole.messages().size());
    }
    // Made here, so that a bad field is found at its line.
    LoggedCall first = call(line, origin, whole, answers.getFirst());
    return new Iterator<>() {
      private int next;

      @Override
      public boolean hasNext() {
        return next < answers.size();
      }

      @Override
      public LoggedCall next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        int answer = answers.get(next++);
        return next == 1 ? first : call(line, origin, whole, answer);
      }
    };
  }

  /** Where the answers stand; one that nothing stands before is a greeting, not an answer. */
  private static List<Integer> answers(List<ChatMessage> messages) {
    List<Integer> answers = new ArrayList<>();
    for (int i = 1; i < messages.size(); i++) {
      if (messages.get(i).role() == Role.ASSISTANT) {
        answers.add(i);
      }
    }
    return answers;
  }

  private static LoggedCall call(
      ObjectNode line, LoggedCall.Origin origin, Prompt whole, int answer) {
    List<ChatMessage> messages = whole.messages();
    @Nullable ChatMessage response = answer == messages.size() ? null : messages.get(answer);
    String model = Fields.text(line, "model");
    return new LoggedCall(
        origin,
        Fields.text(line, "session", "session_id", "conversation_id", "thread_id"),
        Fields.user(Fields.text(line, "user", "user_id")),
        Fields.agent(Fields.text(line, "agent")),
        model == null ? "" : model,
        Fields.time(Fields.text(line, "timestamp", "created_at", "created")),
        new Prompt(messages.subList(0, answer), whole.tools()),
        response,
        response == null ? "" : response.toolCalls().isEmpty() ? "stop" : "tool_calls",
        0,
        0);
  }
}
