package dev.hone.app.starter;

import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.learn.starter.Example;
import dev.hone.learn.starter.SkillSuite;
import dev.hone.learn.starter.StarterCurriculum;
import dev.hone.learn.trainer.ReplaySource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Replays the starter policy's own kinds of prompts, so that it keeps what it was made for: two
 * thirds plain tasks, a third from its curriculum, where users have wishes of all kinds. All are in
 * words of the training half; the gate asks in others.
 */
public final class StarterReplay implements ReplaySource {

  @Override
  public List<Replay> prompts(TenantId tenant, Scope scope, int count, long seed) {
    StarterCurriculum curriculum = new StarterCurriculum(seed);
    Iterator<SkillSuite.Item> plain = SkillSuite.practice(seed, count).items().iterator();
    List<Replay> prompts = new ArrayList<>();
    for (long index = 0; prompts.size() < count; index++) {
      Prompt prompt =
          index % 3 > 0 ? plain.next().prompt() : beforeLastAnswer(curriculum.example(index));
      prompts.add(new Replay(prompt, null));
    }
    return prompts;
  }

  /** Every example of the curriculum ends with an answer. */
  private static Prompt beforeLastAnswer(Example example) {
    List<ChatMessage> messages = example.messages();
    int end = messages.size();
    while (messages.get(end - 1).role() != Role.ASSISTANT) {
      end--;
    }
    return new Prompt(messages.subList(0, end - 1), example.tools());
  }
}
