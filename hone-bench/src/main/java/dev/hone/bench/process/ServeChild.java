package dev.hone.bench.process;

import dev.hone.app.JavaCommand;
import dev.hone.bench.BenchException;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A {@code hone serve} of our own in a child process, started as {@code ./hone} starts it. Owned by
 * one thread.
 */
public final class ServeChild implements AutoCloseable {

  private static final int ANSWER_MILLIS = 2000;

  /**
   * How it is started.
   *
   * @param javaOptions for its Java
   * @param arguments of {@code serve}, after port and data folder
   */
  public record Setup(List<String> javaOptions, List<String> arguments) {

    public static Setup plain() {
      return new Setup(List.of(), List.of());
    }
  }

  private final ChildProcess process;
  private final int port;
  private final Path data;

  private ServeChild(ChildProcess process, int port, Path data) {
    this.process = process;
    this.port = port;
    this.data = data;
  }

  /** Starts one with a data folder of its own in that folder. */
  public static ServeChild start(Path folder, Setup setup) {
    int port = ChildProcess.freePort();
    Path data = folder.resolve("data");
    List<String> flags = new ArrayList<>(JavaCommand.OF_A_SERVICE);
    flags.addAll(setup.javaOptions());
    List<String> command = new ArrayList<>(JavaCommand.line(flags.toArray(String[]::new)));
    command.addAll(List.of("serve", "--port", Integer.toString(port), "--data", data.toString()));
    command.addAll(setup.arguments());
    return new ServeChild(
        ChildProcess.start("'hone serve'", command, Map.of(), folder.resolve("serve.log")),
        port,
        data);
  }

  /** Returns when it is ready. */
  public void awaitReady() throws InterruptedException {
    URL ready = readyUrl();
    process.await(() -> isReady(ready));
  }

  private URL readyUrl() {
    try {
      return URI.create("http://127.0.0.1:" + port + "/readyz").toURL();
    } catch (MalformedURLException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isReady(URL ready) {
    try {
      HttpURLConnection connection = (HttpURLConnection) ready.openConnection();
      connection.setConnectTimeout(ANSWER_MILLIS);
      connection.setReadTimeout(ANSWER_MILLIS);
      return connection.getResponseCode() == HttpURLConnection.HTTP_OK;
    } catch (IOException notYet) {
      return false;
    }
  }

  public int port() {
    return port;
  }

  /** The folder of its database. */
  public Path data() {
    return data;
  }

  /** The key that its first start made. */
  public String key() {
    Path file = data.resolve("key");
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new BenchException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  public ProcessTree tree() {
    return process.tree();
  }

  /** The end of what it printed. */
  public String log() {
    return process.log();
  }

  @Override
  public void close() {
    process.close();
  }
}
