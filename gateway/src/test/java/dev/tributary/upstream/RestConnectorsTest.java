package dev.tributary.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.upstream.RestServer.Answer;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connectors of every kind, without a source, in connect v0.4. */
class RestConnectorsTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final String ROOTS = "blog_Query_drafts_0";

  private final RestServer server = new RestServer(VERTX);
  private final RestCaller caller =
      new RestCaller(
          VERTX,
          RestCaller.supergraph("blog.graphql")
              .replace("http://blog.test", server.url().replace("/v1", "")),
          new RestOptions(
              new ServiceOptions(
                  null,
                  Duration.ofSeconds(10),
                  1_000_000,
                  ServiceOptions.Pool.defaults(),
                  Map.of("X-Operator", "yes"),
                  List.of("authorization"),
                  ServiceOptions.Sharing.ON),
              Map.of(),
              Map.of(),
              4));

  @AfterEach
  void close() {
    caller.close();
    server.close();
  }

  @AfterAll
  static void closeVertx() {
    VERTX.close().toCompletionStage().toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
  }

  @Test
  void membersOfAnAbstractTypeAreToldApartByWhatTheMappingSays() {
    server.answers(
        asked ->
            Answer.json(
                """
                [{"kind": "post", "id": 1, "title": "T", "name": "no"},
                 {"kind": "user", "id": 2, "name": "N"}, {"kind": "page", "id": 3}]
                """));
    assertThat(
            caller.root(
                ROOTS,
                """
                query($t: Boolean!) {
                  search(text: "x") {
                    id
                    __typename
                    ... on Post { title @include(if: $t) }
                    ... on User { name @skip(if: $t) id2: id }
                  }
                }
                """,
                "{\"t\": true}"))
        .isEqualTo(
            """
            {"data":{"search":[{"id":"1","__typename":"Post","title":"T"},\
            {"id":"2","__typename":"User","id2":"2"},null]}}\
            """);
  }

  @Test
  void whatASuccessIsAndWhatAFailureSaysCanBeMapped() {
    server.answers(
        asked ->
            new Answer(
                server.asked.size() == 1 ? 404 : 503,
                "application/problem+json",
                "{\"problem\": {\"title\": \"Closed\", \"code\": \"SHUT\"}, \"type\": \"x\"}"));
    String query = "{ anything { __typename } }";
    assertThat(caller.root(ROOTS, query, "{}")).isEqualTo("{\"data\":{\"anything\":null}}");
    caller.beginRequest();
    assertThat(caller.root(ROOTS, query, "{}"))
        .isEqualTo(
            """
            {"data":{"anything":null},"errors":[{"message":"Closed","extensions":{"code":"SHUT",\
            "service":"blog","connector":{"coordinate":"blog:Query.anything[0]"},\
            "http":{"status":503}},"path":["anything"]}]}\
            """);
  }

  @Test
  void aFieldWithAConnectorIsResolvedBelowItsOwnAnswerToo() {
    server.answers(
        asked ->
            Answer.json(
                asked.line().contains("/users/1/")
                    ? "[{\"id\": 10, \"authorId\": 2}, {\"id\": 11, \"authorId\": 3}]"
                    : asked.line().contains("/users/2/")
                        ? "[{\"id\": 20, \"authorId\": 1}]"
                        : "oops"));
    assertThat(
            caller.entities(
                "blog_User_posts_0",
                "User",
                "{ search(text: \"\") { ... on User { posts { author { mine: posts { id } } } } }"
                    + " }",
                "[{\"id\": \"1\"}]"))
        .isEqualTo(
            """
            {"data":{"_entities":[{"posts":[{"author":{"mine":[{"id":"20"}]}},\
            {"author":{"mine":null}}]}]},"errors":[{"message":"The service \\"blog\\" answered with \
            something other than JSON.","extensions":{"code":"CONNECTOR_RESPONSE_INVALID",\
            "service":"blog","connector":{"coordinate":"blog:User.posts[0]"},\
            "http":{"status":200}},"path":["_entities",0,"posts",1,"author","mine"]}]}\
            """);
    assertThat(server.lines())
        .containsExactly("GET /users/1/posts?n=", "GET /users/2/posts?n=", "GET /users/3/posts?n=");
  }

  @Test
  void aFieldThatNeedsNothingOfItsObjectIsAskedForOnce() {
    server.answers(asked -> new Answer(200, "text/plain; charset=utf-8", "Hé"));
    assertThat(
            caller.entities(
                "blog_User_motto_0",
                "User",
                "{ search(text: \"\") { ... on User { motto } } }",
                "[{\"id\": \"1\"}, {\"id\": \"2\"}]"))
        .isEqualTo("{\"data\":{\"_entities\":[{\"motto\":\"Hé\"},{\"motto\":\"Hé\"}]}}");
    assertThat(server.asked).hasSize(1);
  }

  @Test
  void keysMayBeNestedAndBodiesMadeOfThem() {
    server.answers(asked -> Answer.json("{\"score\": 1.0}"));
    assertThat(
            caller.entities(
                "blog_User_score_0",
                "User",
                "{ search(text: \"\") { ... on User { score org { id } id } } }",
                "[{\"id\": \"1\", \"org\": {\"id\": \"o\", \"name\": \"unused\"}}]"))
        .isEqualTo(
            "{\"data\":{\"_entities\":[{\"score\":1.0,\"org\":{\"id\":\"o\"},\"id\":\"1\"}]}}");
    assertThat(server.asked.getFirst().body()).isEqualTo("{\"org\":\"o\",\"user\":\"1\"}");
  }

  @Test
  void oneRequestMakesNoMoreCallsThanItMay() {
    server.answers(asked -> Answer.json("[]"));
    String answer =
        caller.entities(
            "blog_User_posts_0",
            "User",
            "{ search(text: \"\") { ... on User { posts { id } } } }",
            "[{\"id\":1},{\"id\":2},{\"id\":3},{\"id\":4},{\"id\":5},{\"id\":6}]");
    assertThat(server.asked).hasSize(4);
    assertThat(answer)
        .contains("{\"posts\":[]},{\"posts\":null},{\"posts\":null}]}")
        .contains("\"code\":\"REQUEST_LIMIT_EXCEEDED\"");
  }

  @Test
  void theOperatorsHeadersAreSentAndTheClientsThatAreLetThrough() {
    caller.clientHeaders.add("Authorization", "Bearer t").add("X-Operator", "no");
    server.answers(asked -> Answer.json("[]"));
    caller.root(ROOTS, "{ drafts { id } }", "{}");
    assertThat(server.asked.getFirst().headers())
        .containsEntry("x-operator", "yes")
        .containsEntry("authorization", "Bearer t")
        .containsEntry("user-agent", "tributary");
  }

  @Test
  void aValueOfAnotherShapeThanItsTypeIsNullWithAnError() {
    server.answers(asked -> Answer.json("{\"id\": 1, \"title\": {\"a\": [1]}}"));
    assertThat(caller.root(ROOTS, "{ drafts { id } }", "{}"))
        .startsWith("{\"data\":{\"drafts\":null},\"errors\":[")
        .contains("\"code\":\"CONNECTORS_RESPONSE_SHAPE\"", "\"path\":[\"drafts\"]");
  }
}
