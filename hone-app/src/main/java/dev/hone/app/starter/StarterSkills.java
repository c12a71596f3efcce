package dev.hone.app.starter;

import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.Generation;
import dev.hone.learn.release.SkillCheck;
import dev.hone.learn.starter.SkillSuite;
import java.util.List;

/** The starter policy's held-out skills as the gate asks them: the same ones each time. */
public final class StarterSkills implements SkillCheck.Source {

  private static final long SEED = 4711;

  private final List<SkillCheck> checks;

  /**
   * @param count how many prompts
   */
  public StarterSkills(int count) {
    this.checks =
        SkillSuite.of(SEED, count).items().stream()
            .map(item -> (SkillCheck) new Check(item))
            .toList();
  }

  @Override
  public List<SkillCheck> of(String policy) {
    return checks;
  }

  private record Check(SkillSuite.Item item) implements SkillCheck {

    @Override
    public Prompt prompt() {
      return item.prompt();
    }

    @Override
    public boolean passed(Generation answer) {
      return item.passed(ChatMessage.assistant(answer.text(), answer.toolCalls()));
    }
  }
}
