package dev.hone.bench.gateway;

import dev.hone.bench.PeerFolder;
import dev.hone.bench.process.ChildProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The Portkey gateway from npm, under Node. Each request says by header where it goes. */
final class Portkey {

  private static final String SERVER = "@portkey-ai/gateway/build/start-server.js";

  private Portkey() {}

  static Optional<Path> program(PeerFolder peers) {
    return Optional.of(peers.file(SERVER)).filter(Files::isReadable);
  }

  static Candidate start(Path program, Path folder, int upstream) throws InterruptedException {
    int port = ChildProcess.freePort();
    ChildProcess process =
        ChildProcess.start(
            "the Portkey gateway",
            List.of("node", program.toString(), "--port=" + port, "--headless"),
            Map.of("NODE_ENV", "production"),
            folder.resolve("portkey.log"));
    Candidate candidate =
        Candidate.of(
            Candidate.PORTKEY, "portkey gateway", new Way(port, headers(upstream)), process);
    process.awaitPort(port);
    return candidate;
  }

  static Map<String, String> headers(int upstream) {
    return Map.of(
        "x-portkey-provider",
        "openai",
        "x-portkey-custom-host",
        "http://127.0.0.1:" + upstream + "/v1",
        "Authorization",
        "Bearer none");
  }
}
