package dev.hone.learn.simulate;

import java.util.List;

/**
 * A user whom nobody knows.
 *
 * @param name unique in a file
 * @param about the preference in words, for people who read the report; the loop never sees it
 * @param system the system text of this user's requests; empty for none
 * @param wants what an answer must be like
 * @param asks what this user asks for; each in its turn
 * @param corrects what this user says to an answer that is not as wanted
 * @param praises what this user says to one that is; empty if this user says nothing then
 */
public record SimulatedUser(
    String name,
    String about,
    String system,
    Check wants,
    List<Ask> asks,
    List<String> corrects,
    List<String> praises) {

  public SimulatedUser {
    asks = List.copyOf(asks);
    corrects = List.copyOf(corrects);
    praises = List.copyOf(praises);
  }
}
