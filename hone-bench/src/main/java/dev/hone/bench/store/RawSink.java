package dev.hone.bench.store;

import dev.hone.store.LedgerOptions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Plain sqlite-jdbc with the ledger's way of committing: callers hand rows to one thread, which
 * commits whatever is waiting.
 */
public final class RawSink implements StepSink {

  private interface Write {
    void to(RawDatabase database) throws SQLException;
  }

  private record Entry(
      Write write, CompletableFuture<Boolean> ran, CompletableFuture<Boolean> durable) {}

  private final RawDatabase database;
  private final LinkedBlockingQueue<Entry> queue = new LinkedBlockingQueue<>();
  private final AtomicLong numbers = new AtomicLong();
  private final Thread writer;

  public RawSink(Path file) throws SQLException {
    database = new RawDatabase(file);
    writer = Thread.ofPlatform().name("raw-writer").daemon().start(this::loop);
  }

  @Override
  public void step(int caller, int turn, Payload payload) throws Exception {
    byte[] id = RawDatabase.id(numbers.incrementAndGet());
    byte[] request = RawDatabase.compressed(payload.request());
    // As in the ledger, only the end of a step waits for the disk.
    boolean _ = submit(writing -> writing.insert(id, request)).ran().get();
    byte[] response = RawDatabase.compressed(payload.response());
    boolean _ = submit(writing -> writing.complete(id, response)).durable().get();
  }

  private Entry submit(Write write) {
    Entry entry = new Entry(write, new CompletableFuture<>(), new CompletableFuture<>());
    queue.add(entry);
    return entry;
  }

  private void loop() {
    List<Entry> batch = new ArrayList<>();
    try {
      while (true) {
        batch.add(queue.take());
        queue.drainTo(batch, LedgerOptions.MAX_BATCH - 1);
        for (Entry entry : batch) {
          entry.write().to(database);
          entry.ran().complete(true);
        }
        database.commit();
        batch.forEach(entry -> entry.durable().complete(true));
        batch.clear();
      }
    } catch (InterruptedException closed) {
      // How close() ends this thread.
    } catch (SQLException e) {
      batch.forEach(entry -> entry.ran().completeExceptionally(e));
      batch.forEach(entry -> entry.durable().completeExceptionally(e));
    }
  }

  @Override
  public void close() throws SQLException, InterruptedException {
    writer.interrupt();
    writer.join();
    database.close();
  }
}
