package dev.hone.store.sql;

import dev.hone.core.AgentId;
import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.core.VersionRef;
import dev.hone.store.CallBound;
import dev.hone.store.LessonArm;
import dev.hone.store.OpenedStep;
import dev.hone.store.SessionSummary;
import dev.hone.store.StepDraft;
import dev.hone.store.StepLog;
import dev.hone.store.StepRecord;
import dev.hone.store.StepResult;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The steps of one tenant. Reads see every write of this process that returned before. */
final class SqlSteps implements StepLog {

  private static final Logger log = LoggerFactory.getLogger(SqlSteps.class);

  private final Access access;
  private final TenantId tenant;
  private final LostSteps lost;
  private final UnendedSteps unended;
  private final SqlPurse purse;
  private final StepRows rows;

  SqlSteps(Access access, TenantId tenant, LostSteps lost, UnendedSteps unended, SqlPurse purse) {
    this.access = access;
    this.purse = purse;
    this.tenant = tenant;
    this.lost = lost;
    this.unended = unended;
    this.rows = new StepRows(access, tenant);
  }

  @Override
  public OpenedStep open(StepDraft draft) {
    return handIn(new StepOpening(access, tenant, draft, null), draft.arms()).get();
  }

  @Override
  public Opening begin(StepDraft draft, CallBound bound) {
    Reserving reserving =
        new Reserving(tenant, purse.known(), bound, draft.agent(), draft.user(), access);
    boolean certain =
        draft.idempotencyKey() == null && !reserving.bounded() && access.commits().healthy();
    Supplier<OpenedStep> opened =
        handIn(new StepOpening(access, tenant, draft, reserving), draft.arms());
    return new Opening() {
      @Override
      public boolean certain() {
        return certain;
      }

      @Override
      public OpenedStep await() {
        return opened.get();
      }
    };
  }

  @Override
  public Optional<VersionRef> servedBy(StepDraft draft) {
    return access
        .readers()
        .read(
            sql -> {
              Optional<UUID> session = SessionFinder.of(sql, access, tenant, draft).existing();
              if (session.isEmpty()) {
                return Optional.<VersionRef>empty();
              }
              return sql.first(
                  "SELECT version FROM step WHERE tenant = ? AND session = ?"
                      + " AND version IS NOT NULL ORDER BY number DESC LIMIT 1",
                  row -> VersionRef.parse(row.text("version")),
                  tenant.value(),
                  session.get());
            });
  }

  private Supplier<OpenedStep> handIn(StepOpening opening, List<LessonArm> arms) {
    Supplier<OpenedStep> opened =
        access
            .commits()
            .handIn(
                arms.isEmpty() ? opening::run : transaction -> withArms(transaction, opening, arms),
                failure -> {
                  if (opening.made() != null) {
                    lost.add(opening.made(), failure);
                  }
                },
                opening.locks());
    return () -> {
      OpenedStep step = opened.get();
      // It could be written, so they may be as well.
      unended.trySome();
      return step;
    };
  }

  /** What a trial compares stands with the step or not at all. */
  private OpenedStep withArms(Transaction transaction, StepOpening opening, List<LessonArm> arms)
      throws SQLException {
    OpenedStep opened = opening.run(transaction);
    if (opened instanceof OpenedStep.Fresh fresh) {
      SqlTrials.keep(transaction.sql(), tenant, fresh.step(), arms);
    }
    return opened;
  }

  @Override
  public void complete(StepId step, StepResult result) {
    StepEnding ending = new StepEnding(access, tenant, step, result);
    try {
      access
          .commits()
          .writeEnd(
              transaction -> {
                ending.complete(transaction);
                return step;
              });
    } catch (StoreException e) {
      StoreException why = e.code() == Code.NOT_FOUND ? lost.why(step) : null;
      if (why == null) {
        throw e;
      }
      throw new StoreException(
          why.code(),
          "step " + step + " could not be written when it began: " + why.getMessage(),
          why);
    }
  }

  @Override
  public void interrupt(StepId step, @Nullable StepResult partial, String reason) {
    StoreException refused = end(step, new StepEnding(access, tenant, step, partial), reason);
    if (refused != null) {
      throw refused;
    }
  }

  /** Returns why the write was not even taken; null if it was. */
  private @Nullable StoreException end(StepId step, StepEnding ending, String reason) {
    try {
      access
          .commits()
          .writeEndLater(
              transaction -> {
                ending.interrupt(transaction, reason);
                return step;
              },
              failure -> keepForLater(step, ending, reason, failure));
      return null;
    } catch (StoreException refused) {
      keepForLater(step, ending, reason, refused);
      return refused;
    }
  }

  /** An outage must not leave a step open for as long as this process lives. */
  private void keepForLater(StepId step, StepEnding ending, String reason, StoreException failure) {
    boolean again =
        switch (failure.code()) {
          case UNAVAILABLE, OVERLOADED, FULL -> unended.add(() -> end(step, ending, reason));
          case UNKNOWN_TENANT, NOT_FOUND, CONFLICT, FENCED, CORRUPT, INCOMPATIBLE -> false;
        };
    log.warn(
        "step {} of tenant {} stays open {}: {}",
        step,
        tenant,
        again ? "for now" : "until the next start",
        failure.getMessage());
  }

  @Override
  public Optional<StepRecord> find(StepId step) {
    return read(
            sql -> rows.list(sql, "WHERE s.tenant = ? AND s.id = ?", tenant.value(), step.value()))
        .stream()
        .findFirst();
  }

  @Override
  public Optional<StepId> lastStep(String sessionKeyOrId) {
    return read(
        sql -> {
          Optional<UUID> session = session(sql, sessionKeyOrId);
          if (session.isEmpty()) {
            return Optional.empty();
          }
          return sql.first(
              "SELECT id FROM step WHERE tenant = ? AND session = ? AND status = 'COMPLETE'"
                  + " AND line = 'MAIN' AND superseded = 0 ORDER BY number DESC LIMIT 1",
              row -> new StepId(row.uuid("id")),
              tenant.value(),
              session.get());
        });
  }

  private Optional<UUID> session(Sql sql, String keyOrId) throws SQLException {
    Optional<UUID> byKey =
        sql.first(
            "SELECT id FROM session WHERE tenant = ? AND caller_key = ?"
                + " ORDER BY last_step DESC, id DESC LIMIT 1",
            row -> row.uuid("id"),
            tenant.value(),
            keyOrId);
    if (byKey.isPresent()) {
      return byKey;
    }
    UUID id;
    try {
      id = UUID.fromString(keyOrId);
    } catch (IllegalArgumentException notAnId) {
      return Optional.empty();
    }
    return sql.first(
        "SELECT id FROM session WHERE tenant = ? AND id = ?",
        row -> row.uuid("id"),
        tenant.value(),
        id);
  }

  @Override
  public List<SessionSummary> sessions(@Nullable UserId user, int limit) {
    String columns =
        "SELECT id, caller_key, agent, user_name, steps, done, started, last_step FROM session";
    String order = " ORDER BY last_step DESC, id DESC LIMIT ?";
    return read(
        sql ->
            user == null
                ? sql.list(
                    columns + " WHERE tenant = ?" + order, SqlSteps::summary, tenant.value(), limit)
                : sql.list(
                    columns + " WHERE tenant = ? AND user_name = ?" + order,
                    SqlSteps::summary,
                    tenant.value(),
                    user.value(),
                    limit));
  }

  private static SessionSummary summary(Row row) throws SQLException {
    return new SessionSummary(
        new SessionId(row.uuid("id")),
        row.textOrNull("caller_key"),
        new AgentId(row.text("agent")),
        new UserId(row.text("user_name")),
        row.integer("steps"),
        row.flag("done"),
        row.instant("started"),
        row.instant("last_step"));
  }

  @Override
  public List<StepRecord> ofSession(SessionId session) {
    return read(
        sql ->
            rows.list(
                sql,
                "WHERE s.tenant = ? AND s.session = ? ORDER BY s.number",
                tenant.value(),
                session.value()));
  }

  @Override
  public List<StepRecord> recent(UserId user, int limit) {
    return read(
        sql ->
            rows.list(
                sql,
                "WHERE s.tenant = ? AND s.user_name = ? AND s.status = 'COMPLETE'"
                    + " AND s.line = 'MAIN' AND s.superseded = 0 ORDER BY s.id DESC LIMIT ?",
                tenant.value(),
                user.value(),
                limit));
  }

  @Override
  public void finish(SessionId session) {
    access
        .commits()
        .write(
            transaction -> {
              int changed =
                  transaction
                      .sql()
                      .update(
                          "UPDATE session SET done = 1 WHERE tenant = ? AND id = ?",
                          tenant.value(),
                          session.value());
              if (changed == 0) {
                throw new StoreException(Code.NOT_FOUND, "there is no session " + session);
              }
              return changed;
            });
  }

  @Override
  public List<NextState> nextStates(StepId step) {
    return read(
        sql ->
            sql.list(
                "SELECT messages, repeated FROM next_state WHERE tenant = ? AND step = ?"
                    + " ORDER BY sequence",
                row ->
                    new NextState(
                        step,
                        access.json().messages(Packed.unpack(row.bytes("messages"))),
                        row.flag("repeated")),
                tenant.value(),
                step.value()));
  }

  private <T> T read(Readers.Query<T> query) {
    access.commits().awaitEarly();
    return access.readers().read(query);
  }
}
