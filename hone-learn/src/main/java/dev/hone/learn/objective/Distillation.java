package dev.hone.learn.objective;

/**
 * Divergences between a teacher and the student over the teacher's named tokens and one outcome for
 * all others, with gradients with respect to the student's logits. With a teacher that names the
 * whole vocabulary these are the plain divergences.
 *
 * <p>With outcomes c, student mass s_c and teacher mass t_c: every such loss has d loss / d logit_j
 * = s_j·(g_c(j) − Σ_c s_c·g_c) with g_c = d loss / d s_c. Source of the losses: learning.md §2;
 * vectors opd-05 and opd-06.
 */
public enum Distillation {
  /** KL(teacher ‖ student): covers all that the teacher would say. */
  FORWARD_KL,
  /** KL(student ‖ teacher): keeps to what the teacher would say most. */
  REVERSE_KL,
  /** β·KL(t ‖ m) + (1−β)·KL(s ‖ m) with m = β·t + (1−β)·s and β = ½. */
  JENSEN_SHANNON;

  private static final double BETA = 0.5;

  /**
   * The loss at one place; adds {@code factor} times its gradient.
   *
   * @return the loss, not multiplied by the factor
   */
  public double at(TeacherTokens teacher, LogSoftmax student, double factor, float[] gradient) {
    int named = teacher.ids().length;
    double restTeacher = teacher.rest();
    double restStudent = 1;
    double[] mass = new double[named + 1];
    for (int i = 0; i < named; i++) {
      mass[i] = student.probability(teacher.ids()[i]);
      restStudent -= mass[i];
    }
    boolean whole = named == student.size();
    mass[named] = whole ? 0 : Math.max(restStudent, TeacherTokens.LEAST_MASS);
    double[] slopes = new double[named + 1];
    double loss = 0;
    double mean = 0;
    for (int i = 0; i <= named; i++) {
      if (i == named && whole) {
        break;
      }
      double s = Math.max(mass[i], TeacherTokens.LEAST_MASS);
      double t =
          Math.max(
              i < named ? Math.exp(teacher.logProbs()[i]) : restTeacher, TeacherTokens.LEAST_MASS);
      switch (this) {
        case FORWARD_KL -> {
          loss += t * Math.log(t / s);
          slopes[i] = -t / s;
        }
        case REVERSE_KL -> {
          loss += s * Math.log(s / t);
          slopes[i] = Math.log(s / t);
        }
        case JENSEN_SHANNON -> {
          double m = BETA * t + (1 - BETA) * s;
          loss += BETA * t * Math.log(t / m) + (1 - BETA) * s * Math.log(s / m);
          slopes[i] = (1 - BETA) * Math.log(s / m);
        }
      }
      mean += mass[i] * slopes[i];
    }
    if (factor != 0) {
      double rest = whole ? 0 : slopes[named];
      for (int v = 0; v < student.size(); v++) {
        student.add(v, factor * student.probability(v) * (rest - mean), gradient);
      }
      for (int i = 0; i < named; i++) {
        student.add(teacher.ids()[i], factor * mass[i] * (slopes[i] - rest), gradient);
      }
    }
    return loss;
  }
}
