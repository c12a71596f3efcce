package dev.hone.store.sql;

import dev.hone.core.TenantId;
import dev.hone.core.VersionRef;
import dev.hone.store.TrainingLease;
import dev.hone.store.WorkBoard;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The work of all tenants: judging, samples, and what trainers say of themselves. */
final class SqlWork implements WorkBoard {

  private final Access access;
  private final JudgingBoard judging;
  private final SampleLeases samples;

  SqlWork(Access access) {
    this.access = access;
    this.judging = new JudgingBoard(access);
    this.samples = new SampleLeases(access);
  }

  @Override
  public List<Judging> takeJudging(String owner, int most, Duration timeToLive, Duration patience) {
    return judging.take(owner, most, timeToLive, patience);
  }

  @Override
  public void judged(Judging work) {
    judging.done(work);
  }

  @Override
  public int attachSignals(Duration keep) {
    return LateSignals.attach(access, keep);
  }

  @Override
  public List<TrainingScope> trainingScopes(Breadth breadth) {
    return samples.scopes(breadth);
  }

  @Override
  public Optional<TrainingLease> takeSamples(
      TrainingScope scope, String owner, int most, Duration timeToLive) {
    return samples.take(scope, owner, most, timeToLive);
  }

  @Override
  public Optional<TrainingLease> resume(String owner, Duration timeToLive) {
    return samples.resume(owner, timeToLive);
  }

  @Override
  public void renew(TrainingLease lease, Duration timeToLive) {
    samples.renew(lease, timeToLive);
  }

  @Override
  public void release(TrainingLease lease) {
    samples.release(lease);
  }

  @Override
  public void discard(TrainingLease lease, String reason) {
    samples.discard(lease, reason);
  }

  @Override
  public List<Idle> idle(TenantId tenant) {
    return samples.idle(tenant);
  }

  @Override
  public void report(TrainerStatus status) {
    access
        .commits()
        .write(
            transaction ->
                transaction
                    .sql()
                    .update(
                        "INSERT INTO trainer (owner, tenant, version, doing, step, of_steps, loss,"
                            + " at) VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (owner) DO UPDATE"
                            + " SET tenant = excluded.tenant, version = excluded.version,"
                            + " doing = excluded.doing, step = excluded.step,"
                            + " of_steps = excluded.of_steps, loss = excluded.loss,"
                            + " at = excluded.at",
                        status.owner(),
                        status.tenant() == null ? null : status.tenant().value(),
                        status.version() == null ? null : status.version().toString(),
                        status.doing(),
                        status.step(),
                        status.ofSteps(),
                        // No number is kept as null: SQL has none.
                        Double.isNaN(status.loss()) ? null : status.loss(),
                        access.now()));
  }

  @Override
  public List<TrainerStatus> trainers() {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    "SELECT owner, tenant, version, doing, step, of_steps, loss FROM trainer"
                        + " ORDER BY owner",
                    row -> {
                      String tenant = row.textOrNull("tenant");
                      String version = row.textOrNull("version");
                      Double loss = row.realOrNull("loss");
                      return new TrainerStatus(
                          row.text("owner"),
                          tenant == null ? null : new TenantId(tenant),
                          version == null ? null : VersionRef.parse(version),
                          row.text("doing"),
                          row.integer("step"),
                          row.integer("of_steps"),
                          loss == null ? Double.NaN : loss);
                    }));
  }
}
