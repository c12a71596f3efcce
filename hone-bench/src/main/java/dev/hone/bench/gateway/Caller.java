package dev.hone.bench.gateway;

import dev.hone.bench.BenchException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicLong;

/**
 * One kept-alive connection that asks, waits for the answer and checks it, one after the other.
 * Owned by one thread.
 */
final class Caller implements AutoCloseable {

  private static final int TIMEOUT_MILLIS = 30_000;
  private static final int BUFFER = 64 * 1024;

  /**
   * When an answer came, as {@link System#nanoTime()}.
   *
   * @param sent before the request was written
   * @param first part of the body was there
   * @param end the last part of the body was there
   */
  record Timing(long sent, long first, long end) {}

  /** What all callers of a run share. Thread-safe. */
  record Shared(Script script, Conversation.Phrases phrases, AtomicLong numbers) {

    static Shared create() {
      Script script = new Script();
      return new Shared(script, new Conversation.Phrases(script), new AtomicLong());
    }
  }

  private final String candidate;
  private final AnswerKind kind;
  private final Shared shared;
  private final Conversation conversation;
  private final AnswerCheck check;
  private final AnswerReader reader = new AnswerReader();
  private final byte[] buffer = new byte[BUFFER];
  private final Socket socket;
  private final InputStream in;
  private final OutputStream out;

  /** Connects. */
  Caller(String candidate, Way way, AnswerKind kind, Shared shared) throws IOException {
    this.candidate = candidate;
    this.kind = kind;
    this.shared = shared;
    conversation = new Conversation(way, kind, Script.PIECES, shared.script(), shared.phrases());
    check = new AnswerCheck(shared.script());
    socket = new Socket(InetAddress.getLoopbackAddress(), way.port());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = socket.getInputStream();
    out = socket.getOutputStream();
  }

  /** Asks the next question. */
  Timing ask() {
    long number = shared.numbers().incrementAndGet();
    byte[] request = conversation.ask(number);
    reader.next();
    try {
      long sent = System.nanoTime();
      out.write(request);
      long first = 0;
      boolean whole = false;
      while (!whole) {
        int count = in.read(buffer);
        if (count < 0) {
          throw new IOException("the connection ended");
        }
        whole = reader.feed(buffer, 0, count);
        if (first == 0 && reader.bodyLength() > 0) {
          first = System.nanoTime();
        }
      }
      long end = System.nanoTime();
      check.check(candidate, kind, number, reader);
      return new Timing(sent, first, end);
    } catch (IOException e) {
      throw new BenchException(candidate + " did not answer: " + e.getMessage(), e);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
