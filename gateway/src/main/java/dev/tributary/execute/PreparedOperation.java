package dev.tributary.execute;

import dev.tributary.cost.OperationCost;
import dev.tributary.operation.RequestError;
import dev.tributary.plan.FetchHint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the cache holds for a document and an operation name. */
sealed interface PreparedOperation
    permits Guarded, PreparedOperation.Ready, PreparedOperation.Refused {

  /** Roughly how much memory it takes, in bytes. */
  int weight();

  /**
   * It can be run.
   *
   * @param withheld what callers of this variant may not see
   * @param cost null when costs are not computed
   * @param keepable null when its answers are not kept
   * @param hints what the schema says of keeping each step's answer, by the step's id; empty where
   *     nobody asks
   * @param schema answers about the schema
   * @param introspection the answers of the schema when they are the same for every request; null
   *     when variables have a say
   */
  record Ready(
      CompiledOperation compiled,
      Withheld withheld,
      @Nullable OperationCost cost,
      @Nullable Keepable keepable,
      List<FetchHint> hints,
      Introspection schema,
      @Nullable Map<String, byte[]> introspection,
      int weight)
      implements PreparedOperation {}

  /** It is wrong, and every request for it is told so. */
  record Refused(List<RequestError> errors) implements PreparedOperation {
    public Refused {
      errors = List.copyOf(errors);
    }

    @Override
    public int weight() {
      return 500 * errors.size();
    }
  }
}
