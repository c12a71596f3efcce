package dev.hone.gateway.admin;

import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.upstream.UpstreamStatus;
import dev.hone.store.Ledger;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The admin API of a tenant, for keys with admin rights. */
public final class AdminApi {

  private AdminApi() {}

  /**
   * Its endpoints.
   *
   * @param refreshRoutes makes a promotion hold for the next request
   * @param problems versions that cannot be loaded, with the reason
   * @param upstreams how each does; empty where the engine answers
   * @param sections what other parts add to the status
   */
  public static List<Endpoint> endpoints(
      Ledger ledger,
      Runnable refreshRoutes,
      Supplier<Map<String, String>> problems,
      Supplier<List<UpstreamStatus>> upstreams,
      StatusSections sections,
      Clock clock) {
    List<Endpoint> all = new ArrayList<>();
    all.addAll(new LessonsApi().endpoints());
    all.addAll(new VersionsApi(ledger.versions(), refreshRoutes).endpoints());
    all.addAll(new SessionsApi().endpoints());
    all.addAll(new TransferApi().endpoints());
    all.addAll(new EraseApi().endpoints());
    all.addAll(new KeysApi(clock).endpoints());
    all.addAll(new MoneyApi(clock).endpoints());
    all.addAll(new LimitsApi().endpoints());
    all.addAll(new PrivacyApi().endpoints());
    all.addAll(new GoldenApi().endpoints());
    all.addAll(new QuarantineApi().endpoints());
    all.addAll(new StatusApi(ledger, problems, upstreams, sections).endpoints());
    return all;
  }

  /** The document that lists these endpoints and itself. */
  public static Endpoint document(List<Endpoint> others) {
    List<Endpoint> all = new ArrayList<>(others);
    OpenApi[] document = new OpenApi[1];
    Endpoint own =
        Endpoint.open(
            "GET", "/api/openapi.json", "This document.", exchange -> document[0].send(exchange));
    all.add(own);
    document[0] = new OpenApi(all);
    return own;
  }
}
