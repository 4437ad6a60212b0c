package dev.tributary.compose;

import dev.tributary.connect.CallsPerItem;
import dev.tributary.connect.Connector;
import dev.tributary.connect.ConnectorExpansion;
import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.Place;
import dev.tributary.subgraph.Problem.Severity;
import dev.tributary.subgraph.Problems;
import dev.tributary.subgraph.SubgraphSchema;
import dev.tributary.subgraph.TypeNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is worth knowing of REST connectors before they are asked. */
final class ConnectorHints {
  private static final int MOST_NAMED = 10;

  private ConnectorHints() {}

  /** One hint for a connector and what it gives, however many lists lead there. */
  static void check(
      ConnectorExpansion expansion, List<Participant> participants, Problems problems) {
    record Asked(String connector, List<String> missing) {}
    Map<Asked, List<CallsPerItem.Edge>> lists = new LinkedHashMap<>();
    for (CallsPerItem.Edge edge : CallsPerItem.of(expansion)) {
      lists
          .computeIfAbsent(
              new Asked(edge.connector().coordinate(), edge.missing()), _ -> new ArrayList<>())
          .add(edge);
    }
    for (List<CallsPerItem.Edge> edges : lists.values()) {
      CallsPerItem.Edge first = edges.getFirst();
      problems.hint(
          Severity.WARN,
          "CONNECTOR_CALLS_PER_ITEM",
          first.field(),
          place(first.connector(), participants).map(List::of).orElse(List.of()),
          message(first, edges));
    }
  }

  private static String message(CallsPerItem.Edge first, List<CallsPerItem.Edge> edges) {
    Connector connector = first.connector();
    String item =
        connector.kind() == Connector.Kind.ENTITY
            ? connector.type().namedType()
            : connector.typeName();
    return "%s of the items of %s %s \"%s\" with one call each: %s."
        .formatted(
            quoted(first.missing()),
            edges.size() == 1 ? list(first) : lists(edges),
            first.missing().size() == 1 ? "is asked of" : "are asked of",
            connector.coordinate(),
            connector.arguments().isEmpty() || connector.kind() == Connector.Kind.ENTITY
                ? "give \""
                    + item
                    + "\" a connector that reads $batch, or select them with the list"
                : "its arguments rule $batch out, so keep the list short, or limit the calls with"
                    + " maxCallsPerRequest");
  }

  private static String list(CallsPerItem.Edge edge) {
    return edge.list().equals(edge.field())
        ? "\"%s\"".formatted(edge.list())
        : "\"%s\", by way of \"%s\",".formatted(edge.list(), edge.field());
  }

  private static String lists(List<CallsPerItem.Edge> edges) {
    List<String> named = edges.stream().map(CallsPerItem.Edge::list).limit(MOST_NAMED).toList();
    return "%d lists (%s%s)"
        .formatted(edges.size(), quoted(named), edges.size() > MOST_NAMED ? ", ..." : "");
  }

  private static String quoted(List<String> names) {
    return String.join(", ", names.stream().map(name -> "\"" + name + "\"").toList());
  }

  /** Where the connector stands, as near as the merged schemas know. */
  private static Optional<Place> place(Connector connector, List<Participant> participants) {
    return participants.stream()
        .map(Participant::schema)
        .filter(schema -> schema.name().equals(connector.service()))
        .findFirst()
        .flatMap(schema -> place(connector, schema));
  }

  private static Optional<Place> place(Connector connector, SubgraphSchema schema) {
    TypeNode.WithFields type = schema.withFields(connector.typeName());
    if (type == null) {
      return Optional.empty();
    }
    FieldNode field =
        connector.fieldName() == null ? null : type.fields().get(connector.fieldName());
    return Optional.of(field == null ? type.place() : field.place());
  }
}
