package dev.hone.learn.trainer;

import dev.hone.core.UserId;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.core.lesson.HashedEmbedder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * More to practise for a version that several users share, each with lessons of their own: prompts
 * of nobody under the system text by which one user's requests are told from the others'. A user
 * has few prompts; without these a version learns them by heart. Whoever's requests carry no system
 * text, or one that others' carry too, gets none: what cannot be told apart would leak.
 */
final class OwnPractice {

  private OwnPractice() {}

  /**
   * Makes prompts: of those offered, the ones that are most like what the user asks, because there
   * the user's lessons show.
   *
   * @param prompts of the users, which show their system texts
   * @param offered prompts of nobody
   * @param most prompts, over all users; each has as many
   */
  static List<LessonPrompt> of(
      List<LessonPrompt> prompts, List<Prompt> offered, Syllabus lessons, int most) {
    Map<String, UserId> texts = ownTexts(prompts);
    List<LessonPrompt> made = new ArrayList<>();
    int each = texts.isEmpty() ? 0 : Math.min(offered.size(), most / texts.size());
    List<float[]> vectors = offered.stream().map(OwnPractice::vector).toList();
    for (Map.Entry<String, UserId> text : texts.entrySet()) {
      UserId user = text.getValue();
      List<String> told = lessons.texts(user);
      if (!told.isEmpty()) {
        for (int near : nearest(vectors, askedBy(user, prompts), each)) {
          made.add(new LessonPrompt(under(text.getKey(), offered.get(near)), told, user));
        }
      }
    }
    return made;
  }

  private static List<float[]> askedBy(UserId user, List<LessonPrompt> prompts) {
    return prompts.stream()
        .filter(one -> user.equals(one.user()))
        .map(one -> vector(one.prompt()))
        .toList();
  }

  /** Indices of those with the greatest likeness to any that was asked, nearest first. */
  private static List<Integer> nearest(List<float[]> offered, List<float[]> asked, int count) {
    double[] likeness = new double[offered.size()];
    for (int i = 0; i < likeness.length; i++) {
      for (float[] one : asked) {
        likeness[i] = Math.max(likeness[i], cosine(offered.get(i), one));
      }
    }
    return IntStream.range(0, likeness.length)
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> likeness[i]).reversed())
        .limit(count)
        .toList();
  }

  private static float[] vector(Prompt prompt) {
    return HashedEmbedder.vector(
        prompt.messages().reversed().stream()
            .filter(message -> message.role() == Role.USER)
            .map(ChatMessage::content)
            .findFirst()
            .orElse(""));
  }

  private static double cosine(float[] one, float[] other) {
    double dot = 0;
    for (int i = 0; i < one.length; i++) {
      dot += one[i] * other[i];
    }
    return dot;
  }

  /** System texts that one user's requests carry and nobody else's; one for each user. */
  private static Map<String, UserId> ownTexts(List<LessonPrompt> prompts) {
    Map<String, Set<UserId>> users = new TreeMap<>();
    for (LessonPrompt one : prompts) {
      UserId user = one.user();
      Optional<String> text = system(one.prompt());
      if (user != null && text.isPresent()) {
        users.computeIfAbsent(text.get(), any -> new LinkedHashSet<>()).add(user);
      }
    }
    Map<String, UserId> own = new TreeMap<>();
    users.forEach(
        (text, whose) -> {
          UserId first = whose.iterator().next();
          if (whose.size() == 1 && !own.containsValue(first)) {
            own.put(text, first);
          }
        });
    return own;
  }

  private static Optional<String> system(Prompt prompt) {
    ChatMessage first = prompt.messages().getFirst();
    return first.role() == Role.SYSTEM && !first.content().isBlank()
        ? Optional.of(first.content())
        : Optional.empty();
  }

  private static Prompt under(String text, Prompt prompt) {
    List<ChatMessage> messages = new ArrayList<>(prompt.messages());
    if (messages.getFirst().role() == Role.SYSTEM) {
      messages.set(0, ChatMessage.system(text));
    } else {
      messages.addFirst(ChatMessage.system(text));
    }
    return new Prompt(messages, prompt.tools());
  }
}
