package dev.hone.store.postgres;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of its own in a temporary folder, on a free port, gone with this process
 * however it ends. Durability against a loss of power is switched off: no test pulls the plug.
 */
public final class PostgresServer implements AutoCloseable {

  /** May do everything, without a password. */
  public static final String USER = "hone";

  /** May do everything in database {@code hone}, with {@link #PASSWORD}. */
  public static final String USER_WITH_PASSWORD = "locked";

  public static final String PASSWORD = "s3cret-of-the-tests";

  private static final int LEAST_VERSION = 15;
  private static final long PATIENCE_SECONDS = 60;

  /** Those that may run a server when this process is root, which the server refuses. */
  private static final List<String> UNPRIVILEGED = List.of("postgres", "nobody");

  private final Path programs;
  private final Path folder;
  private final int port;
  private @Nullable Process process;

  private PostgresServer(Path programs) {
    this.programs = programs;
    try {
      this.folder = Files.createTempDirectory("hone-postgres");
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        this.port = free.getLocalPort();
      }
      initialise();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Why there can be no server on this machine, and what to do about it. */
  public static Optional<String> whyMissing() {
    return programs().isPresent()
        ? Optional.empty()
        : Optional.of(
            "no PostgreSQL "
                + LEAST_VERSION
                + " or newer is installed (initdb, postgres): on Debian or Ubuntu 'apt-get install"
                + " postgresql', or name the folder of its programs in HONE_POSTGRES_BIN");
  }

  /** Made once for all tests of this process. */
  public static PostgresServer shared() {
    return Shared.SERVER;
  }

  private static final class Shared {
    private static final PostgresServer SERVER = start();

    private Shared() {}
  }

  /** Another one, with one database. */
  public static PostgresServer start() {
    PostgresServer server = new PostgresServer(programs().orElseThrow());
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    server.run();
    server.execute(
        "postgres",
        "CREATE DATABASE hone",
        "CREATE ROLE " + USER_WITH_PASSWORD + " LOGIN PASSWORD '" + PASSWORD + "'",
        "ALTER DATABASE hone OWNER TO " + USER_WITH_PASSWORD);
    return server;
  }

  private static Optional<Path> programs() {
    List<Path> folders = new ArrayList<>();
    String named = System.getenv("HONE_POSTGRES_BIN");
    if (named != null) {
      return Optional.of(Path.of(named)).filter(PostgresServer::holdsServer);
    }
    for (int version = 30; version >= LEAST_VERSION; version--) {
      folders.add(Path.of("/usr/lib/postgresql/" + version + "/bin"));
      folders.add(Path.of("/usr/pgsql-" + version + "/bin"));
      folders.add(Path.of("/opt/homebrew/opt/postgresql@" + version + "/bin"));
    }
    Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .map(Path::of)
        .forEach(folders::add);
    return folders.stream().filter(PostgresServer::holdsServer).findFirst();
  }

  private static boolean holdsServer(Path folder) {
    return Files.isExecutable(folder.resolve("initdb"))
        && Files.isExecutable(folder.resolve("postgres"));
  }

  private void initialise() throws IOException {
    for (String user : unprivileged()) {
      UserPrincipal owner =
          folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(user);
      Files.setOwner(folder, owner);
    }
    call(
        programs.resolve("initdb").toString(),
        "--pgdata=" + data(),
        "--username=" + USER,
        "--auth=trust",
        "--encoding=UTF8",
        "--locale=C",
        "--no-sync");
    Path rules = data().resolve("pg_hba.conf");
    Files.writeString(
        rules,
        "host all "
            + USER_WITH_PASSWORD
            + " 127.0.0.1/32 scram-sha-256\n"
            + "host all all 127.0.0.1/32 trust\n");
  }

  private Path data() {
    return folder.resolve("data");
  }

  /** Whoever runs the server, if this process may not: nobody or one. */
  private static List<String> unprivileged() {
    if (!System.getProperty("user.name").equals("root")) {
      return List.of();
    }
    try {
      String users = Files.readString(Path.of("/etc/passwd"));
      return UNPRIVILEGED.stream()
          .filter(user -> users.lines().anyMatch(line -> line.startsWith(user + ":")))
          .limit(1)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<String> asOther(String... command) {
    List<String> whole = new ArrayList<>();
    for (String user : unprivileged()) {
      whole.addAll(List.of("runuser", "-u", user, "--"));
    }
    whole.addAll(List.of(command));
    return whole;
  }

  private void call(String... command) throws IOException {
    Process called =
        new ProcessBuilder(asOther(command))
            .directory(new File("/"))
            .redirectErrorStream(true)
            .start();
    String said = new String(called.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (exit(called) != 0) {
      throw new IllegalStateException(String.join(" ", command) + ": " + said);
    }
  }

  private static int exit(Process process) {
    try {
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("process " + process.pid() + " does not end");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts it, unless it runs; returns when it takes connections. */
  public synchronized void run() {
    if (process != null) {
      return;
    }
    // The shell waits for the end of its input, which is also what a killed parent is.
    String script =
        "\"$@\" >\"$0\" 2>&1 & server=$!; read -r end; kill -QUIT $server; wait $server; exit 0";
    try {
      process =
          new ProcessBuilder(
                  asOther(
                      "sh",
                      "-c",
                      script,
                      folder.resolve("data/log").toString(),
                      programs.resolve("postgres").toString(),
                      "-D",
                      data().toString(),
                      "-p",
                      Integer.toString(port),
                      "-c",
                      "listen_addresses=127.0.0.1",
                      "-c",
                      "unix_socket_directories=",
                      "-c",
                      "fsync=off",
                      "-c",
                      "full_page_writes=off",
                      "-c",
                      "autovacuum=off",
                      "-c",
                      "shared_buffers=32MB",
                      "-c",
                      "max_connections=120"))
              .directory(new File("/"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    awaitConnection();
  }

  private void awaitConnection() {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (true) {
      try (Connection connection = connect("postgres")) {
        return;
      } catch (SQLException notYet) {
        if (System.nanoTime() - end > 0) {
          throw new IllegalStateException("the server does not start: " + log(), notYet);
        }
        Thread.onSpinWait();
      }
    }
  }

  private String log() {
    try {
      return Files.readString(data().resolve("log"));
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Ends it at once, as a crash does; what was committed is there when it runs again. */
  public synchronized void crash() {
    Process running = process;
    process = null;
    if (running != null) {
      try {
        running.getOutputStream().close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      exit(running);
    }
  }

  private Connection connect(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/" + database, USER, null);
  }

  /** Runs statements as the superuser. */
  public void execute(String database, String... statements) {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String one : statements) {
        statement.execute(one);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The URL of the database {@code hone}. */
  public String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/hone";
  }

  /** The URL of a schema of its own, made when it is first asked for. */
  public String schema(String name) {
    String schema =
        "s"
            + UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", "");
    execute("hone", "CREATE SCHEMA IF NOT EXISTS " + schema);
    return url() + "?currentSchema=" + schema;
  }

  @Override
  public synchronized void close() {
    crash();
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
