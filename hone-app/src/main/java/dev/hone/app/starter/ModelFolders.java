package dev.hone.app.starter;

import dev.hone.app.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The small files of a model folder, and putting the folder in its place. */
final class ModelFolders {

  private static final String CHECKSUMS = "SHA256SUMS";
  private static final List<String> TEXT_FILES =
      List.of("tokenizer.json", "tokenizer_config.json", "chat_template.jinja");

  private ModelFolders() {}

  static void copyText(Path from, Path to) throws IOException {
    for (String name : TEXT_FILES) {
      Files.copy(from.resolve(name), to.resolve(name), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  static void writeGenerationConfig(Path folder, List<Integer> endTokens) throws IOException {
    ObjectNode root = Json.MAPPER.createObjectNode();
    ArrayNode ends = root.putArray("eos_token_id");
    endTokens.forEach(ends::add);
    Files.writeString(folder.resolve("generation_config.json"), root + "\n");
  }

  static void writeCard(Path folder, String text) throws IOException {
    Files.writeString(folder.resolve("MODEL_CARD.md"), text);
  }

  /** In the form that {@code sha256sum -c} reads; the card is not part of it. */
  static void writeChecksums(Path folder) throws IOException {
    StringBuilder lines = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (!name.equals(CHECKSUMS) && !name.endsWith(".md")) {
          lines.append(sha256(file)).append("  ").append(name).append('\n');
        }
      }
    }
    Files.writeString(folder.resolve(CHECKSUMS), lines);
  }

  private static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(Files.readAllBytes(file)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  /** Puts a finished folder in the place of an older one. */
  static void replace(Path fresh, Path place) throws IOException {
    Path target = place.toAbsolutePath();
    Path partial = target.resolveSibling("." + target.getFileName() + ".new");
    Path old = target.resolveSibling("." + target.getFileName() + ".old");
    delete(partial);
    delete(old);
    Files.createDirectories(partial);
    try (Stream<Path> files = Files.list(fresh)) {
      for (Path file : files.toList()) {
        Files.copy(file, partial.resolve(file.getFileName()));
      }
    }
    if (Files.exists(target)) {
      Files.move(target, old, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.move(partial, target, StandardCopyOption.ATOMIC_MOVE);
    delete(old);
  }

  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
