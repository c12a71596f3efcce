package dev.hone.bench.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/** One stream that is being read as its events come. Owned by the thread of its client. */
final class LiveStream {

  private static final byte[] CONTENT = "\"content\":\"".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] EVENT_END = "\n\n".getBytes(StandardCharsets.US_ASCII);

  /** Takes the time at which an event was sent. */
  @FunctionalInterface
  interface Receiver {
    /**
     * An event came.
     *
     * @param sent microseconds, only the last {@link Marks#DIGITS} digits of them
     */
    void event(long sent);
  }

  final SocketChannel channel;
  private final AnswerReader reader = new AnswerReader();
  private boolean begun;
  private boolean ended;

  LiveStream(SocketChannel channel) {
    this.channel = channel;
  }

  /**
   * Reads what is there.
   *
   * @throws IOException if it is refused or breaks off
   */
  void read(ByteBuffer buffer, Receiver receiver) throws IOException {
    buffer.clear();
    int count = channel.read(buffer);
    if (count < 0) {
      throw new IOException("it broke off");
    }
    ended = reader.feed(buffer.array(), 0, count);
    if (reader.status() != 0 && reader.status() != 200 && ended) {
      throw new IOException(reader.status() + ": " + reader.bodyText());
    }
    if (reader.status() != 200) {
      return;
    }
    begun = true;
    byte[] body = reader.body();
    int length = reader.bodyLength();
    int from = 0;
    int end = Marks.indexOf(body, from, length, EVENT_END);
    while (end >= 0) {
      int content = Marks.indexOf(body, from, end, CONTENT);
      if (content >= 0) {
        receiver.event(Marks.lastNumber(body, content, end));
      }
      from = end + EVENT_END.length;
      end = Marks.indexOf(body, from, length, EVENT_END);
    }
    reader.drop(from);
  }

  /** Whether its head has come. */
  boolean begun() {
    return begun;
  }

  /** Whether its end has come. */
  boolean ended() {
    return ended;
  }
}
