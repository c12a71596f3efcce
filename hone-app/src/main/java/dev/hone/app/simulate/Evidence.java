package dev.hone.app.simulate;

import dev.hone.app.Json;
import dev.hone.store.ReleaseEvent;

/** Reads what a release event says of its reasons. */
final class Evidence {

  private Evidence() {}

  static String reason(ReleaseEvent event) {
    return Json.MAPPER.readTree(event.evidence()).path("reason").asString("no reason was given");
  }
}
