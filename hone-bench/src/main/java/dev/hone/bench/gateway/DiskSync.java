package dev.hone.bench.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.SplittableRandom;

/**
 * How long the disk itself takes to make a step's pages durable: the least that an answer waits
 * whose step is on the disk before its end is sent.
 */
final class DiskSync {

  private static final int TIMES = 200;

  /** Seven pages of 4 KB: what a commit with one step writes. */
  private static final int BYTES = 7 * 4096;

  private DiskSync() {}

  /** Appends and syncs, over and over, in a file of this folder. */
  static Percentiles measure(Path folder) throws IOException {
    Path file = folder.resolve("sync");
    byte[] pages = new byte[BYTES];
    new SplittableRandom(1).nextBytes(pages);
    long[] took = new long[TIMES];
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < TIMES; i++) {
        long from = System.nanoTime();
        ByteBuffer left = ByteBuffer.wrap(pages);
        while (left.hasRemaining()) {
          channel.write(left);
        }
        channel.force(false);
        took[i] = System.nanoTime() - from;
      }
    } finally {
      Files.deleteIfExists(file);
    }
    return new Percentiles(took);
  }
}
