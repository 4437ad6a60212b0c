package dev.tributary.supergraph;

import dev.tributary.supergraph.SdlDocument.DirectiveSyntax;
import dev.tributary.supergraph.TypeDefinition.ContextArgument;
import dev.tributary.supergraph.TypeDefinition.FieldInSubgraph;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.Key;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads the directives of supergraph elements: the join specification's, and all others. */
final class JoinReader {

  private static final FieldSet NOTHING = new FieldSet(List.of());

  private final LinkedSpecs specs;
  private final Subgraphs subgraphs;
  private final List<String> problems;

  /** The same key text stands on a type once per subgraph: read it once. */
  private final Map<String, FieldSet> fieldSets = new HashMap<>();

  private final String typeDirective;
  private final String fieldDirective;
  private final String ownerDirective;
  private final String implementsDirective;
  private final String memberDirective;
  private final String enumValueDirective;
  private final String carrierDirective;

  JoinReader(LinkedSpecs specs, Subgraphs subgraphs, List<String> problems) {
    this.specs = specs;
    this.subgraphs = subgraphs;
    this.problems = problems;
    this.typeDirective = specs.joinDirective("type");
    this.fieldDirective = specs.joinDirective("field");
    this.ownerDirective = specs.joinDirective("owner");
    this.implementsDirective = specs.joinDirective("implements");
    this.memberDirective = specs.joinDirective("unionMember");
    this.enumValueDirective = specs.joinDirective("enumValue");
    this.carrierDirective = specs.joinDirective("directive");
  }

  void problem(String coordinate, String problem) {
    problems.add(coordinate + ": " + problem);
  }

  BitSet everywhere() {
    return subgraphs.all();
  }

  /** What each subgraph declares of a type. A type that says nothing is known to every subgraph. */
  SortedMap<Integer, InSubgraph> typeIn(List<DirectiveSyntax> directives, String coordinate) {
    SortedMap<Integer, List<Key>> keys = new TreeMap<>();
    BitSet interfaceObjects = new BitSet();
    for (DirectiveSyntax directive : directives) {
      boolean owner = directive.name().equals(ownerDirective);
      if (!owner && !directive.name().equals(typeDirective)) {
        continue;
      }
      Arguments arguments = Arguments.of(directive);
      int graph = graph(arguments, coordinate);
      if (graph < 0) {
        continue;
      }
      List<Key> keysHere = keys.computeIfAbsent(graph, any -> new ArrayList<>());
      String key = arguments.string("key");
      if (key != null) {
        keysHere.add(
            new Key(fieldSet(key, coordinate, "key"), arguments.flagUnlessFalse("resolvable")));
      }
      if (arguments.flag("isInterfaceObject")) {
        interfaceObjects.set(graph);
      }
    }
    if (keys.isEmpty()) {
      subgraphs.list().forEach(subgraph -> keys.put(subgraph.id(), List.of()));
    }
    SortedMap<Integer, InSubgraph> in = new TreeMap<>();
    keys.forEach(
        (graph, keysHere) ->
            in.put(graph, new InSubgraph(List.copyOf(keysHere), interfaceObjects.get(graph))));
    return Collections.unmodifiableSortedMap(in);
  }

  /** The subgraphs that extend the type rather than define it. */
  BitSet extendedIn(List<DirectiveSyntax> directives) {
    BitSet extended = new BitSet();
    for (DirectiveSyntax directive : directives) {
      if (!directive.name().equals(typeDirective)) {
        continue;
      }
      Arguments arguments = Arguments.of(directive);
      String graph = arguments.enumName("graph");
      Integer id = graph == null ? null : subgraphs.idByEnumName().get(graph);
      if (id != null && arguments.flag("extension")) {
        extended.set(id);
      }
    }
    return extended;
  }

  /** The subgraphs to which a type's fields without {@code @join__field} belong. */
  BitSet fieldHome(List<DirectiveSyntax> directives, BitSet knownIn, String coordinate) {
    if (specs.ownedTypes()) {
      for (DirectiveSyntax directive : directives) {
        if (directive.name().equals(ownerDirective)) {
          int owner = graph(Arguments.of(directive), coordinate);
          if (owner >= 0) {
            BitSet home = new BitSet();
            home.set(owner);
            return home;
          }
        }
      }
    }
    return knownIn;
  }

  /** What each subgraph says of a field; null when the field has no {@code @join__field}. */
  @Nullable SortedMap<Integer, FieldInSubgraph> fieldIn(
      List<DirectiveSyntax> directives, BitSet knownIn, String coordinate) {
    SortedMap<Integer, FieldInSubgraph> in = null;
    for (DirectiveSyntax directive : directives) {
      if (!directive.name().equals(fieldDirective)) {
        continue;
      }
      if (in == null) {
        in = new TreeMap<>();
      }
      Arguments arguments = Arguments.of(directive);
      // Without a graph it says that no subgraph resolves the field on this type itself.
      if (!arguments.has("graph")) {
        continue;
      }
      int graph = graph(arguments, coordinate);
      if (graph < 0) {
        continue;
      }
      if (!knownIn.get(graph)) {
        problem(
            coordinate,
            "@" + fieldDirective + " names " + nameOf(graph) + ", which does not have its type");
      } else if (in.putIfAbsent(graph, fieldInSubgraph(arguments, coordinate)) != null) {
        problem(coordinate, "@" + fieldDirective + " names " + nameOf(graph) + " twice");
      }
    }
    return in;
  }

  private FieldInSubgraph fieldInSubgraph(Arguments arguments, String coordinate) {
    String requires = arguments.string("requires");
    String provides = arguments.string("provides");
    String type = arguments.string("type");
    return new FieldInSubgraph(
        arguments.flag("external"),
        requires == null ? null : fieldSet(requires, coordinate, "requires"),
        provides == null ? null : fieldSet(provides, coordinate, "provides"),
        type == null ? null : typeRef(type, coordinate),
        arguments.string("override"),
        arguments.string("overrideLabel"),
        arguments.flag("usedOverridden"),
        contextArguments(arguments.list("contextArguments"), coordinate));
  }

  private List<ContextArgument> contextArguments(List<Value> values, String coordinate) {
    List<ContextArgument> contextArguments = new ArrayList<>();
    for (Value value : values) {
      if (value instanceof Value.ObjectValue(var fields)
          && fields.get("name") instanceof Value.StringValue(String name)
          && fields.get("type") instanceof Value.StringValue(String type)
          && fields.get("context") instanceof Value.StringValue(String context)
          && fields.get("selection") instanceof Value.StringValue(String selection)
          && typeRef(type, coordinate) instanceof TypeRef typeRef) {
        contextArguments.add(
            new ContextArgument(
                name, typeRef, context, fieldSet(selection, coordinate, "selection")));
      } else {
        problem(
            coordinate, "a context argument needs \"name\", \"type\", \"context\", \"selection\"");
      }
    }
    return List.copyOf(contextArguments);
  }

  /** Interfaces in the order written, with the subgraphs in which each is implemented. */
  SequencedMap<String, BitSet> interfaces(
      List<DirectiveSyntax> directives, List<String> names, BitSet knownIn, String coordinate) {
    return memberships(directives, implementsDirective, "interface", names, knownIn, coordinate);
  }

  /** Union members in the order written, with the subgraphs in which each is a member. */
  SequencedMap<String, BitSet> members(
      List<DirectiveSyntax> directives, List<String> names, BitSet knownIn, String coordinate) {
    return memberships(directives, memberDirective, "member", names, knownIn, coordinate);
  }

  private SequencedMap<String, BitSet> memberships(
      List<DirectiveSyntax> directives,
      String directiveName,
      String argument,
      List<String> names,
      BitSet knownIn,
      String coordinate) {
    SequencedMap<String, BitSet> said = new LinkedHashMap<>();
    names.forEach(name -> said.put(name, new BitSet()));
    for (DirectiveSyntax directive : directives) {
      if (directive.name().equals(directiveName)) {
        Arguments arguments = Arguments.of(directive);
        int graph = graph(arguments, coordinate);
        BitSet in = said.get(arguments.string(argument));
        if (in == null) {
          problem(
              coordinate,
              "@"
                  + directiveName
                  + " names \""
                  + arguments.string(argument)
                  + "\", which it is not");
        } else if (graph >= 0) {
          in.set(graph);
        }
      }
    }
    said.replaceAll((name, in) -> in.isEmpty() ? knownIn : in);
    return Collections.unmodifiableSequencedMap(said);
  }

  /** The subgraphs that have an enum value. */
  BitSet enumValueIn(List<DirectiveSyntax> directives, BitSet knownIn, String coordinate) {
    BitSet in = new BitSet();
    for (DirectiveSyntax directive : directives) {
      if (directive.name().equals(enumValueDirective)) {
        int graph = graph(Arguments.of(directive), coordinate);
        if (graph >= 0) {
          in.set(graph);
        }
      }
    }
    return in.isEmpty() ? knownIn : in;
  }

  boolean inaccessible(List<DirectiveSyntax> directives) {
    return directives.stream().anyMatch(this::isInaccessible);
  }

  private boolean isInaccessible(DirectiveSyntax directive) {
    return specs.canonicalDirective(directive.name()).equals("inaccessible");
  }

  /** All directives but the join specification's own and {@code @inaccessible}. */
  List<AppliedDirective> directives(List<DirectiveSyntax> directives, String coordinate) {
    List<AppliedDirective> applied = new ArrayList<>();
    for (DirectiveSyntax directive : directives) {
      String spelled = directive.name();
      if (spelled.equals(carrierDirective)) {
        carried(Arguments.of(directive), coordinate, applied);
      } else if (!isJoin(spelled) && !isInaccessible(directive) && !isLink(spelled)) {
        applied.add(
            new AppliedDirective(
                specs.canonicalDirective(spelled), Arguments.of(directive).values(), null));
      }
    }
    return List.copyOf(applied);
  }

  /** {@code @join__directive(graphs: [A], name: "connect", args: {...})}. */
  private void carried(Arguments arguments, String coordinate, List<AppliedDirective> applied) {
    BitSet graphs = new BitSet();
    for (Value graph : arguments.list("graphs")) {
      int id = graph instanceof Value.EnumValue(String name) ? graph(name, coordinate) : -1;
      if (id >= 0) {
        graphs.set(id);
      }
    }
    String name = arguments.string("name");
    if (name == null) {
      problem(coordinate, "@" + carrierDirective + " has no \"name\"");
      return;
    }
    SequencedMap<String, Value> carried =
        arguments.value("args") instanceof Value.ObjectValue(var fields)
            ? fields
            : new LinkedHashMap<>();
    applied.add(new AppliedDirective(name, carried, graphs));
  }

  private boolean isLink(String spelled) {
    String canonical = specs.canonicalDirective(spelled);
    return canonical.equals("link") || canonical.equals("core");
  }

  private boolean isJoin(String spelled) {
    return spelled.equals(typeDirective)
        || spelled.equals(fieldDirective)
        || spelled.equals(ownerDirective)
        || spelled.equals(implementsDirective)
        || spelled.equals(memberDirective)
        || spelled.equals(enumValueDirective);
  }

  private FieldSet fieldSet(String text, String coordinate, String argument) {
    FieldSet known = fieldSets.get(text);
    if (known != null) {
      return known;
    }
    return switch (FieldSets.parse(text)) {
      case FieldSets.Valid(FieldSet fieldSet) -> {
        fieldSets.put(text, fieldSet);
        yield fieldSet;
      }
      case FieldSets.Malformed malformed -> {
        problem(coordinate, argument + " \"" + text + "\": " + malformed.problem());
        yield NOTHING;
      }
    };
  }

  private @Nullable TypeRef typeRef(String text, String coordinate) {
    TypeRef type = TypeRefParser.parse(text);
    if (type == null) {
      problem(coordinate, "\"" + text + "\" is not a type");
    }
    return type;
  }

  private int graph(Arguments arguments, String coordinate) {
    String name = arguments.enumName("graph");
    if (name == null) {
      problem(coordinate, "a join directive without a \"graph\"");
      return -1;
    }
    return graph(name, coordinate);
  }

  private int graph(String enumName, String coordinate) {
    Integer id = subgraphs.idByEnumName().get(enumName);
    if (id == null) {
      problem(coordinate, "unknown subgraph " + enumName);
      return -1;
    }
    return id;
  }

  private String nameOf(int graph) {
    return subgraphs.list().get(graph).enumName();
  }
}
