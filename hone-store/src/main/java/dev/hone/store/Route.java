package dev.hone.store;

import dev.hone.core.Scope;
import dev.hone.core.TenantId;
import dev.hone.core.VersionRef;
import org.jspecify.annotations.Nullable;

/**
 * Which version is live for whom.
 *
 * @param tenant null for the base, which everybody falls back on
 */
public record Route(@Nullable TenantId tenant, Scope scope, VersionRef ref) {}
