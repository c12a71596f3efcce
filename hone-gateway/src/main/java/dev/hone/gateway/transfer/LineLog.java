package dev.hone.gateway.transfer;

import dev.hone.gateway.GatewayException;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** A log of one JSON object a line, each of which tells of no, one or several calls. */
abstract class LineLog implements LogReader {

  private final LineSource lines;
  private final Map<String, Long> passedOver = new TreeMap<>();
  private Iterator<LoggedCall> pending = Collections.emptyIterator();
  private boolean ended;

  LineLog(LineSource lines) {
    this.lines = lines;
  }

  /** The calls that a line tells of. */
  abstract Iterator<LoggedCall> calls(ObjectNode line, LoggedCall.Origin origin);

  /** The calls that can only be told of at the end. */
  Iterator<LoggedCall> atEnd() {
    return Collections.emptyIterator();
  }

  final void passOver(String reason) {
    passedOver.merge(reason, 1L, Long::sum);
  }

  @Override
  public final @Nullable LoggedCall next() {
    while (true) {
      if (pending.hasNext()) {
        return pending.next();
      }
      if (ended) {
        return null;
      }
      ObjectNode line = lines.nextObject();
      if (line == null) {
        ended = true;
        pending = atEnd();
      } else {
        pending = guarded(line, lines.origin());
      }
    }
  }

  /** What a record has wrong in its fields is told with its place. */
  private Iterator<LoggedCall> guarded(ObjectNode line, LoggedCall.Origin origin) {
    try {
      return calls(line, origin);
    } catch (GatewayException | IllegalArgumentException e) {
      throw TransferException.badRecord(origin, String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public final Map<String, Long> passedOver() {
    return Map.copyOf(passedOver);
  }

  @Override
  public final long position() {
    return lines.position();
  }

  @Override
  public void close() {
    lines.close();
  }
}
