package dev.tributary.supergraph;

import dev.tributary.supergraph.SdlDocument.DirectiveSyntax;
import dev.tributary.supergraph.SdlDocument.EnumSyntax;
import dev.tributary.supergraph.SdlDocument.EnumValueSyntax;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The {@code join__Graph} enum: every subgraph with its id. */
record Subgraphs(List<Subgraph> list, Map<String, Integer> idByEnumName) {

  static Subgraphs of(SdlDocument document, LinkedSpecs specs, List<String> problems) {
    List<Subgraph> list = new ArrayList<>();
    Map<String, Integer> ids = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (EnumSyntax type : document.all(EnumSyntax.class)) {
      if (type.name().equals(specs.graphEnum())) {
        for (EnumValueSyntax value : type.values()) {
          Subgraph subgraph = subgraph(list.size(), value, specs, problems);
          if (!names.add(subgraph.name()) || ids.containsKey(subgraph.enumName())) {
            problems.add("two subgraphs are named \"" + subgraph.name() + "\"");
          }
          ids.put(subgraph.enumName(), subgraph.id());
          list.add(subgraph);
        }
      }
    }
    if (list.isEmpty()) {
      problems.add("the enum " + specs.graphEnum() + " names no subgraph");
    }
    return new Subgraphs(List.copyOf(list), Map.copyOf(ids));
  }

  private static Subgraph subgraph(
      int id, EnumValueSyntax value, LinkedSpecs specs, List<String> problems) {
    String graphDirective = specs.joinDirective("graph");
    String name = null;
    String url = null;
    for (DirectiveSyntax directive : value.directives()) {
      if (directive.name().equals(graphDirective)) {
        Arguments arguments = Arguments.of(directive);
        name = arguments.string("name");
        url = arguments.string("url");
        break;
      }
    }
    if (name == null) {
      problems.add(
          specs.graphEnum() + "." + value.name() + " has no @" + graphDirective + "(name:)");
      name = value.name();
    }
    return new Subgraph(id, value.name(), name, name, url == null ? "" : url);
  }

  /** A new set with every subgraph in it. */
  BitSet all() {
    BitSet all = new BitSet();
    all.set(0, list.size());
    return all;
  }
}
