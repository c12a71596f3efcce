/** The admin API of a tenant: lessons, versions, sessions, steps, status. */
@NullMarked
package dev.hone.gateway.admin;

import org.jspecify.annotations.NullMarked;
