package dev.tributary.connect;

import dev.tributary.supergraph.AppliedDirective;
import dev.tributary.supergraph.InvalidSupergraphException;
import dev.tributary.supergraph.Subgraph;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.TypeDefinition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Makes REST services something to plan on. */
public final class Connectors {
  private Connectors() {}

  /**
   * Replaces each service that has connectors by virtual subgraphs, one for each connector: only
   * then does "which subgraph resolves this field, and from which key" have one answer. Connectors
   * on root fields that give the same of every type they share become one.
   *
   * <p>A virtual subgraph keeps the service's name as its {@link Subgraph#service()}. The service's
   * other subgraphs keep their ids; the first virtual one takes the service's, the rest are added
   * at the end. A supergraph without connectors comes back unchanged.
   *
   * @throws InvalidSupergraphException when a connector cannot be read; every problem is in it
   */
  public static ConnectorExpansion expand(Supergraph supergraph) {
    List<String> problems = new ArrayList<>();
    SortedMap<Integer, List<VirtualSubgraph>> byService = new TreeMap<>();
    for (int id : withDirectives(supergraph).stream().toArray()) {
      ServiceSchema schema = new ServiceSchema(supergraph, id);
      List<Connector> connectors = new ConnectorReader(schema, problems).read();
      if (!connectors.isEmpty()) {
        byService.put(id, virtualSubgraphs(schema, connectors));
      }
    }
    if (!problems.isEmpty()) {
      throw new InvalidSupergraphException(problems);
    }
    if (byService.isEmpty()) {
      return new ConnectorExpansion(supergraph, Collections.emptySortedMap());
    }
    return expand(supergraph, byService);
  }

  /**
   * The subgraphs of which a directive has come this far. Others have no connectors, and to look
   * for them in hundreds of services of which none has takes longer than all else.
   */
  private static BitSet withDirectives(Supergraph supergraph) {
    BitSet subgraphs = new BitSet();
    add(supergraph.schemaDirectives(), subgraphs);
    for (TypeDefinition type : supergraph.types().values()) {
      if (type instanceof TypeDefinition.ObjectType object) {
        add(object.directives(), subgraphs);
        object.fields().values().forEach(field -> add(field.directives(), subgraphs));
      }
    }
    return subgraphs;
  }

  private static void add(List<AppliedDirective> directives, BitSet into) {
    for (AppliedDirective directive : directives) {
      if (directive.subgraphs() != null) {
        into.or(directive.subgraphs());
      }
    }
  }

  private static List<VirtualSubgraph> virtualSubgraphs(
      ServiceSchema schema, List<Connector> connectors) {
    List<Fold> folds = new ArrayList<>();
    for (Connector connector : connectors) {
      VirtualSubgraph next = VirtualSubgraph.of(schema, connector);
      if (folds.stream().noneMatch(fold -> fold.takes(next))) {
        folds.add(new Fold(next));
      }
    }
    return folds.stream().map(Fold::whole).toList();
  }

  private static ConnectorExpansion expand(
      Supergraph supergraph, SortedMap<Integer, List<VirtualSubgraph>> byService) {
    List<Subgraph> subgraphs = new ArrayList<>(supergraph.subgraphs());
    SortedMap<Integer, List<Connector>> connectors = new TreeMap<>();
    Map<Integer, SortedMap<Integer, VirtualSubgraph>> replacements = new LinkedHashMap<>();
    byService.forEach(
        (service, virtuals) -> {
          Subgraph original = supergraph.subgraphs().get(service);
          SortedMap<Integer, VirtualSubgraph> byId = new TreeMap<>();
          for (VirtualSubgraph virtual : virtuals) {
            int id = byId.isEmpty() ? service : subgraphs.size();
            String name = unusedName(virtual.name(), subgraphs);
            Subgraph subgraph =
                new Subgraph(
                    id,
                    name.toUpperCase(Locale.ROOT).replace('-', '_'),
                    name,
                    original.service(),
                    "");
            if (id == service) {
              subgraphs.set(id, subgraph);
            } else {
              subgraphs.add(subgraph);
            }
            byId.put(id, virtual);
            connectors.put(id, virtual.connectors());
          }
          replacements.put(service, byId);
        });
    return new ConnectorExpansion(
        new Expansion(supergraph, List.copyOf(subgraphs), replacements).supergraph(),
        Collections.unmodifiableSortedMap(connectors));
  }

  private static String unusedName(String wanted, List<Subgraph> subgraphs) {
    String name = wanted;
    while (isUsed(name, subgraphs)) {
      name += "_";
    }
    return name;
  }

  private static boolean isUsed(String name, List<Subgraph> subgraphs) {
    return subgraphs.stream().anyMatch(subgraph -> subgraph.name().equals(name));
  }
}
