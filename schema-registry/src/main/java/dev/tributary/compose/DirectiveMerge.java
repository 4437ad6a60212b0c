package dev.tributary.compose;

import dev.tributary.compose.Participant.Source;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.ElementNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.GraphQlDirectives;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.subgraph.Problems;
import dev.tributary.supergraph.Value;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Merges the directives of one element, each by the strategy that its specification gives. */
final class DirectiveMerge {
  private final ComposedDirectives composed;
  private final SupergraphNames names;
  private final Problems problems;
  private final Set<FederationDirective> seen = new LinkedHashSet<>();

  DirectiveMerge(ComposedDirectives composed, SupergraphNames names, Problems problems) {
    this.composed = composed;
    this.names = names;
    this.problems = problems;
  }

  /** The federation directives that stand somewhere in the supergraph and need a link there. */
  Set<FederationDirective> used() {
    return Set.copyOf(seen);
  }

  /** Whether a directive on a participant's element reaches the supergraph. */
  boolean isMerged(Participant participant, DirectiveNode use) {
    FederationDirective meaning = use.meaning();
    return meaning == null
        ? GraphQlDirectives.definition(use.name()) != null || composed.keeps(participant, use)
        : SupergraphFeature.keeps(meaning) && meaning != FederationDirective.CACHE_TAG;
  }

  /** The directives that reach the supergraph from {@code sources}, in a stable order. */
  <N extends ElementNode> List<DirectiveNode> merge(String coordinate, List<Source<N>> sources) {
    if (sources.stream().allMatch(source -> source.node().directives().isEmpty())) {
      return List.of();
    }
    List<DirectiveNode> merged = new ArrayList<>();
    contexts(sources, merged);
    tags(sources, merged);
    flag(sources, FederationDirective.INACCESSIBLE, merged);
    flag(sources, FederationDirective.AUTHENTICATED, merged);
    conditions(coordinate, sources, FederationDirective.REQUIRES_SCOPES, "scopes", merged);
    conditions(coordinate, sources, FederationDirective.POLICY, "policies", merged);
    cost(coordinate, sources, merged);
    listSize(coordinate, sources, merged);
    single(coordinate, sources, "deprecated", merged);
    single(coordinate, sources, "specifiedBy", merged);
    single(coordinate, sources, "oneOf", merged);
    merged.addAll(composed.merge(coordinate, sources));
    return merged;
  }

  /** The directives that keep their subgraph: they travel as {@code @join__directive}. */
  <N extends ElementNode> List<DirectiveNode> carried(List<Source<N>> sources) {
    List<DirectiveNode> carried = new ArrayList<>();
    carried(sources, FederationDirective.CONNECT, "connect", carried);
    carried(sources, FederationDirective.REST_AUTO, "restAuto", carried);
    carried(sources, FederationDirective.CACHE_TAG, "federation__cacheTag", carried);
    carried(sources, FederationDirective.CACHE_CONTROL, "cacheControl", carried);
    return carried;
  }

  private <N extends ElementNode> void contexts(List<Source<N>> sources, List<DirectiveNode> into) {
    for (Source<N> source : sources) {
      for (DirectiveNode use : source.node().all(FederationDirective.CONTEXT)) {
        String name = use.string("name");
        if (name != null) {
          SequencedMap<String, Value> arguments = new LinkedHashMap<>();
          arguments.put(
              "name", new Value.StringValue(ContextualArguments.name(source.participant(), name)));
          into.add(applied(FederationDirective.CONTEXT, arguments));
        }
      }
    }
  }

  private <N extends ElementNode> void tags(List<Source<N>> sources, List<DirectiveNode> into) {
    Set<Value> names = new LinkedHashSet<>();
    for (DirectiveNode tag : all(sources, FederationDirective.TAG)) {
      Value name = tag.arguments().get("name");
      if (name != null) {
        names.add(name);
      }
    }
    for (Value name : names) {
      SequencedMap<String, Value> arguments = new LinkedHashMap<>();
      arguments.put("name", name);
      into.add(applied(FederationDirective.TAG, arguments));
    }
  }

  private <N extends ElementNode> void flag(
      List<Source<N>> sources, FederationDirective directive, List<DirectiveNode> into) {
    if (!all(sources, directive).isEmpty()) {
      into.add(applied(directive, new LinkedHashMap<>()));
    }
  }

  /** What one subgraph demands and what another demands, a caller must meet both. */
  private <N extends ElementNode> void conditions(
      String coordinate,
      List<Source<N>> sources,
      FederationDirective directive,
      String argument,
      List<DirectiveNode> into) {
    List<DirectiveNode> uses = all(sources, directive);
    if (uses.isEmpty()) {
      return;
    }
    SequencedMap<String, Value> arguments = new LinkedHashMap<>();
    AccessCondition merged = null;
    for (DirectiveNode use : different(uses)) {
      AccessCondition condition = AccessCondition.of(use.arguments().get(argument));
      merged = merged == null ? condition : merged.and(condition);
    }
    if (merged != null && merged.isTooComplex()) {
      List<Place> places = uses.stream().map(DirectiveNode::place).toList();
      AccessDemand.tooComplex(coordinate, places, problems);
    } else if (merged != null && differ(coordinate, directive, uses)) {
      arguments.put(argument, merged.value());
    } else {
      arguments.putAll(uses.getFirst().arguments());
    }
    into.add(applied(directive, arguments));
  }

  private static List<DirectiveNode> different(List<DirectiveNode> uses) {
    SequencedMap<SequencedMap<String, Value>, DirectiveNode> different = new LinkedHashMap<>();
    uses.forEach(use -> different.putIfAbsent(use.arguments(), use));
    return List.copyOf(different.values());
  }

  /** Whether arguments have to be merged; says so when they do. */
  private boolean differ(
      String coordinate, FederationDirective directive, List<DirectiveNode> uses) {
    if (different(uses).size() < 2) {
      return false;
    }
    problems.hint(
        Severity.INFO,
        "MERGED_NON_REPEATABLE_DIRECTIVE_ARGUMENTS",
        coordinate,
        uses.stream().map(DirectiveNode::place).toList(),
        "@%s on \"%s\" has different arguments in different subgraphs: %s."
            .formatted(
                names.of(directive),
                coordinate,
                directive == FederationDirective.COST || directive == FederationDirective.LIST_SIZE
                    ? "the supergraph takes the highest figures and all names"
                    : "callers must meet all of them"));
    return true;
  }

  private <N extends ElementNode> void cost(
      String coordinate, List<Source<N>> sources, List<DirectiveNode> into) {
    List<DirectiveNode> uses = all(sources, FederationDirective.COST);
    differ(coordinate, FederationDirective.COST, uses);
    Value weight = maximum(uses, "weight");
    if (weight != null) {
      SequencedMap<String, Value> arguments = new LinkedHashMap<>();
      arguments.put("weight", weight);
      into.add(applied(FederationDirective.COST, arguments));
    }
  }

  private <N extends ElementNode> void listSize(
      String coordinate, List<Source<N>> sources, List<DirectiveNode> into) {
    List<DirectiveNode> uses = all(sources, FederationDirective.LIST_SIZE);
    if (uses.isEmpty()) {
      return;
    }
    if (!differ(coordinate, FederationDirective.LIST_SIZE, uses)) {
      into.add(applied(FederationDirective.LIST_SIZE, uses.getFirst().arguments()));
      return;
    }
    SequencedMap<String, Value> arguments = new LinkedHashMap<>();
    Value assumed = maximum(uses, "assumedSize");
    if (assumed != null) {
      arguments.put("assumedSize", assumed);
    }
    for (String list : List.of("slicingArguments", "sizedFields")) {
      Set<Value> union = new LinkedHashSet<>();
      boolean given = false;
      for (DirectiveNode use : uses) {
        if (use.arguments().get(list) instanceof Value.ListValue(List<Value> values)) {
          given = true;
          union.addAll(values);
        }
      }
      if (given) {
        arguments.put(list, new Value.ListValue(List.copyOf(union)));
      }
    }
    boolean requireOne = uses.stream().allMatch(use -> use.flag("requireOneSlicingArgument", true));
    arguments.put("requireOneSlicingArgument", new Value.BooleanValue(requireOne));
    into.add(applied(FederationDirective.LIST_SIZE, arguments));
  }

  private static @Nullable Value maximum(List<DirectiveNode> uses, String argument) {
    BigInteger highest = null;
    for (DirectiveNode use : uses) {
      if (use.arguments().get(argument) instanceof Value.IntValue(BigInteger number)) {
        highest = highest == null ? number : highest.max(number);
      }
    }
    return highest == null ? null : new Value.IntValue(highest);
  }

  /** A directive that stands once: the arguments that most subgraphs give it. */
  private <N extends ElementNode> void single(
      String coordinate, List<Source<N>> sources, String directive, List<DirectiveNode> into) {
    Uses uses = new Uses();
    for (Source<N> source : sources) {
      for (DirectiveNode use : named(source.node(), directive)) {
        uses.add(Applied.withDefaults(use, GraphQlDirectives.definition(directive)), use);
      }
    }
    if (!uses.isEmpty()) {
      SequencedMap<String, Value> arguments = uses.most(coordinate, directive, problems);
      into.add(new DirectiveNode(directive, null, arguments, Join.NOWHERE, false));
    }
  }

  private <N extends ElementNode> void carried(
      List<Source<N>> sources,
      FederationDirective directive,
      String name,
      List<DirectiveNode> into) {
    SequencedMap<SequencedMap<String, Value>, List<Participant>> byArguments =
        new LinkedHashMap<>();
    for (Source<N> source : sources) {
      for (DirectiveNode use : source.node().all(directive)) {
        seen.add(directive);
        byArguments
            .computeIfAbsent(use.arguments(), _ -> new ArrayList<>())
            .add(source.participant());
      }
    }
    byArguments.forEach((arguments, graphs) -> into.add(Join.carried(graphs, name, arguments)));
  }

  private static <N extends ElementNode> List<DirectiveNode> all(
      List<Source<N>> sources, FederationDirective directive) {
    return sources.stream().flatMap(source -> source.node().all(directive).stream()).toList();
  }

  private static List<DirectiveNode> named(ElementNode node, String directive) {
    return node.directives().stream()
        .filter(use -> use.meaning() == null && Objects.equals(use.name(), directive))
        .toList();
  }

  private DirectiveNode applied(
      FederationDirective directive, SequencedMap<String, Value> arguments) {
    seen.add(directive);
    return new DirectiveNode(names.of(directive), directive, arguments, Join.NOWHERE, false);
  }
}
