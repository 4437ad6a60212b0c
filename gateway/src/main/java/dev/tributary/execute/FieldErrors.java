package dev.tributary.execute;

import dev.tributary.execute.Instruction.Guard;
import dev.tributary.execute.Instruction.Origin;
import dev.tributary.execute.LocatedErrors.Located;
import dev.tributary.json.JsonText;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the error for what the projection meets, and the path that the client knows it by.
 *
 * <p>A field that was lost because a call failed is told of where it is missing, as if the field
 * itself had failed: a client can tell every null that is no answer from every null that is one.
 */
final class FieldErrors {

  private static final String NULL_IN_NON_NULL = "NULL_IN_NON_NULL_FIELD";

  private final List<StepProgram> steps;
  private final @Nullable UpstreamFailure[] failures;
  private final boolean anyFailed;
  private final BitSet withoutData;
  private final LocatedErrors located;
  private final ResponseErrors all;
  private final ResponseErrors refusals;
  private final ResponsePath path = new ResponsePath();
  private boolean swept;

  /**
   * @param failures by step id; null where the call did not fail
   * @param withoutData ids of the steps whose answer was errors and nothing else
   * @param requestId told with what services failed at; empty for none
   * @param refusals where the client is told of what it may not see; null when among all the others
   */
  FieldErrors(
      List<StepProgram> steps,
      @Nullable UpstreamFailure[] failures,
      BitSet withoutData,
      LocatedErrors located,
      int maximum,
      String requestId,
      @Nullable ResponseErrors refusals) {
    this.steps = steps;
    this.failures = failures.clone();
    this.withoutData = withoutData;
    this.located = located;
    this.all = new ResponseErrors(maximum, requestId);
    this.refusals = refusals == null ? all : refusals;
    boolean any = false;
    for (UpstreamFailure failure : failures) {
      any |= failure != null;
    }
    this.anyFailed = any;
  }

  /** Where the projection stands: it pushes and pops. */
  ResponsePath path() {
    return path;
  }

  ResponseErrors all() {
    return all;
  }

  /** How many errors there were so far, wherever they are told. */
  int seen() {
    return refusals == all ? all.seen() : all.seen() + refusals.seen();
  }

  /** Where the client is told of what it may not see. */
  ResponseErrors refusals() {
    return refusals;
  }

  /** The field here is one that the client may not see on this object. */
  void withheld() {
    refusals.add(AccessGate.MESSAGE, AccessGate.CODE, null, path);
  }

  /** Before anything is written: what belongs to no place in the data. */
  void begin() {
    located.withoutRow().forEach(this::tellAtPlace);
  }

  /**
   * When all is written: what belongs to data that the client did not ask for.
   *
   * <p>Rows that were never met may also have been swept away by a null, with its own error. Theirs
   * need not be told (GraphQL specification, 6.4.4), and no place that is left would be right.
   */
  void end() {
    for (Located error : located.untold()) {
      if (error.nearest != null) {
        tell(error, error.nearest);
      } else if (!swept) {
        tellAtPlace(error);
      }
    }
  }

  /** Notes that a null has taken the place of what was being written. */
  void sweep() {
    swept = true;
  }

  private void tellAtPlace(Located error) {
    List<String> place = error.step.place();
    place.forEach(key -> path.push(JsonText.quote(key)));
    tell(error);
    place.forEach(key -> path.pop());
  }

  private void tell(Located error) {
    tell(error, path);
  }

  private void tell(Located error, ResponsePath at) {
    error.told = true;
    all.add(error.error.message(), error.error.code(), service(error.step), at);
    all.explain(at);
  }

  /**
   * The field is one that only we asked for, and its object is as near as the client can see; or
   * the client asks for it at another place of the same object, and it is told there.
   */
  private void defer(Located error) {
    if (error.nearest == null) {
      error.nearest = path.copy();
    }
    all.explain(path);
  }

  /** Tells the errors of a row, as seen from the segment that is about to write it. */
  void tellAt(int row, Segment segment, int type, boolean[] conditions) {
    for (Located error : located.at(row)) {
      if (error.rest.isEmpty()) {
        tellAtCost(error, segment, type, conditions);
      } else if (!tellBelow(error, segment, 0, type, conditions)) {
        defer(error);
      }
    }
  }

  boolean areAbout(int row) {
    return !located.at(row).isEmpty();
  }

  /** Tells the errors of a row that is not written, at its place. */
  void tellAbout(int row) {
    located.at(row).forEach(this::tell);
  }

  /**
   * A service that fails to complete an object costs the fields that it was asked for; the object
   * itself may well be there, from others.
   */
  private void tellAtCost(Located error, Segment segment, int type, boolean[] conditions) {
    boolean told = false;
    for (int i = 0; i < segment.size() && !all.isFull(); i++) {
      Origin origin = origin(segment.instruction(i));
      if (origin != null
          && origin.providers().contains(error.step.id())
          && holds(segment.guard(i), type, conditions)) {
        path.push(segment.quotedKey(i));
        tell(error);
        path.pop();
        told = true;
      }
    }
    if (!told) {
      defer(error);
    }
  }

  private static boolean holds(Guard guard, int type, boolean[] conditions) {
    return (guard.types() == null || guard.types().contains(type))
        && (guard.condition() < 0 || conditions[guard.condition()]);
  }

  /**
   * A data key may be read by several fields of the client; each of them has the error.
   *
   * @param type the object's, or unknown: below the row the data may be gone, and the types with
   *     it. Of fields that are there for some types, the types of the first one that fits are taken
   *     to be the right ones then
   */
  private boolean tellBelow(
      Located error, Segment segment, int at, int type, boolean[] conditions) {
    boolean told = false;
    TypeSet taken = null;
    for (int i = 0; i < segment.size() && !all.isFull(); i++) {
      Guard guard = segment.guard(i);
      TypeSet types = guard.types();
      boolean fits =
          types == null
              || (type != TypeTable.UNKNOWN
                  ? types.contains(type)
                  : taken == null ? !told : types.isSameAs(taken));
      if (fits
          && (guard.condition() < 0 || conditions[guard.condition()])
          && error.rest.get(at).equals(dataKey(segment.instruction(i)))) {
        path.push(segment.quotedKey(i));
        follow(error, segment.instruction(i), at + 1, conditions);
        path.pop();
        told = true;
        taken = types;
      }
    }
    return told;
  }

  private void follow(Located error, Instruction instruction, int from, boolean[] conditions) {
    int at = from;
    int pushed = 0;
    while (at < error.rest.size() && error.rest.get(at) instanceof Integer index) {
      path.push(index);
      pushed++;
      at++;
    }
    Segment below = instruction instanceof Instruction.Composite c ? c.selections() : null;
    if (below == null || at == error.rest.size()) {
      tell(error);
    } else if (!tellBelow(error, below, at, TypeTable.UNKNOWN, conditions)) {
      defer(error);
    }
    for (; pushed > 0; pushed--) {
      path.pop();
    }
  }

  private static @Nullable String dataKey(Instruction instruction) {
    Origin origin = origin(instruction);
    return origin == null ? null : origin.dataKey();
  }

  private static @Nullable Origin origin(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Leaf leaf -> leaf.origin();
      case Instruction.Composite composite -> composite.origin();
      case Instruction.Constant constant -> null;
      case Instruction.Withheld withheld -> null;
      case Instruction.Introspected introspected -> null;
    };
  }

  /** Tells that the field here is lost, when a failed call is the reason; false when it is not. */
  boolean tellIfLost(Origin origin) {
    if (!anyFailed) {
      return false;
    }
    for (int id : origin.providers()) {
      StepProgram failed = failedBehind(steps.get(id));
      if (failed != null) {
        UpstreamFailure failure = failures[failed.id()];
        if (failure != null) {
          all.add(failure.getMessage(), failure.code().name(), service(failed), path);
          return true;
        }
      }
    }
    return false;
  }

  /** The step itself, or one whose failure left it without representations to send. */
  private @Nullable StepProgram failedBehind(StepProgram step) {
    if (failures[step.id()] != null) {
      return step;
    }
    for (int id : step.ancestors()) {
      if (failures[id] != null) {
        return steps.get(id);
      }
    }
    return null;
  }

  /** A service gave null, or nothing, where null is not allowed. */
  void nullInNonNull(Origin origin) {
    boolean isExplained =
        all.isExplained(path)
            || !origin.providers().isEmpty()
                && origin.providers().stream().allMatch(withoutData::get);
    if (!isExplained) {
      all.add(
          "Field \"" + origin.field() + "\" must not be null, and there is no value for it.",
          NULL_IN_NON_NULL,
          provider(origin),
          path);
    }
  }

  /** A service gave a value that the field's type does not have. */
  void wrongKind(Origin origin) {
    all.add(
        "The value given for field \"" + origin.field() + "\" is not of its type.",
        UpstreamFailure.Code.UPSTREAM_INVALID_RESPONSE.name(),
        provider(origin),
        path);
  }

  private @Nullable String provider(Origin origin) {
    return origin.providers().isEmpty() ? null : service(steps.get(origin.providers().getFirst()));
  }

  private static String service(StepProgram step) {
    return step.step().subgraph().service();
  }
}
