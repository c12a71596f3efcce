package dev.hone.gateway.lesson;

import dev.hone.core.LessonBlock;
import dev.hone.core.VersionRef;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.engine.Engine;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a lesson costs in a prompt. */
public interface LessonTokens {

  /** Of an ordinary text in the tokenizers of today. */
  int BYTES_IN_TOKEN = 4;

  /** Of the line's beginning. */
  int LINE_TOKENS = 2;

  /** Names the tokenizer: counts of one name are remembered. */
  String name();

  int of(String lesson);

  /** An estimate from the length, where nobody here knows the model's tokenizer. */
  static LessonTokens estimated() {
    return new LessonTokens() {
      @Override
      public String name() {
        return "estimated";
      }

      @Override
      public int of(String lesson) {
        int bytes = lesson.getBytes(StandardCharsets.UTF_8).length;
        return LINE_TOKENS + (bytes + BYTES_IN_TOKEN - 1) / BYTES_IN_TOKEN;
      }
    };
  }

  /** As the tokenizer of a version counts: what a second lesson adds to a first. */
  static LessonTokens counted(Engine engine, VersionRef version) {
    return new LessonTokens() {
      @Override
      public String name() {
        return version.policy();
      }

      @Override
      public int of(String lesson) {
        return length(List.of(lesson, lesson)) - length(List.of(lesson));
      }

      private int length(List<String> lessons) {
        Prompt empty = Prompt.of(ChatMessage.system(""), ChatMessage.user(""));
        return engine.encode(version, LessonBlock.into(empty, lessons)).ids().length;
      }
    };
  }
}
