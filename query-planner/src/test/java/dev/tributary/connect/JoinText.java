package dev.tributary.connect;

import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import dev.tributary.supergraph.TypeDefinition.InSubgraph;
import dev.tributary.supergraph.TypeDefinition.UnionType;
import dev.tributary.supergraph.TypeDefinition.WithFields;
import java.util.stream.Collectors;

/** What each subgraph of a supergraph resolves, as text to compare. */
final class JoinText {
  private JoinText() {}

  static String of(Supergraph supergraph, String service) {
    return supergraph.subgraphs().stream()
        .filter(subgraph -> subgraph.service().equals(service))
        .map(subgraph -> of(supergraph, subgraph))
        .collect(Collectors.joining());
  }

  private static String of(Supergraph supergraph, Subgraph subgraph) {
    StringBuilder out = new StringBuilder(subgraph.name()).append('\n');
    for (TypeDefinition type : supergraph.types().values()) {
      if (type instanceof WithFields fields && fields.in().containsKey(subgraph.id())) {
        InSubgraph in = fields.in().get(subgraph.id());
        out.append("  ").append(type.name());
        fields
            .interfaces()
            .forEach(
                (name, where) -> {
                  if (where.get(subgraph.id())) {
                    out.append(" implements ").append(name);
                  }
                });
        in.keys()
            .forEach(
                key ->
                    out.append(key.resolvable() ? " key(" : " leave(")
                        .append(key.fields())
                        .append(')'));
        out.append(":");
        fields
            .fields()
            .values()
            .forEach(
                field -> {
                  var declared = field.in().get(subgraph.id());
                  if (declared != null) {
                    out.append(' ')
                        .append(field.name())
                        .append(declared.external() ? "(external)" : "")
                        .append(
                            declared.provides() == null
                                ? ""
                                : "(provides " + declared.provides() + ")");
                  }
                });
        out.append('\n');
      }
      if (type instanceof UnionType union && union.in().get(subgraph.id())) {
        out.append("  union ").append(union.name()).append(':');
        union
            .members()
            .forEach(
                (member, where) -> {
                  if (where.get(subgraph.id())) {
                    out.append(' ').append(member);
                  }
                });
        out.append('\n');
      }
    }
    return out.toString();
  }
}
