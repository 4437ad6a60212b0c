package dev.tributary.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DocumentsTest {

  /** The SHA-256 of {@code {a}}. */
  private static final String HASH =
      "36fe5ed90a87c3de2bdbea31d9a4fda8e8ab23f1ec0a44ea3cf84d8d5a40d9d0";

  private static String sha256(String text) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String persisted(String hash) {
    return "\"extensions\":{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"" + hash + "\"}}";
  }

  /** The document that is run, or the codes of what refuses it. */
  private static String read(Documents documents, String body) {
    return told(new RequestReader(50, documents).read(body.getBytes(UTF_8)));
  }

  private static String told(RequestReading reading) {
    return switch (reading) {
      case RequestReading.Batch batch -> throw new AssertionError("several: " + batch);
      case RequestReading.Pending(var later) -> throw new AssertionError("asks others: " + later);
      case RequestReading.Valid(var request) -> request.document();
      case RequestReading.Invalid(var refusals) ->
          refusals.stream().map(refusal -> refusal.code().name()).collect(Collectors.joining(", "));
    };
  }

  @Test
  void aTrustedDocumentIsRunByItsIdOrItsHash() {
    Documents documents = new Documents(true, 0);
    documents.trust(Map.of("get-a", "{a}"));
    assertThat(read(documents, "{\"documentId\":\"get-a\"}")).isEqualTo("{a}");
    assertThat(read(documents, "{" + persisted(sha256("{a}")) + "}")).isEqualTo("{a}");
    assertThat(read(documents, "{\"documentId\":\"sha256:" + sha256("{a}") + "\"}"))
        .isEqualTo("{a}");
    assertThat(read(documents, "{\"query\":\"{a}\"}")).isEqualTo("{a}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "{'query':'{b}'}; DOCUMENT_NOT_TRUSTED",
        "{'query':'{a} '}; DOCUMENT_NOT_TRUSTED",
        "{'documentId':'other'}; DOCUMENT_NOT_FOUND",
        "{'documentId':'other','query':'{b}'}; DOCUMENT_NOT_TRUSTED",
        "{'documentId':7}; INVALID_QUERY",
        "{}; MISSING_QUERY",
        "{'extensions':{'persistedQuery':{'version':1,'sha256Hash':'00'}}}; DOCUMENT_NOT_FOUND",
        "{'extensions':{'persistedQuery':{'version':2,'sha256Hash':'00'}}}; MISSING_QUERY"
      })
  void nothingElseIsRunWhereOnlyTrustedDocumentsAre(String body, String code) {
    Documents documents = new Documents(true, 0);
    documents.trust(Map.of("get-a", "{a}"));
    assertThat(read(documents, body.replace('\'', '"'))).isEqualTo(code);
  }

  @Test
  void aHashThatIsAnotherDocumentsIsRefusedAlsoWhereThatOneIsTrusted() {
    String body = "{\"query\":\"{b}\"," + persisted(sha256("{a}")) + "}";
    for (boolean only : new boolean[] {true, false}) {
      Documents documents = new Documents(only, 0);
      documents.trust(Map.of("get-a", "{a}", "get-b", "{b}"));
      assertThat(read(documents, body))
          .isEqualTo(only ? "DOCUMENT_NOT_TRUSTED" : "PERSISTED_QUERY_HASH_MISMATCH");
    }
  }

  @Test
  void aClientRegistersAnOperationByItsHash() {
    Documents documents = new Documents(false, 1_000_000);
    String hash = persisted(sha256("{a}"));
    assertThat(read(documents, "{" + hash + "}")).isEqualTo("PERSISTED_QUERY_NOT_FOUND");
    assertThat(read(documents, "{\"query\":\"{b}\"," + hash + "}"))
        .isEqualTo("PERSISTED_QUERY_HASH_MISMATCH");
    assertThat(read(documents, "{" + hash + "}")).isEqualTo("PERSISTED_QUERY_NOT_FOUND");
    assertThat(read(documents, "{\"query\":\"{a}\"," + hash + "}")).isEqualTo("{a}");
    assertThat(read(documents, "{" + hash + "}")).isEqualTo("{a}");
    QueryStringReader urls = new QueryStringReader(new RequestReader(50, documents));
    String parameter =
        "extensions="
            + URLEncoder.encode(
                "{\"persistedQuery\":{\"version\":1,\"sha256Hash\":\"" + sha256("{a}") + "\"}}",
                UTF_8);
    assertThat(told(urls.read(parameter))).isEqualTo("{a}");
    assertThat(told(urls.read("documentId=x"))).isEqualTo("DOCUMENT_NOT_FOUND");
  }

  @Test
  void whatClientsRegisterIsBounded() {
    Documents documents = new Documents(false, 10_000);
    String large = "{a" + " ".repeat(20_000) + "}";
    String hash = persisted(sha256(large));
    assertThat(read(documents, "{\"query\":\"" + large + "\"," + hash + "}")).isEqualTo(large);
    assertThat(read(documents, "{" + hash + "}")).isEqualTo("PERSISTED_QUERY_NOT_FOUND");
  }

  @Test
  void whereClientsMayNotRegisterTheyAreTold() {
    assertThat(read(Documents.NONE, "{" + persisted(HASH) + "}"))
        .isEqualTo("PERSISTED_QUERY_NOT_SUPPORTED");
    assertThat(read(Documents.NONE, "{\"query\":\"{a}\"}")).isEqualTo("{a}");
  }
}
