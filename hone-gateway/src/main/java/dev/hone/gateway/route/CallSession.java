package dev.hone.gateway.route;

import dev.hone.core.AgentId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.store.StepDraft;
import dev.hone.store.StepLog;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The session that a call belongs to, as far as routing must know it before its step is opened.
 *
 * @param key the caller's name for it, or null to know it by how it began
 */
public record CallSession(
    StepLog steps, AgentId agent, UserId user, @Nullable String key, Prompt prompt) {

  /**
   * The same for all calls of a session; two that one user began with the same words may share it.
   */
  String name() {
    return user + "\n" + (key != null ? "key\n" + key : "begun\n" + beginning());
  }

  private String beginning() {
    return prompt.messages().stream()
        .filter(message -> message.role() != Role.SYSTEM)
        .map(ChatMessage::content)
        .findFirst()
        .orElse("");
  }

  /**
   * Whether a canary may answer it: it begins now, or the canary has answered it already. A session
   * that another version began stays with what is live.
   */
  boolean mayBeAnsweredBy(VersionRef canary, String policy) {
    boolean hasHistory =
        prompt.messages().stream().anyMatch(message -> message.role() == Role.ASSISTANT);
    if (key == null && !hasHistory) {
      return true;
    }
    Optional<VersionRef> before =
        steps.servedBy(StepDraft.toFind(agent, user, key, policy, prompt));
    return before.map(canary::equals).orElse(!hasHistory);
  }
}
