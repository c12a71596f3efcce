package dev.hone.learn.trainer;

/** With which lessons the teacher of a version that several users share is told. */
public enum JointLessons {
  /**
   * Those that hold for all whom the version serves: what enough users taught, or what an admin set
   * for the agent or the tenant.
   */
  SHARED,
  /**
   * Each user's prompts with all lessons of that user. The version must tell users apart by what
   * their requests carry; what cannot be told apart leaks. Only where a tenant has chosen it.
   */
  OWN
}
