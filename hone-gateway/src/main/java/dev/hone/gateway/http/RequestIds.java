package dev.hone.gateway.http;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Names requests: the caller's own name if it is sane, else a fresh one. */
public final class RequestIds {

  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private final Supplier<String> fresh;

  public RequestIds(Supplier<String> fresh) {
    this.fresh = fresh;
  }

  String of(Optional<String> given) {
    return given.filter(id -> SANE.matcher(id).matches()).orElseGet(this::next);
  }

  String next() {
    return "req_" + fresh.get();
  }
}
