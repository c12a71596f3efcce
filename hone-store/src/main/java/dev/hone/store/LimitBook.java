package dev.hone.store;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The limits that a tenant sets itself. Thread-safe. */
public interface LimitBook {

  /** In the order of kind and name. Cheap: read again only when something may have changed. */
  List<CallLimit> all();

  /** Makes a limit, or changes the one with the same kind and name. */
  CallLimit set(
      CallLimit.Kind kind,
      String name,
      @Nullable Long requests,
      @Nullable Long tokens,
      @Nullable Long concurrent);

  /** Removes a limit; false if there is none with this id. */
  boolean remove(UUID id);
}
