package dev.hone.app.transfer;

import dev.hone.app.ExitCode;
import dev.hone.app.Json;
import dev.hone.app.SetupException;
import dev.hone.gateway.transfer.ImportCounts;
import dev.hone.gateway.transfer.LogFormat;
import dev.hone.gateway.transfer.LogReader;
import dev.hone.gateway.transfer.LoggedCall;
import dev.hone.gateway.transfer.TransferException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** One run of {@code hone import} over its files. Used by one thread. */
public final class ImportRun {

  /** Calls that are added together. */
  private static final int BATCH = 256;

  /** Bad records that are told of one by one; the rest are counted. */
  private static final int MOST_TOLD = 10;

  private static final long PROGRESS_NANOS = Duration.ofSeconds(2).toNanos();

  /**
   * What to do.
   *
   * @param format null to tell it by the content
   * @param lenient whether bad records are passed over
   */
  public record Options(
      @Nullable LogFormat format,
      @Nullable Path batchInput,
      boolean lenient,
      TransferSide.Defaults defaults) {}

  private final Options options;
  private final PrintWriter err;
  private final Map<String, Long> passedOver = new TreeMap<>();
  private final List<LoggedCall> waiting = new ArrayList<>();
  private ImportCounts counts = ImportCounts.NONE;
  private long calls;
  private long bad;
  private boolean dry;
  private long told;

  public ImportRun(Options options, PrintWriter err) {
    this.options = options;
    this.err = err;
  }

  /**
   * Reads files, one after the other.
   *
   * @param to where the calls go; null to keep nothing
   * @throws SetupException if one cannot be read; what stood before the fault has been added
   */
  public void read(List<Path> files, @Nullable TransferSide to) {
    dry = to == null;
    for (Path file : files) {
      try {
        read(file, to);
      } catch (IOException e) {
        throw failed(file + " cannot be read: " + e.getMessage(), to, e);
      } catch (TransferException e) {
        throw failed(String.valueOf(e.getMessage()), to, e);
      }
    }
    add(to);
  }

  private void read(Path file, @Nullable TransferSide to) throws IOException {
    told = System.nanoTime();
    boolean standard = file.toString().equals("-");
    long size = standard ? 0 : Files.size(file);
    InputStream in = standard ? System.in : Files.newInputStream(file);
    try (in;
        LogReader reader =
            LogFormat.open(
                standard ? "input" : file.toString(), in, options.format(), options.batchInput())) {
      for (LoggedCall call = next(reader); call != null; call = next(reader)) {
        calls++;
        if (to != null) {
          waiting.add(call);
        }
        if (waiting.size() >= BATCH) {
          add(to);
        }
        progress(file, reader, size);
      }
      reader.passedOver().forEach((reason, count) -> passedOver.merge(reason, count, Long::sum));
    }
  }

  private @Nullable LoggedCall next(LogReader reader) {
    while (true) {
      try {
        return reader.next();
      } catch (TransferException e) {
        if (!options.lenient() || e.code() != TransferException.Code.BAD_RECORD) {
          throw e;
        }
        bad++;
        if (bad <= MOST_TOLD) {
          err.println("hone: passed over " + e.getMessage());
        }
      }
    }
  }

  private void add(@Nullable TransferSide to) {
    if (to != null && !waiting.isEmpty()) {
      counts = counts.plus(to.add(waiting, options.defaults()));
      waiting.clear();
    }
  }

  private void progress(Path file, LogReader reader, long size) {
    if (System.nanoTime() - told > PROGRESS_NANOS) {
      told = System.nanoTime();
      String how =
          size > 0
              ? Math.min(100, 100 * reader.position() / size) + " %"
              : (reader.position() >> 20) + " MiB";
      err.println("hone: " + file + ": " + how + ", " + calls + " calls");
      err.flush();
    }
  }

  private SetupException failed(String what, @Nullable TransferSide to, Exception cause) {
    add(to);
    String sofar =
        to == null ? "" : " (" + counts.calls() + " calls before it are in " + to.name() + ")";
    boolean bad =
        cause instanceof TransferException transfer
            && transfer.code() == TransferException.Code.BAD_RECORD;
    return new SetupException(
        ExitCode.FAILED, what + sofar + (bad ? "; --lenient passes over bad records" : ""), cause);
  }

  /** For machines. */
  public ObjectNode summary() {
    ObjectNode node =
        Json.MAPPER
            .createObjectNode()
            .put("dry_run", dry)
            .put("calls", calls)
            .put("added", counts.added())
            .put("known", counts.known())
            .put("unanswered", counts.unanswered())
            .put("bad", bad);
    ObjectNode reasons = node.putObject("passed_over");
    passedOver.forEach(reasons::put);
    return node;
  }

  /** For people. */
  public void print(PrintWriter out) {
    if (dry) {
      out.println(calls + " calls read, nothing kept");
    } else {
      out.println(
          counts.added()
              + " steps added, "
              + counts.known()
              + " were known, "
              + counts.unanswered()
              + " messages without an answer");
    }
    if (bad > 0) {
      out.println(bad + " bad records passed over");
    }
    passedOver.forEach((reason, count) -> out.println(count + " " + reason));
  }
}
