package dev.hone.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Where the figures come from.
 *
 * @param load runnable threads over the last minute: well above what the benchmark itself uses, the
 *     machine was not quiet; negative if unknown
 */
record Machine(String processor, int cores, String java, double load) {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  static Machine read() {
    return new Machine(
        processorName(),
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static String processorName() {
    if (!Files.isReadable(PROCESSORS)) {
      return System.getProperty("os.arch");
    }
    try (var lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    } catch (IOException e) {
      throw new BenchException(PROCESSORS + " cannot be read: " + e.getMessage(), e);
    }
  }

  String line() {
    return String.format(
        Locale.ROOT, "Machine: %s, %d cores, %s, load %.1f", processor, cores, java, load);
  }
}
