package dev.hone.app.transfer;

import dev.hone.app.ExitCode;
import dev.hone.app.Json;
import dev.hone.app.SetupException;
import dev.hone.gateway.transfer.ExportCounts;
import dev.hone.gateway.transfer.ExportShape;
import dev.hone.gateway.transfer.parquet.ParquetWriter;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes the rows of an export. A file appears under its name only when it is whole: until then it
 * has {@code .part} behind its name.
 */
public final class ExportFile {

  private static final String PARQUET = ".parquet";

  private ExportFile() {}

  /**
   * Writes rows.
   *
   * @param file null for {@code out}
   * @param export gives the rows
   * @throws SetupException if the file cannot be written
   */
  public static ExportCounts write(
      @Nullable Path file,
      PrintWriter out,
      ExportShape shape,
      Function<Consumer<ObjectNode>, ExportCounts> export) {
    if (file == null) {
      ExportCounts counts = export.apply(row -> out.println(Json.MAPPER.writeValueAsString(row)));
      out.flush();
      return counts;
    }
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      ExportCounts counts =
          file.toString().endsWith(PARQUET) ? parquet(part, shape, export) : lines(part, export);
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      return counts;
    } catch (IOException | UncheckedIOException e) {
      throw new SetupException(ExitCode.FAILED, file + " cannot be written: " + e.getMessage(), e);
    } finally {
      remove(part);
    }
  }

  private static void remove(Path part) {
    try {
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw new SetupException(ExitCode.FAILED, part + " cannot be removed: " + e.getMessage(), e);
    }
  }

  private static ExportCounts lines(Path part, Function<Consumer<ObjectNode>, ExportCounts> export)
      throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(part))) {
      return export.apply(
          row -> {
            try {
              out.write(Json.MAPPER.writeValueAsBytes(row));
              out.write('\n');
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }

  private static ExportCounts parquet(
      Path part, ExportShape shape, Function<Consumer<ObjectNode>, ExportCounts> export)
      throws IOException {
    OutputStream out = new BufferedOutputStream(Files.newOutputStream(part));
    try (ParquetWriter writer = new ParquetWriter(out, shape.schema())) {
      return export.apply(
          row -> {
            try {
              writer.add(row);
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            }
          });
    }
  }
}
