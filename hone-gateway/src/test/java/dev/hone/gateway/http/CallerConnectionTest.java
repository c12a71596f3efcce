package dev.hone.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.helidon.common.buffers.DataReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallerConnectionTest {

  private static final byte[] END = new byte[0];

  private final BlockingQueue<byte[]> network = new LinkedBlockingQueue<>();
  private final AtomicInteger gone = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final CallerConnection caller =
      new CallerConnection(new DataReader(this::take), closed::incrementAndGet);

  private byte @Nullable [] take() {
    try {
      byte[] bytes = network.take();
      return bytes == END ? null : bytes;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  @Test
  void passesOnWhatComesAndTheEnd() {
    network.add(bytes("a"));
    network.add(bytes("b"));
    network.add(END);
    assertThat(caller.get()).isEqualTo(bytes("a"));
    assertThat(caller.get()).isEqualTo(bytes("b"));
    assertThat(caller.get()).isNull();
  }

  @Test
  void tellsOnceThatTheCallerHasGone() {
    caller.listen(gone::incrementAndGet);
    assertThat(gone).hasValue(0);
    network.add(END);
    await().until(() -> gone.get() == 1);
    caller.listen(gone::incrementAndGet);
    assertThat(gone).hasValue(2);
    assertThat(caller.get()).isNull();
  }

  @Test
  void whatWasReadAheadIsTheNextRequest() {
    caller.listen(gone::incrementAndGet);
    network.add(bytes("next"));
    network.add(bytes("after"));
    assertThat(caller.get()).isEqualTo(bytes("next"));
    assertThat(caller.get()).isEqualTo(bytes("after"));
    caller.listen(gone::incrementAndGet);
    network.add(END);
    await().until(() -> gone.get() == 1);
  }

  @Test
  void anInterruptedWaitClosesTheConnection() throws InterruptedException {
    caller.listen(gone::incrementAndGet);
    AtomicReference<Throwable> thrown = new AtomicReference<>();
    Thread reader =
        Thread.ofVirtual()
            .start(
                () -> {
                  Thread.currentThread().interrupt();
                  assertThatThrownBy(caller::get)
                      .isInstanceOf(UncheckedIOException.class)
                      .satisfies(thrown::set);
                });
    reader.join();
    assertThat(thrown.get()).isNotNull();
    assertThat(closed).hasValue(1);
    network.add(END);
  }
}
