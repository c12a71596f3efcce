/**
 * Takes personal data and secrets out of texts. A pure component: it knows no store and no wire.
 */
@NullMarked
package dev.hone.gateway.redact;

import org.jspecify.annotations.NullMarked;
