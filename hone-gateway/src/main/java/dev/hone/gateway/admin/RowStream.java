package dev.hone.gateway.admin;

import dev.hone.gateway.http.AnswerStream;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import java.io.ByteArrayOutputStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** JSON lines as an answer, gathered into larger pieces. The answer begins with the first piece. */
final class RowStream {

  private static final int PIECE_BYTES = 1 << 16;
  private static final String TYPE = "application/x-ndjson";

  private final Exchange exchange;
  private final ByteArrayOutputStream piece = new ByteArrayOutputStream();
  private @Nullable AnswerStream stream;

  RowStream(Exchange exchange) {
    this.exchange = exchange;
  }

  void add(JsonNode row) {
    piece.writeBytes(Json.bytes(row));
    piece.write('\n');
    if (piece.size() >= PIECE_BYTES) {
      send();
    }
  }

  void end() {
    if (stream == null) {
      exchange.send(200, TYPE, piece.toByteArray());
    } else {
      send();
    }
  }

  private void send() {
    AnswerStream to = stream;
    if (to == null) {
      to = exchange.stream(200, TYPE, null);
      stream = to;
    }
    to.write(piece.toByteArray(), 0, piece.size());
    piece.reset();
  }
}
