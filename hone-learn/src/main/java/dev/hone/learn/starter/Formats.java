package dev.hone.learn.starter;

/** Dates and times as a user wants to read them. */
final class Formats {

  static final String DAY_FIRST = "day";
  static final String MONTH_FIRST = "month";
  private static final int HALF_DAY = 12;

  private Formats() {}

  /** An ISO date in the user's order; other words ("tomorrow") stay as they are. */
  static String date(String date, Habits habits) {
    if (!iso(date)) {
      return date;
    }
    String year = date.substring(0, 4);
    String month = date.substring(5, 7);
    String day = date.substring(8);
    return switch (habits.value(Preference.DATE_ORDER).orElse("")) {
      case DAY_FIRST -> day + "." + month + "." + year;
      case MONTH_FIRST -> month + "/" + day + "/" + year;
      default -> date;
    };
  }

  static boolean iso(String date) {
    return date.length() == 10 && date.charAt(4) == '-' && Character.isDigit(date.charAt(0));
  }

  /** A time such as {@code 15:30} on the user's clock. */
  static String time(String time, Habits habits) {
    return habits.has(Preference.CLOCK) ? twelveHours(time) : time;
  }

  static String twelveHours(String time) {
    int hour = Integer.parseInt(time.substring(0, 2));
    int shown = hour % HALF_DAY == 0 ? HALF_DAY : hour % HALF_DAY;
    return shown + time.substring(2) + (hour < HALF_DAY ? " am" : " pm");
  }
}
