package dev.tributary.telemetry;

import java.util.Set;

/** Can say how an operation is carried out. Asked only of requests that somebody looks into. */
public interface PlanText {

  /** For operators: which service is asked for what, in which order. Holds no variables' values. */
  String planText();

  /** The fields that the client asked for, as {@code Type.field}. */
  default Set<String> coordinates() {
    return Set.of();
  }
}
