package dev.hone.bench.gateway;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * An OpenAI-compatible server that costs little: one thread, answers made before. Streams that are
 * under way get an event each in turn, every one with a write of its own, so that what stands
 * before it has to pass them on one by one. {@code GET} answers with the clock, and {@code GET
 * /end} lets live streams end.
 *
 * <p>Owned by the thread that runs it, but for {@link #port()} and {@link #close()}.
 */
final class ScriptedUpstream implements Runnable, AutoCloseable {

  static final long LIVE_PERIOD = TimeUnit.SECONDS.toNanos(1);

  private static final int BACKLOG = 4096;
  private static final int BUFFER = 256 * 1024;

  private final Selector selector;
  private final ServerSocketChannel server;
  private final ScriptedAnswers answers = new ScriptedAnswers(new Script());
  private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
  private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER);
  private final ArrayDeque<UpstreamConnection> streams = new ArrayDeque<>();

  /** In the order in which they are due: all wait equally long. */
  private final ArrayDeque<UpstreamConnection> lives = new ArrayDeque<>();

  ScriptedUpstream(int port) throws IOException {
    selector = Selector.open();
    server = ServerSocketChannel.open();
    server.setOption(StandardSocketOptions.SO_REUSEADDR, true);
    server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
    server.configureBlocking(false);
    server.register(selector, SelectionKey.OP_ACCEPT);
  }

  int port() throws IOException {
    return ((InetSocketAddress) server.getLocalAddress()).getPort();
  }

  /** Serves until it is closed. */
  @Override
  public void run() {
    try {
      while (selector.isOpen()) {
        select(System.nanoTime());
        if (!selector.isOpen()) {
          return;
        }
        for (SelectionKey key : selector.selectedKeys()) {
          if (key.isValid()) {
            ready(key);
          }
        }
        selector.selectedKeys().clear();
        sendStreams();
        sendLives();
      }
    } catch (IOException e) {
      throw new IllegalStateException("the scripted upstream cannot go on", e);
    }
  }

  private void select(long now) throws IOException {
    UpstreamConnection first = lives.peekFirst();
    if (!streams.isEmpty() || first != null && first.due <= now) {
      selector.selectNow();
    } else if (first != null) {
      selector.select(Math.max(1, TimeUnit.NANOSECONDS.toMillis(first.due - now)));
    } else {
      selector.select();
    }
  }

  private void ready(SelectionKey key) throws IOException {
    if (key.isAcceptable()) {
      SocketChannel channel = server.accept();
      if (channel != null) {
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.register(selector, SelectionKey.OP_READ, new UpstreamConnection(channel));
      }
      return;
    }
    UpstreamConnection connection = (UpstreamConnection) key.attachment();
    try {
      if (key.isWritable()) {
        flush(connection, key);
      }
      if (key.isReadable()) {
        if (!connection.read(in)) {
          connection.channel.close();
          return;
        }
        UpstreamConnection.Request request = connection.request();
        if (request != null) {
          answer(connection, request);
        }
      }
    } catch (IOException gone) {
      drop(connection, gone);
    }
  }

  private void answer(UpstreamConnection connection, UpstreamConnection.Request request)
      throws IOException {
    AnswerKind kind = request.kind();
    out.clear();
    if (kind == null) {
      if (request.events() > 0) {
        lives.forEach(stream -> stream.events = stream.next);
      }
      String time = Long.toString(System.nanoTime());
      String head = "HTTP/1.1 200 OK\r\nContent-Length: " + time.length() + "\r\n\r\n";
      out.put((head + time).getBytes(StandardCharsets.US_ASCII));
      send(connection);
      return;
    }
    connection.number = request.number();
    connection.next = 0;
    switch (kind) {
      case WHOLE -> {
        answers.putWhole(out, request.number());
        send(connection);
      }
      case STREAM -> {
        out.put(ScriptedAnswers.STREAM_HEAD);
        send(connection);
        connection.events = Script.PIECES;
        connection.live = false;
        streams.add(connection);
      }
      case LIVE -> {
        out.put(ScriptedAnswers.STREAM_HEAD);
        send(connection);
        connection.events = request.events();
        connection.live = true;
        connection.due = System.nanoTime() + LIVE_PERIOD;
        lives.add(connection);
      }
    }
  }

  private void sendStreams() {
    for (int turn = streams.size(); turn > 0; turn--) {
      UpstreamConnection connection = streams.remove();
      if (connection.unsent != null || sendEvent(connection)) {
        streams.add(connection);
      }
    }
  }

  private void sendLives() {
    UpstreamConnection first = lives.peekFirst();
    while (first != null && first.due <= System.nanoTime()) {
      lives.remove();
      if (sendEvent(first)) {
        // From now, not from when it was due: the queue stays in order.
        first.due = System.nanoTime() + LIVE_PERIOD;
        lives.add(first);
      }
      first = lives.peekFirst();
    }
  }

  /**
   * Sends the next event, or the end.
   *
   * @return whether there is more
   */
  private boolean sendEvent(UpstreamConnection connection) {
    out.clear();
    boolean more = connection.next < connection.events;
    if (!more) {
      out.put(ScriptedAnswers.STREAM_END);
    } else if (connection.live) {
      answers.putLive(out, TimeUnit.NANOSECONDS.toMicros(System.nanoTime()));
    } else {
      answers.putEvent(out, connection.number, connection.next);
    }
    connection.next++;
    try {
      send(connection);
      return more;
    } catch (IOException gone) {
      drop(connection, gone);
      return false;
    }
  }

  private void send(UpstreamConnection connection) throws IOException {
    out.flip();
    ByteBuffer unsent = connection.unsent;
    if (unsent == null) {
      connection.channel.write(out);
    }
    if (out.hasRemaining()) {
      int before = unsent == null ? 0 : unsent.remaining();
      ByteBuffer rest = ByteBuffer.allocate(before + out.remaining());
      if (unsent != null) {
        rest.put(unsent);
      }
      connection.unsent = rest.put(out).flip();
      connection.channel.keyFor(selector).interestOps(SelectionKey.OP_READ | SelectionKey.OP_WRITE);
    }
  }

  private static void flush(UpstreamConnection connection, SelectionKey key) throws IOException {
    ByteBuffer unsent = connection.unsent;
    if (unsent != null) {
      connection.channel.write(unsent);
    }
    if (unsent == null || !unsent.hasRemaining()) {
      connection.unsent = null;
      key.interestOps(SelectionKey.OP_READ);
    }
  }

  /** A caller that went away, or that asked for what the script does not have. */
  private static void drop(UpstreamConnection connection, IOException why) {
    System.err.println("connection dropped: " + why.getMessage());
    try {
      connection.channel.close();
    } catch (IOException e) {
      System.err.println("and not closed: " + e.getMessage());
    }
  }

  @Override
  public void close() throws IOException {
    selector.close();
    server.close();
  }
}
