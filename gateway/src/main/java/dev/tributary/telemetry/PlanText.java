package dev.tributary.telemetry;

/** Can say how an operation is carried out. Asked only of requests that somebody looks into. */
public interface PlanText {

  /** For operators: which service is asked for what, in which order. Holds no variables' values. */
  String planText();
}
