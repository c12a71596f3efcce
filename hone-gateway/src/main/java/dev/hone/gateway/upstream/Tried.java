package dev.hone.gateway.upstream;

import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was tried for one call, to be told to its caller. Filled only where something failed. */
final class Tried {

  private record One(
      Upstream upstream, String words, @Nullable GatewayException error, boolean sent) {}

  private final List<One> all = new ArrayList<>(0);
  private boolean someAnswered;

  void answered(Upstream upstream, int status) {
    someAnswered = true;
    all.add(new One(upstream, "answered " + status, null, true));
  }

  void failed(Upstream upstream, Sent.Kind kind, GatewayException error) {
    all.add(new One(upstream, kind.words(), error, true));
  }

  /** Its circuit is open. */
  void leftAlone(Upstream upstream) {
    String last = upstream.lastError();
    all.add(
        new One(
            upstream, "left alone" + (last.isEmpty() ? "" : " because it " + last), null, false));
  }

  void notSaid(Upstream upstream, GatewayException error) {
    all.add(
        new One(
            upstream,
            "cannot be asked this in '" + upstream.dialect().wireName() + "'",
            error,
            false));
  }

  /** Whether no other upstream is in it. */
  boolean onlyOne() {
    return all.stream().map(One::upstream).distinct().count() == 1;
  }

  /** The last error, if one upstream alone is in it. */
  @Nullable GatewayException onlyError() {
    return all.isEmpty() || !onlyOne() ? null : all.getLast().error();
  }

  /** Reached but unwilling, or left alone: unavailable. Never reached: unreachable. */
  Code code() {
    return someAnswered || all.stream().noneMatch(One::sent)
        ? Code.UNAVAILABLE
        : Code.UPSTREAM_UNREACHABLE;
  }

  String words() {
    return all.stream()
        .map(one -> one.upstream().name() + ": " + one.words())
        .collect(Collectors.joining("; "));
  }

  String header() {
    return words();
  }
}
