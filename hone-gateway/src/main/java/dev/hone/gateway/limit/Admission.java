package dev.hone.gateway.limit;

import io.github.bucket4j.Bucket;
import java.util.ArrayList;
import java.util.List;

/**
 * A call that was let in. It holds its place among those that run at the same time until it is
 * closed, and the tokens that it may use until it has said how many it did. Used by one thread.
 */
public final class Admission implements AutoCloseable {

  /** A bucket that tokens, or a request, were taken from. */
  record Taken(Bucket bucket, long amount) {}

  private final Rates rates;
  private final List<Who> places = new ArrayList<>();
  private final List<Taken> tokens = new ArrayList<>();
  private final List<Taken> requests = new ArrayList<>();
  private boolean settled;

  Admission(Rates rates) {
    this.rates = rates;
  }

  /** Of calls that fall under no limit; holds nothing, and is the same for all of them. */
  static Admission free(Rates rates) {
    Admission admission = new Admission(rates);
    admission.settled = true;
    return admission;
  }

  void holds(Who who) {
    places.add(who);
  }

  void tookTokens(Bucket bucket, long amount) {
    tokens.add(new Taken(bucket, amount));
  }

  void tookRequest(Bucket bucket) {
    requests.add(new Taken(bucket, 1));
  }

  /** How many tokens the call has used; what was kept back beyond them is free again. */
  public void used(long amount) {
    if (settled) {
      return;
    }
    settled = true;
    for (Taken one : tokens) {
      if (amount < one.amount()) {
        one.bucket().addTokens(one.amount() - amount);
      } else if (amount > one.amount()) {
        // It has happened: whoever comes next waits the longer for it.
        one.bucket().consumeIgnoringRateLimits(amount - one.amount());
      }
    }
  }

  /** The call is not made after all. */
  void undo() {
    requests.forEach(one -> one.bucket().addTokens(one.amount()));
    close();
  }

  /** The call has ended; a second time does nothing. */
  @Override
  public void close() {
    used(0);
    if (!places.isEmpty()) {
      places.forEach(rates::end);
      places.clear();
    }
  }
}
