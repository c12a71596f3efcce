package dev.hone.store;

import java.util.List;
import java.util.UUID;

/** The golden cases of a tenant. Thread-safe. */
public interface GoldenBook {

  /** All, by policy and name. */
  List<GoldenCase> all();

  /**
   * Adds a case, or changes the one of this name.
   *
   * @param messages a JSON array, see {@link GoldenCase#prompt}
   * @param checks a JSON object, see {@link AnswerCheck}
   * @throws IllegalArgumentException if one of them cannot be read
   * @throws StoreException {@code OVERLOADED} beyond {@link GoldenCase#MOST} of a policy
   */
  GoldenCase put(String policy, String name, String messages, String checks);

  /** False if there is none with this id. */
  boolean remove(UUID id);
}
