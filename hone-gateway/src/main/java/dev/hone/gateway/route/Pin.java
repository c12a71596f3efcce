package dev.hone.gateway.route;

import dev.hone.core.VersionRef;

/** A version that stays loaded until this is closed. */
public final class Pin implements AutoCloseable {

  private final VersionRef ref;
  private final LoadedVersions.Entry entry;
  private final boolean live;

  Pin(VersionRef ref, LoadedVersions.Entry entry, boolean live) {
    this.ref = ref;
    this.entry = entry;
    this.live = live;
  }

  public VersionRef ref() {
    return ref;
  }

  /** Names the version's chat template and tokenizer. */
  public String templateHash() {
    return entry.templateHash();
  }

  /** Whether routing chose the version (live, or canary), not the caller by naming it. */
  public boolean live() {
    return live;
  }

  @Override
  public void close() {
    entry.unpin();
  }
}
