package dev.tributary.supergraph;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How long, and for whom, one subgraph lets an element be kept: its {@code @cacheControl}, as
 * Apollo Server defines it.
 *
 * @param maxAge in seconds, not negative; null when nothing is said, or the parent's holds
 * @param scope null when nothing is said
 * @param inheritMaxAge whether a field of a composite type is as old as its parent may get
 */
public record CacheHint(@Nullable Integer maxAge, @Nullable Scope scope, boolean inheritMaxAge) {

  /** An element of which nothing is said. */
  public static final CacheHint NONE = new CacheHint(null, null, false);

  private static final String DIRECTIVE = "cacheControl";

  /** For whom something may be kept. */
  public enum Scope {
    /** For everyone who may see it. */
    PUBLIC,
    /** For the caller who was given it, and nobody else. */
    PRIVATE
  }

  /**
   * What {@code subgraph} says of an element with these directives. A scope that is not known is
   * private; an age that is none is 0.
   */
  public static CacheHint of(List<AppliedDirective> directives, int subgraph) {
    for (AppliedDirective directive : directives) {
      if (directive.name().equals(DIRECTIVE) && directive.isOf(subgraph)) {
        return of(directive);
      }
    }
    return NONE;
  }

  private static CacheHint of(AppliedDirective directive) {
    boolean inherits =
        directive.arguments().get("inheritMaxAge") instanceof Value.BooleanValue(boolean yes)
            && yes;
    return new CacheHint(
        inherits ? null : seconds(directive.arguments().get("maxAge")),
        scope(directive.arguments().get("scope")),
        inherits);
  }

  private static @Nullable Integer seconds(@Nullable Value value) {
    return switch (value) {
      case null -> null;
      case Value.NullValue _ -> null;
      case Value.IntValue(var seconds) when seconds.signum() >= 0 && seconds.bitLength() < 32 ->
          seconds.intValue();
      default -> 0;
    };
  }

  private static @Nullable Scope scope(@Nullable Value value) {
    return switch (value) {
      case null -> null;
      case Value.NullValue _ -> null;
      case Value.EnumValue(String name) when name.equals("PUBLIC") -> Scope.PUBLIC;
      default -> Scope.PRIVATE;
    };
  }
}
