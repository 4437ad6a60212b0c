package dev.tributary.execute;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tributary.auth.Caller;
import dev.tributary.execute.Authorization.Introspected;
import dev.tributary.execute.Authorization.Mode;
import dev.tributary.execute.Authorization.Telling;
import dev.tributary.execute.GraphQlAnswer.Outcome;
import dev.tributary.plan.QueryPlanner;
import dev.tributary.policy.Policies;
import dev.tributary.policy.PolicyRequest;
import dev.tributary.supergraph.Supergraph;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** How the engine goes about what callers may not see. */
class AuthorizationTest {

  private static final Vertx vertx = Vertx.vertx();

  private static final Supergraph graph = graph("@requiresScopes(scopes: [[\"names\"]])");

  private static final Caller PLAIN = new Caller("plain", Set.of(), Map.of());
  private static final Caller NAMES = new Caller("ada", Set.of("names"), Map.of());

  private final List<String> calls = new CopyOnWriteArrayList<>();
  private final AtomicInteger planned = new AtomicInteger();
  private final DataUpstream data = new DataUpstream(TestGraph.DATA);

  @AfterAll
  static void close() {
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private static Supergraph graph(String directive) {
    return TestGraph.compose(
        "accounts",
        TestGraph.ACCOUNTS
            .replace("name: String role", "name: String %s role".formatted(directive))
            .replace("role: Role", "role: Role @policy(policies: [[\"p\", \"q\"], [\"r\"]])")
            .replace("me: User", "me: User @authenticated"),
        "products",
        TestGraph.PRODUCTS,
        "reviews",
        TestGraph.REVIEWS);
  }

  private Engine engine(Mode mode, Telling telling, Policies policies) {
    Engine engine =
        new Engine(
            (step, body, scope) -> {
              calls.add(step.document());
              return data.send(step, body, scope);
            },
            EngineOptions.DEFAULT.with(new Authorization(mode, telling, policies)),
            supergraph -> {
              QueryPlanner planner = new QueryPlanner(supergraph);
              return (operation, overrides) -> {
                planned.incrementAndGet();
                return planner.plan(operation, overrides);
              };
            },
            () -> 0);
    engine.serve(graph);
    return engine;
  }

  private static GraphQlAnswer answer(
      Engine engine, String query, @Nullable String variables, Caller caller) {
    Function<RequestScope, Future<GraphQlAnswer>> asked =
        scope ->
            engine.answer(
                new GraphQlRequest(
                    query, null, variables == null ? null : Buffer.buffer(variables), false),
                scope);
    Future<GraphQlAnswer> answer =
        Future.future(
            promise ->
                vertx
                    .getOrCreateContext()
                    .runOnContext(
                        any -> {
                          RequestScope scope = TestScopes.here(vertx);
                          scope.calledBy(caller);
                          asked.apply(scope).onComplete(promise);
                        }));
    return answer.toCompletionStage().toCompletableFuture().join();
  }

  private static String text(Engine engine, String query, Caller caller) {
    return answer(engine, query, null, caller).body().toString();
  }

  @Test
  void tellsOfEachCutAmongTheErrors() {
    Engine engine = engine(Mode.FILTER, Telling.ERRORS, Policies.NONE);
    assertThat(text(engine, "{ users { id name } }", PLAIN))
        .isEqualTo(
            "{\"data\":{\"users\":[{\"id\":\"1\",\"name\":null},{\"id\":\"2\",\"name\":null},"
                + "{\"id\":\"3\",\"name\":null}]},\"errors\":[{\"message\":\"Unauthorized field or"
                + " type\",\"path\":[\"users\",\"name\"],\"extensions\":{\"code\":"
                + "\"UNAUTHORIZED_FIELD_OR_TYPE\"}}]}");
    assertThat(calls).containsExactly("{users{id}}");
  }

  @Test
  void tellsInTheExtensionsInstead() {
    Engine engine = engine(Mode.FILTER, Telling.EXTENSIONS, Policies.NONE);
    assertThat(text(engine, "{ products { id maker { name id } } }", PLAIN))
        .doesNotContain("\"errors\"")
        .endsWith(
            "},\"extensions\":{\"authorizationErrors\":[{\"message\":\"Unauthorized field or"
                + " type\",\"path\":[\"products\",\"maker\",\"name\"],\"extensions\":{\"code\":"
                + "\"UNAUTHORIZED_FIELD_OR_TYPE\"}}]}}");
    assertThat(text(engine, "{ users { name } }", PLAIN))
        .startsWith("{\"data\":null,\"extensions\":{\"authorizationErrors\":[{");
    assertThat(text(engine, "{ users { name } }", NAMES)).doesNotContain("extensions");
  }

  @Test
  void tellsNowhere() {
    Engine engine = engine(Mode.FILTER, Telling.NOWHERE, Policies.NONE);
    assertThat(text(engine, "{ users { name } }", PLAIN)).isEqualTo("{\"data\":null}");
    assertThat(text(engine, "{ me { id name } }", PLAIN))
        .isEqualTo("{\"data\":{\"me\":{\"id\":\"1\",\"name\":null}}}");
  }

  @Test
  void refusesTheWholeOperationWhenThatIsWanted() {
    Engine engine = engine(Mode.REJECT, Telling.ERRORS, Policies.NONE);
    GraphQlAnswer forbidden = answer(engine, "{ users { id name } }", null, PLAIN);
    assertThat(forbidden.outcome()).isEqualTo(Outcome.FORBIDDEN);
    assertThat(forbidden.body().toString())
        .startsWith("{\"errors\":[{")
        .contains("\"code\":\"UNAUTHORIZED_FIELD_OR_TYPE\"")
        .doesNotContain("name\"");
    assertThat(answer(engine, "{ users { id name } }", null, Caller.ANONYMOUS).outcome())
        .isEqualTo(Outcome.UNAUTHENTICATED);
    assertThat(calls).isEmpty();
    assertThat(answer(engine, "{ users { id name } }", null, NAMES).outcome())
        .isEqualTo(Outcome.EXECUTED);
  }

  @Test
  void refusesOnlyWhatTheVariablesMakePartOfTheOperation() {
    Engine engine = engine(Mode.REJECT, Telling.ERRORS, Policies.NONE);
    String query = "query($x: Boolean!) { users { id name @include(if: $x) } }";
    assertThat(answer(engine, query, "{\"x\":false}", PLAIN).outcome()).isEqualTo(Outcome.EXECUTED);
    assertThat(answer(engine, query, "{\"x\":true}", PLAIN).outcome()).isEqualTo(Outcome.FORBIDDEN);
  }

  @Test
  void plansOncePerSetOfWhatIsMet() {
    Engine engine = engine(Mode.FILTER, Telling.ERRORS, Policies.NONE);
    for (int i = 0; i < 3; i++) {
      text(engine, "{ users { id name } }", PLAIN);
      text(engine, "{ users { id name } }", Caller.ANONYMOUS);
      text(engine, "{ users { id name } }", NAMES);
      text(engine, "{ users { id } }", PLAIN);
      text(engine, "{ users { id } }", NAMES);
    }
    assertThat(planned).hasValue(3);
  }

  @Test
  void keepsWhatCallersMeetWhenAnotherSupergraphAsksElsewise() {
    Engine engine = engine(Mode.FILTER, Telling.ERRORS, Policies.NONE);
    String query = "{ users { id name } me { id } }";
    assertThat(text(engine, query, NAMES)).contains("Ada");
    assertThat(text(engine, query, Caller.ANONYMOUS)).doesNotContain("Ada");
    engine.serve(graph("@requiresScopes(scopes: [[\"other\"]]) @authenticated"));
    int ahead = planned.get();
    assertThat(text(engine, query, NAMES)).doesNotContain("Ada");
    assertThat(text(engine, query, Caller.ANONYMOUS)).doesNotContain("Ada");
    assertThat(text(engine, query, new Caller("x", Set.of("other"), Map.of()))).contains("Ada");
    engine.serve(TestGraph.supergraph());
    assertThat(text(engine, query, Caller.ANONYMOUS)).contains("Ada");
    assertThat(ahead).isGreaterThan(2);
  }

  @Test
  void asksForAllPoliciesOnceAndTogether() {
    List<Set<String>> questions = new ArrayList<>();
    List<PolicyRequest> requests = new ArrayList<>();
    Engine engine =
        engine(
            Mode.FILTER,
            Telling.ERRORS,
            (asked, request) -> {
              questions.add(asked);
              requests.add(request);
              return Future.succeededFuture(Set.of("p", "q"));
            });
    assertThat(
            answer(
                    engine,
                    "query Roles($n: Int = 3) { users { role } products(first: $n) { maker { role"
                        + " } } }",
                    "{}",
                    PLAIN)
                .body()
                .toString())
        .contains("ADMIN");
    assertThat(questions).containsExactly(Set.of("p", "q", "r"));
    assertThat(requests.getFirst().caller()).isEqualTo(PLAIN);
    assertThat(requests.getFirst().operationName()).isEqualTo("Roles");
    assertThat(requests.getFirst().variables()).isEqualTo(Map.of("n", 3));
    text(engine, "{ users { id } }", PLAIN);
    assertThat(questions).hasSize(1);
  }

  @Test
  void waitsForPoliciesAndTakesTheirFailureForANo() {
    Policies late =
        (asked, request) -> {
          Promise<Set<String>> promise = Promise.promise();
          Thread.ofVirtual().start(() -> promise.complete(Set.of("r")));
          return promise.future();
        };
    assertThat(text(engine(Mode.FILTER, Telling.ERRORS, late), "{ users { role } }", PLAIN))
        .contains("ADMIN");
    Policies broken = (asked, request) -> Future.failedFuture("broken");
    assertThat(text(engine(Mode.FILTER, Telling.ERRORS, broken), "{ users { role } }", PLAIN))
        .doesNotContain("ADMIN");
    Policies some = (asked, request) -> Future.succeededFuture(Set.of("p"));
    assertThat(text(engine(Mode.FILTER, Telling.ERRORS, some), "{ users { role } }", PLAIN))
        .doesNotContain("ADMIN");
  }

  @Test
  void writesOneLineForEachRefusalAndNoneElse() {
    ListAppender<ILoggingEvent> lines = new ListAppender<>();
    lines.start();
    Logger audit = (Logger) LoggerFactory.getLogger("dev.tributary.audit");
    audit.addAppender(lines);
    audit.setLevel(Level.INFO);
    try {
      Engine engine = engine(Mode.FILTER, Telling.NOWHERE, Policies.NONE);
      text(engine, "{ users { id name } }", NAMES);
      assertThat(lines.list).isEmpty();
      text(engine, "{ me { id } users { id nick: name name role } }", Caller.ANONYMOUS);
    } finally {
      audit.setLevel(null);
      audit.detachAppender(lines);
    }
    assertThat(lines.list)
        .extracting(line -> line.getKeyValuePairs().toString())
        .containsExactly(
            "[event=\"authorization_refused\", client=\"anonymous\", coordinate=\"Query.me\","
                + " rule=\"@authenticated\", code=\"UNAUTHORIZED_FIELD_OR_TYPE\"]",
            "[event=\"authorization_refused\", client=\"anonymous\", coordinate=\"User.name\","
                + " rule=\"@requiresScopes(scopes: [[names]])\","
                + " code=\"UNAUTHORIZED_FIELD_OR_TYPE\"]",
            "[event=\"authorization_refused\", client=\"anonymous\", coordinate=\"User.role\","
                + " rule=\"@policy(policies: [[p, q], [r]])\","
                + " code=\"UNAUTHORIZED_FIELD_OR_TYPE\"]");
  }

  private String introspected(Supergraph supergraph, String query, Caller caller) {
    Engine engine =
        new Engine(
            (step, body, scope) -> data.send(step, body, scope),
            EngineOptions.DEFAULT.with(
                new Authorization(
                    Mode.FILTER, Telling.ERRORS, Introspected.VISIBLE, Policies.NONE)));
    engine.serve(supergraph);
    return text(engine, query, caller);
  }

  private static final String TYPES = "{ __schema { types { name } } }";

  @Test
  void introspectionMayTellWhatIsVisibleOnly() {
    String fields = "{ __type(name: \"User\") { fields { name } } }";
    assertThat(introspected(graph, fields, NAMES))
        .contains("\"name\":\"name\"", "\"name\":\"karma\"")
        .doesNotContain("role");
    assertThat(introspected(graph, fields, PLAIN))
        .contains("\"name\":\"karma\"")
        .doesNotContain("\"name\":\"name\"");
    String roots = "{ __schema { queryType { fields { name } } } }";
    assertThat(introspected(graph, roots, PLAIN)).contains("\"me\"", "\"users\"");
    assertThat(introspected(graph, roots, Caller.ANONYMOUS))
        .contains("\"users\"")
        .doesNotContain("\"me\"");
    assertThat(introspected(graph, TYPES, NAMES)).contains("\"User\"").doesNotContain("\"Role\"");
  }

  @Test
  void introspectionTellsNothingOfProtectedTypesNorOfWhatOnlyTheyLeadTo() {
    Supergraph bots =
        TestGraph.compose(
            "accounts",
            TestGraph.ACCOUNTS.replace(
                "type Bot implements Node @key",
                "type Bot implements Node @requiresScopes(scopes: [[\"names\"]]) @key"),
            "products",
            TestGraph.PRODUCTS,
            "reviews",
            TestGraph.REVIEWS);
    assertThat(introspected(bots, TYPES, NAMES)).contains("\"Bot\"", "\"Node\"", "\"Hit\"");
    assertThat(introspected(bots, TYPES, PLAIN))
        .contains("\"User\"", "\"Hit\"")
        .doesNotContain("\"Bot\"", "\"Node\"");
    String all =
        """
        { __schema { directives { name } types { name kind fields(includeDeprecated: true) { name
          type { name ofType { name ofType { name ofType { name } } } } args { name } }
          interfaces { name } possibleTypes { name } enumValues { name } inputFields { name } } } }
        """;
    assertThat(introspected(bots, all, PLAIN))
        .contains("\"deprecated\"")
        .doesNotContain("Bot", "Node", "version", "federation", "errors\"");
    Engine open = new Engine((step, body, scope) -> Future.failedFuture(""), EngineOptions.DEFAULT);
    open.serve(bots);
    assertThat(introspected(bots, all, NAMES))
        .contains("Bot", "Node", "version")
        .isEqualTo(text(open, all, PLAIN));
  }

  @Test
  void introspectionOfASchemaWithoutAnythingVisibleIsRefused() {
    Supergraph closed =
        TestGraph.compose(
            "closed", "type Query { a: Int @authenticated b(c: Int): Int @authenticated }");
    assertThat(introspected(closed, TYPES, Caller.ANONYMOUS))
        .contains("\"code\":\"INTROSPECTION_REFUSED\"");
    assertThat(introspected(closed, TYPES, PLAIN)).contains("\"Query\"");
  }
}
