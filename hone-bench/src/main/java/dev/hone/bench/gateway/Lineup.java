package dev.hone.bench.gateway;

import dev.hone.bench.BenchException;
import dev.hone.bench.PeerFolder;
import dev.hone.bench.Progress;
import dev.hone.bench.process.ChildProcess;
import dev.hone.bench.process.ServeChild;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The scripted upstream and the candidates before it, each a process of its own. Owned by one
 * thread.
 */
final class Lineup implements AutoCloseable {

  private static final List<String> UPSTREAM_FLAGS =
      List.of("-XX:+UseSerialGC", "-Xms256m", "-Xmx1g");

  /**
   * A Hone that runs.
   *
   * @param data its folder
   */
  record Served(Candidate candidate, Path data) {}

  private final Path folder;
  private final Deque<AutoCloseable> open = new ArrayDeque<>();
  private final List<Candidate> candidates = new ArrayList<>();
  private final List<String> missing = new ArrayList<>();
  private final int upstream;
  private Optional<Served> served = Optional.empty();
  private final Candidate direct;

  private Lineup(Path folder) throws InterruptedException {
    this.folder = folder;
    upstream = ChildProcess.freePort();
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(UPSTREAM_FLAGS);
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(UpstreamMain.class.getName(), Integer.toString(upstream)));
    ChildProcess process =
        own(
            ChildProcess.start(
                "the scripted upstream", command, Map.of(), folder.resolve("upstream.log")));
    process.awaitPort(upstream);
    direct = new Candidate(Candidate.DIRECT, "direct", new Way(upstream, Map.of()), null, () -> {});
  }

  /** Starts the upstream. */
  static Lineup start(Path folder) throws InterruptedException {
    return new Lineup(folder);
  }

  /** Adds those of the plan that are installed. */
  void addAll(GatewayPlan plan, Progress progress) throws InterruptedException {
    if (plan.wants(Candidate.DIRECT)) {
      candidates.add(direct);
    }
    if (plan.wants(Candidate.NGINX)) {
      Optional<Path> program = Nginx.program();
      if (program.isPresent()) {
        candidates.add(own(Nginx.start(program.get(), subfolder("nginx"), upstream)));
      } else {
        miss("nginx is not installed (for example: apt-get install nginx-light)", progress);
      }
    }
    if (plan.wants(Candidate.PORTKEY)) {
      Optional<Path> program = Portkey.program(PeerFolder.ofCheckout());
      if (program.isPresent()) {
        candidates.add(own(Portkey.start(program.get(), subfolder("portkey"), upstream)));
      } else {
        miss(
            "the Portkey gateway is not installed (./hone bench "
                + PeerFolder.OPTION
                + " gateway fetches it)",
            progress);
      }
    }
    if (plan.wants(Candidate.HONE)) {
      Served hone = hone(plan, List.of());
      candidates.add(hone.candidate());
      served = Optional.of(hone);
    }
  }

  private void miss(String sentence, Progress progress) {
    missing.add("Left out: " + sentence + ".");
    progress.say("left out: " + sentence);
  }

  /** Starts a Hone with an empty data folder. */
  Served hone(GatewayPlan plan, List<String> moreJavaOptions) throws InterruptedException {
    List<String> javaOptions = new ArrayList<>(plan.javaOptions());
    javaOptions.addAll(moreJavaOptions);
    List<String> arguments =
        new ArrayList<>(List.of("--upstream", "http://127.0.0.1:" + upstream + "/v1"));
    arguments.addAll(plan.serveOptions());
    Path place = subfolder("hone-" + open.size());
    ServeChild serve = own(ServeChild.start(place, new ServeChild.Setup(javaOptions, arguments)));
    serve.awaitReady();
    Candidate candidate =
        new Candidate(
            Candidate.HONE,
            "hone, every step durable",
            new Way(serve.port(), Map.of("Authorization", "Bearer " + serve.key())),
            serve.tree(),
            serve);
    return new Served(candidate, serve.data());
  }

  private Path subfolder(String name) {
    Path made = folder.resolve(name);
    try {
      return Files.createDirectories(made);
    } catch (IOException e) {
      throw new BenchException(made + " cannot be made: " + e.getMessage(), e);
    }
  }

  List<Candidate> candidates() {
    return List.copyOf(candidates);
  }

  /** Sentences about those that are not installed. */
  List<String> missing() {
    return List.copyOf(missing);
  }

  Candidate direct() {
    return direct;
  }

  /** The Hone among the candidates. */
  Optional<Served> served() {
    return served;
  }

  Optional<Candidate> candidate(String key) {
    return candidates.stream().filter(candidate -> candidate.key().equals(key)).findFirst();
  }

  private <T extends AutoCloseable> T own(T part) {
    open.push(part);
    return part;
  }

  @Override
  public void close() throws Exception {
    while (!open.isEmpty()) {
      open.pop().close();
    }
  }
}
