package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.operation.Operation;
import dev.tributary.operation.OperationLimits;
import dev.tributary.operation.OperationReader;
import dev.tributary.operation.OperationResult;
import dev.tributary.plan.FetchStep;
import dev.tributary.plan.QueryPlan;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.supergraph.Supergraph;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The graph's own directives on operations and fields reach the services that answer them. */
class DirectivesExecutionTest {

  private static final String DIRECTIVES =
      """
      directive @lang(code: String!) on FIELD
      directive @trace(id: ID) repeatable on FIELD | QUERY | MUTATION
      """;

  private static final Supergraph GRAPH =
      TestGraph.compose(
          "articles",
          DIRECTIVES
              + """
              type Query { article: Article }
              type Mutation { publish: Article }
              type Article @key(fields: "id") { id: ID! title: String writer: Writer }
              type Writer @key(fields: "id") { id: ID! }
              """,
          "people",
          DIRECTIVES
              + """
              type Writer @key(fields: "id") { id: ID! name: String }
              type Article @key(fields: "id") { id: ID! liked: Int }
              """);

  private final FakeUpstream services = new FakeUpstream();

  @Test
  void aFieldTakesItsDirectivesToTheServiceThatResolvesIt() {
    QueryPlan plan =
        plan(
            "query($c: String! $t: ID) { article @trace(id: $t) { title @lang(code: \"de\")"
                + " liked writer { name @lang(code: $c) @trace } } }");
    assertThat(plan.steps())
        .extracting(FetchStep::document)
        .containsExactly(
            "query($t:ID){article@trace(id:$t){title@lang(code:\"de\") writer{id} id}}",
            "query($r1:[_Any!]!,$r2:[_Any!]!,$c:String!){e1:_entities(representations:$r1)"
                + "{...on Article{liked}} e2:_entities(representations:$r2)"
                + "{...on Writer{name@lang(code:$c)@trace}}}");
  }

  @Test
  void fieldsThatDifferInDirectivesOnlyAreDifferentFields() {
    services.answers(
        "articles",
        "{\"data\":{\"article\":{\"title\":\"A\",\"title_2\":\"B\",\"title_3\":\"C\"}}}");
    assertThat(
            response(
                "{ article { title de: title @lang(code: \"de\") again: title @lang(code: \"de\")"
                    + " fr: title @lang(code: \"fr\") } }"))
        .isEqualTo(
            "{\"data\":{\"article\":"
                + "{\"title\":\"A\",\"de\":\"B\",\"again\":\"B\",\"fr\":\"C\"}}}");
    assertThat(services.bodies("articles").getFirst())
        .contains(
            "{article{title title_2:title@lang(code:\\\"de\\\")"
                + " title_3:title@lang(code:\\\"fr\\\")}}");
  }

  @Test
  void occurrencesOfOneFieldStayOneFieldWithTheDirectivesOfEach() {
    services.answers("articles", "{\"data\":{\"article\":{\"title\":\"A\"}}}");
    assertThat(
            response(
                "{ article { title @lang(code: \"de\") ...F } }"
                    + " fragment F on Article { title title @trace(id: 1) @trace(id: 2) }"))
        .isEqualTo("{\"data\":{\"article\":{\"title\":\"A\"}}}");
    assertThat(services.bodies("articles").getFirst())
        .contains("{article{title@lang(code:\\\"de\\\") title@trace(id:1)@trace(id:2)}}");
  }

  @Test
  void anOperationsDirectivesGoWithItsKindOfOperation() {
    QueryPlan query = plan("query @trace(id: 1) { article { liked } }");
    assertThat(query.steps())
        .allSatisfy(step -> assertThat(step.document()).contains("@trace(id:1){"));
    QueryPlan mutation = plan("mutation M($t: ID) @trace(id: $t) { publish { liked } }");
    assertThat(mutation.steps())
        .extracting(FetchStep::document)
        .containsExactly(
            "mutation($t:ID)@trace(id:$t){publish{id}}",
            "query($representations:[_Any!]!)"
                + "{_entities(representations:$representations){...on Article{liked}}}");
  }

  @Test
  void aKeyIsReadWithoutTheClientsDirectives() {
    QueryPlan plan = plan("{ article { id @trace liked } }");
    assertThat(plan.steps().getFirst().document()).isEqualTo("{article{id@trace id_2:id}}");
  }

  private String response(String document) {
    Operation operation = read(document);
    CompiledOperation compiled =
        OperationCompiler.compile(
            new QueryPlanner(GRAPH).plan(operation), operation, SchemaTypes.of(GRAPH));
    return Run.text(Run.start(compiled, services, Map.of()));
  }

  private static QueryPlan plan(String document) {
    return new QueryPlanner(GRAPH).plan(read(document));
  }

  private static Operation read(String document) {
    return switch (new OperationReader(GRAPH, OperationLimits.DEFAULT).read(document, null)) {
      case OperationResult.Valid(Operation operation) -> operation;
      case OperationResult.Invalid(var errors) -> throw new AssertionError(errors.toString());
    };
  }
}
