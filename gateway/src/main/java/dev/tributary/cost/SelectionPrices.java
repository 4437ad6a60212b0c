package dev.tributary.cost;

import dev.tributary.cost.Arguments.Argument;
import dev.tributary.cost.Arguments.Slice;
import dev.tributary.operation.SelectionSet;
import dev.tributary.operation.SelectionSet.Field;
import dev.tributary.operation.SelectionSet.Fragment;
import dev.tributary.supergraph.TypeDefinition.ArgumentDefinition;
import dev.tributary.supergraph.TypeDefinition.FieldDefinition;
import dev.tributary.supergraph.TypeRef;
import dev.tributary.supergraph.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Prices selections: a term for each, of what one object of their type costs. An object that may be
 * of several types costs what the dearest of them does.
 */
final class SelectionPrices {

  private final CostDirectives directives;
  private final Terms terms;
  private final Arguments arguments;

  /** A selection on an interface is priced once per type, not once per way to it. */
  private final Map<SelectionSet, Map<Key, Priced>> known = new IdentityHashMap<>();

  private final Map<SelectionSet, Map<ObjectKey, Priced>> objects = new IdentityHashMap<>();

  private record ObjectKey(String declared, Sized sized, OwnWeight own) {}

  private record Key(String type, String declared, Sized sized) {}

  /** A term, and where it comes from. */
  record Priced(int term, List<Line> lines) {}

  /** List fields of an object whose size a field further up says. */
  record Sized(Set<String> fields, int size) {
    static final Sized NONE = new Sized(Set.of(), -1);
  }

  SelectionPrices(CostDirectives directives, Terms terms, Arguments arguments) {
    this.directives = directives;
    this.terms = terms;
    this.arguments = arguments;
  }

  /** Whether an object has a weight of its own besides what its field weighs. */
  enum OwnWeight {
    COUNTED,
    IN_FIELD
  }

  /** One object, {@code declared} being its position's type. */
  Priced object(String declared, SelectionSet set, Sized sized, OwnWeight own) {
    Map<ObjectKey, Priced> ofSet = objects.computeIfAbsent(set, any -> new HashMap<>());
    ObjectKey key = new ObjectKey(declared, sized, own);
    Priced before = ofSet.get(key);
    if (before == null) {
      before = alternatives(declared, set, sized, own);
      ofSet.put(key, before);
    }
    return before;
  }

  private Priced alternatives(String declared, SelectionSet set, Sized sized, OwnWeight own) {
    Set<String> possible = new TreeSet<>(directives.possibleTypes(declared));
    List<Integer> alternatives = new ArrayList<>();
    List<Line> lines = new ArrayList<>();
    for (String type : possible) {
      Priced fields = fields(set, type, declared, sized);
      List<Line> parts = new ArrayList<>();
      int term = fields.term();
      if (own == OwnWeight.COUNTED) {
        int weight = terms.constant(directives.typeWeight(type));
        parts.add(Line.amount("an object of type " + type, weight));
        term = terms.sum(List.of(weight, term));
      }
      parts.addAll(fields.lines());
      alternatives.add(term);
      lines.add(new Line("as " + type, Line.Kind.SUM, -1, term, parts));
    }
    return lines.size() == 1
        ? new Priced(alternatives.getFirst(), lines.getFirst().parts())
        : new Priced(
            terms.maximum(alternatives),
            List.of(
                new Line(
                    "the dearest of " + possible.size() + " types",
                    Line.Kind.ALTERNATIVES,
                    -1,
                    terms.maximum(alternatives),
                    lines)));
  }

  private Priced fields(SelectionSet set, String type, String declared, Sized sized) {
    Map<Key, Priced> ofSet = known.computeIfAbsent(set, any -> new HashMap<>());
    Key key = new Key(type, declared, sized);
    Priced before = ofSet.get(key);
    if (before == null) {
      List<Integer> parts = new ArrayList<>();
      List<Line> lines = new ArrayList<>();
      collect(set, type, declared, sized, parts, lines);
      before = new Priced(terms.sum(parts), List.copyOf(lines));
      ofSet.put(key, before);
    }
    return before;
  }

  private void collect(
      SelectionSet set,
      String type,
      String declared,
      Sized sized,
      List<Integer> parts,
      List<Line> lines) {
    for (SelectionSet.Selection selection : set.selections()) {
      switch (selection) {
        case Fragment fragment -> {
          if (applies(fragment.typeCondition(), type)) {
            Priced below = fields(fragment.selections(), type, fragment.typeCondition(), sized);
            int term = terms.when(fragment.condition(), below.term());
            parts.add(term);
            lines.addAll(
                term == below.term()
                    ? below.lines()
                    : List.of(
                        new Line(
                            "... if " + fragment.condition(),
                            Line.Kind.SUM,
                            -1,
                            term,
                            below.lines())));
          }
        }
        case Field field -> {
          Priced priced = field(field, type, declared, sized);
          parts.add(priced.term());
          lines.addAll(priced.lines());
        }
      }
    }
  }

  /** An interface object's service calls the objects by the interface's name. */
  private boolean applies(String condition, String type) {
    return condition.equals(type) || directives.possibleTypes(condition).contains(type);
  }

  private Priced field(Field field, String type, String declared, Sized sized) {
    FieldDefinition definition = directives.field(type, declared, field.name());
    if (definition == null) {
      return new Priced(terms.constant(0), List.of()); // __typename
    }
    Long weight = CostDirectives.weight(definition.directives());
    String named = field.type().namedType();
    List<Line> lines = new ArrayList<>();
    List<Integer> sum = new ArrayList<>();
    int depth = listDepth(field.type());
    boolean ofType = weight == null || depth > 0;
    if (weight != null) {
      own(field.name() + " itself", terms.constant(weight), sum, lines);
    }
    arguments(definition, field, sum, lines);
    int size = size(definition, declared, field, depth, sized);
    Priced item;
    if (field.selections() == null) {
      int leaf = terms.constant(ofType ? directives.typeWeight(named) : 0);
      item = new Priced(leaf, List.of(Line.amount("a value of type " + named, leaf)));
    } else {
      item =
          object(
              named,
              field.selections(),
              below(definition, declared, field),
              ofType ? OwnWeight.COUNTED : OwnWeight.IN_FIELD);
    }
    int items = terms.product(size, item.term());
    sum.add(items);
    if (depth == 0) {
      lines.addAll(item.lines());
    } else {
      lines.add(new Line("items", Line.Kind.SUM, size, items, item.lines()));
    }
    int term = terms.when(field.condition(), terms.sum(sum));
    return new Priced(term, List.of(new Line(label(field), Line.Kind.SUM, -1, term, lines)));
  }

  private static String label(Field field) {
    String name =
        field.responseKey().equals(field.name())
            ? field.name()
            : field.responseKey() + ": " + field.name();
    return field.condition() instanceof dev.tributary.operation.Condition.Always
        ? name
        : name + " if " + field.condition();
  }

  private static void own(String label, int term, List<Integer> sum, List<Line> lines) {
    sum.add(term);
    lines.add(Line.amount(label, term));
  }

  private void arguments(
      FieldDefinition definition, Field field, List<Integer> sum, List<Line> lines) {
    for (ArgumentDefinition argument : definition.arguments().values()) {
      if (arguments.mayCost(argument)) {
        own(
            "the argument " + argument.name(),
            terms.argument(new Argument(argument, field.arguments().get(argument.name()))),
            sum,
            lines);
      }
    }
  }

  /** What a field costs each time it is asked for, besides what its value costs. */
  int call(Field field, String type, String declared) {
    FieldDefinition definition = directives.field(type, declared, field.name());
    List<Integer> sum = new ArrayList<>();
    if (definition != null) {
      Long weight = CostDirectives.weight(definition.directives());
      sum.add(terms.constant(weight == null ? 0 : weight));
      arguments(definition, field, sum, new ArrayList<>());
    }
    return terms.sum(sum);
  }

  int nothing() {
    return terms.constant(0);
  }

  int greatest(List<Integer> of) {
    return terms.maximum(of);
  }

  /** Whether objects of a field are counted by their own type's weight. */
  boolean countsObjects(Field field, String type, String declared) {
    FieldDefinition definition = directives.field(type, declared, field.name());
    return definition != null
        && (listDepth(field.type()) > 0 || CostDirectives.weight(definition.directives()) == null);
  }

  /** How many items a field's value has; 1 when it is no list. */
  int size(Field field, String type, String declared, Sized sized) {
    FieldDefinition definition = directives.field(type, declared, field.name());
    return definition == null
        ? terms.constant(1)
        : size(definition, declared, field, listDepth(field.type()), sized);
  }

  private int size(
      FieldDefinition definition, String declared, Field field, int depth, Sized sized) {
    if (depth == 0) {
      return terms.constant(1);
    }
    int byDefault = terms.constant(directives.prices().listSize());
    int size = byDefault;
    if (sized.fields().contains(field.name())) {
      size = sized.size();
    } else {
      ListSize said = listSize(definition, declared, field.name());
      if (said != null && said.sizedFields().isEmpty()) {
        size = said(said, definition, field);
      }
    }
    // What the directive says is the outer list's size.
    for (int i = 1; i < depth; i++) {
      size = terms.product(size, byDefault);
    }
    return size;
  }

  /** The lists below a field that have the size that the field says. */
  Sized below(Field field, String type, String declared) {
    FieldDefinition definition = directives.field(type, declared, field.name());
    return definition == null ? Sized.NONE : below(definition, declared, field);
  }

  private Sized below(FieldDefinition definition, String declared, Field field) {
    ListSize said = listSize(definition, declared, field.name());
    return said == null || said.sizedFields().isEmpty()
        ? Sized.NONE
        : new Sized(said.sizedFields(), said(said, definition, field));
  }

  private int said(ListSize said, FieldDefinition definition, Field field) {
    return terms.size(
        slices(said, definition, field),
        said.assumedSize() == null
            ? directives.prices().listSize()
            : Math.max(0, said.assumedSize()));
  }

  /** An implementation that says nothing of its list's size has what its interface says. */
  private @Nullable ListSize listSize(FieldDefinition definition, String declared, String name) {
    ListSize own = CostDirectives.listSize(definition.directives());
    FieldDefinition above = own == null ? directives.field(declared, name) : null;
    return above == null ? own : CostDirectives.listSize(above.directives());
  }

  static List<Slice> slices(ListSize said, FieldDefinition definition, Field field) {
    List<Slice> slices = new ArrayList<>();
    for (List<String> path : said.slicingArguments()) {
      ArgumentDefinition argument = definition.arguments().get(path.getFirst());
      if (argument != null) {
        Value given = field.arguments().get(argument.name());
        slices.add(new Slice(new Argument(argument, given), path.subList(1, path.size())));
      }
    }
    return slices;
  }

  private static int listDepth(TypeRef type) {
    return switch (type) {
      case TypeRef.Named _ -> 0;
      case TypeRef.NonNull(TypeRef inner) -> listDepth(inner);
      case TypeRef.ListOf(TypeRef element) -> 1 + listDepth(element);
    };
  }
}
