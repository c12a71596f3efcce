package dev.hone.app.simulate.users;

import dev.hone.core.UserId;
import dev.hone.learn.simulate.Arithmetic;
import dev.hone.learn.simulate.Ask;
import dev.hone.learn.simulate.Check;
import dev.hone.learn.simulate.SimulatedUser;
import dev.hone.learn.simulate.Slot;
import dev.hone.learn.simulate.Template;
import dev.hone.learn.simulate.ToolStub;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/** Reads users out of a tree. Used once. */
final class UsersReader {

  static final String DEFAULT_SYSTEM = "You are a helpful assistant.";
  static final int MOST_USERS = 200;

  private final Fields fields;
  private Map<String, ToolStub> tools = Map.of();
  private Map<String, Slot> values = Map.of();
  private String system = DEFAULT_SYSTEM;
  private List<String> praises = List.of();
  private CheckReader checks;

  UsersReader(Fields fields) {
    this.fields = fields;
    this.checks = new CheckReader(fields, Set.of());
  }

  List<SimulatedUser> users(Located file) {
    Map<String, Located> keys =
        fields.keys(file, Set.of("system", "tools", "values", "praises", "users"));
    if (keys.containsKey("system")) {
      system = fields.text(keys.get("system"));
    }
    if (keys.containsKey("praises")) {
      praises = fields.texts(keys.get("praises"));
    }
    if (keys.containsKey("tools")) {
      tools = new ToolReader(fields).tools(keys.get("tools"));
    }
    checks = new CheckReader(fields, tools.keySet());
    if (keys.containsKey("values")) {
      values = slots(keys.get("values"), Map.of());
    }
    Located list = fields.required(file, keys, "users");
    List<SimulatedUser> users = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (Located one : fields.items(list)) {
      SimulatedUser user = user(one);
      if (!names.add(user.name())) {
        throw fields.wrong(one, "has the name '" + user.name() + "', which another user has");
      }
      users.add(user);
    }
    if (users.size() > MOST_USERS) {
      throw fields.wrong(list, "has more than " + MOST_USERS + " users");
    }
    return users;
  }

  private SimulatedUser user(Located at) {
    Map<String, Located> keys =
        fields.keys(
            at,
            Set.of("name", "about", "system", "wants", "values", "asks", "corrects", "praises"));
    Located named = fields.required(at, keys, "name");
    String name = fields.text(named);
    try {
      new UserId(name);
    } catch (IllegalArgumentException e) {
      throw fields.wrong(named, "cannot be a user's name: " + e.getMessage());
    }
    Map<String, Slot> own = new LinkedHashMap<>(values);
    if (keys.containsKey("values")) {
      own.putAll(slots(keys.get("values"), values));
    }
    List<Ask> asks = new ArrayList<>();
    List<Located> places = fields.items(fields.required(at, keys, "asks"));
    for (Located one : places) {
      asks.add(ask(one, own));
    }
    Located wanted = fields.required(at, keys, "wants");
    Check wants = checks.check(wanted);
    Located corrected = fields.required(at, keys, "corrects");
    List<String> corrects = fields.texts(corrected);
    List<String> thanks = keys.containsKey("praises") ? fields.texts(keys.get("praises")) : praises;
    for (Ask ask : asks) {
      checks.requireNames(wanted, wants, ask.slots().keySet());
      requireNames(corrected, corrects, ask.slots().keySet());
    }
    return new SimulatedUser(
        name,
        keys.containsKey("about") ? fields.text(keys.get("about")) : name,
        keys.containsKey("system") ? fields.text(keys.get("system")) : system,
        wants,
        asks,
        corrects,
        thanks);
  }

  private Ask ask(Located at, Map<String, Slot> known) {
    if (at instanceof Located.Leaf) {
      String said = fields.text(at);
      requireNames(at, List.of(said), known.keySet());
      return checked(at, new Ask(List.of(said), known, List.of(), new Check.All(List.of())));
    }
    Map<String, Located> keys = fields.keys(at, Set.of("say", "with", "tools", "answer"));
    Located says = fields.required(at, keys, "say");
    List<String> say = fields.texts(says);
    Map<String, Slot> slots = new LinkedHashMap<>(known);
    if (keys.containsKey("with")) {
      slots.putAll(slots(keys.get("with"), known));
    }
    requireNames(says, say, slots.keySet());
    List<ToolStub> offered = new ArrayList<>();
    Located listed = keys.get("tools");
    if (listed != null) {
      for (Located one : fields.items(listed)) {
        String name = fields.text(one);
        fields.requireKnown(one, name, tools.keySet(), "tool");
        ToolStub tool = tools.get(name);
        if (tool != null) {
          requireNames(one, List.of(tool.result()), slots.keySet());
          offered.add(tool);
        }
      }
    }
    Check answer = new Check.All(List.of());
    Located right = keys.get("answer");
    if (right != null) {
      answer = checks.answer(right);
      checks.requireNames(right, answer, slots.keySet());
    }
    return checked(at, new Ask(say, slots, offered, answer));
  }

  /** A request whose numbers never come out whole is found here, not after an hour. */
  private Ask checked(Located at, Ask ask) {
    try {
      Slot.draw(ask.slots(), new SplittableRandom(1));
      return ask;
    } catch (IllegalStateException never) {
      throw fields.wrong(
          at,
          "has formulas that do not come out as whole numbers in " + Slot.MOST_DRAWS + " draws");
    }
  }

  private void requireNames(Located at, List<String> texts, Set<String> known) {
    for (String text : texts) {
      for (String name : Template.names(text)) {
        fields.requireKnown(at, name, known, "value");
      }
    }
  }

  private Map<String, Slot> slots(Located at, Map<String, Slot> known) {
    Map<String, Slot> slots = new LinkedHashMap<>();
    fields
        .entries(at, "must hold 'name: values' lines")
        .forEach(
            (name, value) -> {
              if (Template.names("{" + name + "}").isEmpty()) {
                throw fields.wrong(
                    value,
                    "has a name that cannot stand in braces; use small letters, digits and '_'");
              }
              Set<String> before = new LinkedHashSet<>(known.keySet());
              before.addAll(slots.keySet());
              slots.put(name, slot(value, before));
            });
    return slots;
  }

  private Slot slot(Located at, Set<String> before) {
    if (!(at instanceof Located.Keys)) {
      return new Slot.OneOf(fields.texts(at));
    }
    Map<String, Located> keys = fields.keys(at, Set.of("from", "to", "compute"));
    if (keys.containsKey("compute")) {
      if (keys.size() > 1) {
        throw fields.wrong(at, "is either computed or drawn; write 'compute' or 'from' and 'to'");
      }
      return computed(keys.get("compute"), before);
    }
    int from = fields.number(fields.required(at, keys, "from"), Integer.MIN_VALUE);
    int to = fields.number(fields.required(at, keys, "to"), Integer.MIN_VALUE);
    if (from > to) {
      throw fields.wrong(at, "begins at " + from + ", which is after its end at " + to);
    }
    return new Slot.Between(from, to);
  }

  private Slot computed(Located at, Set<String> before) {
    try {
      Arithmetic formula = Arithmetic.parse(fields.text(at));
      for (String name : formula.names()) {
        fields.requireKnown(at, name, before, "value (it must stand above)");
      }
      return new Slot.Computed(formula);
    } catch (IllegalArgumentException e) {
      throw fields.wrong(at, "is no formula: " + e.getMessage());
    }
  }
}
