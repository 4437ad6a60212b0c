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
import java.util.List;
import java.util.Optional;

/** What is worth knowing of REST connectors before they are asked. */
final class ConnectorHints {
  private ConnectorHints() {}

  static void check(
      ConnectorExpansion expansion, List<Participant> participants, Problems problems) {
    for (CallsPerItem.Edge edge : CallsPerItem.of(expansion)) {
      Connector connector = edge.connector();
      problems.hint(
          Severity.WARN,
          "CONNECTOR_CALLS_PER_ITEM",
          edge.field(),
          place(connector, participants).map(List::of).orElse(List.of()),
          message(edge));
    }
  }

  private static String message(CallsPerItem.Edge edge) {
    Connector connector = edge.connector();
    String item =
        connector.kind() == Connector.Kind.ENTITY
            ? connector.type().namedType()
            : connector.typeName();
    return "%s of the items of \"%s\"%s %s \"%s\" with one call each: %s."
        .formatted(
            quoted(edge.missing()),
            edge.list(),
            edge.list().equals(edge.field()) ? "" : ", by way of \"" + edge.field() + "\",",
            edge.missing().size() == 1 ? "is asked of" : "are asked of",
            connector.coordinate(),
            connector.arguments().isEmpty() || connector.kind() == Connector.Kind.ENTITY
                ? "give \""
                    + item
                    + "\" a connector that reads $batch, or select them with the list"
                : "its arguments rule $batch out, so keep the list short, or limit the calls with"
                    + " maxCallsPerRequest");
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
