package dev.tributary.samples.differential;

import graphql.schema.GraphQLArgument;
import graphql.schema.GraphQLCompositeType;
import graphql.schema.GraphQLFieldDefinition;
import graphql.schema.GraphQLFieldsContainer;
import graphql.schema.GraphQLInterfaceType;
import graphql.schema.GraphQLNamedOutputType;
import graphql.schema.GraphQLObjectType;
import graphql.schema.GraphQLOutputType;
import graphql.schema.GraphQLSchema;
import graphql.schema.GraphQLTypeUtil;
import graphql.schema.GraphQLUnionType;
import graphql.validation.Validator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes random valid operations over a schema: aliases, arguments and variables, inline and named
 * fragments, abstract types, {@code @skip} and {@code @include}, {@code __typename} anywhere. Two
 * fields of the same response key can come to conflict; such a document is thrown away and the next
 * one tried.
 */
public final class OperationGenerator {

  private static final int DEEPEST = 7;

  /** What is made when nothing else is asked for. */
  static final int MOST_SELECTIONS = 50;

  /** An operation; the same seed makes the same one. */
  public record Generated(long seed, String document, Map<String, @Nullable Object> variables) {
    @Override
    public String toString() {
      return "seed %d%n%s%nvariables %s".formatted(seed, document, variables);
    }
  }

  private final GraphQLSchema schema;
  private final ScalarValues scalars;
  private final int mostSelections;

  public OperationGenerator(GraphQLSchema schema, ScalarValues scalars, int mostSelections) {
    this.schema = schema;
    this.scalars = scalars;
    this.mostSelections = mostSelections;
  }

  public Generated query(long seed) {
    return valid(seed, "query", schema.getQueryType());
  }

  public Generated mutation(long seed) {
    return valid(seed, "mutation", Objects.requireNonNull(schema.getMutationType()));
  }

  private Generated valid(long seed, String kind, GraphQLObjectType root) {
    Random random = new Random(seed);
    while (true) {
      Generated candidate = new Attempt(random, seed, kind).operation(root);
      if (new Validator()
          .validateDocument(
              schema, new graphql.parser.Parser().parseDocument(candidate.document()), Locale.ROOT)
          .isEmpty()) {
        return candidate;
      }
    }
  }

  private final class Attempt {
    private final Random random;
    private final long seed;
    private final String kind;
    private final ArgumentGenerator arguments;
    private final Map<String, String> fragments = new LinkedHashMap<>();
    private int spent;
    private int aliases;

    Attempt(Random random, long seed, String kind) {
      this.random = random;
      this.seed = seed;
      this.kind = kind;
      this.arguments = new ArgumentGenerator(scalars, random);
    }

    Generated operation(GraphQLObjectType root) {
      String selections = selections(root, 0);
      String declarations = arguments.declarations();
      String name = random.nextBoolean() ? " Generated" : declarations.isEmpty() ? "" : " ";
      String head = random.nextInt(8) == 0 && declarations.isEmpty() ? kind : kind + name;
      String document = head + declarations + " " + selections;
      return new Generated(
          seed,
          document + String.join("", fragments.values().stream().map(it -> "\n" + it).toList()),
          arguments.variables());
    }

    private String selections(GraphQLCompositeType type, int depth) {
      List<String> selections = new ArrayList<>();
      int count = spent > mostSelections ? 1 : 1 + random.nextInt(4);
      for (int index = 0; index < count; index++) {
        selections.add(selection(type, depth));
      }
      return selections.stream().collect(Collectors.joining(" ", "{ ", " }"));
    }

    private String selection(GraphQLCompositeType type, int depth) {
      spent++;
      boolean union = type instanceof GraphQLUnionType;
      int choice = random.nextInt(20);
      if (choice == 0 || (union && (choice < 4 || spent > mostSelections))) {
        return (random.nextBoolean() ? "" : "t" + random.nextInt(3) + ": ") + "__typename";
      }
      int fragmentShare = union ? 20 : type instanceof GraphQLInterfaceType ? 10 : 4;
      return choice < fragmentShare && spent <= mostSelections
          ? fragment(type, depth)
          : field((GraphQLFieldsContainer) type, depth);
    }

    private String fragment(GraphQLCompositeType type, int depth) {
      List<GraphQLCompositeType> conditions = conditions(type);
      GraphQLCompositeType condition = conditions.get(random.nextInt(conditions.size()));
      String directive = arguments.directive();
      if (random.nextInt(3) == 0) {
        // Named before it is filled, so that those inside get other names.
        String name = "F" + (fragments.size() + 1);
        fragments.put(name, "");
        String body = "fragment %s on %s %s";
        fragments.put(
            name, body.formatted(name, condition.getName(), selections(condition, depth)));
        return "..." + name + directive;
      }
      boolean bare = condition == type && random.nextBoolean();
      String on = bare ? "" : " on " + condition.getName();
      return "..." + on + directive + " " + selections(condition, depth);
    }

    /** Types that can apply: the type itself, its members, and the abstract types around it. */
    private List<GraphQLCompositeType> conditions(GraphQLCompositeType type) {
      List<GraphQLCompositeType> conditions = new ArrayList<>();
      conditions.add(type);
      switch (type) {
        case GraphQLObjectType object -> {
          object.getInterfaces().forEach(one -> conditions.add((GraphQLInterfaceType) one));
          schema.getAllTypesAsList().stream()
              .filter(GraphQLUnionType.class::isInstance)
              .map(GraphQLUnionType.class::cast)
              .filter(union -> union.getTypes().contains(object))
              .forEach(conditions::add);
        }
        case GraphQLInterfaceType abstraction ->
            conditions.addAll(schema.getImplementations(abstraction));
        case GraphQLUnionType union ->
            union.getTypes().forEach(member -> conditions.add((GraphQLObjectType) member));
        default -> throw new IllegalStateException("not composite: " + type);
      }
      return conditions;
    }

    private String field(GraphQLFieldsContainer type, int depth) {
      List<GraphQLFieldDefinition> candidates =
          type.getFieldDefinitions().stream().filter(one -> isAffordable(one, depth)).toList();
      if (candidates.isEmpty()) {
        return "__typename";
      }
      GraphQLFieldDefinition field = candidates.get(random.nextInt(candidates.size()));
      String alias =
          field.getArguments().isEmpty() && random.nextInt(6) != 0 ? "" : alias(field) + ": ";
      GraphQLNamedOutputType named = named(field.getType());
      return alias
          + field.getName()
          + argumentList(field, depth)
          + arguments.directive()
          + (named instanceof GraphQLCompositeType composite
              ? " " + selections(composite, depth + 1)
              : "");
    }

    private boolean isAffordable(GraphQLFieldDefinition field, int depth) {
      boolean leaf = !(named(field.getType()) instanceof GraphQLCompositeType);
      return leaf || (depth < DEEPEST && spent < mostSelections);
    }

    /** Mostly a new one; else one that may well be taken. */
    private String alias(GraphQLFieldDefinition field) {
      return switch (random.nextInt(8)) {
        case 0 -> "x";
        case 1 -> field.getName();
        default -> "a" + ++aliases;
      };
    }

    private String argumentList(GraphQLFieldDefinition field, int depth) {
      List<String> list = new ArrayList<>();
      for (GraphQLArgument argument : field.getArguments()) {
        @Nullable String value = arguments.value(argument, depth);
        if (value != null) {
          list.add(argument.getName() + ": " + value);
        }
      }
      return list.isEmpty() ? "" : "(" + String.join(", ", list) + ")";
    }

    private static GraphQLNamedOutputType named(GraphQLOutputType type) {
      return (GraphQLNamedOutputType) GraphQLTypeUtil.unwrapAll(type);
    }
  }
}
