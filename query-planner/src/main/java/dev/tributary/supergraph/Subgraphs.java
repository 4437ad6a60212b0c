package dev.tributary.supergraph;

import graphql.language.Directive;
import graphql.language.Document;
import graphql.language.EnumTypeDefinition;
import graphql.language.EnumValueDefinition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The {@code join__Graph} enum: every subgraph with its id. */
record Subgraphs(List<Subgraph> list, Map<String, Integer> idByEnumName) {

  static Subgraphs of(Document document, LinkedSpecs specs, List<String> problems) {
    List<Subgraph> list = new ArrayList<>();
    Map<String, Integer> ids = new HashMap<>();
    Set<String> names = new HashSet<>();
    for (EnumTypeDefinition type : document.getDefinitionsOfType(EnumTypeDefinition.class)) {
      if (type.getName().equals(specs.graphEnum())) {
        for (EnumValueDefinition value : type.getEnumValueDefinitions()) {
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
      int id, EnumValueDefinition value, LinkedSpecs specs, List<String> problems) {
    List<Directive> directives = value.getDirectives(specs.joinDirective("graph"));
    String name = null;
    String url = null;
    if (!directives.isEmpty()) {
      Arguments arguments = Arguments.of(directives.getFirst());
      name = arguments.string("name");
      url = arguments.string("url");
    }
    if (name == null) {
      problems.add(
          specs.graphEnum()
              + "."
              + value.getName()
              + " has no @"
              + specs.joinDirective("graph")
              + "(name:)");
      name = value.getName();
    }
    return new Subgraph(id, value.getName(), name, name, url == null ? "" : url);
  }

  /** A new set with every subgraph in it. */
  BitSet all() {
    BitSet all = new BitSet();
    all.set(0, list.size());
    return all;
  }
}
