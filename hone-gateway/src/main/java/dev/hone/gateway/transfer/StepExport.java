package dev.hone.gateway.transfer;

import dev.hone.core.SessionId;
import dev.hone.store.SessionSummary;
import dev.hone.store.StepLog;
import dev.hone.store.StepRecord;
import dev.hone.store.TenantLedger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the steps of a tenant, oldest session first, and makes rows of them. Holds one session at a
 * time, and the list of sessions.
 */
public final class StepExport {

  /** Most sessions in one export. */
  static final int MAX_SESSIONS = 1_000_000;

  private final TenantLedger tenant;

  public StepExport(TenantLedger tenant) {
    this.tenant = tenant;
  }

  /**
   * Makes the rows.
   *
   * @throws TransferException {@code CANNOT_EXPORT} if the session is unknown, or there are too
   *     many
   * @throws dev.hone.store.StoreException if the ledger cannot be read
   */
  public ExportCounts run(ExportQuery query, ExportShape shape, Consumer<ObjectNode> to) {
    long steps = 0;
    long[] rows = new long[1];
    Map<String, Long> leftOut = new TreeMap<>();
    List<SessionId> sessions = sessions(query);
    for (SessionId session : sessions) {
      List<KnownStep> all = new ArrayList<>();
      Set<KnownStep> chosen = Collections.newSetFromMap(new IdentityHashMap<>());
      for (StepRecord step : tenant.steps().ofSession(session)) {
        KnownStep known = KnownStep.of(tenant, step);
        all.add(known);
        if (query.fits(known)) {
          chosen.add(known);
        }
      }
      steps += chosen.size();
      shape
          .rows()
          .make(
              all,
              chosen,
              row -> {
                rows[0]++;
                to.accept(row);
              },
              (step, reason) -> leftOut.merge(reason, 1L, Long::sum));
    }
    return new ExportCounts(sessions.size(), steps, rows[0], leftOut);
  }

  private List<SessionId> sessions(ExportQuery query) {
    StepLog log = tenant.steps();
    List<SessionSummary> all = log.sessions(query.user(), MAX_SESSIONS);
    if (all.size() == MAX_SESSIONS) {
      throw new TransferException(
          TransferException.Code.CANNOT_EXPORT,
          "there are " + MAX_SESSIONS + " sessions or more; export user by user");
    }
    List<SessionId> fitting =
        all.reversed().stream()
            .filter(one -> query.agent() == null || one.agent().equals(query.agent()))
            .filter(
                one ->
                    query.session() == null
                        || one.id().toString().equals(query.session())
                        || query.session().equals(one.key()))
            .map(SessionSummary::id)
            .toList();
    if (fitting.isEmpty() && query.session() != null) {
      throw new TransferException(
          TransferException.Code.CANNOT_EXPORT,
          "there is no session '" + query.session() + "' that fits");
    }
    return fitting;
  }
}
