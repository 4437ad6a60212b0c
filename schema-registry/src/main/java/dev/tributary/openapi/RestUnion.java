package dev.tributary.openapi;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of several values: a union of answers, or an input of which one field is given.
 *
 * @param discriminator the property that tells which; null when none does
 */
record RestUnion(
    String name,
    boolean input,
    @Nullable String description,
    @Nullable String discriminator,
    List<Member> members) {
  RestUnion {
    members = List.copyOf(members);
  }

  /**
   * One of them.
   *
   * @param field what an input calls it
   * @param type of answers, always an object
   * @param values of the discriminator
   * @param required properties by which it is told from others
   * @param kind of JSON, where its type wraps it; null for objects
   * @param statuses of the answers that it is; empty for all
   */
  record Member(
      String field,
      RestType type,
      List<String> values,
      List<String> required,
      @Nullable String kind,
      List<String> statuses) {
    Member {
      values = List.copyOf(values);
      required = List.copyOf(required);
      statuses = List.copyOf(statuses);
    }
  }
}
