package dev.tributary.cost;

import dev.tributary.supergraph.AppliedDirective;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import dev.tributary.supergraph.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a supergraph's {@code @cost} and {@code @listSize} say, and the prices of what they say
 * nothing about. Directives that travelled apart, one per subgraph, are merged as composition
 * merges them: the greatest weight, all slicing arguments and sized fields.
 */
final class CostDirectives {

  private static final BigInteger GREATEST = BigInteger.valueOf(Integer.MAX_VALUE);

  private final Supergraph supergraph;
  private final Prices prices;

  CostDirectives(Supergraph supergraph, Prices prices) {
    this.supergraph = supergraph;
    this.prices = prices;
  }

  Prices prices() {
    return prices;
  }

  Supergraph supergraph() {
    return supergraph;
  }

  @Nullable TypeDefinition type(String name) {
    return supergraph.types().get(name);
  }

  /** What an object or value of a type costs, its own {@code @cost} included. */
  long typeWeight(String name) {
    TypeDefinition type = supergraph.types().get(name);
    if (type == null) {
      return prices.object();
    }
    Long said = weight(type.directives());
    if (said != null) {
      return said;
    }
    return switch (type) {
      case TypeDefinition.Composite _ -> prices.object();
      case TypeDefinition.InputType _ -> prices.inputObject();
      case TypeDefinition.EnumType _, TypeDefinition.ScalarType _ -> prices.scalar();
    };
  }

  boolean isComposite(String name) {
    return supergraph.types().get(name) instanceof TypeDefinition.Composite;
  }

  /** The object types that one of this name may be. */
  Set<String> possibleTypes(String name) {
    Set<String> possible = supergraph.possibleTypes().get(name);
    return possible == null || possible.isEmpty() ? Set.of(name) : possible;
  }

  /** A field as an object type has it; as {@code declared} has it when that says no more. */
  @Nullable FieldDefinition field(String type, String declared, String name) {
    FieldDefinition own = field(type, name);
    return own == null ? field(declared, name) : own;
  }

  @Nullable FieldDefinition field(String type, String name) {
    return supergraph.types().get(type) instanceof WithFields known
        ? known.fields().get(name)
        : null;
  }

  /**
   * The greatest {@code @cost} among directives; null when there is none. A negative weight counts
   * as 0: with it a client could pay for one field by asking for another.
   */
  static @Nullable Long weight(List<AppliedDirective> directives) {
    Long greatest = null;
    for (AppliedDirective directive : directives) {
      if (isCalled(directive, "cost")
          && directive.arguments().get("weight") instanceof Value weight) {
        Long said = number(weight);
        if (said != null && (greatest == null || said > greatest)) {
          greatest = Math.max(0, said);
        }
      }
    }
    return greatest;
  }

  /** {@code @listSize} among directives; null when there is none. */
  static @Nullable ListSize listSize(List<AppliedDirective> directives) {
    ListSize merged = null;
    for (AppliedDirective directive : directives) {
      if (isCalled(directive, "listSize")) {
        ListSize one = listSize(directive);
        merged = merged == null ? one : merge(merged, one);
      }
    }
    return merged;
  }

  /** One that travelled in {@code @join__directive} has the name that its subgraph gave it. */
  private static boolean isCalled(AppliedDirective directive, String name) {
    return directive.name().equals(name) || directive.name().equals("federation__" + name);
  }

  private static ListSize listSize(AppliedDirective directive) {
    Value assumed = directive.arguments().get("assumedSize");
    List<List<String>> paths =
        strings(directive.arguments().get("slicingArguments")).stream()
            .map(path -> List.of(path.split("\\.", -1)))
            .toList();
    return new ListSize(
        assumed == null ? null : number(assumed),
        paths,
        Set.copyOf(strings(directive.arguments().get("sizedFields"))),
        !(directive.arguments().get("requireOneSlicingArgument")
                instanceof Value.BooleanValue(boolean require))
            || require);
  }

  private static ListSize merge(ListSize one, ListSize other) {
    Set<List<String>> slicing = new LinkedHashSet<>(one.slicingArguments());
    slicing.addAll(other.slicingArguments());
    Set<String> sized = new LinkedHashSet<>(one.sizedFields());
    sized.addAll(other.sizedFields());
    Long size = one.assumedSize();
    if (size == null || (other.assumedSize() != null && other.assumedSize() > size)) {
      size = other.assumedSize();
    }
    return new ListSize(
        size, new ArrayList<>(slicing), sized, one.requireOne() && other.requireOne());
  }

  private static @Nullable Long number(Value value) {
    return value instanceof Value.IntValue(BigInteger number)
        ? (Long) number.min(GREATEST).max(GREATEST.negate()).longValue()
        : null;
  }

  private static List<String> strings(@Nullable Value value) {
    return switch (value) {
      case Value.ListValue(List<Value> values) ->
          values.stream()
              .filter(Value.StringValue.class::isInstance)
              .map(text -> ((Value.StringValue) text).value())
              .distinct()
              .toList();
      // A list of one may be written without its brackets (GraphQL specification, 3.11).
      case Value.StringValue(String text) -> List.of(text);
      case null, default -> Collections.emptyList();
    };
  }
}
