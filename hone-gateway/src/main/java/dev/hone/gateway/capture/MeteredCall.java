package dev.hone.gateway.capture;

import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.limit.Admission;
import dev.hone.gateway.money.Refusal;
import dev.hone.store.CallBound;
import dev.hone.store.OpenedStep;
import dev.hone.store.Purse;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * A call that costs something and is no step: embeddings, counting of tokens. Reserved before it is
 * made, counted when it has ended, as steps are. Used by one thread.
 */
public final class MeteredCall {

  /** Of an ordinary text in the tokenizers of today. */
  private static final int BYTES_IN_TOKEN = 4;

  private final Purse purse;
  private final Purse.Reservation reservation;
  private final Admission admission;
  private boolean settled;

  private MeteredCall(Purse purse, Purse.Reservation reservation, Admission admission) {
    this.purse = purse;
    this.reservation = reservation;
    this.admission = admission;
  }

  /**
   * Makes a call.
   *
   * @param bound the most that it uses
   * @param answer answers it, and says before the end of the answer what was used; if it does not,
   *     nothing was
   * @throws dev.hone.gateway.GatewayException {@code OVER_BUDGET}, {@code RATE_LIMITED}
   */
  public static void answer(
      String model,
      CallBound bound,
      Exchange exchange,
      Caller caller,
      CallContext context,
      Consumer<MeteredCall> answer) {
    try (Admission admission =
        caller.admit(exchange, context.agent(), context.user(), bound.tokens())) {
      Purse purse = caller.ledger().purse();
      Purse.Reservation reservation = purse.reserve(context.agent(), context.user(), model, bound);
      OpenedStep.OverBudget refused = reservation.refused();
      if (refused != null) {
        throw Refusal.of(refused, exchange, Instant.now());
      }
      MeteredCall call = new MeteredCall(purse, reservation, admission);
      try {
        answer.accept(call);
      } finally {
        if (!call.settled) {
          purse.release(reservation);
        }
      }
    }
  }

  /** What was used; when this returns it is on disk. */
  public void used(long promptTokens, long completionTokens) {
    settled = true;
    purse.settle(reservation, promptTokens, completionTokens);
    admission.used(promptTokens + completionTokens);
    // Before the end is sent: a caller that has it may call again at once.
    admission.close();
  }

  /** Something was used, and nobody said how much: unknown is not zero. */
  public void usedUnsaid() {
    used(Math.ceilDiv(reservation.bound().promptBytes(), BYTES_IN_TOKEN), 0);
  }
}
