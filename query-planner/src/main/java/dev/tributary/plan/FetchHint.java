package dev.tributary.plan;

import dev.tributary.supergraph.CacheHint.Scope;
import dev.tributary.supergraph.CacheTag;
import dev.tributary.supergraph.Value;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * What the schema says of keeping the answer to a fetch, before anything is assumed.
 *
 * @param maxAge the least of what is said, in seconds; null when nothing is
 * @param coverage whether fields are left of which an age should be said and is not
 * @param entityTags what entities of a type are invalidated by; types without tags are left out
 * @param rootTags what the fetched root fields are invalidated by
 */
public record FetchHint(
    @Nullable Integer maxAge,
    Coverage coverage,
    Scope scope,
    Map<String, List<CacheTag>> entityTags,
    List<RootTag> rootTags) {

  /** Nothing is said. */
  public static final FetchHint NONE =
      new FetchHint(null, Coverage.PART, Scope.PUBLIC, Map.of(), List.of());

  /** How much of a fetch ages are said of. */
  public enum Coverage {
    /** Nothing need be assumed. */
    ALL,
    /** Some fields have what holds by default. */
    PART
  }

  /**
   * A tag of a root field.
   *
   * @param arguments what the field is given, as in the step's document, and defaults of the rest
   */
  public record RootTag(CacheTag tag, SequencedMap<String, Value> arguments) {}

  public FetchHint {
    entityTags = Map.copyOf(entityTags);
    rootTags = List.copyOf(rootTags);
  }

  /** Whether the answer may be given to other callers. */
  public boolean isPrivate() {
    return scope == Scope.PRIVATE;
  }

  /** Whether it must not be kept, whatever its service says. */
  public boolean isNever() {
    return maxAge != null && maxAge == 0;
  }

  /**
   * The policy that it makes with an assumption.
   *
   * @param defaultMaxAge the seconds that fields have of which nothing is said
   */
  public FetchPolicy orElse(int defaultMaxAge) {
    Integer age = maxAge;
    if (coverage == Coverage.PART) {
      age = age == null ? defaultMaxAge : Math.min(age, defaultMaxAge);
    }
    return new FetchPolicy(age == null ? 0 : age, scope);
  }
}
