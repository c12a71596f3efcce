package dev.hone.store.sql;

import dev.hone.core.StepId;
import dev.hone.core.TenantId;
import dev.hone.core.UserId;
import dev.hone.store.StepLog.NextState;
import dev.hone.store.StoreException;
import dev.hone.store.StoreException.Code;
import dev.hone.store.WorkBoard.Judging;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Work for judges.
 *
 * <pre>
 * WAITING → LEASED → DONE
 *             ↺ taken again after the deadline, with the next epoch
 * </pre>
 */
final class JudgingBoard {

  /** How often deadlines are looked at while a judge waits. */
  private static final long RECHECK_NANOS = Duration.ofMillis(500).toNanos();

  private static final String FREE =
      " FROM judging WHERE state <> 'DONE' AND (state = 'WAITING' OR deadline < ?)";

  private final Access access;

  JudgingBoard(Access access) {
    this.access = access;
  }

  private record Piece(
      long sequence,
      TenantId tenant,
      UUID step,
      @Nullable Long nextState,
      @Nullable Long feedback,
      long epoch) {}

  /** Adds work, in the transaction that adds what is to be judged; returns its number. */
  static long put(
      Transaction transaction,
      TenantId tenant,
      UUID step,
      @Nullable Long nextState,
      @Nullable Long feedback)
      throws SQLException {
    transaction.workArrived();
    return transaction
        .sql()
        .number(
            "INSERT INTO judging (tenant, step, next_state, feedback, state, epoch)"
                + " VALUES (?, ?, ?, ?, 'WAITING', 0) RETURNING sequence",
            tenant.value(),
            step,
            nextState,
            feedback);
  }

  List<Judging> take(String owner, int most, Duration timeToLive, Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      long seen = access.changes().arrivals();
      if (anyFree()) {
        List<Piece> taken = access.commits().write(t -> lease(t.sql(), owner, most, timeToLive));
        if (!taken.isEmpty()) {
          return judgings(taken);
        }
      }
      long left = end - System.nanoTime();
      if (left <= 0) {
        return List.of();
      }
      try {
        access.changes().await(seen, Math.min(left, RECHECK_NANOS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new StoreException(
            Code.UNAVAILABLE, "interrupted while waiting for something to judge", e);
      }
    }
  }

  private boolean anyFree() {
    return access.readers().read(sql -> sql.exists("SELECT 1" + FREE + " LIMIT 1", access.now()));
  }

  private List<Piece> lease(Sql sql, String owner, int most, Duration timeToLive)
      throws SQLException {
    Instant now = access.now();
    List<Piece> pieces =
        sql.list(
            "SELECT sequence, tenant, step, next_state, feedback, epoch + 1 AS epoch"
                + FREE
                + " ORDER BY sequence LIMIT ?"
                + sql.dialect().skipLocked(),
            row ->
                new Piece(
                    row.number("sequence"),
                    new TenantId(row.text("tenant")),
                    row.uuid("step"),
                    row.numberOrNull("next_state"),
                    row.numberOrNull("feedback"),
                    row.number("epoch")),
            now,
            most);
    for (Piece piece : pieces) {
      sql.update(
          "UPDATE judging SET state = 'LEASED', owner = ?, epoch = ?, deadline = ?"
              + " WHERE sequence = ?",
          owner,
          piece.epoch(),
          now.plus(timeToLive),
          piece.sequence());
    }
    return pieces;
  }

  private List<Judging> judgings(List<Piece> taken) {
    List<Judging> judgings = new ArrayList<>(taken.size());
    for (Piece piece : taken) {
      Judging fresh = access.changes().fresh().take(piece.sequence());
      judgings.add(
          fresh != null && fresh.epoch() == piece.epoch()
              ? fresh
              : access.readers().read(sql -> judging(sql, piece)));
    }
    return judgings;
  }

  private Judging judging(Sql sql, Piece piece) throws SQLException {
    String tenant = piece.tenant().value();
    UserId user =
        sql.first(
                "SELECT user_name FROM step WHERE tenant = ? AND id = ?",
                row -> new UserId(row.text("user_name")),
                tenant,
                piece.step())
            .orElseThrow(() -> new SQLException("step " + piece.step() + " is missing"));
    StepId step = new StepId(piece.step());
    NextState nextState =
        piece.nextState() == null
            ? null
            : sql.first(
                    "SELECT messages, repeated FROM next_state WHERE tenant = ? AND sequence = ?",
                    row ->
                        new NextState(
                            step,
                            access.json().messages(Packed.unpack(row.bytes("messages"))),
                            row.flag("repeated")),
                    tenant,
                    piece.nextState())
                .orElse(null);
    return new Judging(
        Long.toString(piece.sequence()),
        piece.tenant(),
        user,
        step,
        nextState,
        piece.feedback() == null
            ? null
            : sql.first(
                    SqlSignals.FEEDBACK + " WHERE tenant = ? AND sequence = ?",
                    SqlSignals::feedback,
                    tenant,
                    piece.feedback())
                .orElse(null),
        null,
        piece.epoch());
  }

  void done(Judging work) {
    access
        .commits()
        .write(
            transaction -> {
              if (!end(transaction.sql(), work)) {
                throw new StoreException(
                    Code.FENCED,
                    "the judging of step " + work.step() + " has passed to another judge");
              }
              return true;
            });
  }

  /** Said twice is said once; said by an earlier holder is refused: false. */
  static boolean end(Sql sql, Judging work) throws SQLException {
    return sql.update(
            "UPDATE judging SET state = 'DONE' WHERE tenant = ? AND sequence = ? AND epoch = ?",
            work.tenant().value(),
            Long.parseLong(work.workId()),
            work.epoch())
        > 0;
  }
}
