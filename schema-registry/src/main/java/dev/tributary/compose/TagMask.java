package dev.tributary.compose;

import dev.tributary.subgraph.DirectiveDefinitionNode;
import dev.tributary.subgraph.DirectiveNode;
import dev.tributary.subgraph.ElementNode;
import dev.tributary.subgraph.EnumValueNode;
import dev.tributary.subgraph.FederationDirective;
import dev.tributary.subgraph.FieldNode;
import dev.tributary.subgraph.InputValueNode;
import dev.tributary.subgraph.LinkedDocument;
import dev.tributary.subgraph.TypeNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * Decides which elements a filter hides. First by tags; then an interface's field goes where an
 * implementation's went; then types go of which nothing is left; last, when asked for, types that
 * nothing leads to. Elements go by their schema coordinates.
 */
final class TagMask {
  private final Map<String, TypeNode> types;
  private final LinkedDocument document;
  private final TagFilter filter;
  private final SupergraphNames names;
  private final Set<String> hidden = new HashSet<>();
  private boolean added;

  private TagMask(Map<String, TypeNode> types, LinkedDocument document, TagFilter filter) {
    this.types = types;
    this.document = document;
    this.filter = filter;
    this.names = SupergraphNames.inaccessible(document.links());
  }

  /**
   * @param types the graph's own types, machinery left out
   */
  static Contract.Masked apply(
      Map<String, TypeNode> types, LinkedDocument document, TagFilter filter) {
    TagMask mask = new TagMask(types, document, filter);
    types.values().forEach(mask::byTags);
    int before;
    do {
      before = mask.hidden.size();
      types.values().forEach(mask::interfacesOf);
      types.values().forEach(mask::emptied);
    } while (mask.hidden.size() > before);
    if (filter.unreachable() == TagFilter.Unreachable.HIDDEN) {
      Set<String> reached =
          new VisibleTypes(types, mask.hidden).from(document.roots().values(), mask.executable());
      types.keySet().stream().filter(name -> !reached.contains(name)).forEach(mask.hidden::add);
    }
    return mask.masked();
  }

  private void byTags(TypeNode type) {
    Set<String> ofType = tags(type);
    hideIf(type.name(), type, isExcluded(ofType));
    switch (type) {
      case TypeNode.WithFields withFields -> {
        for (FieldNode field : withFields.fields().values()) {
          Set<String> all = new HashSet<>(ofType);
          all.addAll(tags(field));
          String coordinate = type.name() + "." + field.name();
          hideIf(coordinate, field, isExcluded(all) || !isIncluded(all));
          for (InputValueNode argument : field.arguments().values()) {
            hideIf(coordinate + "(" + argument.name() + ":)", argument, isExcluded(tags(argument)));
          }
        }
      }
      case TypeNode.UnionNode _ -> hideIf(type.name(), type, !isIncluded(ofType));
      case TypeNode.EnumNode constants -> members(type, constants.values().values());
      case TypeNode.InputNode input -> members(type, input.fields().values());
      case TypeNode.ScalarNode _ -> {}
    }
  }

  private void members(TypeNode type, Collection<? extends ElementNode> members) {
    for (ElementNode member : members) {
      hideIf(type.name() + "." + member.name(), member, isExcluded(tags(member)));
    }
  }

  private void hideIf(String coordinate, ElementNode element, boolean hide) {
    if (hide || element.has(FederationDirective.INACCESSIBLE)) {
      hidden.add(coordinate);
    }
  }

  private static Set<String> tags(ElementNode element) {
    Set<String> tags = new HashSet<>();
    for (DirectiveNode use : element.all(FederationDirective.TAG)) {
      String name = use.string("name");
      if (name != null) {
        tags.add(name);
      }
    }
    return tags;
  }

  private boolean isExcluded(Set<String> tags) {
    return tags.stream().anyMatch(filter.exclude()::contains);
  }

  private boolean isIncluded(Set<String> tags) {
    return filter.include().isEmpty() || tags.stream().anyMatch(filter.include()::contains);
  }

  /** What an implementation does not show, its interfaces cannot promise. */
  private void interfacesOf(TypeNode type) {
    if (!(type instanceof TypeNode.WithFields implementation) || hidden.contains(type.name())) {
      return;
    }
    for (String name : implementation.interfaces().keySet()) {
      if (!(types.get(name) instanceof TypeNode.InterfaceNode contract)) {
        continue;
      }
      for (FieldNode field : contract.fields().values()) {
        FieldNode own = implementation.fields().get(field.name());
        if (own == null) {
          continue;
        }
        if (hidden.contains(type.name() + "." + field.name())) {
          hidden.add(name + "." + field.name());
        }
        for (String argument : field.arguments().keySet()) {
          String behind = "." + field.name() + "(" + argument + ":)";
          if (hidden.contains(type.name() + behind)) {
            hidden.add(name + behind);
          }
        }
      }
    }
  }

  private void emptied(TypeNode type) {
    Collection<String> members =
        switch (type) {
          case TypeNode.WithFields withFields -> withFields.fields().keySet();
          case TypeNode.EnumNode constants -> constants.values().keySet();
          case TypeNode.InputNode input -> input.fields().keySet();
          case TypeNode.UnionNode union -> union.members().keySet();
          case TypeNode.ScalarNode _ -> List.of();
        };
    boolean ofTypes = type instanceof TypeNode.UnionNode;
    if (!members.isEmpty()
        && members.stream()
            .allMatch(member -> hidden.contains(ofTypes ? member : type.name() + "." + member))) {
      hidden.add(type.name());
    }
  }

  private List<DirectiveDefinitionNode> executable() {
    return document.directives().values().stream()
        .filter(definition -> !document.isMachinery(definition.name()))
        .filter(ExecutableDirectives::isExecutable)
        .toList();
  }

  private Contract.Masked masked() {
    SequencedMap<String, TypeNode> masked = new LinkedHashMap<>();
    types.values().forEach(type -> masked.put(type.name(), masked(type)));
    SequencedMap<String, DirectiveDefinitionNode> directives = new LinkedHashMap<>();
    executable().forEach(definition -> directives.put(definition.name(), definition));
    return new Contract.Masked(masked, directives, names, added);
  }

  private TypeNode masked(TypeNode type) {
    TypeNode.Head head = type.head().withDirectives(directives(type.name(), type));
    return switch (type) {
      case TypeNode.ObjectNode object ->
          new TypeNode.ObjectNode(head, fields(object), object.interfaces());
      case TypeNode.InterfaceNode contract ->
          new TypeNode.InterfaceNode(head, fields(contract), contract.interfaces());
      case TypeNode.UnionNode union -> new TypeNode.UnionNode(head, union.members());
      case TypeNode.EnumNode constants -> {
        SequencedMap<String, EnumValueNode> values = new LinkedHashMap<>();
        for (EnumValueNode value : constants.values().values()) {
          values.put(
              value.name(),
              new EnumValueNode(
                  value.name(),
                  value.description(),
                  directives(type.name() + "." + value.name(), value),
                  value.place()));
        }
        yield new TypeNode.EnumNode(head, values);
      }
      case TypeNode.InputNode input ->
          new TypeNode.InputNode(head, values(type.name() + ".", "", input.fields()));
      case TypeNode.ScalarNode _ -> new TypeNode.ScalarNode(head);
    };
  }

  private SequencedMap<String, FieldNode> fields(TypeNode.WithFields type) {
    SequencedMap<String, FieldNode> fields = new LinkedHashMap<>();
    for (FieldNode field : type.fields().values()) {
      String coordinate = type.name() + "." + field.name();
      fields.put(
          field.name(),
          new FieldNode(
              field.name(),
              field.description(),
              field.type(),
              values(coordinate + "(", ":)", field.arguments()),
              directives(coordinate, field),
              field.place()));
    }
    return fields;
  }

  private SequencedMap<String, InputValueNode> values(
      String before, String after, SequencedMap<String, InputValueNode> values) {
    SequencedMap<String, InputValueNode> masked = new LinkedHashMap<>();
    for (InputValueNode value : values.values()) {
      masked.put(
          value.name(),
          new InputValueNode(
              value.name(),
              value.description(),
              value.type(),
              value.defaultValue(),
              directives(before + value.name() + after, value),
              value.place()));
    }
    return masked;
  }

  private List<DirectiveNode> directives(String coordinate, ElementNode element) {
    if (!hidden.contains(coordinate) || element.has(FederationDirective.INACCESSIBLE)) {
      return element.directives();
    }
    added = true;
    List<DirectiveNode> directives = new ArrayList<>(element.directives());
    directives.add(Contract.inaccessible(names));
    return directives;
  }
}
