package dev.hone.bench.gateway;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordedStackTrace;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * Where CPU time went, counted from the samples of a recording. Owned by one thread.
 *
 * <p>A sample belongs to the frame on top, which is what it is <em>in</em>; and to every package
 * below it once, which is what it is <em>under</em>.
 */
final class Profile {

  static final String EVENT = "jdk.CPUTimeSample";

  /** Longest first: the first that fits is a frame's group. */
  private static final List<String> GROUPS =
      List.of(
          "dev.hone.gateway",
          "dev.hone.store",
          "dev.hone.learn",
          "dev.hone.app",
          "dev.hone.core",
          "io.helidon",
          "org.apache.hc",
          "org.sqlite",
          "tools.jackson",
          "com.github.luben",
          "io.micrometer",
          "java.",
          "jdk.",
          "sun.");

  private final Map<String, Integer> selfOfGroup = new HashMap<>();
  private final Map<String, Integer> underGroup = new HashMap<>();
  private final Map<String, Integer> selfOfMethod = new HashMap<>();
  private final Map<String, Integer> underHoneMethod = new HashMap<>();
  private final Map<String, Integer> nearestHoneMethod = new HashMap<>();
  private int samples;
  private int withoutStack;

  /** Reads a recording; what was before that time is left out. */
  static Profile read(Path recording, Instant from) throws IOException {
    Profile profile = new Profile();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        RecordedEvent event = file.readEvent();
        if (event.getEventType().getName().equals(EVENT) && event.getStartTime().isAfter(from)) {
          profile.add(event.getStackTrace());
        }
      }
    }
    return profile;
  }

  private void add(@Nullable RecordedStackTrace stack) {
    samples++;
    if (stack == null || stack.getFrames().isEmpty()) {
      withoutStack++;
      return;
    }
    Set<String> groups = new HashSet<>();
    Set<String> methods = new HashSet<>();
    List<RecordedFrame> frames = stack.getFrames();
    for (int i = 0; i < frames.size(); i++) {
      RecordedMethod method = frames.get(i).getMethod();
      String type = method.getType().getName();
      String name = type + "." + method.getName();
      String group = group(type);
      if (i == 0) {
        selfOfGroup.merge(group, 1, Integer::sum);
        selfOfMethod.merge(name, 1, Integer::sum);
      }
      groups.add(group);
      // Lambdas repeat what the method around them says.
      if (type.startsWith("dev.hone.") && !name.contains("ambda$")) {
        if (methods.isEmpty()) {
          nearestHoneMethod.merge(name, 1, Integer::sum);
        }
        methods.add(name);
      }
    }
    groups.forEach(group -> underGroup.merge(group, 1, Integer::sum));
    methods.forEach(method -> underHoneMethod.merge(method, 1, Integer::sum));
  }

  static String group(String type) {
    return GROUPS.stream().filter(type::startsWith).findFirst().orElse("others");
  }

  int samples() {
    return samples;
  }

  int withoutStack() {
    return withoutStack;
  }

  Map<String, Integer> selfOfGroup() {
    return selfOfGroup;
  }

  Map<String, Integer> underGroup() {
    return underGroup;
  }

  Map<String, Integer> selfOfMethod() {
    return selfOfMethod;
  }

  Map<String, Integer> underHoneMethod() {
    return underHoneMethod;
  }

  /** Each sample at the method of Hone that is nearest to its top. */
  Map<String, Integer> nearestHoneMethod() {
    return nearestHoneMethod;
  }

  /** The most frequent ones, most first. */
  static List<Map.Entry<String, Integer>> top(Map<String, Integer> counts, int count) {
    return counts.entrySet().stream()
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .limit(count)
        .collect(Collectors.toList());
  }
}
