package dev.hone.store.sql;

import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.Verdict;
import dev.hone.store.Feedback;
import dev.hone.store.Judgement;
import dev.hone.store.LateSignal;
import dev.hone.store.SignalLog;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The signals of one tenant.
 *
 * <p>Which verdict counts for a step: the last known one of the most trusted source: feedback
 * before a model before a rule. It is kept with the step as well, for finding samples.
 */
final class SqlSignals implements SignalLog {

  static final String FEEDBACK =
      "SELECT event_id, step, verdict, score, comment, demonstration FROM feedback";

  private static final int UNKNOWN_RANK = 0;
  private static final int RULE_RANK = 1;
  private static final int MODEL_RANK = 2;
  private static final int FEEDBACK_RANK = 3;

  private final Access access;
  private final TenantId tenant;

  SqlSignals(Access access, TenantId tenant) {
    this.access = access;
    this.tenant = tenant;
  }

  @Override
  public boolean add(Feedback feedback) {
    return access
        .commits()
        .write(
            transaction -> {
              requireStep(transaction.sql(), feedback.step());
              return put(transaction, access, tenant, feedback);
            });
  }

  /** Keeps feedback of a step that is there; false if the event was known. */
  static boolean put(Transaction transaction, Access access, TenantId tenant, Feedback feedback)
      throws SQLException {
    // No row comes back if the event was known.
    long added =
        transaction
            .sql()
            .number(
                "INSERT INTO feedback (tenant, event_id, step, verdict, score, comment,"
                    + " demonstration, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (tenant, event_id) DO NOTHING RETURNING sequence",
                tenant.value(),
                feedback.eventId(),
                feedback.step().value(),
                feedback.verdict(),
                feedback.score(),
                feedback.comment(),
                feedback.demonstration(),
                access.now());
    if (added > 0) {
      JudgingBoard.put(transaction, tenant, feedback.step().value(), null, added);
    }
    return added > 0;
  }

  @Override
  public Taken add(LateSignal signal) {
    return access.commits().write(t -> new LateSignals(access, tenant).add(t, signal));
  }

  @Override
  public List<Feedback> feedback(StepId step) {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    FEEDBACK + " WHERE tenant = ? AND step = ? ORDER BY sequence",
                    SqlSignals::feedback,
                    tenant.value(),
                    step.value()));
  }

  static Feedback feedback(Row row) throws SQLException {
    String verdict = row.textOrNull("verdict");
    return new Feedback(
        row.text("event_id"),
        new StepId(row.uuid("step")),
        verdict == null ? null : Verdict.valueOf(verdict),
        row.realOrNull("score"),
        row.textOrNull("comment"),
        row.textOrNull("demonstration"));
  }

  @Override
  public boolean add(Judgement judgement) {
    return access
        .commits()
        .write(
            transaction -> {
              requireStep(transaction.sql(), judgement.step());
              return add(transaction.sql(), judgement);
            },
            Lock.verdict(tenant, judgement.step()));
  }

  @Override
  public List<Ended> judged(List<Judged> judged) {
    return access
        .commits()
        .write(
            transaction -> {
              List<Ended> ended = new ArrayList<>(judged.size());
              for (Judged one : judged) {
                ended.add(end(transaction.sql(), one));
              }
              return ended;
            },
            judged.stream()
                .map(one -> Lock.verdict(tenant, one.judgement().step()))
                .toArray(Lock[]::new));
  }

  private Ended end(Sql sql, Judged one) throws SQLException {
    if (!JudgingBoard.end(sql, one.work())) {
      return Ended.FENCED;
    }
    return add(sql, one.judgement()) ? Ended.ADDED : Ended.KNOWN;
  }

  /** Of a step that is there. */
  private boolean add(Sql sql, Judgement judgement) throws SQLException {
    int added =
        sql.update(
            "INSERT INTO judgement (tenant, event_id, step, source, verdict, votes, hint,"
                + " reason, source_rank, at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                + " ON CONFLICT (tenant, event_id) DO NOTHING",
            tenant.value(),
            judgement.eventId(),
            judgement.step().value(),
            judgement.source(),
            judgement.verdict(),
            judgement.votes(),
            judgement.hint(),
            judgement.reason(),
            rank(judgement),
            access.now());
    if (added > 0) {
      count(sql, judgement);
    }
    return added > 0;
  }

  private static int rank(Judgement judgement) {
    if (judgement.verdict() == Verdict.UNKNOWN) {
      return UNKNOWN_RANK;
    }
    if (judgement.source().startsWith("feedback")) {
      return FEEDBACK_RANK;
    }
    return judgement.source().startsWith("model") ? MODEL_RANK : RULE_RANK;
  }

  /**
   * The last of the most trusted counts. A step waits to be trained on from its first known
   * verdict.
   */
  private void count(Sql sql, Judgement judgement) throws SQLException {
    int rank = rank(judgement);
    sql.update(
        "UPDATE step SET verdict = ?, judged = CASE WHEN verdict_rank = 0 THEN ? ELSE judged END,"
            + " verdict_rank = ? WHERE tenant = ? AND id = ? AND verdict_rank <= ?",
        judgement.verdict(),
        access.now(),
        rank,
        tenant.value(),
        judgement.step().value(),
        rank);
  }

  private void requireStep(Sql sql, StepId step) throws SQLException {
    if (!sql.exists(
        "SELECT 1 FROM step WHERE tenant = ? AND id = ?", tenant.value(), step.value())) {
      throw new StoreException(Code.NOT_FOUND, "there is no step " + step);
    }
  }

  @Override
  public List<Judgement> judgements(StepId step) {
    return access
        .readers()
        .read(
            sql ->
                sql.list(
                    "SELECT event_id, step, source, verdict, votes, hint, reason FROM judgement"
                        + " WHERE tenant = ? AND step = ? ORDER BY sequence",
                    row ->
                        new Judgement(
                            row.text("event_id"),
                            step,
                            row.text("source"),
                            Verdict.valueOf(row.text("verdict")),
                            row.text("votes"),
                            row.textOrNull("hint"),
                            row.text("reason")),
                    tenant.value(),
                    step.value()));
  }
}
