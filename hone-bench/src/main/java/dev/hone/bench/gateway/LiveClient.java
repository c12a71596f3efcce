package dev.hone.bench.gateway;

import dev.hone.bench.BenchException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Opens many streams bit by bit, reads all of them with one thread, and notes how long each event
 * was on its way while all are open. Owned by one thread.
 */
final class LiveClient implements AutoCloseable {

  private static final int OPENED_A_SECOND = 500;
  private static final int BUFFER = 64 * 1024;
  private static final int MAX_NOT_BEGUN = 200;
  private static final int SELECT_MILLIS = 5;

  /** Events of a stream, which ends before: when the upstream is told. */
  private static final int EVENTS = 1_000_000;

  private static final long END_PATIENCE = TimeUnit.SECONDS.toNanos(60);
  private static final long DIGITS_RANGE = 1_000_000_000_000L;

  /** How much later than planned all streams may be open. */
  private static final long RAMP_PATIENCE = TimeUnit.SECONDS.toNanos(60);

  private final Candidate candidate;
  private final UpstreamControl control;
  private final Caller.Shared shared;
  private final Selector selector;
  private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
  private final List<SocketChannel> channels = new ArrayList<>();
  private long[] delays = new long[1 << 16];
  private int measured;
  private boolean measuring;
  private int opened;
  private int begun;
  private int ended;
  private int refused;
  private int lost;
  private @Nullable String complaint;

  LiveClient(Candidate candidate, UpstreamControl control, Caller.Shared shared)
      throws IOException {
    this.candidate = candidate;
    this.control = control;
    this.shared = shared;
    selector = Selector.open();
  }

  /**
   * What came of it.
   *
   * @param live streams that were open while delays were measured
   * @param ended streams whose whole answer came
   * @param refused streams that did not begin
   * @param lost streams that broke off
   * @param complaint of the first of these
   */
  record Outcome(
      int live, int ended, int refused, int lost, @Nullable String complaint, Percentiles delays) {}

  /**
   * Measures while all are open.
   *
   * @return how many were open all the time
   */
  int hold(int seconds) throws IOException {
    int live = live();
    measuring = true;
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (System.nanoTime() < until) {
      poll();
    }
    measuring = false;
    return Math.min(live, live());
  }

  /**
   * Lets them end.
   *
   * @param live what {@link #hold} returned
   */
  Outcome end(int live) throws IOException {
    control.endLive();
    long patience = System.nanoTime() + END_PATIENCE;
    while (live() > 0 && System.nanoTime() < patience) {
      poll();
    }
    return new Outcome(
        live,
        ended,
        opened - begun,
        lost,
        complaint,
        new Percentiles(Arrays.copyOf(delays, measured)));
  }

  /**
   * Opens streams bit by bit; returns when all have begun or were refused, or when they take far
   * too long.
   */
  void open(int streams) throws IOException {
    long start = System.nanoTime();
    double rampSeconds = (double) streams / OPENED_A_SECOND;
    long patience = start + (long) (rampSeconds * 1e9) + RAMP_PATIENCE;
    while (begun + refused < streams && System.nanoTime() < patience) {
      double elapsed = (System.nanoTime() - start) / 1e9;
      while (opened < Math.min(streams, 1 + elapsed * OPENED_A_SECOND)
          && opened - begun - refused < MAX_NOT_BEGUN) {
        openOne();
      }
      poll();
    }
  }

  private void openOne() throws IOException {
    byte[] request =
        new Conversation(
                candidate.way(), AnswerKind.LIVE, EVENTS, shared.script(), shared.phrases())
            .ask(shared.numbers().incrementAndGet());
    opened++;
    SocketChannel channel = SocketChannel.open();
    channels.add(channel);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    try {
      channel.connect(
          new InetSocketAddress(InetAddress.getLoopbackAddress(), candidate.way().port()));
      channel.write(ByteBuffer.wrap(request));
      channel.configureBlocking(false);
      channel.register(selector, SelectionKey.OP_READ, new LiveStream(channel));
    } catch (IOException unreachable) {
      broke(channel, false, unreachable);
    }
  }

  /** Streams that have begun and not ended. */
  int live() {
    return begun - ended - lost;
  }

  private void poll() throws IOException {
    selector.select(
        key -> {
          LiveStream stream = (LiveStream) key.attachment();
          boolean before = stream.begun();
          try {
            stream.read(buffer, this::event);
          } catch (IOException e) {
            broke(stream.channel, before, e);
            return;
          }
          if (stream.begun() && !before) {
            begun++;
          }
          if (stream.ended()) {
            ended++;
            close(stream.channel);
          }
        },
        SELECT_MILLIS);
  }

  private void event(long sent) {
    if (!measuring) {
      return;
    }
    long now = TimeUnit.NANOSECONDS.toMicros(System.nanoTime()) % DIGITS_RANGE;
    if (measured == delays.length) {
      delays = Arrays.copyOf(delays, 2 * measured);
    }
    delays[measured++] = TimeUnit.MICROSECONDS.toNanos(Math.floorMod(now - sent, DIGITS_RANGE));
  }

  private void broke(SocketChannel channel, boolean afterBeginning, IOException why) {
    if (afterBeginning) {
      lost++;
    } else {
      refused++;
    }
    if (complaint == null) {
      complaint = why.getMessage();
    }
    close(channel);
  }

  private static void close(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException e) {
      throw new BenchException("a connection cannot be closed: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : channels) {
      channel.close();
    }
    selector.close();
  }
}
