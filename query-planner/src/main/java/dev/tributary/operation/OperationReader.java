package dev.tributary.operation;

import dev.tributary.operation.Operation.Kind;
import dev.tributary.operation.Operation.VariableDefinition;
import dev.tributary.operation.OperationResult.Invalid;
import dev.tributary.operation.OperationResult.Valid;
import dev.tributary.supergraph.Supergraph;
import dev.tributary.supergraph.Syntax;
import graphql.AssertException;
import graphql.introspection.GoodFaithIntrospection;
import graphql.language.Document;
import graphql.language.FragmentDefinition;
import graphql.language.OperationDefinition;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import graphql.validation.GoodFaithIntrospectionExceeded;
import graphql.validation.QueryComplexityLimits;
import graphql.validation.ValidationError;
import graphql.validation.Validator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * From a document's text to one operation in normal form: limits, syntax, validation against the
 * API schema, normalisation. Safe for use by many threads.
 *
 * <p>Nothing that a client can send costs more than the limits allow, in time, memory or stack:
 * what fragments multiply to is measured before anything walks it.
 */
public final class OperationReader {

  private static final int MAX_MESSAGE = 500;

  private final Supergraph supergraph;
  private final OperationLimits limits;
  private final OutputTypes types;
  private final ParserOptions parserOptions;

  public OperationReader(Supergraph supergraph, OperationLimits limits) {
    this.supergraph = supergraph;
    this.limits = limits;
    this.types = new OutputTypes(supergraph);
    // DocumentScan has counted and measured already; these only keep the parser's own, lower
    // defaults out of the way.
    this.parserOptions =
        ParserOptions.newParserOptions()
            .captureIgnoredChars(false)
            .captureLineComments(false)
            .captureSourceLocation(true)
            .readerTrackData(false)
            .maxCharacters(Integer.MAX_VALUE)
            .maxTokens(Integer.MAX_VALUE)
            .maxWhitespaceTokens(Integer.MAX_VALUE)
            .maxRuleDepth(Integer.MAX_VALUE)
            .build();
  }

  /**
   * Reads a document.
   *
   * @param operationName which of its operations to take; may be null when it has only one
   */
  public OperationResult read(String document, @Nullable String operationName) {
    return read(document, operationName, () -> {});
  }

  /**
   * Reads a document.
   *
   * @param operationName which of its operations to take; may be null when it has only one
   * @param parsed run when the document's syntax is known to be right, before it is validated
   */
  public OperationResult read(String document, @Nullable String operationName, Runnable parsed) {
    RequestError oversized = DocumentScan.check(document, limits);
    if (oversized != null) {
      return invalid(oversized);
    }
    Document syntax;
    try {
      syntax = parse(document);
    } catch (InvalidSyntaxException e) {
      return invalid(
          RequestError.of(
              ErrorCode.GRAPHQL_PARSE_FAILED,
              readable(String.valueOf(e.getMessage())),
              Locations.of(e.getLocation())));
    } catch (AssertException e) {
      // How graphql-java 26 fails over an escape such as "\\u{123456789}".
      return invalid(
          RequestError.of(
              ErrorCode.GRAPHQL_PARSE_FAILED,
              "A string holds an escape for a character that Unicode does not have."));
    }
    parsed.run();
    Fragments fragments = Fragments.of(syntax);
    return switch (fragments.order()) {
      case Fragments.Cyclic(FragmentDefinition fragment) ->
          invalid(
              RequestError.of(
                  ErrorCode.GRAPHQL_VALIDATION_FAILED,
                  "Fragment \"" + fragment.getName() + "\" spreads itself.",
                  Locations.of(fragment.getSourceLocation())));
      case Fragments.Acyclic(List<FragmentDefinition> innermostFirst) ->
          read(syntax, fragments, innermostFirst, operationName);
    };
  }

  private OperationResult read(
      Document syntax,
      Fragments fragments,
      List<FragmentDefinition> innermostFirst,
      @Nullable String operationName) {
    OperationSize size = new OperationSize(limits, fragments, innermostFirst);
    List<OperationDefinition> operations = syntax.getDefinitionsOfType(OperationDefinition.class);
    for (OperationDefinition operation : operations) {
      RequestError oversized = size.check(operation);
      if (oversized != null) {
        return invalid(oversized);
      }
    }
    List<RequestError> errors = validate(syntax);
    if (!errors.isEmpty()) {
      return new Invalid(errors);
    }
    List<OperationDefinition> chosen =
        operationName == null || operationName.isEmpty()
            ? operations
            : operations.stream().filter(o -> operationName.equals(o.getName())).toList();
    if (chosen.size() != 1) {
      return invalid(notChosen(operations, operationName));
    }
    return normalise(chosen.getFirst(), fragments);
  }

  private static RequestError notChosen(
      List<OperationDefinition> operations, @Nullable String operationName) {
    if (operations.isEmpty()) {
      return RequestError.of(
          ErrorCode.GRAPHQL_VALIDATION_FAILED, "The document contains no operation.");
    }
    return operationName == null || operationName.isEmpty()
        ? RequestError.of(
            ErrorCode.OPERATION_NAME_REQUIRED,
            "The document contains several operations: say which one by \"operationName\".")
        : RequestError.of(
            ErrorCode.OPERATION_NOT_FOUND,
            "The document contains no operation named \"" + operationName + "\".");
  }

  private Document parse(String document) {
    return new Parser()
        .parseDocument(
            ParserEnvironment.newParserEnvironment()
                .document(document)
                .parserOptions(parserOptions)
                .locale(Locale.ROOT)
                .build());
  }

  private List<RequestError> validate(Document syntax) {
    List<RequestError> errors = new ArrayList<>();
    try {
      for (ValidationError error :
          new Validator()
              .validateDocument(
                  supergraph.api(),
                  syntax,
                  rule -> true,
                  Locale.ROOT,
                  QueryComplexityLimits.NONE)) {
        errors.add(
            new RequestError(
                ErrorCode.GRAPHQL_VALIDATION_FAILED.name(),
                readable(error.getMessage()),
                Locations.of(error.getLocations())));
      }
      UnknownDirectives.find(syntax, supergraph.api(), errors);
    } catch (GoodFaithIntrospectionExceeded e) {
      GoodFaithIntrospection.BadFaithIntrospectionError error = e.toBadFaithError();
      errors.add(RequestError.of(ErrorCode.GRAPHQL_VALIDATION_FAILED, error.getMessage()));
    }
    return errors;
  }

  /**
   * graphql-java begins with "Validation error (Kind@[path]) : ", which tells a client nothing, and
   * may go on with a whole argument as the client wrote it, however long.
   */
  private static String readable(String message) {
    int end = message.startsWith("Validation error") ? message.indexOf(") : ") : -1;
    String rest = end < 0 ? message : message.substring(end + 4);
    return rest.length() > MAX_MESSAGE ? rest.substring(0, MAX_MESSAGE) + "..." : rest;
  }

  private OperationResult normalise(OperationDefinition definition, Fragments fragments) {
    Kind kind =
        switch (definition.getOperation()) {
          case QUERY -> Kind.QUERY;
          case MUTATION -> Kind.MUTATION;
          case SUBSCRIPTION -> Kind.SUBSCRIPTION;
        };
    String rootType =
        switch (kind) {
          case QUERY -> supergraph.queryType();
          case MUTATION -> supergraph.mutationType();
          case SUBSCRIPTION -> supergraph.subscriptionType();
        };
    if (rootType == null) {
      return invalid(
          RequestError.of(
              ErrorCode.GRAPHQL_VALIDATION_FAILED,
              "The schema has no " + kind.name().toLowerCase(Locale.ROOT) + " type.",
              Locations.of(definition.getSourceLocation())));
    }
    FieldDirectives directives = new FieldDirectives(supergraph.api(), fragments, types);
    SelectionSet selections;
    try {
      selections =
          new Normaliser(fragments, types, directives)
              .normalise(rootType, definition.getSelectionSet());
    } catch (Formula.TooComplex tooComplex) {
      return invalid(
          RequestError.of(
              ErrorCode.MAX_DIRECTIVES_EXCEEDED,
              "The conditions of @skip and @include combine to too many cases.",
              Locations.of(definition.getSourceLocation())));
    }
    List<VariableDefinition> variables =
        definition.getVariableDefinitions().stream()
            .map(
                variable ->
                    new VariableDefinition(
                        variable.getName(),
                        Syntax.type(variable.getType()),
                        variable.getDefaultValue() == null
                            ? null
                            : Syntax.value(variable.getDefaultValue())))
            .toList();
    String name = definition.getName();
    List<DirectiveUse> own = directives.of(definition);
    return new Valid(
        new Operation(
            kind,
            name,
            rootType,
            variables,
            selections,
            own,
            Fingerprint.of(kind, name, variables, own, selections)));
  }

  private static Invalid invalid(RequestError error) {
    return new Invalid(List.of(error));
  }
}
