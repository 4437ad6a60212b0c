package dev.tributary.gateway;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes one setting; the JSON Schema and the reference page are generated from it. */
@Retention(RetentionPolicy.RUNTIME)
@Target({ElementType.RECORD_COMPONENT, ElementType.FIELD})
@interface Setting {
  /** What it does, in a sentence. */
  String value();

  /** The least allowed number. */
  long min() default 0;

  /** The greatest allowed number. */
  long max() default Long.MAX_VALUE;

  /**
   * Why another value waits for the next start; empty for what holds as soon as it is written. Goes
   * for everything below as well.
   */
  String atStart() default "";
}
