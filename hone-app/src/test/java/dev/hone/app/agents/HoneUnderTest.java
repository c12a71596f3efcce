package dev.hone.app.agents;

import dev.hone.app.ServiceClient;
import dev.hone.app.ServiceProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A {@code hone serve} before the scripted model, on a port that stays through restarts. */
final class HoneUnderTest implements AutoCloseable {

  private final Path folder;
  private final int port;
  private ServiceProcess process;

  private HoneUnderTest(Path folder, int port) {
    this.folder = folder;
    this.port = port;
    this.process = start();
  }

  static HoneUnderTest start(Path folder, ScriptedModel model, SeenCall.Form dialect)
      throws IOException {
    Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("hone.yaml"),
        """
        upstream:
          url: %s
          dialect: %s
        """
            .formatted(model.url(), dialect.name().toLowerCase(java.util.Locale.ROOT)));
    return new HoneUnderTest(folder, freePort());
  }

  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private ServiceProcess start() {
    return ServiceProcess.start(
        folder.resolve("data"),
        port,
        List.of("--no-training", "--config", folder.resolve("hone.yaml").toString()));
  }

  /** Kill −9, and up again. */
  void killAndRestart() {
    process.kill();
    process = start();
  }

  /** Ends in order, and up again. */
  void restart() {
    process.close();
    process = start();
  }

  String url() {
    return process.url();
  }

  String key() {
    return process.key();
  }

  ServiceClient client() {
    return process.client();
  }

  @Override
  public void close() {
    process.close();
  }
}
