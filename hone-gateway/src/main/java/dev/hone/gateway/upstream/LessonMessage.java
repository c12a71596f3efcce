package dev.hone.gateway.upstream;

import dev.hone.core.LessonBlock;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.gateway.dialect.DialectRequest;
import dev.hone.gateway.dialect.DialectRequest.Message;
import dev.hone.gateway.dialect.Part;
import java.util.ArrayList;
import java.util.List;

/** Puts lessons into a request that is translated: after the caller's first system text. */
final class LessonMessage {

  private LessonMessage() {}

  static DialectRequest into(DialectRequest request, List<String> lessons) {
    if (lessons.isEmpty()) {
      return request;
    }
    List<Message> messages = new ArrayList<>(request.messages());
    Message first = messages.getFirst();
    if (first.role() == Role.SYSTEM) {
      List<Part> parts = new ArrayList<>(first.parts());
      if (parts.size() == 1 && parts.getFirst() instanceof Part.Text(String text)) {
        parts.set(0, new Part.Text(text(ChatMessage.system(text), lessons)));
      } else {
        parts.add(new Part.Text(text(ChatMessage.user(""), lessons)));
      }
      messages.set(0, new Message(Role.SYSTEM, parts));
    } else {
      Part block = new Part.Text(text(ChatMessage.user(""), lessons));
      messages.addFirst(new Message(Role.SYSTEM, List.of(block)));
    }
    return request.withMessages(messages);
  }

  private static String text(ChatMessage first, List<String> lessons) {
    return LessonBlock.into(Prompt.of(first), lessons).messages().getFirst().content();
  }
}
