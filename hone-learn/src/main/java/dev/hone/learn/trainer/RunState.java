package dev.hone.learn.trainer;

import dev.hone.core.LessonId;
import dev.hone.core.StepId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run decided at its beginning and must not decide again when it goes on after a kill: its
 * number, what it began with, and the lessons it teaches. One file in the run's folder, replaced
 * whole.
 *
 * @param version reserved for the result
 * @param parent the version it trains from
 * @param lessons what it teaches to whom
 * @param prompts the steps whose prompts are practised, in their order
 * @param shares of a version that several share: the largest that each user may have; else empty
 * @param seed of the run
 * @param coolFrom the step at which the student was near enough to the teacher and the learning
 *     rate began its last fall; negative as long as it has not
 */
record RunState(
    VersionRef version,
    VersionRef parent,
    Syllabus lessons,
    List<StepId> prompts,
    Map<UserId, Double> shares,
    long seed,
    int coolFrom) {

  private static final String FILE = "run.json";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  RunState {
    prompts = List.copyOf(prompts);
    shares = Map.copyOf(shares);
  }

  RunState coolingFrom(int step) {
    return new RunState(version, parent, lessons, prompts, shares, seed, step);
  }

  static Optional<RunState> read(Path folder) {
    Path file = folder.resolve(FILE);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      JsonNode node = JSON.readTree(Files.readString(file));
      Map<UserId, List<Syllabus.Taught>> own = new HashMap<>();
      node.path("own").forEachEntry((user, lessons) -> own.put(new UserId(user), taught(lessons)));
      Map<UserId, Double> shares = new HashMap<>();
      node.path("shares")
          .forEachEntry((user, share) -> shares.put(new UserId(user), share.asDouble()));
      List<StepId> prompts = new ArrayList<>();
      for (JsonNode prompt : node.path("prompts")) {
        prompts.add(StepId.parse(prompt.asString()));
      }
      return Optional.of(
          new RunState(
              VersionRef.parse(node.path("version").asString()),
              VersionRef.parse(node.path("parent").asString()),
              new Syllabus(taught(node.path("lessons")), own),
              prompts,
              shares,
              node.path("seed").asLong(),
              node.path("cool_from").asInt(-1)));
    } catch (IOException e) {
      throw new UncheckedIOException("the run's file " + file + " cannot be read", e);
    } catch (JacksonException | IllegalArgumentException broken) {
      throw new IllegalStateException(
          "the run's file " + file + " is damaged; remove its folder to train anew", broken);
    }
  }

  private static List<Syllabus.Taught> taught(JsonNode array) {
    List<Syllabus.Taught> lessons = new ArrayList<>();
    for (JsonNode lesson : array) {
      lessons.add(
          new Syllabus.Taught(
              LessonId.parse(lesson.path("id").asString()), lesson.path("text").asString()));
    }
    return lessons;
  }

  private static void write(ArrayNode array, List<Syllabus.Taught> lessons) {
    lessons.forEach(
        lesson -> array.addObject().put("id", lesson.id().toString()).put("text", lesson.text()));
  }

  void write(Path folder) {
    ObjectNode node = JSON.createObjectNode();
    node.put("version", version.toString());
    node.put("parent", parent.toString());
    node.put("seed", seed);
    node.put("cool_from", coolFrom);
    write(node.putArray("lessons"), lessons.everybody());
    ObjectNode own = node.putObject("own");
    lessons.own().forEach((user, list) -> write(own.putArray(user.value()), list));
    ObjectNode limits = node.putObject("shares");
    shares.forEach((user, share) -> limits.put(user.value(), share));
    ArrayNode steps = node.putArray("prompts");
    prompts.forEach(step -> steps.add(step.toString()));
    try {
      Files.createDirectories(folder);
      Path part = folder.resolve(FILE + ".part");
      Files.writeString(part, JSON.writeValueAsString(node));
      try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(part, folder.resolve(FILE), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "the run's folder " + folder + " cannot be written; is the disk full?", e);
    }
  }

  /** Removes a run's folder with all in it; does nothing if there is none. */
  static void remove(Path folder) {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the run's folder " + folder + " cannot be removed", e);
    }
  }

  /**
   * Removes runs that nobody goes on with: those of a lease that was lost, through erasure or to
   * another trainer, hold words of users.
   *
   * @param runs where the folders of all runs of this trainer lie
   * @param before folders that were changed since are left
   */
  static void removeLost(Path runs, Instant before) {
    if (!Files.isDirectory(runs)) {
      return;
    }
    try (Stream<Path> folders = Files.list(runs)) {
      for (Path folder : folders.toList()) {
        if (Files.getLastModifiedTime(folder).toInstant().isBefore(before)) {
          remove(folder);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the runs in " + runs + " cannot be looked through", e);
    }
  }
}
