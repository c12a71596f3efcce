package dev.hone.gateway.trajectory;

import dev.hone.core.SessionId;
import dev.hone.core.StepId;
import dev.hone.gateway.GatewayException;
import dev.hone.gateway.GatewayException.Code;
import dev.hone.gateway.capture.CallContext;
import dev.hone.gateway.dialect.Fields;
import dev.hone.gateway.dispatch.Caller;
import dev.hone.gateway.dispatch.Endpoint;
import dev.hone.gateway.http.Exchange;
import dev.hone.gateway.http.Json;
import dev.hone.store.Feedback;
import dev.hone.store.StepLog;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Begins and ends sessions that are named by path. A trajectory is a session of the caller's tenant
 * whose key is the trajectory's name; another tenant's does not exist. Thread-safe.
 */
public final class TrajectoryApi {

  /** The only channel there is: steps that may be trained on if the key has consent. */
  static final String TRAIN = "train";

  private static final String UID = "trajectory_uid";
  private static final String CHANNEL = "channel";
  private static final String FIRST_PROMPT = "1";

  /** A name or address and perhaps a port; it is said back to whoever sent it. */
  private static final Pattern HOST =
      Pattern.compile("[A-Za-z0-9._-]+(:\\d+)?|\\[[0-9a-fA-F:.]+](:\\d+)?");

  private final Supplier<String> names;

  /**
   * @param names makes a name for a trajectory
   */
  public TrajectoryApi(Supplier<String> names) {
    this.names = names;
  }

  /** Its endpoints. */
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.key("POST", "/init_trajectory", "A new trajectory and its base URL.", this::begin),
        Endpoint.key(
            "POST", "/register_trajectory", "Announces a trajectory.", TrajectoryApi::register),
        Endpoint.key(
            "POST",
            ByPath.PREFIX + "/v1/register_trajectory",
            "Announces the trajectory that the path names.",
            TrajectoryApi::register),
        completing("/complete_trajectory/{" + ByPath.TRAJECTORY + "}"),
        completing(ByPath.PREFIX + "/v1/complete_trajectory"),
        completing(ByPath.PREFIX + "/v1/trajectory/complete"),
        Endpoint.key(
            "POST", "/submit_steps", "Adds steps that were made elsewhere.", SubmittedSteps::add));
  }

  private static Endpoint completing(String pattern) {
    return Endpoint.key(
        "POST",
        pattern,
        "Marks a trajectory as finished; takes a reward.",
        TrajectoryApi::complete);
  }

  private void begin(Exchange exchange, Caller caller) {
    String host = exchange.header("Host").orElse("");
    if (!HOST.matcher(host).matches()) {
      throw GatewayException.badRequest(
          "Host", "The base URL is made from the header Host, which must be a host and a port.");
    }
    String scheme =
        exchange.header("X-Forwarded-Proto").filter("https"::equals).isPresent() ? "https" : "http";
    String name = names.get().replace("-", "");
    exchange.sendJson(
        200,
        Json.object()
            .put(UID, name)
            .put("prompt_uid", FIRST_PROMPT)
            .put("base_url", scheme + "://" + host + "/" + name + "/" + FIRST_PROMPT));
  }

  /** Nothing needs to be announced: the session begins with its first call. */
  private static void register(Exchange exchange, Caller caller) {
    ObjectNode body = body(exchange);
    Fields fields = Fields.of(body);
    String inPath = exchange.pathValue(ByPath.TRAJECTORY).orElse(null);
    String name = name(fields, inPath);
    requireTrain(fields.text(CHANNEL), caller);
    exchange.sendJson(200, NotKept.ok(NotKept.of(body, Set.of(UID, CHANNEL))).put(UID, name));
  }

  private static void complete(Exchange exchange, Caller caller) {
    ObjectNode body = body(exchange);
    Fields fields = Fields.of(body);
    String name = name(fields, exchange.pathParameter(ByPath.TRAJECTORY));
    requireTrain(fields.text(CHANNEL), caller);
    Double reward = fields.number("reward", -1, 1);
    Double last = fields.number("final_reward", -1, 1);
    if (reward != null && last != null && !reward.equals(last)) {
      throw GatewayException.badRequest(
          "final_reward", "'reward' and 'final_reward' differ; send one of them.");
    }
    StepLog steps = caller.ledger().steps();
    StepId step =
        steps
            .lastStep(name)
            .orElseThrow(
                () ->
                    new GatewayException(
                        Code.NOT_FOUND,
                        "There is no trajectory '" + name + "' with an answer.",
                        ByPath.TRAJECTORY,
                        null));
    SessionId session =
        steps
            .find(step)
            .orElseThrow(() -> new GatewayException(Code.NOT_FOUND, "The trajectory is gone."))
            .session();
    Double score = reward == null ? last : reward;
    ObjectNode answer =
        NotKept.ok(NotKept.of(body, Set.of(UID, CHANNEL, "reward", "final_reward")))
            .put(UID, name)
            .put("session", session.toString())
            .put("step", step.toString());
    if (score != null) {
      answer.put("known", !reward(caller, session, step, score));
    }
    steps.finish(session);
    exchange.sendJson(200, answer);
  }

  /** The same reward of a session again changes nothing; another one is another fact. */
  private static boolean reward(Caller caller, SessionId session, StepId step, double score) {
    String event = "trajectory:" + session + ":reward:" + score;
    return caller.ledger().signals().add(new Feedback(event, step, null, score, null, null));
  }

  private static ObjectNode body(Exchange exchange) {
    byte[] body = exchange.body();
    return body.length == 0 ? Json.object() : Json.requestObject(body);
  }

  private static String name(Fields fields, @Nullable String inPath) {
    String inBody = fields.text(UID);
    if (inPath != null && inBody != null && !inBody.equals(inPath)) {
      throw GatewayException.badRequest(
          UID, "'" + UID + "' is not the trajectory of the path; send one of them.");
    }
    String name = inPath == null ? fields.requiredText(UID) : inPath;
    if (name.isBlank() || name.length() > CallContext.MAX_KEY_LENGTH) {
      throw GatewayException.badRequest(
          UID, "'" + UID + "' must have 1 to " + CallContext.MAX_KEY_LENGTH + " characters.");
    }
    CallContext.own(UID, name);
    return name;
  }

  /** Steps of another channel must not be trained on, and only the key can see to that. */
  static void requireTrain(@Nullable String channel, Caller caller) {
    if (channel != null && !channel.equals(TRAIN) && caller.grant().consent()) {
      throw new GatewayException(
          Code.UNSUPPORTED,
          "Hone keeps no channels: steps of '"
              + channel
              + "' could be trained on. Send them with a key that was issued without consent.",
          CHANNEL,
          null);
    }
  }
}
