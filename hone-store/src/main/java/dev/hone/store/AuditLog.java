package dev.hone.store;

import java.time.Instant;
import java.util.List;

/** What was changed by hand, or tried and refused, for people to read later. Thread-safe. */
public interface AuditLog {

  /** Adds a line without waiting for it to be durable. */
  void add(String action, String subject, String detail);

  /** Newest first. */
  List<Line> newest(int limit);

  /** One line. */
  record Line(Instant at, String action, String subject, String detail) {}
}
