package dev.tributary.connect;

import dev.tributary.connect.Expression.Step;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which methods mappings have, and how many arguments each takes. */
final class MethodRules {
  private MethodRules() {}

  private static final int ANY = Integer.MAX_VALUE;

  /**
   * How many arguments a method takes.
   *
   * @param most zero where even empty parentheses are refused
   */
  private record Arity(int least, int most) {

    String words() {
      if (most == 0) {
        return "no arguments, and no parentheses";
      }
      String count = least == most || most == ANY ? Integer.toString(least) : least + " to " + most;
      return count + (most == ANY ? " or more" : "") + (most == 1 ? " argument" : " arguments");
    }
  }

  private static final Arity NONE = new Arity(0, 0);
  private static final Arity ONE = new Arity(1, 1);
  private static final Arity SOME = new Arity(1, ANY);

  private static final Map<String, Arity> METHODS =
      Map.ofEntries(
          Map.entry("echo", ONE),
          Map.entry("map", ONE),
          Map.entry("match", SOME),
          Map.entry("first", NONE),
          Map.entry("last", NONE),
          Map.entry("slice", new Arity(0, 2)),
          Map.entry("size", NONE),
          Map.entry("entries", NONE),
          Map.entry("get", ONE),
          Map.entry("joinNotNull", ONE),
          Map.entry("filter", ONE),
          Map.entry("find", ONE),
          Map.entry("eq", ONE),
          Map.entry("ne", ONE),
          Map.entry("gt", ONE),
          Map.entry("gte", ONE),
          Map.entry("lt", ONE),
          Map.entry("lte", ONE),
          Map.entry("and", SOME),
          Map.entry("or", SOME),
          Map.entry("not", NONE),
          Map.entry("in", ONE),
          Map.entry("contains", ONE),
          Map.entry("add", SOME),
          Map.entry("sub", SOME),
          Map.entry("mul", SOME),
          Map.entry("div", SOME),
          Map.entry("mod", SOME),
          Map.entry("toString", NONE),
          Map.entry("parseInt", new Arity(0, 1)),
          Map.entry("jsonStringify", NONE),
          Map.entry("jsonParse", NONE),
          Map.entry("as", new Arity(1, 2)),
          Map.entry("split", new Arity(1, 2)),
          Map.entry("trim", NONE),
          Map.entry("trimStart", NONE),
          Map.entry("trimEnd", NONE),
          Map.entry("keysToCamelCase", NONE),
          Map.entry("keysToCamelCaseDeep", NONE));

  /** Methods that others have and do not promise to keep, and what to write in place of them. */
  private static final Map<String, String> NOT_PUBLIC =
      Map.of(
          "typeof", "compare with ->match or ->eq",
          "matchIf", "use ->match",
          "has", "use a fallback, ??",
          "keys", "use ->entries.key",
          "values", "use ->entries.value");

  static Set<String> names() {
    return METHODS.keySet();
  }

  /** What is wrong with a call; null when nothing is. */
  static @Nullable String check(Step.Method method) {
    Arity arity = METHODS.get(method.name());
    if (arity == null) {
      String instead = NOT_PUBLIC.get(method.name());
      return "There is no method ->" + method.name() + (instead == null ? "" : ": " + instead);
    }
    List<Expression> arguments = method.arguments();
    int given = arguments == null ? 0 : arguments.size();
    boolean fits =
        arity.most() == 0 ? arguments == null : given >= arity.least() && given <= arity.most();
    return fits ? null : "->" + method.name() + " takes " + arity.words();
  }
}
