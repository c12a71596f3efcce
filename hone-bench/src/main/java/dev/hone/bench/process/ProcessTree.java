package dev.hone.bench.process;

import dev.hone.bench.BenchException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What a process and its children used, as Linux says it under {@code /proc}. Thread-safe.
 *
 * @param root the process at the top
 */
public record ProcessTree(ProcessHandle root) {

  /** Clock ticks of a second in {@code /proc/PID/stat}: fixed by the kernel's interface. */
  private static final double TICKS = 100;

  /** The smallest CPU time that is told. */
  public static final double TICK_SECONDS = 1 / TICKS;

  private static final Path PROC = Path.of("/proc");

  /** Where {@code utime} stands behind the name's closing bracket: field 14 of all, this is 3. */
  private static final int USER_TIME = 11;

  private static final int TIMES = 4;
  private static final int KIBIBYTE = 1024;

  /** Whether this system has what is read here. */
  public static boolean isKnown() {
    return Files.isReadable(PROC.resolve("self/stat"));
  }

  /**
   * CPU seconds, user and system, of all threads, of the children that live, and of those that
   * ended and were waited for. Steps of 10 ms.
   *
   * @throws BenchException if the system does not say
   */
  public double cpuSeconds() {
    double sum = cpuSeconds(root);
    for (ProcessHandle child : children()) {
      sum += cpuSeconds(child);
    }
    return sum;
  }

  /** Resident bytes of the process at the top; empty where the system does not say. */
  public OptionalLong residentBytes() {
    return status(root, "VmRSS:");
  }

  /** The most that was ever resident of the process at the top. */
  public OptionalLong peakBytes() {
    return status(root, "VmHWM:");
  }

  /** Resident bytes of the children. */
  public OptionalLong residentBytesOfChildren() {
    long sum = 0;
    for (ProcessHandle child : children()) {
      OptionalLong bytes = status(child, "VmRSS:");
      if (bytes.isEmpty()) {
        return bytes;
      }
      sum += bytes.getAsLong();
    }
    return OptionalLong.of(sum);
  }

  List<ProcessHandle> children() {
    return root.descendants().toList();
  }

  private static double cpuSeconds(ProcessHandle process) {
    Path stat = PROC.resolve(Long.toString(process.pid())).resolve("stat");
    try {
      return parseStat(Files.readString(stat));
    } catch (IOException e) {
      if (!process.isAlive()) {
        return 0;
      }
      throw new BenchException(
          stat + " cannot be read, CPU time is not known: needs Linux with /proc", e);
    }
  }

  /** CPU seconds in a line of {@code /proc/PID/stat}; the name in it may hold anything. */
  static double parseStat(String line) {
    String[] fields = line.substring(line.lastIndexOf(')') + 2).strip().split(" ", -1);
    long ticks = 0;
    for (int field = USER_TIME; field < USER_TIME + TIMES; field++) {
      ticks += Long.parseLong(fields[field]);
    }
    return ticks / TICKS;
  }

  private static OptionalLong status(ProcessHandle process, String key) {
    Path status = PROC.resolve(Long.toString(process.pid())).resolve("status");
    if (!Files.isReadable(status)) {
      return OptionalLong.empty();
    }
    try (Stream<String> lines = Files.lines(status)) {
      return parseStatus(lines, key);
    } catch (IOException gone) {
      return OptionalLong.empty();
    }
  }

  static OptionalLong parseStatus(Stream<String> lines, String key) {
    return lines
        .filter(line -> line.startsWith(key))
        .mapToLong(line -> KIBIBYTE * Long.parseLong(line.replaceAll("\\D", "")))
        .findFirst();
  }
}
