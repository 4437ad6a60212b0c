package dev.tributary.subgraph;

import static dev.tributary.subgraph.GraphQlRules.INVALID_GRAPHQL;

import dev.tributary.connect.ConnectorCode;
import dev.tributary.connect.ConnectorProblem;
import dev.tributary.connect.ConnectorValidation;
import dev.tributary.subgraph.Problem.Severity;
import graphql.language.Document;
import graphql.language.SourceLocation;
import graphql.parser.InvalidSyntaxException;
import graphql.parser.Parser;
import graphql.parser.ParserEnvironment;
import graphql.parser.ParserOptions;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads one subgraph: syntax, links, GraphQL's own rules, federation's rules. */
public final class SubgraphReader {
  private SubgraphReader() {}

  /**
   * What a document came to.
   *
   * @param schema as far as it could be read; null when the document does not parse. Fit for
   *     composition only when no problem is an error.
   * @param problems everything wrong with it, and remarks
   */
  public record Result(@Nullable SubgraphSchema schema, List<Problem> problems) {
    public Result {
      problems = List.copyOf(problems);
    }

    public boolean isValid() {
      return schema != null
          && problems.stream().noneMatch(problem -> problem.severity() == Problem.Severity.ERROR);
    }
  }

  /**
   * Pure; never throws for a bad document. Federation's own rules are left to {@link
   * FederationOneUpgrade} for a document of Federation 1: what it means depends on the others.
   */
  public static Result read(SubgraphSource source) {
    Problems problems = new Problems();
    Document document = parse(source, problems);
    if (document == null) {
      return new Result(null, problems.all());
    }
    DocumentReader.Read read = DocumentReader.read(document, source, problems);
    DirectiveRules.check(read.schema(), problems);
    SubgraphSchema schema = RootTypes.normalise(read, problems);
    GraphQlRules.checkBuiltIns(schema, problems);
    schema = Machinery.remove(schema);
    GraphQlRules.check(schema, problems);
    if (schema.links().isFederation2()) {
      FederationRules.check(schema, problems);
    }
    checkConnectors(document, source, problems);
    return new Result(schema, problems.all());
  }

  private static void checkConnectors(Document document, SubgraphSource source, Problems problems) {
    for (ConnectorProblem problem :
        ConnectorValidation.problems(source.name(), document, source.sdl())) {
      // The links and the types have been read already, and this said with the others.
      if (problem.code() == ConnectorCode.UNKNOWN_CONNECTORS_VERSION
          || problem.code() == ConnectorCode.MISSING_SCHEMA_TYPE) {
        continue;
      }
      Place place = new Place(source.name(), problem.line(), problem.column());
      if (problem.code() == ConnectorCode.NO_SOURCE_IMPORT) {
        problems.hint(
            Severity.WARN,
            problem.code().name(),
            problem.coordinate(),
            List.of(place),
            problem.message());
      } else {
        problems.error(problem.code().name(), problem.coordinate(), place, problem.message());
      }
    }
  }

  static @Nullable Document parse(SubgraphSource source, Problems problems) {
    try {
      return Parser.parse(
          ParserEnvironment.newParserEnvironment()
              .document(source.sdl())
              .parserOptions(ParserOptions.getDefaultSdlParserOptions())
              .build());
    } catch (InvalidSyntaxException invalid) {
      SourceLocation at = invalid.getLocation();
      Place place =
          at == null
              ? new Place(source.name(), 1, 1)
              : new Place(source.name(), Math.max(at.getLine(), 1), Math.max(at.getColumn(), 1));
      String token = invalid.getOffendingToken();
      problems.error(
          INVALID_GRAPHQL,
          "",
          place,
          token == null || token.isBlank() || token.equals("<EOF>")
              ? "The document is no GraphQL schema language: it ends too early or holds an"
                  + " unfinished definition."
              : "The document is no GraphQL schema language: it cannot be read from \"%s\" on."
                  .formatted(token));
      return null;
    }
  }
}
