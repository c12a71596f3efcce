package dev.hone.app.simulate;

import dev.hone.core.UserId;
import dev.hone.learn.simulate.Conversation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A session under way. Owned by one thread. */
final class Talk {

  private final Conversation conversation;
  private final String session;
  private @Nullable List<String> lessons;

  Talk(Conversation conversation, String session) {
    this.conversation = conversation;
    this.session = session;
  }

  Conversation conversation() {
    return conversation;
  }

  String session() {
    return session;
  }

  UserId user() {
    return new UserId(conversation.user().name());
  }

  /** Notes which lessons stood in a prompt; the first one counts. */
  void told(List<String> texts) {
    lessons = lessons == null ? List.copyOf(texts) : lessons;
  }

  /** Those that stood in the first prompt. */
  List<String> lessons() {
    return lessons == null ? List.of() : lessons;
  }

  WorldResult.Session result() {
    return new WorldResult.Session(
        conversation.first().format(),
        conversation.first().right(),
        conversation.corrections(),
        lessons().size());
  }
}
