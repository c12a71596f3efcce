package dev.hone.bench.engine;

import dev.hone.bench.BenchException;
import java.util.Optional;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/** Finds the peers that are built in. */
final class Peers {

  private Peers() {}

  /**
   * The peer to measure beside.
   *
   * @param name null for whichever there is
   * @throws BenchException if one is named that is not there
   */
  static Optional<ContenderFactory> find(@Nullable String name) {
    if ("none".equals(name)) {
      return Optional.empty();
    }
    Optional<ContenderFactory> found =
        ServiceLoader.load(ContenderFactory.class).stream()
            .map(ServiceLoader.Provider::get)
            .filter(peer -> name == null || peer.name().equals(name))
            .findFirst();
    if (name != null && found.isEmpty()) {
      throw new BenchException(
          name.equals("libtorch")
              ? "libtorch is not built in (290 MB to fetch, once); run: ./hone bench --with-torch"
                  + " engine --peer libtorch"
              : "there is no peer '" + name + "'; use libtorch or none");
    }
    return found;
  }
}
