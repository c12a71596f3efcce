package dev.hone.app.transfer;

import dev.hone.gateway.transfer.ExportCounts;
import dev.hone.gateway.transfer.ExportShape;
import dev.hone.gateway.transfer.ImportCounts;
import dev.hone.gateway.transfer.LoggedCall;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Where steps are put in and got out. Used by one thread. */
public sealed interface TransferSide extends AutoCloseable permits ServiceSide, LedgerSide {

  /**
   * What an import says of calls whose log does not.
   *
   * @param agent null for the key's agent
   * @param user null for {@code imported}
   * @param consent whether the steps may be used for training
   */
  record Defaults(@Nullable String agent, @Nullable String user, boolean consent) {}

  /** Adds calls; durable when this returns. */
  ImportCounts add(List<LoggedCall> calls, Defaults defaults);

  /**
   * Gets rows.
   *
   * @param query as {@link dev.hone.gateway.transfer.ExportQueryText} reads it
   */
  ExportCounts export(ExportShape shape, Map<String, String> query, Consumer<ObjectNode> row);

  /** For people: what this works on. */
  String name();

  @Override
  void close();
}
