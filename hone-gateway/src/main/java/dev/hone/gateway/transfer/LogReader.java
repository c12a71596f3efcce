package dev.hone.gateway.transfer;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a log call by call; holds no more of it than one record (of an agent's transcript: one
 * session). Used by one thread; closing it closes the stream.
 */
public interface LogReader extends AutoCloseable {

  /**
   * The next call, or null at the end.
   *
   * @throws TransferException {@code BAD_RECORD}: the next call of this method reads on behind the
   *     bad record; {@code BROKEN}: nothing more can be read
   */
  @Nullable LoggedCall next();

  /** What was no model call and was passed over, by reason. */
  Map<String, Long> passedOver();

  /** Bytes of the log read so far, for progress. */
  long position();

  @Override
  void close();
}
