package dev.hone.store;

import dev.hone.core.ReleaseState;
import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.VersionRef;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A version as it is kept.
 *
 * @param tenant whose; null for a base, which belongs to everybody
 * @param scope for whom it may go live; for a base: the tenant scope
 * @param parent the version it was trained from; null for a base
 * @param folder the adapter's folder, or the model folder for a base
 */
public record PolicyVersion(
    VersionRef ref,
    @Nullable TenantId tenant,
    Scope scope,
    ReleaseState state,
    @Nullable VersionRef parent,
    String folder,
    Instant created) {}
