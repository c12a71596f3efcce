package dev.hone.app;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line that starts another Hone process like this one. */
public final class JavaCommand {

  /** Flags of {@code hone serve}; the launcher has the same, and says why. */
  public static final List<String> OF_A_SERVICE =
      List.of("-XX:+UseParallelGC", "-XX:MaxNewSize=256m");

  private JavaCommand() {}

  /** Java, our flags, the class path and the main class; subcommand and arguments follow. */
  public static List<String> line(String... moreFlags) {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.add("--add-modules=jdk.incubator.vector");
    line.add("--enable-native-access=ALL-UNNAMED");
    line.add("--sun-misc-unsafe-memory-access=allow");
    line.addAll(List.of(moreFlags));
    line.add("-cp");
    line.add(System.getProperty("java.class.path"));
    line.add("dev.hone.app.Main");
    return line;
  }
}
