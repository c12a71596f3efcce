package dev.hone.bench.gateway;

import dev.hone.bench.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What the system lets one process and one address have.
 *
 * @param files descriptors of a process, at the most
 * @param ports for connections to one port
 */
record MachineLimits(int files, int ports) {

  private static final String FILES = "Max open files";
  private static final int HARD_LIMIT = 1;

  private static final int LONGEST_SETTING = 256;

  /** Files of a service that are no connections, generously. */
  private static final int OTHER_FILES = 300;

  /** Ports that others may hold, or that wait to be free again. */
  private static final int OTHER_PORTS = 1000;

  static MachineLimits read() {
    try {
      return new MachineLimits(
          parseFiles(Files.readString(Path.of("/proc/self/limits"))),
          parsePorts(readAtOnce(Path.of("/proc/sys/net/ipv4/ip_local_port_range"))));
    } catch (IOException e) {
      throw new BenchException("limits cannot be read: needs Linux with /proc", e);
    }
  }

  /** Kernel settings end after the first read, however little it took. */
  private static String readAtOnce(Path file) throws IOException {
    byte[] bytes = new byte[LONGEST_SETTING];
    try (InputStream in = Files.newInputStream(file)) {
      int count = in.read(bytes);
      return new String(bytes, 0, Math.max(0, count), StandardCharsets.US_ASCII);
    }
  }

  /** The hard limit: a process may raise its own up to it. */
  static int parseFiles(String limits) {
    String line =
        limits.lines().filter(each -> each.startsWith(FILES)).findFirst().orElse(FILES + " 0 0");
    String hard = line.substring(FILES.length()).strip().split("\\s+", -1)[HARD_LIMIT];
    return "unlimited".equals(hard) ? Integer.MAX_VALUE : Integer.parseInt(hard);
  }

  static int parsePorts(String range) {
    String[] bounds = range.strip().split("\\s+", -1);
    return Integer.parseInt(bounds[1]) - Integer.parseInt(bounds[0]) + 1;
  }

  /** Streams that a gateway can have here: two connections for each. */
  int mostStreams() {
    return Math.max(1, Math.min((files - OTHER_FILES) / 2, ports - OTHER_PORTS));
  }

  /** Descriptors that a gateway needs for so many. */
  static int filesFor(int streams) {
    return 2 * streams + OTHER_FILES;
  }

  /** Why there are fewer streams than asked for, and what to do. */
  String reason(int asked) {
    return files - OTHER_FILES < 2 * asked
        ? "a process may open %d files here, and a gateway needs two connections for each stream; for %d: ulimit -Hn %d"
            .formatted(files, asked, filesFor(asked))
        : "one address has %d ports here; widen /proc/sys/net/ipv4/ip_local_port_range"
            .formatted(ports);
  }
}
