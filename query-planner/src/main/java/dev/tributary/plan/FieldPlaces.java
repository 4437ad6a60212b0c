package dev.tributary.plan;

import dev.tributary.operation.Condition;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Where fields stand among each other in an answer: each where it is selected first (GraphQL
 * specification, 6.3.2 and 7.2.2). In {@code { a @include(if: $x) b a }} that depends on {@code
 * $x}: {@code a} has two places, of which one is taken.
 */
final class FieldPlaces {

  /**
   * A place in the order.
   *
   * @param condition when it is taken; the conditions of one response key exclude each other
   */
  record Place(String responseKey, Condition condition) {}

  /**
   * Second places that one operation may have. What is below a field is written down at each of its
   * places, and so on further down: a small document could ask for a huge answer plan. Beyond these
   * a field stands where it is first mentioned.
   */
  private int spare = 64;

  /** A place while selections are still met. */
  private static final class Draft {
    private final String responseKey;
    private final List<Condition> before;
    private Condition own;

    Draft(String responseKey, List<Condition> before, Condition own) {
      this.responseKey = responseKey;
      this.before = before;
      this.own = own;
    }

    boolean isTakenWhenever(Condition condition) {
      return implies(condition, own) || before.stream().anyMatch(one -> implies(condition, one));
    }

    Place place() {
      Condition condition = own;
      for (Condition earlier : before) {
        condition = Conditions.and(condition, Conditions.not(earlier));
      }
      return new Place(responseKey, condition);
    }

    private static boolean implies(Condition condition, Condition other) {
      return other instanceof Condition.Always || condition.equals(other);
    }
  }

  /**
   * @param keys the response keys of selections in the document's order
   * @param conditions of each
   */
  List<Place> of(List<String> keys, List<Condition> conditions) {
    List<Draft> drafts = new ArrayList<>(keys.size());
    Map<String, Draft> last = new HashMap<>();
    for (int i = 0; i < keys.size(); i++) {
      String key = keys.get(i);
      Condition condition = conditions.get(i);
      Draft known = last.get(key);
      if (known == null) {
        Draft first = new Draft(key, List.of(), condition);
        drafts.add(first);
        last.put(key, first);
      } else if (known.isTakenWhenever(condition)) {
        continue;
      } else if (drafts.getLast() == known || spare == 0) {
        known.own = Conditions.or(known.own, condition);
      } else {
        spare--;
        List<Condition> before = new ArrayList<>(known.before);
        before.add(known.own);
        Draft further = new Draft(key, before, condition);
        drafts.add(further);
        last.put(key, further);
      }
    }
    return drafts.stream().map(Draft::place).toList();
  }
}
