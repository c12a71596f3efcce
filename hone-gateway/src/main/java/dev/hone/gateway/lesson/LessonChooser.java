package dev.hone.gateway.lesson;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.hone.core.Line;
import dev.hone.core.chat.ChatMessage;
import dev.hone.core.chat.Prompt;
import dev.hone.core.chat.Role;
import dev.hone.core.lesson.Embedder;
import dev.hone.core.lesson.HashedEmbedder;
import dev.hone.core.lesson.LessonIndex;
import dev.hone.gateway.capture.CallContext;
import dev.hone.gateway.capture.Lessons;
import dev.hone.store.Lesson;
import dev.hone.store.LessonArm;
import dev.hone.store.LessonBook;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Chooses the lessons of a prompt. If all fit, all go in, always in the same order, so that prompt
 * caches hold; else those that the request needs most. A lesson on trial is kept from a share of
 * the sessions: one lesson at most in a call, and it counts only where the request has to do with
 * it. What is chosen from is in memory; nothing here waits. Thread-safe.
 */
public final class LessonChooser {

  /** Sets of lessons in force about which something is remembered. */
  private static final int MOST_PREPARED = 10_000;

  /** Texts whose tokens are remembered. */
  private static final int MOST_COUNTS = 50_000;

  /** Of a request's text, from its beginning and from its end, each. */
  private static final int MOST_TEXT = 1_000;

  private final int maxTokens;
  private final Embedder hashed = new HashedEmbedder();
  private final Embedder embedder;
  // The store hands out the same list as long as nothing changes.
  private final Cache<List<Lesson>, Prepared> prepared =
      Caffeine.newBuilder().weakKeys().maximumSize(MOST_PREPARED).build();

  private final Cache<String, Integer> counts =
      Caffeine.newBuilder().maximumSize(MOST_COUNTS).build();

  /**
   * A chooser.
   *
   * @param maxTokens of all lessons of a prompt
   * @param embedder used where its vectors are at hand; else the one in process
   */
  public LessonChooser(int maxTokens, Embedder embedder) {
    if (maxTokens < 1) {
      throw new IllegalArgumentException("lessons need room for at least one token");
    }
    this.maxTokens = maxTokens;
    this.embedder = embedder;
  }

  /**
   * Those that hold for a call.
   *
   * @param live whether the live version answers; another one has not learned what graduated
   * @param prompt what is asked; taken only where it must be known
   */
  public Lessons choose(
      LessonBook book,
      CallContext context,
      boolean live,
      Supplier<Prompt> prompt,
      LessonTokens tokens) {
    if (!context.lessons()) {
      return Lessons.NONE;
    }
    List<Lesson> active = book.active(context.agent(), context.user());
    long saved =
        live
            ? book.graduated(context.agent(), context.user()).stream()
                .mapToLong(Lesson::tokens)
                .sum()
            : 0;
    if (active.isEmpty()) {
      return saved == 0 ? Lessons.NONE : new Lessons(List.of(), List.of(), List.of(), saved);
    }
    Prepared known = prepared.get(active, Prepared::new);
    int[] costs = known.tokens(tokens, counts);
    boolean fits = IntStream.of(costs).sum() <= maxTokens;
    boolean trying = known.onTrial() && context.line() == Line.MAIN;
    if (fits && !trying) {
      return new Lessons(known.ids(), known.texts(), List.of(), saved);
    }
    Prompt asked = prompt.get();
    String request = request(asked);
    Optional<List<float[]>> vector = embedder.ready(List.of(request));
    Optional<LessonIndex> best = vector.isEmpty() ? Optional.empty() : known.index(embedder);
    LessonIndex index = best.or(() -> known.index(hashed)).orElseThrow();
    double[] scores =
        index.scores(
            request,
            best.isPresent() ? vector.orElseThrow().getFirst() : HashedEmbedder.vector(request));
    boolean[] chosen = new boolean[costs.length];
    if (fits) {
      Arrays.fill(chosen, true);
    } else {
      chosen = index.choose(scores, costs, maxTokens);
    }
    return trying
        ? tried(known, index, scores, chosen, session(context, asked), saved)
        : lessons(known, chosen, List.of(), saved);
  }

  /**
   * Withholds at most one. Where one is withheld, only that one's trial hears of the call; else all
   * do that the request has to do with: so both arms of a trial lack nothing but its lesson.
   */
  private static Lessons tried(
      Prepared known,
      LessonIndex index,
      double[] scores,
      boolean[] chosen,
      String session,
      long saved) {
    List<LessonArm> arms = new ArrayList<>();
    for (int i = 0; i < chosen.length; i++) {
      Lesson lesson = known.lessons().get(i);
      if (chosen[i] && lesson.holdOut() > 0 && (index.isGeneral(i) || scores[i] > 0)) {
        if (lesson.isKeptFrom(session)) {
          chosen[i] = false;
          return lessons(known, chosen, List.of(new LessonArm(lesson.id(), true)), saved);
        }
        arms.add(new LessonArm(lesson.id(), false));
      }
    }
    return lessons(known, chosen, arms, saved);
  }

  private static Lessons lessons(
      Prepared known, boolean[] chosen, List<LessonArm> arms, long saved) {
    int[] put = IntStream.range(0, chosen.length).filter(i -> chosen[i]).toArray();
    return new Lessons(
        IntStream.of(put).mapToObj(known.ids()::get).toList(),
        IntStream.of(put).mapToObj(known.texts()::get).toList(),
        arms,
        saved);
  }

  /** What the user said last. */
  private static String request(Prompt prompt) {
    String text =
        prompt.messages().reversed().stream()
            .filter(message -> message.role() == Role.USER)
            .map(ChatMessage::content)
            .findFirst()
            .orElse("");
    return text.length() <= 2 * MOST_TEXT
        ? text
        : text.substring(0, MOST_TEXT) + " " + text.substring(text.length() - MOST_TEXT);
  }

  /** As for a canary: sessions that one user began with the same words may share a name. */
  private static String session(CallContext context, Prompt prompt) {
    String key = context.sessionKey();
    String begun =
        key != null
            ? "key\n" + key
            : "begun\n"
                + prompt.messages().stream()
                    .filter(message -> message.role() != Role.SYSTEM)
                    .map(ChatMessage::content)
                    .findFirst()
                    .orElse("");
    return context.agent() + "\n" + context.user() + "\n" + begun;
  }
}
