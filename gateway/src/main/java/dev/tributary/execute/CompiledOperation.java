package dev.tributary.execute;

import dev.tributary.operation.Condition;
import dev.tributary.operation.Operation;
import dev.tributary.operation.SelectionSet;
import dev.tributary.telemetry.PlanText;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * An operation with everything about it that does not depend on the request: shared by all requests
 * for it, on all event loops.
 *
 * @param schema the types that services may name
 * @param conditions every condition that steps and instructions name by number
 * @param root the shape of the root
 * @param projection the program that writes {@code data}
 * @param introspection what is asked of the schema itself; null for nothing
 * @param sizes what earlier requests needed
 */
record CompiledOperation(
    Operation operation,
    TypeTable types,
    SchemaTypes schema,
    List<Condition> conditions,
    List<StepProgram> steps,
    RowShape root,
    Segment projection,
    @Nullable SelectionSet introspection,
    Sizes sizes)
    implements PlanText {

  @Override
  public String planText() {
    return StepText.of(steps);
  }

  @Override
  public Set<String> coordinates() {
    return FieldCoordinates.of(operation);
  }

  boolean[] evaluate(VariableValues variables) {
    boolean[] holds = new boolean[conditions.size()];
    for (int i = 0; i < holds.length; i++) {
      holds[i] = conditions.get(i).holds(variables::isTrue);
    }
    return holds;
  }

  /**
   * How much memory a request for this operation needed lately: the next one begins with it, in
   * place of growing into it. Written from all event loops without care for order, because any
   * recent value will do.
   */
  static final class Sizes {
    private static final int MOST = 1 << 20;

    private final AtomicInteger cells = new AtomicInteger(256);
    private final AtomicInteger bytes = new AtomicInteger(1024);

    int cells() {
      return cells.getPlain();
    }

    int bytes() {
      return bytes.getPlain();
    }

    void used(int usedCells, int usedBytes) {
      cells.setPlain(next(cells.getPlain(), usedCells));
      bytes.setPlain(next(bytes.getPlain(), usedBytes));
    }

    /**
     * Up at once, down slowly, so that answers of mixed size do not keep growing arrays; and never
     * so far up that one giant answer makes all that follow expensive.
     */
    private static int next(int expected, int used) {
      int generous = Math.min(used + (used >> 4) + 16, MOST);
      return generous >= expected ? generous : expected - ((expected - generous) >> 4);
    }
  }
}
