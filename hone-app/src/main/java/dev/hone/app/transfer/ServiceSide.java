package dev.hone.app.transfer;

import dev.hone.app.Json;
import dev.hone.app.ServiceClient;
import dev.hone.app.ServiceException;
import dev.hone.gateway.transfer.CallJson;
import dev.hone.gateway.transfer.ExportCounts;
import dev.hone.gateway.transfer.ExportShape;
import dev.hone.gateway.transfer.ImportCounts;
import dev.hone.gateway.transfer.LoggedCall;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The running service, by its admin API; the key says which tenant. */
public final class ServiceSide implements TransferSide {

  /** A request is sent before its calls have more bytes than this; one call may have more. */
  private static final long REQUEST_BYTES = 1 << 20;

  private final ServiceClient client;

  /**
   * @param client closed with this
   */
  public ServiceSide(ServiceClient client) {
    this.client = client;
  }

  @Override
  public ImportCounts add(List<LoggedCall> calls, Defaults defaults) {
    ImportCounts counts = ImportCounts.NONE;
    ArrayNode waiting = Json.MAPPER.createArrayNode();
    long bytes = 0;
    for (LoggedCall call : calls) {
      ObjectNode one = CallJson.write(call);
      long size = Json.MAPPER.writeValueAsBytes(one).length;
      if (bytes + size > REQUEST_BYTES && !waiting.isEmpty()) {
        counts = counts.plus(send(waiting, defaults));
        waiting = Json.MAPPER.createArrayNode();
        bytes = 0;
      }
      waiting.add(one);
      bytes += size;
    }
    return waiting.isEmpty() ? counts : counts.plus(send(waiting, defaults));
  }

  private ImportCounts send(ArrayNode calls, Defaults defaults) {
    ObjectNode body =
        Json.MAPPER
            .createObjectNode()
            .put("agent", defaults.agent())
            .put("user", defaults.user())
            .put("consent", defaults.consent());
    body.set("calls", calls);
    JsonNode answer = client.post("/api/import", body);
    return new ImportCounts(
        answer.path("added").asLong(0),
        answer.path("known").asLong(0),
        answer.path("unanswered").asLong(0));
  }

  @Override
  public ExportCounts export(
      ExportShape shape, Map<String, String> query, Consumer<ObjectNode> row) {
    StringBuilder path = new StringBuilder("/api/export?summary=1&shape=" + shape.wireName());
    query.forEach(
        (name, value) ->
            path.append('&')
                .append(name)
                .append('=')
                .append(URLEncoder.encode(value, StandardCharsets.UTF_8)));
    AtomicReference<@Nullable JsonNode> summary = new AtomicReference<>();
    client.lines(
        path.toString(),
        line -> {
          if (line.path("summary").isObject()) {
            summary.set(line.path("summary"));
          } else if (line instanceof ObjectNode object) {
            row.accept(object);
          }
        });
    JsonNode end = summary.get();
    if (end == null) {
      throw new ServiceException(0, "the export ended before it was complete; try it again");
    }
    Map<String, Long> leftOut = new TreeMap<>();
    end.path("left_out").forEachEntry((reason, count) -> leftOut.put(reason, count.asLong(0)));
    return new ExportCounts(
        end.path("sessions").asLong(0),
        end.path("steps").asLong(0),
        end.path("rows").asLong(0),
        leftOut);
  }

  @Override
  public String name() {
    return "the service at " + client.url();
  }

  @Override
  public void close() {
    client.close();
  }
}
