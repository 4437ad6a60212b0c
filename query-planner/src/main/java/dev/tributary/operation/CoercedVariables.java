package dev.tributary.operation;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What came of coercing a request's variables. */
public sealed interface CoercedVariables {

  /**
   * @param values by name, in the order declared: what JSON can hold, defaults applied. A variable
   *     that was not given and has no default is absent; null means that null was given
   */
  record Coerced(Map<String, @Nullable Object> values) implements CoercedVariables {
    public Coerced {
      values = Collections.unmodifiableMap(values);
    }
  }

  /**
   * @param errors at least one
   */
  record Rejected(List<RequestError> errors) implements CoercedVariables {
    public Rejected {
      errors = List.copyOf(errors);
    }
  }
}
