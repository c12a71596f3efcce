/** How logs get in and steps get out: through the running service, or the ledger itself. */
@NullMarked
package dev.hone.app.transfer;

import org.jspecify.annotations.NullMarked;
