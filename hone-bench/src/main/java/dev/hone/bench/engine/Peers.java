package dev.hone.bench.engine;

import dev.hone.bench.BenchException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds the peers that are built in. */
final class Peers {

  /** Only there when it was built with the Maven profile {@code torch}. */
  private static final String LIBTORCH = "dev.hone.bench.torch.TorchFactory";

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
        name == null || name.equals("libtorch") ? libtorch() : Optional.empty();
    if (name != null && found.isEmpty()) {
      throw new BenchException(
          name.equals("libtorch")
              ? "libtorch is not built in (290 MB to fetch, once); run: ./hone bench --with-torch"
                  + " engine --peer libtorch"
              : "there is no peer '" + name + "'; use libtorch or none");
    }
    return found;
  }

  private static Optional<ContenderFactory> libtorch() {
    try {
      return Optional.of(
          Class.forName(LIBTORCH)
              .asSubclass(ContenderFactory.class)
              .getDeclaredConstructor()
              .newInstance());
    } catch (ClassNotFoundException notBuiltIn) {
      return Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(LIBTORCH + " is not what it should be", e);
    }
  }
}
