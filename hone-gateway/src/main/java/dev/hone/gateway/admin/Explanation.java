package dev.hone.gateway.admin;

import dev.hone.core.TenantId;
import dev.hone.core.VersionRef;
import dev.hone.gateway.http.Json;
import dev.hone.store.Canary;
import dev.hone.store.PolicyVersion;
import dev.hone.store.ReleaseEvent;
import dev.hone.store.ShadowBook;
import dev.hone.store.VersionBook;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Why a version is what it is: where it comes from, who shaped it, what was decided and by whom.
 */
record Explanation(VersionBook book) {

  /** Users that are named. */
  private static final int TOP = 10;

  ObjectNode of(TenantId tenant, PolicyVersion version) {
    VersionRef ref = version.ref();
    ObjectNode root = View.version(version);
    List<VersionBook.Influence> influences = book.influences(tenant, ref);
    long all = influences.stream().mapToLong(VersionBook.Influence::steps).sum();
    ObjectNode samples =
        root.putObject("samples")
            .put("steps", all)
            .put("users", influences.size())
            .put("erased_since", book.erased(tenant, ref));
    ArrayNode top = samples.putArray("top");
    for (VersionBook.Influence one : influences.subList(0, Math.min(TOP, influences.size()))) {
      top.addObject()
          .put("user", one.user().value())
          .put("steps", one.steps())
          .put("sessions", one.sessions())
          .put("share", (double) one.steps() / all);
    }
    ShadowBook.Counts unseen = book.shadows().counts(tenant, ref);
    if (unseen.answers() > 0) {
      root.putObject("shadow")
          .put("answers", unseen.answers())
          .put("agrees", unseen.agrees())
          .put("broken", unseen.broken());
    }
    book.canaries().find(tenant, ref).ifPresent(canary -> root.set("canary", canary(canary)));
    ArrayNode history = root.putArray("history");
    for (ReleaseEvent event : book.history(tenant, ref)) {
      history.add(View.event(event));
    }
    return root;
  }

  private static ObjectNode canary(Canary canary) {
    ObjectNode node =
        Json.object()
            .put("control", canary.control().toString())
            .put("share", canary.share())
            .put("since", canary.started().toString());
    node.set("reading", Json.read(canary.reading()));
    return node;
  }
}
