package dev.tributary.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tributary.execute.GraphQlRequest;
import dev.tributary.http.Refusal.Code;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownRequestsTest {

  private static final RequestReading.Valid READ =
      new RequestReading.Valid(new GraphQlRequest("{ a }", null, null, false));

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  @Test
  void whatIsSentOnceIsNotRemembered() {
    KnownRequests<byte[]> known = KnownRequests.ofBodies();
    known.read(bytes("one"), READ);
    assertThat(known.find(bytes("one"))).isNull();
    known.read(bytes("one"), READ);
    assertThat(known.find(bytes("one"))).isSameAs(READ);
    for (int i = 0; i < 100_000; i++) {
      known.read(bytes("flood " + i), READ);
    }
    assertThat(known.find(bytes("one"))).as("nor does it drive out what is").isSameAs(READ);
  }

  @Test
  void whatOnlyHasTheSameHashIsNotTheSame() {
    KnownRequests<byte[]> known = KnownRequests.ofBodies();
    known.read(bytes("Aa"), READ);
    known.read(bytes("Aa"), READ);
    assertThat(known.find(bytes("BB"))).isNull();
    known.read(bytes("BB"), READ);
    assertThat(known.find(bytes("Aa"))).as("one has the place").isNull();
    assertThat(known.find(bytes("BB"))).isSameAs(READ);
  }

  @Test
  void longOnesAreNotRemembered() {
    KnownRequests<String> known = KnownRequests.ofQueryStrings();
    String most = "a".repeat(8 * 1024);
    for (String sent : List.of(most, most + "a")) {
      known.read(sent, READ);
      known.read(sent, READ);
    }
    assertThat(known.find(most)).isSameAs(READ);
    assertThat(known.find(most + "a")).isNull();
  }

  @Test
  void aRequestThatIsRememberedIsReadToTheSame() {
    RequestReader reader = new RequestReader(64);
    byte[] body =
        bytes("{\"query\":\"query A { a }\",\"operationName\":\"A\",\"variables\":{\"n\":1}}");
    RequestReading first = reader.read(body);
    reader.read(body.clone());
    RequestReading third = reader.read(body.clone());
    assertThat(third).isInstanceOf(RequestReading.Valid.class).isEqualTo(first);
    assertThat(reader.read(body.clone())).as("and not anew").isSameAs(third);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"query\":\"{ a }\",\"query\":\"{ b }\"}",
        "{\"query\":1}",
        "{\"query\":\"{ a }\"",
        "[{\"query\":\"{ a }\"}]",
        "{}"
      })
  void whatIsWrongStaysWrong(String body) {
    RequestReader reader = new RequestReader(64);
    RequestReading first = reader.read(bytes(body));
    assertThat(first).isInstanceOf(RequestReading.Invalid.class);
    for (int i = 0; i < 4; i++) {
      assertThat(reader.read(bytes(body))).isEqualTo(first);
    }
  }

  @Test
  void whatIsNotTrustedAnyMoreIsRefused() {
    Documents documents = new Documents(true, 0);
    documents.trust(Map.of("1", "{ a }"));
    RequestReader bodies = new RequestReader(64, documents);
    QueryStringReader urls = new QueryStringReader(bodies);
    byte[] body = bytes("{\"query\":\"{ a }\"}");
    for (int i = 0; i < 4; i++) {
      assertThat(bodies.read(body)).isInstanceOf(RequestReading.Valid.class);
      assertThat(urls.read("query={a}")).isInstanceOf(RequestReading.Invalid.class);
      assertThat(urls.read("query=%7B+a+%7D")).isInstanceOf(RequestReading.Valid.class);
    }
    documents.trust(Map.of("1", "{ b }"));

    for (RequestReading reading : List.of(bodies.read(body), urls.read("query=%7B+a+%7D"))) {
      assertThat(reading)
          .isInstanceOfSatisfying(
              RequestReading.Invalid.class,
              invalid ->
                  assertThat(invalid.refusals().getFirst().code())
                      .isEqualTo(Code.DOCUMENT_NOT_TRUSTED));
    }
  }

  @Test
  void whatNamesADocumentIsLookedUpEveryTime() {
    Documents documents = new Documents(false, 1_000_000);
    documents.trust(Map.of("1", "{ a }"));
    RequestReader bodies = new RequestReader(64, documents);
    QueryStringReader urls = new QueryStringReader(bodies);
    byte[] body = bytes("{\"documentId\":\"1\"}");
    for (int i = 0; i < 4; i++) {
      assertThat(document(bodies.read(body))).isEqualTo("{ a }");
      assertThat(document(urls.read("documentId=1"))).isEqualTo("{ a }");
      assertThat(document(bodies.read(bytes("{}"), "1"))).isEqualTo("{ a }");
    }
    documents.trust(Map.of("1", "{ b }"));
    assertThat(document(bodies.read(body))).isEqualTo("{ b }");
    assertThat(document(urls.read("documentId=1"))).isEqualTo("{ b }");
    assertThat(document(bodies.read(bytes("{}"), "1"))).isEqualTo("{ b }");
  }

  @Test
  void aHashThatIsSentAlongIsCheckedEveryTime() {
    RequestReader reader = new RequestReader(64, new Documents(false, 1_000_000));
    String body =
        "{\"query\":\"{ a"
            + " }\",\"extensions\":{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"%s\"}}}";
    for (int i = 0; i < 4; i++) {
      assertThat(reader.read(bytes(body.formatted(Documents.hash("{ a }")))))
          .isInstanceOf(RequestReading.Valid.class);
      assertThat(reader.read(bytes(body.formatted(Documents.hash("{ b }")))))
          .isInstanceOf(RequestReading.Invalid.class);
    }
  }

  @Test
  void whatIsForQueriesOnlyStaysSo() {
    RequestReader bodies = new RequestReader(64);
    QueryStringReader urls = new QueryStringReader(bodies);
    for (int i = 0; i < 4; i++) {
      assertThat(bodies.read(bytes("{\"query\":\"{ a }\"}")))
          .isInstanceOfSatisfying(
              RequestReading.Valid.class,
              valid -> assertThat(valid.request().readOnly()).isFalse());
      assertThat(urls.read("query=%7B+a+%7D"))
          .isInstanceOfSatisfying(
              RequestReading.Valid.class, valid -> assertThat(valid.request().readOnly()).isTrue());
    }
  }

  private static String document(RequestReading reading) {
    return ((RequestReading.Valid) reading).request().document();
  }
}
