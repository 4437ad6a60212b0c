package dev.tributary.http;

import graphql.language.Document;
import graphql.language.ListType;
import graphql.language.NonNullType;
import graphql.language.OperationDefinition;
import graphql.language.Type;
import graphql.language.TypeName;
import graphql.language.VariableDefinition;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import io.vertx.core.http.HttpMethod;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * An operation that is called like a REST service: parts of the path, of the query and of the body
 * are its variables, and its data is the answer.
 *
 * @param path from the root, with a variable's name in braces where its value stands
 * @param document the operation's text
 * @param operation its name; null when the document holds one only
 * @param body the variable that the whole body is; null when each member of the body is one
 * @param variables what the operation declares, by name
 * @param success the status of an answer without errors
 * @param partial whether an answer with errors is given as far as it goes, and not refused
 */
public record RestEndpoint(
    HttpMethod method,
    String path,
    String document,
    @Nullable String operation,
    @Nullable String body,
    SequencedMap<String, Variable> variables,
    int success,
    boolean partial,
    @Nullable String summary) {

  private static final Pattern PARAMETER = Pattern.compile("\\{([_A-Za-z][_0-9A-Za-z]*)}");
  private static final Pattern PATH = Pattern.compile("(/([-._~A-Za-z0-9]+|\\{[_A-Za-z]\\w*}))+");

  /**
   * A variable, as far as text must be made a value of its type.
   *
   * @param type the innermost type's name
   * @param isList whether the type is a list
   * @param isRequired whether it needs a value: not null, and without a default
   */
  record Variable(String type, boolean isList, boolean isRequired) {}

  /**
   * Reads what an operation declares.
   *
   * @param method null for GET of a query and POST of a mutation
   * @throws IllegalArgumentException that says what is wrong
   */
  public static RestEndpoint of(
      @Nullable HttpMethod method,
      String path,
      String document,
      @Nullable String operation,
      @Nullable String body,
      int success,
      boolean partial,
      @Nullable String summary) {
    if (!PATH.matcher(path).matches()) {
      throw new IllegalArgumentException(
          "not a path of an endpoint, such as /api/orders/{id}: " + path);
    }
    OperationDefinition definition = definition(document, operation);
    boolean reads = definition.getOperation() == OperationDefinition.Operation.QUERY;
    if (definition.getOperation() == OperationDefinition.Operation.SUBSCRIPTION) {
      throw new IllegalArgumentException(path + ": a subscription is no endpoint");
    }
    HttpMethod asked = method == null ? reads ? HttpMethod.GET : HttpMethod.POST : method;
    if (asked.equals(HttpMethod.GET) && !reads) {
      throw new IllegalArgumentException(path + ": a mutation is not for GET");
    }
    SequencedMap<String, Variable> variables = new LinkedHashMap<>();
    for (VariableDefinition one : definition.getVariableDefinitions()) {
      variables.put(one.getName(), variable(one));
    }
    List<String> unknown = new ArrayList<>(parameters(path));
    if (body != null) {
      if (asked.equals(HttpMethod.GET)) {
        throw new IllegalArgumentException(path + ": GET has no body");
      }
      unknown.add(body);
    }
    unknown.removeAll(variables.keySet());
    if (!unknown.isEmpty()) {
      throw new IllegalArgumentException(path + ": the operation has no variable " + unknown);
    }
    return new RestEndpoint(
        asked, path, document, operation, body, variables, success, partial, summary);
  }

  private static OperationDefinition definition(String document, @Nullable String operation) {
    Document parsed;
    try {
      parsed = Parser.parse(document);
    } catch (InvalidSyntaxException e) {
      throw new IllegalArgumentException("not a GraphQL document: " + e.getMessage());
    }
    List<OperationDefinition> found =
        parsed.getDefinitionsOfType(OperationDefinition.class).stream()
            .filter(one -> operation == null || operation.equals(one.getName()))
            .toList();
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          operation == null
              ? "'operation' must say which of the document's " + found.size() + " operations"
              : "the document has no operation " + operation);
    }
    return found.getFirst();
  }

  private static Variable variable(VariableDefinition definition) {
    Type<?> type = definition.getType();
    boolean required = type instanceof NonNullType && definition.getDefaultValue() == null;
    boolean list = false;
    while (!(type instanceof TypeName)) {
      list |= type instanceof ListType;
      type =
          switch (type) {
            case NonNullType nonNull -> nonNull.getType();
            case ListType items -> items.getType();
            default -> throw new IllegalArgumentException("unknown kind of type");
          };
    }
    return new Variable(((TypeName) type).getName(), list, required);
  }

  private static List<String> parameters(String path) {
    List<String> names = new ArrayList<>();
    Matcher matcher = PARAMETER.matcher(path);
    while (matcher.find()) {
      if (names.contains(matcher.group(1))) {
        throw new IllegalArgumentException(path + ": {" + matcher.group(1) + "} stands twice");
      }
      names.add(matcher.group(1));
    }
    return names;
  }

  /** The variables whose values stand in the path. */
  List<String> inPath() {
    return parameters(path);
  }

  /** The path as the router writes it. */
  String route() {
    return PARAMETER.matcher(path).replaceAll(":$1");
  }

  /** Whether a request at this path may be one for it. */
  boolean mayTake(String asked) {
    String[] own = path.split("/");
    String[] others = asked.split("/");
    boolean same = own.length == others.length;
    for (int i = 0; same && i < own.length; i++) {
      same = own[i].contains("{") || own[i].equals(others[i]);
    }
    return same;
  }

  /** Whether a request may have a body. */
  boolean takesBody() {
    return !method.equals(HttpMethod.GET) && !method.equals(HttpMethod.DELETE);
  }
}
