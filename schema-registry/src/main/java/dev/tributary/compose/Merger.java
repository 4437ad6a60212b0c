package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveDefinitionNode;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.ElementNode;
import dev.tributary.subgraph.Feature;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.Link;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problems;
import dev.tributary.subgraph.SubgraphSchema;
import dev.tributary.subgraph.TypeNode;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Merges all subgraphs' types into one schema, and links what it uses. */
final class Merger {
  private final Merging merging;
  private final ComposedDirectives composed;
  private final DirectiveMerge directives;
  private final SupergraphNames names;

  private Merger(List<Participant> participants, Problems problems) {
    this.composed = ComposedDirectives.of(participants, problems);
    this.names = SupergraphNames.of(participants, problems);
    this.directives = new DirectiveMerge(composed, names, problems);
    this.merging = new Merging(participants, new ElementMerge(directives, problems), problems);
  }

  static MergedSchema merge(List<Participant> participants, Problems problems) {
    return new Merger(participants, problems).merge();
  }

  private MergedSchema merge() {
    Set<String> typeNames = new LinkedHashSet<>();
    merging.participants().forEach(one -> typeNames.addAll(one.schema().types().keySet()));
    TypeMerge typeMerge = new TypeMerge(merging);
    SequencedMap<String, TypeNode> types = new LinkedHashMap<>();
    for (String name : typeNames) {
      TypeNode type = typeMerge.merge(name);
      if (type != null) {
        types.put(name, type);
      }
    }
    EntityInterfaces.check(List.copyOf(types.values()), merging);
    InterfaceObjectFields.addTo(types, merging);
    InterfaceAccess.addTo(types, merging, names);
    SequencedMap<String, DirectiveDefinitionNode> definitions = definitions();
    List<DirectiveNode> schemaDirectives = new ArrayList<>();
    connectors(schemaDirectives);
    schemaDirectives.addAll(
        merging
            .elements()
            .directives(
                "schema",
                merging.participants().stream()
                    .map(one -> new Participant.Source<>(one, new SchemaElement(one.schema())))
                    .toList()));
    List<DirectiveNode> links = new ArrayList<>();
    links.add(link("https://specs.apollo.dev/link/v1.0", null));
    links.add(link("https://specs.apollo.dev/join/v0.5", "EXECUTION"));
    List<SupergraphFeature> features = SupergraphFeature.of(directives.used());
    Set<String> custom = composed.definitions().keySet();
    features.forEach(feature -> links.add(feature.link(directives.used(), names, custom)));
    FederationVersion.hint(merging.participants(), merging.problems());
    if (merging.participants().stream()
        .anyMatch(one -> one.schema().links().to(Feature.CONNECT) != null)) {
      links.add(link(FederationVersion.connect(merging.participants()), "EXECUTION"));
    }
    links.addAll(composed.links(namesOf(links)));
    links.addAll(schemaDirectives);
    return new MergedSchema(
        merging.participants(),
        types,
        definitions,
        links,
        names,
        merging.elements().schemaDescription(merging.participants()));
  }

  /** A subgraph's schema definition, as an element with directives like any other. */
  private record SchemaElement(SubgraphSchema schema) implements ElementNode {
    @Override
    public String name() {
      return "schema";
    }

    @Override
    public @Nullable String description() {
      return schema.schemaDescription();
    }

    @Override
    public List<DirectiveNode> directives() {
      return schema.schemaDirectives();
    }

    @Override
    public Place place() {
      return schema.start();
    }
  }

  /** Custom directives that are kept, and the executable ones that every subgraph understands. */
  private SequencedMap<String, DirectiveDefinitionNode> definitions() {
    SequencedMap<String, DirectiveDefinitionNode> definitions =
        new LinkedHashMap<>(composed.definitions());
    ExecutableDirectives.merge(merging, definitions.keySet()).forEach(definitions::put);
    return definitions;
  }

  /** How the links' specifications are called. */
  private static Set<String> namesOf(List<DirectiveNode> links) {
    Set<String> found = new LinkedHashSet<>();
    for (DirectiveNode link : links) {
      String as = link.string("as");
      Feature feature = Feature.parse(String.valueOf(link.string("url")));
      if (as != null) {
        found.add(as);
      } else if (feature != null) {
        found.add(feature.name());
      }
    }
    return found;
  }

  private static DirectiveNode link(String url, @Nullable String purpose) {
    Join link = Join.directive("link").with("url", url);
    return (purpose == null ? link : link.with("for", new Value.EnumValue(purpose))).build();
  }

  /** The connector services' links and sources travel as {@code @join__directive}. */
  private void connectors(List<DirectiveNode> into) {
    SequencedMap<SequencedMap<String, Value>, List<Participant>> links = new LinkedHashMap<>();
    SequencedMap<SequencedMap<String, Value>, List<Participant>> sources = new LinkedHashMap<>();
    for (Participant participant : merging.participants()) {
      Link link = participant.schema().links().to(Feature.CONNECT);
      if (link == null) {
        continue;
      }
      SequencedMap<String, Value> arguments = new LinkedHashMap<>();
      arguments.put("url", new Value.StringValue(link.feature().toString()));
      arguments.put(
          "import",
          new Value.ListValue(
              List.of(new Value.StringValue("@connect"), new Value.StringValue("@source"))));
      links.computeIfAbsent(arguments, _ -> new ArrayList<>()).add(participant);
      for (DirectiveNode use : participant.schema().schemaDirectives()) {
        if (use.is(FederationDirective.SOURCE)) {
          sources.computeIfAbsent(use.arguments(), _ -> new ArrayList<>()).add(participant);
        }
      }
    }
    links.forEach((arguments, users) -> into.add(Join.carried(users, "link", arguments)));
    sources.forEach(
        (arguments, users) ->
            into.add(Join.carried(users, FederationDirective.SOURCE.directiveName(), arguments)));
    for (Participant participant : merging.participants()) {
      SequencedMap<String, Value> names = JsonNames.of(participant.schema());
      if (!names.isEmpty()) {
        into.add(Join.carried(List.of(participant), JsonNames.DIRECTIVE, names));
      }
    }
  }
}
